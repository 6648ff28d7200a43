"""A sheet of an office's own, read by configuration alone."""

import signal

import pytest
from conftest import ROOT, run_once

SHEET = "Nama,No,Jenis,Status,Kecamatan\nKARTINI,A-1111,KTP,SELESAI,Coblong\nDEWI SARTIKA,A-2222,KK,SIAP,Cicendo\n"
MAPPING = """\
[source]
url = file://{sheet}
format = csv
[map]
name = Nama
number = No
type = Jenis
status = Status
area = Kecamatan
[status]
SELESAI = pickup
[location mpp]
name = MPP
[location kec]
name = Kantor Coblong
[route]
*, Coblong = kec
*, * = mpp
"""


@pytest.fixture
def office(tmp_path):
    sheet, config = tmp_path / "sheet.csv", tmp_path / "office.ini"
    sheet.write_text(SHEET)

    def write(change=("", ""), more=""):
        assert change[0] in MAPPING
        config.write_text(MAPPING.format(sheet=sheet).replace(*change) + more)
        return config

    return write


@pytest.mark.parametrize("change, sentence", [
    (("name = Nama", "name = Nama +"), ":5: [map] name = Nama +: something is missing"),
    (("SELESAI = pickup", "SELESAI = diambil"), ":11: [status] SELESAI = diambil: unknown; allowed: pickup, download"),
    (("*, Coblong = kec", "*, Coblong = kek"), ":17: [route] *, Coblong = kek: no [location kek]; did you mean kec?"),
    (("*, Coblong = kec", "ktpp, Coblong = kec"), ":17: [route] ktpp, Coblong = kec: 'ktpp' is no type of document"),
    (("name = Kantor", "hours = mon 8-9\nname = Kantor"), ":15: [location kec] hours = mon 8-9: "),
    (("status = Status\n", ""), ":3: [source] format = csv: [map] status is not set"),
    (("format = csv", "format = json"), ":5: [map] name = Nama: "),
    (("format = csv", "format = native"), ":5: [map] name goes with format = json, csv or postgresql; here it is native"),
    (("[map]", "rows = /data\n[map]"), ":4: [source] rows goes with format = json; here it is csv"),
    (("[map]", "mirrors = http://[::1/\n[map]"), ":4: [source] mirrors cannot be an address"),
    (("[map]", "public_keys = RWQ\n[map]"), ":4: [source] public_keys goes with format = native; here it is csv"),
    (("[status]", "[area]\nCoblong = 32.73.02\n[status]"), ":11: [area] Coblong = 32.73.02: not a code"),
    (("[map]", "[source a]\n[map]"), ":2: [source] url is no source beside [source NAME]"),
])
def test_a_mistake_in_a_mapping_is_found_by_check_config(office, change, sentence):
    config = office(change)
    result = run_once("--config", config, "--check-config")
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{config}{sentence}" in result.stderr


@pytest.mark.parametrize("example", sorted((ROOT / "config" / "examples").glob("*.ini")), ids=lambda path: path.stem)
def test_each_example_is_right_and_is_printed_as_it_is(example, tmp_path):
    assert run_once("--config", example, "--check-config").returncode == 0
    printed = tmp_path / "printed.ini"
    printed.write_text(run_once("--config", example, "--print-config").stdout)
    assert run_once("--config", printed, "--check-config").returncode == 0
    assert run_once("--config", printed, "--print-config").stdout == printed.read_text()


def test_rows_stand_at_the_places_of_the_rules(office):
    frame = run_once("--config", office(), "--set", "status.SIAP=pickup", "--dump-frame").stdout
    titles = [frame.index(f'"{text}"') for text in ("MPP", "DEWI S••••••", "Kantor Coblong", "KARTINI")]
    assert titles == sorted(titles), "each below its place"
    assert "SARTIKA" not in frame


def test_two_sources_are_one_list(office, tmp_path):
    (tmp_path / "list.json").write_text('{"data": [{"nama": "AGUS SALIM", "no": "B-3333", "st": "SELESAI"}]}')
    config = office(("[source]\nurl", "[source kota]\nurl"), f"""\
[source desa]
url = file://{tmp_path}/list.json
format = json
rows = /data
[map desa]
name = /nama
number = /no
type = "kk"
status = /st
area = "Coblong"
""")
    frame = run_once("--config", config, "--dump-frame").stdout
    assert '"KARTINI"' in frame and '"AGUS S••••"' in frame


def test_what_another_source_has_handed_out_is_no_more(tmp_path):
    (tmp_path / "made.csv").write_text("Id,Nama,Jenis,Status,Hari\n1,KARTINI,KK,SELESAI,20/11/2026\n2,AGUS,KK,SELESAI,20/11/2026\n")
    (tmp_path / "out.csv").write_text("Id,Nama,Jenis,Status,Hari\n1,KARTINI,KK,DIAMBIL,21/11/2026\n3,TONO,KK,SELESAI,20/11/2026\n")
    config = tmp_path / "office.ini"
    config.write_text(f"""\
[source]
format = csv
[map]
id = Id
name = Nama
type = Jenis
status = Status
done = Hari
[source made]
url = file://{tmp_path}/made.csv
[source out]
url = file://{tmp_path}/out.csv
[status]
SELESAI = pickup
DIAMBIL = hidden
[location mpp]
name = MPP
[route]
*, * = mpp
""")
    result = run_once("--config", config, "--explain")
    assert result.returncode == 0, result.stderr
    rows = result.stdout.split("the board's rows")[1]
    assert "AGUS" in rows and "TONO" in rows and "KARTINI" not in rows
    assert "all sources\n  left out       1 row that another source has newer\n" in result.stdout


def test_a_word_that_is_added_while_it_runs_shows_its_rows(office, board):
    b = board({}, "--config", str(office()), "--off-screen", "--set", "source.poll=5s", on=None)
    b.wait_log("1 documents, ")
    office(("SELESAI = pickup", "SELESAI = pickup\nSIAP = pickup"))
    b.signal(signal.SIGHUP)
    b.wait_log("settings read again")
    b.wait_log("2 documents, ")
