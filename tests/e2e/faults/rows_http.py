"""What a server may answer, and how: statuses, headers, bodies, and the ways in which an answer comes apart."""

import email.utils
import gzip
import time
import zlib

import brotli
from faults import scripts
from faults.fault import AT_THE_NEXT_TRY, WITH_NOTHING_SHOWN, Fault
from faults.lists import false, first, new
from faults.scripts import body, chunked, good_head, head_and, page, raw, redirect, status
from faults.server import FaultServer
from faults.stage import Failed, wait

AGAIN = "the source answers again, after [0-9]+ failures?"


def answers(script):
    """The server plays this instead of answering rightly."""

    def do(stage):
        stage.server.play(script)
        yield

    return do


def taken(script):
    """The same, where nothing is wrong enough to be told: it was asked twice, so once all is over."""

    def do(stage):
        stage.server.play(script)
        stage.wait_pulls(2)
        yield

    return do


def fault(name, script, says, **more):
    return Fault(name, answers(script), says, **{"ends": AGAIN, **more})


def at_start(name, script, says, **more):
    """Nothing is kept, so the board has nothing but to wait."""
    return Fault(name, answers(script), says, stands="Menunggu data", where="whole", from_start=True,
                 well_in=WITH_NOTHING_SHOWN, ends=AGAIN, **more)


def harmless(name, script, **more):
    """What is odd, and yet is no reason to leave the list out: it stands on the screen."""
    return Fault(name, taken(script), None, stands="GATOTKACA", **more)


#: A list that may be taken.
ODD = first(serial=2).replace(b"KARTINI", b"GATOTKACA")

# ---- statuses

FRONT = "which stands before the office's, gets no right answer from it"
#: What each says that is worth saying singly; the others are told by their class.
STATUSES = [
    ("400 Bad Request", "does not understand the request"),
    ("401 Unauthorized", r"asks for a token, or refuses this one: see \[source\] token_file"),
    ("402 Payment Required", "wants to be paid"),
    ("403 Forbidden", r"forbids this address to this screen: see \[source\] token_file"),
    ("404 Not Found", r"has nothing at this address: see \[source\] url"),
    ("405 Method Not Allowed", "gives nothing away at this address"),
    ("406 Not Acceptable", r"has it in no form that is asked for: see Accept in \[source\] headers_file"),
    ("407 Proxy Authentication Required", "is a proxy that asks for a password"),
    ("408 Request Timeout", "did not get the whole request in time: the way there is slow"),
    ("409 Conflict", "refuses the request"),
    ("410 Gone", "has given this address up"),
    ("411 Length Required", "refuses the request"),
    ("412 Precondition Failed", "refuses the request"),
    ("413 Content Too Large", r"finds the request too large: see \[source\] headers_file"),
    ("414 URI Too Long", r"finds the address too long: see \[source\] url"),
    ("415 Unsupported Media Type", "refuses the request"),
    ("416 Range Not Satisfiable", "refuses the request"),
    ("417 Expectation Failed", "refuses the request"),
    ("418 I'm a teapot", "refuses the request"),
    ("421 Misdirected Request", r"does not serve this host: see the host in \[source\] url"),
    ("422 Unprocessable Content", "refuses the request"),
    ("423 Locked", "refuses the request"),
    ("424 Failed Dependency", "refuses the request"),
    ("425 Too Early", "refuses the request"),
    ("426 Upgrade Required", r"wants to be asked by another protocol: see \[source\] url"),
    ("428 Precondition Required", "refuses the request"),
    ("429 Too Many Requests", r"is asked too often: see \[source\] poll"),
    ("431 Request Header Fields Too Large", r"finds the headers too large: see \[source\] token_file and headers_file"),
    ("451 Unavailable For Legal Reasons", "may not show this address, for legal reasons"),
    ("499 Client Closed Request", "refuses the request"),
    ("500 Internal Server Error", "failed"),
    ("501 Not Implemented", "failed"),
    ("502 Bad Gateway", "cannot reach what stands behind it"),
    ("503 Service Unavailable", "is busy or under maintenance"),
    ("504 Gateway Timeout", "waited in vain for what stands behind it"),
    ("505 HTTP Version Not Supported", "failed"),
    ("506 Variant Also Negotiates", "failed"),
    ("507 Insufficient Storage", "has no room left on its disk"),
    ("508 Loop Detected", "failed"),
    ("509 Bandwidth Limit Exceeded", "has used up what its provider lets it send"),
    ("510 Not Extended", "failed"),
    ("511 Network Authentication Required", "is the network's own page for signing in: sign this machine in"),
    ("520 Web Server Returned an Unknown Error", FRONT),
    ("521 Web Server Is Down", FRONT),
    ("522 Connection Timed Out", FRONT),
    ("523 Origin Is Unreachable", FRONT),
    ("524 A Timeout Occurred", FRONT),
    ("525 SSL Handshake Failed", FRONT),
    ("526 Invalid SSL Certificate", FRONT),
    ("530 Site Is Frozen", "failed"),
    ("599 Network Connect Timeout Error", "failed"),
    ("600 Nonsense", "answered with a status that HTTP does not know"),
    ("999 Request Denied", "answered with a status that HTTP does not know"),
    ("201 Created", "answered something other than a list"),
    ("202 Accepted", "answered something other than a list"),
    ("203 Non-Authoritative Information", "answered something other than a list"),
    ("204 No Content", "answered something other than a list"),
    ("205 Reset Content", "answered something other than a list"),
    ("206 Partial Content", "answered something other than a list"),
    ("300 Multiple Choices", "redirects in a way that is not followed"),
    ("305 Use Proxy", "redirects in a way that is not followed"),
    ("306 Switch Proxy", "redirects in a way that is not followed"),
]


def status_rows():
    for line, says in STATUSES:
        number = line.split()[0]
        yield fault(line, status(line, body=false()), f"HTTP {number}: the server,? ?{says}")
    yield fault("302 that does not say where to", status("302 Found"), "HTTP 302: the server redirects in a way")
    yield at_start("500 from the start, with nothing kept", status("500 Internal Server Error"), "HTTP 500: the server failed")
    yield at_start("304 though nothing was asked to compare with", status("304 Not Modified"),
                   'HTTP 304: the server says "not modified" though nothing was asked')
    yield fault("103 Early Hints without end", scripts.flood(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
                "the answer's headers are too long; allowed: 100 KiB a line, 300 KiB in all")
    yield fault("101, and another protocol from then on", raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nPALSU"),
                "HTTP 101: the server answered something other than a list")


# ---- being asked for patience

def in_seconds(seconds):
    return lambda talk: status("503 Service Unavailable", "Retry-After: " + email.utils.formatdate(
        time.time() + seconds, usegmt=True))(talk)


def obeyed_then_read_again(script):
    """It is left alone for up to an hour; who changes the settings asks at once."""

    def do(stage):
        stage.server.play(script)
        stage.wait_line("HTTP (429|503)", AT_THE_NEXT_TRY)
        asked = stage.pulls()
        yield
        if stage.pulls() != asked:
            raise Failed("it was not left alone")
        stage.publish(new())  # asked at once may be before anybody looks at the log
        stage.reload(**{"source.timeout": "50s"})
        stage.wait_line("settings read again", 5)

    return do


def patience_rows():
    busy = "HTTP 503: the server is busy or under maintenance"
    often = "HTTP 429: the server is asked too often"
    yield fault("429 with Retry-After: 3", status("429 Too Many Requests", "Retry-After: 3"), often)
    yield fault("503 with Retry-After: 7", status("503 Service Unavailable", "Retry-After: 7"), busy)
    yield fault("503 with Retry-After as a date in 6 s", in_seconds(6), busy)
    yield fault("503 with Retry-After as a date of last year", in_seconds(-365 * 86400), busy)
    for value in ("-1", "soon", "99999999999999999999999", "1e3"):
        if value.isdigit():
            yield Fault(f"503 with Retry-After: {value}", obeyed_then_read_again(
                status("503 Service Unavailable", f"Retry-After: {value}")), busy)
        else:
            yield fault(f"503 with Retry-After: {value}", status("503 Service Unavailable", f"Retry-After: {value}"), busy)
    yield Fault("429 with Retry-After as a date in a year", obeyed_then_read_again(
        lambda talk: status("429 Too Many Requests", "Retry-After: " + email.utils.formatdate(
            time.time() + 365 * 86400, usegmt=True))(talk)), often)
    yield at_start("503 with Retry-After: 4 from the start", status("503 Service Unavailable", "Retry-After: 4"), busy)


# ---- redirects

def elsewhere(path="/feed.json", host="127.0.0.2", script=None, settings=None):
    """A redirect to another server of this office, which notes what it was asked."""

    def do(stage):
        other = FaultServer(host)
        other.script = script or body(page("PALSU"), content_type="text/html")
        stage.stopping.append(other.stop)
        stage.server.play(redirect(other.url(path + "?kunci=rahasia-3")))
        yield
        for head in other.heads:
            if b"rahasia-token" in head or b"rahasia-kunci" in head:
                raise Failed("the token went to another server")
        if not settings and not other.heads:
            raise Failed("the other server was not asked")

    return do


def with_headers_file(stage):
    path = stage.folder / "headers"
    path.write_text("apikey: rahasia-kunci\n")
    path.chmod(0o600)
    stage.settings["source.headers_file"] = path


def redirect_rows():
    circle = "redirected in a circle, or too often"
    yield fault("redirected to itself without end", redirect("/feed.json"), circle)
    yield fault("redirected on and on", lambda talk: redirect(talk.path + "x")(talk), circle)
    yield fault("308 to itself", redirect("/feed.json", "308 Permanent Redirect"), circle)
    yield fault("redirected to https, which is another scheme", redirect("https://127.0.0.1/"),
                r"redirected to another scheme .*: put the new address in \[source\] url")
    yield fault("redirected to a file of this machine", redirect("file:///etc/passwd"), "redirected to another scheme")
    yield fault("redirected to gopher", redirect("gopher://127.0.0.1/1"), "redirected to another scheme")
    yield fault("redirected to what is no address", redirect("http://[:::]:x/"), "The redirect target URL could not be parsed")
    yield fault("redirected to a public address by http", redirect("http://203.0.113.5/feed.json?k=rahasia"),
                "http goes to private addresses only, and that of '203.0.113.5' is public")
    yield Fault("a portal's page for signing in, on another host", elsewhere("/login"),
                "an HTML page came instead of a list", ends=AGAIN)
    yield Fault("another host, which wants the token that it does not get",
                elsewhere(script=status("401 Unauthorized")), "HTTP 401: the server asks for a token", ends=AGAIN)
    yield Fault("another host, where there are headers that are not for it", elsewhere(settings=True),
                "redirected to another server .*, which must not get the headers", ends=AGAIN, prepare=with_headers_file)
    yield fault("a redirect whose body never ends", scripts.flood(
        b"HTTP/1.1 302 Found\r\nLocation: /other.json\r\n\r\n", b"PALSU" * 1000),
        circle, settings={"source.timeout": "4s"})


# ---- answers that come apart

def timed(seconds):
    return {"source.timeout": f"{seconds}s", "source.connect_timeout": "2s"}


def closed(stage):
    stage.server.refuse()
    yield
    stage.server.listen()


def crowded(stage):
    stage.server.let_nobody_in()
    yield
    stage.server.listen()


def connection_rows():
    cut = r"the answer was cut off \("
    # What was still waiting when the server was itself again.
    waiting = {"also": cut}
    feed = false()
    yield Fault("nobody listens at the port", closed, "no connection: Connection refused", ends=AGAIN)
    yield Fault("nobody listens, from the start", closed, "no connection: Connection refused", stands="Menunggu data",
                where="whole", from_start=True, well_in=WITH_NOTHING_SHOWN, ends=AGAIN)
    yield Fault("connecting takes for ever", crowded, r"no connection within 2 s: see \[source\] connect_timeout",
                ends=AGAIN, settings=timed(4))
    # The reset may be there before the connection is.
    yield fault("accepted, and reset at once", scripts.reset_at_once, cut, either="no connection: Connection reset by peer")
    yield fault("accepted, and closed at once", scripts.closed_at_once, cut)
    yield fault("accepted, and silent", scripts.silent, r"no answer within 3 s: see \[source\] timeout", settings=timed(3), **waiting)
    yield at_start("accepted, and silent, from the start", scripts.silent, "no answer within 3 s", settings=timed(3), **waiting)
    yield fault("reset in the middle of the headers", scripts.reset_after(b"HTTP/1.1 200 OK\r\nConte"), cut)
    yield fault("reset in the middle of the body", scripts.reset_after(good_head(feed) + feed[:300]), cut)
    yield fault("closed in the middle of the headers", raw(b"HTTP/1.1 200 OK\r\nContent-Type: app"), "it is empty")
    yield fault("closed in the middle of the body", raw(good_head(feed) + feed[:300]), cut)
    yield fault("a byte a second, from the first", scripts.drip(good_head(feed) + feed),
                r"no answer within 3 s: see \[source\] timeout", settings=timed(3), **waiting)
    yield fault("a body of which a byte a second comes", scripts.drip(feed, first=good_head(feed)),
                r"the answer was not complete within 6 s: see \[source\] timeout", settings=timed(6), **waiting)
    yield fault("a body that pauses for ever", scripts.pause_after(good_head(feed) + feed[:300]),
                "the answer broke off: nothing more came for 1 s", settings=timed(5), **waiting)
    yield fault("headers that pause for ever", scripts.pause_after(b"HTTP/1.1 200 OK\r\nA: b\r\n"),
                r"no answer within 3 s: see \[source\] timeout", settings=timed(3), **waiting)
    yield fault("headers without end", scripts.flood(b"HTTP/1.1 200 OK\r\n", b"X-Header: PALSU\r\n" * 100),
                "the answer's headers are too long; allowed: 100 KiB a line, 300 KiB in all")
    yield fault("a header of a megabyte", raw(good_head(feed, None, "X-Header: " + "P" * (1 << 20)) + feed),
                "the answer's headers are too long")
    yield fault("five thousand cookies", raw(good_head(feed, None, *(f"Set-Cookie: PALSU{i}={'x' * 80}" for i in range(5000))) + feed),
                "the answer's headers are too long")
    yield fault("a body without end", scripts.flood(good_head(b"")[:-23] + b"\r\n\r\n", b" " * 65536),
                "the answer is longer than the 64 MiB allowed")
    yield fault("chunks without end", scripts.flood(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b" " * 0x8000 + b"\r\n"),
        "the answer is longer than the 64 MiB allowed")
    yield fault("a length of 64 GiB", raw(good_head(feed, 64 << 30) + feed), cut)
    yield fault("a length that is too long by one", raw(good_head(feed, len(feed) + 1) + feed), cut)
    yield fault("a length that is too short", raw(good_head(feed, len(feed) - 40) + feed, keep=True), "it is not JSON: at byte [0-9]+, it ends too early")
    for value in ("-5", "dua belas"):
        yield fault(f"a length of '{value}'", head_and(feed, f"Content-Length: {value}"), "what answers does not speak HTTP")
    yield fault("two lengths that differ", head_and(feed, f"Content-Length: {len(feed)}", "Content-Length: 10"), "it is not JSON: at byte 10,")
    yield fault("chunks that are cut off", head_and(b"400\r\n" + feed[:200], "Transfer-Encoding: chunked"), cut)
    yield fault("chunks without the last one", chunked(feed, end=b""), cut)
    yield fault("a chunk whose length is no number", head_and(b"ZZ\r\n" + feed, "Transfer-Encoding: chunked"),
                "what answers does not speak HTTP")
    yield fault("a chunk whose length has 20 digits", head_and(b"F" * 20 + b"\r\n" + feed, "Transfer-Encoding: chunked"),
                "what answers does not speak HTTP")


# ---- what is no HTTP

def other_protocol_rows():
    wrong = r"what answers does not speak HTTP .*: check host and port in \[source\] url"
    yield fault("HTTP/0.9: a list without headers", raw(false()), wrong)
    yield fault("garbage before the status line", raw(b"\x00\x01PALSU\r\n" + good_head(false()) + false()), wrong)
    yield fault("a status line that is cut", raw(b"HTTP/1.1\r\n\r\n" + false()), wrong)
    yield fault("a status of two digits", raw(b"HTTP/1.1 20 OK\r\n\r\n" + false()), wrong)
    yield fault("a status of four digits", raw(b"HTTP/1.1 2000 OK\r\n\r\n" + false()), wrong)
    yield fault("HTTP/4.2", raw(b"HTTP/4.2 200 OK\r\n\r\n" + false()), wrong)
    yield fault("NUL in a header", raw(good_head(false(), None, "X-Header: a\0b") + false()), wrong)
    yield fault("a header without a colon", raw(good_head(false(), None, "PALSU PALSU")[:-2] + b"\r\n"), wrong)
    yield fault("an SSH server at the port", scripts.raw_at_once(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), wrong)
    yield fault("a mail server at the port", scripts.raw_at_once(b"220 mail.example.go.id ESMTP\r\n"), wrong)
    yield fault("an https server at the http port", scripts.raw_at_once(b"\x15\x03\x01\x00\x02\x02\x46"), wrong)
    yield fault("HTTP/2 without being asked", scripts.raw_at_once(
        b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64\x00\x04\x00\x01\x00\x00\x00\x05\x00\x00\x40\x00"), wrong)


# ---- how it is packed

#: Of one that is told right, so that the answer itself is whole.
CUT_IN_ITS_PACKING = "the answer's {} ends too early, though the answer does not: it was cut before it was sent"


def packed(data, name="gzip", **more):
    return body(data, f"Content-Encoding: {name}", **more)


def packing_rows():
    feed, zipped = false(), gzip.compress(false())

    def damaged(why):
        return rf"the answer's gzip is damaged \({why}\)"

    cut_off = CUT_IN_ITS_PACKING.format("gzip")
    yield fault("gzip that is cut off", packed(zipped[:-60]), cut_off)
    yield fault("gzip without its checksum", packed(zipped[:-8]), cut_off)
    yield fault("gzip that is cut off, in chunks that end", chunked(zipped[:100], zipped[100:-1], headers=["Content-Encoding: gzip"]), cut_off)
    yield fault("gzip whose checksum is wrong", packed(zipped[:-8] + b"\0\0\0\0" + zipped[-4:]), damaged("incorrect data check"))
    yield fault("gzip with a byte changed", packed(gzip.compress(feed, 0).replace(b"PALSU", b"PALSA")), damaged("incorrect data check"))
    yield fault("gzip that is none", packed(feed), damaged("incorrect header check"))
    yield fault("gzip with bytes behind it", packed(zipped + b"PALSU" * 10), damaged("bytes follow its end"))
    yield fault("gzip twice, told once", packed(gzip.compress(zipped)), "byte 1 is not UTF-8; a feed is UTF-8")
    yield fault("a bomb: 200 kB that unpack to 200 MB", scripts.bomb(), "the answer is longer than the 64 MiB allowed")
    yield fault("a bomb within a bomb", packed(gzip.compress(gzip.compress(b" " * (300 << 20), 9)), "gzip, gzip"),
                "the answer is longer than the 64 MiB allowed")
    for name in ("x-own-pack", "zstd"):
        yield fault(f"packed as {name}, which nobody knows or asked for", packed(feed, name),
                    f"the answer is packed as '{name}'; allowed: gzip, or not at all")
    yield fault("packed eight times over", packed(feed, ", ".join(["gzip"] * 8)), "the answer is packed more than 5 times over; allowed: gzip, once")
    yield fault("Brotli, unasked, that is cut off", packed(brotli.compress(feed)[:-1], "br"), CUT_IN_ITS_PACKING.format("br"))
    yield fault("an error whose page is packed wrong", status("500 Oops", "Content-Encoding: gzip"), "HTTP 500: the server failed")
    yield harmless("gzip in two members", packed(gzip.compress(ODD[:100]) + gzip.compress(ODD[100:])))
    yield harmless("deflate, unasked, read all the same", packed(zlib.compress(ODD), "deflate"))
    yield harmless("Brotli, unasked, read all the same", packed(brotli.compress(ODD), "br"))
    yield harmless("gzip twice, and told so", packed(gzip.compress(gzip.compress(ODD)), "gzip, gzip"))
    yield harmless("identity, told as an encoding", packed(ODD, "identity"))


# ---- what is harmless

class Turning:
    """ETag another one with every answer, and the list the same."""

    count = 0

    def __call__(self, talk):
        self.count += 1
        return talk.answer(headers=[f'ETag: "{self.count}"'], body=ODD)


def harmless_rows():
    yield harmless("the connection is closed between two pulls", raw(good_head(ODD) + ODD))
    yield harmless("the connection is closed though it was to stay", raw(good_head(ODD, None, "Connection: keep-alive") + ODD))
    yield harmless("an ETag that changes without the list", Turning())
    yield harmless("an ETag of a kilobyte", body(ODD, 'ETag: "' + "x" * 1024 + '"'))
    yield harmless("an ETag that is no text", body(ODD, 'ETag: "\x80\x81\xff"'))
    yield harmless("dates that are none", body(ODD, "Last-Modified: yesterday", "Date: PALSU", "Expires: -1"))
    yield harmless("a hundred cookies", body(ODD, *(f"Set-Cookie: c{i}={'x' * 200}" for i in range(100))))
    yield harmless("a list that is called HTML", body(ODD, content_type="text/html; charset=iso-8859-1"))
    yield harmless("no type at all", raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ODD) + ODD))
    yield harmless("HTTP/1.0, whose end is the connection's", raw(b"HTTP/1.0 200 OK\r\n\r\n" + ODD))
    yield harmless("lines that end in LF only", raw(b"HTTP/1.1 200 OK\nContent-Length: %d\n\n" % len(ODD) + ODD))
    yield harmless("a length of 20 digits", head_and(ODD, "Content-Length: 99999999999999999999"))
    yield harmless("chunks of a byte", chunked(*(ODD[i:i + 1] for i in range(len(ODD)))))
    yield harmless("bytes behind the end of a right answer", raw(good_head(ODD) + ODD + b"PALSU" * 20, keep=True))
    yield harmless("100 Continue, unasked", raw(b"HTTP/1.1 100 Continue\r\n\r\n" + good_head(ODD) + ODD))
    yield Fault("the server resets what is idle", idle_reset, None)


def idle_reset(stage):
    for _ in range(2):
        answers = stage.server.answers
        wait("an answer", lambda before=answers: stage.server.answers > before, 20)
        stage.server.hang_up()
    yield


def rows():
    yield from status_rows()
    yield from patience_rows()
    yield from redirect_rows()
    yield from connection_rows()
    yield from other_protocol_rows()
    yield from packing_rows()
    yield from harmless_rows()

