"""The display, and what is drawn with: X server, window, outputs and modes, fonts, logo."""

import os
import shutil
import signal
import subprocess

from faults.fault import AT_THE_NEXT_TRY, Fault
from faults.lists import first
from faults.rows_http import ODD
from faults.stage import HEIGHT, WIDTH, Display, Skipped, wait

# ---- the X server

def own_display(stage):
    """A display that the row may take away."""
    stage.display = Display().start()
    stage.stopping.append(stage.display.stop)


def server_killed(stage):
    """The X server dies, and is there again three seconds later; as systemd does, who ends is started again."""
    number = stage.display.number
    stage.display.stop(kill=True)
    stage.publish(ODD)
    stage.wait_line("display", 15)
    back(stage, number)
    yield


def server_killed_for_long(stage):
    """It stays away: pulling goes on meanwhile."""
    number = stage.display.number
    stage.display.stop(kill=True)
    stage.publish(ODD)
    stage.wait_pulls(3, 40)
    back(stage, number)
    yield


def back(stage, number):
    for path in (f"/tmp/.X{number}-lock", f"/tmp/.X11-unix/X{number}"):
        if os.path.exists(path):
            os.unlink(path)
    stage.display.number = number
    stage.display.start()
    if stage.board.process.poll() is not None:
        stage.start_board()


def no_server_yet(stage):
    """The board is started before the X server is."""
    number = stage.display.number
    stage.display.stop()
    stage.publish(first())
    yield
    back(stage, number)


def server_hangs(stage):
    """It answers nothing for a while, as a graphics driver that is stuck."""
    stage.display.process.send_signal(signal.SIGSTOP)
    stage.publish(ODD)
    stage.wait_pulls(2)
    stage.display.process.send_signal(signal.SIGCONT)
    yield


# ---- the window

def window_of(stage):
    tree = subprocess.run(["xwininfo", "-display", stage.display.name, "-root", "-tree"], capture_output=True, text=True, check=True).stdout
    return next(line.split()[0] for line in tree.splitlines() if '"siapambil"' in line)


def window_closed(stage):
    """Somebody has a keyboard: the window is asked to close. systemd starts the board again."""
    subprocess.run(["xdotool", "windowclose", window_of(stage)], check=True, env={**os.environ, "DISPLAY": stage.display.name},
                   capture_output=True)
    wait("the window is gone or back", lambda: stage.board.process.poll() is not None or True, 5)
    if stage.board.process.poll() is not None:
        stage.start_board()
    yield


def window_unmapped(stage):
    subprocess.run(["xdotool", "windowunmap", window_of(stage)], check=True, env={**os.environ, "DISPLAY": stage.display.name},
                   capture_output=True)
    stage.publish(ODD)
    subprocess.run(["xdotool", "windowmap", window_of(stage)], check=True, env={**os.environ, "DISPLAY": stage.display.name},
                   capture_output=True)
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

XORG = """
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 65536
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5-1000
  VertRefresh 5-200
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "monitor"
  DefaultDepth 24
EndSection
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoAddGPU" "false"
  Option "DontVTSwitch" "true"
EndSection
"""


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
        subprocess.run(["xrandr", "-display", self.name, *options], check=True, capture_output=True)


def card(stage):
    stage.display = CardDisplay(stage.folder).start()
    stage.stopping.append(stage.display.stop)
    modes = subprocess.run(["xrandr", "-display", stage.display.name], capture_output=True, text=True, check=True).stdout
    stage.display.set("--newmode", "board", "40", str(WIDTH), "1000", "1100", "1200", str(HEIGHT), "545", "550", "560")
    stage.display.set("--addmode", "DUMMY0", "board")
    stage.display.set("--output", "DUMMY0", "--mode", "board")
    assert modes


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
    yield Fault("the X server is killed, and there again after a while", server_killed, "display", stands="KARTINI|GATOTKACA", where="list",
                prepare=own_display, also=".", well_in=AT_THE_NEXT_TRY + 10, times=1)
    yield Fault("the X server stays away for a while", server_killed_for_long, "display", stands="KARTINI|GATOTKACA", prepare=own_display,
                also=".", well_in=AT_THE_NEXT_TRY + 10)
    yield Fault("there is no X server yet when the board starts", no_server_yet, "display", from_start=True, stands="", where="list",
                never="", prepare=own_display, well_in=20, also=".")
    yield Fault("the X server hangs for a while", server_hangs, None, stands="KARTINI|GATOTKACA", prepare=own_display)
    yield Fault("the window is closed", window_closed, None, stands="KARTINI")
    yield Fault("the window is hidden by somebody", window_unmapped, None, stands="KARTINI|GATOTKACA")
    yield Fault("the only output is off, and on again", screen_off, "not connected", stands="GATOTKACA", prepare=card, well_in=AT_THE_NEXT_TRY + 5)
    yield Fault("the display changes its mode, and back", mode_changed, None, stands="GATOTKACA", prepare=card)
    yield Fault("the font is removed while it runs", font_removed_while_it_runs, None, stands="GATOTKACA", prepare=own_fonts)
    yield Fault("the font is removed, and the board started again", font_removed, "Inter", stands="KARTINI", prepare=own_fonts)
    yield Fault("the font is damaged, and the board started again", font_damaged, "font", stands="KARTINI", prepare=own_fonts)
    broken = "logo"
    yield Fault("the logo is damaged", logo(b"\x89PNG\r\n\x1a\n" + b"PALSU" * 99), broken)
    yield Fault("the logo is no picture", logo(b"PALSU"), broken)
    yield Fault("the logo is gone", logo_gone, broken)
