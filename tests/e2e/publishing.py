"""The real siapambil-publish, and what it has put there: what several files of tests stand on."""

import csv
import gzip
import io
import fcntl
import json
import os
import pathlib
import subprocess

from conftest import BUILD

PROGRAM = BUILD / "siapambil-publish"
NOW = "2026-11-23T09:41:00+07:00"
REGION = "32.73"

SETTINGS = """
[screen]
office = Dinas Dukcapil Kota Bandung

[source]
url = file://{sheet}
format = csv
poll = 5s

[map]
name = Nama
number = Nomor
type = Layanan
status = Status
done = Selesai
area = Kecamatan

[status]
SELESAI = pickup
SIAP_DICETAK = hidden

[location mpp]
name = MPP Kota Bandung
kind = mpp
counter = Loket 3

[location coblong]
name = Kecamatan Coblong
kind = kecamatan

[location sukajadi]
name = Kecamatan Sukajadi
kind = kecamatan

[route]
*, Coblong = coblong
*, Sukajadi = sukajadi
*, * = mpp

[publish]
dir = {www}
region = 32.73

[cache]
dir = {state}
"""
COLUMNS = ["Nomor", "Nama", "Layanan", "Status", "Selesai", "Kecamatan", "NIK"]


def rows(count, first=0, area=None):
    """Synthetic people, spread over three kecamatan: every third at each place."""
    areas = ["Coblong", "Sukajadi", "Andir"]
    firsts = ["BUDI", "SITI", "AGUS", "DEWI", "RINA", "JOKO", "PUTU", "MADE", "ASEP", "EUIS", "TONO"]
    return [
        [f"REG-{n:06}", f"{firsts[n % 11]} WARGA CONTOH", "KTP-el", "SELESAI", "20/11/2026", area or areas[n % 3], f"99990{n:011}"]
        for n in range(first, first + count)
    ]


def sheet(table, columns=COLUMNS):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(table)
    return text.getvalue()


class Office:
    """An office's sheet, the publisher beside it, and the tree that it keeps."""

    def __init__(self, folder):
        self.folder = folder
        self.sheet = folder / "daftar.csv"
        self.www = folder / "www"
        self.state = folder / "state"
        self.config = folder / "publish.ini"
        self.region = self.www / "v1" / REGION
        self.write_settings()
        self.write(rows(30))

    def write_settings(self, text=SETTINGS, more=""):
        self.config.write_text(text.format(sheet=self.sheet, www=self.www, state=self.state) + more, encoding="utf-8")

    def write(self, table, columns=COLUMNS):
        new = self.sheet.with_suffix(".new")
        new.write_text(sheet(table, columns), encoding="utf-8", newline="")
        new.rename(self.sheet)

    def command(self, *options):
        return [str(PROGRAM), "--config", str(self.config), *map(str, options)]

    def publish(self, *options, now=NOW, **kwargs):
        when = ["--now", now] if now else []
        return subprocess.run(
            self.command(*options, *when), capture_output=True, text=True, timeout=120, **kwargs
        )

    def is_idle(self):
        """Whether nobody is publishing."""
        with open(self.www / "v1" / ".32.73.lock") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def published(self, *options, **kwargs):
        """One that must go well; what it told as JSON."""
        result = self.publish("--json", *options, **kwargs)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def feed(self, place=""):
        """What is published; read anew where it is exchanged meanwhile."""
        path = self.region / place / "feed.json"
        while True:
            tree = self.region.stat().st_ino
            plain = path.read_bytes()
            packed = gzip.decompress(path.with_name("feed.json.gz").read_bytes())
            if self.region.stat().st_ino == tree:
                break
        assert packed == plain, "the .gz is of another feed"
        return json.loads(packed)

    def names(self, place=""):
        return [d["name"] for d in self.feed(place)["documents"]]

    def index(self):
        return json.loads((self.region / "index.json").read_text())

    def files(self):
        """Everything that a reader or a web server could notice of the tree."""
        found = {}
        for path in sorted(self.www.rglob("*")):
            if path.is_file() and path.name != ".published":
                st = path.stat()
                found[str(path.relative_to(self.www))] = (st.st_ino, st.st_mtime_ns, st.st_size, st.st_mode)
        return found


def make_key(folder):
    """A key of `minisign -G -W`: the secret one's path, and the public line."""
    secret, public = folder / "secret.key", folder / "public.pub"
    subprocess.run(
        ["minisign", "-G", "-W", "-f", "-s", secret, "-p", public], check=True, capture_output=True, stdin=subprocess.DEVNULL
    )
    os.chmod(secret, 0o600)
    return secret, pathlib.Path(public).read_text().splitlines()[1]
