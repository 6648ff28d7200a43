"""Several sources of one list in a real window, and what becomes of it when one of them is down."""

import re
import signal
import time

from conftest import Nginx, make_feed, wait_until

LIST = (250, 240, 1372, 988)
FOOTER = (0, 988, 1920, 1080)
CUT_OFF = r"sambungan\s*terputus"  # tesseract does not see every blank


def office_minute(unix_s):
    return time.strftime(r"%H\.?%M", time.gmtime(unix_s + 7 * 3600))


def settings(first, second, **more):
    return {"source.poll": "5s", "list.old_after": "12s", "source loket.url": first.url,
            "source mpp.url": second.url, **more}


def test_one_that_is_down_keeps_its_rows_and_ages_the_list(board, tmp_path):
    first, second = Nginx(tmp_path / "first").start(), Nginx(tmp_path / "second").start()
    try:
        first.publish(make_feed(["AGUS SALIM", "KARTINI"]))
        second.publish(make_feed(["TAN MALAKA"]))
        b = board(settings(first, second))
        b.wait_read("MALAKA", LIST)
        b.wait_read("KARTINI", LIST)
        wait_until("a confirmation", lambda: 304 in second.statuses())
        second.stop()
        # The server writes its log a moment after the board has looked at the clock.
        heard = "|".join({office_minute(second.log.stat().st_mtime - s) for s in (0, 0.5)})
        b.wait_log("the list is marked as old")
        b.wait_read(CUT_OFF, FOOTER)
        b.wait_read("KARTINI(.|\n)*MALAKA", LIST)
        # What the other one says is shown all the same, and does not make the whole fresh.
        first.publish(make_feed(["AGUS SALIM", "DEWI SARTIKA"], serial=2))
        b.wait_read("SARTIKA", LIST)
        b.wait_read("MALAKA", LIST)
        b.wait_read(f"({heard})" + r"\W+" + CUT_OFF, FOOTER)
        second.start()
        # The pause before the next try has grown by now.
        b.wait_log("the list is fresh again", seconds=180)
        b.wait_read("Diperbarui", FOOTER)
        assert b.log().count("marked as old") == 1
    finally:
        first.stop()
        second.stop()


def test_a_source_that_is_added_keeps_the_list_until_it_has_answered(board, nginx, tmp_path):
    nginx.publish(make_feed(["AGUS SALIM", "KARTINI"]))
    nginx.start()
    second = Nginx(tmp_path / "second")
    state = {"cache.dir": str(tmp_path / "state")}
    alone = {"source.url": nginx.url, "source.poll": "5s", **state}
    try:
        b = board(alone)
        b.wait_read("KARTINI", LIST)
        b.write_config({**settings(nginx, second), **state, "list.old_after": "15min"})
        b.signal(signal.SIGHUP)
        b.wait_log("settings read again")
        b.wait_log("[source mpp]")
        b.wait_read("KARTINI", LIST)
        # Not even a power cut loses it.
        b.process.kill()
        b = board({**settings(nginx, second), **state, "list.old_after": "15min"})
        b.wait_log("the kept list: 2 documents")
        b.wait_read("KARTINI", LIST)
        second.publish(make_feed(["TAN MALAKA"]))
        second.start()
        b.wait_read("MALAKA", LIST, seconds=180)
        b.wait_read("KARTINI", LIST)
        # And taken away again, while it does not answer.
        second.stop()
        b.write_config(alone)
        b.signal(signal.SIGHUP)
        wait_until("the rows of one", lambda: "MALAKA" not in b.read(LIST), 60)
        b.wait_read("KARTINI", LIST)
    finally:
        second.stop()


def test_another_mapping_asks_for_everything_again_within_a_poll(board, nginx, tmp_path):
    settings = {"source.url": nginx.url, "source.poll": "5s", "cache.dir": str(tmp_path / "state")}
    nginx.publish(make_feed(["AGUS SALIM", "KARTINI"]))
    nginx.start()
    b = board(settings)
    b.wait_read("KARTINI", LIST)

    def confirmed(before):
        wait_until("nothing new", lambda: nginx.statuses().count(304) > before, 20)

    b.write_config({**settings, "screen.title": "LAIN"})
    b.signal(signal.SIGHUP)
    b.wait_log("settings read again")
    confirmed(nginx.statuses().count(304))
    assert nginx.statuses().count(200) == 1, "a title is nothing to the source"
    b.write_config({**settings, "screen.time_zone": "Asia/Jayapura"})
    b.signal(signal.SIGHUP)
    wait_until("the whole list again", lambda: nginx.statuses().count(200) == 2, 20)
    confirmed(nginx.statuses().count(304))
    assert nginx.statuses().count(200) == 2
