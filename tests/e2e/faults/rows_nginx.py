"""A real nginx that goes wrong."""

import os
import re
import signal
import subprocess

from faults.fault import WITH_NOTHING_SHOWN, Fault
from faults.lists import false
from faults.rows_http import AGAIN
from faults.scripts import page
from faults.stage import Failed


def said(block):
    """nginx is told another way to answer, and told again when it is over."""

    def do(stage):
        nginx = stage.nginx
        conf = nginx.folder / "nginx.conf"
        right = conf.read_text()
        conf.write_text(re.sub(r"(server \{ .*?;)( |\n)", lambda m: m.group(1) + " " + block.format(folder=nginx.folder) + " ", right, count=1))
        if conf.read_text() == right:
            raise Failed("nginx.conf is not as it was")
        read_again(nginx)
        yield
        conf.write_text(right)
        read_again(nginx)

    return do


def read_again(nginx):
    subprocess.run(["/usr/sbin/nginx", "-t", "-q", "-e", f"{nginx.folder}/error.log", "-p", str(nginx.folder), "-c", f"{nginx.folder}/nginx.conf"],
                   check=True, capture_output=True)
    nginx.process.send_signal(signal.SIGHUP)


def stopped(stage):
    stage.nginx.stop()
    yield


def killed(stage):
    """kill -9 of all of it."""
    process = stage.nginx.process
    workers = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True).stdout.split()
    for pid in [process.pid, *map(int, workers)]:
        os.kill(pid, signal.SIGKILL)
    process.wait(timeout=10)
    stage.nginx.process = None
    yield


def halted(stage):
    """It takes connections, since the kernel does, and never answers."""
    process = stage.nginx.process
    workers = list(map(int, subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True,
                                           check=True).stdout.split()))
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    yield
    for pid in workers:
        os.kill(pid, signal.SIGCONT)


def gone(stage):
    (stage.nginx.site / "feed.json").unlink()
    yield


def welcome(stage):
    stage.nginx.publish(page("Welcome to nginx!").decode())
    yield


def half(stage):
    """Copied into its place without a file beside it."""
    (stage.nginx.site / "feed.json").write_bytes(false()[:250])
    yield


def empty(stage):
    (stage.nginx.site / "feed.json").write_bytes(b"")
    yield


def rows():
    def row(name, do, says, **more):
        return Fault(name, do, says, source="nginx", **{"ends": AGAIN, **more})

    yield row("nginx is stopped", stopped, "no connection: Connection refused")
    yield row("nginx is killed", killed, "no connection: Connection refused")
    yield row("nginx hangs", halted, "no answer within 3 s", settings={"source.timeout": "3s"})
    yield row("nginx: the feed is deleted", gone, "HTTP 404: the server has nothing at this address")
    yield row("nginx: the feed is half there", half, "it is not JSON")
    yield row("nginx: the feed is empty", empty, "it is empty")
    yield row("nginx: the page that it comes with", welcome, "an HTML page came instead of a list")
    yield row("nginx: access is denied", said("deny all;"), "HTTP 403: the server forbids this address")
    yield row("nginx: a user name is wanted", said('auth_basic "PALSU"; auth_basic_user_file {folder}/none;'), "HTTP 401: the server asks for a token, or refuses this one")
    yield row("nginx: what stands behind it is down", said("location / {{ proxy_pass http://127.0.0.1:1; }}"), "HTTP 502: the server cannot reach")
    yield row("nginx: it hangs up without a word", said("return 444;"), "the answer was cut off")
    yield row("nginx: under maintenance", said("add_header Retry-After 3 always; return 503;"), "HTTP 503: the server is busy or under maintenance")
    yield row("nginx: everything goes to https, where nobody is", said("return 301 https://127.0.0.1:1$request_uri;"),
              "redirected to another scheme")
    yield row("nginx: to itself, again and again", said("return 302 /feed.json;"), "redirected in a circle")
    yield Fault("nginx is not up yet when the board starts", not_yet, "no connection: Connection refused", source="nginx", from_start=True,
                stands="Menunggu data", where="whole", well_in=WITH_NOTHING_SHOWN, ends=AGAIN)


def not_yet(_stage):
    yield
