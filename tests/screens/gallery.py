#!/usr/bin/python3
"""Every state of the board as a picture: `make screens`, and what its tests look at.

gallery.py PROGRAM FOLDER writes FOLDER/STATE/… for every size, theme, language and back end, and contact
sheets that show them side by side. The pictures of the gpu and the pixmaps back end come from windows on an
X server of their own, all others are drawn in memory.
"""

import concurrent.futures
import datetime
import itertools
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOW = "2026-11-23T09:41:00+07:00"
LINK = "https://dukcapil.example.go.id/siap"
SIZES = ["1920x1080", "1080x1920", "3840x2160", "1366x768", "1280x720", "800x480"]
THEMES = ["dark", "light"]
LANGUAGES = ["id", "en"]
BACK_ENDS = ["cpu", "gpu", "pixmaps"]

FIRST = (
    "BUDI SITI ASEP DEWI AGUS PUTRI RIZKY MARIA HENDRA EUIS CECEP FATIMAH MADE WAYAN KETUT MUHAMMAD AHMAD SRI"
    " EKO HASAN RINA YANTI UJANG NENENG DADANG LILIS IWAN TATI JOKO ENDANG"
).split()
TYPES = "ktp-el ktp-el ktp-el kk kk kk kia akta-lahir akta-lahir akta-kawin akta-mati skpwni".split()
PLACES = "mpp mpp mpp dinas kec-coblong kec-antapani".split()
WEEK = [
    {"days": "mon-thu", "open": "08:00", "close": "12:00"},
    {"days": "mon-thu", "open": "13:00", "close": "15:00"},
    {"days": "fri", "open": "08:00", "close": "11:00"},
]


def later(**time):
    """A while from now: a list that is kept is as old as it is."""
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**time)).isoformat(timespec="seconds")


def document(i, name, kind, place, done="2026-11-23"):
    pickup = kind != "skpwni"
    return {
        "id": f"row-{i}", "type": kind, "name": name, "number": f"{1000 + i * 37 % 9000}", "done": done,
        "at": place if pickup else "", "state": "pickup" if pickup else "download",
    }


def people(count):
    """Rows as an office has them, the same each time."""
    chance = random.Random(7)
    for i in range(count):
        kind = chance.choice(TYPES)
        letters = [f"{chance.choice('ABDEFGHIKLMNPRSTWY')}{'•' * chance.randint(3, 6)}" for _ in range(chance.randint(1, 2))]
        name = " ".join([chance.choice(FIRST), *letters])
        if kind in ("kia", "akta-lahir"):
            name = f"{name[0]}. {letters[0][0]}."
        if i % 17 == 8:
            name = "I GUSTI AYU NGURAH M•••• P•••••• D•••••• S••••••"
        done = chance.choice(["2026-11-23", "2026-11-23", "2026-11-22", "2026-11-20", "2026-11-19"])
        yield document(i, name, kind, chance.choice(PLACES), done)


def hard():
    """The longest words that there are."""
    names = [
        "N",
        "I GUSTI NGURAH AGUNG MADE RAI PUTRA ADI SURYA KUSUMA WIBAWA DWI TRI ESA YOGA JAYA NING RAT W",
        "AIWINANGELLOJUKISNANDARSYAHRAMADHANIKUSUMANINGRATWIJAYAKUSUM",
        "Hj. DASWATI, S.H., M.H.",
        "MUHAMMAD A••••• R•••••",
        "",
    ]
    for i in range(24):
        yield document(i, names[i % len(names)], TYPES[i % len(TYPES)], "mpp", "2026-11-20")


def feed(rows, **members):
    places = [
        ("mpp", "MPP Kota Bandung", "mpp", "Loket 3", "Jl. Cianjur No. 34, Lantai 1"),
        ("dinas", "Dinas Dukcapil", "dinas", "Loket 1", "Jl. Ambon No. 1B"),
        ("kec-coblong", "Kecamatan Coblong", "kecamatan", "Loket 2", "Jl. Sangkuriang No. 10A"),
        ("kec-antapani", "Kecamatan Antapani", "kecamatan", "", "Jl. A.H. Nasution No. 20"),
    ]
    return {
        "feed": "siapambil/1", "region": "32.73", "publisher": "Dinas Dukcapil Kota Bandung",
        "serial": 20261123094000, "issued": "2026-11-23T09:40:00+07:00", "link": LINK,
        "locations": [
            {"id": id, "name": name, "kind": kind, "counter": counter, "address": address, "hours": WEEK}
            for id, name, kind, counter, address in places
        ],
        "bring": {
            "*": ["Bukti pengambilan atau nomor registrasi", "Surat kuasa bila diwakilkan"],
            "ktp-el": ["KTP-el lama atau surat kehilangan"],
        },
        "notices": [{"text": "Layanan tutup Rabu 25 November"}],
        "documents": list(rows), **members,
    }


OFFICE = {"screen.office": "Dinas Dukcapil Kota Bandung", "screen.name": "Layar MPP Lantai 1"}
HOURS = {"hours.open": "mon-thu 08:00-15:00, fri 08:00-11:00"}
LONG = {
    "screen.office": "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Kepulauan Siau Tagulandang Bia",
    "screen.name": "Ruang Tunggu",
}
LONG_PLACES = [
    {
        "id": "mpp", "name": "Kampuang Tanjuang Koto Mambang Sungai Durian", "kind": "kelurahan",
        "counter": "Loket Pengambilan Dokumen A-12", "address": "Jl. Jenderal Besar A.H. Nasution No. 1234, Gedung B",
        "hours": WEEK,
    }
]
HIGH = [
    {"text": "Layanan hari ini *tutup* pukul 11.00 karena perbaikan jaringan", "priority": "high"},
    {"text": "Layanan tutup Rabu 25 November"},
]

# What stands on the screen; of a state, what the source has, and which settings show it. `kept` is what the
# board has from before: the source is then gone.
STATES = {
    "list": {"feed": feed(people(60))},
    "short-list": {"feed": feed(people(5))},
    "two-columns": {"feed": feed(people(234))},
    "compact": {"feed": feed(people(530))},
    "newest-days": {"feed": feed(people(1500))},
    "pages": {"feed": feed(people(60)), "settings": {"list.motion": "page"}},
    "long-words": {"feed": feed(hard(), locations=LONG_PLACES), "settings": LONG},
    "empty": {"feed": feed([])},
    "starting": {"now": NOW},
    "old": {"kept": feed(people(60)), "now": later(hours=2)},
    "withdrawn": {"kept": feed(people(60)), "now": later(days=5)},
    "closed": {"feed": feed(people(60)), "now": "2026-11-22T17:05:00+07:00", "settings": {**HOURS, "hours.closed": "dim"}},
    "black": {"feed": feed(people(60)), "now": "2026-11-22T17:05:00+07:00", "settings": {**HOURS, "hours.closed": "black"}},
    "no-clock": {"feed": feed(people(60)), "now": "1970-01-01T00:02:00+00:00"},
    "announcement": {"feed": feed(people(60), notices=HIGH)},
    "no-notices": {"feed": feed(people(60), notices=[]), "settings": {"notices.text": ""}},
}


class Gallery:
    """Takes pictures with one program, in a folder of its own for what they need."""

    def __init__(self, program):
        self.program = str(program)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="siapambil-screens-"))
        self.server = None
        self.display = None
        for name, state in STATES.items():
            if "kept" in state:
                self._keep(name, state["kept"])
            elif "feed" in state:
                (self.folder / f"{name}.json").write_text(json.dumps(state["feed"]), encoding="utf-8")

    def close(self):
        if self.server:
            self.server.terminate()
            self.server.wait(timeout=10)
        shutil.rmtree(self.folder)

    def _environment(self, **more):
        return dict(os.environ, SIAPAMBIL_ASSETS=str(ROOT / "assets"), HOME=str(self.folder), **more)

    def _keep(self, name, what):
        """Lets a board take the list in, and takes its source away."""
        source, state = self.folder / f"{name}.json", self.folder / name
        source.write_text(json.dumps(what), encoding="utf-8")
        with subprocess.Popen(
            [self.program, "--off-screen", "--set", f"source.url=file://{source}", "--set", f"cache.dir={state}"],
            env=self._environment(), stderr=subprocess.DEVNULL,
        ) as board:
            deadline = time.monotonic() + 20
            while not (state / "list.json").exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            board.terminate()
        source.unlink()

    def open_display(self):
        """An X server as large as the largest picture."""
        if self.display:
            return
        reader, writer = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "3840x3840x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writer], stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as pipe:
            self.display = f":{pipe.readline().strip()}"

    def command(self, state, size, theme="dark", language="id", back_end="cpu", more=()):
        """What shows the state; `--screenshot FILE` or `--dump-frame` is added to it."""
        what = STATES[state]
        settings = {
            "source.url": f"file://{self.folder / state}.json",
            "cache.dir": str(self.folder / state),
            "theme.base": theme,
            "screen.language": language,
            "screen.back_end": back_end,
            **OFFICE, **what.get("settings", {}),
        }
        command = [self.program, "--size", size, "--now", what.get("now", NOW)]
        for key, value in settings.items():
            command += ["--set", f"{key}={value}"]
        if back_end != "cpu":
            self.open_display()
            command += ["--windowed"]
        return command + list(more)

    def run(self, state, *arguments, **options):
        more = options.pop("more", ())
        environment = self._environment()
        command = self.command(state, *arguments, **options, more=more)
        if options.get("back_end", "cpu") != "cpu":
            environment.update(DISPLAY=self.display)
        result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        # A state without a fresh list is told of, too.
        if result.returncode and not ("feed" not in STATES[state] and "nothing to list" in result.stderr):
            raise RuntimeError(f"{' '.join(command)}\n{result.stderr}")
        return result.stdout

    def picture(self, path, state, size, **options):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run(state, size, **options, more=["--screenshot", str(path)])


TILE, GAP, CAPTION = 480, 16, 32


def contact_sheet(pictures, path, columns):
    """Side by side, each with its name under it."""
    from PIL import Image, ImageDraw, ImageFont  # only the sheets need it

    file = subprocess.run(["fc-match", "-f", "%{file}", "Inter"], capture_output=True, text=True, check=True).stdout
    font = ImageFont.truetype(file, 20)
    cells = []
    for picture in pictures:
        image = Image.open(picture).convert("RGB")
        image.thumbnail((TILE, TILE), Image.LANCZOS)
        cells.append((picture.stem, image))
    rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
    heights = [max(image.height for _, image in row) + CAPTION + GAP for row in rows]
    sheet = Image.new("RGB", (columns * (TILE + GAP) + GAP, sum(heights) + GAP), "#404040")
    draw = ImageDraw.Draw(sheet)
    y = GAP
    for row, height in zip(rows, heights):
        for n, (name, image) in enumerate(row):
            x = GAP + n * (TILE + GAP)
            sheet.paste(image, (x, y))
            draw.text((x, y + image.height + 6), name, "white", font)
        y += height
    sheet.save(path, optimize=True)


def main(program, folder):
    folder = pathlib.Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    gallery = Gallery(program)
    try:
        wanted = list(itertools.product(STATES, SIZES, THEMES, LANGUAGES, BACK_ENDS))
        gallery.open_display()

        def take(item):
            state, size, theme, language, back_end = item
            path = folder / state / f"{size}-{theme}-{language}-{back_end}.png"
            gallery.picture(path, state, size, theme=theme, language=language, back_end=back_end)

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for done, _ in enumerate(pool.map(take, wanted), 1):
                if sys.stderr.isatty():
                    print(f"\r{done}/{len(wanted)}", end="", file=sys.stderr, flush=True)
        # One sheet of all states, and for each state one of all its pictures.
        for size in SIZES:
            first = []
            for state in STATES:
                named = folder / "sheet" / size / f"{state}.png"
                named.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(folder / state / f"{size}-dark-id-cpu.png", named)
                first.append(named)
            contact_sheet(first, folder / f"states-{size}.png", 4)
        for state in STATES:
            contact_sheet(sorted((folder / state).glob("*.png")), folder / f"{state}.png", 8)
        shutil.rmtree(folder / "sheet")
    finally:
        gallery.close()
    print(f"{len(wanted)} pictures in {folder}; side by side in {folder}/states-1920x1080.png and its neighbours")


if __name__ == "__main__":
    main(*sys.argv[1:])
