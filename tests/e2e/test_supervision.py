"""What the service manager is told: READY, STATUS in words, WATCHDOG while frames are really presented."""

import datetime
import signal

import pytest
from conftest import make_feed, wait_until
from display_server import XServer
from manager import Manager

NAMES = ["KARTINI", "HATTA", "SUDIRMAN"]
MANY = [f"NAMA {chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(60)]


@pytest.fixture
def manager(tmp_path, monkeypatch):
    managers = []

    def make(watchdog=None):
        managers.append(Manager(tmp_path, monkeypatch, watchdog))
        return managers[-1]

    yield make
    for m in managers:
        m.close()


@pytest.fixture
def x_server():
    server = XServer().start()
    yield server
    server.stop()


def serve(nginx, names=NAMES, serial=1, **members):
    nginx.publish(make_feed(names, serial, **members))
    return nginx if nginx.process else nginx.start()


def feed_file(tmp_path, names=NAMES, **members):
    path = tmp_path / "feed.json"
    path.write_text(make_feed(names, **members), encoding="utf-8")
    return f"file://{path}"


def test_ready_is_told_once_the_first_frame_stands_on_the_display(board, manager, tmp_path, x_server):
    m = manager()
    b = board({"source.url": feed_file(tmp_path), "screen.title": "Papan Uji"}, on=x_server.display)
    wait_until("READY", lambda: m.of("READY"))
    b.wait_log("3 documents")
    m.wait_status("3 documents")
    assert "Papan Uji" in b.read()
    assert m.of("READY") == ["1"]
    assert b.end()[0] == 0


def test_status_is_a_sentence_that_is_told_when_it_changes(board, manager, nginx):
    m = manager()
    nginx.start()
    b = board({"source.url": nginx.url, "source.poll": "5s"}, "--off-screen", on=None)
    m.wait_status("no list yet")
    serve(nginx)
    m.wait_status("3 documents")
    serve(nginx, [*NAMES, "SUKARNO"], serial=2)
    m.wait_status("4 documents")
    # What stays as it is is told once.
    texts = m.of("STATUS")
    assert len(texts) == len([t for i, t in enumerate(texts) if i == 0 or texts[i - 1] != t])
    assert all("\n" not in t and "KARTINI" not in t for t in texts)
    assert b.end()[0] == 0


def test_status_says_that_the_list_is_old(board, manager, tmp_path):
    m = manager()
    ended = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
    b = board({"source.url": feed_file(tmp_path, expires=ended.isoformat(timespec="seconds"))}, "--off-screen", on=None)
    m.wait_status("3 documents, past its time")
    assert b.end()[0] == 0


def test_a_reload_is_told_from_its_beginning_to_its_end(board, manager, tmp_path):
    m = manager()
    settings = {"source.url": feed_file(tmp_path), "cache.dir": str(tmp_path / "state")}
    b = board(settings, "--off-screen", on=None)
    m.wait_status("3 documents")
    for title, log in (("Lain", "settings read again"), ("[screen]\nnonsense = 1", "the old settings stay")):
        before = len(m.look().told)
        b.write_config({**settings, "screen.title": title})
        b.signal(signal.SIGHUP)
        b.wait_log(log)
        wait_until("READY again", lambda: any("READY" in message for _, message in m.look().told[before:]))
        keys = [list(message) for _, message in m.told[before:] if "RELOADING" in message or "READY" in message]
        assert keys == [["RELOADING", "MONOTONIC_USEC", "STATUS"], ["READY", "STATUS"]]
        m.wait_status("3 documents")
    assert b.end()[0] == 0


def test_the_end_is_told(board, manager, tmp_path):
    m = manager()
    b = board({"source.url": feed_file(tmp_path)}, "--off-screen", on=None)
    m.wait_status("3 documents")
    assert b.end()[0] == 0
    assert m.of("STOPPING") == ["1"]
    assert "STOPPING" in m.told[-1][1]


def test_it_beats_at_half_of_the_time_that_it_is_given(board, manager, tmp_path, x_server):
    m = manager(watchdog=2)
    b = board({"source.url": feed_file(tmp_path, MANY)}, on=x_server.display)
    wait_until("six beats", lambda: len(m.of("WATCHDOG")) >= 6)
    times = [when for when, message in m.told if "WATCHDOG" in message][:6]
    wait_until("a beat more", lambda: len(m.of("WATCHDOG")) >= 7)
    assert b.end()[0] == 0
    # Of when each was looked at; what is asked is that none is missing and that they are no flood.
    assert times[-1] - times[0] >= 4


def test_a_picture_that_stands_still_beats_too(board, manager, tmp_path, x_server):
    m = manager(watchdog=1)
    b = board({"source.url": feed_file(tmp_path)}, on=x_server.display)
    m.wait_status("3 documents")
    for _ in range(3):
        m.wait_beat()
    assert b.end()[0] == 0


def test_a_watchdog_that_is_another_process_s_is_left_alone(board, manager, tmp_path, monkeypatch):
    m = manager(watchdog=1)
    monkeypatch.setenv("WATCHDOG_PID", "1")
    b = board({"source.url": feed_file(tmp_path)}, "--off-screen", on=None)
    m.wait_status("3 documents")
    assert m.beats_within(2) == 0
    assert b.end()[0] == 0


def test_a_loop_that_is_stopped_beats_no_more(board, manager, tmp_path, x_server):
    m = manager(watchdog=1)
    b = board({"source.url": feed_file(tmp_path, MANY)}, on=x_server.display)
    m.wait_beat()
    b.signal(signal.SIGSTOP)
    m.look()
    assert m.beats_within(2.5) == 0
    b.signal(signal.SIGCONT)
    m.wait_beat()
    assert b.end()[0] == 0


def test_a_display_that_takes_no_frame_stops_the_beats_though_pulling_goes_on(board, manager, nginx, x_server):
    serve(nginx, MANY)
    m = manager(watchdog=1)
    b = board({"source.url": nginx.url, "source.poll": "5s", "notices.text": "Pengambilan dokumen GRATIS. " * 6},
              on=x_server.display)
    b.wait_log("rows listed: 60")
    m.wait_beat()
    x_server.process.send_signal(signal.SIGSTOP)
    try:
        m.beats_within(1)  # one may have been under way
        pulls = len(nginx.statuses())
        assert m.beats_within(3) == 0
        wait_until("pulls go on", lambda: len(nginx.statuses()) > pulls)
        assert m.beats_within(0.5) == 0
    finally:
        x_server.process.send_signal(signal.SIGCONT)
    m.wait_beat()
    assert b.end()[0] == 0


def test_without_a_display_it_is_ready_and_says_so(board, manager, nginx, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    serve(nginx)
    m = manager(watchdog=1)
    b = board({"source.url": nginx.url, "source.poll": "5s"}, on=":97")
    m.wait_status("3 documents; no display, looking for one")
    assert m.of("READY") == ["1"]
    m.wait_beat()
    pulls = len(nginx.statuses())
    wait_until("pulls go on", lambda: len(nginx.statuses()) > pulls)
    assert b.log().count("no display:") == 1
    assert b.end()[0] == 0
