"""--explain, as the technician of an office reads it."""

import json

import pytest
from conftest import run_once

HEADER = "Nama,No,Jenis,Status,Selesai,Kecamatan\n"
MAPPING = """\
[source]
url = file://{sheet}
format = csv
[map]
name = Nama
number = No
type = Jenis
status = Status
done = Selesai
area = Kecamatan
[status]
SELESAI = pickup
PROSES = hidden
[location mpp]
name = MPP
counter = Loket 3
[route]
*, Coblong = mpp
"""


@pytest.fixture
def explain(tmp_path):
    sheet, config = tmp_path / "sheet.csv", tmp_path / "office.ini"

    def run(rows, *options):
        sheet.write_text(HEADER + rows)
        config.write_text(MAPPING.format(sheet=sheet))
        result = run_once("--config", config, *options, "--explain")
        assert not [line for line in result.stdout.splitlines() if line != line.rstrip()], "blanks at a line's end"
        return result

    return run


def test_what_is_understood_reads_like_this(explain):
    result = explain("BUDI SANTOSO,R-0001,KTP,SELESAI,20/11/2026,Coblong\nSITI,R-0002,KK,PROSES,,Coblong\n")
    assert result.returncode == 0
    assert result.stdout.split("\n", 1)[1] == """\
  received  121 bytes; a sheet in UTF-8, parted by commas, header in line 1, 6 columns, 2 rows

  member  from         rows  became
  name    Nama            2  BUDI S••••••
  number  No              2  0001
  type    Jenis           2  ktp-el
  status  Status          2  pickup · hidden
  done    Selesai         1  2026-11-20
  area    Kecamatan       2  1 word, not told
  place   [route]         1  mpp

  shown          1 row
  hidden         1 row, as [status] says

the board's only row
  MPP, Loket 3
    ktp-el  BUDI S••••••  0001  2026-11-20
"""


def test_what_is_not_understood_is_told_by_row_and_by_word(explain):
    result = explain("BUDI,R-0001,KTP,SELESAI,20/11/2026,Coblong\n"
                     "SITI,R-0002,KTP,SELESAI,besok,Coblong\n"
                     "AGUS,R-0003,KTP,SELESAI,,KEC. CICENDO\n"
                     "DEWI,R-0004,KTP,SELESAI,,Andir\n"
                     "ASEP,R-0005,KTP,SELESAI,,Andir\n"
                     "EUIS,R-0006,KTP,SELESAI,,\n"
                     "JOKO,R-0007,KTP,Blangko kosong – menunggu,,Andir\n"
                     "TONO,R-0008,KTP,RAHMAWATI,,Andir\n")
    assert result.returncode == 3
    text = result.stdout
    assert "RAHMAWATI" not in text
    assert "  shown          2 rows\n" in text
    assert "  left out       2 rows with a status that [status] does not know (rows 8, 9)\n" in text
    assert "  left out       4 rows matched by no rule of [route] (rows 4, 5, 6, 7)\n" in text
    assert "  no date        1 row shown without a day, since it cannot be read (the first: row 3); " in text
    assert ("  statuses that [status] does not know; their rows are not shown\n"
            "       1  Blangko kosong – menunggu\n"
            "       1  (as in row 9)\n") in text
    assert ("  areas of the rows that no rule of [route] matches; they are not shown\n"
            "       1  KEC. CICENDO\n"
            "       2  (as in row 5)\n"
            "  What could be about a person is not told: look at that row of the source.\n"
            "       1  (no area in the row)\n") in text


def test_numbers_whose_ends_are_alike_are_told(explain):
    rows = "".join(f"BUDI {i},470/{i:04}/2026,KTP,SELESAI,20/11/2026,Coblong\n" for i in range(5))
    assert "  The numbers' ends tell rows hardly apart: 1 different among 5.\n" in explain(rows).stdout
    text = explain(rows, "--set", "source.number_length=9").stdout
    assert "0003/2026" in text and "hardly apart" not in text


def test_a_list_of_which_nothing_is_ready_is_empty(explain):
    result = explain("BUDI,R-0001,KTP,PROSES,,Coblong\n")
    assert result.returncode == 0
    assert "  name    Nama            1  in no row that is shown\n" in result.stdout
    assert result.stdout.endswith("The board's list is empty.\n")


def test_a_long_list_is_shown_by_its_first_rows(explain):
    rows = "".join(f"NAMA{i},R-{i:04},KTP,SELESAI,20/11/2026,Coblong\n" for i in range(1, 14))
    assert "the board's first 12 rows, of 13\n" in explain(rows).stdout


def test_a_native_feed_is_explained_by_its_own_reasons(tmp_path):
    rows = [{"id": str(i), "type": "kk", "name": f"NAMA{i}", "number": "1", "done": "2026-11-20", "at": "mpp",
             "state": "pickup"} for i in range(6)]
    rows[2]["done"] = rows[3]["done"] = "20/11/2026"
    rows[4]["type"] = "passport"
    (tmp_path / "feed.json").write_text(json.dumps({
        "feed": "siapambil/1", "region": "32.73", "publisher": "X", "serial": 1, "issued": "2026-11-23T09:40:00+07:00",
        "locations": [{"id": "mpp", "name": "MPP", "kind": "mpp"}], "documents": rows}))
    result = run_once("--set", f"source.url=file://{tmp_path}/feed.json", "--explain")
    assert result.returncode == 3
    assert "bytes; a native feed, 6 rows\n" in result.stdout
    assert "  shown          3 rows\n" in result.stdout
    assert "  left out       1 row (index 4), since its type is none of the known ones\n" in result.stdout
    assert "  left out       2 rows (index 2, 3), each since its day of completion is not a date\n" in result.stdout
