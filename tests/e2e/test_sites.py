"""The published tree behind nginx and behind Caddy, as config/ has them, up to what stands on a screen."""

import gzip
import re
import shutil
import socket
import ssl
import subprocess

import pytest
from authority import Authority
from conftest import BUILD, ROOT, wait_until
from publishing import Office, make_key, rows
from sites import CaddySite, NginxSite, replaced

FEED = "/v1/32.73/mpp/feed.json"
SERVERS = {"nginx": NginxSite, "caddy": CaddySite}
HOSTILE = 'id="a\\"b\\\\c", v="\'{}%00 <script>", n=1'
LIST = (250, 240, 1372, 988)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("sites") / "authority")


@pytest.fixture(scope="module")
def certificate(authority):
    return authority.issue("IP:127.0.0.1, DNS:feeds.example.go.id")


@pytest.fixture
def serve(tmp_path, authority, certificate):
    """serve("nginx") starts one; all are ended with the test."""
    sites = []

    def start(name, root=None):
        sites.append(SERVERS[name](tmp_path / name, certificate, authority.file))
        if root:
            sites[-1].root.rmdir()
            sites[-1].root.symlink_to(root)
        return sites[-1].start()

    yield start
    for site in sites:
        site.stop()


@pytest.fixture
def office(tmp_path):
    """A signed tree."""
    (tmp_path / "office").mkdir()
    office = Office(tmp_path / "office")
    secret, office.key = make_key(office.folder)
    office.set = ("--set", f"publish.key_file={secret}")
    office.published(*office.set, now=None)
    return office


@pytest.fixture(params=SERVERS)
def site(request, serve, office):
    return serve(request.param, office.www)


def test_a_feed_is_answered_packed_or_not_and_not_again(site, office):
    plain_text = (office.www / FEED[1:]).read_bytes()
    tags = {}
    for coding in ("identity", "gzip"):
        status, headers, body = site.ask(FEED, Accept_Encoding=coding)
        assert status == 200 and headers["Content-Type"] == "application/json"
        assert (headers.get("Content-Encoding") == "gzip") == (coding == "gzip")
        assert (gzip.decompress(body) if coding == "gzip" else body) == plain_text
        assert coding != "gzip" or body == (office.www / f"{FEED[1:]}.gz").read_bytes(), "packed by the publisher"
        assert headers["Cache-Control"] == "no-cache"
        assert headers["Last-Modified"] and "nginx/" not in headers.get("Server", "") and "Caddy" not in str(headers)
        tag = tags[coding] = headers["ETag"]
        assert tag.startswith('"'), "a strong one"
        status, headers, body = site.ask(FEED, Accept_Encoding=coding, If_None_Match=tag)
        assert (status, body, headers["ETag"]) == (304, b"", tag)
        assert headers["Cache-Control"] == "no-cache"
        assert site.ask(FEED, Accept_Encoding=coding, If_None_Match='"0-0"')[0] == 200
    assert tags["gzip"] != tags["identity"]
    assert "Accept-Encoding" in site.ask(FEED, Accept_Encoding="gzip")[1]["Vary"]
    assert site.ask(FEED, "HEAD")[0] == 200


def test_an_etag_changes_with_the_feed_and_only_then(site, office):
    other = "/v1/32.73/coblong/feed.json"
    before = {path: site.ask(path, Accept_Encoding="gzip")[1]["ETag"] for path in (FEED, other)}
    office.write(rows(30) + rows(1, first=500, area="Andir"))
    office.published(*office.set, now=None)
    after = {path: site.ask(path, Accept_Encoding="gzip")[1]["ETag"] for path in (FEED, other)}
    assert after[FEED] != before[FEED] and after[other] == before[other]


def test_a_signature_is_plain_text(site, office):
    status, headers, body = site.ask(f"{FEED}.minisig", Accept_Encoding="gzip")
    assert (status, headers["Content-Type"]) == (200, "text/plain")
    assert body == (office.www / f"{FEED[1:]}.minisig").read_bytes()
    assert headers["Cache-Control"] == "no-cache"
    assert site.ask("/v1/32.73/index.json")[0] == 200


@pytest.mark.parametrize("path", [
    "/", "/feed.json", "/v1", "/v1/", "/v1/32.73", "/v1/32.73/", "/v1/32.73/mpp/", "/v1/32.73/.published",
    "/v1/.32.73.lock", "/v1/32.73/%2epublished", "/v1/../secret", "/secret", "/v1/32.73/none/feed.json",
])
def test_nothing_else_is_answered(site, office, path):
    (office.www / "secret").write_text("rahasia")
    assert (office.region / ".published").exists()
    status, _, body = site.ask(path)
    assert status in (403, 404) or (status == 400 and ".." in path), (status, body)
    assert b"rahasia" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_but_reading_is_allowed(site, method):
    status, headers, _ = site.ask(FEED, method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def speak(site, version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(site.ca_file)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as s:
            return s.version()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tls_is_1_2_or_newer(site):
    assert speak(site, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    assert speak(site, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        speak(site, ssl.TLSVersion.TLSv1_1)


def raw(site, request):
    """The status of a request that http.client would not send."""
    context = ssl.create_default_context(cafile=site.ca_file)
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as s:
            s.sendall(request)
            return int(s.recv(4096).split()[1])


def test_each_line_of_the_log_is_json_whatever_is_sent(site):
    site.ask(FEED, Siapambil_Screen='id="bdg-1", n=3')
    site.ask(FEED, Siapambil_Screen=HOSTILE)
    site.ask(FEED + "?k=rahasia%22%0a", User_Agent='"\\', Cookie="rahasia", Authorization="Bearer rahasia")
    head = f"GET {FEED} HTTP/1.1\r\nHost: feeds.example.go.id:{site.port}\r\nConnection: close\r\n".encode()
    raw(site, head + b"Siapambil-Screen: \xff\xfe\xc3(\r\n\r\n")
    raw(site, head + b"Siapambil-Screen: " + b"a" * 2000 + b"\r\n\r\n")
    raw(site, head.replace(FEED.encode(), b"/v1/%ff%00%22") + b"\r\n")
    lines = site.wait_lines(5)
    screens = [site.screen(line) for line in lines]
    assert screens[:2] == ['id="bdg-1", n=3', HOSTILE]
    text = site.log.read_text()
    assert "127.0.0.1" not in text.replace(f"127.0.0.1:{site.port}", ""), "no addresses"
    if isinstance(site, NginxSite):
        assert screens[2:5] == [""] * 3 and "rahasia" not in text
        assert set(lines[0]) == {"time", "status", "bytes", "took", "host", "path", "screen"}
        assert (lines[0]["status"], lines[0]["path"], lines[0]["host"]) == (200, FEED, "feeds.example.go.id")
        assert isinstance(lines[0]["time"], float) and lines[0]["bytes"] > 0
    assert "Bearer rahasia" not in text


def test_an_office_of_50_screens_passes_and_a_flood_is_told_to_wait(serve, office):
    site = serve("nginx", office.www)
    connection = site.connect()

    def ask(count):
        answers = []
        for _ in range(count):
            connection.request("GET", FEED, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            answers.append((answer.status, answer.headers.get("Retry-After")))
        return answers

    assert set(ask(50 * 2)) == {(200, None)}, "all at once, a feed and its signature each"
    refused = [answer for answer in ask(400) if answer[0] != 200]
    assert set(refused) == {(429, "30")}
    connection.close()
    assert "127.0.0.1" not in (site.folder / "error.log").read_text(), "no addresses there either"


def test_what_is_commented_out_in_the_nginx_site_works_too(serve, office, tmp_path):
    """One pull in ten logged; a CDN that may answer feeds, not signatures, by itself."""
    site = serve("nginx", office.www)
    site.stop()
    conf = site.folder / "site.conf"
    conf.write_text(replaced(conf.read_text(), [
        ("#split_clients", "split_clients"), ('#"~\\.json$"', '"~\\.json$"'), (f"\taccess_log {site.log}", "\t#"),
        ("#access_log /var/log/nginx/siapambil.log", f"access_log {site.log}"),
    ]))
    site.start()
    assert site.ask(FEED)[1]["Cache-Control"] == "max-age=0, s-maxage=15, must-revalidate"
    assert site.ask(f"{FEED}.minisig")[1]["Cache-Control"] == "no-cache"
    for _ in range(150):
        site.ask(FEED)
    site.stop()  # which writes what is buffered
    assert 1 <= len(site.lines()) <= 50


def read_board(board, site, office, authority):
    settings = {
        "source.url": f"{site.url}{FEED}", "source.poll": "5s", "source.ca_file": authority.file,
        "source.public_keys": office.key, "screen.id": "bdg-mpp-1", "screen.office": "Dinas Dukcapil Kota Bandung",
    }
    b = board(settings)
    b.wait_log(" documents, ")
    return b


def test_a_document_comes_from_the_sheet_to_the_screen_through(site, office, board, authority):
    """Published, signed, served over TLS, pulled, shown, read by tesseract; and then one more."""
    b = read_board(board, site, office, authority)
    b.wait_read("DEWI|BUDI|AGUS|SITI", LIST)
    office.write(rows(30) + [["REG-777777", "KARTINI", "KTP-el", "SELESAI", "21/11/2026", "Andir", ""]])
    office.published(*office.set, now=None)
    b.wait_read("KARTINI", LIST, seconds=90)
    seen = wait_until("a pull in the log", lambda: [line for line in site.lines() if 'id="bdg-mpp-1"' in site.screen(line)])
    assert any(site.path(line).endswith(".minisig") for line in seen), "signatures are asked for with the header, too"
    wait_until("a 304", lambda: [line for line in site.lines() if line["status"] == 304], 60)


def test_the_fleet_is_read_from_its_log(site, office, board, authority):
    read_board(board, site, office, authority)
    wait_until("a screen that shows a list", lambda: any("n=10" in site.screen(line) for line in site.lines()), 60)
    result = subprocess.run(
        [BUILD / "siapambil-publish", "fleet", "--json", site.log], capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    assert "bdg-mpp-1" in result.stdout


# ---- systemd

BOARDS = ["siapambil-x11.service", "siapambil-wayland.service", "siapambil-console.service"]
DISPLAY_SERVERS = ["siapambil-xserver.service", "siapambil-weston.service"]
UNITS = ["siapambil-publish.service", "siapambil-publish-once.service", "siapambil-publish.timer"]
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")


@needs_systemd
def test_the_units_are_what_systemd_understands(tmp_path):
    for name in UNITS + BOARDS + DISPLAY_SERVERS:
        text = (ROOT / "config/systemd" / name).read_text()
        text = text.replace("/usr/local/bin/siapambil", str(BUILD.resolve() / "siapambil"))
        (tmp_path / name).write_text(text)
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / name for name in UNITS + BOARDS + DISPLAY_SERVERS)],
        capture_output=True, text=True
    )
    ours = [line for line in (result.stdout + result.stderr).splitlines() if "siapambil" in line]
    assert ours == []


@needs_systemd
@pytest.mark.parametrize("name", UNITS[:2])
def test_the_units_can_do_little_harm(name):
    result = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", ROOT / "config/systemd" / name],
        capture_output=True, text=True
    )
    assert result.returncode == 0, re.findall("→.*", result.stdout)


@needs_systemd
@pytest.mark.parametrize("name, threshold", [*((name, 20) for name in BOARDS), *((name, 40) for name in DISPLAY_SERVERS)])
def test_the_units_of_the_board_can_do_little_harm(name, threshold):
    """What reads from the network is held the tightest; its display's server has no network at all."""
    unit = ROOT / "config/systemd" / name
    result = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={threshold}", "--no-pager", unit],
        capture_output=True, text=True
    )
    assert result.returncode == 0, re.findall("→.*", result.stdout)
    assert "Unknown" not in result.stderr
    assert re.search("^User=siapambil$", unit.read_text(), re.M)
    if name in DISPLAY_SERVERS:
        assert re.search("^RestrictAddressFamilies=AF_UNIX AF_NETLINK$", unit.read_text(), re.M)


def test_what_the_units_say_is_what_the_publisher_takes(office):
    for name in UNITS[:2]:
        text = (ROOT / "config/systemd" / name).read_text()
        command = re.search("^ExecStart=(.*)$", text, re.M).group(1)
        arguments = command.replace("/etc/siapambil/publish.ini", str(office.config)).replace("%d/key", office.set[1][21:])
        assert arguments.endswith(" --watch") == (name == "siapambil-publish.service")
        result = subprocess.run(
            [BUILD / "siapambil-publish", *arguments.replace(" --watch", "").split()[1:], "--check-config"],
            capture_output=True, text=True
        )
        assert result.returncode == 0, result.stderr
