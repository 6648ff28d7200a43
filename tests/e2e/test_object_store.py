"""config/rclone/siapambil-sync: the real rclone, to a folder and to something that speaks S3."""

import hashlib
import http.server
import os
import shutil
import subprocess
import threading
import urllib.parse

import pytest
from conftest import ROOT, run_once
from publishing import Office, make_key, rows

SYNC = ROOT / "config" / "rclone" / "siapambil-sync"
pytestmark = pytest.mark.skipif(not shutil.which("rclone"), reason="rclone is not installed")


class Store:
    """As much of S3 as rclone needs for copying, on 127.0.0.1; keeps what was put, and in which order."""

    def __init__(self):
        self.objects, self.headers, self.puts = {}, {}, []
        store = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status, body=b"", **headers):
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def key(self):
                return urllib.parse.unquote(urllib.parse.urlsplit(self.path).path).removeprefix("/bucket").lstrip("/")

            def do_GET(self):
                key = self.key()
                if key in store.objects:
                    stored = {n: v for n, v in store.headers[key].items() if n in ("Content-Type", "Cache-Control")}
                    tag = f'"{hashlib.md5(store.objects[key]).hexdigest()}"'
                    if self.headers.get("If-None-Match") == tag:
                        self.answer(304, ETag=tag)
                    else:
                        self.answer(200, store.objects[key], ETag=tag, **stored)
                elif key or self.command == "HEAD":
                    self.answer(404)
                else:
                    self.list()

            do_HEAD = do_GET

            def list(self):
                query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
                prefix, cut = query.get("prefix", ""), query.get("delimiter")
                found, folders = "", set()
                for key, data in sorted(store.objects.items()):
                    rest = key.removeprefix(prefix)
                    if not key.startswith(prefix):
                        continue
                    if cut and cut in rest:
                        folders.add(prefix + rest.split(cut)[0] + cut)
                        continue
                    found += (f"<Contents><Key>{key}</Key><Size>{len(data)}</Size><ETag>&quot;{hashlib.md5(data).hexdigest()}"
                              "&quot;</ETag><LastModified>2026-11-23T02:00:00.000Z</LastModified></Contents>")
                found += "".join(f"<CommonPrefixes><Prefix>{f}</Prefix></CommonPrefixes>" for f in sorted(folders))
                body = f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
                self.answer(200, body.encode(), Content_Type="application/xml")

            def do_PUT(self):
                data = self.rfile.read(int(self.headers["Content-Length"]))
                store.objects[self.key()] = data
                store.headers[self.key()] = dict(self.headers)
                store.puts.append(self.key())
                self.answer(200, ETag=f'"{hashlib.md5(data).hexdigest()}"')

            def log_message(self, *_):
                pass

        self.httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.httpd.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.httpd.server_address[1]}"

    def stop(self):
        self.httpd.shutdown()
        self.httpd.server_close()
        self.thread.join()


@pytest.fixture
def store():
    store = Store()
    yield store
    store.stop()


@pytest.fixture
def office(tmp_path):
    (tmp_path / "office").mkdir()
    office = Office(tmp_path / "office")
    secret, office.key = make_key(office.folder)
    office.set = ("--set", f"publish.key_file={secret}")
    office.published(*office.set)
    return office


def sync(office, remote, store=None):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "RCLONE_"))}
    environment["RCLONE_CONFIG"] = str(office.folder / "rclone.conf")
    if store:
        environment |= {"RCLONE_CONFIG_OFFICE_TYPE": "s3", "RCLONE_CONFIG_OFFICE_PROVIDER": "Other",
                        "RCLONE_CONFIG_OFFICE_ENDPOINT": store.url, "RCLONE_CONFIG_OFFICE_ACCESS_KEY_ID": "none",
                        "RCLONE_CONFIG_OFFICE_SECRET_ACCESS_KEY": "none", "RCLONE_CONFIG_OFFICE_NO_CHECK_BUCKET": "true"}
    result = subprocess.run([SYNC, office.www, remote], capture_output=True, text=True, timeout=120, env=environment)
    assert result.returncode == 0, result.stderr


def wanted(office):
    return {str(p.relative_to(office.www)) for p in office.www.rglob("*")
            if p.is_file() and not any(part.startswith(".") for part in p.relative_to(office.www).parts)
            and p.suffix in (".json", ".minisig")}


def test_a_folder_gets_what_screens_ask_for_and_only_what_has_changed(office, tmp_path):
    copy = tmp_path / "copy"
    sync(office, copy)
    there = {str(p.relative_to(copy)) for p in copy.rglob("*") if p.is_file()}
    assert there == wanted(office) and (office.region / ".published").exists()
    before = {path: (copy / path).stat().st_ctime_ns for path in there}
    # A name as long as the one before: the feed's length stays.
    table = rows(30)
    table[0][1] = "TINI WARGA CONTOH"
    office.write(table)
    office.published(*office.set)
    sync(office, copy)
    changed = {path for path in there if (copy / path).stat().st_ctime_ns != before[path]}
    assert all((copy / path).read_bytes() == (office.www / path).read_bytes() for path in there)
    assert {f"v1/32.73/{path}" for path in ("feed.json", "coblong/feed.json", "feed.json.minisig")} <= changed
    assert not any("mpp" in path for path in changed)


def test_an_object_store_gets_signatures_first_with_types_and_may_be_pulled_from(office, store, tmp_path):
    sync(office, "office:bucket", store)
    assert set(store.puts) == wanted(office) and len(store.puts) == len(wanted(office))
    kinds = [0 if key.endswith(".minisig") else 1 if key.endswith("feed.json") else 2 for key in store.puts]
    assert kinds == sorted(kinds), "signatures, feeds, the index"
    for key, headers in store.headers.items():
        assert headers["Content-Type"] == ("text/plain" if key.endswith(".minisig") else "application/json")
        assert headers["Cache-Control"] == "no-cache"
    result = run_once("--dump-frame", "--set", f"source.url={store.url}/bucket/v1/32.73/mpp/feed.json",
                      "--set", f"source.public_keys={office.key}", "--set", f"cache.dir={tmp_path}/state")
    assert result.returncode == 0, result.stderr
    assert "MPP Kota Bandung" in result.stdout
    store.puts.clear()
    sync(office, "office:bucket", store)
    assert store.puts == [], "nothing has changed"
