"""What a steady frame asks of the kernel, counted by strace on the real program in a real window."""

import collections
import re
import signal
import subprocess

import pytest
from conftest import SANITIZED, make_feed, wait_until

ROWS = 400
FRAMES = 120
# A frame's own are the clock's sleep and the rectangles that are sent. Where the program draws into memory, SDL waits
# until the X server has read that, and libxcb looks into its socket before and after; where the server draws, it is
# asked every eighth frame how far it has come. A few times a second events are asked for, too.
MOST = {"cpu": 9, "pixmaps": 5}


def trace(process, path):
    """The names of the system calls of the main thread while FRAMES frames pass, in their order."""
    tracer = subprocess.Popen(["strace", "-o", str(path), "-p", str(process.pid)], stderr=subprocess.PIPE, text=True)
    try:
        if "attached" not in tracer.stderr.readline():
            pytest.skip("this user may not trace its own processes")
        sleeps = lambda: path.read_text().count("clock_nanosleep(") if path.exists() else 0  # noqa: E731
        wait_until("frames pass", lambda: sleeps() > FRAMES)
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(timeout=10)
    return re.findall(r"^(\w+)\(", path.read_text(), re.M)


@pytest.mark.skipif(SANITIZED, reason="a sanitizer has system calls of its own")
@pytest.mark.parametrize("back_end", MOST)
def test_a_steady_frame_makes_few_system_calls(board, tmp_path, back_end):
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed([f"KARTINI {i}" for i in range(ROWS)]), encoding="utf-8")
    b = board({"source.url": f"file://{feed}", "source.poll": "10min", "screen.back_end": back_end,
               "notices.text": "Pengambilan dokumen GRATIS. " * 6}, "--windowed", "--size", "1920x1080")
    b.wait_log("rows listed")  # what the list's arrival asks for, a thread and a line in the log, is over
    calls = trace(b.process, tmp_path / "calls")
    counted = collections.Counter(calls)
    frames = counted["clock_nanosleep"]
    assert len(calls) / frames <= MOST[back_end], counted
    # All rectangles of a frame in one piece; and a picture that is new, where the server keeps them.
    assert counted["writev"] / frames <= (1.25 if back_end == "pixmaps" else 1.1), counted
    # Neither files nor locks: both would be late frames on a slow machine. A row that comes in asks for memory.
    usual = {"clock_nanosleep", "writev", "recvmsg", "poll", "brk", "mmap", "munmap", "mremap", "madvise"}
    unusual = {name: n for name, n in counted.items() if name not in usual}
    assert sum(unusual.values()) <= frames / 20, counted
