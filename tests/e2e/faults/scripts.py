"""What the server can be told to do (server.py). A script gets a connection whose request has been read, and says
whether the connection stays open."""

import gzip
import hashlib


def from_accept(script):
    """A script that wants the connection before anything is read from it."""
    script.from_accept = True
    return script


class Office:
    """A right server: ETag, 304, connections that stay open. `files` are paths and their bytes."""

    def __init__(self, feed, files=None):
        self.files = {"/feed.json": feed, **(files or {})}

    def __call__(self, talk):
        path = talk.path
        if path.startswith("http://"):  # as a proxy is asked
            path = "/" + path.split("/", 3)[3]
        body = self.files.get(path)
        if body is None:
            return talk.answer("404 Not Found")
        tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        if talk.header("If-None-Match") == tag:
            return talk.answer("304 Not Modified", [f"ETag: {tag}"], length=False)
        return talk.answer(headers=["Content-Type: application/json", f"ETag: {tag}"], body=body)


def status(line, *headers, body=b'{"PALSU": "PALSU"}'):
    """An answer with a status; its body is nobody's business."""

    def script(talk):
        bare = line.startswith(("1", "204", "304"))
        return talk.answer(line, headers, b"" if bare else body, length=not bare)

    return script


def body(data, *headers, content_type="application/json"):
    """200 with these bytes, told right."""
    return lambda talk: talk.answer(headers=[f"Content-Type: {content_type}", *headers], body=data)


def raw(data, keep=False):
    """Exactly these bytes, then the end."""

    def script(talk):
        talk.send(data)
        return keep

    return script


def raw_at_once(data, hold=False):
    """The same, without waiting for a request: what other kinds of servers do."""

    @from_accept
    def script(talk):
        talk.send(data)
        if hold:
            talk.hold()
        else:
            talk.read_request()  # else our end could overtake the bytes as a reset

    return script


def head_and(data, *headers, status_line="200 OK"):
    """Headers as they are, with no length of their own, and bytes behind them."""
    lines = [f"HTTP/1.1 {status_line}", "Content-Type: application/json", *headers, "", ""]
    return raw("\r\n".join(lines).encode("latin-1") + data)


def chunked(*pieces, end=b"0\r\n\r\n", headers=()):
    data = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return head_and(data + end, "Transfer-Encoding: chunked", *headers)


def silent(talk):
    talk.hold()
    return False


@from_accept
def silent_at_once(talk):
    talk.hold()


@from_accept
def reset_at_once(talk):
    talk.reset()


@from_accept
def closed_at_once(talk):
    """Nothing at all: the connection ends where it began."""


def reset_after(data):
    """Some bytes, and then the cable is pulled."""

    def script(talk):
        talk.send(data)
        talk.over.wait(0.5)  # for them to have arrived
        talk.reset()
        return False

    return script


def drip(data, every_s=1, first=b""):
    def script(talk):
        talk.send(first)
        talk.drip(data, every_s)
        return False

    return script


def pause_after(data):
    """Some bytes, and no more of them."""

    def script(talk):
        talk.send(data)
        talk.hold()
        return False

    return script


def flood(first, data):
    def script(talk):
        talk.send(first)
        talk.flood(data)
        return False

    return script


def redirect(to, status_line="302 Found"):
    return status(status_line, f"Location: {to}")


def bomb(megabytes=200):
    """A small answer that unpacks to blanks without end."""
    return body(gzip.compress(b" " * (megabytes << 20), 9), "Content-Encoding: gzip")


def page(title="Masuk"):
    """What a portal or a proxy says to people."""
    return f"<!DOCTYPE html><html><title>{title}</title><body><h1>PALSU</h1></body></html>".encode()


def good_head(data, length=None, *headers):
    """The head of a right answer for `data`, or for another length."""
    told = len(data) if length is None else length
    lines = ["HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {told}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def once(script, feed):
    """This to the first who asks, and the right list to all others."""
    office, played = Office(feed), []

    def both(talk):
        if played and talk.over is played[0]:
            return office(talk)
        played[:] = [talk.over]
        return script(talk)

    return both
