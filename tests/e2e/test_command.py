"""The command line: what it prints, writes and returns."""

import os

import pytest
from PIL import Image
from conftest import NOW, ROOT, make_feed, run_once

FEW = ["AGUS SALIM", "DEWI SARTIKA", "KARTINI"]


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
    (["--colour"], "--colour is no option"),
    (["--size", "10x10"], "--size 10x10: allowed"),
    (["--screenshot"], "--screenshot needs a value"),
    (["--now", "yesterday", "--dump-frame"], "--now yesterday: allowed"),
    (["extra"], "'extra' is no option"),
    (["--set", "source.pol=5s"], "poll"),
    (["--check-config"], "url"),
])
def test_what_is_wrong_on_the_command_line_is_said_with_status_2(options, sentence):
    result = run_once(*options)
    assert result.returncode == 2
    assert sentence in result.stderr


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


def test_a_source_that_cannot_be_read_is_a_sentence_and_no_picture(tmp_path):
    picture = tmp_path / "shot.png"
    result = run_once("--screenshot", picture, "--set", f"source.url=file://{tmp_path}/none.json",
                      "--set", f"cache.dir={tmp_path}/state")
    assert result.returncode == 1
    assert "none.json" in result.stderr
    assert not picture.exists()


def test_a_picture_that_cannot_be_written_is_a_sentence(tmp_path, source):
    result = run_once("--screenshot", tmp_path / "no" / "shot.png", *source)
    assert result.returncode == 1
    assert "shot.png" in result.stderr


def test_a_frame_as_text(source):
    frame = run_once("--dump-frame", "--now", NOW, *source).stdout
    assert frame.startswith("frame 1920x1080 list\n")
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
    import signal
    import subprocess
    from conftest import PROGRAM, wait_until

    picture = tmp_path / "screen.png"
    with subprocess.Popen(
        [PROGRAM, "--off-screen", "--size", "800x480", *source, "--set", f"screen.picture={picture}",
         "--set", "screen.picture_every=1s"],
        stderr=subprocess.DEVNULL, env=dict(os.environ, SIAPAMBIL_ASSETS=str(ROOT / "assets")),
    ) as process:
        first = wait_until("a picture", lambda: picture.exists() and picture.stat().st_mtime_ns)
        wait_until("a newer picture", lambda: picture.stat().st_mtime_ns > first)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    assert Image.open(picture).size == (800, 480)
