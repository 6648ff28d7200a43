"""Whole pictures, compared with kept ones within a tolerance, and what can be read from them.

After a change that is meant to change them: look at them, then UPDATE=1 make test, then look again.
"""

import json
import os
import subprocess

import pytest
from PIL import Image, ImageChops, ImageStat
from conftest import BUILD, NOW, PROGRAM, ROOT, make_feed, ocr, run_once, wait_until

KEPT = ROOT / "tests" / "data" / "screens"
TOLERANCE = 2.0  # of 255, over the whole picture
BLOCK_TOLERANCE = 28.0  # over any block of 40 pixels: a word that is missing or moved
SETTINGS = {
    "screen.office": "Dinas Dukcapil Kota Bandung",
    "screen.name": "Layar MPP Lantai 1",
    "privacy.names": "full",  # the feed's are masked
}
ROWS = [
    ("ktp-el", "DEWI G••••••", "2476", "2026-11-23", "mpp"),
    ("ktp-el", "ASEP H•••••• K••••••", "1964", "2026-11-22", "mpp"),
    ("kk", "MADE D••• S••••••", "5288", "2026-11-22", "mpp"),
    ("skpwni", "AGUS E•• S••••••", "3700", "2026-11-20", "mpp"),
    ("ktp-el", "I GUSTI AYU NGURAH M•••• P•••••• D•••••• S••••••", "7101", "2026-11-23", "mpp"),
    ("akta-lahir", "W. G.", "3912", "2026-11-22", "mpp"),
    ("kk", "SITI K••••••", "5783", "2026-11-20", "mpp"),
    ("kia", "N. A.", "8611", "2026-11-19", "kec"),
    ("akta-kawin", "HASAN M•••••• L••••••", "4133", "2026-11-23", "kec"),
    ("akta-mati", "N", "2850", "2026-11-19", "kec"),
    ("akta-cerai", "", "9902", "2026-11-19", "kec"),
]
NEW = {"1964", "5288", "2476"}


def feed(rows, **members):
    documents = [
        {
            "id": f"row-{number}", "type": kind, "name": name, "number": number, "done": done, "at": at,
            "state": "download" if kind == "skpwni" else "pickup",
        }
        for kind, name, number, done, at in rows
    ]
    base = json.loads(make_feed([]))
    base["locations"].append(
        {"id": "kec", "name": "Kecamatan Coblong", "kind": "kecamatan", "counter": "Loket 2",
         "address": "Jl. Sangkuriang No. 10A"}
    )
    base["bring"]["ktp-el"] = ["KTP-el lama / surat kehilangan"]
    base["bring"]["*"].append("Surat kuasa bila diwakilkan")
    base["notices"] = [{"text": "Layanan tutup Rabu 25 November"}]
    return json.dumps({**base, "documents": documents, **members}, ensure_ascii=False)


@pytest.fixture
def shoot(tmp_path):
    """shoot(feed, size, option…) returns the screenshot; `before` is what the board has kept."""

    def shot(text, size, *options, before=None):
        source, picture, state = tmp_path / "feed.json", tmp_path / "shot.png", tmp_path / "state"
        settings = {**SETTINGS, "source.url": f"file://{source}", "cache.dir": str(state)}
        arguments = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
        environment = dict(os.environ, SIAPAMBIL_ASSETS=str(ROOT / "assets"))
        if before:
            source.write_text(before, encoding="utf-8")
            with subprocess.Popen([PROGRAM, "--off-screen", *arguments], env=environment, stderr=subprocess.DEVNULL) as p:
                wait_until("the list is kept", (state / "list.json").exists)
                p.terminate()
        source.write_text(text, encoding="utf-8")
        result = run_once("--screenshot", picture, "--size", size, "--now", NOW, *arguments, *options)
        assert (result.returncode, result.stderr) == (0, "")
        return Image.open(picture).convert("RGB")

    return shot


def assert_like_kept(picture, name):
    path = KEPT / f"{name}.png"
    if os.environ.get("UPDATE"):
        picture.save(path, optimize=True)
    kept = Image.open(path).convert("RGB")
    assert picture.size == kept.size
    difference = ImageChops.difference(picture, kept)
    mean = sum(ImageStat.Stat(difference).mean) / 3
    blocks = difference.convert("L").resize((picture.width // 40, picture.height // 40), Image.BOX)
    worst = blocks.getextrema()[1]
    if mean > TOLERANCE or worst > BLOCK_TOLERANCE:
        seen = BUILD / f"{name}-now.png"
        picture.save(seen)
        pytest.fail(f"{name}: differs by {mean:.1f} (a block by {worst}); see {seen} and {path}")


def older():
    return feed([row for row in ROWS if row[2] not in NEW])


def test_the_list(shoot):
    assert_like_kept(shoot(feed(ROWS), "1920x1080", before=older()), "list-1920x1080")


def test_the_list_in_portrait(shoot):
    assert_like_kept(shoot(feed(ROWS), "1080x1920", before=older()), "list-1080x1920")


def test_old_data_on_a_small_screen(shoot):
    assert_like_kept(shoot(feed(ROWS, expires="2026-11-23T00:00:00+07:00"), "800x480"), "old-800x480")


def test_nothing_to_pick_up(shoot):
    assert_like_kept(shoot(feed([]), "1280x720"), "empty-1280x720")


def test_in_english(shoot):
    assert_like_kept(shoot(feed(ROWS[:4]), "1366x768", "--set", "screen.language=en"), "english-1366x768")


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_screen_shows_the_same_picture_turned(shoot, degrees):
    size = "1080x1920" if degrees % 180 else "1920x1080"
    turned = shoot(feed(ROWS), size, "--set", f"screen.rotate={degrees}")
    upright = shoot(feed(ROWS), "1920x1080")
    # Pillow turns counter-clockwise.
    assert ImageChops.difference(turned.rotate(degrees, expand=True), upright).getbbox() is None


@pytest.mark.parametrize("size", ["1920x1080", "1080x1920", "1280x720", "800x480"])
def test_the_code_can_be_scanned(shoot, tmp_path, size):
    path = tmp_path / "code.png"
    shoot(feed(ROWS), size).save(path)
    scanned = subprocess.run(["zbarimg", "-q", "--raw", str(path)], capture_output=True, text=True)
    assert scanned.stdout.strip() == "https://dukcapil.example.go.id/siap"


def test_the_words_can_be_read(shoot):
    picture = shoot(feed(ROWS), "1920x1080")
    for box, words in (
        ((0, 0, 1400, 132), ("Dokumen Siap Diambil", "Dinas Dukcapil Kota Bandung")),
        ((0, 132, 900, 240), ("MPP Kota Bandung", "Loket 3")),
        ((1520, 132, 1920, 520), ("Yang perlu dibawa", "Surat kuasa bila", "11 dokumen")),
        ((0, 988, 1920, 1080), ("Diperbarui 09.41", "GRATIS")),
    ):
        text = ocr(picture, box)
        for word in words:
            assert word in text


@pytest.mark.parametrize("size", ["1920x1080", "1080x1920", "1366x768", "800x480"])
def test_an_announcement_can_be_read(shoot, size):
    notices = [
        {"text": "Layanan *tutup* pukul sebelas karena perbaikan jaringan", "priority": "high"},
        {"text": "Layanan buka setiap hari kerja"},
    ]
    width, height = map(int, size.split("x"))
    picture = shoot(feed(ROWS, notices=notices), size, "--set", "notices.text=")
    unit = min(width, height) / 1080
    band = ocr(picture.crop((0, int(132 * unit), width, int(300 * unit))).resize((1920, int(1920 * 168 * unit / width))))
    for word in ("Layanan", "tutup", "sebelas", "perbaikan", "jaringan"):
        assert word in band, band
    # The footer has the other one.
    footer = ocr(picture.crop((0, height - int(86 * unit), width, height)).resize((1920, int(1920 * 86 * unit / width))))
    assert "setiap" in footer, footer
    assert "tutup" not in footer


def test_a_board_without_notices_gives_the_footer_to_the_list(shoot):
    with_notice = shoot(feed(ROWS, notices=[]), "1920x1080")
    without = shoot(feed(ROWS, notices=[]), "1920x1080", "--set", "notices.text=")
    assert "Diperbarui" in ocr(without, (0, 1024, 960, 1080))
    # Where the footer began there are rows now, on the list's ground.
    assert with_notice.getpixel((1000, 1050)) != without.getpixel((1000, 1000)) == without.getpixel((1000, 900))


def test_all_back_ends_show_the_same(tmp_path, display):
    source, pictures = tmp_path / "feed.json", {}
    source.write_text(feed(ROWS[:4]), encoding="utf-8")
    for back_end in ("cpu", "gpu", "pixmaps"):
        picture = tmp_path / f"{back_end}.png"
        with subprocess.Popen(
            [PROGRAM, "--set", f"source.url=file://{source}", "--set", f"screen.back_end={back_end}",
             "--set", f"cache.dir={tmp_path / back_end}", "--set", f"screen.picture={picture}",
             "--set", "notices.text=", "--set", "screen.picture_every=1s", "--set", "screen.shift=0"],
            env=dict(os.environ, DISPLAY=display, SIAPAMBIL_ASSETS=str(ROOT / "assets")), stderr=subprocess.DEVNULL,
        ) as process:
            wait_until("the list in the picture", lambda: picture.exists() and "AGUS" in ocr(Image.open(picture)))
            pictures[back_end] = Image.open(picture).convert("RGB").crop((0, 140, 1500, 980))
            process.terminate()
            assert process.wait(timeout=20) == 0
    for back_end, most in (("gpu", 2), ("pixmaps", 0)):
        difference = ImageChops.difference(pictures["cpu"], pictures[back_end])
        assert max(high for _, high in difference.getextrema()) <= most
