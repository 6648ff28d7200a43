"""Several displays and turned ones, in real windows: monitors of an Xvfb by xrandr, and outputs of an Xorg
that draws nowhere, whose modes can be set."""

import os
import re
import shutil
import signal
import subprocess

import pytest
from PIL import Image

from conftest import NOW, make_feed, ocr, run_once, wait_until
from display_server import XORG
from test_hours import days_around_today

NAMES = ["KARTINI", "HATTA", "SUDIRMAN"]
LEFT = (0, 0, 1920, 1080)
RIGHT = (1920, 0, 3200, 1024)


def xrandr(display, *options):
    subprocess.run(["xrandr", "-display", display, *options], check=True, capture_output=True)


def set_monitor(display, name, width, height, x, output):
    xrandr(display, "--setmonitor", name, f"{width}/300x{height}/200+{x}+0", output)


def start_server(command, **options):
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [*command, "-displayfd", str(writer), "-nolisten", "tcp", "-noreset"], pass_fds=[writer], **options
    )
    os.close(writer)
    with os.fdopen(reader) as pipe:
        return server, pipe.readline().strip()


@pytest.fixture
def two_monitors():
    """One X screen with two monitors side by side."""
    server, number = start_server(["Xvfb", "-screen", "0", "3200x1920x24"], stderr=subprocess.DEVNULL)
    display = f":{number}"
    set_monitor(display, "KIRI", 1920, 1080, 0, "screen")
    set_monitor(display, "KANAN", 1280, 1024, 1920, "none")
    yield display
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture
def two_outputs(tmp_path):
    """An X server with outputs as a graphics card has them: DUMMY0 of 1920x1080, and right of it DUMMY1."""
    if not shutil.which("Xorg") or os.getuid() != 0:
        pytest.skip("Xorg with the dummy driver is for root only")
    (tmp_path / "xorg.conf").write_text(XORG)
    server, number = start_server(
        ["Xorg", "-config", str(tmp_path / "xorg.conf"), "-logfile", str(tmp_path / "xorg.log"), "-novtswitch",
         "-sharevts"],
        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )
    if not number:
        server.wait(timeout=10)
        pytest.skip("Xorg does not start here")
    display = f":{number}"
    for mode in ("1280x1024", "800x600"):
        xrandr(display, "--addmode", "DUMMY1", mode)
    xrandr(display, "--output", "DUMMY0", "--mode", "1920x1080")
    connect_right(display)
    yield display
    server.terminate()
    server.wait(timeout=20)


def connect_right(display, mode="1280x1024"):
    xrandr(display, "--output", "DUMMY1", "--mode", mode, "--right-of", "DUMMY0")


def windows(display):
    """The program's windows: "WxH+X+Y" to the window's number."""
    tree = subprocess.run(["xwininfo", "-display", display, "-root", "-tree"], capture_output=True, text=True).stdout
    found = re.findall(r'(0x[0-9a-f]+) "siapambil".*\s(\d+x\d+\+-?\d+\+-?\d+)  ', tree)
    return {place: number for number, place in found}


def wait_windows(display, *places):
    wait_until(f"windows at {places}", lambda: sorted(windows(display)) == sorted(places))


def codes(image, folder):
    path = folder / "code.png"
    image.save(path)
    return subprocess.run(["zbarimg", "-q", "--raw", str(path)], capture_output=True, text=True).stdout.split()


def two_screens(left, right, **more):
    return {
        "screen.office": "Dinas Dukcapil Kota Bandung",
        "screen lobby.display": left,
        "screen lobby.title": "Papan Lobi",
        "screen lobby.name": "Pintu Utara",
        "screen loket.display": right,
        "screen loket.title": "Papan Loket",
        "screen loket.name": "Pintu Selatan",
        "screen loket.link": "https://dukcapil.example.go.id/loket",
        **more,
    }


def serve(nginx, names=NAMES, serial=1):
    nginx.publish(make_feed(names, serial))
    return nginx if nginx.process else nginx.start()


def test_two_displays_have_a_board_each_from_one_pull(board, nginx, two_monitors, tmp_path):
    serve(nginx)
    b = board(two_screens("KIRI", "KANAN", **{"source.url": nginx.url, "screen loket.language": "en"}), on=two_monitors)
    b.wait_read("KARTINI", LEFT)
    b.wait_read("KARTINI", RIGHT)
    assert sorted(windows(two_monitors)) == ["1280x1024+1920+0", "1920x1080+0+0"]
    picture = b.picture()
    left, right = picture.crop(LEFT), picture.crop(RIGHT)
    for image, title, name, word, link in (
        (left, "Papan Lobi", "Pintu Utara", "mencari", "https://dukcapil.example.go.id/siap"),
        (right, "Papan Loket", "Pintu Selatan", "to look for", "https://dukcapil.example.go.id/loket"),
    ):
        text = ocr(image)
        assert title in text and name in text and "Dinas Dukcapil" in text
        assert word in text
        assert codes(image, tmp_path) == [link]
    assert nginx.statuses() == [200]
    assert "on KIRI" in b.log() and "on KANAN" in b.log()
    assert b.end()[0] == 0


@pytest.mark.parametrize("back_end", ["cpu", "gpu", "pixmaps"])
def test_a_turned_board_reads_as_an_upright_one(board, nginx, two_monitors, tmp_path, back_end):
    serve(nginx)
    for left, right in ((90, 180), (270, 0)):
        settings = two_screens("KIRI", "KANAN", **{"source.url": nginx.url, "screen.back_end": back_end})
        settings |= {"screen lobby.rotate": left, "screen loket.rotate": right}
        b = board(settings, on=two_monitors)
        b.wait_log(f"{back_end} (x11), 1280x1024")

        def reads(box, degrees, title):
            image = b.picture().crop(box).rotate(degrees, expand=True)
            text = ocr(image)
            return all(name in text for name in [title, *NAMES]) and len(codes(image, tmp_path)) == 1

        wait_until("the left one", lambda: reads(LEFT, left, "Papan Lobi"))
        wait_until("the right one", lambda: reads(RIGHT, right, "Papan Loket"))
        assert b.end()[0] == 0


def test_monitors_that_come_go_and_change_are_followed(board, nginx, two_monitors):
    serve(nginx)
    b = board(two_screens("KIRI", "KANAN", **{"source.url": nginx.url}), on=two_monitors)
    b.wait_read("Papan Loket", RIGHT)
    left = windows(two_monitors)["1920x1080+0+0"]
    xrandr(two_monitors, "--delmonitor", "KANAN")
    wait_windows(two_monitors, "1920x1080+0+0")
    assert b.log().count("KANAN: not connected any more; there are: KIRI (1920x1080)") == 1
    set_monitor(two_monitors, "KANAN", 1080, 1920, 1920, "none")
    wait_windows(two_monitors, "1920x1080+0+0", "1080x1920+1920+0")
    b.wait_read("Papan Loket", (1920, 0, 3000, 1920))
    b.wait_read("KARTINI", (1920, 0, 3000, 1920))
    # However often it does so, the log is told once.
    for _ in range(2):
        xrandr(two_monitors, "--delmonitor", "KANAN")
        wait_windows(two_monitors, "1920x1080+0+0")
        set_monitor(two_monitors, "KANAN", 1080, 1920, 1920, "none")
        wait_windows(two_monitors, "1920x1080+0+0", "1080x1920+1920+0")
        b.wait_read("KARTINI", (1920, 0, 3000, 1920))
    assert len(re.findall("^<6>KANAN: .*1080x1920", b.log(), re.MULTILINE)) == 1
    assert b.log().count("KANAN: not connected any more") == 1
    # But what it has become meanwhile is told.
    xrandr(two_monitors, "--delmonitor", "KANAN")
    wait_windows(two_monitors, "1920x1080+0+0")
    set_monitor(two_monitors, "KANAN", 800, 600, 1920, "none")
    wait_windows(two_monitors, "1920x1080+0+0", "800x600+1920+0")
    b.wait_log("KANAN: pixmaps (x11), 800x600")
    assert b.log().count("KANAN: not connected any more") == 1
    # Nothing of it has touched the other one.
    assert windows(two_monitors)["1920x1080+0+0"] == left
    assert b.end()[0] == 0


def test_the_list_goes_on_where_it_was_on_a_display_that_changes(board, nginx, two_monitors):
    first = "AGUS"
    serve(nginx, [first] + [f"BAMBANG {i}" for i in range(60)])
    b = board(
        two_screens("KIRI", "KANAN", **{"source.url": nginx.url, "list.min_dwell": "3s", "list.max_cycle": "1min"}),
        on=two_monitors,
    )
    b.wait_read(first, RIGHT)
    wait_until("the first row has gone by", lambda: first not in b.read(RIGHT))
    xrandr(two_monitors, "--delmonitor", "KANAN")
    set_monitor(two_monitors, "KANAN", 1280, 720, 1920, "none")
    right = (1920, 0, 3200, 720)
    wait_windows(two_monitors, "1920x1080+0+0", "1280x720+1920+0")
    text = wait_until("a board", lambda: "BAMBANG" in b.read(right) and b.read(right))
    assert first not in text
    # And so it does where the display has been away.
    xrandr(two_monitors, "--delmonitor", "KANAN")
    wait_windows(two_monitors, "1920x1080+0+0")
    set_monitor(two_monitors, "KANAN", 1280, 720, 1920, "none")
    text = wait_until("a board", lambda: "BAMBANG" in b.read(right) and b.read(right))
    assert first not in text
    assert b.end()[0] == 0


def test_a_section_waits_for_its_display(board, nginx, two_monitors):
    serve(nginx)
    b = board(two_screens("KIRI", "ATAS", **{"source.url": nginx.url}), on=two_monitors)
    b.wait_read("Papan Lobi", LEFT)
    # The display that is free is another one's, or nobody's: nothing is shown on it by mistake.
    assert sorted(windows(two_monitors)) == ["1920x1080+0+0"]
    assert "[screen loket] display = ATAS: not connected; there are: KIRI (1920x1080), KANAN (1280x1024)" in b.log()
    set_monitor(two_monitors, "ATAS", 800, 480, 1920, "none")
    wait_windows(two_monitors, "1920x1080+0+0", "800x480+1920+0")
    assert b.log().count("not connected") == 1
    assert b.end()[0] == 0


def test_the_only_screen_takes_the_display_that_there_is(board, nginx, two_monitors):
    serve(nginx)
    b = board({"source.url": nginx.url, "screen.display": "1"}, on=two_monitors)
    wait_windows(two_monitors, "1280x1024+1920+0")
    xrandr(two_monitors, "--delmonitor", "KANAN")
    wait_windows(two_monitors, "1920x1080+0+0")
    b.wait_read("KARTINI", LEFT)
    assert b.end()[0] == 0
    b = board({"source.url": nginx.url, "screen.display": "1"}, on=two_monitors)
    wait_windows(two_monitors, "1920x1080+0+0")
    b.wait_log("[screen] display = 1: not connected; using KIRI")
    assert b.end()[0] == 0


def test_that_another_display_is_taken_is_told_once_however_often_it_comes_and_goes(board, nginx, two_outputs):
    serve(nginx)
    xrandr(two_outputs, "--output", "DUMMY1", "--off")
    b = board({"source.url": nginx.url, "screen.display": "1"}, on=two_outputs)
    wait_windows(two_outputs, "1920x1080+0+0")
    for _ in range(2):
        xrandr(two_outputs, "--output", "DUMMY0", "--off")
        wait_windows(two_outputs)
        xrandr(two_outputs, "--output", "DUMMY0", "--mode", "1920x1080", "--pos", "0x0")
        wait_windows(two_outputs, "1920x1080+0+0")
    assert b.log().count("display = 1: not connected; using DUMMY0") == 1, b.log()
    assert b.end()[0] == 0


def test_outputs_and_modes_are_followed_without_a_restart(board, nginx, two_outputs):
    serve(nginx)
    b = board(two_screens("0", "1", **{"source.url": nginx.url, "source.poll": "5s"}), on=two_outputs)
    wait_windows(two_outputs, "1920x1080+0+0", "1280x1024+1920+0")
    b.wait_read("KARTINI", RIGHT)
    # Another mode for the right one; the left one stays as it is.
    left = windows(two_outputs)["1920x1080+0+0"]
    connect_right(two_outputs, "800x600")
    wait_windows(two_outputs, "1920x1080+0+0", "800x600+1920+0")
    b.wait_read("Papan Loket", (1920, 0, 2720, 600))
    assert windows(two_outputs)["1920x1080+0+0"] == left
    # Another mode for the left one moves the right one.
    xrandr(two_outputs, "--output", "DUMMY0", "--mode", "1280x720", "--output", "DUMMY1", "--right-of", "DUMMY0")
    wait_windows(two_outputs, "1280x720+0+0", "800x600+1280+0")
    b.wait_read("Papan Lobi", (0, 0, 1280, 720))
    b.wait_read("Papan Loket", (1280, 0, 2080, 600))
    # The first goes: the number of the second still means the second.
    xrandr(two_outputs, "--output", "DUMMY0", "--off")
    wait_windows(two_outputs, "800x600+0+0")
    b.wait_read("Papan Loket", (0, 0, 800, 600))
    # None is left: pulling goes on, and what has come meanwhile is on the display that comes back.
    xrandr(two_outputs, "--output", "DUMMY1", "--off")
    wait_windows(two_outputs)
    pulls = len(nginx.statuses())
    serve(nginx, ["SUKARNO"], serial=2)
    wait_until("pulls without a display", lambda: len(nginx.statuses()) > pulls)
    xrandr(two_outputs, "--output", "DUMMY0", "--mode", "1920x1080", "--pos", "0x0")
    wait_windows(two_outputs, "1920x1080+0+0")
    b.wait_read("SUKARNO", LEFT)
    assert "Papan Lobi" in b.read(LEFT)
    assert b.end()[0] == 0


def test_a_panel_that_is_no_display_while_it_is_off_is_switched_on_again(board, nginx, two_outputs, tmp_path):
    serve(nginx)
    switch, done, days = tmp_path / "panel", tmp_path / "done", tmp_path / "days.ini"
    switch.write_text(
        f'#!/bin/sh\n[ "$1" = on ] && mode="--mode 1920x1080 --pos 0x0" || mode=--off\n'
        f'xrandr -display {two_outputs} --output DUMMY0 $mode --output DUMMY1 --off && echo "$1" >>{done}\n'
    )
    switch.chmod(0o755)
    days.write_text(days_around_today("Hari Jadi"))
    b = board({
        "source.url": nginx.url, "hours.open": "mon-sun 00:00-24:00",
        "hours.calendar": str(days), "hours.panel_on": f"{switch} on", "hours.panel_off": f"{switch} off",
    }, on=two_outputs)
    wait_until("the panel is off", lambda: done.exists() and done.read_text() == "off\n")
    wait_windows(two_outputs)
    days.write_text("")
    b.signal(signal.SIGHUP)
    wait_windows(two_outputs, "1920x1080+0+0")
    b.wait_read("KARTINI", LEFT)
    assert b.end()[0] == 0


def test_two_sections_for_one_display_are_refused(source_options):
    result = run_once("--check-config", *source_options, "--set", "screen.a.display=HDMI-1", "--set", "screen.b.display=HDMI-1")
    assert result.returncode == 2
    assert "[screen b] display = HDMI-1: [screen a] has it, too" in result.stderr


def test_two_names_for_one_display_do_not_share_it(board, nginx, two_monitors):
    serve(nginx)
    b = board(two_screens("0", "KIRI", **{"source.url": nginx.url}), on=two_monitors)
    b.wait_read("Papan Loket", LEFT)
    assert sorted(windows(two_monitors)) == ["1920x1080+0+0"]
    assert "[screen lobby] display = 0: [screen loket] is on that display" in b.log()
    assert b.end()[0] == 0


def test_a_reload_keeps_the_window_of_a_screen_that_stays(board, nginx, two_monitors):
    serve(nginx)
    settings = two_screens("KIRI", "KANAN", **{"source.url": nginx.url})
    b = board(settings, on=two_monitors)
    b.wait_read("Papan Loket", RIGHT)
    left = windows(two_monitors)["1920x1080+0+0"]
    b.write_config({**settings, "screen lobby.title": "Papan Utama", "screen loket.rotate": "180"})
    b.signal(1)
    b.wait_read("Papan Utama", LEFT)
    wait_until("the right one turned", lambda: "Papan Loket" in ocr(b.picture().crop(RIGHT).rotate(180)))
    assert windows(two_monitors)["1920x1080+0+0"] == left
    # A section that goes takes its window with it.
    b.write_config({key: value for key, value in settings.items() if not key.startswith("screen loket")})
    b.signal(1)
    wait_windows(two_monitors, "1920x1080+0+0")
    assert b.end()[0] == 0


@pytest.fixture
def source_options(tmp_path):
    feed = tmp_path / "feed.json"
    feed.write_text(make_feed(NAMES), encoding="utf-8")
    return ["--set", f"source.url=file://{feed}", "--set", f"cache.dir={tmp_path}/state"]


def test_one_of_several_screens_is_shown_as_a_picture_or_text(source_options):
    screens = ["--set", "screen.lobby.title=Papan Lobi", "--set", "screen.loket.title=Papan Loket",
               "--set", "screen.loket.display=1"]
    first = run_once("--dump-frame", "--now", NOW, *source_options, *screens)
    assert "Papan Lobi" in first.stdout and "Papan Loket" not in first.stdout
    second = run_once("--dump-frame", "--screen", "loket", "--now", NOW, *source_options, *screens)
    assert "Papan Loket" in second.stdout and "Papan Lobi" not in second.stdout
    none = run_once("--dump-frame", "--screen", "gudang", *source_options, *screens)
    assert none.returncode == 1 and "--screen gudang: there is no [screen gudang]" in none.stderr


def test_off_screen_each_screen_keeps_its_own_picture(board, nginx, tmp_path):
    serve(nginx)
    pictures = {name: tmp_path / f"{name}.png" for name in ("lobby", "loket")}
    settings = two_screens("0", "1", **{"source.url": nginx.url, "screen.picture_every": "1s"})
    settings |= {f"screen {name}.picture": path for name, path in pictures.items()}
    b = board(settings, "--off-screen", "--size", "1280x720")
    for name, title in (("lobby", "Papan Lobi"), ("loket", "Papan Loket")):
        wait_until(name, lambda: pictures[name].exists() and "KARTINI" in ocr(Image.open(pictures[name]).convert("RGB")))
        assert title in ocr(Image.open(pictures[name]).convert("RGB"))
    assert b.end()[0] == 0
