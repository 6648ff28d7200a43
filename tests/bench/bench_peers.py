"""The same list in four programs, side by side: siapambil, a page in Chromium, Qt Quick, LÖVE.

bench_peers.py PROGRAM FOLDER [--seconds 30] [--rows 200,10000,100000] [--only siapambil,qt] [--readme]

Each runs alone on an X server of its own, 1920x1080, without a graphics chip, and scrolls the list two
pixels a frame, sixty frames a second. Measured of each: processor time and memory of all its processes, the
X server's own processor time, the pictures that stood on the screen, and the time from its start to the
first rows on it. Writes FOLDER.json, FOLDER.png and FOLDER.svg, and into FOLDER a picture of each screen;
prints the table. With --readme the table in README.md and its picture become those. Asserts nothing."""

import argparse
import contextlib
import datetime
import functools
import http.server
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "peers"))
import board
import figure
import machine

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "tests" / "bench" / "peers"
SETTLE_S, START_LIMIT_S = 5, 180

FIRST = (
    "BUDI SITI ASEP DEWI AGUS PUTRI RIZKY MARIA HENDRA EUIS CECEP FATIMAH MADE WAYAN KETUT MUHAMMAD AHMAD SRI"
    " EKO HASAN RINA YANTI UJANG NENENG DADANG LILIS IWAN TATI JOKO ENDANG"
).split()
TYPES = ["ktp-el", "ktp-el", "ktp-el", "kk", "kk", "kk", "akta-mati"]
PLACES = [("dinas", "Dinas Dukcapil"), ("kec-antapani", "Kecamatan Antapani"), ("kec-coblong", "Kecamatan Coblong")]
DONE = "2026-11-20"


def feed(rows):
    """A list as siapambil shows it: by place, within a place by name. All of one day, since of several days it
    would show the newest only."""
    chance = random.Random(rows)
    people = sorted(
        (chance.randrange(len(PLACES)), f"{chance.choice(FIRST)} {chance.choice('ABDEFGHKLMNPRSTWY')}{'•' * chance.randint(3, 6)}")
        for _ in range(rows)
    )
    return {
        "feed": "siapambil/1", "region": "32.73", "publisher": "Dinas Dukcapil Kota Bandung",
        "serial": 1, "issued": f"{DONE}T09:40:00+07:00", "link": "https://dukcapil.example.go.id/siap",
        "locations": [
            {"id": id, "name": name, "kind": "dinas", "counter": f"Loket {n + 1}", "address": "Jl. Ambon No. 1B"}
            for n, (id, name) in enumerate(PLACES)
        ],
        "bring": {"*": ["Bukti pengambilan atau nomor registrasi", "Surat kuasa bila diwakilkan"]},
        "notices": [{"text": "Layanan tutup Rabu 25 November"}],
        "documents": [
            {"id": f"row-{n}", "type": chance.choice(TYPES), "name": name, "number": f"{n % 9000 + 1000}",
             "done": DONE, "at": PLACES[place][0], "state": "pickup"}
            for n, (place, name) in enumerate(people)
        ],
    }


# siapambil chooses its speed by itself: as slow as it can while each row is seen and the list begins anew in
# time. With these it takes the form and the speed that the others have.
SETTINGS = """
[source]
url = {url}/feed.json
[cache]
dir = {home}/state
[screen]
office = Dinas Dukcapil Kota Bandung
name = Layar MPP Lantai 1
[list]
min_dwell = 5s
max_cycle = {cycle}s
"""


def cycle_s(rows):
    """How long 1920x1080 takes for the list in two columns of 76 pixels at two pixels a frame."""
    return max(30, min(3600, ((rows // 2 + 2 * len(PLACES)) * 76 + len(PLACES) * 108) // 120 + 1))


def own_board(program, url, home, rows):
    settings = home / "board.ini"
    settings.write_text(SETTINGS.format(url=url, home=home, cycle=cycle_s(rows)), encoding="utf-8")
    return [program, "--config", str(settings)], {"SIAPAMBIL_ASSETS": str(ROOT / "assets")}


def page(way, url, home, rows):
    """As for a kiosk: nothing but the page, a profile of its own, and nothing in the background. There is no
    graphics chip to use, and saying so spares it a process that pretends to be one."""
    command = [
        shutil.which("chromium"), "--kiosk", f"--app={url}/page.html?way={way}", f"--user-data-dir={home}/profile",
        "--window-position=0,0", "--window-size=1920,1080", "--force-device-scale-factor=1", "--disable-gpu",
        "--no-first-run", "--no-default-browser-check", "--disable-sync", "--disable-extensions",
        "--disable-component-update", "--disable-background-networking", "--disable-breakpad",
        "--disable-features=Translate,MediaRouter,OptimizationHints", "--password-store=basic",
    ]
    return command + (["--no-sandbox"] if os.geteuid() == 0 else []), {}


def qt_quick(url, home, rows):
    command = ["qmlscene", "--frameless", "--fullscreen", f"{url}/feed.json", str(PEERS / "list.qml")]
    return command, {"QT_QUICK_BACKEND": "software", "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}


def loeve(url, home, rows):
    font = subprocess.run(["fc-match", "-f", "%{file}", "Inter:bold"], capture_output=True, text=True, check=True).stdout
    return ["love", str(PEERS / "love"), str(pathlib.Path(font).parent), f"{url}/feed.json"], {}


def programs(own):
    """key: name, what must be installed, how it is started."""
    return {
        "siapambil": ("siapambil", own, functools.partial(own_board, own)),
        "page": ("Chromium, a page", "chromium", functools.partial(page, "full")),
        "page-visible": ("Chromium, visible rows only", "chromium", functools.partial(page, "visible")),
        "page-composed": ("Chromium, moved by its compositor", "chromium", functools.partial(page, "composed")),
        "qt": ("Qt Quick, software", "qmlscene", qt_quick),
        "love": ("LÖVE, llvmpipe", "love", loeve),
    }


class Server(http.server.ThreadingHTTPServer):
    """Gives the page and the feed to whoever runs."""

    daemon_threads = True

    def __init__(self, folder):
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


def end(process):
    """With all that it began."""
    processes = machine.tree(process.pid)
    board.end(process)
    for pid in processes[1:]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def wait_for_list(screen, process, begun):
    """Seconds from its start until the first rows stand there."""
    while not screen.shows_list():
        if process.poll() is not None:
            raise board.NotMeasured(f"it ended with {process.returncode}")
        if time.monotonic() - begun > START_LIMIT_S:
            raise board.NotMeasured(f"no list on the screen after {START_LIMIT_S} s")
        time.sleep(0.002)
    return time.monotonic() - begun


def watch(screen, process, seconds):
    """A while of its life, in figures."""
    frames = machine.FrameCount(screen)
    own, server = machine.ProcessorTime(process.pid), machine.ProcessorTime(screen.process.pid)
    begun = time.monotonic()
    frames.start()
    while (left := begun + seconds - time.monotonic()) > 0:
        time.sleep(min(left, 1))
        own.look()
    ret = {"cpu_percent": own.percent(), "x_server_percent": server.percent()}
    ret["frames_a_second"] = frames.stop() / (time.monotonic() - begun)
    ret["memory_mb"], ret["not_pss"] = machine.memory_mb(process.pid)
    ret["processes"] = len(machine.tree(process.pid))
    return ret


def measure(command_of, rows, url, seconds, keep):
    """Starts a program, watches it, ends it. `keep`: where its picture and what it said go."""
    with tempfile.TemporaryDirectory(prefix="bench-peers-", ignore_cleanup_errors=True) as home, machine.Screen() as screen:
        command, more = command_of(url, pathlib.Path(home), rows)
        environment = dict(os.environ, DISPLAY=screen.name, HOME=home, XDG_RUNTIME_DIR=home, TZ="Asia/Jakarta", **more)
        environment.pop("WAYLAND_DISPLAY", None)
        with keep.with_suffix(".log").open("wb") as log:
            begun = time.monotonic()
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        try:
            start = wait_for_list(screen, process, begun)
            time.sleep(SETTLE_S)
            result = watch(screen, process, seconds)
            screen.image().save(keep.with_suffix(".png"))
        finally:
            end(process)
        return {"start_s": start, **result}


def told_by(log):
    """What siapambil says of how it moved."""
    lines = [line.split(">", 1)[-1] for line in log.read_text(errors="replace").splitlines()]
    return [line for line in lines if line.startswith(("rows listed", "frames:"))]


def ratios(results, rows):
    """How many times as much Chromium takes as siapambil: the page with every row in its document, and of the
    pages the best in each respect. `both`: with what the X server takes."""
    own = [r for r in results if r["program"] == "siapambil" and r["rows"] == rows]
    pages = [r for r in results if r["program"].startswith("page") and r["rows"] == rows]
    if not own or not pages:
        return None
    measures = {
        "cpu": lambda r: r["cpu_percent"],
        "both": lambda r: r["cpu_percent"] + r["x_server_percent"],
        "frame": lambda r: r["cpu_percent"] / max(r["frames_a_second"], 0.1),  # who drops frames saves their work
        "memory": lambda r: r["memory_mb"],
    }
    return {
        which: {what: min(map(of, some)) / of(own[0]) for what, of in measures.items()}
        for which, some in (("page", [r for r in pages if r["program"] == "page"]), ("best", pages)) if some
    }


def number(value):
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"


def markdown(report):
    told = [
        f"{report['machine']}, {report['date']}; {report['seconds']} s each; no graphics chip.", "",
        "| rows | program | CPU, of a core | the X server's | frames a second | CPU a frame | memory (PSS) | start to list |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in report["results"]:
        told.append(
            f"| {r['rows']:,} | {r['name']} | {number(r['cpu_percent'])} % | {number(r['x_server_percent'])} % |"
            f" {r['frames_a_second']:.1f} | {10 * r['cpu_percent'] / max(r['frames_a_second'], 0.1):.1f} ms |"
            f" {number(r['memory_mb'])} MB | {r['start_s']:.2f} s |"
        )
    for rows, times in report["ratios"].items():
        said = [
            f"{words} {t['cpu']:.1f} times its CPU ({t['both']:.1f} with the X server's; {t['frame']:.1f} for each frame shown)"
            f" and {t['memory']:.1f} times its memory"
            for words, t in (("the page takes", times.get("page")), ("the best of the pages in each", times["best"])) if t
        ]
        told += ["", f"{rows:,} rows, against siapambil: {'; '.join(said)}."]
    if any(r["not_pss"] for r in report["results"]):
        told += ["", "Not every process let its memory be looked at: theirs is RSS, which is more. As root it is PSS."]
    return "\n".join(told)


def write_readme(table):
    begin, end_ = "<!-- make bench-peers -->\n", "<!-- until here -->\n"
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    head, rest = text.split(begin)
    readme.write_text(head + begin + table + "\n" + end_ + rest.split(end_)[1], encoding="utf-8")


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--rows", default="200,10000,100000")
    parser.add_argument("--only", default="")
    parser.add_argument("--readme", action="store_true")
    return parser.parse_args()


def main():
    wanted = arguments()
    folder = wanted.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    www = folder / "www"
    www.mkdir(parents=True)
    shutil.copy(PEERS / "page.html", www)
    server = Server(www)
    chosen = {
        key: value for key, value in programs(os.path.abspath(wanted.program)).items()
        if not wanted.only or key in wanted.only.split(",")
    }
    for key, (name, needs, _) in list(chosen.items()):
        if not shutil.which(needs):
            print(f"{name}: left out, {needs} is not installed", flush=True)
            del chosen[key]
    report = {
        "date": datetime.date.today().isoformat(), "machine": machine.name_of_machine(), "seconds": wanted.seconds,
        "load_before": os.getloadavg()[0], "results": [], "ratios": {}, "siapambil_said": {},
    }
    for rows in map(int, wanted.rows.split(",")):
        (www / "feed.json").write_text(json.dumps(feed(rows), ensure_ascii=False), encoding="utf-8")
        for key, (name, _, command_of) in chosen.items():
            keep = folder / f"{key}-{rows}"
            try:
                result = measure(command_of, rows, server.url, wanted.seconds, keep)
            except board.NotMeasured as why:
                print(f"{rows:>7} {name}: {why}; see {keep}.log", flush=True)
                continue
            report["results"].append({"program": key, "name": name, "rows": rows, **result})
            print(
                f"{rows:>7} {name:34} {result['cpu_percent']:6.1f} % + {result['x_server_percent']:4.1f} %"
                f" {result['memory_mb']:6.1f} MB {result['frames_a_second']:5.1f}/s {result['start_s']:6.2f} s", flush=True,
            )
            if key == "siapambil":
                report["siapambil_said"][rows] = told_by(keep.with_suffix(".log"))
        if times := ratios(report["results"], rows):
            report["ratios"][rows] = times
    server.shutdown()
    folder.with_suffix(".json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    figure.write(report, folder.with_suffix(".svg"), folder.with_suffix(".png"))
    table = markdown(report)
    print(f"\n{table}")
    if wanted.readme:
        write_readme(table)
        shutil.copy(folder.with_suffix(".svg"), ROOT / "assets" / "bench-peers.svg")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended on the way
    main()
