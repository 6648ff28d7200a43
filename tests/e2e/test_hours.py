"""Opening hours and the calendar: what stands on the screen outside of them, and what a wrong file does."""

import datetime
import json
import signal

import pytest
from PIL import Image
from conftest import ROOT, make_feed, ocr, run_once, wait_until

OPEN = "mon-thu 08:00-12:00 13:00-15:00, fri 08:00-11:00"
SUNDAY = "2026-11-22T19:00:00+07:00"
MONDAY = "2026-11-23T09:41:00+07:00"
NATAL = "2026-12-25T09:00:00+07:00"
RAMADAN = "2027-02-09T09:00:00+07:00"
CALENDAR = ROOT / "config" / "calendar.ini"


@pytest.fixture
def settings(tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(make_feed(["AGUS SALIM", "DEWI SARTIKA"]), encoding="utf-8")
    return {
        "source.url": f"file://{path}", "cache.dir": str(tmp_path / "state"), "hours.open": OPEN,
        "hours.calendar": str(CALENDAR), "screen.office": "Dinas Dukcapil Kota Bandung",
    }


def sets(settings, **hours):
    settings = {**settings, **{f"hours.{key}": value for key, value in hours.items()}}
    return [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]


def dump(settings, now, *options, **hours):
    result = run_once("--dump-frame", "--now", now, *sets(settings, **hours), *options)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def test_a_sunday_evening_says_when_it_opens(settings):
    frame = dump(settings, SUNDAY, closed="dim")
    assert frame.startswith("frame 1916x1076 closed ")
    assert '"Buka kembali Senin pukul 08.00"' in frame
    assert '"Jam layanan 08.00–12.00, 13.00–15.00"' in frame
    assert "AGUS" not in frame


def test_a_holiday_says_its_name(settings):
    frame = dump(settings, NATAL, closed="dim")
    assert '"Hari ini tutup · Natal"' in frame
    assert '"Buka kembali Senin pukul 08.00"' in frame


@pytest.mark.parametrize("now, hours", [
    (MONDAY, "Hari ini 08.00–15.00"),
    (NATAL, "Hari ini tutup · Natal"),
    (RAMADAN, "Hari ini 08.00–12.00, 12.30–15.00 · Ramadan"),
])
def test_the_place_bar_tells_the_hours_that_hold(settings, now, hours):
    assert f'"{hours}"' in dump(settings, now)


@pytest.mark.parametrize("hours", [{}, {"closed": "dim", "open": ""}])
def test_the_list_stays_where_nobody_wants_it_closed(settings, hours):
    assert "AGUS" in dump(settings, SUNDAY, **hours)


@pytest.mark.parametrize("size, rotate", [("1920x1080", 0), ("1080x1920", 0), ("800x480", 0), ("1080x1920", 90)])
def test_the_dimmed_clock_can_be_read(settings, tmp_path, size, rotate):
    picture = tmp_path / "shot.png"
    result = run_once("--screenshot", picture, "--size", size, "--now", SUNDAY, *sets(settings, closed="dim"),
                      "--set", f"screen.rotate={rotate}")
    assert (result.returncode, result.stderr) == (0, "")
    image = Image.open(picture).convert("RGB").rotate(rotate, expand=True)
    if image.width < 1000:
        image = image.resize((image.width * 2, image.height * 2))
    text = ocr(image)
    for words in ("Minggu, 22 November 2026", "Buka kembali Senin", "Dinas Dukcapil"):
        assert words in text


def test_black_is_black(settings, tmp_path):
    picture = tmp_path / "shot.png"
    run_once("--screenshot", picture, "--size", "1280x720", "--now", SUNDAY, *sets(settings, closed="black"))
    assert Image.open(picture).convert("L").getextrema() == (0, 0)


def test_a_wrong_calendar_is_refused_with_its_line(settings, tmp_path):
    wrong = tmp_path / "days.ini"
    wrong.write_text("[holiday 2026-12-25]\nname = Natal\n\n[hours 2026-12-24]\nfri = 8-12\n", encoding="utf-8")
    result = run_once("--check-config", *sets(settings, calendar=wrong))
    assert result.returncode == 2
    assert f"{wrong}:5: [hours 2026-12-24] fri: '8-12' is no time" in result.stderr
    assert "allowed: such as 08:00-12:00" in result.stderr


def test_what_is_wrong_with_the_hours_is_told_where_it_was_set(settings, tmp_path):
    config = tmp_path / "board.ini"
    for line, sentence in (
        ("open = monday 08:00-12:00", "board.ini:2: [hours] open: 'monday' are no days; allowed: mon, "),
        ("calendar = /no/such/file", "board.ini:2: [hours] calendar: "),
        ("closed = off", "board.ini:2: [hours] closed = off: unknown; allowed: list, dim, black"),
    ):
        config.write_text(f"[hours]\n{line}\n", encoding="utf-8")
        result = run_once("--check-config", "--config", config, "--set", f"source.url={settings['source.url']}")
        assert result.returncode == 2
        assert sentence in result.stderr


def days_around_today(name):
    """A calendar that closes yesterday to tomorrow, in the office's time zone."""
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()
    day = datetime.timedelta(days=1)
    return f"[holiday {today - day}..{today + day}]\nname = {name}\n"


def test_a_wrong_calendar_at_a_reload_leaves_the_old_days_in_force(settings, board, tmp_path):
    days = tmp_path / "days.ini"
    days.write_text(days_around_today("Hari Jadi"), encoding="utf-8")
    b = board({**settings, "hours.calendar": str(days)})
    b.wait_read("Hari Jadi")
    days.write_text("[holiday 2026-11-33]\n", encoding="utf-8")
    b.signal(signal.SIGHUP)
    b.wait_log(f"the old settings stay: {days}:1: [holiday 2026-11-33]: no such days")
    b.wait_read("Hari Jadi")
    days.write_text(days_around_today("Hari Pahlawan"), encoding="utf-8")
    b.signal(signal.SIGHUP)
    b.wait_log("settings read again")
    b.wait_read("Hari Pahlawan")
    assert b.end()[0] == 0


def test_the_board_and_its_panel_go_by_the_hours(settings, board, tmp_path):
    switch, written, days = tmp_path / "panel", tmp_path / "written", tmp_path / "days.ini"
    switch.write_text(f'#!/bin/sh\necho "$1" >>{written}\n', encoding="utf-8")
    switch.chmod(0o755)
    days.write_text(days_around_today("Hari Jadi"), encoding="utf-8")
    b = board({**settings, "hours.open": "mon-sun 00:00-24:00", "hours.calendar": str(days), "hours.closed": "dim",
               "hours.panel_on": f"{switch} on", "hours.panel_off": f"{switch} off"})
    wait_until("it is switched off", lambda: written.exists() and written.read_text() == "off\n")
    b.wait_read("Hari ini tutup . Hari Jadi")
    assert "AGUS" not in b.read()
    for _ in range(2):  # a reload without a change switches nothing
        days.write_text("", encoding="utf-8")
        b.signal(signal.SIGHUP)
        b.wait_read("AGUS")
    wait_until("it is switched on", lambda: written.read_text() == "off\non\n")
    assert b.end()[0] == 0
    assert written.read_text() == "off\non\n"


def test_a_panel_that_cannot_be_switched_is_told_once(settings, board):
    b = board({**settings, "hours.open": "", "hours.panel_on": "/no/such/program secret"}, "--off-screen",
              "--size", "800x480")
    b.wait_log("[hours] panel_on, /no/such/program: cannot be run: No such file or directory")
    b.signal(signal.SIGHUP)
    b.wait_log("settings read again")
    assert b.end()[0] == 0
    assert b.log().count("panel_on") == 1
    assert "secret" not in b.log()


def test_hours_of_a_feed_in_any_order_are_told_by_time(settings, tmp_path):
    feed = json.loads(make_feed(["AGUS SALIM"]))
    feed["locations"][0]["hours"] = [
        {"days": "mon", "open": "13:00", "close": "15:00"}, {"days": "mon", "open": "08:00", "close": "12:00"},
    ]
    (tmp_path / "feed.json").write_text(json.dumps(feed), encoding="utf-8")
    assert '"Hari ini 08.00–12.00, 13.00–15.00"' in dump(settings, MONDAY)
