"""make faults: plays every row and prints the table, and kills a board a thousand times. Arguments: words of the names
of those rows that are wanted, without the kills."""

import os
import re
import sys
import time

from faults.kills import kill
from faults.runner import Runner
from faults.stage import Failed
from faults.table import FAULTS

KILLS = int(os.environ.get("KILLS", "1000"))

RESULTS = {True: "passed", False: "FAILED"}


def shorten(text, width):
    text = " ".join(text.split())
    return text if len(text) <= width else text[:width - 1] + "…"


def sentence(line):
    """A line of the log without what every one has: its level, and the source's address."""
    return re.sub(r"^<\d>|https?://[0-9a-z.:]+/[a-z./]*: |file:///\S+: ", "", line)


def told(t):
    return (f"kill -9 at {t.kills} moments about the keeping of a new list: {t.before} before it was written, {t.within} in the middle, "
            f"{t.after} behind; each start showed the last good list or the new one, as it was kept, and {t.read} pictures were read")


def main(words):
    faults = [f for f in FAULTS if not words or any(word in f.name for word in words)]
    begun, failures, skipped = time.monotonic(), [], 0
    runner = Runner()
    try:
        runner.start(faults)
        print(f"{'what happens':<62}{'there stands':<24}{'the log says':<82}{'well again':>11}")
        for fault in faults:
            o = runner.outcome(fault)
            result = "skipped" if o.skipped else RESULTS[o.passed]
            print(f"{shorten(fault.name, 60):<62}{shorten(o.stands, 22):<24}{shorten(sentence(o.line), 80):<82}"
                  f"{o.well_after:>9.1f} s  {result}{': ' + o.skipped if o.skipped else ''}", flush=True)
            skipped += bool(o.skipped)
            if o.failure:
                failures.append((fault.name, o.failure))
        if not words:
            try:
                print("\n" + told(kill(KILLS, runner.folder / "kills")), flush=True)
            except Failed as failure:
                failures.append(("kill -9 about the keeping of a list", str(failure)))
    finally:
        runner.stop()
    for name, failure in failures:
        print(f"\n-- {name}\n{failure}")
    print(f"\n{len(faults)} faults: {len(faults) - len(failures) - skipped} passed, {len(failures)} failed, {skipped} skipped; "
          f"{time.monotonic() - begun:.0f} s")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
