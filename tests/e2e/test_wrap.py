"""The real program on a machine that has been on for weeks, past the moments at which 31 and 32 bits of milliseconds
since its start are over: SDL, the X server's protocol and libcurl count in these. In a time namespace of its own."""

import os
import re
import shutil
import subprocess
import time

import conftest
import pytest
from conftest import make_feed, run_once, wait_until

LEFT_S = 14  # from the program's start to the moment
LIST = (300, 400, 1200, 900)  # of the display: rows


def command(monotonic_s, boottime_s):
    """What begins a program whose clocks since the machine's start are ahead by so much."""
    own = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *own, "--time", "--monotonic", str(monotonic_s), "--boottime", str(boottime_s)]


def works():
    look = ["/usr/bin/python3", "-c", "import time; print(time.monotonic())"]
    found = shutil.which("unshare") and subprocess.run([*command(10**9, 10**9), *look], capture_output=True, text=True)
    return bool(found) and found.returncode == 0 and float(found.stdout) > 10**9


@pytest.mark.parametrize("bits", [31, 32])
def test_the_list_goes_on_past_the_end_of_milliseconds(board, nginx, tmp_path, monkeypatch, bits):
    if not works():
        pytest.skip("this machine allows no time namespaces")
    end_s = 2**bits // 1000 + 1
    ahead = [end_s - LEFT_S - int(time.clock_gettime(clock)) for clock in (time.CLOCK_MONOTONIC, time.CLOCK_BOOTTIME)]
    wrapper = tmp_path / "siapambil"
    wrapper.write_text(f"#!/bin/sh\nexec {' '.join(command(*ahead))} '{conftest.PROGRAM}' \"$@\"\n")
    wrapper.chmod(0o755)
    monkeypatch.setattr(conftest, "PROGRAM", str(wrapper))
    ends_at = time.monotonic() + LEFT_S

    nginx.publish(make_feed([f"KARTINI {i}" for i in range(60)]))
    nginx.start()
    b = board({"source.url": nginx.url, "source.poll": "5s", "list.min_dwell": "2s", "screen.back_end": "cpu"},
              "--windowed", "--size", "1920x1080")
    b.wait_log("60 documents")
    assert time.monotonic() < ends_at, "it took too long to start for this to be seen"

    def moves():
        before = b.picture().crop(LIST)
        time.sleep(0.2)
        return b.picture().crop(LIST).tobytes() != before.tobytes()

    wait_until("the list moves", moves)
    wait_until("the moment", lambda: time.monotonic() > ends_at + 1)
    assert moves()
    pulls = len(nginx.statuses())
    wait_until("it pulls", lambda: len(nginx.statuses()) > pulls + 1)
    nginx.publish(make_feed(["SUTARDJI"], serial=2))
    b.wait_read("SUTARDJI")
    status, seconds = b.end()
    assert (status, seconds < b.ENDS_IN) == (0, True)
    longest_ms = float(re.search(r"the longest ([\d.]+) ms", b.log()).group(1))
    assert longest_ms < 5000, "a frame stood for very long"


def test_the_day_after_2_to_the_31_seconds_is_a_day(tmp_path):
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    dump = run_once("--dump-frame", "--now", "2038-01-19T10:14:08+07:00", "--set", f"source.url=file://{feed}",
                    "--set", "cache.dir=")
    assert dump.returncode == 0, dump.stderr
    assert "Selasa, 19 Januari 2038" in dump.stdout
