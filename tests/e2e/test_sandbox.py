"""The running program gives up what it never needs: what must fail is tried from where an intruder would be, and what
must work is seen to work."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

import pytest
from conftest import SANITIZED, Board, make_feed, wait_until
from test_hours import days_around_today


def has_landlock():
    """By a program that the kernel cannot refuse: the list of its security modules is not always mounted."""
    probe = "import ctypes; raise SystemExit(ctypes.CDLL(None).syscall(444, None, 0, 1) < 1)"
    return subprocess.run(["/usr/bin/python3", "-c", probe]).returncode == 0


needs_landlock = pytest.mark.skipif(not has_landlock(), reason="this kernel has no Landlock")


def status(process):
    text = (pathlib.Path("/proc") / str(process.pid) / "status").read_text()
    return dict(re.findall(r"^(NoNewPrivs|Seccomp):\s+(\d)", text, re.M))


@pytest.fixture
def home():
    """A folder of somebody's that no setting names: in the home of whoever runs the tests, which is not the board's."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=".siapambil-test-", dir=pathlib.Path.home()))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def panel(board, tmp_path):
    """panel(lines of sh, settings) has the board run them as [hours] panel_off and returns what they print."""

    def run(lines, **settings):
        script, said, days = tmp_path / "panel", tmp_path / "said", tmp_path / "days.ini"
        script.write_text(f"#!/bin/sh\n{{\n{lines}\n}} >{said}.new 2>&1\nmv {said}.new {said}\n")
        script.chmod(0o755)
        days.write_text(days_around_today("Hari Jadi"))
        feed = tmp_path / "feed.json"
        feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
        b = board({"source.url": f"file://{feed}", "hours.open": "mon-sun 00:00-24:00", "hours.calendar": str(days),
                   "hours.panel_off": str(script), "log.level": "debug", **settings}, "--off-screen", on=None)
        wait_until("the panel's script", said.exists)
        return said.read_text(), b

    return run


def test_the_program_is_in_its_sandbox(board, tmp_path):
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    b = board({"source.url": f"file://{feed}", "log.level": "debug"}, "--off-screen", on=None)
    b.wait_log("1 documents")
    assert status(b.process) == {"NoNewPrivs": "1", "Seccomp": "2"}
    assert "no sandbox for system calls" not in b.log()
    assert b.end()[0] == 0


def test_it_can_be_left_out_and_says_so(board, tmp_path):
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    b = board({"source.url": f"file://{feed}", "daemon.sandbox": "no"}, "--off-screen", on=None)
    b.wait_log("1 documents")
    assert status(b.process) == {"NoNewPrivs": "1", "Seccomp": "0"}
    assert "<4>[daemon] sandbox = no: whoever gets into this program may do what its user may" in b.log()
    assert b.end()[0] == 0


@needs_landlock
def test_what_is_run_from_it_reads_and_writes_only_where_it_may(panel, home):
    (home / "secret").write_text("42")
    said, b = panel(
        f"cat {home}/secret; ls {home}; echo x >{home}/new; echo x >>{home}/secret; rm {home}/secret; "
        f"mkdir {home}/folder; ln -s /etc {home}/link; mv {home}/secret {home}/moved; echo x >/etc/siapambil-new; "
        f"echo x >/usr/siapambil-new"
    )
    assert said.count("Permission denied") == 10, said
    assert "42" not in said
    assert [path.name for path in home.iterdir()] == ["secret"] and (home / "secret").read_text() == "42"
    assert b.end()[0] == 0


def test_what_is_run_from_it_gets_nowhere_else(panel):
    said, b = panel(
        "unshare -r true; nsenter -t 1 -m true; mount -t tmpfs none /mnt; chroot / true; date -s 2020-01-01; "
        "hostname other; setpriv --reuid=65534 true; echo over"
    )
    assert said.endswith("over\n")
    assert len(re.findall("not permitted|[Cc]annot|denied", said)) >= 7, said
    assert b.end()[0] == 0


def test_what_switches_a_panel_may_do_its_work(panel, display, monkeypatch, tmp_path):
    """Ask an X server, open devices, read the system, write where the settings and /tmp are, run other programs."""
    monkeypatch.setenv("DISPLAY", display)
    said, b = panel(
        f"xrandr | head -n 1; xset q | grep -c DPMS; cat /etc/hostname >/dev/null && echo read; "
        f"echo x >{tmp_path}/state/mine && echo written; echo x >/dev/null && echo device; "
        f"python3 -c 'print(6 * 7)'; id -u"
    )
    lines = said.splitlines()
    assert lines[0].startswith("Screen 0")
    assert lines[-5:] == ["read", "written", "device", "42", str(os.getuid())], said
    assert b.end()[0] == 0


@needs_landlock
def test_settings_that_want_more_are_refused_until_a_new_start(board, tmp_path, home):
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    settings = {"source.url": f"file://{feed}", "cache.dir": str(tmp_path / "state")}
    b = board(settings, "--off-screen", on=None)
    b.wait_log("1 documents")
    b.write_config({**settings, "screen.picture": f"{home}/screen.png"})
    b.signal(signal.SIGHUP)
    b.wait_log(f"the old settings stay: '{home}' is not among the folders that this run may write to")
    assert b.end()[0] == 0
    b = board({**settings, "screen.picture": f"{home}/screen.png", "screen.picture_every": "1s"}, "--off-screen", on=None)
    wait_until("the picture", (home / "screen.png").exists)
    assert b.end()[0] == 0


@needs_landlock
def test_a_kept_list_s_folder_that_goes_is_made_again(board, tmp_path):
    feed, state = tmp_path / "feed.json", tmp_path / "folders" / "state"
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    settings = {"source.url": f"file://{feed}", "source.poll": "5s", "cache.dir": str(state)}
    b = board(settings, "--off-screen", on=None)
    wait_until("the list is kept", (state / "list.json").exists)
    subprocess.run(["rm", "-r", str(state)], check=True)
    feed.write_text(make_feed(["KARTINI", "HATTA"], serial=2), encoding="utf-8")
    wait_until("it is kept again", (state / "list.json").exists)
    assert b.end()[0] == 0


@needs_landlock
def test_a_home_in_which_nothing_was_ever_kept_keeps_the_list(home, tmp_path):
    feed, kept = tmp_path / "feed.json", home / ".local" / "state" / "siapambil" / "list.json"
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    b = Board(tmp_path, None, {"source.url": f"file://{feed}"}, "--off-screen", environment={"HOME": str(home)})
    try:
        wait_until("the list is kept", kept.exists)
        assert b.end()[0] == 0
    finally:
        b.process.kill()


@pytest.mark.skipif(SANITIZED, reason="a sanitizer has memory of its own")
@pytest.mark.parametrize("back_end", ["cpu", "gpu", "pixmaps"])
def test_drivers_work_in_it(board, nginx, display, tmp_path, back_end):
    """llvmpipe compiles what it draws with, and keeps it in a cache of its own; nothing of that is in the way."""
    nginx.publish(make_feed(["KARTINI"]))
    nginx.start()
    b = board({"source.url": nginx.url, "screen.back_end": back_end, "log.level": "debug"})
    b.wait_log(f"{back_end} (x11)")
    b.wait_read("KARTINI")
    assert status(b.process)["Seccomp"] == "2"
    assert b.end()[0] == 0
