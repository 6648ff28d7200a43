"""A service manager as far as sd_notify(3) goes: a datagram socket of the tests' own."""

import socket
import time

from conftest import wait_until


class Manager:
    """manager.told: (when, assignments) of each datagram so far."""

    def __init__(self, folder, monkeypatch, watchdog=None):
        self.path = folder / "notify"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(self.path))
        self.socket.setblocking(False)
        self.told = []
        monkeypatch.setenv("NOTIFY_SOCKET", str(self.path))
        monkeypatch.delenv("WATCHDOG_PID", raising=False)
        monkeypatch.delenv("WATCHDOG_USEC", raising=False)
        if watchdog:
            monkeypatch.setenv("WATCHDOG_USEC", str(int(watchdog * 1_000_000)))

    def look(self):
        while True:
            try:
                text = self.socket.recv(4096).decode()
            except BlockingIOError:
                return self
            self.told.append((time.monotonic(), dict(line.split("=", 1) for line in text.split("\n"))))

    def of(self, name):
        """What has been told of it, in order."""
        return [message[name] for _, message in self.look().told if name in message]

    def status(self):
        return (self.of("STATUS") or [""])[-1]

    def wait_status(self, words, seconds=30):
        wait_until(f"STATUS with '{words}'", lambda: words in self.status(), seconds)

    def beats_within(self, seconds):
        """How many beats there are from now on, for so long: that there are none takes the time to see."""
        before = len(self.of("WATCHDOG"))
        time.sleep(seconds)
        return len(self.of("WATCHDOG")) - before

    def wait_beat(self):
        before = len(self.of("WATCHDOG"))
        wait_until("a beat", lambda: len(self.of("WATCHDOG")) > before)

    def close(self):
        self.socket.close()
