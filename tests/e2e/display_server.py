"""Servers of displays that tests kill and start again, on the same number or socket."""

import os
import pathlib
import subprocess

from conftest import wait_until


class XServer:
    """Xvfb, 1920x1080, on a number that was free at first."""

    def __init__(self):
        self.number = self.process = None

    def start(self):
        reader, writer = os.pipe()
        number = [self.display] if self.number else []
        self.process = subprocess.Popen(
            ["Xvfb", *number, "-displayfd", str(writer), "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writer], stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as pipe:
            self.number = pipe.readline().strip()
        assert self.number, "Xvfb does not start"
        return self

    @property
    def display(self):
        return f":{self.number}"

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self):
        if self.process:
            self.kill()


class Weston:
    """weston without a display, with the shell of a kiosk."""

    def __init__(self, folder):
        self.folder = folder
        self.process = None
        self.socket = folder / "wayland"

    def start(self):
        self.socket.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            ["weston", "--backend=headless-backend.so", "--shell=kiosk-shell.so", "--no-config", "--idle-time=0",
             "--width=1280", "--height=720", f"--socket={self.socket}"],
            env=dict(os.environ, XDG_RUNTIME_DIR=str(self.folder)),
            stdout=subprocess.DEVNULL, stderr=pathlib.Path(self.folder / "weston.log").open("ab"),
        )
        wait_until("weston listens", self.socket.exists)
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self):
        if self.process:
            self.kill()
