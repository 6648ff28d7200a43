"""Whom the board believes: certificates, versions of TLS, and where its token goes.

The authority and its certificates are made here, by the openssl command; the servers listen on 127.0.0.1.
"""

import http.server
import os
import ssl
import subprocess
import threading

import pytest
from conftest import make_feed, run_once

FEED = make_feed(["KARTINI"]).encode()
FUTURE = ("20200101000000Z", "20990101000000Z")
PAST = ("20200101000000Z", "20210101000000Z")


class Authority:
    """A certificate authority in a folder."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        (folder / "index.txt").write_text("")
        (folder / "index.txt.attr").write_text("unique_subject = no\n")
        (folder / "serial").write_text("01\n")
        (folder / "ca.cnf").write_text(
            f"""
            [ca]
            default_ca = this
            [this]
            dir = {folder}
            database = {folder}/index.txt
            serial = {folder}/serial
            new_certs_dir = {folder}
            certificate = {folder}/ca.pem
            private_key = {folder}/ca.key
            default_md = sha256
            policy = any
            [any]
            commonName = supplied
            """
        )
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
                      "-subj", "/CN=Test authority", "-keyout", folder / "ca.key", "-out", folder / "ca.pem")

    @property
    def file(self):
        return self.folder / "ca.pem"

    def issue(self, name="IP:127.0.0.1", dates=FUTURE):
        """A certificate for `name`, with its key, in one file."""
        base = self.folder / f"server-{len(list(self.folder.iterdir()))}"
        base.with_suffix(".ext").write_text(f"subjectAltName = {name}\n")
        self._openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                      "-subj", "/CN=server", "-keyout", base.with_suffix(".key"), "-out", base.with_suffix(".csr"))
        self._openssl("ca", "-batch", "-notext", "-config", self.folder / "ca.cnf", "-in", base.with_suffix(".csr"),
                      "-startdate", dates[0], "-enddate", dates[1], "-extfile", base.with_suffix(".ext"),
                      "-out", base.with_suffix(".crt"))
        pem = base.with_suffix(".pem")
        pem.write_text(base.with_suffix(".crt").read_text() + base.with_suffix(".key").read_text())
        return pem

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


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


@pytest.mark.parametrize("name, dates, own, sentence", [
    ("IP:127.0.0.1", FUTURE, False, "unable to get local issuer certificate"),
    ("DNS:other.example", FUTURE, True, "subject name matches target host"),
    ("IP:127.0.0.1", PAST, True, "certificate has expired"),
], ids=["an authority that nobody knows", "another host's certificate", "an expired certificate"])
def test_it_does_not_believe(tmp_path, serve, authority, name, dates, own, sentence):
    server = serve(authority.issue(name, dates))
    result = pull(tmp_path, server, *([f"source.ca_file={authority.file}"] if own else []))
    assert result.returncode == 1
    assert server.url() in result.stderr and "is not trusted" in result.stderr and sentence in result.stderr
    assert server.requests == [], "nothing is asked of whom it does not believe"


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
