"""Clocks that are wrong: the wall clock as the board sees it is libfaketime's; what does not jump is the kernel's."""

import glob
import time

from conftest import SANITIZED
from faults import scripts
from faults.fault import WITH_NOTHING_SHOWN, Fault
from faults.lists import false
from faults.rows_http import AGAIN
from faults.stage import Skipped

DAY = 86400


def clock(offset_s=0):
    """The board's wall clock is that much off from the start, and can be set: set_clock()."""

    def prepare(stage):
        found = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
        if not found or SANITIZED:
            raise Skipped("libfaketime does not go with the sanitizers" if SANITIZED else "libfaketime is not installed")
        stage.clock = stage.folder / "clock"
        set_clock(stage, offset_s)
        stage.environment |= {"LD_PRELOAD": found[0], "FAKETIME_TIMESTAMP_FILE": str(stage.clock), "FAKETIME_NO_CACHE": "1",
                              "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1"}

    return prepare


def set_clock(stage, offset_s):
    new = stage.clock.with_suffix(".new")
    new.write_text(f"{offset_s:+d}\n")
    new.rename(stage.clock)


def jump(offset_s):
    def do(stage):
        set_clock(stage, offset_s)
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
    yield Fault("the clock passes 2038", jump(2147483647 - int(time.time()) - 3), None, prepare=clock())
    yield Fault("the clock falls back to 1970", jump(-int(time.time()) + 60), None, prepare=clock())
    yield Fault("started in 1970, without a network", started_in_1970, "no connection: Connection refused", prepare=clock(), ends=AGAIN)
    yield Fault("another time zone", zone, None)
    yield Fault("TLS while the clock is at 1970", expired_by_1970, "the server's certificate cannot be checked while this machine's clock is wrong",
                source="tls", from_start=True, prepare=clock(-int(time.time()) + 60), stands="Menunggu data", where="whole",
                well_in=WITH_NOTHING_SHOWN, ends=AGAIN)
