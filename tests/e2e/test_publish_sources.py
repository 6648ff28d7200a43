"""siapambil-publish and where its rows come from: servers, several sources, feeds of others; and what
a person sees who waits for them."""

import http.server
import json
import os
import pty
import subprocess
import threading

import pytest
from conftest import make_feed, wait_until
from publishing import NOW, Office, make_key, rows, sheet

LATER = "2026-11-23T09:51:30+07:00"


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def test_a_server_is_asked_for_what_has_changed_only(office, nginx):
    (nginx.site / "daftar.csv").write_text(sheet(rows(30)))
    nginx.start()
    source = ["--set", f"source.url=http://127.0.0.1:{nginx.port}/daftar.csv"]
    assert office.published(*source)["documents"] == 30
    assert office.published(*source, now=LATER)["status"] == "unchanged"
    assert nginx.statuses() == [200, 304]


def test_what_was_published_by_other_settings_is_asked_for_anew(office, nginx):
    (nginx.site / "daftar.csv").write_text(sheet(rows(30)))
    nginx.start()
    source = ["--set", f"source.url=http://127.0.0.1:{nginx.port}/daftar.csv"]
    office.published(*source)
    office.published(*source, "--set", "source.number_length=6", now=LATER)
    assert nginx.statuses() == [200, 200]
    assert office.feed("mpp")["documents"][0]["number"] == "000002"


def test_json_of_an_api_becomes_the_same_feeds(office, nginx):
    people = [
        {"no": f"REG-{n:06}", "pemohon": {"nama": "SITI WARGA CONTOH", "nik": "9999000000000001"}, "status": "SELESAI"}
        for n in range(25)
    ]
    (nginx.site / "api.json").write_text(json.dumps({"data": people}))
    nginx.start()
    office.write_settings(
        f"""
[source]
url = http://127.0.0.1:{nginx.port}/api.json
format = json
rows = /data
[map]
name = /pemohon/nama
number = /no
type = "ktp-el"
status = /status
[status]
SELESAI = pickup
[location mpp]
name = MPP
[route]
*, * = mpp
[publish]
dir = {{www}}
region = 32.73
name = Dinas
[cache]
dir = {{state}}
"""
    )
    assert office.published()["documents"] == 25
    assert office.feed("mpp")["documents"][0]["name"] == "SITI W•••• C•••••"
    assert "9999000000000001" not in (office.region / "feed.json").read_text()


TWO = """
[screen]
office = Dinas
[source loket]
url = file://{sheet}
format = csv
[map loket]
name = Nama
number = Nomor
type = Layanan
status = Status
done = Selesai
area = Kecamatan
[source daring]
url = file://{www}/../daring.json
[status]
SELESAI = pickup
[location coblong]
name = Kecamatan Coblong
[route]
*, * = coblong
[publish]
dir = {www}
region = 32.73
[cache]
dir = {state}
"""


@pytest.fixture
def two(office):
    """A sheet, and a native feed of somebody else, which are published as one."""
    office.write_settings(TWO)
    office.other = office.folder / "daring.json"
    office.other.write_text(make_feed(["JOKO DARING"]))
    return office


def test_a_source_that_empties_is_held_though_the_others_have_rows(two):
    two.other.write_text(make_feed([f"JOKO {n}" for n in range(20)]))
    assert two.published()["documents"] == 50
    before = two.files()
    two.write(rows(60))
    two.other.write_text(make_feed(["JOKO"], serial=2))
    result = two.publish(now="2026-11-23T09:42:00+07:00")
    assert result.returncode == 14 and "[source daring]: the list shrinks from 20 to 1 documents" in result.stderr
    assert two.files() == before
    assert two.published(now="2026-11-23T09:52:00+07:00")["documents"] == 61


def test_several_sources_become_one_tree(two):
    assert two.published()["documents"] == 31
    assert {f["path"]: f["documents"] for f in two.index()["feeds"]} == {
        "feed.json": 31,
        "coblong/feed.json": 30,
        "mpp/feed.json": 1,
    }
    before = two.files()
    assert two.published(now=LATER)["status"] == "unchanged"
    assert two.files() == before


def test_when_one_of_them_changes_the_other_is_not_lost(two):
    two.published()
    two.other.write_text(make_feed(["JOKO DARING", "RINA DARING"], serial=2))
    assert two.published(now=LATER)["documents"] == 32
    assert len(two.feed("mpp")["documents"]) == 2 and len(two.feed("coblong")["documents"]) == 30


def test_when_one_of_them_fails_nothing_is_published(two):
    two.published()
    before = two.files()
    two.write(rows(40))
    two.other.unlink()
    result = two.publish()
    assert result.returncode == 10 and "[source daring]" in result.stderr
    assert two.files() == before


def test_a_signed_feed_of_others_is_not_published_when_it_is_forged(two, tmp_path):
    secret, public = make_key(tmp_path)
    two.write_settings(TWO.replace("daring.json\n", f"daring.json\npublic_keys = {public}\n"))
    result = two.publish()
    assert result.returncode == 10 and "signature" in result.stderr, result.stderr
    subprocess.run(["minisign", "-S", "-s", secret, "-m", two.other], check=True, capture_output=True)
    assert two.published()["documents"] == 31
    signature = two.other.with_suffix(".json.minisig").read_bytes()
    two.other.write_text(make_feed(["ORANG LAIN"]))
    result = two.publish(now=LATER)
    assert result.returncode == 12 and two.names("mpp") == ["JOKO D•••••"], result.stderr
    # An older one, signed in its time, is refused too: across runs.
    two.other.write_text(make_feed(["JOKO DARING"], serial=9))
    subprocess.run(["minisign", "-S", "-s", secret, "-m", two.other], check=True, capture_output=True)
    two.published(now=LATER)
    two.other.write_text(make_feed(["JOKO DARING"]))
    two.other.with_suffix(".json.minisig").write_bytes(signature)
    result = two.publish(now=LATER)
    assert result.returncode == 12 and "older than 9" in result.stderr, result.stderr


def test_a_feed_that_expires_upstream_expires_here_too(two):
    two.other.write_text(make_feed(["JOKO DARING"], expires="2026-11-24T00:00:00+07:00"))
    two.published()
    assert two.feed()["expires"] == "2026-11-24T00:00:00+07:00"


# ---- who waits


class SlowServer(http.server.ThreadingHTTPServer):
    """Answers once it is told to."""

    def __init__(self):
        self.asked, self.answer = threading.Event(), threading.Event()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.set()
                server.answer.wait(60)
                body = sheet(rows(30)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def test_a_person_at_a_terminal_sees_that_it_works_and_a_pipe_gets_nothing_of_it(office):
    server = SlowServer()
    source = ["--set", f"source.url=http://127.0.0.1:{server.server_port}/daftar.csv", "--now", NOW]
    terminal, side = pty.openpty()
    process = subprocess.Popen(office.command(*source), stderr=side, stdout=subprocess.PIPE, text=True)
    os.close(side)
    seen = b""

    def read():
        nonlocal seen
        seen += os.read(terminal, 4096)
        return b" s)" in seen

    wait_until("a line of progress", read)
    server.answer.set()
    assert process.wait(timeout=60) == 0
    assert process.stdout.read().startswith("4 of 4 feeds written")
    assert seen.startswith(b"\rsource \xe2\x80\xa6 (1 s)")
    result = office.publish(*source[:2], now=LATER)
    assert result.returncode == 0 and result.stderr == ""
    server.shutdown()
    os.close(terminal)
