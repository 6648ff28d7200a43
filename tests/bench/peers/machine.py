"""What the comparison measures with, over what every bench stands on: what stands on a screen, looked at
without asking the X server, and what all processes of a program take together."""

import contextlib
import mmap
import os
import pathlib
import struct
import threading
import time

import board

# Through the badges of the first column, left of their words: whenever the list moves, this line changes.
BADGES_X, LIST_TOP, LIST_BOTTOM = 56, 240, 988
BADGES = [0x1B54A8, 0x0D5F46, 0x7E4400, 0x643B99, 0x3A4A63]


class Screen(board.Display):
    """An X server of its own, on the first display that is free."""

    def __init__(self):
        super().__init__(next(f":{n}" for n in range(84, 200) if not pathlib.Path(f"/tmp/.X11-unix/X{n}").exists()))

    def __enter__(self):
        super().__enter__()
        try:
            board.wait_until("the X server's picture", self._open)
        except BaseException:
            super().__exit__()
            raise
        return self

    def _open(self):
        """Whether the picture is there: it is not at once. The head is that of an xwd file, its size, …, bytes a
        line, …, the number of colours, each of 12 bytes; the server writes it in its own byte order first, and
        then turns each number."""
        if not self.pixels_file.exists() or self.pixels_file.stat().st_size < self.width * self.height * 4:
            return False
        with self.pixels_file.open("rb") as file:
            self.memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = struct.unpack(">25I", self.memory[:100])
        self.begin, self.pitch = head[0] + head[19] * 12, head[12]
        return self.pitch == self.width * 4 and max(head[0], head[19]) < 4096

    def __exit__(self, *what):
        self.memory.close()
        super().__exit__(*what)

    def _line(self, byte):
        """One byte of each pixel down the list."""
        first = self.begin + LIST_TOP * self.pitch + BADGES_X * 4 + byte
        return self.memory[first : first + (LIST_BOTTOM - LIST_TOP) * self.pitch : self.pitch]

    def movement(self):
        return self._line(0) + self._line(1)

    def shows_list(self):
        """Whether badges stand one below the other."""
        pixels = zip(self._line(2), self._line(1), self._line(0))
        wanted = {(c >> 16, c >> 8 & 255, c & 255) for c in BADGES}
        return sum(pixel in wanted for pixel in pixels) > 200

    def image(self):
        from PIL import Image

        pixels = self.memory[self.begin : self.begin + self.height * self.pitch]
        return Image.frombuffer("RGB", (self.width, self.height), pixels, "raw", "BGRX", self.pitch, 1)


class FrameCount(threading.Thread):
    """Counts the pictures that stood on the screen, whatever drew them."""

    def __init__(self, display):
        super().__init__(daemon=True)
        self.display, self.count, self.ended = display, 0, threading.Event()

    def run(self):
        try:  # It must not miss one because the machine is busy.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), -10)
        except PermissionError:
            pass
        seen = self.display.movement()
        while not self.ended.wait(0.003):
            if self.display.movement() != seen:
                self.count += 1
                time.sleep(0.002)  # half of it may have been there
                seen = self.display.movement()

    def stop(self):
        self.ended.set()
        self.join()
        return self.count


def _processes():
    """Of each process its parent and its session."""
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):  # it has just ended
                stat = pathlib.Path("/proc", entry, "stat").read_text(errors="replace")
                fields = stat[stat.rindex(")") + 2 :].split()
                found[int(entry)] = int(fields[1]), int(fields[3])
    return found


def tree(root):
    """A program's processes: all that it began, and theirs; also those whose parent has ended since. `root` is
    the first of its session."""
    processes, wanted = _processes(), set()
    more = {root} & set(processes)
    while more - wanted:
        wanted |= more
        more = {pid for pid, (parent, session) in processes.items() if parent in wanted or session == root}
    return sorted(wanted)


class ProcessorTime:
    """What a program uses from now on, with those of its processes that come and go; look() at it every now and
    then for these."""

    def __init__(self, root):
        self.root, self.first, self.last = root, {}, {}
        self.look()
        self.first, self.begun = dict(self.last), time.monotonic()

    def look(self):
        for pid in tree(self.root):
            with contextlib.suppress(OSError):
                self.last[pid] = board.cpu_ns(pid)

    def percent(self):
        """Of one core."""
        self.look()
        used = sum(ns - self.first.get(pid, 0) for pid, ns in self.last.items())
        return used / 1e7 / (time.monotonic() - self.begun)


def memory_mb(root):
    """(PSS of all processes in megabytes, how many of them count with their RSS, for want of the right to look)"""
    parts = []
    for pid in tree(root):
        with contextlib.suppress(OSError):
            parts.append(board.memory_mb(pid))
    return sum(megabytes for megabytes, _ in parts), sum(what != "PSS" for _, what in parts)


def name_of_machine():
    words = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in words if line.startswith("model name")), "unknown processor")
    return f"{os.cpu_count()} cores of {model}"
