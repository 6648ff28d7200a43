"""The list goes on where it was: after an end and a new start, and when settings are read again."""

import signal
import time

from conftest import make_feed, wait_until

NAMES = [f"NAMA {chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(40)]
SETTINGS = {"source.poll": "5s", "list.min_dwell": "2s", "list.max_cycle": "1min"}


def rows(state, kinds=("now",)):
    """The rows that stood on the screen, as they were kept; or those that come "next"."""
    path = state / "position"
    if not path.exists():
        return []
    return [line.split()[1] for line in path.read_text().splitlines() if line.split()[0] in kinds]


def test_a_new_start_goes_on_where_the_last_one_ended(board, tmp_path):
    source, state = tmp_path / "feed.json", tmp_path / "state"
    source.write_text(make_feed(NAMES), encoding="utf-8")
    settings = {**SETTINGS, "source.url": f"file://{source}"}

    def run(seconds):
        b = board(settings, "--off-screen")
        b.wait_log("rows listed: 40")
        time.sleep(seconds)  # what is tested is that rows go by
        assert b.end()[0] == 0
        return rows(state)

    begun = run(0.2)
    later = run(5)
    again = run(0.2)
    assert begun and later and begun[0] != later[0]
    assert again[0] == later[0]


def test_settings_that_are_read_again_do_not_begin_again(board, tmp_path):
    source, state = tmp_path / "feed.json", tmp_path / "state"
    source.write_text(make_feed(NAMES), encoding="utf-8")
    settings = {**SETTINGS, "source.url": f"file://{source}"}
    b = board(settings, "--off-screen")
    b.wait_log("rows listed: 40")
    time.sleep(5)
    b.write_config({"cache.dir": str(state), **settings, "screen.title": "Lain"})
    b.signal(signal.SIGHUP)
    wait_until("read again", lambda: "settings read again" in b.log())
    assert b.end()[0] == 0
    after = rows(state)
    b = board({**settings, "cache.dir": str(tmp_path / "other")}, "--off-screen")
    b.wait_log("rows listed: 40")
    assert b.end()[0] == 0
    assert after[0] != rows(tmp_path / "other")[0]
