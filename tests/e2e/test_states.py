"""Every state of the board, each reached by a command and read from the picture that it writes."""

import re
import subprocess
import sys

import pytest
from PIL import Image
from conftest import PROGRAM, ROOT, ocr

sys.path.insert(0, str(ROOT / "tests" / "screens"))
import gallery  # noqa: E402

# What the frame says it is, and words that a resident reads there.
READ = {
    "list": ("list", ["Dokumen Siap Diambil", "MPP Kota Bandung", "60 dokumen", "Diperbarui 09.41"]),
    "short-list": ("list", ["Dokumen Siap Diambil", "5 dokumen", "Yang perlu dibawa"]),
    "two-columns": ("list", ["MPP Kota Bandung", "234 dokumen"]),
    "compact": ("list", ["MPP Kota Bandung", "530 dokumen"]),
    "newest-days": ("list", ["MPP Kota Bandung", "1.500 dokumen"]),
    "pages": ("list", ["60 dokumen", "halaman 1/"]),
    "long-words": ("list", ["Kampuang Tanjuang Koto", "Loket Pengambilan"]),
    "empty": ("empty", ["Belum ada dokumen yang siap diambil", "diperbarui otomatis"]),
    "starting": ("starting", ["Menunggu data", "Dinas Dukcapil Kota Bandung"]),
    "old": ("list old", ["Data terakhir", "sambungan terputus"]),
    "withdrawn": ("withdrawn old", ["Daftar belum dapat ditampilkan", "memindai kode"]),
    "closed": ("closed", ["Buka kembali Senin", "08.00"]),
    "black": ("closed", []),
    "no-clock": ("list", ["Dokumen Siap Diambil"]),
    "announcement": ("list", ["Layanan hari ini tutup pukul 11.00", "MPP Kota Bandung"]),
    "no-notices": ("list", ["Dokumen Siap Diambil", "Diperbarui"]),
}


@pytest.fixture(scope="module")
def screens():
    g = gallery.Gallery(PROGRAM)
    yield g
    g.close()


def scan(path):
    found = subprocess.run(["zbarimg", "-q", "--raw", str(path)], capture_output=True, text=True)
    return found.stdout.strip()


def test_each_state_has_its_test():
    assert set(READ) == set(gallery.STATES)


@pytest.mark.parametrize("state", READ)
def test_a_state_is_what_it_says(screens, tmp_path, state):
    scene, words = READ[state]
    frame = screens.run(state, "1920x1080", more=["--dump-frame"])
    assert re.match(rf"frame \d+x\d+ {scene}( at|\n)", frame), frame.splitlines()[0]
    path = tmp_path / "state.png"
    screens.picture(path, state, "1920x1080")
    picture = Image.open(path).convert("RGB")
    if not words:
        assert picture.getextrema() == ((0, 0), (0, 0), (0, 0))
        return
    # In parts, as tesseract reads pages and not screens.
    parts = [(0, 0, 1400, 136), (1520, 136, 1920, 980), (0, 980, 1920, 1080), (0, 130, 1520, 560), (0, 400, 1520, 980), (0, 300, 1520, 800), (0, 0, 1920, 1080)]
    text = " ".join(" ".join(ocr(picture, part).split()) for part in parts)
    for word in words:
        assert word in text, text


def test_without_a_clock_no_day_is_called_today(screens):
    frame = screens.run("no-clock", "1920x1080", more=["--dump-frame"])
    assert "hari ini" not in frame and " clock " not in frame
    assert "hari ini" in screens.run("list", "1920x1080", more=["--dump-frame"])


def code_height(picture, frame):
    """Of the code's dark modules, in pixels."""
    x, y, w, h = map(int, re.search(r"qr code (\d+),(\d+) (\d+)x(\d+)", frame).groups())
    # Bands are told without the margin that the picture wanders in: a little more does no harm.
    code = picture.convert("L").crop((x + 2, y + 2, x + w, y + h)).point(lambda v: 255 if v < 8 else 0)
    top, bottom = code.getbbox()[1], code.getbbox()[3]
    return bottom - top


@pytest.mark.parametrize("size", gallery.SIZES)
def test_the_code_is_a_quarter_of_the_screen(screens, tmp_path, size):
    path = tmp_path / "code.png"
    screens.picture(path, "list", size, theme="light")
    frame = screens.run("list", size, theme="light", more=["--dump-frame"])
    assert code_height(Image.open(path), frame) >= min(map(int, size.split("x"))) / 4


@pytest.mark.parametrize("theme", gallery.THEMES)
@pytest.mark.parametrize("size", gallery.SIZES)
def test_the_code_can_be_scanned_from_far(screens, tmp_path, size, theme):
    path = tmp_path / "code.png"
    screens.picture(path, "list", size, theme=theme)
    assert scan(path) == gallery.LINK
    # From three times the distance: at 800x480 a module is then less than two pixels, too few for any reader.
    if size != "800x480":
        whole = Image.open(path)
        whole.resize((whole.width // 3, whole.height // 3), Image.LANCZOS).save(path)
        assert scan(path) == gallery.LINK


@pytest.mark.parametrize("state", ["list", "two-columns", "withdrawn", "announcement"])
def test_all_back_ends_draw_the_same(screens, tmp_path, state):
    pixels = {}
    for back_end in ("cpu", "gpu", "pixmaps"):
        screens.picture(tmp_path / f"{back_end}.png", state, "1280x720", back_end=back_end)
        pixels[back_end] = Image.open(tmp_path / f"{back_end}.png").convert("RGB").tobytes()
    assert pixels["cpu"] == pixels["gpu"] == pixels["pixmaps"]
