"""What the log holds after a bad minute: a record a line, each with its level; no failure twice; no secret, and no
row's content. And that nothing is written to disk while nothing changes."""

import http.server
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time

import pytest
from conftest import SANITIZED, make_feed, wait_until

SECRETS = ["PASSWORD-1", "KEY-2", "TOKEN-3", "HEADER-4", "RAHASIA"]
PULLS = 5


class Bad(http.server.BaseHTTPRequestHandler):
    """Answers that fail, each in its way; most hold what must not be told."""

    protocol_version = "HTTP/1.0"

    def do_GET(self):
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        count = self.server.asked.count(path)
        answer = getattr(self, path.strip("/").replace("-", "_").replace(".json", ""))
        answer(count)

    def say(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body.encode() if isinstance(body, str) else body)

    def refused(self, _):
        self.say(401, "RAHASIA", WWW_Authenticate="Bearer realm=RAHASIA")

    def page(self, _):
        self.say(200, "<html>RAHASIA</html>", Content_Type="text/html")

    def cut(self, count):
        self.say(200, make_feed(["RAHASIA"] * (30 + count))[: 400 + 40 * count])

    def invalid(self, _):
        self.say(200, b'{"feed":"siapambil/1","publisher":"RAHASIA \xff"}')

    def other(self, _):
        self.say(200, '{"feed":"siapambil/2","name":"RAHASIA"}')

    def elsewhere(self, _):
        self.say(302, "", Location=f"http://127.0.0.2:{self.server.server_port}/elsewhere?key=KEY-2")

    def packed(self, _):
        self.say(200, "RAHASIA", Content_Encoding="br\x1b[2J\x85")

    def flapping(self, count):
        """Every other time."""
        if count % 2:
            self.say(503, "RAHASIA")
        else:
            self.say(200, make_feed(["RAHASIA"]))

    def rows(self, count):
        """One row is wrong each time, and never the same."""
        bad = {"id": f"row-{count}", "type": "kartu", "name": "RAHASIA", "at": "mpp", "state": "pickup"}
        good = {"id": "a", "type": "kk", "name": "RAHASIA", "at": "mpp", "state": "pickup"}
        self.say(200, make_feed([], serial=count, documents=[good, bad]))

    def log_message(self, *_):
        pass


SOURCES = ["refused", "page", "cut", "invalid", "other", "elsewhere", "packed", "flapping", "rows"]


@pytest.fixture
def bad():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bad)
    server.daemon_threads = True
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def records(log):
    """(level, text) of each line."""
    lines = log.splitlines()
    assert log.endswith("\n")
    for line in lines:
        assert re.match(r"<[34567]>\S", line), f"no record with its level: {line!r}"
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", line), f"a control character: {line!r}"
    return [(int(line[1]), line[3:]) for line in lines]


def kind(text):
    """The same failure is the same whatever numbers stand in it, but for a status."""
    return re.sub(r"(?<!HTTP )\d+", "#", re.sub(r" \((failure|\d+ times).*\)$", "", text))


def test_a_bad_minute_is_told_once_and_tells_no_secret(board, bad, tmp_path):
    (tmp_path / "token").write_text("TOKEN-3\n")
    (tmp_path / "headers").write_text("apikey: HEADER-4\n")
    for name in ("token", "headers"):
        (tmp_path / name).chmod(0o600)
    settings = {"source.poll": "5s", "log.level": "debug"}
    for name in SOURCES:
        settings[f"source {name}.url"] = f"http://user:PASSWORD-1@127.0.0.1:{bad.server_port}/{name}?key=KEY-2"
        settings[f"source {name}.token_file"] = tmp_path / "token"
        settings[f"source {name}.headers_file"] = tmp_path / "headers"
    settings["source nobody.url"] = "http://user:PASSWORD-1@127.0.0.1:1/feed.json?key=KEY-2"
    b = board(settings, "--off-screen", on=None)
    wait_until("pulls", lambda: all(bad.asked.count(f"/{name}") >= PULLS for name in SOURCES), 120)
    good = b.config.read_text()
    b.config.write_text(good + "[screen]\nrotate = 45\n")
    b.signal(signal.SIGHUP)
    b.wait_log("the old settings stay")
    b.config.write_text(good)
    b.signal(signal.SIGHUP)
    b.wait_log("settings read again")
    told = records(b.log())
    before_reload = told[: next(i for i, (_, text) in enumerate(told) if "the old settings stay" in text)]
    status, _ = b.end()
    assert status == 0
    log = b.log()
    assert not [secret for secret in SECRETS if secret in log]
    failures = [kind(text) for level, text in before_reload if level <= 4]
    twice = {text for text in failures if failures.count(text) > 1}
    assert not twice, twice
    for name in [*SOURCES, "nobody"]:
        assert sum(text.startswith(f"[source {name}] ") for text in failures) == 1, (name, failures)
    assert sum("answers again" in text for _, text in before_reload) == 1
    kept = b"".join(p.read_bytes() for p in (tmp_path / "state").iterdir() if p.is_file() and p.name != "list.json")
    assert not [secret for secret in SECRETS if secret.encode() in kept]


@pytest.mark.skipif(SANITIZED, reason="a sanitizer has system calls of its own")
@pytest.mark.parametrize("rows", [3, 400], ids=["a list that stands", "a list that moves"])
def test_nothing_is_written_to_disk_while_nothing_changes(board, nginx, tmp_path, rows):
    nginx.publish(make_feed([f"NAMA {i}" for i in range(rows)]))
    nginx.start()
    b = board({"source.url": nginx.url, "source.poll": "5s"}, "--off-screen", on=None)
    b.wait_log("rows listed")
    wait_until("the list is kept, and confirmed", lambda: nginx.statuses().count(304) >= 1)
    wait_until("so is how far it is, which comes last", (tmp_path / "state" / "position").exists)
    calls = tmp_path / "calls"
    asked = nginx.statuses().count(304)
    tracer = subprocess.Popen(
        ["strace", "-f", "-y", "-o", str(calls), "-p", str(b.process.pid),
         "-e", "trace=write,pwrite64,writev,pwritev,pwritev2,openat,open,creat,rename,renameat,renameat2,unlink,unlinkat,"
               "mkdir,mkdirat,truncate,ftruncate,fallocate,fsync,fdatasync,sync,syncfs,utimensat,link,linkat,symlink,"
               "symlinkat,sendfile,copy_file_range,chmod,fchmod,fchmodat"],
        stderr=subprocess.PIPE, text=True)
    try:
        if "attached" not in tracer.stderr.readline():
            pytest.skip("this user may not trace its own processes")
        log = told(b)
        wait_until("three pulls", lambda: nginx.statuses().count(304) >= asked + 3)
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(timeout=10)
    assert nginx.statuses()[-1] == 304
    assert told(b) == log, "nothing is told, either"
    changing = [line for line in calls.read_text().splitlines() if changes_disk(line)]
    assert not changing, "\n".join(changing)
    b.signal(signal.SIGKILL)


def told(board):
    """The log, but for how fast the machine is, while somebody traces the program."""
    return [line for line in board.log().splitlines() if "frames a second" not in line]


def changes_disk(line):
    """Whether a traced call changes a file; writing to a socket, an event or a pipe does not."""
    call = re.search(r"\b(\w+)\((?:AT_FDCWD[^,]*, )?(.*)", line)
    if not call or "resumed>" in line or line.endswith("+++") or "--- SIG" in line:
        return False
    name, rest = call.groups()
    if name in ("openat", "open"):
        return bool(re.search(r"O_WRONLY|O_RDWR|O_CREAT", rest)) and "/dev/null" not in rest
    if name.startswith(("write", "pwrite")):
        return bool(re.match(r"\d+</", rest)) and not re.match(r"\d+</(dev|proc)/", rest)
    return True
