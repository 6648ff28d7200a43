"""An office's database as a source: the transport alone against a real server (tool_postgresql.c), then
all the way to a screen."""

import csv
import io
import os
import signal
import socket
import subprocess
import threading

import pytest

from conftest import BUILD, free_port, wait_until

TOOL = BUILD / "tests" / "tool_postgresql"
CONNECTION, QUERY = 11, 12


@pytest.fixture(scope="module")
def office(postgresql):
    """The server with an office's tables, and a role that may do anything, for what must be impossible even so."""
    postgresql.fill(rows=300, done=20)
    postgresql.sql("""
        create role kuasa superuser login password 'kuasa';
        create table korban (isi text); insert into korban values ('utuh');
        create function tulis() returns int language sql as 'insert into korban values (''tulis''); select 1';
        create sequence urutan;
        grant connect on database simpel to public;
    """)
    yield postgresql
    postgresql.sql("drop owned by siapambil; drop role kuasa")


@pytest.fixture
def passwords(office, tmp_path):
    """What PGPASSFILE names; a clean environment beside it."""
    path = office.password_file(tmp_path / "pgpass")
    path.write_text(path.read_text() + f"127.0.0.1:*:*:kuasa:kuasa\n127.0.0.1:*:*:siapambil:{path.read_text().split(':')[-1]}")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    return dict(kept, PGPASSFILE=str(path), HOME=str(tmp_path))


def ask(url, query, env, timeout=10, connect=5, limit=64 << 20, how="ask"):
    return subprocess.run([TOOL, how, url, str(timeout), str(connect), str(limit), query], capture_output=True,
                          text=True, encoding="utf-8", env=env, timeout=60, check=False)


def rows(result):
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    return list(csv.reader(io.StringIO(result.stdout, newline="")))


# ---- what it says


def test_rows_come_as_they_stand_there(office, passwords):
    query = """
        select 'Siti "Ayu", S.H.' as "Nama Pemohon", E'dua\nbaris' as catatan, null as kosong, '' as hampa,
               'ᬲᬶᬢᬶ Nur’aini; Nurhayāti' as aksara, true as rahasia,
               date '2026-11-20' as tgl, timestamp '2026-11-20 09:15:00.123' as waktu,
               timestamptz '2026-11-20 18:30:00+00' as saat  -- siang
        ;
    """
    assert rows(ask(office.url(), query, passwords)) == [
        ["Nama Pemohon", "catatan", "kosong", "hampa", "aksara", "rahasia", "tgl", "waktu", "saat"],
        ['Siti "Ayu", S.H.', "dua\nbaris", "", "", "ᬲᬶᬢᬶ Nur’aini; Nurhayāti", "t",
         "2026-11-20", "2026-11-20 09:15:00.123", "2026-11-21 01:30:00+07"],
    ]


def test_the_view_holds_what_may_be_published_and_nothing_else(office, passwords):
    header, *view = rows(ask(office.url(), "select * from siap_ambil order by id", passwords))
    assert header == ["id", "nomor", "nama", "dirahasiakan", "layanan", "status", "selesai", "kecamatan",
                      "kelurahan", "tempat"]
    assert len(view) == 60 and {row[5] for row in view} == {"SELESAI"}
    assert view[0] == ["3", "REG/2026/000003", "Dewi Lestari", "f", "Kartu Keluarga", "SELESAI",
                       "2026-11-23 08:30:00+07", "32.73.01", "Sukasari Wetan", "MPP"]
    for table in ("penduduk", "permohonan", "kecamatan"):
        result = ask(office.url(), f"select * from {table}", passwords)
        assert result.returncode == QUERY
        assert f"permission denied for table {table}" in result.stderr and "GRANT SELECT" in result.stderr


def test_no_rows_are_a_sheet_too(office, passwords):
    assert rows(ask(office.url(), "select * from siap_ambil where id < 0", passwords))[1:] == []


def test_values_and_tables_are_queries(office, passwords):
    assert rows(ask(office.url(), "values (1, 'a')", passwords)) == [["column1", "column2"], ["1", "a"]]
    assert len(rows(ask(office.url(), "TABLE siap_ambil;", passwords))) == 61
    assert len(rows(ask(office.url(), "with s as (table siap_ambil) select * from s", passwords))) == 61


def test_a_sheet_that_is_too_long_is_refused(office, passwords):
    result = ask(office.url(), "select repeat('x', 1000) from generate_series(1, 5000)", passwords, limit=2 << 20)
    assert result.returncode == QUERY and result.stdout == ""
    assert "the answer is longer than the 2 MiB allowed" in result.stderr


# ---- nothing is written

WRITING = {
    "closing COPY's brackets": "select 1) to stdout; commit; drop table korban; --",
    "closing them within one statement": "select 1) to program 'touch {made}' --",
    "closing them to write a file": "select 'x') to '{made}' --",
    "closing them in a comment that does not end": "select 1 /* ) to stdout; drop table korban",
    "closing them in a text that does not end": "select '1) to program ''touch {made}''",
    "two statements": "select 1; drop table korban",
    "two with an end of the transaction": "commit; drop table korban",
    "dropping": "drop table korban",
    "inserting": "insert into korban values ('baru') returning *",
    "deleting on the way": "with w as (delete from korban returning *) select * from w",
    "a function that writes": "select tulis()",
    "switching to writing": "select set_config('transaction_read_only', 'off', true), tulis()",
    "switching for the session": "select set_config('default_transaction_read_only', 'off', false), tulis()",
    "a new table": "select 1 as a into baru",
    "a sequence": "select nextval('urutan')",
    "a lock": "select * from korban for update",
    "ending the transaction": "commit",
    "anonymous code": "do $$ begin delete from korban; end $$",
    "copying in": "copy korban from program 'touch {made}; echo'",
    "altering the server": "alter system set work_mem = '5MB'",
}


@pytest.mark.parametrize("what", WRITING)
def test_nothing_can_be_written(office, passwords, what):
    """By a role that may do anything, at that."""
    made = office.folder / "made"
    result = ask(office.url("kuasa"), WRITING[what].format(made=made), passwords)
    assert result.returncode == QUERY, result.stdout
    assert result.stdout == ""
    assert office.sql("select string_agg(isi, ',') from korban") == "utuh"
    assert office.sql("select last_value, is_called from urutan") == "1|f"
    assert office.sql("select count(*) from pg_class where relname = 'baru'") == "0"
    assert not made.exists() and not (office.folder / "data" / "made").exists()


def test_what_does_not_count_as_writing_is_undone(office, passwords):
    """Before version 16 a read-only transaction makes large objects, and it may tell others something."""
    listener = Ear(office, passwords)
    result = ask(office.url("kuasa"), "select lo_create(4711), pg_notify('siap_ambil', '')", passwords)
    assert result.returncode in (0, QUERY)
    assert office.sql("select count(*) from pg_largeobject_metadata") == "0"
    office.sql("notify siap_ambil")
    listener.wait("notified")
    assert listener.end().count("notified") == 1


# ---- what goes wrong


def test_a_query_that_is_wrong_is_told_with_its_line(office, passwords):
    cases = {
        "select nama\nfrm siap_ambil": "syntax error at or near \"siap_ambil\", at line 2, character 5",
        "select nama,\n       'é', namma\nfrom siap_ambil": "column \"namma\" does not exist, at line 2, character 13",
        "select * from siap_ambi": "relation \"siap_ambi\" does not exist, at line 1, character 15",
        "select upper(1, 2)": "function upper(integer, integer) does not exist, at line 1, character 8",
        "select 1; select 2": "cannot insert multiple commands",
        "vacuum": "the query is none that gives rows",
        "-- nothing": "the query is none that gives rows",
    }
    for query, sentence in cases.items():
        result = ask(office.url(), query, passwords)
        assert result.returncode == QUERY
        assert sentence in result.stderr, result.stderr
        assert result.stderr.startswith(f"postgresql://127.0.0.1:{office.port}/simpel: ")
        assert result.stderr.count("\n") == 1 and "HINT" not in result.stderr


LEAKING = {
    "a name as a number": ("select nama::int from siap_ambil", "22P02"),
    "a name as a day": ("select nama::date from siap_ambil", "22007"),
    "a name as a table": ("select nama::regclass from siap_ambil", "42"),
    "a name as JSON": ("select nama::json from siap_ambil", "22P02"),
    "a name in a function's words": ("select bocor(nama, 'P0001') from siap_ambil", "P0001"),
    "a name under a code that is told": ("select bocor(nama, '42501') from siap_ambil", "42501"),
    "a name under the server's own code": ("select bocor(nama, '57014') from siap_ambil", "57014"),
    "a name as a broken connection": ("select bocor(nama, '08006') from siap_ambil", "08006"),
    "a name in a statement of its own": ("select jalan('select ' || nama) from siap_ambil", "42"),
    "too large a number": ("select (nama || '9')::int from siap_ambil", "22P02"),
    "a division": ("select 1 / (id - id) from siap_ambil", "22012"),
    "more than one row": ("select (select nama from siap_ambil)", "21000"),
}


@pytest.fixture(scope="module")
def leaking(office):
    office.sql("""
        create function bocor(nama text, kode text) returns text language plpgsql as $$
        begin
            raise notice 'perhatian %', nama;
            raise exception 'galat %', nama using errcode = kode, detail = nama, hint = nama;
        end $$;
        create function jalan(perintah text) returns text language plpgsql as $$
        begin execute perintah; return 'x'; end $$;
    """)
    words = {word.lower() for name in office.sql("select nama from siap_ambil").splitlines() for word in name.split()}
    return [word for word in words if len(word) > 3]


@pytest.mark.parametrize("what", LEAKING)
def test_no_row_stands_in_an_error(office, passwords, leaking, what):
    query, code = LEAKING[what]
    result = ask(office.url(), query, passwords)
    assert result.returncode in (QUERY, CONNECTION)
    assert f"SQLSTATE {code}" in result.stderr, result.stderr
    assert "its own words are not told" in result.stderr or code == "42501" or code == "08006"
    for name in leaking:
        assert name not in result.stderr.lower(), result.stderr
    assert "perhatian" not in result.stderr


def test_notices_of_the_server_are_not_told(office, passwords, leaking):
    office.sql("create function kabar(nama text) returns text language plpgsql as "
               "$$ begin raise warning '%', nama; return nama; end $$")
    result = ask(office.url(), "select kabar(nama) from siap_ambil", passwords)
    assert len(rows(result)) == 61


def test_a_query_may_take_so_long_and_no_longer(office, passwords):
    result = ask(office.url(), "select pg_sleep(30)", passwords, timeout=1)
    assert result.returncode == QUERY
    assert "the query takes longer than 1 s: see [source] timeout" in result.stderr


def test_a_query_that_somebody_ends_is_another_trouble(office, passwords):
    for function, status, sentence in (
        ("pg_cancel_backend", QUERY, "canceling statement due to user request"),
        ("pg_terminate_backend", CONNECTION, "the server ended the connection (terminating connection"),
    ):
        tool = subprocess.Popen([TOOL, "ask", office.url(), "30", "5", "1000000", "select pg_sleep(30)"],
                                stderr=subprocess.PIPE, text=True, env=passwords)
        running = "from pg_stat_activity where application_name = 'siapambil-publish' and query like 'COPY%' and state = 'active'"
        wait_until("it runs", lambda: office.sql(f"select count(*) {running}") == "1")
        office.sql(f"select {function}(pid) {running}")
        told = tool.communicate(timeout=20)[1]
        assert tool.returncode == status and sentence in told, told


def test_a_running_query_can_be_cancelled(office, passwords):
    result = ask(office.url(), "select pg_sleep(30)", passwords, timeout=60, how="cancel")
    assert result.stderr.endswith(": cancelled\n")


class Proxy:
    """Passes everything on until a client says `word`: then it is silent, or hangs up."""

    def __init__(self, port, word, hang_up):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.target, self.word, self.hang_up = port, word, hang_up
        self.silent = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        client, _ = self.listener.accept()
        server = socket.create_connection(("127.0.0.1", self.target))
        threading.Thread(target=self._back, args=(server, client), daemon=True).start()
        while data := client.recv(65536):
            if self.word in data:
                self.silent.set()
                if self.hang_up:
                    client.shutdown(socket.SHUT_RDWR)
                    break
            if not self.silent.is_set():
                server.sendall(data)
        server.close()
        client.close()

    def _back(self, server, client):
        try:
            while data := server.recv(65536):
                if not self.silent.is_set():
                    client.sendall(data)
        except OSError:
            pass


def test_a_server_that_falls_silent_is_given_up(office, passwords):
    proxy = Proxy(office.port, b"COPY (", hang_up=False)
    result = ask(f"postgresql://siapambil@127.0.0.1:{proxy.port}/simpel?sslmode=disable", "select 1", passwords,
                 timeout=1)
    assert proxy.silent.is_set()
    assert result.returncode == QUERY and "the query takes longer than 1 s" in result.stderr


def test_a_connection_that_breaks_is_told(office, passwords):
    proxy = Proxy(office.port, b"COPY (", hang_up=True)
    result = ask(f"postgresql://siapambil@127.0.0.1:{proxy.port}/simpel?sslmode=disable", "select 1", passwords)
    assert result.returncode == CONNECTION and "the connection to the database broke off" in result.stderr


def test_a_database_that_is_down_is_told_and_asked_again_when_it_is_up(office, passwords):
    office.stop()
    try:
        result = ask(office.url(), "select 1", passwords)
        assert result.returncode == CONNECTION
        assert f"no connection to the database at 127.0.0.1, port {office.port}: Connection refused" in result.stderr
        socket_url = f"postgresql:///simpel?host={office.folder}&port={office.port}"
        result = ask(socket_url, "select 1", passwords)
        assert f"the database's socket {office.folder}/.s.PGSQL.{office.port}" in result.stderr
    finally:
        office.start()
    assert rows(ask(office.url(), "select 1 as a", passwords)) == [["a"], ["1"]]


def test_what_refuses_a_login_is_told(office, passwords, tmp_path):
    wrong = office.password_file(tmp_path / "wrong", password="salah-sekali")
    office.sql("create database lain; revoke connect on database lain from public", "postgres")
    cases = (
        (office.url(), {"PGPASSFILE": str(wrong)}, "password authentication failed for user \"siapambil\""),
        (office.url("siapa"), {}, "the server asks for a password, and there is none for this user"),
        (office.url(name="simpul"), {}, "has no such database (database \"simpul\" does not exist)"),
        (office.url(name="lain"), {}, "does not let this user into the database"),
        (f"postgresql://siapambil@127.0.0.1:{free_port()}/simpel", {}, "Connection refused"),
        ("postgresql://siapambil@tidak.ada.invalid/simpel", {}, "could not translate host name"),
        ("postgresql://?service=tidak-ada", {}, "definition of service \"tidak-ada\" not found"),
        (office.url(options="?sslmode=require"), {}, "server does not support SSL"),
        (office.url(options="?sslmode=hush"), {}, "invalid sslmode value"),
    )
    for url, env, sentence in cases:
        result = ask(url, "select 1", dict(passwords, **env))
        assert result.returncode == CONNECTION and sentence in result.stderr, result.stderr
        assert "salah" not in result.stderr and "kata-sandi" not in result.stderr
    assert "~/.pgpass" in ask(*cases[0][:1], "select 1", dict(passwords, PGPASSFILE=str(wrong))).stderr
    office.sql("drop database lain", "postgres")


def test_a_password_that_others_may_read_is_not_used(office, passwords):
    path = passwords["PGPASSFILE"]
    os.chmod(path, 0o640)
    result = ask(office.url(), "select 1", passwords)
    assert result.returncode == CONNECTION
    assert f"{path} is not read, since others may read it" in result.stderr


def test_the_home_folders_password_file_does(office, passwords, tmp_path):
    os.rename(passwords.pop("PGPASSFILE"), tmp_path / ".pgpass")
    # libpq takes the home of the user that it runs as from $HOME
    assert rows(ask(office.url(), "select 1 as a", passwords)) == [["a"], ["1"]]


def test_all_of_it_may_stand_in_a_service_file(office, passwords, tmp_path):
    (tmp_path / "services.conf").write_text(
        f"[simpel]\nhost=127.0.0.1\nport={office.port}\ndbname=simpel\nuser=siapambil\n")
    env = dict(passwords, PGSERVICEFILE=str(tmp_path / "services.conf"))
    result = ask("postgresql://?service=simpel", "select current_user as siapa", env)
    assert rows(result) == [["siapa"], ["siapambil"]]
    result = ask("postgresql://?service=simpel", "select tidak_ada", env)
    assert result.stderr.startswith("postgresql://?service=simpel: the server refuses the query: column")


# ---- NOTIFY


class Ear:
    """tool_postgresql listen, running."""

    def __init__(self, office, env, channel="siap_ambil"):
        self.process = subprocess.Popen([TOOL, "listen", office.url(), channel], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, env=env)
        self.wait("listening")

    def wait(self, word):
        assert self.process.stdout.readline().strip() == word

    def end(self):
        """What came that nobody has waited for, but for one."""
        self.process.send_signal(signal.SIGTERM)
        return "notified\n" + self.process.communicate(timeout=20)[0]


def test_what_changes_a_status_is_heard(office, passwords):
    ear = Ear(office, passwords)
    office.sql("update permohonan set keterangan = 'berkas lengkap'")
    office.sql("update permohonan set status = 4, selesai = now() where status < 4 and id < 50")
    ear.wait("notified")
    office.sql("delete from permohonan where id = 300")
    ear.wait("notified")
    assert ear.end() == "notified\n"


def test_a_listening_that_breaks_is_told(office, passwords):
    ear = Ear(office, passwords)
    office.stop()
    try:
        told = ear.process.communicate(timeout=20)[1]
        assert "the connection that listens for NOTIFY broke off" in told
        result = subprocess.run([TOOL, "listen", office.url(), "siap_ambil"], capture_output=True, text=True,
                                env=passwords, timeout=20, check=False)
        assert "Connection refused" in result.stderr
    finally:
        office.start()
    ear = Ear(office, passwords)
    office.sql("notify siap_ambil")
    ear.wait("notified")
    ear.end()


def test_a_channels_name_is_but_a_name(office, passwords):
    ear = Ear(office, passwords, 'siap"; drop table korban; --')
    office.sql('notify "siap""; drop table korban; --"')
    ear.wait("notified")
    ear.end()
    assert office.sql("select count(*) from korban") == "1"


# ---- many


def test_a_hundred_thousand_rows_come_in_seconds(office, passwords):
    query = "select s.* from siap_ambil s, generate_series(1, 2000)"
    few = int(office.sql("select count(*) from siap_ambil"))
    assert len(rows(ask(office.url(), query, passwords, timeout=30))) == few * 2000 + 1
