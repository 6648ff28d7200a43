"""The scenes of `make bench`: each starts what it needs, measures, and returns numbers as a dictionary."""

import contextlib
import gzip
import json
import os
import signal
import statistics
import subprocess
import time

import lists
from board import Board, Display, MemoryLimit, Nginx, NotMeasured, cpu_ns, memory_mb, wait_until

MANY, KEPT = 100_000, 10_000
LIST = (0, 0.15, 1, 0.9)  # what of a picture is below the clock and above the footer
QUICK = {"source.poll": "5s"}  # the shortest pause that is allowed


def is_free(display):
    return not os.path.exists(f"/tmp/.X11-unix/X{display}") and not os.path.exists(f"/tmp/.X{display}-lock")


def is_virtual():
    with open("/proc/cpuinfo") as file:
        return any(line.startswith("flags") and " hypervisor" in line for line in file)


class Bench:
    """What all scenes share: the programs, a folder, and displays of the bench's own."""

    def __init__(self, program, tools, folder, display):
        self.program, self.tools, self.folder, self.first_display = program, tools, folder, display

    def display(self, *size):
        """One that nobody has."""
        numbers = range(self.first_display, self.first_display + 100)
        return Display(f":{next(n for n in numbers if is_free(n))}", *size)

    def web(self, name, data=None, packed=None):
        web = Nginx(self.folder / name / "web")
        if data is not None or packed is not None:
            web.publish(data or b"", packed)
        return web

    def board(self, name, display, web, settings=None, prefix=()):
        return Board(self.program, self.folder / name, display, web.url, settings, prefix)

    @contextlib.contextmanager
    def awake(self):
        """No processor is halted meanwhile, where its host would be late to give it back: whether it is so."""
        virtual = is_virtual()
        process = subprocess.Popen([self.tools / "bench_awake"]) if virtual else None
        try:
            yield virtual
        finally:
            if process:
                process.terminate()
                process.wait()

    def run_tool(self, name, *arguments):
        result = subprocess.run([self.tools / name, *map(str, arguments)], capture_output=True, text=True)
        if result.returncode:
            raise NotMeasured(f"{name}: {result.stderr.strip()}")
        return result.stdout

    def tool(self, name, *arguments):
        return json.loads(self.run_tool(name, *arguments))


def keep(board, documents):
    """A run that leaves the list in the board's folder, so that the next start shows it at once."""
    with board:
        board.wait_log(f"{documents} documents")
        wait_until("the list is kept", (board.folder / "state" / "list.json").exists)
        time.sleep(0.5)


def median_of(runs, key):
    return statistics.median(run[key] for run in runs)


# ---- what a frame costs


def wait_for_motion(board, seconds=30):
    """A list stands for some seconds before it begins to move; only the notices run meanwhile. What is new on the
    display twice in a row moves; once, it may have been drawn."""
    moves = board.display.moves
    wait_until(f"the list of {board.folder.name} moves", lambda: moves() and moves(), seconds)


def spell(board, seconds):
    """What a frame takes, in microseconds, of a board that was held and goes on for so long, and what of its X server:
    60 frames a second."""
    pids = (board.pid, board.display.process.pid)
    board.process.send_signal(signal.SIGCONT)
    time.sleep(0.5)
    before, begun = [cpu_ns(pid) for pid in pids], time.monotonic()
    time.sleep(seconds)
    cpu, took = [cpu_ns(pid) - had for pid, had in zip(pids, before)], time.monotonic() - begun
    wait_for_motion(board, 2)
    board.process.send_signal(signal.SIGSTOP)
    return [ns / took / 60 / 1e3 for ns in cpu]


def hold_boards(bench, stack, scene, wanted):
    """A board for each name in `wanted`: {name: (list, settings)}, on a display of its own. All of them move; from now
    on each only in its spells."""
    boards = {}
    for name, (data, settings) in wanted.items():
        display = stack.enter_context(bench.display())
        web = stack.enter_context(bench.web(f"{scene}/{name}", data))
        boards[name] = bench.board(f"{scene}/{name}", display, web, settings)
        keep(boards[name], len(json.loads(data)["documents"]))
        stack.enter_context(boards[name])
    for board in boards.values():
        wait_for_motion(board)
    for board in boards.values():
        board.process.send_signal(signal.SIGSTOP)
    return boards


def frame_cost(bench, back_end="auto", turns=13, seconds=2):
    """A full board of 10,000 rows, upright and turned, and copies of a picture in memory, in turns, each alone: both
    boards run throughout, each on a display of its own, and are held while the other is measured. The machine's pace
    changes from minute to minute, so each spell is held against the copies right behind it, and the median is of
    these ratios."""
    data = lists.feed(lists.rows(KEPT))
    settings = {"screen.back_end": back_end}
    wanted = {"upright": (data, settings), "turned": (data, {**settings, "screen.rotate": "90"})}
    runs, servers, copies = ({name: [] for name in wanted} for _ in range(3))
    with contextlib.ExitStack() as stack:
        boards = hold_boards(bench, stack, f"frame-{back_end}", wanted)
        for turn in range(turns):
            for name in sorted(boards, reverse=turn % 2 > 0):
                own, server = spell(boards[name], seconds)
                runs[name].append(own)
                servers[name].append(server)
                copies[name].append(bench.tool("bench_copy", 1))
        layouts = {name: board.layout() for name, board in boards.items()}
    every = [copy for name in boards for copy in copies[name]]
    result = {"runs": runs, "servers": servers, "copies": copies, "layouts": layouts}
    result |= {f"copy_{kind}_us": median_of(every, f"{kind}_ns") / 1e3 for kind in ("paced", "hot")}
    for name in boards:
        result[name] = {"frame_us": statistics.median(runs[name]), "told": boards[name].frames()}
        result[name] |= {"server_us": statistics.median(servers[name])}
        for kind in ("paced", "hot"):
            ratios = [us * 1e3 / copy[f"{kind}_ns"] for us, copy in zip(runs[name], copies[name])]
            result[name] |= {f"vs_{kind}_copy": statistics.median(ratios), f"all_vs_{kind}_copy": ratios}
    return result


def length_cost(bench, turns=41, seconds=1):
    """100,000 rows against 100, in turns, each alone. With the defaults a hundred rows stand in one column and a
    hundred thousand in two, so that frames differ in what is on them. Therefore both are to come round within 30 s,
    which brings both to two columns of low rows; and of the many the newest day has a hundred rows, so that the same
    are listed, at the same pace. The only difference on the screen is the line that counts the others.

    A few parts in a hundred are less than what this machine's pace changes by from minute to minute: so both boards
    run throughout, each on a display of its own, one of them held while the other is measured, and the median is of
    the ratios of neighbours."""
    settings, documents = {"list.max_cycle": "30s"}, {"few": 100, "many": MANY}
    wanted = {name: (lists.feed(lists.rows(count, newest=100)), settings) for name, count in documents.items()}
    runs = {name: [] for name in wanted}
    with contextlib.ExitStack() as stack:
        boards = hold_boards(bench, stack, "length", wanted)
        for turn in range(turns):
            for name in sorted(boards, reverse=turn % 2 > 0):
                runs[name].append(spell(boards[name], seconds)[0])
        layouts = {name: board.layout() for name, board in boards.items()}
    pairs = [many / few for few, many in zip(runs["few"], runs["many"])]
    return {"runs": runs, "few_us": statistics.median(runs["few"]), "many_us": statistics.median(runs["many"]),
            "ratio": statistics.median(pairs), "pairs": pairs, "layouts": layouts}


# ---- memory


def memory_of_1k(bench, seconds=20):
    with bench.display() as display, bench.web("thousand", lists.feed(lists.rows(1000))) as web:
        with bench.board("thousand", display, web) as board:
            board.wait_log("1000 documents")
            time.sleep(seconds)
            mb, kind = memory_mb(board.pid)
    return {"mb": mb, "kind": kind}


def peak_until(board, taken, seconds=60):
    """The most memory until the log has `taken` lists, and for a second more. Looked at every 20 ms."""
    most, until, deadline = 0.0, 0.0, time.monotonic() + seconds
    while not until or time.monotonic() < until:
        most = max(most, memory_mb(board.pid)[0])
        if not until and board.log().count(f"{MANY} documents, ") >= taken:
            until = time.monotonic() + 1
        if time.monotonic() > deadline:
            raise NotMeasured("the list was not taken")
        time.sleep(0.02)
    return most


def memory_of_100k(bench, data, seconds=20):
    """`data`: two lists of 100,000 rows. The first is taken with nothing there yet; then, after a while, another
    in its place: the old one stands on the screen until the new one is ready, so both are in memory."""
    with bench.display() as display, bench.web("hundred", data[0]) as web:
        board = bench.board("hundred", display, web, QUICK)
        with board:
            first = peak_until(board, 1)
            time.sleep(seconds)
            mb, kind = memory_mb(board.pid)
            web.publish(data[1])
            second = peak_until(board, 2)
            time.sleep(3)
            after = memory_mb(board.pid)[0]
    peaks = {"first_mb": first, "replacing_mb": second, "after_mb": after}
    return {"mb": mb, "kind": kind, "peak_mb": max(first, second), **peaks}


# ---- while nothing happens


def still_board(bench, name, settings, seconds):
    """A list that fits, and no notice: nothing moves. The processor's time while nothing of it changes."""
    data = lists.feed(lists.rows(4, places=1), notices=())
    with bench.display() as display, bench.web(name, data) as web:
        with bench.board(name, display, web, {"notices.text": "", **settings}) as board:
            board.wait_log("4 documents")
            time.sleep(3)
            if display.moves():
                raise NotMeasured("the still board moves")
            before, pulls = display.picture(*LIST), len(web.answers())
            cpu, begun = cpu_ns(board.pid), time.monotonic()
            time.sleep(seconds)
            cpu, took = cpu_ns(board.pid) - cpu, time.monotonic() - begun
            same = display.picture(*LIST) == before
            answers = web.answers()[pulls:]
            parsed = board.log().count(" documents, ") - 1
    return {"percent": cpu / took / 1e7, "same_picture": same, "parsed": parsed, "answers": answers}


def idle(bench):
    return still_board(bench, "still", {}, 20)


def unchanged_pull(bench):
    result = still_board(bench, "unchanged", QUICK, 12)
    statuses = [status for status, _, _ in result["answers"]]
    if not statuses or set(statuses) != {304}:
        raise NotMeasured(f"unchanged pulls were answered {statuses}")
    return {"bytes": max(size for _, size, _ in result["answers"]), "pulls": len(statuses), **result}


# ---- start, taking in


def first_frame(bench, turns=7):
    """Ten thousand rows are kept; from exec to the whole board on the display."""
    runs = []
    with bench.display() as display, bench.web("start", lists.feed(lists.rows(KEPT))) as web:
        board = bench.board("start", display, web)
        keep(board, KEPT)
        board.write_config()
        for _ in range(turns):
            wait_until("an empty display", display.is_black)
            run = subprocess.run(
                [bench.tools / "bench_first_frame", display.pixels_file, board.stderr, *board.command],
                capture_output=True,
                text=True,
                env=board.environment(),
            )
            if run.returncode:
                raise NotMeasured(f"bench_first_frame: {run.stderr.strip()} {board.log()}")
            if f"the kept list: {KEPT} documents" not in board.log():
                raise NotMeasured("the start did not show the kept list")
            runs.append(json.loads(run.stdout))
    return {"ms": median_of(runs, "whole_ms"), "any_ms": median_of(runs, "any_ms"),
            "cpu_ms": median_of(runs, "cpu_ms"), "runs": runs}


def ingest(bench):
    """A pull is seldom, and its memory is not there before: so it is measured, for both. And with it there."""
    results = {}
    for way in ([], ["--warm"]):
        out = bench.folder / "intake.json"
        bench.run_tool("bench_intake", "--only", "native", "--turns", "9", "--json", out, *way)
        results["warm" if way else "native"] = json.loads(out.read_text())["native"]
    return results


# ---- a bad day, in one run


def versions(data, count):
    """The lists in turn, each later than the one before, and packed."""
    marks = [b'"serial": %d,' % (10**13 + i) for i in range(count)]
    return [gzip.compress(data[i % len(data)].replace(b'"serial": 1,', mark, 1), 1) for i, mark in enumerate(marks)]


# Of each minute: when, and what.
DAY = [
    (0, "list"), (10, "list"), (18, "500"), (24, None), (25, "list"), (33, "404"), (38, None), (40, "garbage"),
    (46, "list"), (52, "list"), (52, "slow"), (57, "kill"), (59, "start"),
]


def happen(web, what, packed):
    if what == "list":
        web.publish(b"", next(packed))
    elif what == "garbage":
        web.publish(b"<html>not a list</html>")
    elif what == "kill":
        web.kill()
    elif what == "start":
        web.fail(None)
        web.start()
    else:
        web.fail(what)


SMALL, FEW = 4, 10  # lists beside the large one, and their rows


def bad_day(bench, data, seconds):
    """Five sources, each pulled every five seconds: a pull a second, of which that of the large list brings another
    100,000 rows every ten seconds or so; errors, a server that is killed while it sends, one reload. The program
    itself says how its frames came. Which frames are late is asked, so the processors of a virtual machine are kept
    awake."""
    plan = [(minute * 60 + at, what) for minute in range(int(seconds // 60) + 1) for at, what in DAY]
    plan = [(at, what) for at, what in plan if at < seconds]
    packed = iter(versions(data, sum(what == "list" for _, what in plan) + 1))
    plan = sorted([*plan, (seconds / 2, "reload")], key=lambda event: event[0])
    with bench.display() as display, bench.web("day", packed=next(packed)) as web, bench.awake() as awake:
        settings = {**QUICK, "source large.url": web.url}
        for i in range(SMALL):
            few = [{**row, "id": f"{i}-{row['id']}"} for row in lists.rows(FEW, places=1)]
            (web.site / f"small-{i}.json").write_bytes(lists.feed(few))
            settings[f"source small-{i}.url"] = web.url.replace("feed.json", f"small-{i}.json")
        board = bench.board("day", display, web, settings)
        del board.settings["source.url"]
        keep(board, MANY + SMALL * FEW)
        with board:
            begun = time.monotonic()
            for at, what in plan:
                time.sleep(max(begun + at - time.monotonic(), 0))
                if what == "reload":
                    board.settings["notices.text"] = "Loket *tutup* pukul 15."
                    board.write_config()
                    board.process.send_signal(signal.SIGHUP)
                else:
                    happen(web, what, packed)
            time.sleep(max(begun + seconds - time.monotonic(), 0))
            alive = display.moves()
        statuses = [status for status, _, _ in web.answers()]
    log = board.log()
    return {
        "seconds": seconds,
        "kept_awake": awake,
        "told": board.frames(),
        "lists_taken": log.count(f"{MANY + SMALL * FEW} documents, "),
        "pulls": len(statuses),
        "reloads": log.count("settings read again"),
        "answers": {status: statuses.count(status) for status in sorted(set(statuses))},
        "moves_at_the_end": alive,
    }


# ---- a small box


def small_box(bench, seconds=15):
    """One core, of which the program has a quarter: it is stopped for three of every four half-milliseconds, from
    its exec on. That is how a core that is four times as slow looks, and stricter than a quota, which lets a frame
    run at full speed. 1,280 x 720, 1,000 rows, another list on the way. It has 96 MB, by a control group, where
    those may be made; else its memory is watched only."""
    data = [lists.feed(lists.rows(1000, seed=seed), serial=seed) for seed in (7, 8)]
    with contextlib.ExitStack() as stack:
        display = stack.enter_context(bench.display(1280, 720))
        web = stack.enter_context(bench.web("small", data[0]))
        limit = stack.enter_context(MemoryLimit("siapambil-bench", 96))
        awake = stack.enter_context(bench.awake())
        core = max(os.sched_getaffinity(0))
        prefix = (*limit.prefix, "taskset", "-c", str(core))
        board = bench.board("small", display, web, QUICK, prefix=prefix)
        board.start()
        slow = subprocess.Popen(
            [bench.tools / "bench_slow", str(board.pid), "25", "2000"], stdout=subprocess.PIPE, text=True
        )
        try:
            board.wait_log("1000 documents")
            begun, most = time.monotonic(), 0.0
            while time.monotonic() < begun + seconds:
                most = max(most, memory_mb(board.pid)[0])
                if data and time.monotonic() > begun + seconds / 3:
                    web.publish(data[-1])
                    data = None
                time.sleep(0.1)
            cpu, mark = cpu_ns(board.pid), time.monotonic()
            time.sleep(3)
            percent = (cpu_ns(board.pid) - cpu) / (time.monotonic() - mark) / 1e7
            moves = display.moves()
            counted = limit.most_mb() or most
        finally:
            slow.terminate()
            part = json.loads(slow.communicate()[0])["percent"]
            board.__exit__()
    return {
        "told": board.frames(),
        "kept_awake": awake,
        "percent_of_the_core": part,
        "cpu_percent": percent,
        "peak_mb": most,
        "limited": limit.works,
        "counted_mb": counted,
        "moves": moves,
        "layout": board.layout(),
    }
