"""`make soak`: half an hour of bad days in real time, and whether anything grows.

soak.py PROGRAM FOLDER

The program as it is installed, in a window that fills an X server without a screen, fed by a real nginx. In each
minute its list changes many times (short, long, empty, back), the server fails, sends rubbish or dies in the middle
of an answer, settings are read again, some of them wrong, and the process is stopped for a while and goes on. Then
the usual settings and the usual list come back, and what the process holds is written down: a line a minute, and
all of them into FOLDER/soak.json. At the end a summary and a verdict, which is the exit status: 0, nothing grows; 1,
something does, or the program is not well.

SOAK_SECONDS (1800) is for how long, SOAK_SEED (1) chooses the days, SOAK_DISPLAY (75) is the first X display that may
be used. Frames are late where the machine has other things to do, and whenever the process is stopped: they are told,
and not judged.
"""

import contextlib
import json
import math
import os
import pathlib
import random
import re
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
import lists  # noqa: E402
from board import Board, Display, Nginx, NotMeasured, end, wait_until  # noqa: E402

MINUTE, CALM = 60, 22  # seconds; of each minute those in which all is as usual
ROWS = 400
KEPT_ALIVE = 2  # connections to the server that may be open or not when somebody looks

USUAL = {
    "source.poll": "5s",
    "list.old_after": "15s",
    "list.withdraw_after": "30s",
    "list.min_dwell": "4s",
    "notices.text": "Pengambilan dokumen *GRATIS*. Laporkan pungli ke SP4N-LAPOR! 1708. Terima kasih.",
}
# What a reload may change, and one that nobody can put in force.
OTHERS = [
    {"theme.base": "light"},
    {"list.motion": "step"},
    {"list.motion": "page"},
    {"list.order": "newest"},
    {"screen.language": "en", "screen.scale": "130"},
    {"screen.rotate": "90"},
    {"privacy.names": "initials"},
    {"notices.announcement": "Jaringan pusat sedang terganggu, harap bersabar"},
    {"source.poll": "often"},
]
COUNTS = [0, 3, 30, 150, 400, 900, 2500]


class Web(Nginx):
    """Whose log also has what the screen says of itself."""

    def __init__(self, folder):
        super().__init__(folder)
        config = self.folder / "nginx.conf"
        said = "'$status $http_siapambil_screen'"
        config.write_text(config.read_text().replace("'$status $bytes_sent $body_bytes_sent'", said))

    def lines(self):
        log = self.folder / "access.log"
        return log.read_text().splitlines() if log.exists() else []

    def late(self):
        """Frames, as the program has told last; None before it has."""
        told = re.findall(r"late=(\d+)", "\n".join(self.lines()[-20:]))
        return int(told[-1]) if told else None


# ---- what is held


def rollup_kb(pid):
    """Of /proc/PID/smaps_rollup: {"Pss": kB, "Anonymous": kB, …}."""
    lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def heap_kb(pid):
    """What of the heap proper, the memory of malloc's first arena, is in use by the process, freed or not."""
    inside = False
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            inside = line.endswith("[heap]")
        elif inside and line.startswith("Rss:"):
            return int(line.split()[1])
    return 0


def entries(folder):
    with contextlib.suppress(OSError):
        return len(os.listdir(folder))
    return 0


def sample(board, web, state, at):
    kb = rollup_kb(board.pid)
    return {
        "minute": round(at / MINUTE, 1),
        "pss_kb": kb["Pss"],
        "anonymous_kb": kb["Anonymous"],
        "heap_kb": heap_kb(board.pid),
        "descriptors": entries(f"/proc/{board.pid}/fd"),
        "threads": entries(f"/proc/{board.pid}/task"),
        "cache_files": entries(state),
        "cache_bytes": sum(file.stat().st_size for file in state.iterdir()),
        "late": web.late(),
        "log_lines": board.log().count("\n"),
    }


COLUMNS = [
    # key, heading, width
    ("minute", "minute", 6), ("pss_kb", "PSS kB", 8), ("anonymous_kb", "own kB", 8), ("heap_kb", "heap kB", 8),
    ("descriptors", "files", 6), ("threads", "threads", 8), ("cache_files", "cached", 7), ("cache_bytes", "bytes", 8),
    ("late", "late", 6), ("log_lines", "log", 6),
]


def print_heading():
    print(" ".join(f"{heading:>{width}}" for _, heading, width in COLUMNS), flush=True)


def print_sample(held):
    print(" ".join(f"{'-' if held[key] is None else held[key]:>{width}}" for key, _, width in COLUMNS), flush=True)


# ---- what happens


class Days:
    def __init__(self, board, web, seed):
        self.board, self.web, self.chance = board, web, random.Random(seed)
        self.serial = 10**13
        self.happened = {}

    def publish(self, count, seed=7):
        self.serial += 1
        self.web.publish(lists.feed(lists.rows(count, seed=seed), serial=self.serial))

    def reload(self, settings):
        self.board.settings = {**self.board.settings, **settings}
        self.board.write_config()
        self.board.process.send_signal(signal.SIGHUP)

    # each of these leaves the server and the process as they were

    def another_list(self):
        self.publish(self.chance.choice(COUNTS), self.chance.randint(1, 10**6))

    def failing(self):
        self.web.fail(self.chance.choice(["500", "404", "slow"]))
        time.sleep(self.chance.uniform(2, 9))
        self.web.fail(None)

    def rubbish(self):
        whole = lists.feed(lists.rows(ROWS))
        page = b"<!DOCTYPE html><title>Masuk</title>"
        self.web.publish(self.chance.choice([page, b"", b"\xff\xfe", whole[: len(whole) // 2], b"{}"]))
        time.sleep(self.chance.uniform(2, 7))
        self.another_list()

    def killed(self):
        self.another_list()
        self.web.kill()
        time.sleep(self.chance.uniform(1, 6))
        self.web.start()

    def other_settings(self):
        self.reload(self.chance.choice(OTHERS))

    def stopped(self):
        self.board.process.send_signal(signal.SIGSTOP)
        time.sleep(self.chance.uniform(1, 8))
        self.board.process.send_signal(signal.SIGCONT)

    def another(self):
        deeds = [self.another_list] * 4 + [self.failing, self.rubbish, self.killed, self.stopped]
        deed = self.chance.choice(deeds + [self.other_settings] * 2)
        self.happened[deed.__name__] = self.happened.get(deed.__name__, 0) + 1
        deed()

    def as_usual(self):
        """Settings, server and list; waits until the list is on the screen."""
        config = dict(self.board.settings)
        for other in OTHERS:
            for key in other:
                config.pop(key, None)
        self.board.settings = {**config, **USUAL}
        self.reload({})
        before = self.board.log().count(f"{ROWS} documents, ")
        self.publish(ROWS)
        wait_until("the usual list is taken", lambda: self.board.log().count(f"{ROWS} documents, ") > before, 20)


def spend_minute(days, begun, until):
    while time.monotonic() < until - CALM:
        days.another()
        time.sleep(days.chance.uniform(0.2, 3))
    days.as_usual()
    time.sleep(max(until - time.monotonic(), 0))


# ---- the verdict

# By how much the least of the end may be more than the least of the beginning. From minute to minute it is more or
# less by some megabytes: which fonts have lately been drawn often, and how full the heap's pages are, is chance. PSS is
# told and not judged: the part of shared pages that counts as the program's depends on who else is running.
MAY_GROW = {"pss_kb": math.inf, "anonymous_kb": 1536, "descriptors": KEPT_ALIVE, "threads": 0, "cache_files": 0}


def judge(samples):
    """Sentences of what grows. The first fifth is left out: each kind of thing must have happened once."""
    settled = samples[max(len(samples) // 5, 1):]
    third = max(len(settled) // 3, 1)
    if len(settled) < 2:
        return ["too short: nothing can be said of fewer than three minutes"]
    sentences = []
    for key, more in MAY_GROW.items():
        was, now = (min(s[key] for s in part) for part in (settled[:third], settled[-third:]))
        minutes = settled[-1]["minute"] - settled[0]["minute"]
        print(f"  {key:14} {was:10,.0f} at first, {now:10,.0f} at the end, {(now - was) / max(minutes, 1):+8.1f} a minute")
        if now > was + more:
            sentences.append(f"{key} has grown from {was:,.0f} to {now:,.0f}")
    return sentences


def free_display():
    first = int(os.environ.get("SOAK_DISPLAY", "75"))
    taken = lambda n: any(os.path.exists(f"/tmp/{name}{n}{lock}") for name, lock in ((".X11-unix/X", ""), (".X", "-lock")))
    return next(f":{n}" for n in range(first, first + 100) if not taken(n))


def soak(program, folder, seconds, seed):
    samples, sentences = [], []
    with Display(free_display()) as display, Web(folder / "web") as web:
        web.publish(lists.feed(lists.rows(ROWS)))
        board = Board(program, folder / "board", display, web.url, USUAL)
        with board:
            board.wait_log(f"{ROWS} documents")
            days = Days(board, web, seed)
            begun = time.monotonic()
            print_heading()
            while time.monotonic() - begun < seconds - 1:
                spend_minute(days, begun, begun + (len(samples) + 1) * MINUTE)
                if board.process.poll() is not None:
                    raise NotMeasured(f"the program ended: {board.log()[-2000:]}")
                samples.append(sample(board, web, board.folder / "state", time.monotonic() - begun))
                print_sample(samples[-1])
            if not display.moves(1):
                sentences.append("the picture stands still")
            asked = time.monotonic()
            status = end(board.process)
            if status != 0 or time.monotonic() - asked > 2:
                sentences.append(f"SIGTERM: exit status {status} after {time.monotonic() - asked:.1f} s")
        print("\nhappened: " + ", ".join(f"{name} {count}" for name, count in sorted(days.happened.items())))
        statuses = [line.split()[0] for line in web.lines()]
        print("answers: " + ", ".join(f"{s} {statuses.count(s)}" for s in sorted(set(statuses))))
        print(f"frames: {board.frames()}")
        sentences += judge(samples)
    (folder / "soak.json").write_text(json.dumps({"seconds": seconds, "seed": seed, "samples": samples}, indent=1))
    return sentences


def main():
    program, folder = sys.argv[1:3]
    folder = pathlib.Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        sentences = soak(program, folder, float(os.environ.get("SOAK_SECONDS", "1800")), os.environ.get("SOAK_SEED", "1"))
    except NotMeasured as e:
        sentences = [str(e)]
    print("\n" + ("nothing grows" if not sentences else "\n".join(sentences)))
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
