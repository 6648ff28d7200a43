"""The comparison as a picture: two columns of bars, as SVG and as PNG, from one description."""

import subprocess
import xml.sax.saxutils

WIDTH, PITCH, BAR, MARGIN = 1100, 24, 14, 24
NAMES_END, FRAMES_END, GAP, VALUE = 280, 350, 40, 96  # where the names and the frames end; before a column of bars; the room for its figures
PAPER, INK, QUIET, LINE = "#ffffff", "#0b1f3f", "#5b6b84", "#d5deea"
OURS, OTHER, SERVER = "#1b54a8", "#9fb3cf", "#ffc72c"


class Picture:
    """What is drawn, in order."""

    def __init__(self):
        self.height, self.parts = 0, []

    def box(self, x, y, w, h, colour):
        self.parts.append(("box", x, y, w, h, colour))

    def text(self, x, y, words, size=14, colour=INK, bold=False, right=False):
        """y: the baseline."""
        self.parts.append(("text", x, y, words, size, colour, bold, right))


def _value(value):
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _bars(picture, x, width, y, r, top, unit, parts):
    colour = OURS if r["program"] == "siapambil" else OTHER
    at, total = x, sum(r[p] for p in parts)
    for part, tint in zip(parts, (colour, SERVER)):
        w = width * r[part] / top
        picture.box(at, y, max(w, 1), BAR, tint)
        at += max(w, 1)
    picture.text(at + 6, y + 12, f"{_value(total)} {unit}", 13, INK, bold=colour == OURS)


def draw(report):
    picture, results = Picture(), report["results"]
    width = (WIDTH - FRAMES_END - 2 * GAP - 2 * VALUE - MARGIN) // 2
    columns = [FRAMES_END + GAP, FRAMES_END + 2 * GAP + width + VALUE]
    picture.text(MARGIN, 40, "The same list, scrolling at 1920×1080, 60 frames a second wanted", 20, bold=True)
    picture.text(MARGIN, 62, f"{report['machine']}, no graphics chip, {report['date']}", 13, QUIET)
    picture.text(FRAMES_END, 96, "frames/s", 14, bold=True, right=True)
    picture.text(columns[0], 96, "CPU, percent of a core", 14, bold=True)
    picture.text(columns[1], 96, "memory (PSS), MB", 14, bold=True)
    picture.box(columns[0], 106, BAR, BAR, SERVER)
    picture.text(columns[0] + BAR + 8, 118, "of it the X server's", 13, QUIET)
    tops = [
        max((r["cpu_percent"] + r["x_server_percent"] for r in results), default=1),
        max((r["memory_mb"] for r in results), default=1),
    ]
    y = 132
    for rows in sorted({r["rows"] for r in results}):
        picture.box(MARGIN, y, WIDTH - 2 * MARGIN, 1, LINE)
        picture.text(MARGIN, y + 24, f"{rows:,} rows", 14, bold=True)
        y += 34
        for r in (r for r in results if r["rows"] == rows):
            ours = r["program"] == "siapambil"
            picture.text(NAMES_END, y + 12, r["name"], 13, INK, bold=ours, right=True)
            picture.text(FRAMES_END, y + 12, f"{r['frames_a_second']:.1f}", 13, INK, bold=ours, right=True)
            _bars(picture, columns[0], width, y, r, tops[0], "%", ("cpu_percent", "x_server_percent"))
            _bars(picture, columns[1], width, y, r, tops[1], "MB", ("memory_mb",))
            y += PITCH
        y += 6
    picture.height = y + 10
    return picture


def _svg(picture):
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {picture.height}" width="{WIDTH}" height="{picture.height}"'
        ' font-family="Inter, Helvetica, Arial, sans-serif">',
        f'<rect width="{WIDTH}" height="{picture.height}" rx="8" fill="{PAPER}"/>',
    ]
    for kind, x, y, *rest in picture.parts:
        if kind == "box":
            w, h, colour = rest
            out.append(f'<rect x="{x:.1f}" y="{y}" width="{w:.1f}" height="{h}" fill="{colour}"/>')
        else:
            words, size, colour, bold, right = rest
            more = (' font-weight="700"' if bold else "") + (' text-anchor="end"' if right else "")
            words = xml.sax.saxutils.escape(words)
            out.append(f'<text x="{x:.1f}" y="{y}" font-size="{size}" fill="{colour}"{more}>{words}</text>')
    return "\n".join([*out, "</svg>", ""])


def _png(picture, path):
    from PIL import Image, ImageDraw, ImageFont

    def font(size, bold):
        wanted = "Inter:bold" if bold else "Inter"
        file = subprocess.run(["fc-match", "-f", "%{file}", wanted], capture_output=True, text=True, check=True).stdout
        return ImageFont.truetype(file, size * 2)

    image = Image.new("RGB", (WIDTH * 2, picture.height * 2), PAPER)
    sheet = ImageDraw.Draw(image)
    for kind, x, y, *rest in picture.parts:
        if kind == "box":
            w, h, colour = rest
            sheet.rectangle((x * 2, y * 2, (x + w) * 2 - 1, (y + h) * 2 - 1), fill=colour)
        else:
            words, size, colour, bold, right = rest
            sheet.text((x * 2, y * 2), words, colour, font(size, bold), anchor="rs" if right else "ls")
    image.save(path, optimize=True)


def write(report, svg, png):
    picture = draw(report)
    svg.write_text(_svg(picture), encoding="utf-8")
    _png(picture, png)
