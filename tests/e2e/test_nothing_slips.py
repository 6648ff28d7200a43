"""Whatever a source holds: no number of a person and no field that nobody mapped comes out anywhere."""

import csv
import io
import json
import random
import re
import unicodedata

import pytest
from PIL import Image

from conftest import NOW, ocr, run_once, wait_until

# No person's: there is no province 99.
SECRET = "RAHASIA"


def nik(rng):
    return "99" + "".join(rng.choice("0123456789") for _ in range(14))


def wide(text, zero):
    return "".join(chr(ord(zero) + int(c)) for c in text)


FORMS = {
    "plain": lambda n, rng: n,
    "in fours": lambda n, rng: " ".join(n[i:i + 4] for i in range(0, 16, 4)),
    "dashed": lambda n, rng: "-".join((n[:6], n[6:12], n[12:])),
    "dotted": lambda n, rng: ".".join((n[:2], n[2:4], n[4:6], n[6:12], n[12:])),
    "slashed": lambda n, rng: "/".join((n[:8], n[8:])),
    "full width": lambda n, rng: wide(n, "０"),
    "arabic": lambda n, rng: wide(n, "٠"),
    "no-break blanks": lambda n, rng: "\u00a0".join((n[:4], n[4:8], n[8:12], n[12:])),
    "zero-width blanks": lambda n, rng: "\u200b".join((n[:8], n[8:])),
    "a spreadsheet's": lambda n, rng: rng.choice(("9.99E+15", "9,99043E+15", "9.99e15")),
    "within words": lambda n, rng: f"NIK:{n}(asli)",
    "with dashes anywhere": lambda n, rng: "".join(c + rng.choice(("", "-", " - ", ".")) for c in n).rstrip(" -."),
    "a KK's and a NIK": lambda n, rng: f"{n} {nik(rng)}",
}
NAMES = ["BUDI SANTOSO", "N", "Hj. DASWATI, S.H., M.H.", "I GUSTI AYU NGURAH", "NI'MATUL", "SITI\u2019AH BINTI ALI",
         "M.RIZKY.PRATAMA", "KETUT", "X" * 35 + " " + "Y" * 34]


def rows_of(seed):
    """A NIK in each form in each member in turn, and beside it what nobody maps."""
    rng = random.Random(seed)
    rows = []
    for form in FORMS.values():
        for member in ("id", "nama", "nomor", "jenis", "status", "tanggal", "kecamatan", "none"):
            row = {"id": f"r{len(rows)}", "nama": rng.choice(NAMES), "nomor": f"REG-{rng.randrange(10000):04}",
                   "jenis": "KTP-el", "status": "SELESAI", "tanggal": "20/11/2026", "kecamatan": "Coblong",
                   "nik": nik(rng), "ibu": f"{SECRET} IBU {rng.randrange(1000)}", "alamat": f"Jl. {SECRET} No. 1"}
            number = form(nik(rng), rng)
            if member == "nama":
                row["nama"] = rng.choice((number, f"{row['nama']} {number}", f"{number}{row['nama']}"))
            elif member != "none":
                row[member] = number
            else:  # from one column into the next
                row["nama"], row["nomor"] = f"BUDI {number[:9]}", number[9:]
            rows.append(row)
    rng.shuffle(rows)
    return rows


MAP = """
[map]
id = {0}id
name = {0}nama
number = {0}nomor
type = {0}jenis
status = {0}status
done = {0}tanggal
area = {0}kecamatan
[status]
SELESAI = pickup
[location mpp]
name = MPP Kota Contoh
[route]
*, * = mpp
"""


def as_csv(rows):
    out = io.StringIO()
    sheet = csv.DictWriter(out, rows[0])
    sheet.writeheader()
    sheet.writerows(rows)
    return out.getvalue(), "format = csv\n" + MAP.format("")


def as_json(rows):
    return json.dumps({"data": rows}, ensure_ascii=False), "format = json\nrows = /data\n" + MAP.format("/")


def as_json_with_numbers(rows):
    """Digits as JSON numbers, and the whole list in a string."""
    numbers = [{k: int(v) if re.fullmatch(r"[1-9]\d{0,15}", v) else v for k, v in row.items()} for row in rows]
    return json.dumps({"data": json.dumps(numbers)}), "format = json\nrows = /data\n" + MAP.format("/")


def as_native(rows):
    feed = {"feed": "siapambil/1", "serial": 1, "issued": "2026-11-23T09:40:00+07:00",
            "publisher": rows[0]["nama"], "locations": [{"id": "mpp", "name": "MPP Kota Contoh"}],
            "notices": [{"text": rows[1]["nama"]}], "bring": {"*": [rows[2]["nama"]]},
            "documents": [{"id": row["id"], "name": row["nama"], "number": row["nomor"], "type": "ktp-el", "at": "mpp",
                           "state": "pickup", "nik": row["nik"], "ibu": row["ibu"]} for row in rows]}
    return json.dumps(feed, ensure_ascii=False), ""


KINDS = {"csv": as_csv, "json": as_json, "json in a string": as_json_with_numbers, "native": as_native}

# Only what a row may be told by: four digits of a number, dates, sizes, prices of frames. A checksum is hexadecimal.
NOT_A_NUMBER = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{16}\b(?=\")|\bh[0-9a-f]{16}\b")


def check(text, what, rows):
    assert SECRET not in text, what
    for row in rows:
        assert row["nik"] not in text, what
    plain = NOT_A_NUMBER.sub("", unicodedata.normalize("NFKC", text))
    plain = "".join(str(unicodedata.decimal(c, c)) for c in plain)
    for run in re.findall(r"(?:\d[ .\-/\u00a0\u200b]{0,3}){16,}", plain):
        digits = re.sub(r"\D", "", run)
        assert not digits.startswith("99"), f"{what}: {run}"
    assert not re.search(r"\d[.,]\d+[eE]\+?15", plain), what


@pytest.mark.parametrize("form", FORMS)
def test_the_check_finds_every_form(form):
    rng = random.Random(form)
    with pytest.raises(AssertionError):
        check(f"BUDI {FORMS[form](nik(rng), rng)} S", form, [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", (1, 2))
def test_no_number_and_no_unmapped_field_comes_out(kind, seed, tmp_path, board):
    rows = rows_of(seed)
    body, settings = KINDS[kind](rows)
    source = tmp_path / "source"
    source.write_text(body, encoding="utf-8")
    config = tmp_path / "office.ini"
    config.write_text(f"[source]\nurl = file://{source}\n{settings}", encoding="utf-8")
    options = ("--config", config, "--set", f"cache.dir={tmp_path}/kept", "--set", "log.level=debug")

    explained = run_once(*options, "--explain")
    assert explained.returncode in (0, 3), explained.stderr
    check(explained.stdout + explained.stderr, "--explain", rows)

    dumped = run_once(*options, "--dump-frame", "--now", NOW)
    assert dumped.returncode == 0, dumped.stderr
    check(dumped.stdout + dumped.stderr, "the frame", rows)

    # The daemon: its log at its most talkative, what it keeps, what stands on its picture.
    picture = tmp_path / "screen.png"
    b = board({"source.url": f"file://{source}"}, "--config", str(config), "--off-screen",
              "--set", f"screen.picture={picture}", "--set", "screen.picture_every=1s",
              "--set", "log.level=debug", "--set", f"cache.dir={tmp_path}/kept", on=None)
    kept = tmp_path / "kept" / "list.json"
    wait_until("a kept list", kept.exists)
    wait_until("a picture", picture.exists)
    check(kept.read_text(encoding="utf-8"), "the kept list", rows)
    assert "BUDI" in kept.read_text(encoding="utf-8"), "there is a list at all"
    check(ocr(Image.open(picture).convert("RGB")), "the picture", rows)
    b.end()
    check(b.log(), "the log", rows)
    for file in (tmp_path / "kept").iterdir():
        check(file.read_bytes().decode("latin-1"), file.name, rows)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", ("cut", "another pointer", "latin-1", "html around it", "a NUL"))
def test_a_sentence_about_a_bad_source_holds_none_of_it(kind, damage, tmp_path):
    rows = rows_of(3)
    body, settings = KINDS[kind](rows)
    data = body.encode("utf-8")
    if damage == "cut":
        data = data[:len(data) * 2 // 3]
    elif damage == "another pointer":
        settings = settings.replace("nama", "nama_lengkap").replace("nomor", "no_reg").replace("/data", "/rows")
    elif damage == "latin-1":
        data = body.replace("\u2019", "\u00e9").encode("latin-1", "replace") + b"\xff\xfe"
    elif damage == "html around it":
        data = b"<html><body>" + data
    else:
        data = data[:len(data) // 2] + b"\0" + data[len(data) // 2:]
    source = tmp_path / "source"
    source.write_bytes(data)
    config = tmp_path / "office.ini"
    config.write_text(f"[source]\nurl = file://{source}\n{settings}", encoding="utf-8")
    result = run_once("--config", config, "--set", "log.level=debug", "--explain")
    assert result.returncode in (0, 1, 3)
    check(result.stdout + result.stderr, damage, rows)
