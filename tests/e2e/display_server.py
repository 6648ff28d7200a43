"""Servers of displays that tests kill and start again, on the same number or socket."""

import os
import pathlib
import signal
import subprocess

from conftest import free_display, wait_until


# Xorg with outputs as a graphics card has them, which draws nowhere.
XORG = """
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 65536
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5-1000
  VertRefresh 5-200
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "monitor"
  DefaultDepth 24
EndSection
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoAddGPU" "false"
  Option "DontVTSwitch" "true"
EndSection
"""


class XServer:
    """Xvfb, 1920x1080, on a number of its own."""

    def __init__(self):
        self.number, self.process = free_display(), None

    def start(self):
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", self.display, "-displayfd", str(writer), "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writer], stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as pipe:
            assert pipe.readline(), "Xvfb does not start"
        return self

    @property
    def display(self):
        return f":{self.number}"

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self):
        """Its number is free again: a server that is killed leaves its lock and its socket behind."""
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
        self.process = None


class Compositor:
    """A Wayland compositor for kiosks, 1280x720: weston in a window on an X server, or cage that draws nowhere."""

    def __init__(self, folder, name, on=None):
        self.folder, self.name, self.on = folder, name, on
        self.process = None
        self.socket = folder / "wayland-0"

    def start(self):
        for old in self.folder.glob("wayland-0*"):
            old.unlink()
        command, more = {
            "weston": (["weston", "--backend=x11-backend.so", "--use-pixman", "--shell=kiosk-shell.so", "--no-config",
                        "--idle-time=0", "--width=1280", "--height=720", "--socket=wayland-0"],
                       {"DISPLAY": self.on}),
            "cage": ([*self._as_nobody(), "cage", "--", "sleep", "1000"],
                     {"WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1"}),
            "headless": (["weston", "--backend=headless-backend.so", "--shell=kiosk-shell.so", "--no-config",
                          "--socket=wayland-0"], {}),
        }[self.name]
        self.process = subprocess.Popen(
            command, env={**os.environ, "XDG_RUNTIME_DIR": str(self.folder), **more}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=pathlib.Path(self.folder / "log").open("ab"),
        )
        wait_until("the compositor listens", self.socket.exists)
        return self

    def _as_nobody(self):
        """cage refuses to be root."""
        if os.getuid() != 0:
            return []
        os.chown(self.folder, 65534, 65534)
        return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    def kill(self):
        """With what it has started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self):
        if self.process:
            self.kill()
