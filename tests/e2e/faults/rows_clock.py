"""Clocks that are wrong: the wall clock as the board sees it is wall_clock.c's; what does not jump is the kernel's."""

import os
import pathlib
import struct
import subprocess
import threading
import time

from faults import scripts
from faults.fault import WITH_NOTHING_SHOWN, Fault
from faults.lists import false
from faults.rows_http import AGAIN

DAY = 86400


BUILDING = threading.Lock()


def library(folder):
    """wall_clock.c, built once for all rows."""
    path = folder / "wall_clock.so"
    with BUILDING:
        if not path.exists():
            subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", path, pathlib.Path(__file__).with_name("wall_clock.c")], check=True)
    return path


def clock(offset_s=0):
    """The board's wall clock is that much off from the start, and can be set: set_clock()."""

    def prepare(stage):
        stage.clock = stage.folder / "clock"
        stage.clock.write_bytes(bytes(8))
        set_clock(stage, offset_s)
        stage.environment |= {"LD_PRELOAD": str(library(stage.folder.parent)), "WALL_CLOCK": str(stage.clock),
                              "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}

    return prepare


def set_clock(stage, offset_s):
    with stage.clock.open("r+b") as clock:
        clock.write(struct.pack("=q", offset_s))


def jump(offset_s):
    """By so much; or to what is that far from now, where it is to be called."""

    def do(stage):
        set_clock(stage, offset_s() if callable(offset_s) else offset_s)
        stage.wait_pulls(2)
        yield
        set_clock(stage, 0)

    return do


def zone(stage):
    """The machine is in another zone: the board has its own."""
    stage.reload(**{"screen.time_zone": "WIT"})
    stage.wait_line("settings read again", 5)
    yield


def expired_by_1970(stage):
    """A board without a battery: no certificate is valid yet."""
    stage.server.play(scripts.body(false()))
    yield
    set_clock(stage, 0)


def started_in_1970(stage):
    """Power comes back, the battery is dead, the network is not there: the kept list stands, without a day."""
    stage.end_board()
    stage.server.refuse()
    set_clock(stage, -int(time.time()) + 60)
    stage.start_board()
    yield
    set_clock(stage, 0)
    stage.server.listen()


def rows():
    yield Fault("the clock goes forward by a day", jump(DAY), None, prepare=clock())
    yield Fault("the clock goes back by a year", jump(-365 * DAY), None, prepare=clock())
    yield Fault("the clock goes forward by ten years", jump(3650 * DAY), None, prepare=clock())
    yield Fault("the clock passes 2038", jump(lambda: 2147483647 - int(time.time()) - 3), None, prepare=clock())
    yield Fault("the clock falls back to 1970", jump(-int(time.time()) + 60), None, prepare=clock())
    yield Fault("started in 1970, without a network", started_in_1970, "no connection: Connection refused", prepare=clock(), ends=AGAIN,
                also="the list is marked as old")
    yield Fault("another time zone", zone, None)
    yield Fault("TLS while the clock is at 1970", expired_by_1970, "the server's certificate cannot be checked while this machine's clock is wrong",
                source="tls", from_start=True, prepare=clock(-int(time.time()) + 60), stands="Menunggu data", where="whole",
                well_in=WITH_NOTHING_SHOWN, ends=AGAIN)
