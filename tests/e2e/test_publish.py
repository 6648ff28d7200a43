"""siapambil-publish: a sheet becomes a tree of feeds, and nothing that goes wrong costs the tree."""

import fcntl
import json
import os
import re
import resource
import shutil
import signal
import subprocess

import pytest
from conftest import SANITIZED, run_measured, wait_until
from publishing import NOW, PROGRAM, Office, make_key, rows

LATER = "2026-11-23T09:51:30+07:00"


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def fails(result, status, *words):
    """One sentence on stderr that says all of these; returns it."""
    assert result.returncode == status, (result.returncode, result.stdout, result.stderr)
    sentences = [line for line in result.stderr.splitlines() if line.startswith("<3>")]
    assert len(sentences) == 1, result.stderr
    for word in words:
        assert word in sentences[0], sentences[0]
    return sentences[0]


# ---- what it makes


def test_a_sheet_becomes_a_feed_of_the_office_and_one_of_each_place(office):
    told = office.published()
    assert told["status"] == "published" and told["documents"] == 30 and told["feeds"] == 4
    assert len(office.feed()["documents"]) == 30
    assert {place: len(office.feed(place)["documents"]) for place in ("mpp", "coblong", "sukajadi")} == {
        "mpp": 10,
        "coblong": 10,
        "sukajadi": 10,
    }
    feed = office.feed("coblong")
    assert [place["id"] for place in feed["locations"]] == ["coblong"]
    assert feed["publisher"] == "Dinas Dukcapil Kota Bandung" and feed["region"] == "32.73"
    assert feed["issued"] == NOW and feed["expires"] == "2026-11-30T09:41:00+07:00"
    assert feed["serial"] == 20261123094100


def test_names_are_masked_and_numbers_cut_before_anything_is_published(office):
    office.published()
    for path in office.www.rglob("*"):
        if path.is_file() and path.suffix != ".gz":
            text = path.read_text(errors="replace")
            assert "CONTOH" not in text and "REG-0000" not in text, path
            # Not .published: in a checksum 16 digits may come together by chance.
            assert path.name.startswith(".") or not re.search(r"\d{16}", text), path
    assert office.feed("mpp")["documents"][0]["name"] == "AGUS W•••• C•••••"


def test_the_index_says_what_exists(office):
    office.published()
    index = office.index()
    assert index["region"] == "32.73" and index["serial"] == 20261123094100
    assert {f["path"]: f["documents"] for f in index["feeds"]} == {
        "feed.json": 30,
        "mpp/feed.json": 10,
        "coblong/feed.json": 10,
        "sukajadi/feed.json": 10,
    }


def test_what_is_not_finished_is_not_published(office):
    table = rows(30)
    table[4][3] = "SIAP_DICETAK"
    office.write(table)
    told = office.published()
    assert told["documents"] == 29 and told["hidden"] == 1 and told["left_out"] == 0


def test_what_was_left_out_is_told_for_as_long_as_nothing_changes(office):
    table = rows(30)
    table[4][3] = "SIAP_DICETAK"
    table[5][3] = "ENTAH"
    office.write(table)
    first = office.published()
    assert [first[k] for k in ("read", "documents", "rows", "hidden", "left_out")] == [True, 28, 30, 1, 1]
    for _ in range(2):
        again = office.published(now=LATER)
        assert again["status"] == "unchanged"
        assert [again[k] for k in ("read", "documents", "rows", "hidden", "left_out")] == [False, 28, 30, 1, 1]


@pytest.mark.parametrize(
    "more, member, value",
    [
        ("[notices]\ntext = Layanan tutup Rabu\n", "notices", [{"text": "Layanan tutup Rabu"}]),
        ("[panel]\nlink = https://dukcapil.example.go.id/\n", "link", "https://dukcapil.example.go.id/"),
    ],
)
def test_what_the_settings_say_beside_the_list_is_published_though_the_list_is_as_it_was(office, more, member, value):
    office.published()
    office.write_settings(more=more)
    assert office.published(now=LATER)["written"] == 4
    assert office.feed("mpp")[member] == value


def test_notices_and_the_link_of_the_settings_go_to_all_screens(office):
    office.write_settings(more="[notices]\ntext = Layanan tutup Rabu\n[panel]\nlink = https://dukcapil.example.go.id/\n")
    office.published()
    for place in ("", "mpp"):
        feed = office.feed(place)
        assert [n["text"] for n in feed["notices"]] == ["Layanan tutup Rabu"]
        assert feed["link"] == "https://dukcapil.example.go.id/"


def test_a_signed_tree_is_what_the_stock_minisign_accepts(office, tmp_path):
    secret, public = make_key(tmp_path)
    office.write_settings(more=f"\n[publish]\nkey_file = {secret}\n")
    office.published()
    for path in ("feed.json", "mpp/feed.json", "index.json"):
        subprocess.run(["minisign", "-V", "-P", public, "-m", office.region / path], check=True, capture_output=True)


# ---- again


def test_nothing_is_touched_when_nothing_has_changed(office):
    office.published()
    before = office.files()
    told = office.published(now=LATER)
    assert told["status"] == "unchanged" and told["documents"] == 30
    assert office.files() == before


def test_the_same_rows_in_another_order_and_with_other_secrets_change_nothing(office):
    office.published()
    before = office.files()
    office.write([row[:6] + ["1"] for row in reversed(rows(30))])
    assert office.published(now=LATER)["status"] == "unchanged"
    assert office.files() == before


def test_a_row_more_changes_its_place_and_the_office_only(office):
    office.published()
    before = office.files()
    office.write(rows(30) + rows(1, first=30, area="Coblong"))
    told = office.published(now=LATER)
    assert told["written"] == 2 and told["serial"] == 20261123095130
    after = office.files()
    same = {path for path in before if before[path] == after.get(path)}
    for place in ("mpp", "sukajadi"):
        assert {f"v1/32.73/{place}/feed.json", f"v1/32.73/{place}/feed.json.gz"} <= same
    for place in ("coblong/", ""):
        assert f"v1/32.73/{place}feed.json" not in same
    assert office.feed("mpp")["serial"] == 20261123094100, "an untouched feed keeps its serial"
    assert office.feed("coblong")["serial"] == 20261123095130


def test_other_settings_are_applied_to_what_is_there(office):
    office.published()
    office.write_settings(more="\n[privacy]\nnames = initials\n")
    assert office.published(now=LATER)["written"] == 4
    assert office.feed("mpp")["documents"][0]["name"] == "A. W. C."


def test_feeds_are_renewed_when_half_of_their_time_is_over(office):
    office.published()
    before = office.files()
    assert office.published(now="2026-11-26T20:00:00+07:00")["status"] == "unchanged"
    assert office.files() == before
    told = office.published(now="2026-11-26T22:00:00+07:00")
    assert told["status"] == "published" and told["renewed"] == 4 and told["written"] == 0
    assert office.feed()["expires"] == "2026-12-03T22:00:00+07:00"


def test_a_place_that_is_gone_gets_an_empty_feed_that_expires(office):
    office.published()
    text = office.config.read_text()
    gone = re.sub(r"\[location sukajadi\]\n(.+\n)+", "", text).replace("*, Sukajadi = sukajadi\n", "")
    office.config.write_text(gone)
    told = office.published(now=LATER)
    assert told["emptied"] == 1
    assert office.feed("sukajadi")["documents"] == []
    assert office.feed("sukajadi")["serial"] == 20261123095130
    assert len(office.feed("mpp")["documents"]) == 20
    assert "sukajadi/feed.json" not in [f["path"] for f in office.index()["feeds"]]
    before = office.files()
    assert office.published(now="2026-11-23T10:30:00+07:00")["status"] == "unchanged"
    assert office.files() == before


def test_the_serial_never_goes_back_even_when_the_clock_does(office):
    office.published()
    office.write(rows(31))
    assert office.published(now="2026-11-20T08:00:00+07:00")["serial"] == 20261123094101
    subprocess.run(["rm", "-r", office.www], check=True)
    assert office.published(now="2026-11-20T09:00:00+07:00")["serial"] == 20261123094102


def test_nobody_else_can_keep_the_publisher_from_publishing(office):
    office.published()
    assert (office.www / "v1" / ".32.73.lock").stat().st_mode & 0o077 == 0


# ---- what goes wrong: a sentence, a status of its own, and the tree as it was


@pytest.fixture
def published(office):
    """An office with a tree, which must be as it was at the end."""
    office.published()
    office.kept = office.files()
    yield office
    assert {k: v for k, v in office.files().items() if k in office.kept} == office.kept
    assert len(office.feed()["documents"]) == 30


def test_a_sheet_that_is_not_there(published):
    published.sheet.unlink()
    fails(published.publish(), 10, "daftar.csv")


def test_a_server_that_does_not_answer(published):
    fails(published.publish("--set", "source.url=http://127.0.0.1:9/daftar.csv"), 10, "http://127.0.0.1:9/daftar.csv")


def test_a_column_that_is_missing(published):
    published.write(rows(30), ["Nomor", "Nama", "Layanan", "Keadaan", "Selesai", "Kecamatan", "NIK"])
    fails(published.publish(), 12, "Status", "daftar.csv")


def test_a_page_for_signing_in(published):
    published.sheet.write_text("<!DOCTYPE html><title>Masuk</title>")
    fails(published.publish(), 12, "web page")


def test_a_sheet_that_ends_in_the_middle_of_a_cell(published):
    text = published.sheet.read_text()
    published.sheet.write_text(text + 'REG-999999,"WARGA YANG TERPO')
    sentence = fails(published.publish(), 13, "daftar.csv")
    assert "TERPO" not in sentence


def test_a_list_that_stays_short_is_taken_within_an_hour_though_its_length_changes(office):
    office.published()
    for minute, count in ((42, 1), (50, 2), (58, 1)):
        office.write(rows(count))
        fails(office.publish(now=f"2026-11-23T09:{minute}:00+07:00"), 14)
    for count, now in ((0, "2026-11-23T10:36:00+07:00"), (1, "2026-11-23T10:41:00+07:00")):
        office.write(rows(count))
        fails(office.publish(now=now), 14)
    office.write(rows(2))
    assert office.published(now="2026-11-23T10:42:00+07:00")["documents"] == 2


def test_a_list_that_empties_is_held_and_taken_when_it_stays_so(published):
    published.write(rows(1))
    fails(published.publish(), 14, "from 30 to 1")
    fails(published.publish(now="2026-11-23T09:49:00+07:00"), 14, "2 minutes")
    published.write(rows(30))
    assert published.published()["status"] == "unchanged"
    published.write(rows(1))
    fails(published.publish(now=LATER), 14, "10 minutes")


def test_a_list_that_stays_empty_is_published_after_ten_minutes(office):
    office.published()
    office.write(rows(1))
    fails(office.publish(), 14)
    assert office.published(now=LATER)["documents"] == 1


def test_force_publishes_it_at_once(office):
    office.published()
    office.write(rows(1))
    assert office.published("--force")["documents"] == 1


def test_a_folder_that_cannot_be_made(office, tmp_path):
    (tmp_path / "www").write_text("a file\n")
    fails(office.publish(), 20, str(tmp_path / "www"))
    assert (tmp_path / "www").read_text() == "a file\n"


def test_a_folder_that_may_not_be_written(published):
    # Root is asked without what lets it write everywhere.
    like_others = ["setpriv", "--bounding-set=-dac_override"] if os.getuid() == 0 else []
    (published.www / "v1").chmod(0o555)
    published.write(rows(31))
    before = published.region.stat().st_mtime_ns
    try:
        told = subprocess.run([*like_others, *published.command()], capture_output=True, text=True, timeout=60)
        fails(told, 20, str(published.www))
        assert published.region.stat().st_mtime_ns == before
    finally:
        (published.www / "v1").chmod(0o755)


def test_a_disk_that_is_full(published):
    published.write(rows(2000))

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

    fails(published.publish(preexec_fn=limit), 21, str(published.www))
    assert not [p for p in (published.www / "v1").iterdir() if ".new" in p.name]


def test_two_publishers_at_once(published):
    published.write(rows(31))
    with open(published.www / "v1" / ".32.73.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fails(published.publish(), 22, str(published.www))


@pytest.mark.parametrize("what", ["missing", "rubbish", "password", "everybody"])
def test_a_key_that_cannot_be_read(published, tmp_path, what):
    secret, _ = make_key(tmp_path)
    words = [str(secret)]
    if what == "missing":
        secret.unlink()
    elif what == "rubbish":
        secret.write_text("untrusted comment: x\nbukan kunci\n")
    elif what == "password":
        secret.unlink()
        result = subprocess.run(
            ["minisign", "-G", "-f", "-s", secret, "-p", tmp_path / "p"], input="rahasia\nrahasia\n", text=True, capture_output=True
        )
        assert result.returncode == 0, result.stderr
        secret.chmod(0o600)
        words.append("-W")
    else:
        secret.chmod(0o644)
        words.append("chmod")
    published.write(rows(31))
    published.write_settings(more=f"\n[publish]\nkey_file = {secret}\n")
    sentence = fails(published.publish(), 23, *words)
    assert "bukan kunci" not in sentence


def test_a_clock_that_is_wrong(published):
    fails(published.publish(now="2019-01-01T00:00:00Z"), 1, "clock")


@pytest.mark.parametrize(
    "setting, words",
    [
        ("publish.dir=", ["[publish] dir", "is not set"]),
        ("publish.region=", ["[publish] region", "32.73"]),
        ("publish.region=bandung", ["[publish] region = bandung: no region", "32.73"]),
        ("publish.region=32.73.02", ["[publish] region"]),
        ("publish.valid_for=5min", ["valid_for", "allowed"]),
        ("publish.folder=/srv", ["[publish] folder", "unknown key"]),
        ("map.status=", ["[map] status"]),
    ],
)
def test_wrong_settings(published, setting, words):
    fails(published.publish("--set", setting), 2, *words)


@pytest.mark.parametrize(
    "options",
    [["--wath"], ["--watch", "--check"], ["--check"], ["--set"], ["extra"], ["--explain", "--force"], ["--now", "besok"]],
)
def test_a_wrong_command_line(options):
    fails(subprocess.run([PROGRAM, *options], capture_output=True, text=True, timeout=30), 2)


def test_a_failure_is_told_as_json_too(published):
    published.sheet.unlink()
    result = published.publish("--json")
    told = json.loads(result.stdout)
    assert told["status"] == "source-unreachable" and told["exit"] == result.returncode == 10
    assert "daftar.csv" in told["message"]


def test_standard_output_that_cannot_be_written(office):
    with open("/dev/full", "w") as full:
        result = subprocess.run(office.command("--now", NOW), stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert result.returncode == 1 and "standard output" in result.stderr


def test_standard_output_that_nobody_reads(office):
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(office.command("--now", NOW), stdout=writer, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writer)
    assert result.returncode == 1 and "standard output" in result.stderr
    assert len(office.feed()["documents"]) == 30


@pytest.mark.parametrize("closed, status", [("<&-", 0), (">&-", 1), ("2>&-", 0), ("<&- >&- 2>&-", 1)])
def test_standard_files_that_are_closed(office, closed, status):
    """What is logged or printed then must not land in a file that got their number."""
    office.write(rows(30) + [["REG-X", "SITI", "KTP-el", "ANEH", "20/11/2026", "Coblong", "1"]])
    command = office.command("--now", NOW, "--set", "log.level=debug")
    result = subprocess.run(["sh", "-c", f'exec "$@" {closed}', "sh", *command], stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True, timeout=60)
    assert result.returncode == status, result.stderr
    assert len(office.feed()["documents"]) == 30
    for path in [*office.www.rglob("*"), *office.state.rglob("*")]:
        if path.is_file() and path.suffix != ".gz":
            content = path.read_bytes()
            assert b"<7>" not in content and b"feeds written" not in content, path


# ---- for people


def test_the_summary_is_one_line(office):
    table = rows(30)
    table[3][4] = "entah"
    office.write(table)
    result = office.publish()
    assert re.fullmatch(
        r"4 of 4 feeds written: 30 documents at 3 places, serial 20261123094100; "
        r"1 row not understood \(see --explain\); \d+\.\d\d s\n",
        result.stdout,
    ), result.stdout
    assert re.fullmatch(r"nothing has changed: 30 documents; 1 row not understood \(see --explain\); \d+\.\d\d s\n", office.publish().stdout)


def test_explain_says_what_became_of_each_column_and_publishes_nothing(office):
    table = rows(30)
    table[3][4] = "entah"
    office.write(table)
    result = office.publish("--explain")
    assert result.returncode == 3
    assert "Kecamatan Coblong" in result.stdout and "AGUS W•••• C•••••" in result.stdout
    assert "CONTOH" not in result.stdout
    assert not office.www.exists()


def test_check_config(office):
    result = office.publish("--check-config", now=None)
    assert result.returncode == 0 and result.stdout.startswith("the configuration is right\n")


@pytest.mark.parametrize("place", ["feed.json", "index.json.minisig", ".."])
def test_a_place_that_cannot_be_a_folder_is_refused_with_the_settings(office, place):
    text = office.config.read_text()
    office.config.write_text(text.replace("[location mpp]", f"[location {place}]").replace("* = mpp\n", f"* = {place}\n"))
    for options in ((), ("--check-config",)):
        fails(office.publish(*options, now=None), 2, f"[location {place}]", "cannot be a folder")


# ---- --watch


@pytest.fixture
def watching(office):
    """watching(option…) starts `siapambil-publish --watch`; it is ended with the test."""
    running = []

    def start(*options):
        log = office.folder / f"watch-{len(running)}.log"
        told = log.with_suffix(".json")
        command = office.command("--watch", "--json", *options)
        running.append(subprocess.Popen(command, stderr=log.open("wb"), stdout=told.open("wb")))
        running[-1].log, running[-1].told = log, told
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()
        text = process.log.read_text()
        assert "Sanitizer" not in text and "runtime error" not in text, text


def test_a_sheet_that_changes_is_published_at_once(office, watching):
    watching("--set", "source.poll=1h")
    wait_until("the first publication", lambda: office.region.exists())
    office.write(rows(31))
    wait_until("the row that was added", lambda: len(office.feed()["documents"]) == 31, 10)
    office.sheet.write_text(office.sheet.read_text().replace("BUDI", "WATI", 1))
    wait_until("the row that was changed in place", lambda: any("WATI" in n for n in office.names()), 10)


def test_a_sheet_whose_folder_comes_later_is_found(office, watching):
    office.sheet = office.folder / "kemudian" / "daftar.csv"
    office.write_settings()
    process = watching()
    wait_until("the failure", lambda: "kemudian" in process.log.read_text())
    office.sheet.parent.mkdir()
    office.write(rows(5))
    wait_until("the list", lambda: office.region.exists() and len(office.feed()["documents"]) == 5, 30)
    wait_until("the word", lambda: "works again" in process.log.read_text())


def test_a_failure_that_goes_on_is_told_once(office, watching):
    process = watching()
    wait_until("the first publication", lambda: office.region.exists())

    def failures():
        return process.told.read_text().count('"exit":12')

    for n in range(4):
        office.sheet.write_text("<html>" + " " * n)
        wait_until("one more failure", lambda: failures() > n)
    office.write(rows(31))
    wait_until("the list", lambda: len(office.feed()["documents"]) == 31)
    wait_until("the word", lambda: "works again" in process.log.read_text())
    assert process.log.read_text().count("web page") == 1


def test_a_failure_whose_words_change_is_not_told_each_time(office, watching):
    process = watching()
    wait_until("the first publication", lambda: office.region.exists())
    for n in range(3):
        office.write(rows(n))
        wait_until("one more failure", lambda: process.told.read_text().count('"exit":14') > n)
    assert process.log.read_text().count("the list shrinks") == 1


def test_what_another_run_has_published_meanwhile_is_not_taken_for_its_own(office, watching):
    process = watching()
    wait_until("the first publication, and its end", lambda: office.region.exists() and office.is_idle())
    process.send_signal(signal.SIGSTOP)
    office.write(rows(31))
    assert office.published(now=None)["documents"] == 31
    office.write(rows(30))
    process.send_signal(signal.SIGCONT)
    wait_until("what it had published itself, again", lambda: len(office.feed()["documents"]) == 30, 15)


def test_a_state_folder_that_is_cleared_gets_the_key_of_ids_back(office, watching):
    watching("--set", "source.poll=1h")
    wait_until("the first publication", lambda: office.region.exists())
    key = (office.state / "id.key").read_bytes()
    shutil.rmtree(office.state)
    office.write(rows(31))
    wait_until("the row that was added", lambda: len(office.feed()["documents"]) == 31, 10)
    wait_until("the key", (office.state / "id.key").exists)  # a run may have been under way
    assert (office.state / "id.key").read_bytes() == key, "with another, all ids change at the next start"
    assert (office.state.stat().st_mode & 0o777, (office.state / "id.key").stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize("limit, word", [("instances", "changes of files"), ("watches", "max_user_watches")])
def test_that_a_sheet_cannot_be_watched_is_told_once_and_it_is_read_all_the_same(office, limit, word):
    alone = ["unshare", "--user", "--map-root-user"]
    file = f"/proc/sys/user/max_inotify_{limit}"
    if subprocess.run([*alone, "sh", "-c", f"echo 0 >{file}"], capture_output=True, timeout=30).returncode:
        pytest.skip("no namespace of one's own")
    log = office.folder / "log"
    command = [*alone, "sh", "-c", f'echo 0 >{file}; exec "$@"', "sh", *office.command("--watch")]
    process = subprocess.Popen(command, stderr=log.open("wb"))
    try:
        wait_until("the first publication", lambda: office.region.exists())
        office.write(rows(31))
        wait_until("the row that was added", lambda: len(office.feed()["documents"]) == 31, 20)
    finally:
        process.kill()
        process.wait()
    assert log.read_text().count("by the interval only") == log.read_text().count(word) == 1, log.read_text()


def test_an_ended_watch_leaves_a_whole_tree(office, watching):
    process = watching()
    wait_until("the first publication", lambda: office.region.exists())
    process.terminate()
    process.wait(timeout=10)
    assert len(office.feed()["documents"]) == 30
    assert office.published(now=None)["status"] == "unchanged"


# ---- --check


def check(*options):
    return subprocess.run([PROGRAM, "--check", *map(str, options)], capture_output=True, text=True, timeout=60)


def test_a_name_of_a_file_can_neither_forge_a_line_nor_break_the_json(tmp_path):
    feed = json.dumps(feed_with()).encode()
    name = os.fsencode(tmp_path) + b"/a: right\n\x1b[2J\xc2\x9b\xff.json"
    with open(name, "wb") as file:
        file.write(feed)
    for path in (name, name + b".gz"):
        command = [PROGRAM, "--check", "--now", NOW]
        text = subprocess.run([*command, path], capture_output=True, text=True, timeout=60).stdout
        assert text.count("\n") == 1 and text.strip().isprintable(), text
        told = subprocess.run([*command, "--json", path], capture_output=True, text=True, timeout=60).stdout
        assert json.loads(told)["feed"].endswith(".json" if path == name else ".gz")


def test_what_was_published_is_right(office, tmp_path):
    secret, public = make_key(tmp_path)
    office.write_settings(more=f"\n[publish]\nkey_file = {secret}\n")
    office.published(now=None)
    feeds = [office.region / "feed.json", office.region / "mpp" / "feed.json.gz"]
    key = ("--public-key", public)
    for words in ((*key, *feeds), (*feeds, *key), (feeds[0], *key, "--", feeds[1])):
        result = check(*words)
        assert result.returncode == 0, result.stdout
        assert result.stdout.count("right: region 32.73") == 2 and result.stdout.count("signed by") == 2


def feed_with(**changes):
    feed = {
        "feed": "siapambil/1",
        "region": "32.73",
        "publisher": "Penerbit Lain",
        "serial": 5,
        "issued": "2026-11-23T09:40:00+07:00",
        "locations": [{"id": "mpp", "name": "MPP"}],
        "documents": [
            {"id": f"d{n}", "type": "ktp-el", "name": "BUDI S•••", "number": f"{n}", "at": "mpp", "state": "pickup"}
            for n in range(4)
        ],
    }
    feed.update(changes)
    return feed


@pytest.mark.parametrize(
    "changes, status, words",
    [
        ({}, 0, ["right", "4 documents"]),
        ({"feed": "siapambil/2"}, 12, ["refused", "siapambil/2"]),
        ({"serial": -1}, 12, ["refused", "serial"]),
        ({"expires": "2026-11-24T09:40:00+07:00"}, 3, ["expired"]),
        ({"notices": [{"text": "NIK 3273010101010001"}]}, 3, ["16 digits"]),
        ({"locations": []}, 12, ["refused"]),
    ],
)
def test_feeds_of_other_publishers_are_checked(tmp_path, changes, status, words):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(feed_with(**changes)))
    result = check("--now", "2026-11-25T00:00:00+07:00", path)
    assert result.returncode == status, result.stdout
    for word in words:
        assert word in result.stdout, result.stdout
    assert "3273010101010001" not in result.stdout


def test_a_row_that_screens_leave_out_is_named_by_its_index(tmp_path):
    feed = feed_with()
    feed["documents"][2]["at"] = "entah"
    feed["documents"][1]["name"] = "SITI AMINAH BINTI CONTOH"
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(feed))
    result = check(path)
    assert result.returncode == 3
    assert "row 2, id d2 left out" in result.stdout and "1 names are whole" in result.stdout
    assert "AMINAH" not in result.stdout
    told = json.loads(check("--json", path).stdout)
    assert told["left_out"] == 1 and told["documents"] == 3 and told["status"] == "rows-left-out"


def test_the_worst_of_several_counts_and_a_missing_file_is_told(tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(feed_with()))
    result = check(path, tmp_path / "tiada.json")
    assert result.returncode == 10 and "tiada.json: refused" in result.stdout and "right" in result.stdout


def test_a_feed_is_read_from_standard_input():
    result = subprocess.run(
        [PROGRAM, "--check", "-"], input=json.dumps(feed_with()), capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stdout


def test_a_packed_feed_that_was_cut_and_an_empty_one_are_refused(office, tmp_path):
    office.published()
    packed = (office.region / "feed.json.gz").read_bytes()
    (tmp_path / "cut.json.gz").write_bytes(packed[:-20])
    (tmp_path / "empty.json").write_bytes(b"")
    for name in ("cut.json.gz", "empty.json"):
        result = check(tmp_path / name)
        assert result.returncode in (10, 12) and "refused" in result.stdout, result.stdout


def test_no_row_stands_in_any_sentence(office):
    """What is wrong with a list is told without what stands in it."""
    table = rows(30)
    for n, row in enumerate(table[:10]):
        row[4] = "tanggal WARGA"
        row[3] = "SELESAI" if n % 2 else "KATA WARGA RAHASIA"
    office.write(table)
    for options in ([], ["--json"], ["--explain"], ["--set", "log.level=debug"]):
        result = office.publish(*options)
        for text in (result.stdout, result.stderr):
            assert "RAHASIA" not in text and "CONTOH" not in text and "99990" not in text


@pytest.mark.skipif(SANITIZED, reason="its memory is the sanitizers'")
def test_a_large_list_is_published_in_bounded_memory(office):
    office.write(rows(50000))
    _, kb = run_measured(*office.command("--now", NOW))
    assert kb < 100_000, f"{kb} kB"
