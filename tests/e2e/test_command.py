"""The command line: what it prints, writes and returns."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import pytest
from PIL import Image
from conftest import NOW, PROGRAM, ROOT, SANITIZED, make_feed, run_once, wait_until

FEW = ["AGUS SALIM", "DEWI SARTIKA", "KARTINI"]


@contextlib.contextmanager
def running(command, **kwargs):
    """A program that does not outlive a test, whatever that finds."""
    with subprocess.Popen(command, **kwargs) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(make_feed(FEW), encoding="utf-8")
    return ["--set", f"source.url=file://{path}", "--set", f"cache.dir={tmp_path / 'state'}"]


def test_version_and_help():
    assert run_once("--version").stdout.startswith("siapambil ")
    text = run_once("--help").stdout
    for word in ("--config", "--set", "--windowed", "--screenshot", "--dump-frame", "source.url", "screen.rotate"):
        assert word in text


@pytest.mark.parametrize("options, sentence", [
    (["--colour"], "'--colour' is no option"),
    (["--size", "10x10"], "--size 10x10: allowed"),
    (["--screenshot"], "--screenshot needs a value"),
    (["--now", "yesterday", "--dump-frame"], "--now yesterday: allowed"),
    (["extra"], "'extra' is no option"),
    (["--set", "source.pol=5s"], "poll"),
    (["--check-config"], "url"),
    (["-xh"], "'-x' is no option"),
    (["-hx"], "'-x' is no option"),
    (["-é"], "'-…' is no option"),
    (["--help=all"], "--help takes no value"),
    (["--check-config=yes", "--windowed"], "--check-config takes no value"),
    (["--sett=source.url=https://u:secret@example.go.id/"], "'--sett…' is no option"),
    (["--set", "source.url=", "https://u:secret@example.go.id/"], "'https…' is no option"),
])
def test_what_is_wrong_on_the_command_line_is_said_with_status_2(options, sentence):
    result = run_once(*options)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "secret" not in result.stderr


@pytest.mark.parametrize("url", [
    "http://example.go.id:99999/", "http://[::1/", "file://server/share/feed.json", "http://?token=secret",
    "http://user:p@secret@example.go.id/",
])
def test_an_address_that_cannot_be_asked_is_named_and_not_told(tmp_path, url):
    config = tmp_path / "board.ini"
    config.write_text(f"[source]\nurl = {url}\n")
    result = run_once("--config", config, "--check-config")
    assert result.returncode == 2
    assert f"{config}:2: [source] url cannot be an address" in result.stderr
    assert "secret" not in result.stderr


def test_the_address_in_the_code_is_one_that_can_be_asked(tmp_path):
    config = tmp_path / "board.ini"
    config.write_text("[source]\nurl = https://example.go.id/feed.json\n[panel]\nlink = https://example.go.id:siap/\n")
    result = run_once("--config", config, "--check-config")
    assert result.returncode == 2
    assert f"{config}:4: [panel] link cannot be an address" in result.stderr


@pytest.mark.parametrize("option", ["--help", "--version", "--print-config", "--check-config", "--dump-frame"])
def test_output_that_does_not_arrive_is_an_error(source, option):
    with open("/dev/full", "w") as full:
        result = subprocess.run([PROGRAM, option, *source], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert result.returncode == 1
    assert "standard output cannot be written" in result.stderr


def test_a_window_without_any_display_is_an_error(source):
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    result = subprocess.run([PROGRAM, "--windowed", *source], capture_output=True, text=True, timeout=60, env=environment)
    assert result.returncode == 1
    assert "no display" in result.stderr and "--off-screen" in result.stderr


def test_no_core_file_is_left(tmp_path, source):
    with running([PROGRAM, "--off-screen", *source], stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        wait_until("it runs", lambda: "3 documents" in process.stderr.readline())
        limits = (pathlib.Path("/proc") / str(process.pid) / "limits").read_text()
        assert re.search(r"Max core file size +0 +0 ", limits)
        process.send_signal(signal.SIGSEGV)
        process.wait(timeout=30)
    assert not list(tmp_path.glob("core*"))


@pytest.mark.skipif(SANITIZED, reason="the leak sanitizer must trace the process")
def test_nobody_but_root_reads_its_memory():
    """The files in /proc of a process that is not dumpable belong to root, whoever runs it."""
    nobody = 65534
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        feed = pathlib.Path(folder) / "feed.json"
        feed.write_text(make_feed(FEW), encoding="utf-8")
        user = {"user": nobody, "group": nobody, "extra_groups": []} if os.getuid() == 0 else {}
        command = [PROGRAM, "--off-screen", "--set", f"source.url=file://{feed}", "--set", "cache.dir=/nowhere"]
        try:
            board = running(command, stderr=subprocess.PIPE, text=True, cwd="/", **user)
            with board as process:
                wait_until("it runs", lambda: "3 documents" in process.stderr.readline())
                owner = os.stat(f"/proc/{process.pid}/mem").st_uid
                assert owner != (nobody if user else os.getuid())
        except PermissionError:
            pytest.skip("others may not run the program here")


def test_a_reload_whose_language_is_gone_keeps_the_old_settings(tmp_path, source):
    assets = tmp_path / "assets"
    shutil.copytree(ROOT / "assets", assets)
    config, log = tmp_path / "board.ini", tmp_path / "log"
    config.write_text("[screen]\nlanguage = id\n")
    with log.open("wb") as stderr, running(
        [PROGRAM, "--off-screen", "--config", str(config), *source],
        stderr=stderr, env=dict(os.environ, SIAPAMBIL_ASSETS=str(assets)),
    ) as process:
        wait_until("it runs", lambda: "3 documents" in log.read_text())
        shutil.rmtree(assets / "lang")
        # Its own words it has read already.
        config.write_text("[screen]\nlanguage = id\ntitle = Papan\n")
        process.send_signal(signal.SIGHUP)
        wait_until("new settings", lambda: "settings read again" in log.read_text())
        config.write_text("[screen]\nlanguage = en\n")
        process.send_signal(signal.SIGHUP)
        wait_until("a sentence", lambda: "the old settings stay" in log.read_text())
        assert "en.ini" in log.read_text()
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_the_check_reads_the_languages_of_all_screens(tmp_path, source):
    assets = tmp_path / "assets"
    shutil.copytree(ROOT / "assets", assets)
    english = assets / "lang" / "en.ini"
    english.write_text(english.read_text().replace("arrived_one =", "arived_one ="))
    environment = dict(os.environ, SIAPAMBIL_ASSETS=str(assets))
    check = [PROGRAM, "--check-config", *source, "--set", "screen.lobby.language=id"]
    assert subprocess.run(check, env=environment, capture_output=True, timeout=20).returncode == 0
    check += ["--set", "screen.loket.display=1", "--set", "screen.loket.language=en"]
    result = subprocess.run(check, env=environment, capture_output=True, text=True, timeout=20)
    assert (result.returncode, result.stdout) == (2, "")
    assert "en.ini: [words] arived_one is not a word of the board" in result.stderr


def window_on(display):
    """The program's window, as xwininfo names it, or None."""
    tree = subprocess.run(["xwininfo", "-display", display, "-root", "-tree"], capture_output=True, text=True).stdout
    found = re.search(r'(0x[0-9a-f]+) "siapambil"', tree)
    return found and found.group(1)


def test_a_reload_that_is_refused_touches_nothing_on_the_display(tmp_path, source, display):
    assets = tmp_path / "assets"
    shutil.copytree(ROOT / "assets", assets)
    config, log = tmp_path / "board.ini", tmp_path / "log"
    config.write_text("[screen]\nrotate = 0\n")
    with log.open("wb") as stderr, running(
        [PROGRAM, "--config", str(config), *source],
        stderr=stderr, env=dict(os.environ, SIAPAMBIL_ASSETS=str(assets), DISPLAY=display),
    ) as process:
        wait_until("it runs", lambda: "started" in log.read_text())
        # A new window could get the old one's number, but not what is noted on it.
        window = ["xprop", "-display", display, "-id", window_on(display)]
        subprocess.run([*window, "-f", "SAME", "8s", "-set", "SAME", "window"], check=True)
        (assets / "lang" / "en.ini").unlink()
        config.write_text("[screen]\nrotate = 90\nlanguage = en\n")
        process.send_signal(signal.SIGHUP)
        wait_until("a sentence", lambda: "the old settings stay" in log.read_text())
        config.write_text("[screen]\nrotate = 0\ntitle = Papan\n")
        process.send_signal(signal.SIGHUP)
        wait_until("new settings", lambda: "settings read again" in log.read_text())
        assert '"window"' in subprocess.run([*window, "SAME"], capture_output=True, text=True).stdout
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_a_picture_that_cannot_be_kept_is_said_once(tmp_path, source):
    folder, log = tmp_path / "pictures", tmp_path / "log"
    with log.open("wb") as stderr, running(
        [PROGRAM, "--off-screen", "--size", "800x480", *source, "--set", f"screen.picture={folder}/now.png",
         "--set", "screen.picture_every=1s"],
        stderr=stderr, env=dict(os.environ, SIAPAMBIL_ASSETS=str(ROOT / "assets")),
    ) as process:
        wait_until("a sentence", lambda: "[screen] picture" in log.read_text())
        time.sleep(2.2)  # two more tries
        folder.mkdir()
        wait_until("the picture", (folder / "now.png").exists)
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert log.read_text().count("[screen] picture: cannot write") == 1


def test_a_wrong_line_is_named_with_file_and_line(tmp_path):
    config = tmp_path / "board.ini"
    config.write_text("[source]\nurl = https://example.go.id/feed.json\npoll = 2s\n")
    result = run_once("--config", config, "--check-config")
    assert result.returncode == 2
    assert f"{config}:3: [source] poll = 2s: " in result.stderr


def test_printed_settings_read_back(tmp_path, source):
    printed = run_once("--print-config", *source, "--set", "screen.office=Dinas; Dukcapil").stdout
    config = tmp_path / "printed.ini"
    config.write_text(printed, encoding="utf-8")
    assert run_once("--config", config, "--print-config").stdout == printed


def test_a_screenshot_is_a_picture_of_the_size_asked_for(tmp_path, source):
    picture = tmp_path / "shot.png"
    for size in ((1920, 1080), (1080, 1920), (800, 480)):
        result = run_once("--screenshot", picture, "--size", f"{size[0]}x{size[1]}", *source)
        assert (result.returncode, result.stderr) == (0, "")
        assert Image.open(picture).size == size


def test_a_screenshot_keeps_nothing(tmp_path, source):
    run_once("--screenshot", tmp_path / "shot.png", *source)
    assert not (tmp_path / "state" / "list.json").exists()


def test_a_source_that_cannot_be_read_is_a_sentence_and_a_board_that_waits(tmp_path):
    picture = tmp_path / "shot.png"
    result = run_once("--screenshot", picture, "--set", f"source.url=file://{tmp_path}/none.json",
                      "--set", f"cache.dir={tmp_path}/state")
    assert result.returncode == 1
    assert "none.json" in result.stderr
    assert picture.exists()  # what residents would see: the board waits for data


def test_a_picture_that_cannot_be_written_is_a_sentence(tmp_path, source):
    result = run_once("--screenshot", tmp_path / "no" / "shot.png", *source)
    assert result.returncode == 1
    assert "shot.png" in result.stderr


def test_a_frame_as_text(source):
    frame = run_once("--dump-frame", "--now", NOW, *source).stdout
    assert frame.startswith("frame 1916x1076 list at 2,2 of 1920x1080\n")
    assert '"KARTINI"' in frame
    assert '"Senin, 23 November 2026"' in frame
    assert '"Diperbarui 09.41"' in frame


def test_no_number_of_16_digits_reaches_the_frame(tmp_path):
    path = tmp_path / "feed.json"
    nik = "3273014510850003"
    path.write_text(make_feed([f"BUDI {nik}", "SITI 3273 0145 1085 0003"]), encoding="utf-8")
    result = run_once("--dump-frame", "--set", f"source.url=file://{path}", "--set", f"cache.dir={tmp_path}/state")
    assert result.returncode == 0
    assert "BUDI" in result.stdout
    for text in (result.stdout, result.stderr):
        assert nik not in text and "3273 0145" not in text


def test_off_screen_the_picture_is_kept_current(tmp_path, source):
    picture = tmp_path / "screen.png"
    with running(
        [PROGRAM, "--off-screen", "--size", "800x480", *source, "--set", f"screen.picture={picture}",
         "--set", "screen.picture_every=1s"],
        stderr=subprocess.DEVNULL, env=dict(os.environ, SIAPAMBIL_ASSETS=str(ROOT / "assets")),
    ) as process:
        first = wait_until("a picture", lambda: picture.exists() and picture.stat().st_mtime_ns)
        wait_until("a newer picture", lambda: picture.stat().st_mtime_ns > first)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    assert Image.open(picture).size == (800, 480)


def test_a_disk_that_does_not_answer_holds_nothing_up(tmp_path, source):
    picture, config, log = tmp_path / "screen.png", tmp_path / "board.ini", tmp_path / "log"
    config.write_text("[screen]\ntitle = Satu\n")
    os.mkfifo(f"{picture}.new")  # opening it waits for a reader, who does not come
    with log.open("wb") as stderr, running(
        [PROGRAM, "--off-screen", "--size", "800x480", "--config", config, *source, "--set", f"screen.picture={picture}"],
        stderr=stderr, env=dict(os.environ, SIAPAMBIL_ASSETS=str(ROOT / "assets")),
    ) as process:
        threads = pathlib.Path("/proc") / str(process.pid) / "task"

        def names():
            for thread in threads.iterdir():
                with contextlib.suppress(OSError):  # one that has just ended
                    yield (thread / "comm").read_text().strip()

        wait_until("it writes", lambda: "recorder" in names())
        process.send_signal(signal.SIGHUP)
        wait_until("new settings", lambda: "settings read again" in log.read_text())
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_a_file_may_be_a_credential_of_systemd_s(tmp_path, source):
    given = run_once("--print-config", "--set", "source.token_file=%d/token", *source,
                     env={"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert f"token_file = {tmp_path}/token\n" in given.stdout
    # By hand there are none: the settings are right, all the same.
    byhand = run_once("--check-config", "--set", "source.token_file=%d/token", *source)
    assert byhand.returncode == 0, byhand.stderr
