"""Where the fonts are is noted with the kept list, and found again at the next start."""

from conftest import NOW, make_feed, run_once


def start(board, folder):
    feed = folder / "feed.json"
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    b = board({"source.url": f"file://{feed}"}, "--windowed", "--size", "1280x720")
    b.wait_log("started:")
    return b


def test_the_next_start_knows_where_the_fonts_are(board, tmp_path):
    notes = tmp_path / "state" / "fonts"
    start(board, tmp_path).end()
    first = notes.stat()
    assert first.st_mode & 0o777 == 0o600
    start(board, tmp_path).end()
    assert notes.stat().st_ino == first.st_ino, "cards wear: nothing was to be written"


def test_damaged_notes_are_made_anew(board, tmp_path):
    notes = tmp_path / "state" / "fonts"
    start(board, tmp_path).end()
    text = notes.read_bytes()
    notes.write_bytes(text[: len(text) // 2])
    b = start(board, tmp_path)
    b.wait_read("KARTINI")
    b.end()
    assert notes.read_bytes() == text


def test_a_picture_leaves_no_notes(tmp_path):
    feed, state = tmp_path / "feed.json", tmp_path / "state"
    feed.write_text(make_feed(["KARTINI"]), encoding="utf-8")
    result = run_once("--set", f"source.url=file://{feed}", "--set", f"cache.dir={state}", "--now", NOW,
                      "--screenshot", tmp_path / "picture.png")
    assert result.returncode == 0, result.stderr
    assert not state.exists()
