"""What the program does at its start, and what it leaves alone."""

import os
import re
import time

from conftest import make_feed


def test_no_session_bus_is_started(board, tmp_path, monkeypatch):
    """libdbus would: a daemon that outlives the board. SDL asks it to, in a window and without one."""
    marker, programs, feed = tmp_path / "started", tmp_path / "bin", tmp_path / "feed.json"
    programs.mkdir()
    launch = programs / "dbus-launch"
    launch.write_text(f"#!/bin/sh\ntouch {marker}\nexit 1\n")
    launch.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    for option in ("--windowed", "--off-screen"):
        b = board({"source.url": f"file://{feed}"}, option)
        b.wait_log("started:")
        b.end()
    assert not marker.exists()


def test_the_log_tells_how_long_the_first_frame_took(board, tmp_path):
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    begun = time.monotonic()
    b = board({"source.url": f"file://{feed}"}, "--windowed")
    b.wait_log("started:")
    took = (time.monotonic() - begun) * 1000
    told = int(re.search(r"started: .*; first frame after (\d+) ms", b.log())[1])
    assert 0 < told <= took + 10, "the kernel counts hundredths of a second"
    b.end()
