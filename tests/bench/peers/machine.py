"""What the comparison measures with: an X server whose picture lies in memory, and what /proc says of the
processes of a program."""

import mmap
import os
import pathlib
import struct
import subprocess
import threading
import time

WIDTH, HEIGHT = 1920, 1080
# Through the badges of the first column, left of their words: whenever the list moves, this line changes.
BADGES_X, LIST_TOP, LIST_BOTTOM = 56, 240, 988
BADGES = [0x1B54A8, 0x0D5F46, 0x7E4400, 0x643B99, 0x3A4A63]


class Display:
    """An X server of its own, without a graphics chip. What stands on its screen is read from its memory,
    which costs it nothing."""

    def __init__(self, folder):
        reader, writer = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder)]
            + ["-nolisten", "tcp", "-noreset", "-s", "0"],
            pass_fds=[writer], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True,
        )
        os.close(writer)
        with os.fdopen(reader) as pipe:
            self.name = f":{pipe.readline().strip()}"
        with open(pathlib.Path(folder) / "Xvfb_screen0", "rb") as file:
            self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        # The head of an xwd file: its size, …, bytes a line, …, the number of colours, each of 12 bytes.
        head = struct.unpack(">25I", self.memory[:100])
        self.begin, self.pitch = head[0] + head[19] * 12, head[12]
        if head[11] != 32:
            raise RuntimeError(f"Xvfb: {head[11]} bits a pixel; needed: 32")

    def close(self):
        self.memory.close()
        self.server.terminate()
        self.server.wait(timeout=10)

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

    def picture(self):
        from PIL import Image

        pixels = self.memory[self.begin : self.begin + HEIGHT * self.pitch]
        return Image.frombuffer("RGB", (WIDTH, HEIGHT), pixels, "raw", "BGRX", self.pitch, 1)


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
    """Of each process: its parent, its session, when it began, its processor time in ticks."""
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = pathlib.Path("/proc", entry, "stat").read_text(errors="replace")
            except OSError:
                continue  # it has just ended
            fields = stat[stat.rindex(")") + 2 :].split()
            found[int(entry)] = int(fields[1]), int(fields[3]), int(fields[19]), int(fields[11]) + int(fields[12])
    return found


def tree(root):
    """A program's processes: all that it began, and theirs. {(pid, begun): ticks}"""
    processes, wanted = _processes(), {root}
    while True:
        more = {pid for pid, (parent, session, *_) in processes.items() if parent in wanted or session == root}
        if more <= wanted:
            return {(pid, processes[pid][2]): processes[pid][3] for pid in wanted if pid in processes}
        wanted |= more


class ProcessorTime:
    """What a program used between two moments, with those of its processes that came and went."""

    def __init__(self, root):
        self.root = root
        self.first, self.begun = tree(root), time.monotonic()
        self.last = dict(self.first)

    def look(self):
        self.last.update(tree(self.root))

    def percent(self):
        """Of one core."""
        self.look()
        used = sum(ticks - self.first.get(process, 0) for process, ticks in self.last.items())
        return 100 * used / os.sysconf("SC_CLK_TCK") / (time.monotonic() - self.begun)


def memory_mb(root):
    """PSS of all processes: what is shared counts in parts. None where it may not be read."""
    kilobytes = 0
    for pid, _ in tree(root):
        try:
            text = pathlib.Path("/proc", str(pid), "smaps_rollup").read_text()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return kilobytes / 1024


def name_of_machine():
    words = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in words if line.startswith("model name")), "unknown processor")
    return f"{os.cpu_count()} cores of {model}"
