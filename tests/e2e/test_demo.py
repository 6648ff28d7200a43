"""`make run`: a whole office where PostgreSQL and nginx are, a sheet where they are not; and nothing stays behind."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

import pytest
from PIL import Image

from conftest import PROGRAM, ROOT, ocr, wait_until

COUNT = (1520, 400, 1920, 500)  # "25 dokumen · daftar berulang …"


@pytest.fixture
def demo():
    """demo(NAME=value…) starts one, as from a terminal without a display; what is left of it at the end is a
    failure. The folder may be entered by anybody: root starts the database as another user."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="siapambil-demo-"))
    folder.chmod(0o755)
    started = []

    def start(**environment):
        kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        started.append(subprocess.Popen([ROOT / "assets/demo/run", PROGRAM, folder / "run"],
                                        stdout=(folder / "told").open("w"), stderr=subprocess.STDOUT,
                                        stdin=subprocess.DEVNULL, start_new_session=True,
                                        env={**kept, **environment}))
        return started[-1], folder

    yield start
    for process in started:
        if process.poll() is None: # the test has failed
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    wait_until("nothing is left", lambda: not left(folder))
    shutil.rmtree(folder)


def left(folder):
    """The processes that have the folder in their command line, or work in it."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if words and (str(folder) in words or str(folder) in os.readlink(process / "cwd")):
                found.append(words)
        except OSError:
            pass
    return found


def documents(folder):
    """What the picture says of how many there are."""
    picture = folder / "run" / "screen.png"
    if not picture.exists():
        return 0
    found = re.search(r"(\d+) dokumen", ocr(Image.open(picture), COUNT))
    return int(found[1]) if found else 0


def check_a_document_is_added(folder):
    wait_until("a list on the picture", lambda: documents(folder) >= 24, 60)
    before = documents(folder)
    wait_until("one more on the picture", lambda: documents(folder) > before, 60)


def test_a_whole_office_where_it_is_installed(demo):
    process, folder = demo()
    check_a_document_is_added(folder)
    told = (folder / "told").read_text()
    assert "A whole office: PostgreSQL" in told and "nginx" in told
    command = re.search(r"log has it: (.*)", told)[1]
    wait_until("the fleet has a screen", lambda: "1 screen" in subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False).stdout)
    log = (folder / "run" / "publish.log").read_text()
    assert "feeds written" in log and "failure" not in log
    process.terminate()
    assert process.wait(timeout=30) == 0
    assert not left(folder)


def test_a_sheet_elsewhere(demo):
    process, folder = demo(SIAPAMBIL_DEMO="files")
    check_a_document_is_added(folder)
    assert "A small office: a sheet" in (folder / "told").read_text()
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does
    assert process.wait(timeout=30) == 0
    assert not left(folder)


def test_a_sheet_where_the_database_does_not_work(demo, tmp_path):
    (tmp_path / "psql").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "psql").chmod(0o755)
    process, folder = demo(PATH=f"{tmp_path}:{os.environ['PATH']}")
    wait_until("it is said", lambda: "A small office" in (folder / "told").read_text())
    assert not [words for words in left(folder) if "postgres " in words]
    process.terminate()
    process.wait(timeout=30)


def test_nothing_survives_a_demo_that_is_killed(demo):
    process, folder = demo()
    wait_until("the board shows", lambda: documents(folder) >= 24, 60)
    process.kill()
    process.wait()
    wait_until("all of it has ended", lambda: not left(folder), 20)
