"""The status page in headless Chromium, through a proxy that tells what the page asks for."""

import http.client
import http.server
import os
import re
import subprocess
import threading

import pytest
from conftest import wait_until
from test_status import has_pulled, status, write_feed  # noqa: F401 (status is a fixture)


class Proxy:
    """Hands requests on to a board, notes their paths; `alter(path, n, body)` may change the n-th answer, or give
    None: no answer."""

    def __init__(self, port, alter=None):
        self.paths = []
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.split("?")[0]
                proxy.paths.append(self.path)
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                connection.request("GET", self.path)
                answer = connection.getresponse()
                body = answer.read()
                if alter:
                    n = sum(p.split("?")[0] == path for p in proxy.paths)
                    body = alter(path, n, body)
                if body is None:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("content-length", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def chromium(tmp_path):
    """chromium(url, option…): the page's DOM after some seconds of its own time."""

    def run(url, *options, budget=3000):
        done = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             f"--user-data-dir={tmp_path}/profile", f"--virtual-time-budget={budget}", "--dump-dom",
             "--enable-logging=stderr", *options, url],
            capture_output=True, text=True, timeout=120, env=dict(os.environ, HOME=str(tmp_path)))
        assert done.returncode == 0, done.stderr
        assert "Content Security Policy" not in done.stderr and "Uncaught" not in done.stderr, done.stderr
        return done.stdout

    return run


@pytest.fixture
def page(status, tmp_path):  # noqa: F811
    """A board with a list of 40, and the proxy before it."""
    proxies = []

    def start(alter=None, **settings):
        url = write_feed(tmp_path, [f"RAHASIA {i}" for i in range(40)])
        b, s = status({"source.url": url, "screen.office": "Dinas Dukcapil <Kota> Bandung", "screen.name": "Lantai 1",
                       **settings})
        s.wait_json("a pull", has_pulled)
        proxies.append(Proxy(s.port, alter))
        return b, s, proxies[-1]

    yield start
    for proxy in proxies:
        proxy.close()


def test_the_page_says_it_in_indonesian_with_a_live_picture(page, chromium):
    b, s, proxy = page()
    wait_until("frames, of which there is a graph then", lambda: re.search(r'class="bars" d="M', s.text("/")[1]))
    dom = chromium(proxy.url)
    assert '<html lang="id">' in dom and "Dinas Dukcapil &lt;Kota&gt; Bandung" in dom
    for words in ("Keadaan papan", "Daftar", "Penarikan terakhir", "daftar baru", "Mesin", "Memori",
                  "Tiap baris tampil utuh", "Lantai 1"):
        assert words in dom, words
    assert "RAHASIA" not in dom
    assert re.search(r'<img[^>]+src="screen.png\?screen=', dom)
    assert "<svg" in dom and re.search(r'class="bars" d="M', dom)
    assert {p.split("?")[0] for p in proxy.paths} <= {"/", "/screen.png"}  # and nobody else is asked: see the policy
    assert "(!)" not in re.search("<title>(.*?)</title>", dom).group(1)


def test_the_page_says_it_in_english(page, chromium):
    b, s, proxy = page(**{"screen.language": "en"})
    dom = chromium(proxy.url)
    assert '<html lang="en">' in dom and "Latest pulls" in dom and "Penarikan" not in dom


def test_the_page_renews_itself(page, chromium):
    """Every five seconds what it says, every two the picture, without a flicker."""
    def alter(path, n, body):
        return body.replace(b"<dd class=\"\">40</dd>", b"<dd class=\"\">777</dd>") if path == "/" and n > 1 else body

    b, s, proxy = page(alter)
    dom = chromium(proxy.url, budget=12000)
    assert "777" in dom
    pages = [p for p in proxy.paths if p.split("?")[0] == "/"]
    pictures = [p for p in proxy.paths if p.startswith("/screen.png")]
    assert 2 <= len(pages) <= 4, proxy.paths
    assert 3 <= len(pictures) <= 8 and "&t=" in pictures[-1]
    assert 'class="lost"' not in dom


def test_a_board_that_goes_leaves_its_last_state_and_says_so(page, chromium):
    def alter(path, n, body):
        return None if path == "/" and n > 1 else body

    b, s, proxy = page(alter)
    dom = chromium(proxy.url, budget=7000)
    assert '<body class="lost">' in dom and "Papan tidak menjawab" in dom and "Penarikan terakhir" in dom


def test_the_page_runs_nothing_that_a_board_was_told(page, chromium):
    b, s, proxy = page(**{"screen.office": "<script>document.title='foreign'</script>", "screen.name": "\" onload=\"x"})
    dom = chromium(proxy.url)
    assert "<title>foreign" not in dom
    code, body, headers = s.request("/")
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
    assert not re.findall(rb'(?:src|href)="(?!data:,|screen\.png|status\.json|metrics|healthz)', body)


WIDTH = """
<script>
addEventListener('load', function () {
    var d = document.documentElement, wide = [];
    document.querySelectorAll('body *').forEach(function (e) {
        if (!e.closest('.sheet') && e.getBoundingClientRect().right > innerWidth + 1) wide.push(e.tagName + '.' + e.className);
    });
    var image = document.querySelector('img');
    d.lang = [innerWidth, d.scrollWidth <= innerWidth, image.naturalWidth, image.clientWidth, wide.join(',')].join(' ');
});
</script>
"""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits(page, chromium, width):
    """A phone and a desk: nothing but tables is wider than the window, and those scroll in their frame."""
    def alter(path, n, body):
        return body.replace(b"</body>", WIDTH.encode() + b"</body>") if path == "/" else body

    b, s, proxy = page(alter)
    # The policy would not let a test's own script run.
    handler = proxy.server.RequestHandlerClass
    send = handler.send_header
    handler.send_header = lambda self, name, value: None if name == "Content-Security-Policy" else send(self, name, value)
    dom = chromium(proxy.url, f"--window-size={width},900")
    inner, fits, natural, shown, *wide = re.search('<html lang="(.*?)"', dom).group(1).split(" ")
    assert fits == "true" and natural == "1920" and wide == [""], dom
    assert 250 < int(shown) <= int(inner)
