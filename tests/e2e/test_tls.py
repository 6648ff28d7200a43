"""Whom the board believes: certificates, versions of TLS, and where its token goes.

The authority and its certificates are made here, by the openssl command; the servers listen on 127.0.0.1.
"""

import http.server
import os
import ssl
import subprocess
import threading

import pytest
from authority import FUTURE, LATER, PAST, Authority
from conftest import Nginx, make_feed, run_once

FEED = make_feed(["KARTINI"]).encode()


class Server:
    """http, or https with a certificate; answers each path from a table, and keeps what it was asked."""

    def __init__(self, certificate=None, versions=(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)):
        self.answers = {"/feed.json": (200, {"Content-Type": "application/json"}, FEED)}
        self.requests = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.requests.append((self.path, dict(self.headers)))
                status, headers, body = server.answers[self.path]
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                """A handshake that the client breaks off is what these tests are about."""

        self.httpd = Quiet(("127.0.0.1", 0), Handler)
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version, context.maximum_version = versions
            self.httpd.socket = context.wrap_socket(self.httpd.socket, server_side=True, do_handshake_on_connect=False)
            self.scheme = "https"
        self.thread = threading.Thread(target=self.httpd.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    def url(self, path="/feed.json"):
        return f"{self.scheme}://127.0.0.1:{self.httpd.server_address[1]}{path}"

    def redirect(self, path, to):
        self.answers[path] = (302, {"Location": to}, b"")

    def stop(self):
        self.httpd.shutdown()
        self.httpd.server_close()
        self.thread.join()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls") / "authority")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls") / "stranger")


@pytest.fixture
def serve():
    """serve(certificate, …) starts a server; all are ended with the test."""
    servers = []

    def start(*arguments, **named):
        servers.append(Server(*arguments, **named))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def pull(tmp_path, server, *settings, path="/feed.json", **kwargs):
    """One pull by the real program: its outcome."""
    options = [f"source.url={server.url(path)}", f"cache.dir={tmp_path}/state", *settings]
    return run_once("--dump-frame", *(o for s in options for o in ("--set", s)), **kwargs)


def test_an_own_authority_is_believed(tmp_path, serve, authority):
    server = serve(authority.issue())
    result = pull(tmp_path, server, f"source.ca_file={authority.file}")
    assert (result.returncode, result.stderr) == (0, "")
    assert '"KARTINI"' in result.stdout


class TlsNginx(Nginx):
    """nginx, with https on its port."""

    def __init__(self, folder, certificate):
        super().__init__(folder)
        conf = folder / "nginx.conf"
        listen = f"listen 127.0.0.1:{self.port}"
        conf.write_text(conf.read_text().replace(
            f"{listen};", f"{listen} ssl; ssl_certificate {certificate}; ssl_certificate_key {certificate};"))
        self.publish(FEED.decode())

    def url(self, path="/feed.json", scheme="https"):
        return f"{scheme}://127.0.0.1:{self.port}{path}"


@pytest.fixture
def serve_tls(tmp_path):
    servers = []

    def start(certificate):
        servers.append(TlsNginx(tmp_path / f"nginx-{len(servers)}", certificate))
        return servers[-1].start()

    yield start
    for server in servers:
        server.stop()


@pytest.mark.parametrize("name, dates, own, sentence", [
    ("IP:127.0.0.1", FUTURE, False, "is not trusted, as nobody here knows who issued it (SSL certificate problem: unable to "
     "get local issuer certificate): name the authority's file in [source] ca_file"),
    ("IP:127.0.0.2", FUTURE, True, "is for another host ("),
    ("DNS:a.go.id", FUTURE, True, "is for another host ("),
    ("IP:127.0.0.1", PAST, True, "has expired: whoever keeps the server must renew it"),
    ("IP:127.0.0.1", LATER, True, "is not valid yet: this machine's clock is slow"),
], ids=["an authority that nobody knows", "another address", "a name", "expired", "not valid yet"])
def test_each_certificate_that_it_does_not_believe_has_its_sentence(
        tmp_path, serve_tls, authority, name, dates, own, sentence):
    server = serve_tls(authority.issue(name, dates))
    result = pull(tmp_path, server, *([f"source.ca_file={authority.file}"] if own else []))
    assert result.returncode == 1
    assert f"{server.url()}: the server's certificate {sentence}" in result.stderr
    assert server.statuses() == [], "nothing is asked of whom it does not believe"


def test_a_certificate_signed_by_itself_can_be_named(tmp_path, serve_tls, authority):
    own = tmp_path / "own.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "30", "-subj", "/CN=own", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", tmp_path / "own.key", "-out", tmp_path / "own.crt"], check=True, capture_output=True)
    own.write_text((tmp_path / "own.crt").read_text() + (tmp_path / "own.key").read_text())
    server = serve_tls(own)
    result = pull(tmp_path, server)
    assert result.returncode == 1
    assert ("the server's certificate is not trusted, as it is signed by itself only: if it is the right one, name its "
            "file in [source] ca_file") in result.stderr
    result = pull(tmp_path, server, f"source.ca_file={tmp_path / 'own.crt'}")
    assert (result.returncode, result.stderr) == (0, "")


def test_http_on_an_https_port_and_the_reverse_are_told_apart(tmp_path, serve_tls, nginx, authority):
    nginx.publish(FEED.decode())
    nginx.start()
    plain = nginx.url.replace("http:", "https:")
    result = run_once("--dump-frame", "--set", f"source.url={plain}", "--set", f"cache.dir={tmp_path}/state")
    assert result.returncode == 1
    assert f"{plain}: what answers does not speak TLS, so this is no https port" in result.stderr
    server = serve_tls(authority.issue())
    wrong = server.url(scheme="http")
    result = run_once("--dump-frame", "--set", f"source.url={wrong}", "--set", f"cache.dir={tmp_path}/state")
    assert result.returncode == 1
    assert f"{wrong}: HTTP 400: the server does not understand the request: if this is its https port, say https://" in (
        result.stderr)


def test_an_own_authority_takes_the_place_of_the_systems(tmp_path, serve, authority, stranger):
    server = serve(authority.issue())
    result = pull(tmp_path, server, f"source.ca_file={stranger.file}")
    assert result.returncode == 1 and server.requests == []


@pytest.mark.parametrize("versions, accepted", [
    ((ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2), True),
    ((ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1), False),
], ids=["1.2", "1.1"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tls_is_1_2_or_newer_whatever_the_system_allows(tmp_path, serve, authority, versions, accepted):
    lax = tmp_path / "openssl.cnf"
    lax.write_text("openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n"
                   "[c]\nMinProtocol = TLSv1\nCipherString = DEFAULT@SECLEVEL=0\n")
    server = serve(authority.issue(), versions=versions)
    result = pull(tmp_path, server, f"source.ca_file={authority.file}", env={"OPENSSL_CONF": str(lax)})
    assert (result.returncode == 0) == accepted
    assert ("no TLS 1.2 or newer with this server" in result.stderr) != accepted


def test_an_authority_that_is_replaced_is_noticed_without_a_restart(board, tmp_path, serve, authority, stranger):
    server = serve(authority.issue())
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(stranger.file.read_bytes())
    b = board({"source.url": server.url(), "source.poll": "5s", "source.ca_file": ca_file}, "--off-screen", on=None)
    b.wait_log("is not trusted")
    new = tmp_path / "ca.pem.new"
    new.write_bytes(authority.file.read_bytes())
    os.replace(new, ca_file)
    b.wait_log("1 documents")


def test_the_token_stays_with_the_host_and_port_it_is_for(tmp_path, serve, authority):
    token = tmp_path / "token"
    token.write_text("rahasia-1\n")
    token.chmod(0o600)
    other, server = serve(authority.issue()), serve(authority.issue())
    server.redirect("/moved.json", other.url())
    result = pull(tmp_path, server, f"source.ca_file={authority.file}", f"source.token_file={token}", path="/moved.json")
    assert (result.returncode, result.stderr) == (0, "")
    assert server.requests[0][1]["Authorization"] == "Bearer rahasia-1"
    assert [path for path, _ in other.requests] == ["/feed.json"]
    assert "rahasia-1" not in str(other.requests)


def test_a_redirect_from_https_to_http_is_refused(tmp_path, serve, authority):
    plain, server = serve(), serve(authority.issue())
    server.redirect("/moved.json", plain.url())
    result = pull(tmp_path, server, f"source.ca_file={authority.file}", path="/moved.json")
    assert result.returncode == 1
    assert "redirected to another scheme" in result.stderr
    assert plain.requests == []


def test_headers_of_a_file_reach_their_own_server_only(tmp_path, serve, authority):
    headers = tmp_path / "headers"
    headers.write_text("apikey: rahasia-2\n")
    headers.chmod(0o600)
    token = tmp_path / "token"
    token.write_text("rahasia-1\n")
    token.chmod(0o600)
    other, server = serve(authority.issue()), serve(authority.issue())
    server.redirect("/moved.json", server.url())
    server.redirect("/gone.json", other.url("/feed.json?k=rahasia-3"))
    settings = [f"source.ca_file={authority.file}", f"source.token_file={token}", f"source.headers_file={headers}"]
    result = pull(tmp_path, server, *settings, path="/moved.json")
    assert (result.returncode, result.stderr) == (0, "")
    assert [request[1]["apikey"] for request in server.requests] == ["rahasia-2"] * 2
    result = pull(tmp_path, server, *settings, path="/gone.json")
    assert "redirected to another server ('127.0.0.1'), which must not get the headers of [source] headers_file" in (
        result.stderr)
    assert "rahasia" not in result.stderr
    assert other.requests == []


def test_http_stays_within_the_office(tmp_path, serve):
    server = serve()
    server.redirect("/moved.json", "http://203.0.113.5/feed.json?k=rahasia")
    proxy = dict(os.environ, http_proxy=server.url("").rstrip("/"))
    for path, asked in (("/moved.json", "127.0.0.1"), ("/feed.json", None)):
        result = pull(tmp_path, server, path=path, env=proxy)
        if asked:
            assert "http goes to private addresses only, and that of '203.0.113.5' is public" in result.stderr
            assert "rahasia" not in result.stderr
        else:
            assert (result.returncode, result.stderr) == (0, "")
    assert [path for path, _ in server.requests] == ["/moved.json", "/feed.json"], "no proxy is asked"


def test_the_check_tells_where_http_may_lead(tmp_path):
    config = tmp_path / "board.ini"
    config.write_text("[source]\nurl = http://u:rahasia@203.0.113.5/feed.json\n")
    result = run_once("--config", config, "--check-config")
    assert result.returncode == 2
    assert f"{config}:2: [source] url is http to 203.0.113.5, a public address" in result.stderr
    assert "rahasia" not in result.stderr
    with config.open("a") as file:
        file.write("allow_http = yes\n")
    result = run_once("--config", config, "--check-config")
    assert result.returncode == 0
    assert f"warning: {config}:3: [source] allow_http = yes: whoever stands on the way" in result.stdout
    config.write_text("[source]\nurl = http://feed.example.go.id/\n")
    result = run_once("--config", config, "--check-config")
    assert result.returncode == 0
    assert "pulled only while its host, feed.example.go.id, has a private address" in result.stdout
