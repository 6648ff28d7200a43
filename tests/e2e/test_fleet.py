"""siapambil-publish fleet: logs in; a table, JSON and metrics out. test_fleet_page.py has the page."""

import gzip
import json
import os
import pty
import random
import re
import socket
import ssl
import subprocess
import time

import jsonschema
import pytest
from prometheus_client.parser import text_string_to_metric_families

from authority import Authority
from conftest import ROOT, SANITIZED, run_measured, wait_until
from fleet_logs import HOSTILE, NOW, PROGRAM, Page, T, caddy, fleet, nginx, said
from sites import NAME as SITE
from sites import CaddySite, NginxSite


@pytest.fixture
def office(tmp_path):
    """Eight screens of two offices in three logs, and what is expected."""
    (tmp_path / "access.log").write_text(
        "\n".join(
            [
                nginx(id="bdg-1", n=1843, t=T - 30, up=86400),
                nginx(at=-90, id="bdg-1", status=200, t=T - 90, up=86340),
                nginx(id="bdg-2", age=7200),
                nginx(id="bdg-3", on=False),
                nginx(id="bdg-4", t=T - 30 + 400),
                nginx(id="bdg-5", s=20261123093000, path="/v1/32.73/feed.json"),
                "not a line",
                nginx(header=""),
                nginx(header="id=<script>"),
                nginx(header="Mozilla/5.0"),
            ]
        )
        + "\n"
    )
    with gzip.open(tmp_path / "access.log.1.gz", "wt") as f:
        f.write(nginx(at=-7200, id="bdg-9", up=100) + "\n" + nginx(at=-7000, id="bdg-1", n=1, up=79430) + "\n")
    (tmp_path / "caddy.log").write_text(caddy(id="smd-1", r="32.11", v="0.1.1", path="/v1/32.11/feed.json") + "\n")
    (tmp_path / "expected").write_text(
        "# id, where\n" + "".join(f"bdg-{i}\n" for i in (1, 2, 3, 4, 5, 9)) + f"smd-1 , {HOSTILE}\n\nsmd-2,Loket 2\n",
        encoding="utf-8",
    )
    return [tmp_path / name for name in ("access.log", "access.log.1.gz", "caddy.log")]


def listed(office, *options, **kwargs):
    return fleet("--now", NOW, "--expected", office[0].parent / "expected", *options, *office, **kwargs)[0]


def test_the_table_begins_with_what_needs_attention(office):
    lines = listed(office, status=4).splitlines()
    assert [re.split(r"\s{2,}", line)[:2] for line in lines[1:9]] == [
        ["missing", "smd-2"],
        ["silent", "bdg-9"],
        ["old data", "bdg-2"],
        ["panel off", "bdg-3"],
        ["clock", "bdg-4"],
        ["ok", "bdg-1"],
        ["ok", "bdg-5"],
        ["ok", "smd-1"],
    ]
    # Aligned: each column begins where its title does.
    for title in ("screen", "office", "place", "version", "last seen", "panel", "where"):
        assert all(line[lines[0].index(title) - 1] == " " for line in lines[1:9]), title
    assert re.search(r"bdg-1 +32.73 +mpp +0.1.0 +2026-11-23 09:40 +30 s +35 s +1843 +20261123094000 +0 +on ", lines[6])
    assert HOSTILE in lines[8]
    text = "\n".join(lines[9:])
    assert "8 screens: 3 ok, 1 missing, 1 silent, 1 old data, 1 panel off, 1 clock; 6 seen within 15 min, 8 expected" in text
    assert "versions: 0.1.0 on 6, 0.1.1 on 1" in text
    assert "requests: 9 of screens, 88.9 % answered 304" in text
    assert "lines: 13, 1 of others than screens, 2 with a Siapambil-Screen header that cannot be read, 1 no lines" in text


def test_the_order_of_the_logs_does_not_matter(office):
    outs = {json.dumps(json.loads(listed(order, "--json", status=4))) for order in (office, office[::-1])}
    assert len(outs) == 1


def test_now_is_the_end_of_time(tmp_path):
    (tmp_path / "log").write_text("\n".join(nginx(at=at, id="bdg-1") for at in (-600, 600, 1200)))
    found = json.loads(fleet("--now", NOW, "--json", tmp_path / "log")[0])
    assert found["summary"]["lines"]["later"] == 2 and found["screens"][0]["seen_ago_s"] == 600
    assert ", 2 from later than now" in fleet("--now", NOW, tmp_path / "log")[0]
    # Two clocks may differ a little.
    (tmp_path / "log").write_text(nginx(at=50, id="bdg-1"))
    assert json.loads(fleet("--now", NOW, "--json", tmp_path / "log")[0])["screens"][0]["seen_ago_s"] == 0


def test_standard_input_is_a_log(office):
    packed, _ = fleet("--now", NOW, "-", stdin=office[1].read_bytes(), status=4)
    assert "bdg-9" in packed and "bdg-1" in packed
    assert fleet("--now", NOW, "--json", "-", stdin=b"")[0].startswith('{"fleet":"siapambil-fleet/1"')


def test_a_line_without_its_end_counts_when_it_is_whole(tmp_path):
    (tmp_path / "log").write_text(nginx(id="a") + "\n" + nginx(id="b"))
    assert json.loads(fleet("--now", NOW, "--json", tmp_path / "log")[0])["summary"]["screens"] == 2
    (tmp_path / "log").write_text(nginx(id="a") + "\n" + nginx(id="b")[:-5])
    assert json.loads(fleet("--now", NOW, "--json", tmp_path / "log")[0])["summary"]["screens"] == 1


# ---- what cannot be done


def test_statuses_say_what_is_wrong(office, tmp_path):
    log = office[2]
    _, said_ = fleet("--now", NOW, log, tmp_path / "nowhere.log", status=1)
    assert f"cannot read '{tmp_path}/nowhere.log': No such file or directory" in said_
    _, said_ = fleet("--now", NOW, log, tmp_path, status=1)
    assert "it is a folder" in said_
    cut = tmp_path / "cut.gz"
    cut.write_bytes(office[1].read_bytes()[:-20])
    out, said_ = fleet("--now", NOW, log, cut, status=1)
    assert "ends in the middle" in said_ and "smd-1" in out
    damaged = bytearray(office[1].read_bytes())
    damaged[-6] ^= 0xFF  # of the check sum
    cut.write_bytes(damaged)
    assert "cannot unpack" in fleet("--now", NOW, cut, status=1)[1]
    assert "which access logs?" in fleet(status=2)[1]
    assert "one at a time" in fleet("--json", "--html", log, status=2)[1]
    assert "--now: allowed" in fleet("--now", "today", log, status=2)[1]
    for wrong in ("5", "0s", "5w", "-5s", "9999999s", ""):
        assert "--silent: allowed: a time such as" in fleet(f"--silent={wrong}", log, status=2)[1]
    assert "--colour is no option" in fleet(log, "--colour", status=2)[1].replace("'", "")
    assert "needs a value" in fleet(log, "--expected", status=2)[1]
    assert "4 a screen is missing or silent" in fleet("--help")[0]
    assert fleet("--now", NOW, log)[1] == ""


@pytest.mark.parametrize(
    "text, what",
    [
        (b"a\nb b\n", ":2: what stands here is no screen's id"),
        (b"a\n,x\n", ":2: what stands here is no screen's id"),
        (b"a\n\n# c\na\n", ":4: 'a' stands here for the second time"),
        (b"a,\xff\n", ":1: it is not UTF-8"),
        (b"a,x\x07\n", ":1: the text behind 'a'"),
        (b"a," + b"x" * 300, ":1: the text behind 'a'"),
        (b"a\0b\n", "it holds a NUL"),
    ],
)
def test_a_wrong_list_is_named_by_its_line(office, tmp_path, text, what):
    path = tmp_path / "list"
    path.write_bytes(text)
    out, said_ = fleet("--now", NOW, "--expected", path, office[2], status=2)
    assert what in said_ and str(path) in said_ and out == ""


def test_a_list_from_another_system_is_read(office, tmp_path):
    path = tmp_path / "list"
    path.write_bytes(b"\xef\xbb\xbfsmd-1, Loket\r\n  \r\n")
    out = json.loads(fleet("--now", NOW, "--json", "--expected", path, office[2])[0])
    assert out["screens"][0]["where"] == "Loket"
    assert "No such file" in fleet("--expected", tmp_path / "none", office[2], status=2)[1]


def test_the_output_is_replaced_in_one_step(office, tmp_path):
    out = tmp_path / "fleet.prom"
    out.write_text("old")
    before = out.stat().st_ino
    assert listed(office, "--prometheus", "--output", out, status=4) == ""
    assert out.stat().st_ino != before and "siapambil_fleet_screens 8" in out.read_text()
    assert not list(tmp_path.glob("*.new"))
    assert "cannot create" in fleet("--now", NOW, "--output", tmp_path / "none" / "x", office[2], status=1)[1]


# ---- for machines

SCHEMA = json.loads((ROOT / "assets/schema/fleet-1.schema.json").read_text(encoding="utf-8"))


def closed(schema):
    """The same, but refusing members that it does not describe."""
    if isinstance(schema, dict):
        copy = {key: closed(value) for key, value in schema.items()}
        if "properties" in copy and copy.get("type") == "object":
            copy.setdefault("additionalProperties", False)
        return copy
    return [closed(value) for value in schema] if isinstance(schema, list) else schema


def check_json(text):
    found = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(found, closed(SCHEMA), jsonschema.Draft202012Validator)
    return found


def test_the_json_is_what_its_schema_says(office):
    found = check_json(listed(office, "--json", status=4))
    assert [s["screen"] for s in found["screens"]][:2] == ["smd-2", "bdg-9"]
    first = next(s for s in found["screens"] if s["screen"] == "bdg-1")
    assert first == {
        "screen": "bdg-1",
        "needs": [],
        "seen": True,
        "expected": True,
        "region": "32.73",
        "place": "mpp",
        "version": "0.1.0",
        "last_seen": "2026-11-23T02:40:30Z" if "Z" in first["last_seen"] else "2026-11-23T02:40:30+00:00",
        "seen_ago_s": 30,
        "age_s": 35,
        "rows": 1843,
        "serial": 20261123094000,
        "behind": False,
        "late_frames": 0,
        "panel_on": True,
        "clock_ahead_s": 0,
        "up_s": 86400,
        "restarts": 0,
        "answers": {"200": 1, "304": 2, "errors": 0, "other": 0},
    }
    last = next(s for s in found["screens"] if s["screen"] == "smd-1")
    assert last["where"] == HOSTILE and last["version"] == "0.1.1"
    check_json(fleet("--json", "-", stdin=b"")[0])


def check_metrics(text):
    """name -> {labels: value}; each name told once, with its help and type."""
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.name not in found and family.documentation and family.type == "gauge"
        found[family.name] = {tuple(s.labels.items()): s.value for s in family.samples}
        assert len(found[family.name]) == len(family.samples), "the same labels twice"
        assert re.fullmatch("siapambil_[a-z_]+", family.name)
    return found


def test_the_metrics_are_in_prometheus_form(office):
    found = check_metrics(listed(office, "--prometheus", status=4))
    one = (("screen", "bdg-1"), ("region", "32.73"), ("place", "mpp"))
    missing = (("screen", "smd-2"), ("region", ""), ("place", ""))
    assert found["siapambil_screen_last_seen_timestamp_seconds"][one] == T - 30 + 0.123
    assert found["siapambil_screen_rows"][one] == 1843
    assert found["siapambil_screen_serial"][one] == 20261123094000
    assert found["siapambil_screen_seen_recently"][one] == 1
    assert found["siapambil_screen_seen_recently"][missing] == 0
    assert missing not in found["siapambil_screen_rows"]
    assert found["siapambil_screen_info"][one + (("version", "0.1.0"),)] == 1
    assert found["siapambil_screen_requests"][one + (("answer", "304"),)] == 2
    assert found["siapambil_fleet_needs"][(("need", "silent"),)] == 1
    assert found["siapambil_fleet_screens"][()] == 8
    check_metrics(fleet("--prometheus", "-", stdin=b"")[0])


# ---- whatever a log holds


def hostile_lines():
    """Lines that no server should write, each of them once."""
    chance = random.Random(5)
    good = nginx(id="good").encode()
    yield from (b"", b"\0", b"{", b'"' * 1000, b"[" * 100000, b'{"time":' + b"9" * 5000 + b"}", b"\xff\xfe" * 50)
    yield b'{"x":"' + b"y" * (1 << 20) + b'"}'
    for text in ("<script>alert(1)</script>", 'id="<script>"', 'id="a\\"', "id=\"\x01\"", "id=\"é\"", 'id="x", n=1e9'):
        yield nginx(header=text).encode()
    for path in ("/v1/<b>/feed.json", '/v1/32.73/"/feed.json', "/v1/32.73/\u0007/feed.json", "/v1/../feed.json"):
        yield nginx(path=path, id="good").encode()
    for value in ("-1", "1e400", "99999999999999999999", '"x"', "null", "NaN"):
        for key in ("time", "status", "bytes", "took"):
            yield re.sub(rb'"%s": [0-9.]+' % key.encode(), f'"{key}": {value}'.encode(), good)
    for _ in range(300):
        line = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            line[chance.randrange(len(line))] = chance.choice(b'\0\x07"\\<>&\'{}[],:;=\x80\xc3\xff 0A')
        yield bytes(line)


def test_a_hostile_log_is_harmless_in_every_output(tmp_path):
    lines = list(hostile_lines())
    log = tmp_path / "log"
    log.write_bytes(b"\n".join(lines) + b"\n" + nginx(id="last", at=-1).encode())
    found = check_json(fleet("--now", NOW, "--json", log)[0])
    lines_read = found["summary"]["lines"]
    assert lines_read["read"] == len(lines) + 1
    assert lines_read["unreadable"] > 200 and lines_read["header_unreadable"] >= 6
    assert "last" in {s["screen"] for s in found["screens"]}
    check_metrics(fleet("--now", NOW, "--prometheus", log)[0])
    table = fleet("--now", NOW, log)[0]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f<>&]", table)
    page = Page(fleet("--now", NOW, "--html", log)[0])
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert {tag for tag, _ in page.tags} <= set(
        "html head meta title style body h1 p time ul li b details summary div input span table thead tbody tr th td "
        "script".split()
    )
    assert not any(name.startswith("on") or name == "style" for _, attrs in page.tags for name in attrs)


# ---- logs of real servers


@pytest.fixture(params=[NginxSite, CaddySite])
def site(request, tmp_path):
    """A web server as config/ has it, with one feed."""
    authority = Authority(tmp_path / "authority")
    site = request.param(tmp_path / "site", authority.issue(f"IP:127.0.0.1, DNS:{SITE}"), authority.file)
    (site.root / "v1/32.73/mpp").mkdir(parents=True)
    (site.root / "v1/32.73/mpp/feed.json").write_text("{}")
    try:
        yield site.start()
    finally:
        site.stop()


def ask(site, path, *headers):
    """One request as bytes, since no library would send these."""
    context = ssl.create_default_context(cafile=site.ca_file)
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname=SITE) as s:
            lines = [b"GET " + path + b" HTTP/1.1", f"Host: {SITE}:{site.port}".encode(), b"Connection: close", *headers]
            s.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
            answer = b""
            while chunk := s.recv(65536):
                answer += chunk
    return answer


def test_the_logs_of_real_servers_are_read(site):
    feed = b"/v1/32.73/mpp/feed.json"

    def header(text):
        return b"Siapambil-Screen: " + text

    answer = ask(site, feed, header(said(id="bdg-1", t=int(time.time()), up=60).encode()))
    etag = re.search(rb'(?i)etag: ("[^"]+")', answer).group(1)
    again = header(said(id="bdg-1", t=int(time.time()), up=65).encode())
    assert b" 304 " in ask(site, feed, again, b"If-None-Match: " + etag)
    ask(site, feed)
    ask(site, feed, header(b'id="<script>"'))
    ask(site, feed, header(b'id="a\\"b\xc3\xa9"'))
    ask(site, feed, header(b"\xff\xfe"))
    ask(site, b"/v1/%3Cb%3E%22%ff%00/feed.json", header(said(id="odd").encode()))
    ask(site, b"/v1/32.73/gone/feed.json?<b>", header(said(id="lost").encode()))

    def screens():
        status = subprocess.run([PROGRAM, "fleet", "--json", site.log], capture_output=True)
        found = check_json(status.stdout)
        return found if any(s["screen"] == "lost" for s in found["screens"]) else None

    found = wait_until("the last request is in the log", lambda: site.log.exists() and screens())
    one = next(s for s in found["screens"] if s["screen"] == "bdg-1")
    assert (one["region"], one["place"], one["rows"], one["clock_ahead_s"]) == ("32.73", "mpp", 1842, 0)
    assert one["answers"] == {"200": 1, "304": 1, "errors": 0, "other": 0}
    assert 0 <= one["seen_ago_s"] < 60 and one["restarts"] == 0 and one["needs"] == []
    lost = next(s for s in found["screens"] if s["screen"] == "lost")
    assert lost["answers"]["errors"] == 1
    assert {s["screen"] for s in found["screens"]} <= {"bdg-1", "lost", "odd"}
    assert found["summary"]["lines"]["not_of_screens"] >= 1
    assert found["summary"]["lines"]["header_unreadable"] + found["summary"]["lines"]["unreadable"] >= 1


def test_a_terminal_is_told_how_far_it_is(tmp_path):
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [PROGRAM, "fleet", "--now", NOW, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    os.set_blocking(ours, False)
    shown = b""

    def told():
        nonlocal shown
        child.stdin.write((nginx(id="a") + "\n").encode() * 10)
        child.stdin.flush()
        try:
            shown += os.read(ours, 4096)
        except BlockingIOError:
            pass
        return re.search(rb"lines: \d+ \(\d+ s\)", shown)

    try:
        wait_until("a line about progress", told)
        child.stdin.close()
        assert b"1 screen" in child.stdout.read() and child.wait(timeout=30) == 0
        shown += os.read(ours, 4096)
        assert shown.startswith("\rlines … (1 s)\x1b[K".encode()) and shown.endswith(b"\r\x1b[K")
    finally:
        child.kill()
        os.close(ours)


# ---- how much memory it takes


def peak_kb(lines, tmp_path):
    """The most memory for reading so many lines of 100 screens, a minute between two of each."""
    log = tmp_path / f"{lines}.gz"
    header = json.dumps(said(id="bdg-@@", up=100)).replace("@@", "%d")
    with gzip.open(log, "wt", compresslevel=1) as f:
        for minute in range(lines // 100):
            at = T - (lines // 100 - minute) * 60
            f.write(
                "".join(
                    f'{{"time":{at}.5,"status":304,"bytes":187,"path":"/v1/32.73/feed.json","screen":{header % i}}}\n'
                    for i in range(100)
                )
            )
    out, kb = run_measured(PROGRAM, "fleet", "--now", NOW, "--json", log)
    assert json.loads(out)["summary"]["requests"] == lines
    return kb


def test_memory_does_not_grow_with_the_lines(tmp_path):
    few, many = (5_000, 100_000) if SANITIZED else (20_000, 2_000_000)
    small, large = peak_kb(few, tmp_path), peak_kb(many, tmp_path)
    assert large < small + 2500, f"{small} kB for {few} lines, {large} kB for {many}"
