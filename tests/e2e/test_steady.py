"""What a frame asks of the kernel, counted by strace on the real program in a real window."""

import collections
import contextlib
import re
import signal
import subprocess
import time

import pytest
from conftest import SANITIZED, make_feed, wait_until

ROWS = 400
FRAMES = 120
# A frame's own are the clock's sleep and the rectangles that are sent, for which libxcb looks into its socket before and
# after. Where the program draws into memory, SDL waits as well until the X server has read that.
MOST = {"cpu": 8.2, "pixmaps": 4.2}
# For events, whatever the rate of the frames: they are looked for twenty times a second. Ten calls more were counted.
EVENTS_A_SECOND = 20


@contextlib.contextmanager
def traced(process, path):
    """Meanwhile the main thread's system calls are written down. What is given waits until FRAMES frames have passed."""
    tracer = subprocess.Popen(["strace", "-o", str(path), "-p", str(process.pid)], stderr=subprocess.PIPE, text=True)
    sleeps = lambda: path.read_text().count("clock_nanosleep(") if path.exists() else 0  # noqa: E731

    def frames_pass():
        had = sleeps()
        wait_until("frames pass", lambda: sleeps() > had + FRAMES)

    try:
        if "attached" not in tracer.stderr.readline():
            pytest.skip("this user may not trace its own processes")
        yield frames_pass
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(timeout=10)


def trace(process, path):
    """The names of the system calls of the main thread while FRAMES frames pass, in their order, and for how long."""
    with traced(process, path) as frames_pass:
        begun = time.monotonic()
        frames_pass()
    return re.findall(r"^(\w+)\(", path.read_text(), re.M), time.monotonic() - begun


def sent(path):
    """The bytes that went through the main thread's sockets."""
    return sum(int(size) for size in re.findall(r"^writev\(.* = (\d+)$", path.read_text(), re.M))


@pytest.mark.skipif(SANITIZED, reason="a sanitizer has system calls of its own")
@pytest.mark.parametrize("back_end", MOST)
def test_a_steady_frame_makes_few_system_calls(board, tmp_path, back_end):
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed([f"KARTINI {i}" for i in range(ROWS)]), encoding="utf-8")
    b = board({"source.url": f"file://{feed}", "source.poll": "10min", "screen.back_end": back_end,
               "notices.text": "Pengambilan dokumen GRATIS. " * 6}, "--windowed", "--size", "1920x1080")
    b.wait_log("rows listed")  # what the list's arrival asks for, a thread and a line in the log, is over
    calls, seconds = trace(b.process, tmp_path / "calls")
    counted = collections.Counter(calls)
    frames = counted["clock_nanosleep"]
    assert len(calls) <= frames * MOST[back_end] + seconds * EVENTS_A_SECOND, (counted, seconds)
    # All rectangles of a frame in one piece; and a picture that is new, where the server keeps them.
    assert counted["writev"] / frames <= (1.25 if back_end == "pixmaps" else 1.1), counted
    # Neither files nor locks: both would be late frames on a slow machine. A row that comes in asks for memory.
    usual = {"clock_nanosleep", "writev", "recvmsg", "poll", "brk", "mmap", "munmap", "mremap", "madvise"}
    unusual = {name: n for name, n in counted.items() if name not in usual}
    assert sum(unusual.values()) <= frames / 20, counted


@pytest.mark.skipif(SANITIZED, reason="it says the same of both builds")
def test_settings_that_are_read_again_draw_only_what_looks_otherwise(board, tmp_path):
    """The X server has the pictures: one that is new is sent to it, pixel by pixel."""
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed([f"KARTINI {i}" for i in range(ROWS)]), encoding="utf-8")
    settings = {"cache.dir": str(tmp_path / "state"), "source.url": f"file://{feed}", "source.poll": "10min",
                "screen.back_end": "pixmaps", "list.min_dwell": "60s"}  # no row comes in meanwhile
    b = board({**settings, "notices.text": "Pengambilan dokumen GRATIS."}, "--windowed", "--size", "1920x1080")
    b.wait_log("rows listed")

    def bytes_for(number, **others):
        path = tmp_path / f"calls-{number}"
        b.write_config({**settings, **others})
        with traced(b.process, path) as frames_pass:
            b.signal(signal.SIGHUP)
            wait_until("settings are read", lambda: b.log().count("settings read again") == number)
            frames_pass()
        return sent(path)

    bytes_for(1, **{"notices.text": "Pengambilan dokumen GRATIS."})  # all that has been new is sent now
    notice = bytes_for(2, **{"notices.text": "Loket tutup pukul 15."})
    colours = bytes_for(3, **{"notices.text": "Loket tutup pukul 15.", "theme.ground": "#202020"})
    assert notice < colours / 5
