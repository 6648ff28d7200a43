"""What a row is played on: a display, a board in full size on it, what serves its list, and eyes."""

import contextlib
import io
import os
import pathlib
import queue
import re
import shutil
import subprocess
import threading
import time

from conftest import SANITIZED, Board, Nginx, free_display
from faults.scripts import Office
from faults.server import FaultServer, tls_context
from PIL import ImageGrab, ImageOps

WIDTH, HEIGHT = 960, 540
#: Parts of the screen.
PARTS = {
    "list": (0, 60, 700, 490),
    "footer": (0, 490, WIDTH, HEIGHT),
    "header": (0, 0, WIDTH, 60),
    "whole": (0, 0, WIDTH, HEIGHT),
}
#: In the token, the query and the headers of every row: no log line may hold any of it.
SECRET = "rahasia"
#: Rows' content: neither a good list's nor a refused one's may stand in a log line.
NAMES = ("KARTINI", "SUDIRMAN", "HATTA", "GATOTKACA", "SRIKANDI", "PALSU")
#: How much longer everything may take with the sanitizers in it, and where the machine does other things, too.
SLOWER = (2 if SANITIZED else 1) * float(os.environ.get("PATIENCE", 1))


class Failed(Exception):
    """What a row says has not come about."""


class Skipped(Exception):
    """The machine lacks what the row needs."""


def wait(what, condition, seconds, every=0.1):
    """Looks until condition() is true, and returns what it gave."""
    deadline = time.monotonic() + seconds * SLOWER
    while True:
        late = time.monotonic() > deadline
        result = condition()
        if result:
            return result
        if late:
            raise Failed(f"{what}: not within {seconds * SLOWER:g} s")
        time.sleep(every)


class Eyes:
    """Reads words by tesseract. The same pixels are the same words, so boards side by side are read once."""

    def __init__(self):
        self.known = {}
        self.lock = threading.Lock()
        self.slots = threading.Semaphore(2)

    def read(self, picture, box):
        crop = ImageOps.invert(ImageOps.grayscale(picture.crop(box)))
        key = (crop.size, crop.tobytes())
        with self.lock:
            if key in self.known:
                return self.known[key]
        with self.slots, io.BytesIO() as png:
            crop.resize((crop.width * 2, crop.height * 2)).save(png, "PNG", compress_level=1)
            found = subprocess.run(["tesseract", "-", "-", "-l", "ind", "--psm", "6"], input=png.getvalue(),
                                   capture_output=True, check=True, env=dict(os.environ, OMP_THREAD_LIMIT="1"))
        words = found.stdout.decode("utf-8")
        with self.lock:
            self.known[key] = words
        return words


EYES = Eyes()


class Display:
    """An X server without a screen, as large as a row's board."""

    def __init__(self):
        self.number = free_display()
        self.process = None

    def start(self):
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", self.name, "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp",
             "-noreset"], pass_fds=[writer], stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            if not pipe.readline():
                raise Failed(f"no Xvfb starts on {self.name}")
        return self

    @property
    def name(self):
        return f":{self.number}"

    def stop(self, kill=False):
        if self.process:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(timeout=20)
        self.process = None


class Displays:
    """Those that rows share, one after the other."""

    def __init__(self):
        self.free = queue.SimpleQueue()
        self.all = []

    @contextlib.contextmanager
    def one(self):
        try:
            display = self.free.get_nowait()
        except queue.Empty:
            display = Display().start()
            self.all.append(display)
        try:
            yield display
        finally:
            self.free.put(display)

    def stop(self):
        for display in self.all:
            display.stop()


class FileSource:
    """A list that is copied to a file."""

    def __init__(self, folder):
        self.path = folder / "feed.json"

    @property
    def url(self):
        return f"file://{self.path}"

    def publish(self, feed):
        new = self.path.with_suffix(".new")
        new.write_bytes(feed)
        new.rename(self.path)


class Stage:
    """One row's. `authority` issues certificates (authority.py)."""

    def __init__(self, fault, folder, display, authority):
        self.fault, self.folder, self.display, self.authority = fault, folder, display, authority
        self.boards = []  # one after the other
        self.beside = []  # others that run at the same time
        self.stopping = []  # what else is to be ended
        self.before = ()  # the command that the board is started by
        self.settings = {}
        self.options = list(fault.options)
        self.environment = dict(fault.environment)
        self.nginx = self.server = self.file = self.context = None
        if fault.source == "nginx":
            self.nginx = Nginx(folder / "nginx")
        elif fault.source == "file":
            self.file = FileSource(folder)
        else:
            if fault.source == "tls":
                self.context = tls_context(authority.good())
                self.settings["source.ca_file"] = authority.file
            self.server = FaultServer(context=self.context)
        token = folder / "token"
        token.write_text(SECRET + "-token\n")
        token.chmod(0o600)
        self.state = folder / "state"
        self.settings |= {
            "source.url": self.url, "source.poll": "5s", "source.token_file": token, "cache.dir": self.state,
            "screen.shift": "0", "screen.office": "Dinas Dukcapil", **fault.settings}

    # ---- what serves the list

    @property
    def url(self):
        if self.file:
            return self.file.url
        return (self.nginx.url if self.nginx else self.server.url()) + f"?kunci={SECRET}-query"

    def publish(self, feed, files=None):
        if self.file:
            self.file.publish(feed)
        elif self.nginx:
            self.nginx.publish(feed.decode())
            if not self.nginx.process:
                self.nginx.start()
        else:
            self.server.play(Office(feed, files), self.context)

    def pulls(self):
        """How often it was asked so far."""
        return len(self.server.heads) if self.server else len(self.nginx.statuses())

    def wait_pulls(self, count, seconds=20):
        """Until it was asked so often again; what came before the last is over then."""
        wanted = self.pulls() + count
        wait(f"{count} pulls", lambda: self.pulls() >= wanted, seconds)

    # ---- the board

    @property
    def board(self):
        return self.boards[-1]

    def start_board(self, **settings):
        self.settings |= settings
        board = Board(self.folder, self.display.name if self.display else None, self.settings, *self.options,
                      before=self.before, environment=self.environment)
        self.boards.append(board)
        return board

    def reload(self, **settings):
        self.settings |= settings
        self.board.write_config(self.settings)
        self.board.signal(1)

    def end_board(self, status=0):
        told, _ = self.board.end()
        if told != status:
            raise Failed(f"the board has ended with {told}, not {status}:\n{self.log()}")

    def wait_end(self, seconds=10):
        wait("the board ends", lambda: self.board.process.poll() is not None, seconds)
        return self.board.process.returncode

    def log(self):
        return "".join(board.log() for board in self.boards + self.beside)

    def wait_line(self, pattern, seconds, after=0):
        """The first line of the log that matches, behind so many characters of it."""

        def find():
            return next((line for line in self.log()[after:].splitlines() if re.search(pattern, line)), None)

        try:
            return wait(f"/{pattern}/ in the log", find, seconds)
        except Failed as error:
            raise Failed(f"{error}:\n{self.log()[after:]}") from None

    # ---- the screen

    def words(self, part="list"):
        return EYES.read(ImageGrab.grab(xdisplay=self.display.name).convert("RGB"), PARTS[part])

    def see(self, pattern, part="list", seconds=5):
        """Waits until it stands there."""
        read = ""

        def look():
            nonlocal read
            read = self.words(part)
            return re.search(pattern, read)

        try:
            return wait(f"/{pattern}/ on the screen", look, seconds, every=0.4).group()
        except Failed as error:
            raise Failed(f"{error}; there stands: {' '.join(read.split())}\n{self.log()}") from None

    # ---- the end

    def close(self):
        for board in self.boards + self.beside:
            if board.process.poll() is None:
                board.process.kill()
                board.process.wait()
        for stop in reversed(self.stopping):
            with contextlib.suppress(Exception):
                stop()
        for server in (self.server, self.nginx):
            if server:
                server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


# ---- mounts of the board's own

def need_mounts():
    if os.getuid() != 0 or subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        raise Skipped("only root may mount here")


def mount_first(stage, *commands):
    """The board gets a mount namespace of its own, in which these are run first."""
    need_mounts()
    stage.before = ("unshare", "--mount", "sh", "-ec", "; ".join(commands) + '; exec "$@"', "sh")


def inside(stage, *command):
    """Runs a command among the board's mounts."""
    subprocess.run(["nsenter", f"--target={stage.board.process.pid}", "--mount", *command], check=True,
                   capture_output=True)


def root_of(stage, path):
    """A path as the board sees it."""
    return pathlib.Path(f"/proc/{stage.board.process.pid}/root{path}")
