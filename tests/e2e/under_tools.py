"""The real program through all that a day brings, in two minutes, under a tool that watches it: `make tsan` builds it
with the thread sanitizer, `make valgrind` runs it in valgrind (SIAPAMBIL is a script then). Not a test of `make test`:
both make a program twenty times slower.

Off-screen: a list by nginx, lists that change, nothing new, nginx gone and back, a kept picture, the status page and
all that it says, settings that are read again, broken ones too, SIGTERM."""

import os
import signal
import time

from conftest import free_port, make_feed, wait_until
from test_status import Status

SECONDS = float(os.environ.get("SECONDS_OF_CHANGE", "30"))  # of lists that change
PATIENCE = 120  # of one step
PATHS = ("/", "/status.json", "/metrics", "/screen.png", "/healthz")


def names(count, serial):
    return [f"NAMA {i} {'A' * (serial % 7)}" for i in range(count)]


def test_the_board_lives_through_a_day(board, nginx, tmp_path):
    nginx.publish(make_feed(names(60, 1), serial=1))
    nginx.start()
    picture = tmp_path / "screen.png"
    settings = {"source.url": nginx.url, "source.poll": "5s", "cache.dir": str(tmp_path / "state"),
                "status_page.port": free_port(), "screen.picture": str(picture), "screen.picture_every": "2s",
                "notices.text": "Pengambilan GRATIS. " * 8,
                # These tools ask the kernel for what the board never does.
                "daemon.sandbox": "no"}
    b = board(settings, "--off-screen", "--size", "1280x720", on=None)
    b.wait_log("60 documents", PATIENCE)
    page = Status(settings["status_page.port"])
    wait_until("the board has told", lambda: page.request("/metrics", timeout=PATIENCE)[0] == 200, PATIENCE)
    wait_until("a picture", picture.exists, PATIENCE)
    serial, begun = 1, time.monotonic()
    while time.monotonic() - begun < SECONDS:
        serial += 1
        count = 60 + serial * 37 % 300
        nginx.publish(make_feed(names(count, serial), serial=serial))
        b.wait_log(f"{count} documents", PATIENCE)
        for path in PATHS:
            assert page.request(path, timeout=PATIENCE)[0] == 200, path
    told = nginx.statuses().count(304)
    wait_until("nothing new", lambda: nginx.statuses().count(304) > told, PATIENCE)
    nginx.stop()
    b.wait_log("no connection", PATIENCE)
    nginx.start()
    b.wait_log("answers again", PATIENCE)
    b.write_config({**settings, "screen.title": "Lain", "theme.base": "light"})
    b.signal(signal.SIGHUP)
    b.wait_log("settings read again", PATIENCE)
    b.write_config({**settings, "screen.rotate": "45"})
    b.signal(signal.SIGHUP)
    b.wait_log("the old settings stay", PATIENCE)
    b.process.terminate()
    status = b.process.wait(timeout=PATIENCE)
    log = b.log()
    print(log)
    assert status == 0, log
    assert "ended" in log
    for word in ("ThreadSanitizer", "== Invalid", "== Conditional", "definitely lost: 1", "out of memory"):
        assert word not in log, log
