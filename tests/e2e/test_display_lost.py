"""The display goes and comes back: the list is kept, pulling goes on, the picture is taken up where it was."""

import pathlib
import re
import shutil
import signal
import tempfile

import pytest
from conftest import make_feed, ocr, wait_until
from display_server import Compositor, XServer
from PIL import Image
from test_displays import windows
from test_restart import rows

NAMES = [f"NAMA {chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(60)]
WHOLE = ["1920x1080+0+0"]


@pytest.fixture
def x_server():
    server = XServer().start()
    yield server
    server.stop()


def serve(nginx, names, serial=1):
    nginx.publish(make_feed(names, serial))
    return nginx if nginx.process else nginx.start()


def wait_window(server):
    wait_until("the window", lambda: sorted(windows(server.display)) == WHOLE)


def wait_pull(nginx):
    pulls = len(nginx.statuses())
    wait_until("a pull", lambda: len(nginx.statuses()) > pulls)


@pytest.mark.parametrize("back_end", ["cpu", "gpu", "pixmaps"])
def test_an_x_server_that_is_killed_and_comes_back(board, nginx, x_server, tmp_path, back_end):
    serve(nginx, NAMES)
    state = tmp_path / "state"
    settings = {"source.url": nginx.url, "source.poll": "5s", "list.min_dwell": "2s", "list.max_cycle": "1min"}
    first = board({**settings, "cache.dir": str(tmp_path / "first")}, "--off-screen", on=None)
    first.wait_log("rows listed: 60")
    assert first.end()[0] == 0
    b = board({**settings, "screen.back_end": back_end}, on=x_server.display)
    b.wait_log("rows listed: 60")
    b.wait_read("NAMA A[K-T]", seconds=90)  # rows have gone by
    x_server.kill()
    b.wait_log("the X server has gone; starting anew")
    b.wait_log("no display")
    noted, comes = rows(state), rows(state, ("next",))
    assert noted and noted[0] != rows(tmp_path / "first")[0]
    wait_pull(nginx)
    wait_pull(nginx)
    assert rows(state) == noted
    x_server.start()
    wait_window(x_server)
    b.wait_read("NAMA ")
    assert b.process.poll() is None
    assert b.end()[0] == 0
    assert b.log().count("the kept list: 60 documents") == 1
    # It has moved for a few seconds at most since then.
    assert rows(state)[0] in noted + comes


def test_what_comes_while_there_is_no_display_stands_on_the_one_that_comes_back(board, nginx, x_server):
    serve(nginx, ["KARTINI"])
    b = board({"source.url": nginx.url, "source.poll": "5s"}, on=x_server.display)
    b.wait_read("KARTINI")
    x_server.kill()
    b.wait_log("no display")
    serve(nginx, ["SUKARNO"], serial=2)
    wait_until("it is taken in", lambda: b.log().count("1 documents") >= 3)
    x_server.start()
    b.wait_read("SUKARNO")
    assert b.end()[0] == 0


def test_an_x_server_that_is_not_there_at_the_start(board, nginx, x_server):
    x_server.kill()
    serve(nginx, ["KARTINI"])
    b = board({"source.url": nginx.url, "source.poll": "5s"}, on=x_server.display)
    b.wait_log("no display")
    b.wait_log("looking for one every 2 s, pulling meanwhile")
    wait_pull(nginx)
    assert b.process.poll() is None
    x_server.start()
    wait_window(x_server)
    b.wait_read("KARTINI")
    # Looked for every two seconds, told once.
    assert b.log().count("no display:") == 1
    assert b.end()[0] == 0


def test_without_a_display_it_ends_at_once(board, nginx):
    serve(nginx, ["KARTINI"])
    b = board({"source.url": nginx.url}, on=":97")
    b.wait_log("no display")
    wait_until("a pull", nginx.statuses)
    status, seconds = b.end()
    assert status == 0 and seconds < b.ENDS_IN


def test_a_server_that_goes_again_and_again_ends_the_program(board, nginx, x_server):
    serve(nginx, ["KARTINI"])
    b = board({"source.url": nginx.url}, on=x_server.display)
    for round in range(6):
        wait_window(x_server)
        x_server.kill()
        if round < 5:
            wait_until("a new image", lambda: b.log().count("starting anew") == round + 1)
            x_server.start()
    assert b.process.wait(timeout=20) == 1
    assert "the X server has gone, for the 6th time in 10 minutes: ended" in b.log()


def test_sigterm_while_the_server_goes_is_not_forgotten(board, nginx, x_server):
    serve(nginx, NAMES)
    b = board({"source.url": nginx.url}, on=x_server.display)
    wait_window(x_server)
    x_server.process.kill()
    b.signal(signal.SIGTERM)
    assert b.process.wait(timeout=20) == 0


def find_window(server):
    wait_window(server)
    return windows(server.display)[WHOLE[0]]


@pytest.fixture
def somebody(x_server):
    """Another client of the same server."""
    xlib = pytest.importorskip("Xlib.display")
    client = xlib.Display(x_server.display)
    yield client
    client.close()


def test_a_window_that_somebody_wants_closed_stays(board, nginx, x_server, somebody):
    from Xlib.protocol import event

    serve(nginx, ["KARTINI"])
    b = board({"source.url": nginx.url}, on=x_server.display)
    window = find_window(x_server)
    protocols, delete = somebody.intern_atom("WM_PROTOCOLS"), somebody.intern_atom("WM_DELETE_WINDOW")
    target = somebody.create_resource_object("window", int(window, 16))
    target.send_event(event.ClientMessage(window=target, client_type=protocols, data=(32, [delete, 0, 0, 0, 0])))
    somebody.sync()
    b.wait_log("somebody wants the window to be closed: it stays")
    assert find_window(x_server) == window
    b.wait_read("KARTINI")
    assert b.end()[0] == 0


# Who is thrown out loses the window, too: either is found out first.
@pytest.mark.parametrize("how, why", [("destroy", "the window has been destroyed"), ("kill_client", "starting anew")])
def test_a_window_that_somebody_has_taken_away_is_opened_again(board, nginx, x_server, somebody, how, why):
    serve(nginx, NAMES)
    b = board({"source.url": nginx.url, "notices.text": "Pengambilan dokumen GRATIS. " * 6}, on=x_server.display)
    target = somebody.create_resource_object("window", int(find_window(x_server), 16))
    b.wait_log("rows listed")
    getattr(target, how)()
    somebody.sync()
    b.wait_log(why)
    wait_window(x_server)
    b.wait_read("NAMA ")
    assert b.end()[0] == 0


# ---- Wayland


@pytest.fixture
def compositor(monkeypatch):
    """compositor(name, on an X server) starts one and lets the board find it."""
    started = []

    def start(name, on=None):
        if not shutil.which("weston" if name == "headless" else name):
            pytest.skip(f"{name} is not here")
        folder = pathlib.Path(tempfile.mkdtemp(prefix="siapambil-"))
        started.append(Compositor(folder, name, on))
        started[-1].start()
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
        monkeypatch.delenv("DISPLAY", raising=False)
        return started[-1]

    yield start
    for c in started:
        c.stop()
        shutil.rmtree(c.folder)


@pytest.mark.parametrize("name, back_end", [("weston", "cpu"), ("weston", "gpu"), ("cage", "cpu")])
def test_a_compositor_that_is_killed_and_comes_back(board, nginx, compositor, display, tmp_path, name, back_end):
    c = compositor(name, display)
    serve(nginx, NAMES)
    picture = tmp_path / "screen.png"
    b = board({"source.url": nginx.url, "source.poll": "5s", "screen.back_end": back_end,
               "screen.picture": str(picture), "screen.picture_every": "1s"}, on=None)
    b.wait_log(f"{back_end} (wayland), 1280x720")
    b.wait_log("rows listed: 60")
    c.kill()
    b.wait_log("the Wayland compositor has gone; starting anew")
    b.wait_log("no display:")
    wait_pull(nginx)
    picture.unlink(missing_ok=True)
    c.start()
    wait_until("the window", lambda: b.log().count("(wayland), 1280x720") == 2)
    wait_until("the list", lambda: picture.exists() and re.search("NAMA", ocr(Image.open(picture).convert("RGB"))))
    assert b.process.poll() is None
    assert b.end()[0] == 0


def test_a_compositor_without_a_seat_is_waited_for(board, nginx, compositor):
    compositor("headless")
    serve(nginx, ["KARTINI"])
    b = board({"source.url": nginx.url, "source.poll": "5s"}, on=None)
    b.wait_log("the Wayland compositor has no seat")
    wait_pull(nginx)
    assert b.end()[0] == 0
