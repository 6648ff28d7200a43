"""siapambil-publish fleet, called; access logs in the very form of nginx and Caddy; its page, read."""

import html.parser
import json
import os
import subprocess

from conftest import BUILD

PROGRAM = BUILD / "siapambil-publish"
NOW = "2026-11-23T09:41:00+07:00"
T = 1795401660  # the same
HOSTILE = '<img src=x onerror="document.title=1">&lt;\'"\\ – Loket'


def fleet(*args, stdin=None, status=0):
    done = subprocess.run(
        [PROGRAM, "fleet", *map(str, args)], input=stdin, capture_output=True, env=dict(os.environ, TZ="Asia/Jakarta")
    )
    assert done.returncode == status, done.stderr.decode()
    return done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def said(**members):
    words = {"id": "bdg-1", "v": "0.1.0", "r": "32.73", "s": 20261123094000, "n": 1842, "age": 35, "late": 0, "on": True}
    words.update(members)

    def word(value):
        if isinstance(value, bool):
            return f"?{int(value)}"
        return f'"{value}"' if isinstance(value, str) else str(value)

    return ", ".join(f"{key}={word(value)}" for key, value in words.items() if value is not None)


def nginx(at=-30, status=304, path="/v1/32.73/mpp/feed.json", header=None, **members):
    return json.dumps(
        {
            "time": T + at + 0.123,
            "status": status,
            "bytes": 187,
            "took": 0.0,
            "host": "siap.example.go.id",
            "path": path,
            "screen": said(**members) if header is None else header,
        }
    )


def caddy(at=-30, status=304, path="/v1/32.73/mpp/feed.json", **members):
    return json.dumps(
        {
            "level": "info",
            "ts": T + at + 0.1234567,
            "logger": "http.log.access.log0",
            "msg": "handled request",
            "request": {
                "remote_ip": "10.0.0.7",
                "proto": "HTTP/2.0",
                "method": "GET",
                "host": "siap.example.go.id",
                "uri": path,
                "headers": {"Accept-Encoding": ["gzip"], "Siapambil-Screen": [said(**members)]},
            },
            "bytes_read": 0,
            "duration": 0.000123,
            "size": 187,
            "status": status,
            "resp_headers": {"Server": ["Caddy"]},
        }
    )


class Page(html.parser.HTMLParser):
    """The tags of a page, and the texts of its table's rows."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.rows = []
        self.cell = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        self.cell = tag if tag in ("td", "th") else None
        if self.cell:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self.cell = None

    def handle_data(self, data):
        if self.cell:
            self.rows[-1][-1] += data
