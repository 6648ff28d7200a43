"""What residents see of names, and what is kept of them."""

import json
import pathlib
import signal

import pytest
from PIL import Image
from conftest import NOW, make_feed, ocr, run_once, wait_until

DOCUMENTS = [
    {"id": "1", "type": "kk", "name": "Hj. DASWATI AMINAH, S.H.", "number": "4821", "at": "mpp", "state": "pickup"},
    {"id": "2", "type": "kia", "name": "CICI LESTARI", "number": "4822", "at": "mpp", "state": "pickup"},
    {"id": "3", "type": "akta-cerai", "name": "RAHASIA SEKALI", "number": "4823", "at": "mpp", "state": "pickup"},
    {"id": "4", "type": "kk", "name": "RAHASIA", "number": "4824", "at": "mpp", "state": "pickup", "private": True},
    {"id": "5", "type": "other", "label": "Surat Pindah", "name": "DEDI K*****", "number": "4825", "at": "mpp",
     "state": "pickup"},
]
WHOLE = ["DASWATI AMINAH", "AMINAH", "CICI", "LESTARI", "RAHASIA", "SEKALI"]


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(make_feed([], documents=DOCUMENTS), encoding="utf-8")
    return path


def options(tmp_path, source, *more):
    return ["--set", f"source.url=file://{source}", "--set", f"cache.dir={tmp_path}/state", *more]


def test_names_are_masked_by_type(tmp_path, source):
    frame = run_once("--dump-frame", "--now", NOW, "--size", "1920x1080", *options(tmp_path, source)).stdout
    for text in ['"Hj. DASWATI A•••••, S.H."', '"C. L."', '"No. …4823"', '"Akta Sipil"', '"No. …4824"', '"DEDI K*****"',
                 '"Surat Pindah"']:
        assert text in frame, text
    assert not [text for text in WHOLE if text in frame]


def test_an_office_may_show_names_whole_and_hears_of_it(tmp_path, source):
    whole = ["--set", "privacy.names=full", "--set", "privacy.kia=full"]
    frame = run_once("--dump-frame", "--now", NOW, *options(tmp_path, source, *whole)).stdout
    assert '"CICI LESTARI"' in frame and "RAHASIA" not in frame
    checked = run_once("--check-config", *options(tmp_path, source, *whole))
    assert checked.returncode == 0
    assert "warning: --set: [privacy] names = full: names stand whole on the screen" in checked.stdout
    assert "warning: --set: [privacy] kia = full: looser than the rule for kia, which is initials" in checked.stdout
    assert "warning" not in run_once("--check-config", *options(tmp_path, source)).stdout


def test_no_whole_name_is_kept_or_logged(tmp_path, source, board):
    b = board({"source.url": f"file://{source}", "log.level": "debug", "privacy.names": "partial"}, "--off-screen")
    kept = tmp_path / "state" / "list.json"
    wait_until("the list is kept", kept.exists)
    b.end()
    for text in (kept.read_text(encoding="utf-8"), b.log()):
        assert not [word for word in WHOLE if word in text]
    assert "warning" not in b.log() and "<4>" not in b.log()


def frame_of(tmp_path, source, *more):
    """What stands on the screen before the source answers: what is kept."""
    gone = pathlib.Path(str(source) + ".gone")
    source.rename(gone)
    try:
        return run_once("--dump-frame", "--now", NOW, *options(tmp_path, source, *more)).stdout
    finally:
        gone.rename(source)


def test_a_tightened_rule_holds_for_what_was_kept(tmp_path, source, board):
    b = board({"source.url": f"file://{source}", "privacy.names": "full"}, "--off-screen")
    kept = tmp_path / "state" / "list.json"
    wait_until("the list is kept", kept.exists)
    b.end()
    assert "DASWATI AMINAH" in kept.read_text(encoding="utf-8")
    frame = frame_of(tmp_path, source, "--set", "privacy.names=number")
    assert '"No. …4821"' in frame and "DASWATI" not in frame


def test_stricter_rules_leave_nothing_whole_on_disk(tmp_path, source, board):
    settings = {"source.url": f"file://{source}", "cache.dir": f"{tmp_path}/state"}
    b = board(settings, "--off-screen")
    kept = tmp_path / "state" / "list.json"
    wait_until("the list is kept", kept.exists)
    b.end()
    source.unlink()
    b = board({**settings, "privacy.names": "partial"}, "--off-screen")
    wait_until("first words", lambda: "DASWATI A•••••" in kept.read_text(encoding="utf-8"))
    assert "AMINAH" not in kept.read_text(encoding="utf-8")
    b.end()


def test_a_tightened_rule_holds_as_soon_as_settings_are_read_again(tmp_path, source, board):
    settings = {"source.url": f"file://{source}", "privacy.names": "full", "cache.dir": f"{tmp_path}/state", "source.poll": "5s"}
    b = board(settings, "--off-screen")
    kept = tmp_path / "state" / "list.json"
    wait_until("whole names", lambda: kept.exists() and "AMINAH" in kept.read_text(encoding="utf-8"))
    b.wait_log("[privacy] names = full: names stand whole on the screen")
    b.write_config({**settings, "privacy.names": "initials"})
    b.signal(signal.SIGHUP)
    wait_until("initials", lambda: '"Hj. D. A., S.H."' in kept.read_text(encoding="utf-8"))
    assert "AMINAH" not in kept.read_text(encoding="utf-8")
    # And what was not kept is asked for again.
    b.write_config({**settings, "privacy.names": "partial"})
    b.signal(signal.SIGHUP)
    wait_until("first words", lambda: "DASWATI A•••••" in kept.read_text(encoding="utf-8"))
    b.end()


def test_names_that_may_be_shown_no_more_leave_the_screen_at_once(tmp_path, board):
    feed = json.loads(make_feed([f"KARTINI {n}" for n in range(60)]))
    for document in feed["documents"][::2]:
        document["number"] = ""  # nothing is left of these rows
    source = tmp_path / "feed.json"
    source.write_text(json.dumps(feed), encoding="utf-8")
    picture = tmp_path / "screen.png"
    settings = {
        "source.url": f"file://{source}", "cache.dir": f"{tmp_path}/state", "privacy.names": "full",
        "list.motion": "page", "list.min_dwell": "60s",  # what stays, stays for a minute
        "screen.picture": str(picture), "screen.picture_every": "1s",
    }
    b = board(settings, "--off-screen")
    wait_until("whole names", lambda: picture.exists() and "KARTINI" in ocr(Image.open(picture)))
    b.write_config({**settings, "privacy.names": "number"})
    b.signal(signal.SIGHUP)
    wait_until("no name", lambda: "KARTINI" not in ocr(Image.open(picture)), 20)
    b.end()
