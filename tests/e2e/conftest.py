"""The real program in a real window, fed by a real web server: what the end-to-end tests stand on.

Everything listens on 127.0.0.1 or on a display of its own; nothing outlives its test.
"""

import contextlib
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

import pytest
from PIL import Image, ImageOps

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SIAPAMBIL", str(ROOT / "build" / "siapambil"))
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build"))
SANITIZED = BUILD.name == "sanitize"
NOW = "2026-11-23T09:41:00+07:00"


def wait_until(what, condition, seconds=30):
    """Looks until condition() is true; the time-out is for a program that hangs, not a pace."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    pytest.fail(f"{what}: not within {seconds} s")


ports_given = itertools.count()


def free_port():
    """One that the kernel gives to no connection of its own accord: a server that is stopped for a while finds it
    free again. Each process that asks begins at another one; both builds' tests run side by side, and one that is
    faster would come to those of the other: they have ranges of their own."""
    first, count = 20000 if SANITIZED else 10000, 10000
    for _ in range(count):
        port = first + (os.getpid() * 97 + next(ports_given)) % count
        with socket.socket() as s:
            with contextlib.suppress(OSError):
                s.bind(("127.0.0.1", port))
                return port
    raise OSError(f"no port from {first} to {first + count - 1} is free")


displays_given = itertools.count()


def free_display():
    """The number of an X server that goes away and comes back: none of the lowest, which those take that are started
    without one. For each build others, as above."""
    first, count = 11000 if SANITIZED else 1000, 10000
    for _ in range(count):
        number = first + (os.getpid() * 97 + next(displays_given)) % count
        if not os.path.exists(f"/tmp/.X{number}-lock") and not os.path.exists(f"/tmp/.X11-unix/X{number}"):
            return number
    raise OSError(f"no display from {first} to {first + count - 1} is free")


def make_feed(names, serial=1, **members):
    """A feed with one KTP-el a name, at one place."""
    feed = {
        "feed": "siapambil/1",
        "region": "32.73",
        "publisher": "Dinas Dukcapil Kota Bandung",
        "serial": serial,
        "issued": "2026-11-23T09:40:00+07:00",
        "link": "https://dukcapil.example.go.id/siap",
        "locations": [
            {
                "id": "mpp",
                "name": "MPP Kota Bandung",
                "kind": "mpp",
                "counter": "Loket 3",
                "address": "Jl. Cianjur No. 34, Lantai 1",
                "hours": [{"days": "mon-fri", "open": "08:00", "close": "15:00"}],
            }
        ],
        "bring": {"*": ["Bukti pengambilan atau nomor registrasi"]},
        "documents": [
            {
                "id": f"row-{name}",
                "type": "ktp-el",
                "name": name,
                "number": f"{4000 + i}",
                "done": "2026-11-20",
                "at": "mpp",
                "state": "pickup",
            }
            for i, name in enumerate(names)
        ],
    }
    feed.update(members)
    return json.dumps(feed, ensure_ascii=False)


class Nginx:
    """nginx on a free port of the loopback, serving a folder: ETag, gzip, an access log of its own.

    `extra` goes into its server block."""

    def __init__(self, folder, extra=""):
        self.folder = folder
        self.site = folder / "site"
        self.site.mkdir(parents=True)
        self.port = free_port()
        self.log = folder / "access.log"
        self.process = None
        user = "user root;" if os.getuid() == 0 else ""
        temp = "".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"""
            daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
            worker_processes 1;
            events {{ worker_connections 64; }}
            http {{
                {temp}
                types {{ application/json json; text/html html; }}
                log_format short '$status $body_bytes_sent "$http_if_none_match" "$http_user_agent"';
                access_log {self.log} short;
                gzip on; gzip_types application/json; gzip_min_length 100; etag on;
                server {{ listen 127.0.0.1:{self.port}; root {self.site}; {extra} }}
            }}
            """
        )

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/feed.json"

    def publish(self, text):
        new = self.site / "feed.json.new"
        new.write_text(text, encoding="utf-8")
        new.rename(self.site / "feed.json")

    def start(self):
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen(
            [nginx, "-e", f"{self.folder}/error.log", "-p", str(self.folder), "-c", f"{self.folder}/nginx.conf"]
        )
        wait_until("nginx listens", self._answers)
        return self

    def _answers(self):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=10)
            self.process = None

    def statuses(self):
        """The HTTP status of each pull so far."""
        if not self.log.exists():
            return []
        return [int(line.split()[0]) for line in self.log.read_text().splitlines()]


class Board:
    """The program, running. `before` is a command that starts it, `environment` goes over that of the tests."""

    def __init__(self, folder, display, settings, *options, before=(), environment=None):
        self.folder = folder
        self.display = display
        self.config = folder / "board.ini"
        self.write_config(settings)
        self.stderr = folder / f"stderr-{time.monotonic_ns()}"
        environment = {**os.environ, "SIAPAMBIL_ASSETS": str(ROOT / "assets"), "HOME": str(folder), **(environment or {})}
        if display:
            environment["DISPLAY"] = display
        self.process = subprocess.Popen(
            [*before, PROGRAM, "--config", str(self.config), *options],
            stderr=self.stderr.open("wb"),
            env=environment,
        )

    def write_config(self, settings):
        """Names are shown whole unless the settings say how, and there is no status page: most tests are about
        something else, and several boards run at once."""
        settings = {"status_page.port": 0, **settings, "privacy.names": settings.get("privacy.names", "full")}
        lines = []
        for section in dict.fromkeys(key.split(".")[0] for key in settings):
            lines.append(f"[{section}]")
            lines += [f"{k.split('.')[1]} = {v}" for k, v in settings.items() if k.split(".")[0] == section]
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def log(self):
        return self.stderr.read_text(encoding="utf-8", errors="replace")

    def wait_log(self, text, seconds=30):
        wait_until(f"'{text}' in the log:\n{self.log()}", lambda: text in self.log(), seconds)

    def signal(self, number):
        self.process.send_signal(number)

    #: Within how many seconds end() is through; a second is meant, and a machine may do other things meanwhile. A
    #: sanitizer looks for leaks then.
    ENDS_IN = 10 if SANITIZED else 2

    def end(self):
        """SIGTERM; returns the exit status and how long it took."""
        begun = time.monotonic()
        self.process.terminate()
        status = self.process.wait(timeout=20)
        return status, time.monotonic() - begun

    def picture(self):
        """What stands on the display now."""
        path = self.folder / "window.png"
        subprocess.run(["import", "-display", self.display, "-window", "root", str(path)], check=True)
        return Image.open(path).convert("RGB")

    def read(self, box=None):
        """The display's words, read by tesseract."""
        return ocr(self.picture(), box)

    def wait_read(self, pattern, box=None, seconds=40):
        wait_until(f"/{pattern}/ on the display", lambda: re.search(pattern, self.read(box)), seconds)


def ocr(image, box=None):
    """What tesseract reads, Indonesian; it knows dark words on a light ground best."""
    image = ImageOps.invert(ImageOps.grayscale(image.crop(box) if box else image))
    path = pathlib.Path(f"/tmp/siapambil-ocr-{os.getpid()}.png")
    image.save(path)
    try:
        result = subprocess.run(
            ["tesseract", str(path), "-", "-l", "ind", "--psm", "6"],
            capture_output=True,
            check=True,
            env=dict(os.environ, OMP_THREAD_LIMIT="1"),
        )
    finally:
        path.unlink()
    return result.stdout.decode("utf-8")


def run_once(*options, **kwargs):
    """The program to its end; the caller looks at returncode, stdout and stderr."""
    environment = dict(os.environ, SIAPAMBIL_ASSETS=str(ROOT / "assets"))
    environment.update(kwargs.pop("env", {}))
    return subprocess.run(
        [PROGRAM, *map(str, options)], capture_output=True, text=True, timeout=60, env=environment, **kwargs
    )


MEASURE = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""


def run_measured(*command):
    """A command to its end, and the most memory it has had, in kB. The kernel counts that of who has forked it
    too, so somebody small does."""
    result = subprocess.run(["/usr/bin/python3", "-c", MEASURE, *map(str, command)], capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    return result.stdout, int(result.stderr.splitlines()[-1])


@pytest.fixture(scope="session")
def display():
    """An X server without a screen, 1920x1080."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server, with no database of an office yet: see database.py."""
    from database import Database  # it needs what stands here

    server = Database()
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture
def nginx(tmp_path):
    server = Nginx(tmp_path / "nginx")
    yield server
    server.stop()


@pytest.fixture
def board(tmp_path, display):
    """board(settings, option…) starts one; what still runs at the test's end is ended."""
    running = []

    def start(settings, *options, on=display):
        settings = {"cache.dir": str(tmp_path / "state"), **settings}
        running.append(Board(tmp_path, on, settings, *options))
        return running[-1]

    yield start
    for b in running:
        if b.process.poll() is None:
            b.process.send_signal(signal.SIGKILL)
            b.process.wait()
        log = b.log()
        assert "ERROR: AddressSanitizer" not in log and "runtime error:" not in log, log
        assert "LeakSanitizer" not in log, log
