"""SIGTERM, whatever the fetcher is in the middle of."""

import http.server
import json
import shutil
import threading

import pytest
from conftest import make_feed, wait_until
from test_signed import Signer


@pytest.fixture
def server():
    """server.pages[path] is a body; one that is not there is never answered. server.asked: the paths."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            if self.path not in self.server.pages:
                self.server.over.wait(30)
                return
            body = self.server.pages[self.path]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.pages, server.asked, server.over = {}, [], threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


def check_end(b):
    status, seconds = b.end()
    assert status == 0
    assert seconds < b.ENDS_IN
    assert "left to itself" not in b.log()


def test_in_the_middle_of_its_pages(board, server):
    for number in range(1, 5):
        rows = [{"nama": f"NAMA {number}", "status": "selesai"}]
        server.pages[f"/api?page={number}"] = json.dumps({"data": rows, "last": 10}).encode()
    b = board({"source.url": f"{server.url}/api", "source.format": "json", "source.rows": "/data",
               "source.paging": "page", "source.last_page": "/last", "map.name": "/nama", "map.status": "/status",
               "map.type": '"kk"',
               "status.SELESAI": "pickup", "location mpp.name": "MPP", "route.*, *": "mpp"}, "--off-screen", on=None)
    wait_until("page 5", lambda: "/api?page=5" in server.asked)
    check_end(b)
    assert "documents" not in b.log(), "half of the pages are no list"


@pytest.mark.skipif(not shutil.which("minisign"), reason="minisign is not here")
def test_in_the_pause_before_a_signature_is_asked_for_again(board, server, tmp_path):
    office = Signer(tmp_path / "office")
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    office.sign(feed)
    server.pages["/feed.json"] = make_feed(["KARTONO"], serial=2).encode()
    server.pages["/feed.json.minisig"] = (tmp_path / "feed.json.minisig").read_bytes()
    b = board({"source.url": f"{server.url}/feed.json", "source.public_keys": office.key}, "--off-screen", on=None)
    wait_until("the signature", lambda: server.asked.count("/feed.json.minisig") == 1)
    check_end(b)
    assert server.asked.count("/feed.json") == 1


def test_with_one_source_that_hangs(board, server):
    server.pages["/feed.json"] = make_feed(["KARTINI"]).encode()
    b = board({"source a.url": f"{server.url}/feed.json", "source b.url": f"{server.url}/never"},
              "--off-screen", on=None)
    wait_until("the other one", lambda: "/never" in server.asked)
    check_end(b)
