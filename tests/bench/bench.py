"""`make bench`: how fast, how small and how even the board is, against what it is meant to be.

bench.py PROGRAM TOOLS FOLDER OUT.json

The program as it is installed, full screen on an X server without a screen (1920x1080), with its defaults, fed by
a real nginx on the loopback. Costs are processor time as the kernel counts it for the whole process, and ratios
are of things measured in turns in this run, so that another machine, or a busy one, says much the same; waiting
times (late frames, the first frame) want a machine that does nothing else, and a virtual one's processors are kept
awake while late frames are counted: bench_awake.c. A target that is missed is told in the
table; the exit status is 1 only where something could not be measured.

BENCH_SECONDS (60) is how long frames are watched on a bad day, BENCH_DISPLAY (81) the first X display that may be
used; BENCH_ONLY="idle bad_day" runs only the scenes of these names. A megabyte is a million bytes.
"""

import datetime
import functools
import json
import os
import pathlib
import platform
import shutil
import signal
import sys
import time
import traceback

import lists
import scenes

# What a frame's cost is told against: the copy that is made 60 times a second, as the board makes its frames. One
# after the other, copies find caches and page tables warm, which no frame of a program that sleeps in between
# does; that ratio stands in the details, and in the table where it would miss the target.
FIGURES = [
    # key, what, target, unit, digits
    ("frame_cost_vs_copy", "a frame, to copying one in memory", 1.0, "x", 2),
    ("frame_cost_rotated_vs_copy", "the same, turned by 90 degrees", 1.0, "x", 2),
    ("frame_cost_cpu_vs_copy", "a frame, back_end = cpu", 1.0, "x", 2),
    ("frame_cost_cpu_rotated_vs_copy", "the same, turned by 90 degrees", 1.0, "x", 2),
    ("frame_cost_100k_vs_100", "a frame with 100,000 rows, to one with 100", 1.02, "x", 3),
    ("pss_mb_1k", "memory with 1,000 rows", 36, "MB", 1),
    ("pss_mb_100k", "memory with 100,000 rows", 56, "MB", 1),
    ("pss_mb_peak_ingest", "the most, while 100,000 others are taken in", 96, "MB", 1),
    ("late_frames", "late frames on a bad day", 0, "", 0),
    ("longest_frame_ms", "the longest frame on it", 2000 / 60, "ms", 1),
    ("first_frame_ms", "from exec to the first frame, 10,000 rows kept", 150, "ms", 1),
    ("ingest_vs_cjson", "taking in 100,000 rows, to cJSON alone", 1.5, "x", 2),
    ("idle_cpu_percent", "processor while nothing moves", 0.5, "%", 2),
    ("unchanged_pull_bytes", "received by a pull without news", 500, "bytes", 0),
    ("ingest_rows_per_s", "rows taken in a second", None, "", 0),
]
BELOW = {"idle_cpu_percent", "unchanged_pull_bytes"}  # less than the target; the others may reach it


@functools.cache
def hundred_thousand():
    return [lists.feed(lists.rows(scenes.MANY, seed=seed)) for seed in (7, 8, 9)]


def cost_of_frames(bench, prefix, back_end):
    r = scenes.frame_cost(bench, back_end)
    ratios = {f"{prefix}_vs_copy": r["upright"], f"{prefix}_rotated_vs_copy": r["turned"]}
    notes = {}
    for key, ratio in ratios.items():
        notes[key] = f"{ratio['frame_us']:.0f} us a frame, {r['copy_paced_us']:.0f} us a copy; the X server takes "
        notes[key] += f"{ratio['server_us']:.0f} us more; "
        notes[key] += f"pair by pair {min(ratio['all_vs_paced_copy']):.2f} to {max(ratio['all_vs_paced_copy']):.2f} x"
        if not ratio["told"] or ratio["told"]["rate"] != 60:
            notes[key] += "; NOT at 60 frames a second, for which it is taken"
        if ratio["vs_hot_copy"] > 1:
            notes[key] += f"; {ratio['vs_hot_copy']:.2f} x of {r['copy_hot_us']:.0f} us where copies follow at once"
    return {key: ratio["vs_paced_copy"] for key, ratio in ratios.items()}, notes, r


def frame_cost(bench):
    return cost_of_frames(bench, "frame_cost", "auto")


def cpu_cost(bench):
    """Where there is neither a graphics chip nor an X server that keeps pictures."""
    return cost_of_frames(bench, "frame_cost_cpu", "cpu")


def length_cost(bench):
    r = scenes.length_cost(bench)
    note = f"{r['many_us']:.0f} us and {r['few_us']:.0f} us a frame; "
    note += f"pair by pair {min(r['pairs']):.2f} to {max(r['pairs']):.2f} x"
    layouts = {layout.split("; ")[-1].split(", a cycle")[0] for layout in r["layouts"].values()}
    if len(layouts) != 1:
        note += "; shown differently: " + " / ".join(sorted(layouts))
    return {"frame_cost_100k_vs_100": r["ratio"]}, {"frame_cost_100k_vs_100": note}, r


def memory_1k(bench):
    r = scenes.memory_of_1k(bench)
    return {"pss_mb_1k": r["mb"]}, {"pss_mb_1k": r["kind"]}, r


def memory_100k(bench):
    r = scenes.memory_of_100k(bench, hundred_thousand())
    note = f"{r['first_mb']:.0f} MB for the first list, {r['replacing_mb']:.0f} MB for one in its place"
    figures = {"pss_mb_100k": r["mb"], "pss_mb_peak_ingest": r["peak_mb"]}
    return figures, {"pss_mb_100k": r["kind"], "pss_mb_peak_ingest": note}, r


def bad_day(bench):
    r = scenes.bad_day(bench, hundred_thousand(), float(os.environ.get("BENCH_SECONDS", "60")))
    note = f"{r['seconds']:.0f} s, {r['pulls']} answers, {r['lists_taken']} lists of 100,000 rows, {r['reloads']} reload"
    if not r["told"]:
        raise scenes.NotMeasured("the program says nothing of its frames")
    told = r["told"]
    if r["kept_awake"]:
        note += "; the virtual machine's processors kept from being halted"
    if told["late"]:
        note += f"; {told['woken_late']} of them since the machine woke the program late"
    figures = {"late_frames": told["late"], "longest_frame_ms": told["longest_ms"]}
    even = f"of {told['shown']}; {told['within_percent']} % within {told['within_ms']} ms"
    if told["rate"] != 60:
        even += f"; at {told['rate']} a second at the end"
    return figures, {"late_frames": note, "longest_frame_ms": even}, r


def first_frame(bench):
    r = scenes.first_frame(bench)
    note = f"the first pixel after {r['any_ms']:.0f} ms; {r['cpu_ms']:.0f} ms of processor"
    return {"first_frame_ms": r["ms"]}, {"first_frame_ms": note}, r


def ingest(bench):
    r = scenes.ingest(bench)
    own, warm = r["native"], r["warm"]
    note = f"{own['cpu_s'] * 1e3:.0f} ms and {own['cjson_cpu_s'] * 1e3:.0f} ms for {own['bytes'] / 1e6:.1f} MB, each"
    note += f" with fresh memory; where it is there, {warm['cpu_s'] * 1e3:.0f} ms and {warm['cjson_cpu_s'] * 1e3:.0f} ms"
    figures = {"ingest_vs_cjson": own["vs_cjson"], "ingest_rows_per_s": own["rows_per_s"]}
    return figures, {"ingest_vs_cjson": note}, r


def idle(bench):
    r = scenes.idle(bench)
    note = "" if r["same_picture"] else "a minute began: the clock was drawn"
    return {"idle_cpu_percent": r["percent"]}, {"idle_cpu_percent": note}, r


def unchanged(bench):
    r = scenes.unchanged_pull(bench)
    note = f"{r['pulls']} answers 304, the head and all; lists parsed: {r['parsed']}, the list's picture: "
    note += "the same" if r["same_picture"] else "another"
    return {"unchanged_pull_bytes": r["bytes"]}, {"unchanged_pull_bytes": note}, r


def small_box(bench):
    return {}, {}, scenes.small_box(bench)


SCENES = [ingest, first_frame, idle, unchanged, memory_1k, memory_100k, frame_cost, cpu_cost,
          length_cost, bad_day, small_box]


def machine():
    names = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "processor": names[0] if names else platform.machine(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "load_before": os.getloadavg()[0],
    }


def print_machine(m):
    print(f"{m['date']}: {m['cores']} cores, {m['processor']}, Linux {m['kernel']}, no graphics chip used")
    if m["load_before"] > 0.5:
        print(f"The machine was busy (load {m['load_before']:.1f}): late frames and waiting times say little.")
    print()


def met(key, target, value):
    if target is None:
        return ""
    if value is None:
        return "?"
    return "yes" if (value < target if key in BELOW else value <= target) else "NO"


def shown(value, unit, digits):
    return "-" if value is None else f"{value:,.{digits}f} {unit}".strip()


def limit_of(key, target, unit):
    return "" if target is None else ("< " if key in BELOW else "") + f"{target:.4g} {unit}".strip()


def print_table(figures, notes):
    """All figures, or those that BENCH_ONLY has asked for."""
    print(f"{'figure':46} {'target':>10} {'measured':>12}  met")
    for key, what, target, unit, digits in FIGURES:
        if os.environ.get("BENCH_ONLY") and figures[key] is None:
            continue
        limit = limit_of(key, target, unit)
        line = f"{what:46} {limit:>10} {shown(figures[key], unit, digits):>12}  {met(key, target, figures[key]):4}"
        print(f"{line} {notes.get(key, '')}".rstrip())


def write_markdown(path, figures):
    """The table as it stands in the README."""
    lines = ["| | meant | measured |", "|---|---|---|"]
    for key, what, target, unit, digits in FIGURES:
        limit = limit_of(key, target, unit)
        missed = met(key, target, figures[key]) == "NO"
        lines.append(f"| {what} | {limit} | {shown(figures[key], unit, digits)}{' (missed)' if missed else ''} |")
    path.write_text("\n".join(lines) + "\n")


def print_small_box(r):
    print(
        f"\nA small box, 1280x720, 1,000 rows, one core of which it has {r['percent_of_the_core']:.0f} % (stopped by"
        f" signals for the rest of every 2 ms):\n  {r['cpu_percent']:.0f} % of a core used, at most"
        f" {r['peak_mb']:.0f} MB "
        + (f"(96 MiB allowed, {r['counted_mb']:.0f} MB counted)" if r["limited"] else "(96 meant; watched, not limited)")
    )
    told = r["told"]
    if told:
        print(
            f"  {told['shown']} frames, {told['late']} late, the longest {told['longest_ms']} ms, "
            f"at {told['rate']} a second at the end"
        )
    else:
        print("  the program says nothing of its frames")


def main():
    program, tools, folder, out = (pathlib.Path(argument).resolve() for argument in sys.argv[1:5])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends what was started, too
    bench = scenes.Bench(program, tools, folder, int(os.environ.get("BENCH_DISPLAY", "81")))
    only = os.environ.get("BENCH_ONLY", "").split()
    figures, notes, details, failed = dict.fromkeys(key for key, *_ in FIGURES), {}, {"machine": machine()}, False
    for scene in SCENES:
        name = scene.__name__
        if only and name not in only:
            continue
        begun = time.monotonic()
        try:
            some, some_notes, details[name] = scene(bench)
            figures.update(some)
            notes.update(some_notes)
        except Exception as problem:
            failed = True
            details[name] = {"not_measured": str(problem)}
            print(f"{name}: not measured: {problem}", file=sys.stderr)
            if not isinstance(problem, scenes.NotMeasured):
                traceback.print_exc()
        details[name]["took_s"] = round(time.monotonic() - begun, 1)
        print(f"  {name}: {details[name]['took_s']:.0f} s", file=sys.stderr, flush=True)
    print_machine(details["machine"])
    print_table(figures, notes)
    if "percent_of_the_core" in details.get("small_box", {}):
        print_small_box(details["small_box"])
    out.write_text(json.dumps({**figures, "details": details}, indent=1) + "\n")
    write_markdown(out.with_suffix(".md"), figures)
    print(f"\nEach run: {os.path.relpath(out)}; the table for the README: {os.path.relpath(out.with_suffix('.md'))}")
    return 1 if failed else 0


sys.exit(main())
