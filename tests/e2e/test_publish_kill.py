"""The publisher is killed at random moments while a reader pulls what it publishes through nginx."""

import gzip
import http.client
import json
import random
import signal
import subprocess
import threading
import time

import pytest
from conftest import SANITIZED, Nginx
from publishing import Office, make_key, rows

ROUNDS = 40 if SANITIZED else 200
PLACES = ["", "mpp", "coblong", "sukajadi"]


class Reader(threading.Thread):
    """Pulls feed and signature of one place after the other, as a screen does: when they do not belong
    together, it pulls both once more. What must not happen stands in `wrong`."""

    def __init__(self, port, public_key, folder, quiet):
        super().__init__()
        self.port, self.public_key, self.folder, self.quiet = port, public_key, folder, quiet
        self.over = threading.Event()
        self.wrong = []
        self.pulls = self.retries = 0
        self.serials = dict.fromkeys(PLACES, 0)
        folder.mkdir()

    def get(self, path, packed):
        answer = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        answer.request("GET", f"/v1/32.73/{path}", headers={"Accept-Encoding": "gzip"} if packed else {})
        response = answer.getresponse()
        body = response.read()
        answer.close()
        if response.status != 200:
            self.wrong.append(f"{path}: status {response.status}")
            return b""
        return gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body

    def pull(self, place):
        """The feed when it passes its check, else None."""
        self.pulls += 1
        path = f"{place}/feed.json".lstrip("/")
        feed = self.get(path, packed=self.pulls % 2)
        (self.folder / "feed.json").write_bytes(feed)
        (self.folder / "feed.json.minisig").write_bytes(self.get(path + ".minisig", packed=False))
        check = ["minisign", "-V", "-H", "-q", "-P", self.public_key, "-m", "feed.json"]
        good = subprocess.run(check, cwd=self.folder, capture_output=True).returncode == 0
        return feed if good else None

    def look(self, place):
        feed = self.pull(place)
        if feed is None:
            self.retries += 1
            with self.quiet:  # it has ended, or was killed, and no other has begun
                feed = self.pull(place)
        if feed is None:
            self.wrong.append(f"'{place}' fails its check twice")
            return
        feed = json.loads(feed)
        if feed["serial"] < self.serials[place]:
            self.wrong.append(f"'{place}' went back to {feed['serial']}")
        self.serials[place] = feed["serial"]
        # All rows of one list have the mark of one round.
        if len({document["name"].split()[0] for document in feed["documents"]}) != 1:
            self.wrong.append(f"'{place}' is of two rounds")

    def run(self):
        while not self.over.is_set():
            for place in PLACES:
                self.look(place)


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    office.server = Nginx(tmp_path / "nginx", extra="gzip_static on;")
    office.www = office.server.site
    office.region = office.www / "v1" / "32.73"
    secret, office.public_key = make_key(tmp_path)
    office.write_settings(more=f"\n[publish]\nkey_file = {secret}\n")
    office.server.start()
    yield office
    office.server.stop()


def write_round(office, number):
    # The first word of a name is shown whole.
    office.write([[row[0], f"R{number} CONTOH", *row[2:]] for row in rows(30)])


def test_killed_at_any_moment_it_leaves_feeds_that_pass_their_check(office, tmp_path):
    chance = random.Random(20261124)
    took = []
    for number in range(5):
        write_round(office, number)
        begun = time.monotonic()
        office.published(now=None)
        took.append(time.monotonic() - begun)
    quiet = threading.Lock()
    reader = Reader(office.server.port, office.public_key, tmp_path / "reader", quiet)
    looker = Reader(office.server.port, office.public_key, tmp_path / "looker", quiet)
    reader.start()
    killed = new = 0
    span = 1.2 * sorted(took)[2]  # up to when it is killed; follows how busy this machine is
    before = office.feed()["serial"]
    for number in range(ROUNDS):
        with quiet:
            write_round(office, number)
            publisher = subprocess.Popen(office.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, span))
            publisher.send_signal(signal.SIGKILL)
            status = publisher.wait(timeout=20)
            assert status in (0, -signal.SIGKILL)
            assert all(looker.pull(place) for place in PLACES), "what it has left fails its check"
            killed += status != 0
            serial = office.feed()["serial"]
            assert serial >= before
            new += serial > before
            span *= 0.92 if status == 0 else 1.05 if serial == before else 1
            before = serial
    reader.over.set()
    reader.join(timeout=60)
    print(f"{killed} of {ROUNDS} were killed, {new} published, {reader.pulls} pulls, {reader.retries} again")
    assert not reader.wrong and not looker.wrong
    assert reader.pulls > ROUNDS / 4
    # Worth something only where it was killed before and after.
    assert killed > ROUNDS / 4 and ROUNDS / 20 < new < ROUNDS * 19 / 20
    # What was left is tidied up, and the next list is there.
    write_round(office, 999)
    told = office.published(now=None)
    assert told["status"] == "published" and office.feed("mpp")["serial"] > before
    assert {d["name"].split()[0] for d in office.feed()["documents"]} == {"R999"}
    assert sorted(p.name for p in office.region.parent.iterdir()) == [".32.73.lock", "32.73"]
