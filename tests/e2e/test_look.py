"""Themes, sizes, scripts, logos: what an office changes of the board, and what is refused."""

import os
import pathlib
import re
import unicodedata

import pytest
from PIL import Image
from conftest import NOW, ROOT, make_feed, ocr, run_once
from test_pictures import ROWS, SETTINGS, assert_like_kept, feed, older, shoot  # noqa: F401

SAME = [part for key, value in SETTINGS.items() for part in ("--set", f"{key}={value}")]
URL = ["--set", "source.url=https://example.go.id/feed.json"]
BALI = "ᬤᬶᬦᬲ᭄ᬓᬧᭂᬦ᭄ᬤᬸᬤᬸᬓᬦ᭄"
JAVA = "ꦢꦶꦤꦱ꧀ꦏꦥꦺꦤ꧀ꦢꦸꦢꦸꦏꦤ꧀"
JAWI = "دينس كڤندودوقن"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(make_feed(["AGUS SALIM"]), encoding="utf-8")
    return ["--set", f"source.url=file://{path}", "--set", f"cache.dir={tmp_path / 'state'}"]


@pytest.mark.parametrize("theme, line, sentence", [
    (["text = #777777"], 4,
     "[theme] text = #777777 on [theme] ground = #071427: contrast 4.1:1; allowed: at least 4.5:1"),
    (["base = light", "panel = #203040"], 5,
     "[theme] panel = #203040 under [theme] text = #0A1B33: contrast 1.2:1; allowed: at least 4.5:1"),
    (["badge_kia = #FF8A00"], 4,
     "[theme] badge_kia = #FF8A00 under [theme] on_badge = #FFFFFF: contrast 2.3:1; allowed: at least 4.5:1"),
    (["text = white"], 4, "[theme] text = white: not a colour; allowed: #RRGGBB"),
])
def test_a_theme_that_cannot_be_read_is_refused_by_its_line(tmp_path, theme, line, sentence):
    config = tmp_path / "board.ini"
    config.write_text("\n".join(["[source]", "url = https://example.go.id/feed.json", "[theme]", *theme]) + "\n")
    result = run_once("--config", config, "--check-config")
    assert result.returncode == 2
    assert f"{config}:{line}: {sentence}" in result.stderr


def test_the_light_theme(shoot):  # noqa: F811
    picture = shoot(feed(ROWS), "1920x1080", "--set", "theme.base=light", before=older())
    assert_like_kept(picture, "light-1920x1080")


def test_old_data_in_the_light_theme(shoot):  # noqa: F811
    picture = shoot(feed(ROWS, expires="2026-11-23T00:00:00+07:00"), "1080x1920", "--set", "theme.base=light")
    assert_like_kept(picture, "light-old-1080x1920")


def test_a_colour_of_the_office_is_what_is_drawn(shoot):  # noqa: F811
    picture = shoot(feed(ROWS), "1920x1080", "--set", "theme.header=#004D40", "--set", "theme.accent=#FFD54F")
    assert picture.getpixel((900, 5)) == (0x00, 0x4D, 0x40)
    assert picture.getpixel((900, 150)) == (0xFF, 0xD5, 0x4F)


@pytest.mark.parametrize("options, lines", [
    (["screen.screen_inches=43"], [
        "capitals on 43 inches, 1920x1080, read from 5 m: at least 25.0 mm, a two-hundredth of the distance",
        "names: 19.5 mm, too small; [screen] scale = 129 is enough",
        "smallest text: 7.9 mm, too small; not even scale = 159, the most that fits, is enough",
    ]),
    (["screen.screen_inches=43", "screen.scale=129"], ["names: 25.2 mm, enough"]),
    (["screen.screen_inches=31.5", "screen.viewing_distance=2.5", "screen.rotate=90"], ["31.5 inches, 1080x1920",
                                                                                        "names: 14.3 mm, enough"]),
    ([], ["set [screen] screen_inches"]),
])
def test_the_check_tells_from_how_far_the_board_can_be_read(options, lines):
    result = run_once("--check-config", *URL, *(part for option in options for part in ("--set", option)))
    assert result.returncode == 0
    for line in lines:
        assert line in result.stdout


def test_the_check_is_for_the_size_that_is_given():
    result = run_once("--check-config", "--size", "3840x2160", *URL, "--set", "screen.screen_inches=43")
    assert "43 inches, 3840x2160" in result.stdout
    assert "names: 19." in result.stdout


def read_title(picture, source, size, *options):
    """The title, read where the frame says that it stands, as large as tesseract likes it."""
    frame = run_once("--dump-frame", "--size", size, "--now", NOW, *source, *options).stdout
    x, y, w, h = map(int, re.search(r"text title (\d+),(\d+) (\d+)x(\d+)", frame).groups())
    # From the height of capitals down: a script above it may have signs that reach into the line's box.
    crop = picture.crop((x - h // 4, y + h // 5, x + w + h // 4, y + h))
    return ocr(crop.resize((crop.width * 60 // h, crop.height * 60 // h)))


@pytest.mark.parametrize("percent", [125, 150])
@pytest.mark.parametrize("size", ["1920x1080", "1080x1920"])
def test_a_larger_board_says_the_same(shoot, source, size, percent):  # noqa: F811
    options = ["--set", f"screen.scale={percent}", *SAME]
    picture = shoot(feed(ROWS), size, *options)
    assert "Dokumen Siap Diambil" in read_title(picture, source, size, *options)
    if size == "1920x1080":
        text = ocr(picture, (0, 100 * percent // 100, 1500, 1080))
        assert "ASEP" in text and "Diperbarui" in text


def ink_lines(picture, box):
    """For each line of pixels in the box, how many are not ground."""
    part = picture.crop(box)
    ground = part.getpixel((0, 0))
    return [sum(part.getpixel((x, y)) != ground for x in range(part.width)) for y in range(part.height)]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", ["1920x1080", "1080x1920", "800x480"])
@pytest.mark.parametrize("script", [BALI, JAVA, JAWI], ids=["bali", "java", "jawi"])
def test_a_regional_script_stands_above_the_title(shoot, source, script, size, theme):  # noqa: F811
    options = ["--set", f"screen.script_line={script}", "--set", f"theme.base={theme}", *SAME]
    picture = shoot(feed(ROWS), size, *options)
    unit = min(picture.size) / 1080
    lines = ink_lines(picture, (round(175 * unit), 0, round(600 * unit), round(130 * unit)))
    # Ink, a gap, the title's ink: from the top down.
    shape = re.sub(r"(.)\1*", r"\1", "".join("#" if n else "." for n in lines))
    assert shape.startswith(".#.#"), shape
    assert "Dokumen Siap Diambil" in read_title(picture, source, size, *options)


def test_a_script_line_is_drawn_from_its_font_and_not_as_boxes(shoot):  # noqa: F811
    """Signs that stack are narrower than the letters that they are of, and reach below them; boxes do neither."""
    box = (175, 0, 900, 85)
    base, stack = (
        ink_lines(shoot(feed(ROWS), "1920x1080", "--set", f"screen.script_line={text}"), box)
        for text in ("ᬲ" * 6, "ᬲ᭄ᬓ" * 6)
    )
    bottom = [max(i for i, n in enumerate(lines[:75]) if n) for lines in (base, stack)]
    assert bottom[1] > bottom[0] + 8


def fonts_of_inter_alone(folder):
    fonts = folder / "fonts"
    fonts.mkdir()
    for path in pathlib.Path("/usr/share/fonts").rglob("Inter-*.otf"):
        if path.stem in ("Inter-Regular", "Inter-SemiBold", "Inter-Bold"):
            (fonts / path.name).symlink_to(path)
    conf = folder / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{fonts}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>"
    )
    return dict(os.environ, FONTCONFIG_FILE=str(conf))


def test_a_script_without_a_font_is_one_warning_and_no_box(tmp_path, source):
    environment = fonts_of_inter_alone(tmp_path)
    shown = {}
    letters = sum(unicodedata.category(c)[0] != "M" for c in BALI)
    for name, text in (("missing", BALI), ("signs", "?" * letters)):
        picture = tmp_path / f"{name}.png"
        result = run_once("--screenshot", picture, "--now", NOW, *source, "--set", f"screen.script_line={text}",
                          env=environment)
        assert result.returncode == 0
        warnings = [line for line in result.stderr.splitlines() if "no font has" in line]
        shown[name] = Image.open(picture).convert("RGB").tobytes()
        assert len(warnings) == (name == "missing")
        for line in warnings:
            assert "(Balinese script)" in line and "fonts-noto-core" in line
    assert shown["missing"] == shown["signs"]


@pytest.mark.parametrize("content, sentence", [
    (b"", "no picture; allowed: PNG, JPEG, SVG"),
    (b"<html></html>", "no picture; allowed: PNG, JPEG, SVG"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x06\0\0\0" + b"\0" * 64, "60000x60000 pixels"),
    ((ROOT / "assets" / "logo.svg").read_bytes()[:200], "cut off; allowed: a whole picture"),
    (b"<svg>" + b" " * (4 << 20) + b"</svg>", "longer than the 4194304 bytes allowed"),
], ids=["empty", "a page", "huge", "cut off", "long"])
def test_a_bad_logo_is_a_warning_and_the_title_takes_its_room(tmp_path, source, content, sentence):
    logo = tmp_path / "logo"
    logo.write_bytes(content)
    result = run_once("--dump-frame", "--now", NOW, *source, "--set", f"screen.logo={logo}")
    assert result.returncode == 0
    assert sentence in result.stderr and str(logo) in result.stderr
    assert "logo" not in result.stdout
    assert re.search(r"text title 48,", result.stdout)
