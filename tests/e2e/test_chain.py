"""From an office's database to a screen: PostgreSQL, siapambil-publish with the settings of config/postgresql,
nginx with the site of config/nginx, the board, and tesseract, which reads it."""

import json
import os
import subprocess
import time

import pytest

from conftest import ROOT, SANITIZED, run_once, wait_until
from publishing import PROGRAM
from sites import NginxSite

SETTINGS = ROOT / "config" / "postgresql" / "siapambil.ini"
LATER_S = 60 if SANITIZED else 30


class Publisher:
    """siapambil-publish beside the database, by the sample's settings."""

    def __init__(self, database, folder):
        self.database, self.folder = database, folder
        self.region = folder / "www" / "v1" / "32.73"
        self.log = folder / "publish.log"
        self.process = None
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        self.environment = dict(kept, HOME=str(folder), PGPASSFILE=str(database.password_file(folder / "pgpass")))
        (folder / "www").mkdir(exist_ok=True)

    def command(self, *options):
        settings = {"source.url": self.database.url(), "publish.dir": self.folder / "www",
                    "cache.dir": self.folder / "published", "source.timeout": "10s"}
        return [str(PROGRAM), "--config", str(SETTINGS),
                *[word for name, value in settings.items() for word in ("--set", f"{name}={value}")],
                *map(str, options)]

    def once(self, *options):
        return subprocess.run(self.command(*options), capture_output=True, text=True, timeout=120, check=False,
                              env=self.environment)

    def watch(self, *options):
        self.process = subprocess.Popen(self.command("--watch", *options), stderr=self.log.open("ab"),
                                        env=self.environment)
        return self

    def told(self):
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def names(self, place=""):
        path = self.region / place / "feed.json"
        return [d["name"] for d in json.loads(path.read_text())["documents"]] if path.exists() else None

    def files(self):
        return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in self.region.rglob("*.json*")}


@pytest.fixture(scope="module")
def office(postgresql):
    """Four finished documents in a hundred applications, and three people whom nobody else is called like."""
    postgresql.fill(rows=100, done=4)
    postgresql.sql("""
        update penduduk set nama = 'Zulaikha Maimunah' where nik = (select nik from permohonan where id = 1);
        update penduduk set nama = 'Xaverius Dominikus' where nik = (select nik from permohonan where id = 2);
        update penduduk set nama = 'Wiryono Kusumo' where nik = (select nik from permohonan where id = 3);
    """)
    yield postgresql
    postgresql.sql("drop owned by siapambil")


@pytest.fixture
def publisher(office, tmp_path):
    office.sql("update permohonan set status = 2, selesai = null where id in (1, 2)")
    p = Publisher(office, tmp_path)
    yield p
    p.stop()


def taken(screen):
    """How many lists a board has taken in."""
    return screen.log().count(" documents, ")


def finish(office, number):
    office.sql(f"update permohonan set status = 4, selesai = now() where id = {number}")


def test_what_is_finished_stands_on_a_screen_within_two_polls(office, publisher, board, tmp_path):
    publisher.watch()
    site = NginxSite(tmp_path / "nginx")
    site.root.rmdir()
    site.root.symlink_to(tmp_path / "www")
    site.start()
    try:
        wait_until("it is published", lambda: publisher.names() is not None)
        screen = board({"source.url": f"{site.url}/v1/32.73/feed.json", "source.poll": "5s",
                        "screen.office": "Dinas Dukcapil"})
        screen.wait_read("Lestari|Ujang", seconds=LATER_S)
        assert "Zulaikha" not in screen.read()
        for number, name in ((1, "Zulaikha"), (2, "Xaverius")):
            lists, begun = taken(screen), time.monotonic()
            finish(office, number)
            wait_until(f"the list with {name}", lambda before=lists: taken(screen) > before, LATER_S)
            took = time.monotonic() - begun
            print(f"{name} after {took:.1f} s")
            if not SANITIZED:
                assert took < 2 * 5.5 + 2  # two polls, each a tenth longer at most
            screen.wait_read(name, seconds=LATER_S)
        text = screen.read()
        assert "Maimunah" not in text and "Dominikus" not in text
        served = (tmp_path / "www" / "v1" / "32.73" / "feed.json").read_text()
        for secret in ("Maimunah", "32730000", "petugas", "dirahasiakan"):
            assert secret not in served
    finally:
        site.stop()


def test_the_sample_publishes_what_the_view_says(office, publisher):
    result = publisher.once("--json")
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    finished = int(office.sql("select count(*) from siap_ambil"))
    assert (told["status"], told["documents"]) == ("published", finished)
    feed = json.loads((publisher.region / "feed.json").read_text())
    assert len(feed["documents"]) == finished
    assert {d["at"] for d in feed["documents"]} <= {"mpp", "kec-coblong", "kec-lain"}
    assert sorted(publisher.names()) == ["Lestari A••••••", "M. R.", "Ni L•• N••••••", "Ujang A•• P••••••"]
    before = publisher.files()
    assert json.loads(publisher.once("--json").stdout)["status"] == "unchanged"
    assert publisher.files() == before


def test_what_the_database_refuses_has_its_exit_status_and_the_tree_stays(office, publisher):
    assert publisher.once().returncode == 0
    before = publisher.files()
    cases = (
        (["--set", "source.url=postgresql://siapambil@127.0.0.1:1/simpel"], 10, "Connection refused"),
        (["--set", f"source.url={office.url(name='simpul')}"], 10, "has no such database"),
        (["--set", f"source.url={office.url('siapa')}"], 10, "PGPASSFILE"),
        (["--set", "source.query=select * from siap_ambl"], 11, "relation \"siap_ambl\" does not exist, at line 1"),
        (["--set", "source.query=select * from penduduk"], 11, "permission denied for table penduduk"),
        (["--set", "source.query=select pg_sleep(60)", "--set", "source.timeout=1s"], 11, "takes longer than 1 s"),
        (["--set", "source.query=select nama::int, 1 as nomor from siap_ambil"], 11, "SQLSTATE 22P02"),
        (["--set", "source.query=drop table permohonan"], 11, "the query is none that gives rows"),
        (["--set", "source.query=select id, layanan, status from siap_ambil"], 12,
         "it has no column 'nama' ([map] name); there are: id, layanan, status"),
        (["--set", "source.query=select 1 as satu"], 12, "it has no column 'nama' ([map] name); there are: satu"),
        (["--set", "source.url=postgresql://siapambil:hush@127.0.0.1/simpel"], 2, "a password stands in it"),
    )
    for options, status, sentence in cases:
        result = publisher.once(*options)
        assert result.returncode == status, (options, result.stderr)
        assert sentence in result.stderr, result.stderr
        assert "hush" not in result.stderr and "kata-sandi" not in result.stderr
        assert publisher.files() == before


def test_a_notify_is_published_at_once_whatever_the_interval(office, publisher):
    publisher.watch("--set", "source.poll=1h", "--set", "list.old_after=2h")
    wait_until("it is published", lambda: publisher.names() is not None)
    finish(office, 1)
    wait_until("the change is published", lambda: any(n.startswith("Zulaikha") for n in publisher.names()), 15)


def test_what_changes_while_the_first_answer_comes_is_not_missed(office, publisher):
    publisher.watch("--set", "source.poll=1h", "--set", "list.old_after=2h", "--set",
                    "source.query=select * from siap_ambil, pg_sleep(2)")
    asking = "select count(*) from pg_stat_activity where state = 'active' and query like 'COPY%pg_sleep%'"
    wait_until("it asks", lambda: office.sql(asking) == "1")
    finish(office, 3)
    wait_until("it is published", lambda: publisher.names() is not None)
    wait_until("the change is published", lambda: any(n.startswith("Wiryono") for n in publisher.names()), 15)


def test_a_database_that_was_away_is_heard_again(office, publisher):
    publisher.watch("--set", "source.poll=1h", "--set", "list.old_after=2h")
    wait_until("it is published", lambda: publisher.names() is not None)
    listening = "select count(*) from pg_stat_activity where query like 'LISTEN%'"
    wait_until("it listens", lambda: office.sql(listening) == "1")
    before = publisher.files()
    office.stop()
    try:
        wait_until("it is told", lambda: "the database is not heard" in publisher.told())
        assert publisher.files() == before
    finally:
        office.start()
    finish(office, 2)  # nobody listens yet
    wait_until("it is heard again", lambda: "the database is heard again" in publisher.told(), 60)
    wait_until("what was missed is published", lambda: any(n.startswith("Xaverius") for n in publisher.names()), 15)


def test_a_password_stands_in_no_setting_and_no_sentence(office, publisher, tmp_path):
    """All of the login in a service file, the password in its own."""
    (tmp_path / "services.conf").write_text(
        f"[simpel]\nhost=127.0.0.1\nport={office.port}\ndbname=simpel\nuser=siapambil\n")
    publisher.environment["PGSERVICEFILE"] = str(tmp_path / "services.conf")
    result = publisher.once("--set", "source.url=postgresql://?service=simpel", "--json")
    assert result.returncode == 0, result.stderr
    office.password_file(tmp_path / "pgpass", "salah-sekali")
    result = publisher.once("--set", "source.url=postgresql://?service=simpel")
    assert result.returncode == 10 and "postgresql://?service=simpel: " in result.stderr
    assert "password authentication failed" in result.stderr and "salah-sekali" not in result.stderr


def test_a_query_may_stand_in_a_file(office, publisher, tmp_path):
    (tmp_path / "query.sql").write_text("\ufeffselect *  -- semuanya\r\nfrom siap_ambil\r\n;\r\n", encoding="utf-8")
    own = ["--set", "source.query=", "--set", f"source.query_file={tmp_path / 'query.sql'}"]
    assert publisher.once(*own).returncode == 0
    (tmp_path / "query.sql").write_text("select *\nfrom\n  siap_ambl")
    result = publisher.once(*own)
    assert result.returncode == 11 and "at line 3, character 3 of the query" in result.stderr


def test_explain_shows_what_became_of_the_rows(office, publisher):
    result = publisher.once("--explain")
    assert result.returncode == 0, result.stderr
    assert "; a query's answer, header in line 1, 10 columns" in result.stdout
    assert "kecamatan" in result.stdout and "Maimunah" not in result.stdout
    assert not publisher.region.exists()


def test_a_board_asks_no_database(office):
    for options in ((), ("--check-config",), ("--explain",)):
        result = run_once("--config", SETTINGS, *options)
        assert result.returncode != 0
        assert "[source] format = postgresql is for siapambil-publish, which asks the database" in result.stderr
        assert "allowed here: format = native" in result.stderr


def test_two_questions_to_one_database_are_told_apart(office, publisher, tmp_path):
    """What was published of one is not taken for what was published of the other, in the next run."""
    finish(office, 1)
    finish(office, 2)
    sample = SETTINGS.read_text(encoding="utf-8")
    own = tmp_path / "two.ini"
    source = f"url = {office.url()}\nformat = postgresql\nquery = select * from siap_ambil where kecamatan"
    text = sample.replace("url = postgresql://siapambil@127.0.0.1/simpel\nformat = postgresql\n"
                          "query = select * from siap_ambil\n", "")
    assert text != sample
    own.write_text(f"{text}\n[source satu]\n{source} = '32.73.01'\n[source lain]\n{source} <> '32.73.01'\n"
                   f"[cache]\ndir = {tmp_path / 'published'}\n")

    def once():
        result = subprocess.run([str(PROGRAM), "--config", str(own), "--set", f"publish.dir={tmp_path / 'www'}",
                                 "--json"], capture_output=True, text=True, env=publisher.environment, check=False)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    finished = int(office.sql("select count(*) from siap_ambil"))
    assert once()["documents"] == finished
    again = once()
    assert (again["status"], again["read"]) == ("unchanged", False)
    office.sql("update permohonan set status = 5 where id = 2")
    assert once()["documents"] == finished - 1
