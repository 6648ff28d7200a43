"""Plays rows, several side by side: most of a row is waiting for the next pull."""

import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import tempfile
import threading
import time
import traceback

from authority import Authority
from faults import lists
from faults.stage import NAMES, SECRET, Displays, Failed, Skipped, Stage

#: So many boards at a time; each is busy for a second or two of its fifteen.
SIDE_BY_SIDE = 10 * (os.cpu_count() or 1)
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
WARNING = re.compile(r"^<[0-4]>")
#: What is warned of without any fault: these settings at every start and reload (whole names, a token by http), and a
#: machine that is busy with all these boards.
ANYHOW = re.compile(r"board\.ini:\d+: \[(privacy\] names = full|source\] (url is http|allow_http))|frames a second: \d+ from now on")


@dataclasses.dataclass
class Outcome:
    fault: object
    stands: str = ""
    line: str = ""
    well_after: float = 0
    seconds: float = 0
    failure: str = ""
    skipped: str = ""

    @property
    def passed(self):
        return not self.failure and not self.skipped


class Certificates(Authority):
    """An authority for all rows, and the certificate that is right."""

    def __init__(self, folder):
        super().__init__(folder)
        self.lock = threading.Lock()
        self._good = self.issue()

    def good(self):
        return self._good

    def issue(self, *name_and_dates, **named):
        with self.lock:
            return super().issue(*name_and_dates, **named)


def play(fault, stage, outcome):
    """One row. Fails with what has not come about."""
    if fault.prepare:
        fault.prepare(stage)
    doing, after = fault.do(stage), 0
    if fault.from_start:
        next(doing)
        stage.start_board()
    else:
        stage.publish(lists.first() if fault.first is None else fault.first)
        stage.start_board()
        stage.see("KARTINI", seconds=20)
        after = len(stage.log())
        next(doing)
    if fault.says:
        says = f"{fault.says}|{fault.either}" if fault.either else fault.says
        outcome.line = stage.wait_line(says, fault.seen_in, after)
    outcome.stands = stage.see(fault.stands, fault.where, seconds=10)
    if fault.never and re.search(fault.never, stage.words("list")):
        raise Failed(f"/{fault.never}/ stands on the screen")
    over = time.monotonic()
    next(doing, None)
    stage.publish(lists.new())
    stage.see("SRIKANDI", seconds=fault.well_in)
    outcome.well_after = time.monotonic() - over
    if fault.ends:
        stage.wait_line(fault.ends, 5, after)
    stage.end_board()
    check_log(fault, stage.log(), after)


def check_log(fault, log, after):
    """What the log may not hold: secrets and rows anywhere; beside the row's own sentence, no other warning."""
    for word in (SECRET, *NAMES):
        if word in log:
            raise Failed(f"'{word}' stands in the log:\n{log}")
    if "ERROR: AddressSanitizer" in log or "runtime error:" in log or "LeakSanitizer" in log:
        raise Failed(log)
    lines = log[after:].splitlines()
    said = [line for line in lines if fault.says and re.search(fault.says, line)]
    instead = [line for line in lines if fault.either and re.search(fault.either, line)]
    if fault.says and len(said) != fault.times and not (instead and not said):
        raise Failed(f"/{fault.says}/ stands {len(said)} times in the log, not {fault.times}:\n{log}")
    if len(instead) > 1:
        raise Failed(f"/{fault.either}/ stands {len(instead)} times in the log:\n{log}")
    said += instead
    others = [line for line in lines if WARNING.match(line) and line not in said and not ANYHOW.search(line)]
    others = [line for line in others if not (fault.also and re.search(fault.also, line))]
    if others:
        raise Failed("beside what it should, the log warns of:\n" + "\n".join(others))


class Runner:
    """Plays rows; outcome(fault) waits for one's."""

    def __init__(self, side_by_side=SIDE_BY_SIDE):
        # What a developer has set must not reach a board.
        for name in (*PROXIES, *(p.upper() for p in PROXIES), "XDG_STATE_HOME", "STATE_DIRECTORY", "WAYLAND_DISPLAY"):
            os.environ.pop(name, None)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="siapambil-faults-"))
        self.authority = Certificates(self.folder / "authority")
        self.displays = Displays()
        self.pool = concurrent.futures.ThreadPoolExecutor(side_by_side)
        self.futures = {}

    def start(self, faults):
        """The long ones first, so that none of them is left for the end."""
        for fault in sorted(faults, key=lambda f: f.seen_in + f.well_in + f.lasts, reverse=True):
            self.futures[fault.name] = self.pool.submit(self._play, fault, len(self.futures))

    def outcome(self, fault):
        return self.futures[fault.name].result()

    def _play(self, fault, number):
        outcome, begun = Outcome(fault), time.monotonic()
        folder = self.folder / str(number)
        folder.mkdir()
        try:
            with self.displays.one() as display:
                stage = Stage(fault, folder, display, self.authority)
                try:
                    play(fault, stage, outcome)
                except (Failed, Skipped):
                    raise
                except Exception:  # of the row itself
                    raise Failed(traceback.format_exc() + stage.log()) from None
                finally:
                    stage.close()
        except Skipped as reason:
            outcome.skipped = str(reason)
        except Failed as failure:
            outcome.failure = str(failure)
        except Exception:  # of the harness
            outcome.failure = traceback.format_exc()
        outcome.seconds = time.monotonic() - begun
        return outcome

    def stop(self):
        self.pool.shutdown(cancel_futures=True)
        self.displays.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
