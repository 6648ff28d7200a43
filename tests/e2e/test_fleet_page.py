"""The page that siapambil-publish fleet --html writes, in headless Chromium."""

import base64
import hashlib
import json
import os
import re
import subprocess

import pytest

from fleet_logs import HOSTILE, NOW, Page, T, fleet, nginx


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    log = folder / "log"
    log.write_text(
        "\n".join(
            [nginx(id=f"bdg-{i}", n=(i * 37) % 101, age=i, up=i * 5000, t=T - 30) for i in range(1, 41)]
            + [nginx(id="smd-1", r="32.11", n=None, s=None, at=-8000, path="/v1/32.11/feed.json")]
        )
    )
    (folder / "expected").write_text(
        "".join(f"bdg-{i}\n" for i in range(1, 41)) + f"smd-1,{HOSTILE}\nsmd-2\n", encoding="utf-8"
    )
    fleet(
        "--now", NOW, "--html", "--expected", folder / "expected", "--output", folder / "fleet.html", log, status=4
    )
    return folder / "fleet.html"


def chromium(page, *options):
    done = subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            f"--user-data-dir={page.parent}/profile",
            "--virtual-time-budget=3000",
            *options,
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        env=dict(os.environ, HOME=str(page.parent)),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def sha256(script):
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def after(page, script, allowed=True, *options):
    """The title of the page after `script`, which a copy of it runs at its end."""
    text = page.read_text(encoding="utf-8")
    if allowed:
        assert "script-src 'sha256-" in text
        text = text.replace("script-src ", f"script-src {sha256(script)} ")
    copy = page.with_name("copy.html")
    copy.write_text(text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    return re.search("<title>(.*?)</title>", chromium(copy, "--dump-dom", *options), re.S).group(1)


ROWS = "Array.from(document.querySelectorAll('#fleet tbody tr')).filter(function (r) { return !r.hidden; })"
NAMES = ROWS + ".map(function (r) { return r.cells[1].textContent; }).join(' ')"


def type_in(words):
    return (
        f"var box = document.getElementById('search'); box.value = {json.dumps(words)};"
        "box.dispatchEvent(new Event('input'));"
    )


def click(title, times=1):
    find = f"Array.from(document.querySelectorAll('th button')).find(function (b) {{ return b.textContent == '{title}'; }})"
    return f"var b = {find};" + "b.click();" * times


CASES = {
    "a word of one row": (type_in("bdg-17"), "bdg-17"),
    "words of several columns": (type_in("SMD silent"), "smd-1"),
    "words of the list of expected screens": (type_in("loket onerror"), "smd-1"),
    "a word of none": (type_in("nobody"), ""),
    "a search, cleared": (type_in("bdg-17") + type_in("") + type_in("bdg-7 57"), "bdg-7"),
    "up by number": (type_in("dg-4") + click("age"), "bdg-4 bdg-40"),
    "down by number": (type_in("dg-4") + click("age", 2), "bdg-40 bdg-4"),
    "down by name": (type_in("smd") + click("screen", 2), "smd-2 smd-1"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_page_searches_and_sorts(page, case):
    script, title = CASES[case]
    assert after(page, script + f"document.title = {NAMES};") == title


def test_sorting_by_number_puts_the_unknown_last(page):
    names = after(page, click("rows") + f"document.title = {NAMES};").split()
    assert sorted(names[-2:]) == ["smd-1", "smd-2"]
    rows = [(int(n.split("-")[1]) * 37) % 101 for n in names[:-2]]
    assert len(rows) == 40 and rows == sorted(rows)
    names = after(page, click("rows", 2) + f"document.title = {NAMES};").split()
    assert sorted(names[-2:]) == ["smd-1", "smd-2"]
    names = after(page, click("screen") + f"document.title = {NAMES};").split()
    assert names[:3] == ["bdg-1", "bdg-2", "bdg-3"] and names[-1] == "smd-2"
    shown = after(page, type_in("smd") + "document.title = document.getElementById('shown').textContent;")
    assert shown == "2 of 42 screens"


def test_the_page_runs_no_script_but_its_own(page):
    assert after(page, "document.title = 'foreign';", allowed=False).startswith("Screens: 42, 40 seen lately")


def test_the_page_is_a_table_without_its_script(page):
    parsed = Page(page.read_text(encoding="utf-8"))
    assert len(parsed.rows) == 43 and all(len(row) == len(parsed.rows[0]) for row in parsed.rows)
    assert parsed.rows[1][:2] == ["missing", "smd-2"] and parsed.rows[2][:2] == ["silent, no list", "smd-1"]
    assert parsed.rows[2][-1] == HOSTILE
    assert dict(parsed.tags[0][1]) == {"lang": "en"}
    assert not any(name in ("src", "href", "srcset", "action") for _, attrs in parsed.tags for name in attrs)
    search = next(attrs for tag, attrs in parsed.tags if attrs.get("id") == "find")
    assert "hidden" in search  # until the script shows it


def test_the_page_fits_a_phone(page):
    """The table scrolls inside of its frame; the page itself is no wider than the window."""
    script = (
        "var d = document.documentElement, s = document.querySelector('.sheet');"
        "document.title = [innerWidth, d.scrollWidth <= innerWidth, s.scrollWidth > s.clientWidth].join(' ');"
    )
    width, *rest = after(page, script, True, "--window-size=390,800").split()
    assert int(width) <= 500 and rest == ["true", "true"]  # Chromium makes no narrower window
