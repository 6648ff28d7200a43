"""What becomes of the list when its source, its settings or the disk change under the running board."""

import json
import os
import signal

from conftest import make_feed, run_once, wait_until

LIST = (250, 240, 1372, 988)
FOOTER = (0, 988, 1920, 1080)
FEW = ["AGUS SALIM", "DEWI SARTIKA", "KARTINI"]


def test_reading_the_source_s_settings_again_keeps_the_list_and_its_time(board, nginx, tmp_path):
    nginx.publish(make_feed(FEW))
    nginx.start()
    settings = {"source.url": nginx.url, "source.poll": "5s", "list.old_after": "10s",
                "cache.dir": str(tmp_path / "state")}
    b = board(settings)
    b.wait_read("KARTINI", LIST)
    # Confirmed from memory for longer than old_after, while the time on disk stays that of the first pull.
    wait_until("a few more pulls", lambda: nginx.statuses().count(304) >= 3, 60)
    b.write_config({**settings, "source.poll": "10s"})
    b.signal(signal.SIGHUP)
    b.wait_log("settings read again")
    b.wait_read("KARTINI", LIST)
    assert "Diperbarui" in b.read(FOOTER), "the source was heard a moment ago"


def test_reading_the_settings_again_puts_the_list_into_the_other_order(board, tmp_path):
    source = tmp_path / "feed.json"
    feed = json.loads(make_feed(FEW))
    for day, document in zip(("18", "20", "19"), feed["documents"]):
        document["done"] = f"2026-11-{day}"
    source.write_text(json.dumps(feed), encoding="utf-8")
    settings = {"source.url": f"file://{source}", "cache.dir": str(tmp_path / "state")}
    b = board(settings)

    def names():
        return [name for line in b.read(LIST).splitlines() for name in FEW if name in line]

    wait_until("by name", lambda: names() == ["AGUS SALIM", "DEWI SARTIKA", "KARTINI"], 60)
    source.unlink()
    b.write_config({**settings, "list.order": "newest"})
    b.signal(signal.SIGHUP)
    wait_until("the newest first", lambda: names() == ["DEWI SARTIKA", "KARTINI", "AGUS SALIM"], 60)


def test_the_list_of_a_source_that_is_replaced_stays_until_the_new_one_answers(board, nginx, tmp_path):
    nginx.publish(make_feed(FEW))
    nginx.start()
    state = {"cache.dir": str(tmp_path / "state")}
    b = board({"source.url": nginx.url, **state})
    b.wait_read("KARTINI", LIST)
    other = tmp_path / "other.json"
    b.write_config({"source.url": f"file://{other}", "source.poll": "5s", **state})
    b.signal(signal.SIGHUP)
    b.wait_log("other.json: cannot read")
    assert "KARTINI" in b.read(LIST)
    other.write_text(make_feed(["TAN MALAKA"]), encoding="utf-8")
    b.wait_read("MALAKA", LIST, seconds=60)
    assert "KARTINI" not in b.read(LIST)


def test_a_pipe_as_a_source_does_not_keep_the_end_waiting(board, tmp_path):
    pipe = tmp_path / "feed.json"
    os.mkfifo(pipe)
    b = board({"source.url": f"file://{pipe}"})
    b.wait_log("it is a pipe, not a regular file")
    status, seconds = b.end()
    assert status == 0
    assert seconds < b.ENDS_IN


def test_one_frame_leaves_the_folder_of_the_board_as_it_is(tmp_path):
    feed, state = tmp_path / "feed.json", tmp_path / "state"
    feed.write_text(make_feed(FEW), encoding="utf-8")
    options = ["--dump-frame", "--set", f"source.url=file://{feed}", "--set", f"cache.dir={state}"]
    assert '"KARTINI"' in run_once(*options).stdout
    assert not state.exists()
    state.mkdir()
    (state / "list.json").write_text("damaged")
    assert '"KARTINI"' in run_once(*options).stdout
    assert [p.name for p in state.iterdir()] == ["list.json"]


def test_a_board_that_wakes_up_in_1970_shows_what_it_kept_as_old(board, tmp_path):
    feed, state = tmp_path / "feed.json", tmp_path / "state"
    feed.write_text(make_feed(FEW), encoding="utf-8")
    b = board({"source.url": f"file://{feed}", "cache.dir": state}, "--off-screen", on=None)
    wait_until("a kept list", lambda: (state / "list.json").exists())
    b.end()
    feed.unlink()
    options = ["--dump-frame", "--set", f"source.url=file://{feed}", "--set", f"cache.dir={state}"]
    assert run_once(*options).stdout.startswith("frame 1916x1076 list at 2,2 of 1920x1080\n")
    frame = run_once(*options, "--now", "1970-01-01T07:01:35+07:00").stdout
    assert frame.startswith("frame 1916x1076 list old at 2,2 of 1920x1080\n")
    assert '"KARTINI"' in frame and "1970" not in frame
