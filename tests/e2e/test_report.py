"""What a screen says of itself with every pull, as it stands in the access log of config/nginx/siapambil.conf."""

import datetime
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time

import pytest
from conftest import PROGRAM, ROOT, make_feed, run_once, wait_until
from sites import NginxSite

FEED = "/v1/32.73/mpp/feed.json"
MEMBERS = ["id", "v", "r", "s", "n", "age", "late", "on", "t", "up"]
# Of fleet.h: nothing else may be sent.
FORMS = {"id": str, "v": str, "r": str, "s": int, "n": int, "age": int, "late": int, "on": bool, "t": int, "up": int}
SHEET = "Nomor,Nama,Layanan,Status,Selesai\nREG-1,KARTINI,KTP-el,SELESAI,20/11/2026\n"
MAPPED = {"location mpp.name": "MPP", "route.*, *": "mpp", "map.name": "Nama", "map.number": "Nomor", "map.type": "Layanan", "map.status": '"pickup"',
          "map.done": "Selesai"}


def parse(text):
    """A dictionary of RFC 8941, section 4.2.2, with the items that FORMS needs; strict."""
    members, rest = {}, text
    while True:
        key = re.match(r"[a-z*][a-z0-9_.*-]*=", rest)
        assert key, f"no key: {rest}"
        rest = rest[key.end():]
        for form, make in (
            (r'"((?:[ !#-\[\]-~]|\\["\\])*)"', lambda m: re.sub(r"\\(.)", r"\1", m.group(1))),
            (r"\?([01])", lambda m: m.group(1) == "1"),
            (r"(-?[0-9]{1,15})(?![0-9.])", lambda m: int(m.group(1))),
        ):
            item = re.match(form, rest)
            if item:
                break
        assert item, f"no item: {rest}"
        assert key.group()[:-1] not in members, "twice"
        members[key.group()[:-1]] = make(item)
        rest = rest[item.end():]
        if not rest:
            return members
        comma = re.match(r"[ \t]*,[ \t]*", rest)
        assert comma and comma.end() < len(rest), f"after an item: {rest}"
        rest = rest[comma.end():]


@pytest.fixture
def site(tmp_path):
    site = NginxSite(tmp_path / "nginx")
    yield site
    site.stop()


def publish(site, path, text, sign=None):
    file = site.root / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}")
    new.write_text(text, encoding="utf-8")
    if sign:
        subprocess.run(["minisign", "-S", "-s", sign, "-m", new, "-x", f"{file}.minisig"], check=True, capture_output=True)
    new.rename(file)


def settings(site, path=FEED, **more):
    return {"source.url": f"{site.url}{path}", "source.poll": "5s", "screen.id": "bdg-mpp-1", **more}


@pytest.fixture
def start(board, tmp_path):
    """start(settings): a board without a display, in a folder of its own."""
    folders = []

    def begin(settings):
        folders.append(tmp_path / f"state-{len(folders)}")
        b = board({"cache.dir": str(folders[-1]), **settings}, "--off-screen", on=None)
        b.wait_log("started: ")  # the next one's settings are written over this one's
        return b

    return begin


def wait_screens(site, condition, path=FEED, seconds=60):
    """The header of each pull, once there is one like that: [(line, members)]."""
    def look():
        told = [(line, parse(line["screen"])) for line in site.lines() if line["path"] == path and line["screen"]]
        return told if any(condition(line, members) for line, members in told) else None
    return wait_until(f"such a pull of {path}", look, seconds)


def test_every_pull_says_how_the_screen_is(site, start):
    publish(site, FEED, make_feed(["KARTINI", "TIRTO"], serial=20261123094000))
    site.start()
    begun = time.time()
    start(settings(site))
    told = wait_screens(site, lambda line, members: line["status"] == 304)
    (first, nothing), (line, members) = told[0], told[-1]
    assert first["status"] == 200 and set(nothing) == {"id", "v", "late", "on", "t", "up"}, "there is no list yet"
    assert list(members) == MEMBERS
    assert {name: type(value) for name, value in members.items()} == FORMS
    assert (members["id"], members["r"], members["s"], members["n"]) == ("bdg-mpp-1", "32.73", 20261123094000, 2)
    assert members["on"] is True and re.fullmatch(r"[0-9.]+", members["v"])
    assert 0 <= line["time"] - members["t"] < 3, "of the moment of asking"
    assert 3 <= members["age"] <= 9, "it was confirmed a poll ago"
    assert members["up"] <= line["time"] - begun + 2
    assert nothing["up"] < members["up"]
    assert all(len(line["screen"]) <= 255 for line, _ in told)


def test_a_signature_and_a_mirror_are_asked_for_with_it(site, start, tmp_path):
    secret, public = tmp_path / "key", tmp_path / "pub"
    subprocess.run(["minisign", "-G", "-W", "-p", public, "-s", secret], check=True, capture_output=True)
    publish(site, FEED, make_feed(["KARTINI"]), sign=secret)
    site.start()
    start(settings(site, "/v1/none/feed.json", **{
        "source.mirrors": f"{site.url}{FEED}", "source.public_keys": public.read_text().splitlines()[1]}))
    lines = site.wait_lines(3)
    assert [line["path"] for line in lines[:3]] == ["/v1/none/feed.json", FEED, f"{FEED}.minisig"]
    assert {parse(line["screen"])["id"] for line in lines} == {"bdg-mpp-1"}


def test_what_several_sources_come_to_is_told_to_each(site, start):
    for name, serial in (("one", 7), ("two", 9)):
        publish(site, f"/v1/{name}/feed.json", make_feed([name.upper()], serial=serial))
    site.start()
    sources = {f"source {name}.url": f"{site.url}/v1/{name}/feed.json" for name in ("one", "two")}
    start({"source.poll": "5s", "screen.id": "a", **sources})
    for name in ("one", "two"):
        told = wait_screens(site, lambda line, members: "n" in members, f"/v1/{name}/feed.json")
        assert told[-1][1]["n"] == 2


def test_who_is_no_feed_of_ours_is_told_only_where_the_settings_say_so(site, start):
    site.start()
    reports = ("feeds", "all", "no")
    for report in reports:
        publish(site, f"/v1/{report}/feed.json", make_feed(["KARTINI"]))
        publish(site, f"/v1/{report}/sheet.csv", SHEET)
        start({
            "source.poll": "5s", "source.report": report, "source feed.url": f"{site.url}/v1/{report}/feed.json",
            "source sheet.url": f"{site.url}/v1/{report}/sheet.csv", "source sheet.format": "csv", **MAPPED,
        })
    every = {f"/v1/{report}/{name}" for report in reports for name in ("feed.json", "sheet.csv")}
    wait_until("a pull of each", lambda: {line["path"] for line in site.lines()} == every)
    assert {line["path"] for line in site.lines() if line["screen"]} == {
        "/v1/feeds/feed.json", "/v1/all/feed.json", "/v1/all/sheet.csv"}


def test_a_look_by_a_technician_is_no_screen(site, tmp_path):
    publish(site, FEED, make_feed(["KARTINI"]))
    site.start()
    for option in ("--dump-frame", "--explain"):
        result = run_once(option, "--set", f"source.url={site.url}{FEED}", "--set", f"cache.dir={tmp_path}/state")
        assert result.returncode == 0, result.stderr
    assert {line["screen"] for line in site.wait_lines(2)} == {""}


def closed_now():
    """Hours that are over, or not yet begun, for the next five hours at least."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
    begin = now + datetime.timedelta(hours=-7 if now.hour >= 12 else 7)
    return f"mon-sun {begin:%H}:00-{begin:%H}:30"


def test_whether_the_panel_is_on(site, start):
    publish(site, FEED, make_feed(["KARTINI"]))
    site.start()
    on = {
        "open": ({"open": ""}, True), "switched-off": ({"panel_off": "true"}, False),
        "not-to-be-switched-off": ({"panel_off": "false"}, True), "black": ({"closed": "black"}, False),
        "dim": ({"closed": "dim"}, True),
    }
    for name, (hours, _) in on.items():
        hours = {"open": closed_now(), **hours}
        start({**settings(site), "screen.id": name, **{f"hours.{key}": value for key, value in hours.items()}})
    told = wait_until("each with a list", lambda: (
        lambda members: members if set(members) == set(on) else None)(
            {m["id"]: m["on"] for m in map(parse, (line["screen"] for line in site.lines())) if "n" in m}), 60)
    assert told == {name: expected for name, (_, expected) in on.items()}


def test_frames_that_come_late_are_counted_and_stay_so(site, start):
    publish(site, FEED, make_feed([f"NAMA {n:03}" for n in range(200)]))
    site.start()
    b = start(settings(site))
    wait_screens(site, lambda line, members: "n" in members)
    for _ in range(20):
        b.signal(signal.SIGSTOP)
        time.sleep(0.1)
        b.signal(signal.SIGCONT)
        time.sleep(0.1)
    late = wait_screens(site, lambda line, members: members["late"] >= 10)[-1][1]["late"]
    # Another logo makes another window, which counts from nothing.
    b.write_config({"cache.dir": str(b.folder / "state-0"), **settings(site), "screen.logo": str(ROOT / "assets/logo.svg")})
    b.signal(signal.SIGHUP)
    b.wait_log("settings read again")
    pulls = len(site.lines())
    told = wait_screens(site, lambda line, members: len(site.lines()) >= pulls + 2)
    assert told[-1][1]["late"] >= late


def test_settings_that_are_read_again_count_and_the_time_since_the_start_goes_on(site, start):
    publish(site, FEED, make_feed(["KARTINI"]))
    site.start()
    b = start(settings(site))
    told = wait_screens(site, lambda line, members: "n" in members)
    b.write_config({"cache.dir": str(b.folder / "state-0"), **settings(site), "screen.id": "bdg-mpp-2"})
    b.signal(signal.SIGHUP)
    after = wait_screens(site, lambda line, members: members["id"] == "bdg-mpp-2")
    first = next(members for _, members in after if members["id"] == "bdg-mpp-2")
    assert first["up"] >= told[-1][1]["up"] and "n" in first


def test_a_header_of_the_offices_own_takes_its_place(site, start, tmp_path):
    publish(site, FEED, make_feed(["KARTINI"]))
    site.start()
    headers = tmp_path / "headers"
    headers.write_text('siapambil-screen: id="own"\n')
    headers.chmod(0o600)
    start(settings(site, **{"source.headers_file": headers}))
    assert site.wait_lines(1)[0]["screen"] == 'id="own"'


@pytest.mark.skipif(os.getuid() != 0 or not shutil.which("unshare"), reason="only root may call the machine otherwise")
def test_a_machine_with_a_hostile_name_breaks_no_header(site, tmp_path):
    publish(site, FEED, make_feed(["KARTINI"]))
    site.start()
    config = tmp_path / "board.ini"
    config.write_text(f"[source]\nurl = {site.url}{FEED}\npoll = 5s\n[cache]\ndir = {tmp_path}/state\n")
    name = 'a"b\\c, on=?0\r\nX-Own: é'
    script = "import ctypes, os, sys\nn = sys.argv[1].encode()\n" \
             "assert ctypes.CDLL(None, use_errno=True).sethostname(n, len(n)) == 0\nos.execv(sys.argv[2], sys.argv[2:])"
    if subprocess.run(["unshare", "--uts", "true"], capture_output=True).returncode:
        pytest.skip("no namespaces here")
    process = subprocess.Popen(
        ["unshare", "--uts", "/usr/bin/python3", "-c", script, name, PROGRAM, "--config", config, "--off-screen"],
        env=dict(os.environ, SIAPAMBIL_ASSETS=str(ROOT / "assets")), stderr=subprocess.DEVNULL)
    try:
        told = wait_screens(site, lambda line, members: True)
    finally:
        process.kill()
        process.wait()
    assert told[0][1]["id"] == 'a"b\\c, on=?0__X-Own: _' and told[0][1]["on"] is True


class Meter:
    """A proxy of TCP that keeps what passes in both directions."""

    def __init__(self, port):
        self.target = port
        self.sent, self.received = bytearray(), bytearray()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections = 0
        self.sockets = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(("127.0.0.1", self.target))
            self.sockets += [client, server]
            for source, to, kept in ((client, server, self.sent), (server, client, self.received)):
                threading.Thread(target=self._pass, args=(source, to, kept), daemon=True).start()

    @staticmethod
    def _pass(source, to, kept):
        try:
            while data := source.recv(65536):
                kept += data
                to.sendall(data)
            to.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        for s in (self.listener, *self.sockets):
            s.close()


def test_a_pull_without_news_is_under_500_bytes_in_all(site, start):
    """Counted on the wire, over http, from the request's first byte to the answer's last."""
    publish(site, FEED, make_feed(["KARTINI"] + [f"NAMA {n}" for n in range(1841)], serial=20261123094000))
    subprocess.run(["gzip", "-kn9", site.root / FEED.lstrip("/")], check=True)
    site.start()
    meter = Meter(site.port)
    start({**settings(site), "source.url": f"http://127.0.0.1:{meter.port}{FEED}"})
    told = wait_screens(site, lambda line, members: members["up"] >= 10 and line["status"] == 304)
    assert told[-1][1]["n"] == 1842 and told[-1][1]["r"] == "32.73"
    requests = bytes(meter.sent).split(b"\r\n\r\n")[:-1]
    answers = re.findall(rb"HTTP/1.1 304 .*?\r\n\r\n", bytes(meter.received), re.S)
    connections = meter.connections
    meter.close()
    assert connections == 1, "it is kept open"
    assert len(answers) >= 1 and len(requests) >= len(answers) + 1
    # A real server has a longer name than 127.0.0.1:12345, and a screen may have run for a year.
    room = len("dukcapil-feeds.bandungkab.go.id") - len(f"127.0.0.1:{meter.port}") + len("31536000") - 2
    asked, answered = max(len(r) + 4 for r in requests[1:]), max(map(len, answers))
    print(f"{asked} + {answered} bytes, {room} more with a longer name")
    assert asked + answered + room < 500, (requests[-1], answers[-1])
