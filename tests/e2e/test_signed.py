"""Feeds signed by the stock minisign, served by nginx, pulled by the real program."""

import re
import subprocess

import pytest

from conftest import make_feed, run_once, wait_until


class Publisher:
    """Signs what nginx serves, as `minisign` does it."""

    def __init__(self, folder, nginx):
        folder.mkdir()
        self.folder, self.nginx = folder, nginx
        subprocess.run(["minisign", "-G", "-W", "-p", folder / "key.pub", "-s", folder / "key"], check=True,
                       capture_output=True)
        self.public_key = (folder / "key.pub").read_text().splitlines()[1]

    def sign(self):
        subprocess.run(["minisign", "-S", "-W", "-s", self.folder / "key", "-m", self.nginx.site / "feed.json"],
                       check=True, capture_output=True)

    def publish(self, names, serial):
        self.nginx.publish(make_feed(names, serial))
        self.sign()


@pytest.fixture
def publisher(tmp_path, nginx):
    nginx.start()
    return Publisher(tmp_path / "publisher", nginx)


def pull(nginx, key, *options):
    return run_once("--set", f"source.url={nginx.url}", "--set", f"source.public_keys={key}", "--explain", *options)


def test_a_signed_feed_is_shown(publisher, nginx):
    publisher.publish(["BUDI"], 1)
    result = pull(nginx, publisher.public_key)
    assert result.returncode == 0, result.stderr
    assert re.search(r"signed by [0-9A-F]{16}\n", result.stdout)
    assert "BUDI" in result.stdout


def test_a_second_key_takes_over(publisher, nginx, tmp_path):
    new = Publisher(tmp_path / "new", nginx)
    new.publish(["BUDI"], 1)
    assert pull(nginx, f"{publisher.public_key}, {new.public_key}").returncode == 0
    assert pull(nginx, publisher.public_key).returncode == 1


REFUSALS = {
    "unsigned": (lambda p, site: (site / "feed.json.minisig").unlink(), "nothing unsigned is taken"),
    "changed after signing": (lambda p, site: p.nginx.publish(make_feed(["PALSU"], 1)), "feed.json.minisig: "),
    "by another key": (lambda p, site: Publisher(p.folder / "other", p.nginx).sign(), "feed.json.minisig: "),
    "in the old way": (lambda p, site: subprocess.run(
        ["minisign", "-S", "-l", "-W", "-s", p.folder / "key", "-m", site / "feed.json"], check=True,
        capture_output=True), "minisign"),
    "no signature at all in the file": (lambda p, site: (site / "feed.json.minisig").write_text("<html>"),
                                        "feed.json.minisig: "),
    "another comment": (lambda p, site: (site / "feed.json.minisig").write_text(
        re.sub("timestamp:", "timestamp:9", (site / "feed.json.minisig").read_text())), "comment"),
}


def test_each_refusal_has_a_sentence_of_its_own(publisher, nginx):
    sentences = set()
    for name, (spoil, expected) in REFUSALS.items():
        publisher.publish(["BUDI"], 1)
        spoil(publisher, nginx.site)
        result = pull(nginx, publisher.public_key)
        assert result.returncode == 1, name
        assert expected in result.stderr, f"{name}: {result.stderr}"
        assert "BUDI" not in result.stdout + result.stderr and "PALSU" not in result.stdout + result.stderr
        sentences.add(result.stderr)
    assert len(sentences) == len(REFUSALS)


def test_the_last_good_list_outlives_a_forged_one_and_an_older_one(publisher, nginx, board):
    publisher.publish(["SATRIA"], 7)
    old, old_signature = (nginx.site / "feed.json").read_bytes(), (nginx.site / "feed.json.minisig").read_bytes()
    settings = {"source.url": nginx.url, "source.poll": "5s", "source.public_keys": publisher.public_key}
    b = board(settings)
    place = (250, 240, 1372, 988)
    b.wait_read("SATRIA", place)
    publisher.publish(["GATOTKACA"], 8)
    b.wait_read("GATOTKACA", place)
    # Forged: not signed again.
    nginx.publish(make_feed(["PALSU"], 9))
    b.wait_log("feed.json.minisig: ")
    assert "GATOTKACA" in b.read(place)
    # Sent again: what was true once.
    (nginx.site / "feed.json").write_bytes(old)
    (nginx.site / "feed.json.minisig").write_bytes(old_signature)
    b.wait_log("serial 7 is older than 8")
    assert "GATOTKACA" in b.read(place)
    # Nor after a restart without the kept list.
    b.end()
    for name in ("list.json",):
        (b.folder / "state" / name).unlink()
    b = board(settings)
    b.wait_log("serial 7 is older than 8")
    publisher.publish(["SRIKANDI"], 9)
    b.wait_read("SRIKANDI", place)
    wait_until("no forged row was ever told", lambda: "PALSU" not in b.log())
