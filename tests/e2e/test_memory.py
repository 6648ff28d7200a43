"""What running programs hold in memory: of a list's members that nobody asked for, nothing; and a publisher
nothing of names and numbers as they came, either."""

import contextlib
import json
import os
import secrets
import subprocess

import pytest
from conftest import SANITIZED, make_feed, wait_until
from publishing import COLUMNS, SETTINGS, Office

ROWS = 200


def memory_of(process):
    """All that the process may write: heap, stacks, data."""
    parts = []
    with open(f"/proc/{process.pid}/maps") as maps, open(f"/proc/{process.pid}/mem", "rb", 0) as memory:
        for line in maps:
            addresses, rights = line.split()[:2]
            begin, end = (int(x, 16) for x in addresses.split("-"))
            if "w" in rights:
                with contextlib.suppress(OSError):  # given back meanwhile
                    parts.append(os.pread(memory.fileno(), end - begin, begin))
    return parts


@pytest.mark.skipif(SANITIZED, reason="a sanitizer keeps what was freed, and maps terabytes")
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_what_nobody_asked_for_is_gone_when_the_list_is_shown(board, nginx, tmp_path, scheme):
    marker = f"rahasia{secrets.token_hex(12)}"
    feed = json.loads(make_feed(["KARTINI"] * ROWS))
    for i, document in enumerate(feed["documents"]):
        document.update(id=f"row-{i}", nama_ibu=marker, alamat={"jalan": marker})
    nginx.publish(json.dumps(feed))
    nginx.start()
    url = nginx.url if scheme == "http" else f"file://{nginx.site}/feed.json"
    b = board({"source.url": url, "source.poll": "1h", "list.old_after": "2h"}, "--off-screen", on=None)
    b.wait_log(f"{ROWS} documents")
    try:
        memory_of(b.process)
    except PermissionError:
        pytest.skip("only root may look at the memory of a process that is not dumpable")
    wait_until("what was read is wiped", lambda: not any(marker.encode() in part for part in memory_of(b.process)))
    assert any(b"KARTINI" in part for part in memory_of(b.process)), "what is shown is found"


def from_postgresql(office, postgresql, table):
    """The same rows as a table of a database; the environment to ask it in."""
    postgresql.fill(rows=10, done=1)
    columns = ", ".join(f'"{c}" text' for c in [*COLUMNS, "Ibu"])
    values = ", ".join("(" + ", ".join(f"'{cell}'" for cell in row) + ")" for row in table)
    postgresql.sql(f"create table daftar ({columns}); insert into daftar values {values};"
                   "grant select on daftar to siapambil")
    source = f"url = {postgresql.url()}\nformat = postgresql\nquery = select * from daftar"
    office.write_settings(SETTINGS.replace("url = file://{sheet}\nformat = csv", source))
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    return dict(kept, PGPASSFILE=str(postgresql.password_file(office.folder / "pgpass")))


@pytest.mark.skipif(SANITIZED, reason="a sanitizer keeps what was freed, and maps terabytes")
@pytest.mark.parametrize("kind", ["csv", "postgresql"])
def test_a_publisher_that_waits_holds_no_rows(request, tmp_path, kind):
    words = {word: f"{word}{secrets.token_hex(12)}" for word in ("marga", "nik", "ibu", "nomor")}
    office = Office(tmp_path)
    table = [[f"{words['nomor']}-{n:04}", f"KARTINI {words['marga']}", "KTP-el", "SELESAI", "20/11/2026", "Coblong",
              words["nik"], words["ibu"]] for n in range(ROWS)]
    office.write(table, [*COLUMNS, "Ibu"])
    env = os.environ
    if kind == "postgresql":
        env = from_postgresql(office, request.getfixturevalue("postgresql"), table)
    log = tmp_path / "log"
    # An answer that changes nothing is the worst: nothing is written over what it has left.
    asked = ": status 0, " if kind == "csv" else ": status 0"
    process = subprocess.Popen(office.command("--watch", "--set", "log.level=debug"), stderr=log.open("wb"), env=env)
    try:
        for _ in range(2):
            seen = log.read_text().count(asked)
            wait_until("another answer", lambda: log.read_text().count(asked) > seen)
        assert len(office.feed()["documents"]) == ROWS
        try:
            memory_of(process)
        except PermissionError:
            pytest.skip("only root may look at the memory of a process that is not dumpable")

        def held():
            parts = memory_of(process)
            return [name for name, word in words.items() if any(word.encode() in part for part in parts)]

        wait_until("what was read is wiped", lambda: not held())
    finally:
        process.kill()
        process.wait()
