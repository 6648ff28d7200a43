"""Each example of config/examples, as an office would use it: explained, then on a picture."""

import re
import subprocess

import pytest
from PIL import Image

from conftest import NOW, ROOT, Nginx, ocr, run_once

EXAMPLES = ROOT / "config" / "examples"
LIST = (0, 132, 1520, 988)

# What each shows and hides: the first rows as --explain prints them, and words on the picture.
CASES = {
    "array": {
        "rows": ["ktp-el BUDI S•••••• 4821 2026-11-20", "kk SITI A••••• 4822 2026-11-20",
                 "akta-lahir R. P. 4823 2026-11-17", "skpwni NURHAYATI 4826 2026-11-23"],
        "words": ["BUDI", "SITI", "NURHAYATI", "Loket 2"],
        "never": ["SANTOSO", "DASWATI", "NGURAH", "RAKA", "PRATAMA"],
    },
    "paging": {
        "rows": ["ktp-el ASEP H•••••• 0001 2026-11-20", "kk EUIS K••••••• 0002 2026-11-20".replace("•••••••", "••••••"),
                 "ktp-el NENENG R•••••• 0004 2026-11-21", "kia R. M. 0005 2026-11-21"],
        "words": ["ASEP", "NENENG", "Kecamatan Coblong", "MPP Kabupaten Contoh"],
        "never": ["HIDAYAT", "CECEP", "MAULANA", "081200000001"],
    },
    "statuses": {
        "rows": ["ktp-el HENDRA W••••• 0006 2026-11-20", "akta-kawin INDAH P•••••• S••• 0007 2026-11-20",
                 "kk JOKO S••••• 0008 2026-11-20"],
        "words": ["HENDRA", "INDAH", "JOKO"],
        "never": ["GILANG", "WIJAYA", "KARTINI"],
    },
    "english": {
        "rows": ["ktp-el Andi B••• M•••••• 0001 2026-11-21", "kk Maria T•••••• 0002 2026-11-20",
                 "akta-lahir D. R. 0003 2026-11-19", "akta-sipil 0004 2026-11-19", "ktp-el 0005 2026-11-18"],
        "words": ["Andi", "Maria", "0004", "Kecamatan Panakkukang"],
        "never": ["Mappaselling", "Hasna", "Yusuf", "Kalla", "Rahmat", "Cerai"],
    },
    "google-sheet": {
        "rows": ["ktp-el WAYAN S••••• 0101 2026-11-20", "kk NI L•• P•••, S.Pd. 0102 2026-11-20",
                 "ktp-el KETUT A•••••• 0103 2026-11-21", "akta-mati MADE A••• 0098 2026-11-05"],
        "words": ["WAYAN", "KETUT", "Loket Pelayanan"],
        "never": ["SUDIRA", "ADNYANA", "diambil suami"],
    },
    "excel": {
        "rows": ["ktp-el SUPARMAN 0001 2026-11-20", "akta-lahir N. I. 0003 2026-11-19"],
        "words": ["SUPARMAN", "Kecamatan Sukamaju", "MPP Kabupaten Contoh"],
        "never": ["WAHYUNI", "MATUL", "DARTO", "SUTINAH"],
    },
    "postgrest": {
        "rows": ["kk ENDANG S•••••• 0001 2026-11-20", "ktp-el TATI H•••••• 0002 2026-11-20",
                 "kia I. S. 0003 2026-11-20"],
        "words": ["ENDANG", "TATI", "Kelurahan Dago"],
        "never": ["SURYANA", "HARTATI", "SETIAWAN"],
    },
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """nginx as the servers of the examples: pages by number, rows by offset, a sheet behind a redirect."""
    server = Nginx(
        tmp_path_factory.mktemp("office"),
        """
        default_type text/csv;
        location = /paging { if ($arg_page = 2) { rewrite ^ /paging-2.json last; } rewrite ^ /paging.json last; }
        location = /postgrest { if ($arg_offset != 0) { rewrite ^ /nothing.json last; } rewrite ^ /postgrest.json last; }
        location = /google-sheet { return 307 http://127.0.0.1:$server_port/google-sheet.csv; }
        location = /private { return 302 http://127.0.0.1:$server_port/google-sheet-private.html; }
        location ~ ^/(array|statuses|english)$ { rewrite ^ $uri.json last; }
        location = /excel { rewrite ^ /excel.csv last; }
        """,
    )
    for file in EXAMPLES.iterdir():
        if file.suffix != ".ini":
            (server.site / file.name).write_bytes(file.read_bytes())
    (server.site / "nothing.json").write_text("[]")
    server.start()
    yield server
    server.stop()


def options(name, office):
    return ("--config", EXAMPLES / f"{name}.ini", "--set", f"source.url=http://127.0.0.1:{office.port}/{name}")


def squeeze(text):
    return [re.sub(r" +", " ", line).strip() for line in text.splitlines()]


def check_nothing_slips(text, never):
    for word in never:
        assert word not in text
    assert not re.search(r"9999\d{6}", text), "a number of a person"
    assert not re.search(r"(\d[ .\-]?){16}", text)


def test_every_example_has_a_case_and_a_source():
    names = {file.stem for file in EXAMPLES.glob("*.ini")}
    assert names == set(CASES)
    for name in names:
        assert (EXAMPLES / f"{name}.json").exists() or (EXAMPLES / f"{name}.csv").exists()


@pytest.mark.parametrize("name", CASES)
def test_an_example_is_a_right_configuration(name):
    result = run_once("--config", EXAMPLES / f"{name}.ini", "--check-config")
    assert result.returncode == 0, result.stderr
    assert "the configuration is right" in result.stdout


@pytest.mark.parametrize("name", CASES)
def test_an_example_is_understood_row_by_row(name, office):
    result = run_once(*options(name, office), "--set", "log.level=debug", "--explain")
    assert result.returncode == 0, result.stdout + result.stderr
    lines = squeeze(result.stdout)
    for row in CASES[name]["rows"]:
        assert row in lines, result.stdout
    check_nothing_slips(result.stdout + result.stderr, CASES[name]["never"])


@pytest.mark.parametrize("name", CASES)
def test_an_example_stands_on_the_picture(name, office, tmp_path):
    shot, state = tmp_path / "board.png", tmp_path / "state"
    result = run_once(*options(name, office), "--set", f"cache.dir={state}", "--screenshot", shot, "--now", NOW,
                      "--size", "1920x1080")
    assert result.returncode == 0, result.stderr
    read = ocr(Image.open(shot).convert("RGB"), LIST)
    for word in CASES[name]["words"]:
        assert word in read, read
    check_nothing_slips(read, CASES[name]["never"])


def test_a_sheet_that_is_not_published_is_told_so(office):
    result = run_once("--config", EXAMPLES / "google-sheet.ini", "--set",
                      f"source.url=http://127.0.0.1:{office.port}/private", "--explain")
    assert result.returncode == 1
    assert "Publish to the web" in result.stderr


def test_a_status_that_no_table_knows_is_named_and_hides_its_row(office, tmp_path):
    config = tmp_path / "statuses.ini"
    text = (EXAMPLES / "statuses.ini").read_text(encoding="utf-8")
    config.write_text(text.replace("SIAP_DICETAK = hidden\n", ""), encoding="utf-8")
    result = run_once("--config", config, "--set", f"source.url=http://127.0.0.1:{office.port}/statuses", "--explain")
    assert result.returncode == 3
    assert "1 SIAP_DICETAK" in squeeze(result.stdout)
    assert "GILANG" not in result.stdout


def test_a_file_of_an_example_is_read_as_the_readme_says(tmp_path):
    result = subprocess.run(
        [run_once.__globals__["PROGRAM"], "--config", "excel.ini", "--set", f"source.url=file://{EXAMPLES}/excel.csv",
         "--explain"],
        cwd=EXAMPLES, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    assert "a sheet in UTF-8, parted by semicolons, header in line 3" in result.stdout


@pytest.mark.parametrize("file", sorted(f.name for f in EXAMPLES.iterdir() if f.suffix in (".json", ".csv")))
def test_first_settings_are_suggested_for_a_source_and_work(file, tmp_path):
    source = f"source.url=file://{EXAMPLES}/{file}"
    suggested = run_once("--explain", "--suggest", "--set", source)
    assert suggested.returncode == 0, suggested.stderr
    config = tmp_path / "office.ini"
    config.write_text(suggested.stdout, encoding="utf-8")
    if file == "google-sheet.csv":  # has no statuses: that all of it is ready is for a person to say
        assert "[map] status is not set; allowed: " in run_once("--config", config, "--check-config").stderr
        config.write_text(suggested.stdout.replace("[map]\n", '[map]\nstatus = "pickup"\n'), encoding="utf-8")
    assert run_once("--config", config, "--check-config").returncode == 0
    # A file has no pages behind it.
    explained = run_once("--config", config, *(("--set", "source.paging=none", "--set", "source.last_page=")
                                               if "paging = " in suggested.stdout else ()), "--explain")
    assert explained.returncode == 0, explained.stdout + explained.stderr
    assert "the board's " in explained.stdout
    for case in CASES.values():
        check_nothing_slips(suggested.stdout, [word for word in case["never"] if word.isupper()])


def test_a_page_for_signing_in_gets_no_suggestion():
    result = run_once("--explain", "--suggest", "--set", f"source.url=file://{EXAMPLES}/google-sheet-private.html")
    assert result.returncode == 1
    assert "web page" in result.stderr and not result.stdout
