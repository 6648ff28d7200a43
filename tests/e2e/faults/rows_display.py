"""The display, and what is drawn with: X server, window, outputs and modes, fonts, logo."""

import contextlib
import os
import shutil
import signal
import subprocess

import Xlib.display
import Xlib.protocol.event
from display_server import XORG
from faults.fault import AT_THE_NEXT_TRY, Fault
from faults.rows_http import ODD
from faults.stage import HEIGHT, WIDTH, Display, Skipped, wait

# ---- the X server

def own_display(stage):
    """A display that the row may take away."""
    stage.display = Display().start()
    stage.stopping.append(stage.display.stop)


def server_away(stage, pulls=0):
    """The X server dies; what has come meanwhile stands on the one that comes back."""
    stage.display.stop(kill=True)
    stage.publish(ODD)
    stage.wait_line("no display: .*; looking for one every 2 s, pulling meanwhile", 15)
    if pulls:
        stage.wait_pulls(pulls, 40)
    back(stage)


def server_killed(stage):
    server_away(stage)
    stage.see("GATOTKACA", seconds=15)
    yield


def server_killed_for_long(stage):
    server_away(stage, 3)
    stage.see("GATOTKACA", seconds=15)
    yield


def server_killed_twice(stage):
    """Before anybody could look at the first time."""
    server_away(stage)
    stage.see("KARTINI|GATOTKACA", seconds=15)
    stage.display.stop(kill=True)
    wait("it has begun anew twice", lambda: stage.log().count("starting anew") == 2, 15)
    back(stage)
    stage.see("GATOTKACA", seconds=15)
    yield


def no_server_yet(stage):
    """The board is started before the X server is."""
    stage.end_board()
    stage.display.stop()
    stage.start_board()
    stage.wait_line("no display", 15)
    stage.wait_pulls(1)
    back(stage)
    yield


def back(stage):
    for path in (f"/tmp/.X{stage.display.number}-lock", f"/tmp/.X11-unix/X{stage.display.number}"):
        if os.path.exists(path):
            os.unlink(path)
    stage.display.start()


def server_hangs(stage):
    """It answers nothing for a while, as a graphics driver that is stuck."""
    stage.display.process.send_signal(signal.SIGSTOP)
    stage.publish(ODD)
    stage.wait_pulls(2)
    stage.display.process.send_signal(signal.SIGCONT)
    stage.see("GATOTKACA", seconds=15)
    yield


# ---- the window

@contextlib.contextmanager
def somebody(stage):
    """Another client of the display, and the board's window as it sees it."""
    client = Xlib.display.Display(stage.display.name)
    tree = subprocess.run(["xwininfo", "-display", stage.display.name, "-root", "-tree"], capture_output=True, text=True, check=True).stdout
    number = next(line.split()[0] for line in tree.splitlines() if '"siapambil"' in line)
    try:
        yield client, client.create_resource_object("window", int(number, 16))
        client.sync()
    finally:
        client.close()


def window_closed(stage):
    """Somebody has a keyboard, and asks for the window to be closed."""
    with somebody(stage) as (client, window):
        wanted = [client.intern_atom("WM_DELETE_WINDOW"), 0, 0, 0, 0]
        window.send_event(Xlib.protocol.event.ClientMessage(
            window=window, client_type=client.intern_atom("WM_PROTOCOLS"), data=(32, wanted)))
    yield


def window_destroyed(stage):
    with somebody(stage) as (_, window):
        window.destroy()
    yield


def client_killed(stage):
    with somebody(stage) as (_, window):
        window.kill_client()
    yield


def window_hidden(stage):
    with somebody(stage) as (_, window):
        window.unmap()
    stage.publish(ODD)
    stage.wait_pulls(2)
    with somebody(stage) as (_, window):
        window.map()
    stage.see("GATOTKACA", seconds=15)
    yield


def window_covered(stage):
    """Another window comes up over it, and goes."""
    with somebody(stage) as (client, _):
        root = client.screen().root
        other = root.create_window(0, 0, WIDTH, HEIGHT, 0, client.screen().root_depth, override_redirect=True,
                                   background_pixel=client.screen().black_pixel)
        other.map()
        client.sync()
        stage.publish(ODD)
        stage.wait_pulls(2)
        other.destroy()
        client.sync()
        stage.see("GATOTKACA", seconds=15)
    yield


# ---- fonts, logo

def own_fonts(stage):
    """The machine's fonts are those of a folder of the row's own."""
    folder = stage.folder / "fonts"
    folder.mkdir()
    found = subprocess.run(["fc-list", "Inter", "file"], capture_output=True, text=True, check=True).stdout
    for line in found.splitlines():
        shutil.copy(line.rstrip(": "), folder)
    if not list(folder.iterdir()):
        raise Skipped("the font Inter is not installed")
    (stage.folder / "fonts.conf").write_text(
        f"<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'><fontconfig><dir>{folder}</dir>"
        f"<dir>/usr/share/fonts/truetype/noto</dir><cachedir>{stage.folder}/fontcache</cachedir></fontconfig>")
    stage.environment["FONTCONFIG_FILE"] = str(stage.folder / "fonts.conf")
    stage.fonts = folder


def font_removed(stage):
    """While it runs, and it is started again after that."""
    for path in stage.fonts.iterdir():
        path.unlink()
    stage.end_board()
    stage.start_board()
    yield


def font_removed_while_it_runs(stage):
    for path in stage.fonts.iterdir():
        path.unlink()
    stage.publish(ODD)
    yield


def font_damaged(stage):
    for path in stage.fonts.iterdir():
        path.write_bytes(path.read_bytes()[:2000])
    stage.end_board()
    stage.start_board()
    yield


def logo(data):
    def do(stage):
        path = stage.folder / "logo.png"
        path.write_bytes(data)
        stage.reload(**{"screen.logo": str(path)})
        yield

    return do


def logo_gone(stage):
    stage.reload(**{"screen.logo": str(stage.folder / "none.png")})
    yield


# ---- outputs and modes, of an X server with outputs as a graphics card has them


class CardDisplay(Display):
    """An Xorg that draws nowhere."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def start(self):
        if os.getuid() != 0 or not shutil.which("Xorg"):
            raise Skipped("Xorg with the dummy driver is for root only")
        (self.folder / "xorg.conf").write_text(XORG)
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            ["Xorg", "-config", str(self.folder / "xorg.conf"), "-logfile", str(self.folder / "xorg.log"), "-novtswitch",
             "-sharevts", "-displayfd", str(writer), "-nolisten", "tcp", "-noreset"], pass_fds=[writer],
            stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        if not number:
            self.process.wait(timeout=10)
            self.process = None
            raise Skipped("Xorg does not start here")
        self.number = int(number)
        return self

    def set(self, *options):
        subprocess.run(["xrandr", "-display", self.name, *options], check=True, capture_output=True, timeout=30)


def card(stage):
    stage.display = CardDisplay(stage.folder).start()
    stage.stopping.append(stage.display.stop)
    stage.display.set("--newmode", "board", "40", str(WIDTH), "1000", "1100", "1200", str(HEIGHT), "545", "550", "560")
    stage.display.set("--addmode", "DUMMY0", "board")
    stage.display.set("--output", "DUMMY0", "--mode", "board")


def screen_off(stage):
    stage.display.set("--output", "DUMMY0", "--off")
    stage.publish(ODD)
    stage.wait_pulls(2)
    stage.display.set("--output", "DUMMY0", "--mode", "board", "--pos", "0x0")
    yield


def mode_changed(stage):
    stage.display.set("--output", "DUMMY0", "--mode", "1280x720")
    stage.publish(ODD)
    stage.wait_pulls(2)
    stage.display.set("--output", "DUMMY0", "--mode", "board")
    yield


def rows():
    gone = "the X server has gone; starting anew without it"

    def display(name, do, says=gone, also="no display: .*; looking for one every 2 s", **more):
        return Fault(name, do, says, also=also, prepare=own_display, stands="KARTINI|GATOTKACA", lasts=20, **more)

    yield display("the X server is killed, and there again after a while", server_killed)
    yield display("the X server stays away for a while", server_killed_for_long)
    yield display("the X server is killed twice", server_killed_twice, times=2)
    yield display("there is no X server yet when the board starts", no_server_yet, "no display: .*; looking for one every 2 s", None)
    yield display("the X server hangs for a while", server_hangs, None)
    yield display("somebody wants the window to be closed", window_closed, "somebody wants the window to be closed: it stays", None)
    yield display("somebody destroys the window", window_destroyed, "the window has been destroyed", gone)
    yield display("somebody throws the board out of the X server", client_killed)
    yield display("somebody hides the window", window_hidden, None)
    yield display("another window comes up over it", window_covered, None)
    yield Fault("the only output is off, and on again", screen_off, "not connected", stands="GATOTKACA", prepare=card, well_in=AT_THE_NEXT_TRY + 5)
    yield Fault("the display changes its mode, and back", mode_changed, None, stands="GATOTKACA", prepare=card)
    yield Fault("the font is removed while it runs", font_removed_while_it_runs, None, stands="GATOTKACA", prepare=own_fonts)
    yield Fault("the font is removed, and the board started again", font_removed, "Inter", stands="KARTINI", prepare=own_fonts)
    yield Fault("the font is damaged, and the board started again", font_damaged,
                r"font '.*Inter-\w+\.otf' cannot be used", times=3, also="font '.*' stands in", stands="KARTINI", prepare=own_fonts)
    broken = "logo"
    yield Fault("the logo is damaged", logo(b"\x89PNG\r\n\x1a\n" + b"PALSU" * 99), broken)
    yield Fault("the logo is no picture", logo(b"PALSU"), broken)
    yield Fault("the logo is gone", logo_gone, broken)
