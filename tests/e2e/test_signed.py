"""A feed signed by the stock minisign, served by a real nginx."""

import subprocess

import pytest
from conftest import make_feed, run_once

LIST = (250, 240, 1372, 988)
WAIT = 180  # the pause between tries grows with each that fails


class Signer:
    """A key pair of minisign's in a folder."""

    def __init__(self, folder):
        self.secret = folder / "minisign.key"
        public = folder / "minisign.pub"
        folder.mkdir()
        subprocess.run(["minisign", "-G", "-W", "-p", public, "-s", self.secret], check=True, capture_output=True)
        self.key = public.read_text().splitlines()[1]

    def sign(self, path, *options):
        subprocess.run(["minisign", "-S", "-s", self.secret, "-m", path, *options], check=True, capture_output=True)


@pytest.fixture
def office(tmp_path):
    return Signer(tmp_path / "office")


def pull(tmp_path, nginx, keys):
    return run_once("--dump-frame", "--set", f"source.url={nginx.url}", "--set", f"source.public_keys={keys}",
                    "--set", f"cache.dir={tmp_path}/state")


def test_what_minisign_signs_is_shown_by_either_key(tmp_path, nginx, office):
    next_one = Signer(tmp_path / "next")
    nginx.publish(make_feed(["KARTINI"]))
    nginx.start()
    for signer in (office, next_one):
        signer.sign(nginx.site / "feed.json", "-t", "serial 1")
        result = pull(tmp_path, nginx, f"{office.key}, {next_one.key}")
        assert (result.returncode, result.stderr) == (0, "")
        assert '"KARTINI"' in result.stdout


@pytest.mark.parametrize("what, sentence", [
    ("unsigned", "no signature, and with [source] public_keys nothing unsigned is taken"),
    ("another key", "which is none of [source] public_keys; allowed: "),
    ("changed", "is not one of these bytes: the feed was changed after it was signed"),
    ("old method", "signed in minisign's old way, which is not taken: sign with minisign -S"),
    ("changed comment", "the trusted comment of the signature by the key"),
    ("no signature file", "line 1 does not begin with 'untrusted comment: '"),
])
def test_each_refusal_has_its_sentence(tmp_path, nginx, office, what, sentence):
    nginx.publish(make_feed(["KARTINI"]))
    nginx.start()
    feed, signature = nginx.site / "feed.json", nginx.site / "feed.json.minisig"
    if what == "another key":
        Signer(tmp_path / "stranger").sign(feed)
    elif what != "unsigned":
        office.sign(feed, *(["-l"] if what == "old method" else ["-t", "serial 1"]))
    if what == "changed":
        nginx.publish(make_feed(["KARTONO"]))
    elif what == "changed comment":
        signature.write_text(signature.read_text().replace("serial 1", "serial 2"))
    elif what == "no signature file":
        signature.write_text("<html>Not here</html>")
    result = pull(tmp_path, nginx, office.key)
    assert result.returncode == 1
    assert sentence in result.stderr and nginx.url in result.stderr
    assert "KART" not in result.stdout + result.stderr


def test_the_last_good_list_outlives_a_forged_one_and_an_older_one(nginx, office, board):
    feed, signature = nginx.site / "feed.json", nginx.site / "feed.json.minisig"

    def publish(name, serial):
        nginx.publish(make_feed([name], serial))
        office.sign(feed)

    publish("SATRIA", 7)
    nginx.start()
    old = feed.read_bytes(), signature.read_bytes()
    settings = {"source.url": nginx.url, "source.poll": "5s", "source.public_keys": office.key}
    b = board(settings)
    b.wait_read("SATRIA", LIST)
    publish("GATOTKACA", 8)
    b.wait_read("GATOTKACA", LIST, WAIT)
    # Forged: not signed again.
    nginx.publish(make_feed(["PALSU"], 9))
    b.wait_log("is not one of these bytes", WAIT)
    b.wait_read("GATOTKACA", LIST)
    # Sent again: what was true once.
    feed.write_bytes(old[0])
    signature.write_bytes(old[1])
    b.wait_log("serial 7 is older than 8", WAIT)
    b.wait_read("GATOTKACA", LIST)
    # Nor after a restart, from the kept list.
    b.end()
    again = board(settings)
    again.wait_log("serial 7 is older than 8", WAIT)
    again.wait_read("GATOTKACA", LIST)
    publish("SRIKANDI", 9)
    again.wait_read("SRIKANDI", LIST, WAIT)
    assert "PALSU" not in b.log() + again.log()
