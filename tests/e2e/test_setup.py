"""siapambil-setup: four questions, or the same as options, and the board is on the screen."""

import os
import pathlib
import re
import subprocess

import pytest
from conftest import BUILD, ROOT, make_feed, ocr, wait_until
from PIL import Image

SETUP = ROOT / "assets" / "setup" / "siapambil-setup"
ANSWERS = {"source": None, "office": "Dinas Dukcapil Kota Bandung", "display": "x11", "name": "Layar MPP Lantai 1"}
systemd_runs = pathlib.Path("/run/systemd/system").exists()
pytestmark = pytest.mark.skipif(systemd_runs, reason="systemd runs here, and would be told to start units")


class Machine:
    """One on which the board is to be set up: a folder for its settings, and a source."""

    def __init__(self, folder):
        self.folder = folder
        self.config = folder / "etc" / "siapambil.ini"
        self.config.parent.mkdir()
        self.feed = folder / "feed.json"
        self.feed.write_text(make_feed(["KARTINI", "AGUS SALIM"]), encoding="utf-8")
        self.answers = {**ANSWERS, "source": str(self.feed)}
        self.environment = {
            **os.environ, "PATH": f"{BUILD.resolve()}:{os.environ['PATH']}", "SIAPAMBIL_ASSETS": str(ROOT / "assets"),
            "SIAPAMBIL_USER": "", "HOME": str(folder), "LC_ALL": "C.UTF-8",
        }

    def command(self, *options, **answers):
        given = [f"--{key}={value}" for key, value in answers.items()]
        return [SETUP, "--config", self.config, *given, *options]

    def run(self, *options, typed=None, locale="C.UTF-8", **answers):
        return subprocess.run(
            self.command(*options, **answers), input=typed or "", capture_output=True, text=True, timeout=60,
            env={**self.environment, "LC_ALL": locale},
        )

    def set_up(self, *options, **others):
        result = self.run("--unattended", *options, **{**self.answers, **others})
        assert result.returncode == 0, result.stderr
        return result


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_four_answers_are_enough(machine):
    typed = "\n".join(machine.answers.values()) + "\n"
    result = machine.run(typed=typed)
    assert result.returncode == 0, result.stderr
    assert result.stderr.count("> ") == 4, "one question each"
    text = machine.config.read_text()
    assert re.search(r"^url = file:///.*/feed\.json$", text, re.M), "a path is an address, too"
    assert "office = Dinas Dukcapil Kota Bandung\n" in text
    assert "name = Layar MPP Lantai 1\n" in text
    assert "id = layar-mpp-lantai-1\n" in text
    assert "systemctl enable siapambil-x11.service" in result.stdout, "without systemd it says what would be done"
    assert os.listdir(machine.config.parent) == ["siapambil.ini"], "nothing else is left there"


def test_options_are_answers_and_nothing_is_asked(machine):
    result = machine.set_up()
    assert "> " not in result.stderr
    assert "Settings written" in result.stdout


def test_the_same_answers_again_change_nothing(machine):
    machine.set_up()
    before = os.stat(machine.config)
    result = machine.set_up()
    after = os.stat(machine.config)
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert "were so already" in result.stdout


def test_what_has_been_set_is_suggested_and_taken_where_nobody_answers(machine):
    machine.set_up()
    before = machine.config.read_text()
    result = machine.run(typed="\n\n\n\n", display="wayland")
    assert result.returncode == 0, result.stderr
    assert "[Dinas Dukcapil Kota Bandung] > " in result.stderr
    assert machine.run("--unattended", "--display=x11").returncode == 0
    assert machine.config.read_text() == before


def test_everything_else_in_the_settings_stays_as_it_is(machine):
    machine.config.write_text(
        "; of ours\n[list]\nmotion = page ; calm\n\n[screen]\n; which\nname : Layar lama\n    yang panjang\n"
        "scale=120\n\n[source]\npoll = 2min\n", encoding="utf-8"
    )
    machine.config.chmod(0o640)
    machine.set_up()
    text = machine.config.read_text()
    assert text.startswith("; of ours\n[list]\nmotion = page ; calm\n\n[screen]\n")
    assert "; which\nname = Layar MPP Lantai 1\nscale=120\n" in text, "in its place, with the lines that it went on in"
    assert re.search(r"\[source\]\nurl = file.*\npoll = 2min\n", text)
    assert machine.config.stat().st_mode & 0o777 == 0o640


def test_the_commented_sample_of_all_settings_can_be_filled_in(machine):
    sample = (ROOT / "config" / "siapambil.ini").read_text()
    machine.config.write_text(sample)
    machine.set_up()
    changed = set(machine.config.read_text().splitlines()) - set(sample.splitlines())
    assert len(changed) == 4 and len(machine.config.read_text().splitlines()) == len(sample.splitlines())


def test_more_settings_may_be_given(machine):
    machine.set_up("--set", "list.motion=step", "--set=hours.open=mon-fri 08:00-15:00", id="bdg-mpp-1")
    text = machine.config.read_text()
    assert "[list]\nmotion = step\n" in text and "open = mon-fri 08:00-15:00\n" in text and "id = bdg-mpp-1\n" in text


@pytest.mark.parametrize("locale, word", [("id_ID.UTF-8", "Apa nama kantornya"), ("C.UTF-8", "What is the office called")])
def test_it_speaks_the_language_of_the_locale(machine, locale, word):
    result = machine.run(typed="\n".join(machine.answers.values()) + "\n", locale=locale)
    assert word in result.stderr


def test_both_languages_say_everything():
    text = SETUP.read_text()
    said = [re.findall(r"^\t(\w+)='", text.split(f"words_{language}() {{")[1].split("\n}\n")[0], re.M) for language in ("en", "id")]
    assert said[0] == said[1] and len(said[0]) > 20


def test_a_source_that_does_not_answer_is_asked_for_again(machine):
    typed = "\n".join(["/nowhere/feed.json", *list(machine.answers.values())[1:], str(machine.feed)]) + "\n"
    result = machine.run(typed=typed)
    assert result.returncode == 0, result.stderr
    assert "/nowhere/feed.json" in result.stderr and "No such file" in result.stderr
    assert f"url = file://{machine.feed}\n" in machine.config.read_text()


@pytest.mark.parametrize("typed", [None, "\n"])
def test_a_source_that_does_not_answer_changes_nothing(machine, typed):
    machine.set_up()
    before = machine.config.read_text()
    machine.feed.unlink()
    result = machine.run(*([] if typed else ["--unattended"]), typed=typed, **{**machine.answers, "name": "Loket 2"})
    assert result.returncode == 1
    assert "No such file" in result.stderr and "Nothing has been changed" in result.stderr
    assert machine.config.read_text() == before
    assert os.listdir(machine.config.parent) == ["siapambil.ini"]


def test_a_list_that_was_kept_is_no_answer_of_the_source(machine):
    state = machine.folder / "state"
    machine.set_up("--set", f"cache.dir={state}")
    board = subprocess.Popen(
        [BUILD / "siapambil", "--config", machine.config, "--off-screen"], env=machine.environment,
        stderr=subprocess.DEVNULL,
    )
    wait_until("the list is kept", lambda: state.exists() and any(state.iterdir()))
    board.terminate()
    board.wait(timeout=20)
    machine.feed.unlink()
    assert machine.run("--unattended", **machine.answers).returncode == 1


def test_a_screen_can_be_set_up_before_its_source_is_there(machine):
    machine.feed.unlink()
    machine.set_up("--no-pull")
    assert "url = file://" in machine.config.read_text()


def test_the_picture_of_the_pull_is_what_residents_will_see(machine):
    picture = machine.folder / "trial.png"
    machine.set_up("--picture", str(picture))
    words = ocr(Image.open(picture).convert("RGB"))
    assert "KARTINI" in words and "Layar MPP Lantai 1" in words


@pytest.mark.parametrize("options, status, sentence", [
    (["--unattended"], 2, "--source is missing"),
    (["--unattended", "--source=https://x.example/"], 2, "--office is missing"),
    (["--display=hdmi"], 2, '"hdmi" is no kind of display; allowed: x11, wayland, console'),
    (["--office=A\nB"], 2, "one line without control characters"),
    (["--unattended", "--source=/x", "--office=Dinas ; Dukcapil", "--name=x", "--display=x11"], 2, '";" behind a blank'),
    (["--set=poll"], 2, "--set poll: allowed: SECTION.KEY=VALUE"),
    (["--colour"], 2, '"--colour" is no option'),
    (["--name"], 2, "--name needs a value"),
])
def test_what_is_wrong_with_the_command_line_is_said(machine, options, status, sentence):
    result = machine.run(*options)
    assert result.returncode == status
    assert sentence in result.stderr
    assert not machine.config.exists()


def test_answers_that_make_the_settings_wrong_are_told_with_the_file_as_it_is_called(machine):
    result = machine.run("--unattended", "--set=source.poll=1s", **machine.answers)
    assert result.returncode == 1
    assert re.search(rf"{machine.config}:\d+: \[source\] poll = 1s: too short", result.stderr)
    assert not machine.config.exists()


def test_settings_that_are_wrong_already_are_to_be_mended_first(machine):
    machine.config.write_text("[screen]\noffce = x\n")
    result = machine.run("--unattended", **machine.answers)
    assert result.returncode == 1
    assert f"{machine.config}:2:" in result.stderr and "offce" in result.stderr
    assert machine.config.read_text() == "[screen]\noffce = x\n"


def test_without_systemd_the_board_itself_can_be_started_from_here(machine, display):
    machine.environment["DISPLAY"] = display
    machine.set_up("--no-start")
    board = subprocess.Popen(
        machine.command("--unattended", "--foreground"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=machine.environment,
    )
    try:
        def words():
            path = machine.folder / "window.png"
            subprocess.run(["import", "-display", display, "-window", "root", path], check=True)
            return ocr(Image.open(path).convert("RGB"))

        wait_until("the board on the display", lambda: "KARTINI" in words(), 60)
    finally:
        board.terminate()
        assert board.wait(timeout=20) == 0
