"""From a web server to a window: pull, keep, show."""

import pathlib
import re
import signal

import pytest
from PIL import Image, ImageChops
from conftest import SANITIZED, make_feed, ocr, wait_until

LIST = (250, 240, 1372, 988)
MARKS = (1372, 240, 1520, 988)
FOOTER = (0, 988, 1920, 1080)
FEW = ["AGUS SALIM", "DEWI SARTIKA", "KARTINI"]


def test_first_pull_gets_the_list_and_the_next_one_finds_nothing_new(board, nginx):
    nginx.publish(make_feed(FEW))
    nginx.start()
    b = board({"source.url": nginx.url, "source.poll": "5s"})
    b.wait_read("KARTINI", LIST)
    b.wait_log("3 documents")
    wait_until("a second pull", lambda: len(nginx.statuses()) > 1)
    statuses = nginx.statuses()
    assert statuses[0] == 200 and set(statuses[1:]) == {304}
    line = nginx.log.read_text().splitlines()[-1]
    assert line.split()[1] == "0", "an unchanged list costs no body"
    assert "siapambil/" in line


def test_a_row_that_is_added_stands_on_the_screen(board, nginx):
    nginx.publish(make_feed(FEW))
    nginx.start()
    b = board({"source.url": nginx.url, "source.poll": "5s"})
    b.wait_read("KARTINI", LIST)
    assert "SOEKARNO" not in b.read(LIST)
    nginx.publish(make_feed(FEW + ["SOEKARNO HATTA"], serial=2))
    b.wait_read("SOEKARNO", LIST)
    b.wait_read("BARU", MARKS)


def test_a_server_that_goes_away_costs_nothing_but_freshness(board, nginx):
    nginx.publish(make_feed(FEW))
    nginx.start()
    b = board({"source.url": nginx.url, "source.poll": "5s", "list.old_after": "8s"})
    b.wait_read("KARTINI", LIST)
    b.wait_read("Diperbarui", FOOTER)
    nginx.stop()
    b.wait_log("refused")
    b.wait_read("sambungan", FOOTER)
    assert "KARTINI" in b.read(LIST)
    nginx.start()
    b.wait_read("Diperbarui", FOOTER)


def test_started_without_a_network_the_board_shows_what_it_kept(board, nginx):
    nginx.publish(make_feed(FEW))
    nginx.start()
    settings = {"source.url": nginx.url, "source.poll": "5s", "list.old_after": "5s"}
    b = board(settings)
    b.wait_read("KARTINI", LIST)
    b.wait_log("3 documents")
    assert b.end()[0] == 0
    nginx.stop()
    again = board(settings)
    again.wait_read("KARTINI", LIST)
    again.wait_read("sambungan", FOOTER)


def test_an_html_page_instead_of_a_feed_changes_nothing(board, nginx):
    nginx.publish(make_feed(FEW))
    nginx.start()
    b = board({"source.url": nginx.url, "source.poll": "5s"})
    b.wait_read("KARTINI", LIST)
    nginx.publish("<!DOCTYPE html><title>Masuk</title>")
    b.wait_log("HTML")
    assert "KARTINI" in b.read(LIST)
    assert "Masuk" not in b.log()


def test_a_file_is_a_source_too(board, tmp_path):
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed(FEW), encoding="utf-8")
    b = board({"source.url": f"file://{feed}", "source.poll": "5s"})
    b.wait_read("KARTINI", LIST)
    feed.write_text(make_feed(FEW + ["SUTAN SJAHRIR"], serial=2), encoding="utf-8")
    b.wait_read("SJAHRIR", LIST)


def test_a_long_list_scrolls(board, nginx):
    nginx.publish(make_feed([f"NAMA {chr(65 + i)}{chr(65 + i)}{chr(65 + i)}" for i in range(20)]))
    nginx.start()
    b = board({"source.url": nginx.url, "list.min_dwell": "2s", "list.max_cycle": "30s"})
    b.wait_read("AAA", LIST)
    b.wait_read("JJJ", LIST)
    b.wait_read("TTT", LIST, seconds=120)
    b.wait_read("AAA", LIST, seconds=120)


@pytest.mark.skipif(SANITIZED, reason="the sanitizers' own memory is larger")
def test_a_thousand_rows_fit_into_48_megabytes(board, nginx):
    nginx.publish(make_feed([f"NAMA {i:04} S••••••" for i in range(1000)]))
    nginx.start()
    b = board({"source.url": nginx.url})
    b.wait_log("1000 documents")
    b.wait_read("0005", LIST)
    rollup = pathlib.Path(f"/proc/{b.process.pid}/smaps_rollup").read_text()
    assert int(re.search(r"^Pss: +(\d+) kB", rollup, re.M).group(1)) < 48 * 1024


def test_the_window_shows_all_that_was_drawn(board, nginx, tmp_path):
    """Only what has changed is sent to the window: nothing may be forgotten on the way."""
    nginx.publish(make_feed([f"NAMA {chr(65 + i)}{chr(65 + i)}{chr(65 + i)}" for i in range(12)]))
    nginx.start()
    drawn = tmp_path / "drawn.png"
    b = board({"source.url": nginx.url, "source.poll": "5s", "notices.text": "Gratis",
               "screen.picture": drawn, "screen.picture_every": "1s", "list.min_dwell": "2s", "list.max_cycle": "30s"})
    b.wait_read("CCC", LIST)
    nginx.publish(make_feed(FEW, serial=2))
    b.wait_log("3 documents")

    def alike():
        kept = Image.open(drawn).convert("RGB")
        return ImageChops.difference(kept, b.picture()).getbbox() is None and "KARTINI" in ocr(kept, LIST)

    wait_until("the window is as the picture, with the short list at rest", alike, 90)


def test_sigterm_ends_it_at_once(board, nginx):
    nginx.publish(make_feed(FEW))
    nginx.start()
    b = board({"source.url": nginx.url})
    b.wait_log("3 documents")
    status, seconds = b.end()
    assert status == 0
    assert seconds < b.ENDS_IN


def test_reload_takes_new_settings_and_keeps_old_ones_when_they_are_wrong(board, nginx):
    nginx.publish(make_feed(FEW))
    nginx.start()
    settings = {"source.url": nginx.url, "screen.title": "Papan Lama"}
    b = board(settings)
    b.wait_read("Papan Lama")
    b.write_config({**settings, "screen.title": "Papan Baru"})
    b.signal(signal.SIGHUP)
    b.wait_read("Papan Baru")
    b.wait_read("KARTINI", LIST)
    b.write_config({**settings, "screen.rotate": "45"})
    b.signal(signal.SIGHUP)
    b.wait_log("[screen] rotate = 45")
    assert "Papan Baru" in b.read()
    assert b.process.poll() is None


def test_a_reload_for_something_else_leaves_the_board_alone(board, nginx, tmp_path):
    nginx.publish(make_feed([f"NAMA {n}" for n in range(60)]))
    nginx.start()
    calendar = tmp_path / "calendar.ini"
    calendar.write_text("[holiday 2026-12-25]\nname = Natal\n")
    settings = {"source.url": nginx.url, "source.poll": "60s", "log.level": "debug", "hours.calendar": str(calendar)}
    b = board(settings)
    b.wait_log("rows listed: 60")

    def made_boards(settings):
        """How often a board has been laid out, once these are in force."""
        reloads = b.log().count("settings read again")
        b.write_config(settings)
        b.signal(signal.SIGHUP)
        wait_until("it is reloaded", lambda: b.log().count("settings read again") > reloads)
        return b.log().count("rows listed: 60")

    boards = b.log().count("rows listed: 60")
    settings["source.poll"] = "5s"
    settings["cache.dir"] = str(tmp_path / "state")
    made_boards(settings)
    # Other settings of the source have the list pulled whole, at a moment drawn by lot: that is the one that is told.
    boards += 1
    wait_until("it is pulled under them", lambda: b.log().count("status 200") >= 2)
    wait_until("it is listed", lambda: b.log().count("rows listed: 60") >= boards)
    settings["theme.accent"] = "#FFD000"
    boards += 1
    assert made_boards(settings) == boards
    calendar.write_text("[holiday 2026-12-26]\nname = Cuti bersama\n")
    assert made_boards(settings) == boards + 1
    assert made_boards(settings) == boards + 1
    status, _ = b.end()
    assert status == 0
    # How evenly it has moved is told at the end.
    assert re.search(r"frames: \d+ shown, \d+ late[^,]*, the longest [\d.]+ ms, 99.9 % within [\d.]+ ms, at \d+ a second", b.log())


def test_reload_can_turn_the_screen_and_change_the_source(board, nginx, tmp_path):
    nginx.publish(make_feed(FEW))
    nginx.start()
    b = board({"source.url": nginx.url, "source.poll": "5s"})
    b.wait_read("KARTINI", LIST)
    other = tmp_path / "other.json"
    other.write_text(make_feed(["TAN MALAKA"]), encoding="utf-8")
    b.write_config({"source.url": f"file://{other}", "source.poll": "5s", "screen.rotate": "180",
                    "cache.dir": str(tmp_path / "state")})
    b.signal(signal.SIGHUP)
    wait_until("the other source, upside down", lambda: "MALAKA" in ocr(b.picture().rotate(180)), 60)
