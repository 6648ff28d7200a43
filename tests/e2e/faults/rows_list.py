"""What may come instead of a list, or as one: pages, rubbish, lists that are wrong, old, forged or half."""

import datetime
import json
import os
import subprocess
import sys
import zlib

from conftest import make_feed
from faults import lists, scripts
from faults.fault import AT_THE_NEXT_TRY, WITH_NOTHING_SHOWN, Fault
from faults.lists import FALSE, false
from faults.rows_http import AGAIN, CUT_IN_ITS_PACKING, ODD, answers, at_start, fault, taken
from faults.scripts import body, page
from faults.server import FaultServer
from faults.stage import wait


def changed(**members):
    return body(false(**members))


def documents(count, **members):
    """So many rows, as short as they may be."""
    row = {"id": "", "type": "ktp-el", "name": "PALSU", "number": "1", "done": "2026-11-20", "at": "mpp", "state": "pickup"}
    feed = json.loads(false(**members))
    feed["documents"] = [dict(row, id=f"r{i}") for i in range(count)]
    return json.dumps(feed).encode()


def half_wrong():
    feed = json.loads(false())
    for document in feed["documents"][:2]:
        document["state"] = "PALSU"
    return json.dumps(feed).encode()


def content_rows():
    html = r"an HTML page came instead of a list .*: see \[source\] url"
    yield fault("HTML with status 200", body(page(), content_type="text/html"), html)
    yield fault("HTML that is called JSON", body(page()), html)
    yield fault("a proxy's page about an error", body(b"\n\n <html><body>ERROR: The requested URL could not be retrieved</body></html>",
                                                     "X-Squid-Error: ERR_DNS_FAIL 0", content_type="text/html"), html)
    yield at_start("HTML from the start", body(page(), content_type="text/html"), html)
    yield fault("XML", body(b"<?xml version='1.0'?><daftar>PALSU</daftar>", content_type="text/xml"), html)
    yield fault("nothing: an empty answer", body(b""), "it is empty")
    yield fault("blanks only", body(b" \r\n\t\n"), "it is empty")
    for what, data in (("null", b"null"), ("an array", b'["PALSU"]'), ("a number", b"42"), ("a string", b'"PALSU"')):
        yield fault(f"JSON that is {what}", body(data), "it is not a feed: a feed is a JSON object")
    yield fault("an object that is no feed", body(b'{"success": false, "message": "PALSU"}'), "it is not a feed: it has no member 'feed'")
    yield fault("the feed of another program", changed(feed="PALSU/9"), "it is not a feed: its member 'feed' is not 'siapambil/1'")
    yield fault("a feed of another version", changed(feed="siapambil/2"), "it is of version 'siapambil/2'; this program reads 'siapambil/1'")
    yield fault("a byte-order mark", body(b"\xef\xbb\xbf" + false()), "it starts with a byte-order mark; save it as UTF-8 without one")
    yield fault("UTF-16", body(false().decode().encode("utf-16")), "byte 0 is not UTF-8; a feed is UTF-8")
    yield fault("Latin-1", body(false().replace(b"PALSU", b"PALS\xdc")), "byte [1-9][0-9]+ is not UTF-8; a feed is UTF-8")
    yield fault("a surrogate in UTF-8", body(false().replace(b"PALSU", b"PALS\xed\xa0\x80")), "byte [1-9][0-9]+ is not UTF-8; a feed is UTF-8")
    yield fault("NUL among the bytes", body(false().replace(b"PALSU", b"PALS\0")), "byte [0-9]+ is NUL; a feed is UTF-8")
    yield fault("JSON that is cut off", body(false()[:-30]), "it is not JSON: at byte [0-9]+, it ends too early")
    yield fault("JSON with bytes behind it", body(false() + b"PALSU"), "it is not JSON: bytes follow its end")
    yield fault("JSON with a comma too many", body(false().replace(b"}], ", b"},], ", 1)), "it is not JSON: at byte [0-9]+, no value starts like this")
    yield fault("brackets without end", body(b"[" * 1_000_000), "it is not JSON: at byte 64, it is nested too deeply")
    yield fault("a member that stands there twice", body(false()[:-1] + b', "serial": 9}'), "its member 'serial' stands there twice")
    yield fault("no serial", body(false().replace(b'"serial"', b'"nomor"')), "its member 'serial' is missing")
    yield fault("a serial below zero", changed(serial=-1), "its member 'serial' is not a whole number")
    yield fault("a serial of a hundred digits", changed(serial=10**100), "it is not JSON: at byte [0-9]+, the number before has too many digits")
    yield fault("a time that is none", changed(issued="PALSU"), "its member 'issued' is not a time")
    yield fault("documents that are no array", changed(documents={"PALSU": 1}), "its member 'documents' is not an array")
    yield fault("more than half of the rows are wrong", body(half_wrong()),
                "2 of its 3 rows break a rule, which is more than half; the commonest reason, 2 times: its state is neither pickup nor download")
    yield fault("200,001 documents", body(documents(200_001), content_type="application/json"), "it has more than 200000 documents, the most allowed")
    yield fault("10,001 places", changed(locations=[{"id": f"p{i}", "name": "PALSU"} for i in range(10_001)]), "it has more than 10000 locations, the most allowed")


def size_rows():
    long = "P" * 2000

    def harmless(name, script, says):
        return Fault(name, taken(script), says, stands="GATOTKACA")

    yield harmless("a row that is wrong among right ones", body(json.dumps({
        **json.loads(ODD), "documents": json.loads(ODD)["documents"] + [
            {"id": "salah", "type": "PALSU", "name": "PALSU", "number": "1", "done": "PALSU", "at": "mpp", "state": "pickup"}]}).encode()), "row 3, id salah left out: its type is none of the known ones")
    yield harmless("a name of 2,000 letters", body(json.dumps({
        **json.loads(ODD), "documents": json.loads(ODD)["documents"] + [
            {"id": "panjang", "type": "ktp-el", "name": long, "number": "1", "done": "2026-11-20", "at": "mpp", "state": "pickup"}]}).encode()), "row 3, id panjang left out: a string in it, or all of it, is too long")


# ---- lists that are right, and not believed

MANY = make_feed([f"KARTINI {i}" for i in range(24)], serial=1).encode()


def expired(ago):
    """The next list has expired so long ago."""

    def do(stage):
        then = datetime.datetime.now(datetime.timezone.utc) - ago
        stage.server.play(body(odd(expires=then.strftime("%Y-%m-%dT%H:%M:%SZ"))))
        yield

    return do


def odd(**members):
    return lists.first(serial=2, **members).replace(b"KARTINI", b"GATOTKACA")


def unbelieved_rows():
    def for_once(name, bad, says, first=None):
        """Broken exports look like that: one answer, and then the right one again."""
        return Fault(name, answers(scripts.once(body(bad), first or lists.first())), says + ": held until the source says so again",
                     first=first, well_in=AT_THE_NEXT_TRY if first is None else 60)  # a list that moves leaves the screen first

    yield for_once("a serial that goes back for once", lists.first(serial=0).replace(b"KARTINI", b"PALSU"),
                   "the serial goes back from 1 to 0")
    yield for_once("a list that loses nine tenths of its rows for once", make_feed(["PALSU"], serial=2).encode(),
                   "the list shrinks from 24 to 1 documents", MANY)
    yield for_once("a list that has no row for once", make_feed([], serial=2).encode(),
                   "the list shrinks from 24 to 0 documents", MANY)
    yield Fault("a serial that goes back for good", answers(body(lists.first(serial=0).replace(b"KARTINI", b"GATOTKACA"))),
                "the serial goes back from 1 to 0, and the source says so again: taken", also="held until the source says so again",
                stands="GATOTKACA", seen_in=2 * AT_THE_NEXT_TRY)
    yield Fault("a list that has expired", expired(datetime.timedelta(hours=1)), "the list is marked as old: it has expired",
                stands="belum diperbarui", where="footer", ends="the list is fresh again")
    yield Fault("a list that expired long ago", expired(datetime.timedelta(days=9)), "the list is withdrawn: too old, or long expired",
                stands="Daftar belum dapat ditampilkan", where="whole", ends="the list is fresh again")
    oops = "HTTP 500: the server failed"
    yield Fault("no word for old_after", answers(scripts.status("500 Oops")), "the list is marked as old: its source was last heard",
                also=oops, stands="sambungan terputus", where="footer", settings={"list.old_after": "8s"}, seen_in=20,
                ends="the list is fresh again")
    yield Fault("no word for withdraw_after", answers(scripts.status("500 Oops")), "the list is withdrawn: too old",
                also=oops + "|the list is marked as old", stands="Daftar belum dapat ditampilkan", where="whole",
                settings={"list.old_after": "8s", "list.withdraw_after": "12s"}, seen_in=25, ends="the list is fresh again")


# ---- signatures

SIGNATURE = "/feed.json.minisig"

class Signer:
    """A key pair of minisign's."""

    def __init__(self, folder, name):
        self.folder, self.secret = folder, folder / f"{name}.key"
        public = folder / f"{name}.pub"
        subprocess.run(["minisign", "-G", "-W", "-p", public, "-s", self.secret], check=True, capture_output=True)
        self.key = public.read_text().splitlines()[1]

    def sign(self, feed):
        path = self.folder / "to-sign"
        path.write_bytes(feed)
        subprocess.run(["minisign", "-S", "-s", self.secret, "-m", path], check=True, capture_output=True)
        return path.with_name("to-sign.minisig").read_bytes()


def signed(stage):
    """The office signs; what is published from here on carries it."""
    office = Signer(stage.folder, "office")
    stage.settings["source.public_keys"] = office.key
    publish = stage.publish
    stage.publish = lambda feed: publish(feed, {SIGNATURE: office.sign(feed)})
    stage.office = office


def forged(make):
    """Serves what make(stage) says: the feed's bytes and its signature's."""

    def do(stage):
        feed, signature = make(stage)
        files = {} if signature is None else {SIGNATURE: signature}
        stage.server.play(scripts.Office(feed, files))
        yield

    return do


def signature_rows():
    def row(name, make, says, **more):
        return Fault(name, forged(make), says, prepare=signed, ends=AGAIN, **more)

    none = "no signature, and with .* nothing unsigned is taken"
    yield row("a list that is not signed", lambda s: (false(), None), none + ": .*: HTTP 404: the server has nothing at this address")
    yield row("a list that somebody else has signed", lambda s: (false(), Signer(s.folder, "stranger").sign(false())),
              r"which is none of \[source\] public_keys")
    yield row("a list that was changed after it was signed", lambda s: (false(), s.office.sign(lists.first())),
              "is not one of these bytes: the feed was changed after it was signed", seen_in=15)
    yield row("a signature that is cut", lambda s: (false(), s.office.sign(false())[:90]),
              "the signature's line 2 is not 74 bytes in base64; allowed: the file that minisign -S writes, as it is")
    yield row("a page instead of a signature", lambda s: (false(), page()), "line 1 does not begin with 'untrusted comment: '")
    yield row("an empty signature", lambda s: (false(), b""), "the signature is empty; allowed: the file that minisign -S writes, as it is")
    yield row("a signature of a megabyte", lambda s: (false(), b"untrusted comment: PALSU\n" * 50_000),
              none + ": .*: the answer is longer than the 4096 bytes allowed")
    yield row("an old list, rightly signed, sent again", lambda s: (
        lists.first(serial=0).replace(b"KARTINI", b"PALSU"), s.office.sign(lists.first(serial=0).replace(b"KARTINI", b"PALSU"))),
        "it is signed, but its serial 0 is older than 1, which was accepted before: an old feed is being sent again")


# ---- several addresses

def mirrored(stage):
    """A mirror that serves what the office does."""
    mirror = FaultServer("127.0.0.3")
    stage.stopping.append(mirror.stop)
    stage.mirror = mirror
    stage.settings["source.mirrors"] = mirror.url()
    publish = stage.publish

    def both(feed):
        publish(feed)
        mirror.play(scripts.Office(feed))

    stage.publish = both


def only_the_mirror(stage):
    stage.server.refuse()
    stage.mirror.play(scripts.Office(ODD))
    yield
    stage.server.listen()


def all_down(stage):
    stage.server.refuse()
    stage.mirror.refuse()
    yield
    stage.server.listen()
    stage.mirror.listen()


def lagging(stage):
    stage.server.refuse()
    stage.mirror.play(scripts.Office(lists.first(serial=0).replace(b"KARTINI", b"PALSU")))
    yield
    stage.server.listen()


def mirror_rows():
    yield Fault("the first address is down, and a mirror is not", only_the_mirror,
                "no connection: Connection refused; the list comes from mirror 1 of 1", stands="GATOTKACA", prepare=mirrored,
                ends="the list comes from the first address again")
    yield Fault("all addresses are down", all_down, "Connection refused; and no mirror helps: .*Connection refused",
                prepare=mirrored, ends=AGAIN)
    yield Fault("the mirror lags behind", lagging, "and no mirror helps: .*its serial 0 is older than 1, so it lags behind",
                prepare=mirrored, ends=AGAIN)


# ---- sources that are mapped

MAP = {
    "source.format": "json", "source.rows": "/data", "map.name": "/nama", "map.number": "/no", "map.type": "/jenis",
    "map.status": "/status", "map.done": "/tgl", "status.SELESAI": "pickup", "location mpp.name": "MPP Kota Bandung",
    "route.*, *": "mpp",
}


def applications(names, **members):
    rows = [{"no": f"REG-{i:04}", "nama": name, "jenis": "KTP", "status": "SELESAI", "tgl": "2026-11-20"} for i, name in enumerate(names)]
    return json.dumps({"success": True, "data": rows, **members}).encode()


def sheet(names):
    lines = ["No;Nama;Jenis;Status;Tanggal"] + [f"{4000 + i};{name};KTP;SELESAI;20/11/2026" for i, name in enumerate(names)]
    return ("\r\n".join(lines) + "\r\n").encode()


SHEET = {**MAP, "source.format": "csv", "source.rows": "", "map.name": "Nama", "map.number": "No", "map.type": "Jenis",
         "map.status": "Status", "map.done": "Tanggal"}


def cut_while_packed(data):
    """All rows but the last, packed as a server packs what it has so far: no end yet."""
    packing = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    return packing.compress(data[:data.rindex(b"\n", 0, -1) + 1]) + packing.flush(zlib.Z_SYNC_FLUSH)


def as_(make):
    """What is published is of another form."""

    def prepare(stage):
        publish = stage.publish
        stage.publish = lambda feed: publish(make([d["name"] for d in json.loads(feed)["documents"]]))

    return prepare


def mapped_rows():
    def api(name, data, says, **more):
        return Fault(name, answers(body(data)), says, settings=MAP, prepare=as_(applications), ends=AGAIN, **more)

    def csv(name, data, says, headers=(), **more):
        return Fault(name, answers(body(data, *headers, content_type="text/csv")), says, settings=SHEET, prepare=as_(sheet), ends=AGAIN,
                     **more)

    yield api("an API that says success: false", b'{"success": false, "message": "PALSU", "data": []}', "it has no rows, and its 'success' says that something went wrong: does the address want a token")
    yield api("an API that answers in JSON that is cut", applications(FALSE)[:-40], "it is not JSON: at byte [0-9]+, it ends too early")
    yield api("an API whose rows are gone", b'{"success": true, "hasil": []}', "it has no '/data'; 'rows' says where the array of rows is, and there are: /hasil")
    yield api("an API that sends a page for signing in", page(),
              r"it is a web page \(HTML or XML\), not JSON: the address is not the API's, or the API wants a token")
    yield api("an API whose members are called otherwise", applications(FALSE).replace(b'"nama"', b'"nama_lengkap"'),
              r"it has no '/nama' in any of its 3 rows \(\[map\] name\)")
    yield csv("a sheet that is cut in the middle of a row", sheet(FALSE)[:-25], "it ends in the middle of row 4: it is still being written, or was cut")
    yield csv("a sheet whose gzip is cut at the end of a row", cut_while_packed(sheet(FALSE)), CUT_IN_ITS_PACKING.format("gzip"),
              headers=["Content-Encoding: gzip"])
    yield csv("a sheet whose column is called otherwise", sheet(FALSE).replace(b"Nama", b"Pemohon"), r"it has no column 'Nama' \(\[map\] name\); there are: No, Pemohon, ")
    yield csv("a sheet that is a page for signing in", page(), "it is a web page, not a sheet: a Google Sheet must be published")
    yield csv("a sheet that is an Excel file", b"PK\x03\x04" + bytes(200), r"it is an Excel file; save it as CSV UTF-8 \(File > Save As\)")
    yield csv("a sheet that is a PDF", b"%PDF-1.4\n" + bytes(range(128, 200)) * 20, "it is a PDF, not a list")


# ---- files

#: So long that reading it takes longer than the pause between two writes.
LONG = 32 << 20
WRITER = f"""
import os, sys, time
file = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)
os.write(file, b" " * {LONG})
while True:
    os.write(file, b" ")
    time.sleep(0.001)
"""


def file_rows():
    def row(name, do, says, **more):
        return Fault(name, do, says, source="file", **{"ends": AGAIN, **more})

    def gone(stage):
        stage.file.path.unlink()
        yield

    def folder(stage):
        stage.file.path.unlink()
        stage.file.path.mkdir()
        yield
        stage.file.path.rmdir()

    def fifo(stage):
        stage.file.path.unlink()
        os.mkfifo(stage.file.path)
        yield

    def link(stage):
        stage.file.path.unlink()
        stage.file.path.symlink_to("feed.json")
        yield

    def cut(stage):
        stage.file.path.write_bytes(false()[:200])
        yield

    def written(stage):
        """Somebody goes on writing it where it is."""
        new = stage.file.path.with_suffix(".growing")
        writer = subprocess.Popen([sys.executable, "-c", WRITER, new])
        wait("the file grows", lambda: new.exists() and new.stat().st_size > LONG, 10)
        new.rename(stage.file.path)
        yield
        writer.kill()
        writer.wait()

    yield row("the file is gone", gone, "cannot read '.*feed.json': No such file or directory")
    yield row("a folder in the file's place", folder, "it is a folder, not a regular file")
    yield row("a pipe in the file's place, which nobody writes to", fifo, "it is a pipe, not a regular file")
    yield row("a link to itself in the file's place", link, "cannot read '.*': Too many levels of symbolic links")
    yield row("the file is cut", cut, "it is not JSON: at byte 200, it ends too early")
    yield row("the file is being written all the time", written, "it is still being written: it has changed while it was read",
              also="it is empty", seen_in=3 * AT_THE_NEXT_TRY)  # where the writer had to wait for a processor: seen at another try
    yield Fault("no file from the start", gone_from_start, "cannot read '.*feed.json': No such file", source="file", from_start=True,
                stands="Menunggu data", where="whole", well_in=WITH_NOTHING_SHOWN, ends=AGAIN)


def gone_from_start(_stage):
    yield


def rows():
    yield from content_rows()
    yield from size_rows()
    yield from unbelieved_rows()
    yield from signature_rows()
    yield from mirror_rows()
    yield from mapped_rows()
    yield from file_rows()
