"""How long siapambil-publish takes for 100,000 rows at 300 places: all of them new, nothing changed, one
row changed. From a sheet, signed, on whatever disk the folder is on. Prints medians; asserts nothing.

bench_publish.py PROGRAM FOLDER"""

import csv
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

ROWS, PLACES, TIMES = 100_000, 300, 5

SETTINGS = """
[screen]
office = Dinas Contoh
[source]
url = file://{sheet}
format = csv
[map]
name = Nama
number = Nomor
type = Layanan
status = Status
done = Selesai
area = Kelurahan
{places}
[status]
SELESAI = pickup
[route]
{routes}
[publish]
dir = {www}
region = 32.73
key_file = {key}
[cache]
dir = {state}
"""
TYPES = ["KTP-el", "Kartu Keluarga", "KIA", "Akta Lahir", "Akta Mati", "Pindah Keluar"]
NAMES = ["BUDI", "SITI", "AGUS", "DEWI", "RINA", "JOKO", "WAYAN", "MADE", "PUTU", "NYOMAN", "ASEP", "EUIS"]


def write_sheet(path, changed=0):
    with path.open("w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(["Nomor", "Nama", "Layanan", "Status", "Selesai", "Kelurahan", "NIK", "Telepon"])
        for n in range(ROWS):
            name = f"{NAMES[n % 12]} {NAMES[n * 7 % 12]} {NAMES[n * 5 % 11]}" + (" BARU" if n < changed else "")
            out.writerow(
                [f"REG-2026-{n:07}", name, TYPES[n % 6], "SELESAI", f"{n % 28 + 1:02}/11/2026"]
                + [f"Kelurahan Nomor {n % PLACES}", f"99990{n:011}", f"0800{n:08}"]
            )


def run(program, config):
    begun = time.perf_counter()
    told = subprocess.run([program, "--config", config], check=True, capture_output=True, text=True).stdout.strip()
    return time.perf_counter() - begun, told


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sheet, www, state, key = (folder / name for name in ("daftar.csv", "www", "state", "secret.key"))
    subprocess.run(
        ["minisign", "-G", "-W", "-s", key, "-p", folder / "public.pub"],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    os.chmod(key, 0o600)
    config = folder / "publish.ini"
    config.write_text(
        SETTINGS.format(
            sheet=sheet,
            www=www,
            state=state,
            key=key,
            places="\n".join(f"[location k{n}]\nname = Kelurahan {n}" for n in range(PLACES)),
            routes="\n".join(f"*, Kelurahan Nomor {n} = k{n}" for n in range(PLACES)),
        )
    )
    times = {"all new": [], "nothing changed": [], "one row changed": []}
    told = {}
    for n in range(TIMES):
        shutil.rmtree(www, ignore_errors=True)
        for what in times:
            write_sheet(sheet, changed=n + 1 if what == "one row changed" else n)
            if what == "nothing changed":
                run(program, config)  # what is timed finds what it left
            seconds, told[what] = run(program, config)
            times[what].append(seconds)
    size = sum(p.stat().st_size for p in www.rglob("*") if p.is_file())
    print(f"{ROWS} rows ({sheet.stat().st_size / 1e6:.1f} MB) to {PLACES} places, signed; the tree has {size / 1e6:.1f} MB")
    for what, seconds in times.items():
        print(f"  {what:16} {statistics.median(seconds):6.2f} s  ({min(seconds):.2f} to {max(seconds):.2f})  {told[what]}")


main()
