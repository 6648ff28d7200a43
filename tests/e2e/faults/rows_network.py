"""Whom the board reaches and whom it believes: TLS, names, proxies."""

import os
import socket
import ssl
import subprocess

from authority import LATER, PAST, Authority
from faults import scripts
from faults.fault import Fault
from faults.lists import false
from faults.rows_http import AGAIN, answers
from faults.scripts import body, from_accept, page, status
from faults.server import tls_context
from faults.stage import Skipped, mount_first

# ---- TLS

LAX = """
openssl_conf = a
[a]
ssl_conf = b
[b]
system_default = c
[c]
MinProtocol = TLSv1
CipherString = DEFAULT@SECLEVEL=0
"""


def lax(stage):
    """A machine whose OpenSSL would do anything."""
    path = stage.folder / "openssl.cnf"
    path.write_text(LAX)
    stage.environment["OPENSSL_CONF"] = str(path)


def certificate(make, **versions):
    """From now on the server has another one."""

    def do(stage):
        stage.server.play(body(false()), tls_context(make(stage), **versions))
        yield

    return do


def own(stage):
    """Signed by itself."""
    path = stage.folder / "own.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "30", "-subj", "/CN=own", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", f"{path}.key", "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_text(path.with_suffix(".pem.crt").read_text() + path.with_suffix(".pem.key").read_text())
    return path


def small(stage):
    """Of 1024 bits, which no browser takes any more."""
    path = stage.folder / "small.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-days", "30", "-subj", "/CN=small",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{path}.key", "-out", f"{path}.crt"],
                   check=True, capture_output=True)
    path.write_text(path.with_suffix(".pem.crt").read_text() + path.with_suffix(".pem.key").read_text())
    return path


def dropped(script):
    """A script that takes the place of the handshake."""

    def do(stage):
        stage.server.play(script)
        stage.server.hang_up()
        yield

    return do


@from_accept
def half_a_handshake(talk):
    talk.connection.recv(4096)
    talk.send(b"\x16\x03\x03\x00\x40\x02\x00\x00\x3c\x03\x03")


@from_accept
def alert(talk):
    """unrecognized_name, as servers say that host many names."""
    talk.connection.recv(4096)
    talk.send(b"\x15\x03\x03\x00\x02\x02\x70")


def asks_for_a_certificate(stage):
    context = tls_context(stage.authority.good())
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(stage.authority.file)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    stage.server.play(body(false()), context)
    yield


def cut_within_tls(stage):
    """The end of the connection without that of TLS, and no length: somebody on the way may have cut it."""

    def script(talk):
        talk.send(b"HTTP/1.1 200 OK\r\n\r\n" + false()[:-40])
        raw = socket.socket(fileno=os.dup(talk.connection.fileno()))
        raw.shutdown(socket.SHUT_RDWR)
        raw.close()
        return False

    stage.server.play(script)
    yield


def plain(stage):
    """An http server at the https port."""
    stage.server.play(scripts.raw_at_once(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 5\r\nConnection: close\r\n\r\nPALSU"))
    stage.server.hang_up()
    yield


def authority_gone(stage):
    kept = stage.settings["source.ca_file"].read_bytes()
    stage.ca.unlink()
    stage.server.hang_up()
    yield
    stage.ca.write_bytes(kept)


def authority_broken(stage):
    kept = stage.ca.read_bytes()
    stage.ca.write_text("PALSU\n")
    stage.server.hang_up()
    yield
    stage.ca.write_bytes(kept)


def own_copy(stage):
    stage.ca = stage.folder / "ca.pem"
    stage.ca.write_bytes(stage.settings["source.ca_file"].read_bytes())
    stage.settings["source.ca_file"] = stage.ca


def tls_rows():
    def row(name, do, says, **more):
        return Fault(name, do, says, source="tls", **{"ends": AGAIN, **more})

    def wrong(name, make, says, **more):
        return row(name, certificate(make), "the server's certificate " + says, **more)

    yield wrong("a certificate that has expired", lambda s: s.authority.issue(dates=PAST), "has expired: whoever keeps the server must renew it")
    yield wrong("a certificate that is not valid yet", lambda s: s.authority.issue(dates=LATER), "is not valid yet: this machine's clock is slow")
    yield wrong("a certificate for another name", lambda s: s.authority.issue("DNS:lain.go.id"), "is for another host")
    yield wrong("a certificate for another address", lambda s: s.authority.issue("IP:127.0.0.9"), "is for another host")
    yield wrong("a certificate by an authority that nobody knows", lambda s: Authority(s.folder / "stranger").issue(),
                "is not trusted, as nobody here knows who issued it")
    yield wrong("a certificate that is signed by itself", own, "is not trusted, as it is signed by itself only")
    yield wrong("a certificate with a key that anybody can break", small, "is not trusted")
    yield row("TLS 1.1 only", certificate(lambda s: s.authority.good(), versions=(ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)),
              "no TLS 1.2 or newer with this server", prepare=lax)
    yield row("an http server at the https port", plain, "what answers does not speak TLS, so this is no https port")
    yield row("a server that says nothing where TLS begins", dropped(scripts.silent_at_once),
              r"no connection within 2 s: see \[source\] connect_timeout", settings={"source.timeout": "4s", "source.connect_timeout": "2s"})
    yield row("half a handshake, then the end", dropped(half_a_handshake), "no connection: Connection reset by peer|no TLS 1.2 or newer with this server")
    yield row("a reset where TLS begins", dropped(scripts.reset_at_once), "no connection: Connection reset by peer")
    yield row("a server that knows no such name", dropped(alert), "no TLS 1.2 or newer with this server .*unrecognized name")
    yield row("a server that asks for a certificate of the screen's own", asks_for_a_certificate, "no TLS 1.2 or newer with this server")
    yield row("an answer that ends without TLS ending", cut_within_tls, "it is not JSON: at byte [0-9]+, it ends too early")
    yield row("the authority's file is gone", authority_gone, "ca_file", prepare=own_copy)
    yield row("the authority's file is broken", authority_broken, r"\[source\] ca_file cannot be used", prepare=own_copy)


# ---- names

NAME = "papan.siapambil.test"


def named(resolver):
    """The list's server has a name, which a file of the machine's knows; `resolver` is asked for others."""

    def prepare(stage):
        hosts, resolv = stage.folder / "hosts", stage.folder / "resolv.conf"
        hosts.write_text(f"127.0.0.1 localhost\n127.0.0.1 {NAME}\n")
        resolv.write_text(f"nameserver {resolver}\noptions timeout:30 attempts:3\n")
        nsswitch = stage.folder / "nsswitch.conf"
        nsswitch.write_text("hosts: files dns\n")
        mount_first(stage, *(f"mount --bind {stage.folder}/{name} /etc/{name}" for name in ("hosts", "resolv.conf", "nsswitch.conf")))
        stage.settings["source.url"] = stage.url.replace("127.0.0.1", NAME)
        stage.hosts = hosts

    return prepare


def leads(to):
    """The name leads elsewhere from now on, or nowhere."""

    def do(stage):
        kept = stage.hosts.read_text()
        stage.hosts.write_text("127.0.0.1 localhost\n" + to)
        stage.server.hang_up()
        yield
        stage.hosts.write_text(kept)

    return do


forgotten = leads("")


def unanswered(stage):
    """The same, and who is asked does not answer."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # another tree may play this row just now
    try:
        s.bind(("127.74.0.1", 53))
    except PermissionError:
        raise Skipped("only root may be a name server here") from None
    stage.stopping.append(s.close)
    yield from forgotten(stage)


def name_rows():
    yield Fault("a name that cannot be resolved", forgotten, "the host's name cannot be resolved: check the network and the name",
                prepare=named("127.74.0.2"), ends=AGAIN, settings={"source.connect_timeout": "2s"})
    yield Fault("a name server that does not answer", unanswered, r"no connection within 2 s: see \[source\] connect_timeout",
                prepare=named("127.74.0.1"), ends=AGAIN, settings={"source.connect_timeout": "2s"})
    yield Fault("a name that leads to a public address", leads(f"203.0.113.5 {NAME}\n"), "http goes to private addresses only", prepare=named("127.74.0.2"), ends=AGAIN)


# ---- proxies

def by_proxy(stage):
    """http to a public address, by a proxy: our server is it."""
    stage.environment["http_proxy"] = f"http://127.0.0.1:{stage.server.port}"
    stage.settings |= {"source.url": "http://feed.example.go.id/feed.json?kunci=rahasia-query", "source.allow_http": "yes"}


def by_tunnel(stage):
    """https to another host, by a proxy that connects: our server is both."""
    context = tls_context(stage.authority.issue("DNS:feed.example.go.id"))
    stage.environment["https_proxy"] = f"http://127.0.0.1:{stage.server.port}"
    stage.settings |= {"source.url": "https://feed.example.go.id/feed.json?kunci=rahasia-query", "source.ca_file": stage.authority.file}
    play = stage.server.play

    def through(office):
        def script(talk):
            if not talk.head.startswith(b"CONNECT "):
                return office(talk)
            talk.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            talk.wrap(context)
            return True

        return script

    stage.publish = lambda feed: play(through(scripts.Office(feed)))


def refused(stage):
    stage.server.refuse()
    yield
    stage.server.listen()


TUNNEL = r"the proxy does not let this screen through \(CONNECT tunnel failed, response {}\): check https_proxy"


def proxy_rows():
    def row(name, do, says, prepare=by_proxy, **more):
        return Fault(name, do, says, prepare=prepare, ends=AGAIN, also="allow_http", **more)

    yield row("the proxy is down", refused, "no connection: Connection refused")
    yield row("the proxy wants a password", answers(status("407 Proxy Authentication Required", "Proxy-Authenticate: Basic")),
              "is a proxy that asks for a password")
    yield row("the proxy cannot reach the server", answers(status("502 Bad Gateway", body=page())), "HTTP 502: the server cannot reach")
    yield row("the proxy sends a page of its own", answers(body(page(), content_type="text/html")), "an HTML page came instead of a list")
    yield row("the proxy of https is down", tunnel(refused), "no connection: Connection refused", by_tunnel)
    yield row("the proxy of https lets nobody through", tunnel(answers(status("403 Forbidden"))), TUNNEL.format(403), by_tunnel)
    yield row("the proxy of https wants a password", tunnel(answers(status("407 Proxy Authentication Required", "Proxy-Authenticate: Basic"))),
              TUNNEL.format(407), by_tunnel)
    yield row("the proxy of https cannot reach the server", tunnel(answers(status("504 Gateway Timeout"))), TUNNEL.format(504), by_tunnel)
    yield row("the proxy of https connects, and then says nothing", tunnel(answers(connects_only)), "no connection within 2 s", by_tunnel,
              settings={"source.timeout": "4s", "source.connect_timeout": "2s"})


def tunnel(do):
    def also(stage):
        going = do(stage)
        next(going)
        stage.server.hang_up()
        yield
        next(going, None)

    return also


def connects_only(talk):
    talk.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
    talk.hold()
    return False


def rows():
    yield from tls_rows()
    yield from name_rows()
    yield from proxy_rows()

