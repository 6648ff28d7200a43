"""kill -9 at random moments about the keeping of a new list: every start shows the last good one.

A board pulls a list that is new each time, and is killed a moment after the answer has been sent: before the list is
written, in the middle of it, or just behind. Then it is started again, and says which list it shows. Boards are drawn
off-screen, since it is their start that takes the time; the picture of each last start is read, too."""

import concurrent.futures
import dataclasses
import os
import random
import re
import threading
import time

from conftest import Board, make_feed
from faults.fault import AT_THE_NEXT_TRY
from faults.scripts import Office
from faults.server import FaultServer
from faults.stage import EYES, SLOWER, Failed, wait
from PIL import Image

SIZE = (640, 360)


def length(number):
    """How many rows the list of this number has: two that follow each other are told apart by it."""
    return 20 + number % 50


def feed(number):
    return make_feed([f"WARGA {number:05} {i}" for i in range(length(number))], serial=number).encode()


@dataclasses.dataclass
class Tally:
    kills: int = 0
    before: int = 0  # nothing of the new list was on disk
    within: int = 0  # a part of it, beside the last one
    after: int = 0  # it had taken its place
    read: int = 0  # pictures

    def add(self, other):
        for field in dataclasses.fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self


class Lane:
    """One board, killed again and again."""

    def __init__(self, folder, seed):
        self.folder, self.chance = folder, random.Random(seed)
        folder.mkdir()
        self.state, self.picture = folder / "state", folder / "picture.png"
        self.server = FaultServer()
        self.sent = threading.Event()
        self.takes_s = None  # from the answer to the list in its place, as measured so far
        # The list that lay there at the last start, the one that has been sent since, and the one that is served now.
        self.kept = self.sent_last = self.number = 1

    def serve(self):
        office, sent = Office(feed(self.number)), self.sent

        def script(talk):
            stays = office(talk)
            self.sent_at = time.time()
            sent.set()
            return stays

        self.server.play(script)

    def start(self):
        settings = {"source.url": self.server.url(), "source.poll": "5s", "cache.dir": self.state, "screen.shift": "0",
                    "screen.picture": self.picture, "screen.picture_every": "1h"}
        self.picture.unlink(missing_ok=True)
        return Board(self.folder, None, settings, "--off-screen", "--size", "{}x{}".format(*SIZE))

    def shown(self, board):
        """How many rows the board shows from its start on."""

        def look():
            log = board.log()
            found = re.search(r"rows listed: (\d+)", log)
            return found and int(found.group(1)) if found or "started: " not in log else -1

        return wait("the board is started", look, 20)

    def check(self, board):
        rows = self.shown(board)
        could_be = {length(n): n for n in (self.kept, self.sent_last)}
        if rows not in could_be:
            raise Failed(f"it shows {rows} rows, not {' or '.join(map(str, could_be))}:\n{board.log()}")
        self.kept = could_be[rows]
        if "is not shown" in board.log() or (self.state / "list.json.bad").exists():
            raise Failed(board.log())

    def read(self):
        wait("the picture", self.picture.exists, 10)
        words = EYES.read(Image.open(self.picture).convert("RGB"), (0, 0, *SIZE))
        if f"{self.kept:05}" not in words and f"{self.number:05}" not in words:  # which may have come meanwhile
            raise Failed(f"{self.kept:05} is not on the picture: {words}")

    def place(self):
        """Where the new list is at this moment."""
        try:
            here = f'"serial":{self.number},'.encode() in (self.state / "list.json").read_bytes()
        except OSError:
            here = False
        return "after" if here else "within" if (self.state / "list.json.new").exists() else "before"

    def measure(self):
        """The list is in its place: what it took, evened out over the last ones."""
        took = (self.state / "list.json").stat().st_ctime - self.sent_at
        took = max(0.001, min(took, 2))
        self.takes_s = took if self.takes_s is None else self.takes_s + (took - self.takes_s) / 4

    def play(self, times, enough):
        """So many kills, and more until `enough`: until one of any lane was within; ten times as many at most."""
        tally = Tally()
        self.serve()
        board = self.start()
        try:
            wait("the first list is kept", lambda: self.sent.is_set() and self.place() == "after", 20)
            self.measure()
            board.process.kill()
            board.process.wait()
            while tally.kills < times or (not enough.is_set() and tally.kills < 10 * times):
                self.sent_last = self.number
                self.number += 1
                self.sent.clear()
                self.serve()
                board = self.start()
                if not self.sent.wait(AT_THE_NEXT_TRY * SLOWER):
                    raise Failed(f"no pull:\n{board.log()}")
                time.sleep(self.chance.uniform(0, 1.5 * self.takes_s))
                board.process.kill()
                board.process.wait()
                tally.kills += 1
                place = self.place()
                setattr(tally, place, getattr(tally, place) + 1)
                if place == "after":
                    self.measure()
                elif place == "within":
                    enough.set()
                else:  # it may take longer than it did
                    self.takes_s *= 1.2
                self.check(board)
            self.sent_last = self.number
            board = self.start()
            self.check(board)
            self.read()
            tally.read += 1
        finally:
            board.process.kill()
            board.process.wait()
            self.server.stop()
        return tally


def kill(times, folder, lanes=12 * (os.cpu_count() or 1), seed=1):
    """So many kills, side by side, and a few more where none of them was within a list's keeping."""
    lanes = min(lanes, times)
    each = -(-times // lanes)
    enough = threading.Event()
    folder.mkdir(exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(lanes) as pool:
        found = pool.map(lambda i: Lane(folder / f"lane-{i}", seed + i).play(each, enough), range(lanes))
        tally = Tally()
        for one in found:
            tally.add(one)
    return tally

