"""What a bench stands on: an X server without a screen, a real nginx, the program in a window that fills the
display, and the kernel's own accounting of it. Needs xvfb and nginx-light, and Python's own library only.

    with Display(":81") as display, Nginx(folder / "web") as web:
        web.publish(lists.feed(lists.rows(1000)))
        with Board(program, folder / "board", display, web.url) as board:
            board.wait_log("documents")
            cost = cpu_ns(board.pid)        # of the whole process, ended threads too
            pss = memory_mb(board.pid)      # PSS where it may be read, else RSS
            assert display.moves()
        print(board.frames())               # what the program says of its frames when it ends

cpu_ns() and memory_mb() take any process id, group_cpu_ns() and group_memory_mb() a process with all of its
children: so other programs are measured in the same way. Displays and ports are the caller's to choose; only
what was started here is ended, by its id.
"""

import contextlib
import gzip
import hashlib
import itertools
import mmap
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


class NotMeasured(Exception):
    """Something did not start, or did not do what is to be measured."""


def wait_until(what, condition, seconds=30.0, every=0.02):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(every)
    raise NotMeasured(f"{what}: not within {seconds:g} s")


def end(process, seconds=20.0):
    """SIGTERM, and SIGKILL to what does not end of it. Returns the exit status."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


# ---- the kernel's accounting


def cpu_ns(pid):
    """Nanoseconds of processor that a process has had, all its threads and those that have ended: its CPU clock,
    as clock_getcpuclockid(3) names it. /proc/PID/schedstat is that of the first thread only."""
    return time.clock_gettime_ns(~pid << 3 | 2)


def memory_mb(pid):
    """(megabytes, "PSS"); (megabytes, "RSS"), which is never less, where only root may look."""
    with contextlib.suppress(PermissionError):
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024 / 1e6, "PSS"
    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, "RSS"


def family(pid):
    """A process and all that have come of it."""
    found = [pid]
    for one in found:
        for children in pathlib.Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += [int(child) for child in children.read_text().split()]
    return found


def group_cpu_ns(pid):
    """Of a process and its children, those that run now."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            total += cpu_ns(one)
    return total


def group_memory_mb(pid):
    """PSS of a process and its children."""
    total = 0.0
    for one in family(pid):
        with contextlib.suppress(OSError):
            total += memory_mb(one)[0]
    return total


class MemoryLimit:
    """A control group whose programs have so much memory, as systemd's MemoryMax= gives it; what they map from files
    counts, too. `prefix` starts a command in it; none where the machine's groups may not be written, which then
    limits nothing: `works`."""

    def __init__(self, name, megabytes):
        self.bytes = megabytes * 1024 * 1024
        second = pathlib.Path("/sys/fs/cgroup/cgroup.controllers").exists()
        root = pathlib.Path("/sys/fs/cgroup" if second else "/sys/fs/cgroup/memory")
        self.limit, self.peak = ("memory.max", "memory.peak") if second else (
            "memory.limit_in_bytes", "memory.max_usage_in_bytes")
        self.folder, self.works = root / name, False

    def __enter__(self):
        with contextlib.suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            (self.folder / self.limit).write_text(str(self.bytes))
            self.works = True
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    @property
    def prefix(self):
        enter = f'echo $$ >"{self.folder}/cgroup.procs" && exec "$@"'
        return ("sh", "-c", enter, "sh") if self.works else ()

    def most_mb(self):
        """The most that was counted; None where nothing was."""
        with contextlib.suppress(OSError):
            return int((self.folder / self.peak).read_text()) / 1e6
        return None


# ---- the display


class Display:
    """An X server without a screen, whose pixels lie in a file in memory, so that looking at them asks it for
    nothing. `name` as ":81"."""

    def __init__(self, name, width=1920, height=1080):
        self.name, self.width, self.height = name, width, height
        shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="siapambil-bench-", dir=shared))
        self.process = None

    def __enter__(self):
        socket_path = pathlib.Path(f"/tmp/.X11-unix/X{self.name.lstrip(':')}")
        if socket_path.exists():
            raise NotMeasured(f"display {self.name} is in use")
        self.process = subprocess.Popen(
            ["Xvfb", self.name, "-screen", "0", f"{self.width}x{self.height}x24", "-nolisten", "tcp"]
            + ["-noreset", "-br", "-nocursor", "-fbdir", str(self.folder)],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(f"display {self.name}", lambda: self.process.poll() is not None or socket_path.exists())
        if self.process.poll() is not None:
            raise NotMeasured(f"Xvfb {self.name} did not start")
        return self

    def __exit__(self, *_):
        end(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pixels_file(self):
        """A picture in the form of xwd(1)."""
        return self.folder / "Xvfb_screen0"

    def picture(self, left=0.0, top=0.0, right=1.0, bottom=1.0):
        """A hash of the pixels of a part, each edge in parts of the whole."""
        seen = hashlib.blake2b()
        x, end = (int(part * self.width) * 4 for part in (left, right))
        with self.pixels_file.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            head = struct.unpack(">25I", data[:100])
            begin, line = head[0] + head[19] * 12, head[12]
            for y in range(int(top * self.height), int(bottom * self.height)):
                seen.update(data[begin + y * line + x : begin + y * line + end])
        return seen.hexdigest()

    def is_black(self):
        with self.pixels_file.open("rb") as file:
            return not any(file.read()[-self.width * self.height * 4 :])

    def moves(self, seconds=0.25):
        """Whether the middle of the picture becomes another one: the list is there, whichever way up, and nothing
        else that moves. A list that has just come stands for some seconds before it begins to."""
        middle = (0.4, 0.4, 0.6, 0.6)
        before = self.picture(*middle)
        time.sleep(seconds)
        return self.picture(*middle) != before


# ---- the source


class Nginx:
    """nginx on a port of the loopback: ETag, gzip (packed beforehand, as siapambil-publish does), and a log of
    what each answer had. `faults` are files whose being there makes it fail: see fail()."""

    def __init__(self, folder, port=0):
        self.folder = pathlib.Path(folder).resolve()
        self.site = self.folder / "site"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.site.mkdir(parents=True)
        self.port = port or free_port()
        self.process = None
        user = "user root;" if os.getuid() == 0 else ""
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in kinds)
        (self.folder / "nginx.conf").write_text(
            f"""
            daemon off; pid {self.folder}/nginx.pid; error_log {self.folder}/error.log; {user}
            worker_processes 1;
            events {{ worker_connections 64; }}
            http {{
                {temporary}
                types {{ application/json json; }}
                log_format bench '$status $bytes_sent $body_bytes_sent';
                access_log {self.folder}/access.log bench;
                gzip_static on; etag on;
                map $status $modified {{ 304 ""; default $sent_http_last_modified; }}
                server {{
                    listen 127.0.0.1:{self.port}; root {self.site};
                    add_header Cache-Control no-cache always;
                    add_header Last-Modified $modified always;
                    if (-f $document_root/fail.500) {{ return 500; }}
                    if (-f $document_root/fail.404) {{ return 404; }}
                    if (-f $document_root/fail.slow) {{ set $limit_rate 100k; }}
                }}
            }}
            """
        )

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/feed.json"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen(
            [nginx, "-e", f"{self.folder}/error.log", "-p", str(self.folder), "-c", f"{self.folder}/nginx.conf"],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until("nginx listens", self._answers)

    def _answers(self):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self.process:
            end(self.process)
            self.process = None

    def kill(self):
        """At once, and whatever it was just sending breaks off: the workers go with it."""
        os.killpg(self.process.pid, signal.SIGKILL)  # one by one, the master would start another worker meanwhile
        self.process.wait()
        self.process = None

    def fail(self, how=None):
        """"500" or "404": every answer is; "slow": 100 kB a second. None: all is well again."""
        for old in self.site.glob("fail.*"):
            old.unlink()
        if how:
            (self.site / f"fail.{how}").touch()

    def publish(self, data, packed=None):
        """Bytes as feed.json, and what they are packed by gzip; both by renaming."""
        packed = packed or gzip.compress(data, 1)
        for name, content in (("feed.json", data), ("feed.json.gz", packed)):
            (self.site / "new").write_bytes(content)
            (self.site / "new").rename(self.site / name)

    def answers(self):
        """(status, bytes with the head, bytes of the body) of each answer so far."""
        log = self.folder / "access.log"
        return [tuple(map(int, line.split())) for line in log.read_text().splitlines()] if log.exists() else []


ports_given = itertools.count()


def free_port():
    """One that the kernel gives to no connection of its own accord: a server that is stopped for a while finds it
    free again. Each process that asks begins at another one."""
    first, count = 20000, 10000
    for _ in range(count):
        port = first + (os.getpid() * 97 + next(ports_given)) % count
        with socket.socket() as s:
            with contextlib.suppress(OSError):
                s.bind(("127.0.0.1", port))
                return port
    raise OSError(f"no port from {first} to {first + count - 1} is free")


# ---- the program

FRAMES = re.compile(
    r"frames: (\d+) shown, (\d+) late(?: \(the machine woke the program late for (\d+)\))?, "
    r"the longest ([\d.]+) ms, ([\d.]+) % within ([\d.]+) ms, at (\d+) a second"
)
OFFICE = {"screen.office": "Dinas Dukcapil Kota Bandung", "screen.name": "Layar MPP Lantai 1"}


class Board:
    """The program on a display, with the defaults but for where the list comes from, the office's name, and
    `settings` ("section.key": value). Its state is kept in `folder` from one start to the next. `lasted` is for how
    many seconds it has shown frames."""

    def __init__(self, program, folder, display, url, settings=None, prefix=()):
        self.folder = pathlib.Path(folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.display = display
        self.settings = {"source.url": url, "cache.dir": str(self.folder / "state"), **OFFICE, **(settings or {})}
        self.config = self.folder / "board.ini"
        self.command = [*prefix, str(pathlib.Path(program).resolve()), "--config", str(self.config)]
        self.stderr = self.folder / "stderr"
        self.process = None
        self.began = self.lasted = 0.0

    def environment(self):
        return dict(
            os.environ, SIAPAMBIL_ASSETS=str(ROOT / "assets"), HOME=str(self.folder), DISPLAY=self.display.name
        )

    def write_config(self):
        sections = {}
        for key, value in self.settings.items():
            section, name = key.split(".", 1)
            sections.setdefault(section, []).append(f"{name} = {value}")
        text = "".join(f"[{section}]\n" + "\n".join(lines) + "\n" for section, lines in sections.items())
        self.config.write_text(text, encoding="utf-8")

    def __enter__(self):
        self.start()
        try:
            self.wait_log("started: ")
        except BaseException:
            self.__exit__()
            raise
        self.began = time.monotonic()
        return self

    def start(self):
        self.write_config()
        self.began = time.monotonic()
        with self.stderr.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stderr=log, env=self.environment(), start_new_session=True
            )

    def __exit__(self, *_):
        self.lasted = time.monotonic() - self.began
        self.process.send_signal(signal.SIGCONT)
        end(self.process)

    @property
    def pid(self):
        return self.process.pid

    def log(self):
        return self.stderr.read_text(encoding="utf-8", errors="replace")

    def wait_log(self, text, seconds=30.0):
        def look():
            if self.process.poll() is not None:
                raise NotMeasured(f"the program ended: {self.log()}")
            return text in self.log()

        wait_until(f"'{text}' in the log of {self.folder}", look, seconds)

    def layout(self):
        """How the list is shown, as the log says last: "two columns of 54 px, …"."""
        lines = [line for line in self.log().splitlines() if " column" in line]
        return lines[-1] if lines else ""

    def frames(self):
        """What the program has said of its frames last: a dictionary; None if it has not."""
        found = FRAMES.findall(self.log())
        if not found:
            return None
        shown, late, woken, longest, share, within, rate = found[-1]
        return {
            "shown": int(shown),
            "late": int(late),
            "woken_late": int(woken or 0),
            "longest_ms": float(longest),
            "within_percent": float(share),
            "within_ms": float(within),
            "rate": int(rate),
        }
