"""How a running board is, as it says itself: /status.json, /metrics, /healthz, /screen.png, siapambil --status.

The page for people is in test_status_page.py."""

import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import time

import jsonschema
import pytest
from conftest import ROOT, SANITIZED, free_port, make_feed, run_once, wait_until
from PIL import Image, ImageChops

SCHEMA = json.loads((ROOT / "assets/schema/status-1.schema.json").read_text(encoding="utf-8"))
TOKEN = "kunci-halaman-0123456789"
SECRET = "RAHASIA"


def strict(schema):
    """The same schema without room for members that it does not describe."""
    if isinstance(schema, dict):
        schema = {key: strict(value) for key, value in schema.items()}
        if "properties" in schema:
            schema["additionalProperties"] = False
    elif isinstance(schema, list):
        schema = [strict(value) for value in schema]
    return schema


VALIDATOR = jsonschema.Draft202012Validator(strict(SCHEMA))


class Status:
    """The status of the board at a port."""

    def __init__(self, port):
        self.port = port

    def request(self, path, method="GET", headers=None, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.read(), response.headers
        finally:
            connection.close()

    def text(self, path, **kwargs):
        status, body, _ = self.request(path, **kwargs)
        return status, body.decode("utf-8")

    def answers(self):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def json(self):
        status, text = self.text("/status.json")
        assert status == 200, text
        whole = json.loads(text)
        errors = sorted(VALIDATOR.iter_errors(whole), key=str)
        assert not errors, errors
        return whole

    def wait_json(self, what, condition, seconds=30):
        def look():
            whole = self.json()
            return whole if condition(whole) else None

        return wait_until(what, look, seconds)

    def metrics(self):
        status, text = self.text("/metrics")
        assert status == 200
        return text


@pytest.fixture
def status(board, tmp_path):
    """status(settings, option…): a board with a status page, and its status; off-screen unless told where."""

    def start(settings, *options, on=None):
        port = free_port()
        settings = {"status_page.port": port, **settings}
        b = board(settings, *options, *(() if on else ("--off-screen",)), on=on)
        s = Status(port)
        wait_until("the status page", s.answers)
        wait_until("the board has told", lambda: s.request("/metrics")[0] != 503)
        return b, s

    return start


def write_feed(folder, *args, **kwargs):
    path = folder / "feed.json"
    path.write_text(make_feed(*args, **kwargs), encoding="utf-8")
    return f"file://{path}"


def has_pulled(whole):
    """And the board has taken what came of it."""
    sources = whole["sources"]
    return sources and sources[0]["pulls"] and (whole["list"]["age"] != "none" or sources[0]["failures"])


def promtool(text, tmp_path):
    return subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)


def test_what_it_says_is_what_the_schema_and_prometheus_want(status, tmp_path):
    url = write_feed(tmp_path, ["BUDI", "SITI", "AGUS"])
    b, s = status({"source.url": url, "screen.office": 'Dinas "Kota" \\ <b>', "screen.id": "bdg-1"})
    whole = s.wait_json("a pull", has_pulled)
    assert whole["id"] == "bdg-1" and whole["office"] == 'Dinas "Kota" \\ <b>'
    assert whole["well"] and whole["alive"]
    assert whole["list"]["documents"] == 3 and whole["list"]["age"] == "fresh" and not whole["list"]["kept"]
    screen = whole["screens"][0]
    assert (screen["width"], screen["height"]) == (1920, 1080) and screen["plan"]["rows"] == 3
    source = whole["sources"][0]
    assert source["rows"] == 3 and source["shown"] == 3 and source["outcomes"]["new"] == 1
    assert source["pulls"][0]["outcome"] == "new"
    assert whole["machine"]["own_threads"] >= 3
    checked = promtool(s.metrics(), tmp_path)
    assert checked.returncode == 0 and not checked.stdout + checked.stderr, checked
    assert "\nsiapambil_list_documents 3\n" in s.metrics()


def test_a_board_in_trouble_says_which(status, tmp_path):
    feed = json.loads(make_feed(["BUDI", "SITI"]))
    feed["documents"] += [dict(feed["documents"][0], id="x", type="sulap"), dict(feed["documents"][0], id="y", at="nowhere"),
                          dict(feed["documents"][0], id="z")]
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(feed), encoding="utf-8")
    b, s = status({"source.url": f"file://{path}", "source.poll": "5s", "list.old_after": "5s"})
    whole = s.wait_json("rows left out", lambda w: w["sources"] and w["sources"][0]["left_out"])
    reasons = {r["reason"]: r["rows"] for r in whole["sources"][0]["reasons"]}
    assert reasons == {"unknown-type": 1, "unknown-place": 1}
    assert [p["problem"] for p in whole["problems"] if p["problem"] != "late-frames"] == ["rows-left-out"]
    path.write_text("{", encoding="utf-8")
    whole = s.wait_json("an old list and why", lambda w: {("old", "bad"), ("source-fails", "odd")} <= {
        (p["problem"], p["level"]) for p in w["problems"]}, 40)
    assert not whole["well"] and whole["alive"]  # frames go on
    pull = whole["sources"][0]["pulls"][0]
    assert pull["outcome"] == "failed" and str(path) in pull["sentence"] and whole["sources"][0]["failures"] >= 1
    assert promtool(s.metrics(), tmp_path).returncode == 0
    assert 'siapambil_list_state{state="old"} 1' in s.metrics()
    assert s.request("/healthz")[0] == 200


def test_a_board_without_a_list_is_described_too(status, tmp_path):
    b, s = status({"source.url": f"http://127.0.0.1:{free_port()}/feed.json"})
    whole = s.wait_json("a failure", lambda w: has_pulled(w) and w["sources"][0]["failures"])
    assert whole["list"]["age"] == "none" and "answered_boot_s" not in whole["sources"][0]
    assert promtool(s.metrics(), tmp_path).returncode == 0


def test_nothing_of_a_row_is_told(status, tmp_path):
    """Only the picture shows what the screen shows."""
    url = write_feed(tmp_path, [f"{SECRET} {i}" for i in range(40)])
    b, s = status({"source.url": url})
    s.wait_json("a pull", has_pulled)
    told = [s.text(path)[1] for path in ("/", "/status.json", "/metrics", "/healthz")]
    told.append(run_once("--config", b.config, "--status").stdout)
    for text in told:
        assert SECRET not in text and "row-" not in text and "4821" not in text and "4007" not in text
        assert len(text) > 10


def test_alert_rules_and_dashboard_ask_for_what_there_is(status, tmp_path):
    source = (ROOT / "src/status/metrics.c").read_text(encoding="utf-8")
    known = {f"siapambil_{name}" for name in re.findall(r'"([a-z][a-z0-9_]+)"', source)}
    b, s = status({"source.url": write_feed(tmp_path, ["BUDI"])})
    s.wait_json("a pull", has_pulled)
    given = set(re.findall(r"^# TYPE (\S+)", s.metrics(), re.M))
    assert given <= known and len(given) > 40
    for path in ("config/prometheus/siapambil.yml", "config/grafana/siapambil-boards.json"):
        asked = set(re.findall(r"\bsiapambil_\w+", (ROOT / path).read_text(encoding="utf-8")))
        assert asked and asked <= known, asked - known
    dashboard = json.loads((ROOT / "config/grafana/siapambil-boards.json").read_text(encoding="utf-8"))
    assert len({p["id"] for p in dashboard["panels"]}) == len(dashboard["panels"]) > 10
    folder = ROOT / "config/prometheus"
    for command in (["check", "rules", "siapambil.yml"], ["test", "rules", "siapambil-test.yml"],
                    ["check", "config", "--syntax-only", "prometheus.yml"]):
        done = subprocess.run(["promtool", *command], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done


def get_picture(s, query=""):
    code, body, headers = s.request("/screen.png" + query)
    assert code == 200 and headers["Content-Type"] == "image/png", body
    return Image.open(io.BytesIO(body)).convert("RGB")


@pytest.mark.parametrize("back_end", ["cpu", "pixmaps"])
def test_the_picture_is_what_stands_on_the_display(status, display, tmp_path, back_end):
    url = write_feed(tmp_path, ["BUDI SANTOSO", "SITI AMINAH"])
    b, s = status({"source.url": url, "notices.text": "", "screen.back_end": back_end, "screen.shift": "0"}, on=display)
    b.wait_log("rows listed: 2")
    s.wait_json("a picture that stands", lambda w: w["screens"][0]["scene"] == "still")

    def same():
        one, other = get_picture(s), b.picture()
        return one.size == other.size and not ImageChops.difference(one, other).getbbox()

    wait_until("the same picture", same)  # a minute may begin between the two
    assert b.picture().getbbox()


@pytest.mark.parametrize("back_end", ["cpu", "gpu", "pixmaps"])
def test_a_moving_picture_is_whole(status, display, tmp_path, back_end):
    """Two that are taken one after the other differ in the list alone."""
    url = write_feed(tmp_path, [f"KARTINI {i}" for i in range(100)])
    b, s = status({"source.url": url, "screen.back_end": back_end, "list.min_dwell": "2s", "list.max_cycle": "30s"},
                  on=display)
    b.wait_log("rows listed: 100")
    first = get_picture(s)
    wait_until("another picture", lambda: ImageChops.difference(first, get_picture(s)).getbbox())
    header = (0, 0, 1920, 120)
    assert first.crop(header).getcolors(1 << 20) is None or len(first.crop(header).getcolors(1 << 20)) > 8
    assert b.process.poll() is None


def test_each_screen_has_its_picture(status, tmp_path):
    url = write_feed(tmp_path, ["BUDI"])
    b, s = status({"source.url": url, "screen lobby.name": "Lobi", "screen loket.display": 1,
                   "screen loket.language": "en", "screen lobby.display": 0})
    s.wait_json("two screens", lambda w: [x["name"] for x in w["screens"]] == ["lobby", "loket"] and has_pulled(w))
    lobby, loket = get_picture(s, "?screen=lobby"), get_picture(s, "?screen=loket")
    assert ImageChops.difference(lobby, loket).getbbox()
    assert not ImageChops.difference(lobby.crop((0, 0, 60, 100)), get_picture(s).crop((0, 0, 60, 100))).getbbox()
    assert s.request("/screen.png?screen=attic")[0] == 404


def test_who_has_no_token_sees_nothing(status, tmp_path):
    token = tmp_path / "token"
    token.write_text(TOKEN + "\n")
    token.chmod(0o600)
    b, s = status({"source.url": write_feed(tmp_path, ["BUDI"]), "status_page.token_file": token,
                   "status_page.address": "0.0.0.0"})
    for path in ("/", "/status.json", "/metrics", "/screen.png", "/healthz", "/nowhere"):
        code, body, headers = s.request(path)
        assert code == 401 and headers["WWW-Authenticate"].startswith("Basic")
        assert s.request(path, headers={"Authorization": f"Bearer {TOKEN}x"})[0] == 401
    code, body, _ = s.request("/healthz", headers={"Authorization": f"Bearer {TOKEN}"})
    assert code in (200, 503) and b"token" not in body
    asked = run_once("--config", b.config, "--status")
    assert asked.returncode == 0, asked
    assert TOKEN not in b.log() + asked.stdout + asked.stderr
    # The file is read again with the settings, so that a token can be changed.
    token.write_text("another-token-0123456789\n")
    b.signal(signal.SIGHUP)
    b.wait_log("settings read again")
    assert s.request("/healthz", headers={"Authorization": f"Bearer {TOKEN}"})[0] == 401
    assert s.request("/healthz", headers={"Authorization": "Bearer another-token-0123456789"})[0] != 401


def test_settings_that_would_show_the_page_to_everybody_are_refused(tmp_path):
    short = tmp_path / "short"
    short.write_text("geheim\n")
    short.chmod(0o600)
    cases = {
        "status_page.address=0.0.0.0": "other machines can ask there",
        "status_page.address=board.example": "not an address",
        f"status_page.token_file={short}": "the token in it has 6 characters; allowed: 16 to 256",
    }
    for setting, sentence in cases.items():
        done = run_once("--set", "source.url=https://a.go.id/", "--set", setting, "--check-config")
        assert done.returncode == 2 and sentence in done.stderr and "geheim" not in done.stderr, done
    done = run_once("--set", "source.url=https://a.go.id/", "--check-config")
    assert done.returncode == 0, done


def test_a_port_that_is_taken_costs_a_warning_and_no_board(status, board, tmp_path):
    url = write_feed(tmp_path, ["BUDI"])
    first, s = status({"source.url": url})
    port = {"source.url": url, "status_page.port": s.port, "cache.dir": tmp_path / "other"}
    second = board(port, "--off-screen", on=None)
    second.wait_log(f"there is no status page: 127.0.0.1:{s.port}: Address already in use; see ")
    second.wait_log("rows listed: 1")
    first.end()
    second.signal(signal.SIGHUP)
    second.wait_log(f"how this board is: http://127.0.0.1:{s.port}/")
    s.wait_json("the other board", has_pulled)


def test_the_page_moves_when_settings_do(status, tmp_path):
    settings = {"source.url": write_feed(tmp_path, ["BUDI"])}
    b, s = status(settings)
    other = Status(free_port())
    b.write_config({**settings, "status_page.port": other.port, "screen.language": "en"})
    b.signal(signal.SIGHUP)
    wait_until("the page at another port", other.answers)
    assert not s.answers()
    wait_until("words in English", lambda: '<html lang="en">' in other.text("/")[1])
    b.write_config({**settings, "status_page.port": 0})
    b.signal(signal.SIGHUP)
    wait_until("no page", lambda: not other.answers())
    assert b.end()[0] == 0


def test_siapambil_status_prints_it_and_its_exit_status_tells(status, tmp_path):
    url = write_feed(tmp_path, ["BUDI", "SITI"])
    b, s = status({"source.url": url, "source.poll": "5s", "list.old_after": "10s", "screen.language": "en",
                   "screen.office": "Dinas Dukcapil"})
    s.wait_json("a pull", has_pulled)
    asked = run_once("--config", b.config, "--status")
    assert asked.returncode == 0 and not asked.stderr, asked
    for words in ("Documents                    2", "Picture ", "Memory ", "new list"):
        assert words in asked.stdout, asked.stdout
    (tmp_path / "feed.json").unlink()
    s.wait_json("an old list", lambda w: not w["well"], 40)
    asked = run_once("--config", b.config, "--status")
    assert asked.returncode == 4 and asked.stdout.startswith("Needs somebody"), asked
    assert "!! The list is marked as old" in asked.stdout
    b.end()
    asked = run_once("--config", b.config, "--status")
    assert asked.returncode == 1 and not asked.stdout and str(s.port) in asked.stderr
    asked = run_once("--config", b.config, "--set", "status_page.port=0", "--status")
    assert asked.returncode == 1 and "port = 0" in asked.stderr


def test_health_tells_when_the_display_hangs(status, tmp_path):
    """An X server that answers no more holds the board up for as long; the status page goes on answering."""
    reader, writer = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
                              pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        display = f":{pipe.readline().strip()}"
    try:
        url = write_feed(tmp_path, [f"KARTINI {i}" for i in range(300)])
        b, s = status({"source.url": url, "screen.back_end": "cpu"}, on=display)
        wait_until("health", lambda: s.text("/healthz") == (200, "frames are presented\n"))
        server.send_signal(signal.SIGSTOP)
        wait_until("the trouble", lambda: s.request("/healthz")[0] == 503)
        assert re.fullmatch(r"the board has done nothing for \d+ s\n", s.text("/healthz")[1])
        assert not s.json()["alive"]
        code, body, _ = s.request("/screen.png")
        assert code == 503 and b"does not give its picture" in body
        server.send_signal(signal.SIGCONT)
        wait_until("health again", lambda: s.request("/healthz")[0] == 200)
    finally:
        server.send_signal(signal.SIGCONT)
        if b.process.poll() is None:
            b.end()
        server.terminate()
        server.wait(timeout=10)


def dial(port, text):
    s = socket.create_connection(("127.0.0.1", port))
    s.sendall(text)
    return s


@pytest.mark.skipif(SANITIZED, reason="a sanitizer has system calls of its own")
def test_stuck_clients_do_not_touch_a_frame(status, display, tmp_path):
    """What the main thread asks of the kernel while clients are stuck, never read, and ask for everything: what it
    asks for anyway. No lock is waited for, no socket of theirs is touched; a picture costs one write, to wake
    the thread that answers."""
    url = write_feed(tmp_path, [f"KARTINI {i}" for i in range(400)])
    b, s = status({"source.url": url, "source.poll": "10min", "screen.back_end": "cpu"}, on=display)
    b.wait_log("rows listed: 400")
    stuck = [dial(s.port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ") for _ in range(4)]
    stuck += [dial(s.port, b"GET /screen.png HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") for _ in range(4)]
    path = tmp_path / "calls"
    tracer = subprocess.Popen(["strace", "-o", str(path), "-p", str(b.process.pid)], stderr=subprocess.PIPE, text=True)
    try:
        if "attached" not in tracer.stderr.readline():
            pytest.skip("this user may not trace its own processes")
        pictures = 0
        while not path.exists() or path.read_text().count("clock_nanosleep(") < 240:
            for each in stuck[:4]:
                each.sendall(b"x")
            s.json(), s.metrics(), s.text("/")
            pictures += s.request("/screen.png")[0] == 200
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(timeout=10)
        for each in stuck:
            each.close()
    calls = re.findall(r"^(\w+)\((.*)", path.read_text(), re.M)
    names = [name for name, _ in calls]
    frames = names.count("clock_nanosleep")
    assert pictures > 0
    assert names.count("futex") <= frames / 60, names.count("futex")
    assert not {"accept4", "recvfrom", "sendto", "epoll_wait", "openat", "read"} & set(names), set(names)
    wakes = [rest for name, rest in calls if name == "write"]
    assert 0 < len(wakes) <= pictures + 4, wakes
    assert len(calls) / frames <= 16
    assert s.request("/healthz")[0] == 200


def test_the_program_ends_at_once_whoever_is_connected(status, tmp_path):
    b, s = status({"source.url": write_feed(tmp_path, ["BUDI"])})
    stuck = [dial(s.port, b"GET / HTTP/1.1\r\n") for _ in range(8)]
    code, seconds = b.end()
    assert code == 0 and seconds < (10 if SANITIZED else 2)
    for each in stuck:
        each.close()


def test_an_idle_page_wakes_nobody(status, tmp_path):
    """The thread that answers sleeps until somebody asks."""
    b, s = status({"source.url": write_feed(tmp_path, ["BUDI"]), "source.poll": "10min"})
    s.json()

    def switches():
        total = {}
        for task in os.listdir(f"/proc/{b.process.pid}/task"):
            text = open(f"/proc/{b.process.pid}/task/{task}/status", encoding="utf-8").read()
            total[task] = int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", text, re.M).group(1))
        total.pop(str(b.process.pid))
        return total

    time.sleep(1.5)  # what the requests above have left: a connection that is being closed
    before = switches()
    time.sleep(3)
    assert before and switches() == before
