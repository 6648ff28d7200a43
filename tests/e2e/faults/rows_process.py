"""What happens to the program itself: signals, settings, secrets, descriptors, memory, the log's reader."""

import fcntl
import os
import resource
import signal
import time

from faults import scripts
from faults.fault import AT_THE_NEXT_TRY, Fault
from faults.lists import false, first
from faults.rows_http import AGAIN, ODD
from faults.scripts import good_head
from faults.stage import Failed, wait

# ---- signals

def killed(stage):
    """As a machine does that is short of memory; systemd starts it again."""
    stage.board.process.kill()
    stage.wait_end()
    stage.server.refuse()
    stage.start_board()
    yield
    stage.server.listen()


def halted(seconds):
    def do(stage):
        stage.board.signal(signal.SIGSTOP)
        stage.publish(ODD)
        time.sleep(seconds)  # that it stands still for so long is the fault
        stage.board.signal(signal.SIGCONT)
        yield

    return do


def ended_in_a_pull(stage):
    """SIGTERM while an answer is awaited: it ends at once, and shows the list at the next start."""
    asked = stage.pulls()
    stage.server.play(scripts.pause_after(good_head(false()) + false()[:100]))
    wait("a pull has begun", lambda: stage.pulls() > asked, 10)
    status, seconds = stage.board.end()
    if status or seconds > stage.board.ENDS_IN:
        raise Failed(f"SIGTERM: {status} after {seconds:.1f} s")
    stage.server.refuse()
    stage.start_board()
    yield
    stage.server.listen()


def reload_storm(stage):
    """Somebody's script is in a loop."""
    for _ in range(50):
        stage.board.signal(signal.SIGHUP)
        time.sleep(0.02)
    yield


def reload_in_a_pull(stage):
    asked = stage.pulls()
    stage.server.play(scripts.once(scripts.silent, first()))  # who reads settings again asks soon
    wait("a pull has begun", lambda: stage.pulls() > asked, 10)
    stage.reload(**{"source.timeout": "20s"})
    stage.wait_line("settings read again", 5)
    yield


# ---- settings

def broken_settings(text):
    def do(stage):
        stage.board.config.write_text(text)
        stage.board.signal(signal.SIGHUP)
        yield
        stage.reload()
        stage.wait_line("settings read again", 5)

    return do


def settings_gone(stage):
    stage.board.config.unlink()
    stage.board.signal(signal.SIGHUP)
    yield
    stage.reload()
    stage.wait_line("settings read again", 5)


def calendar_broken(stage):
    stage.calendar.write_text("[holiday besok]\n")
    stage.board.signal(signal.SIGHUP)
    yield
    stage.calendar.write_text("")


def with_calendar(stage):
    stage.calendar = stage.folder / "calendar.ini"
    stage.calendar.write_text("")
    stage.settings["hours.calendar"] = stage.calendar


def panel_fails(stage):
    """The command that switches the panel does not exist."""
    stage.reload(**{"hours.panel_on": "/nonexistent/panel on", "hours.panel_off": "/nonexistent/panel off"})
    yield


def secret(name, change):
    """A file with a secret, and what happens to it."""

    def do(stage):
        path = stage.folder / name
        kept = path.read_bytes()
        change(path)
        yield
        path.unlink(missing_ok=True)
        path.write_bytes(kept)
        path.chmod(0o600)

    return do


# ---- descriptors, memory

def no_descriptors(stage):
    """Not one file or connection more can be opened."""
    pid = stage.board.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    lowest = min(set(range(4096)) - {int(n) for n in os.listdir(f"/proc/{pid}/fd")})
    stage.server.hang_up()  # the one that is open is not to be used again
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (lowest, before[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


def no_threads(stage):
    """Nothing can be started: no thread, no process."""
    pid = stage.board.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_NPROC)
    resource.prlimit(pid, resource.RLIMIT_NPROC, (0, before[1]))
    stage.publish(ODD)
    stage.wait_pulls(2)
    yield
    resource.prlimit(pid, resource.RLIMIT_NPROC, before)


def no_memory(stage):
    """The next large list does not fit into what the process may have: it ends, systemd starts it again, and the kept list stands."""
    pid = stage.board.process.pid
    size = int(open(f"/proc/{pid}/statm").read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.prlimit(pid, resource.RLIMIT_AS, (size + (4 << 20),) * 2)
    stage.server.play(scripts.body(b" " * (48 << 20) + false()))
    wait("it ends", lambda: stage.board.process.poll() is not None, AT_THE_NEXT_TRY)
    stage.server.refuse()
    stage.start_board()
    yield
    stage.server.listen()


# ---- the log's reader

def log_into_a_pipe(stage):
    """The log goes to a program that reads it, as to journald."""
    path = stage.folder / "log-pipe"
    os.mkfifo(path)
    stage.before = ("sh", "-c", f'exec "$@" 2>{path}', "sh")
    stage.pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(stage.pipe, fcntl.F_SETPIPE_SZ, 4096)
    stage.stopping.append(lambda: os.close(stage.pipe))
    stage.log = lambda: ""


def reader_hangs(stage):
    """Nobody reads what is logged, until the pipe is full and longer; the pictures go on, and so do the pulls."""
    for i in range(40):
        stage.reload(**{"source.timeout": f"{20 + i}s"})
        time.sleep(0.05)
    stage.wait_pulls(1)
    yield


def reader_gone(stage):
    os.close(stage.pipe)
    stage.pipe = os.open("/dev/null", os.O_RDONLY)
    for i in range(4):
        stage.reload(**{"source.timeout": f"{20 + i}s"})
        time.sleep(0.2)
    yield


def rows():
    down = "no connection: Connection refused"
    yield Fault("kill -9, and the network is gone when it is started again", killed, down, ends=AGAIN)
    yield Fault("it stands still for a minute", halted(60), None, stands="GATOTKACA|KARTINI", lasts=60)
    yield Fault("SIGTERM in the middle of a pull", ended_in_a_pull, down, ends=AGAIN)
    yield Fault("fifty SIGHUPs in a second", reload_storm, None)
    yield Fault("SIGHUP in the middle of a pull", reload_in_a_pull)
    broken = "the old settings stay: .*board.ini"
    yield Fault("SIGHUP with a key that nobody knows", broken_settings("[source]\nurl = http://127.0.0.1/\npol = 5s\n"),
                broken + r":3: \[source\] pol: unknown key; did you mean")
    yield Fault("SIGHUP with a value that is not allowed", broken_settings("[source]\nurl = http://127.0.0.1/\npoll = 2s\n"),
                broken + r":3: \[source\] poll = 2s: too short; allowed: 5s to 1d")
    yield Fault("SIGHUP with a file that is rubbish", broken_settings("\0\xffPALSU\n" * 50), broken)
    yield Fault("SIGHUP with an empty file", broken_settings(""), "the old settings stay: ")
    yield Fault("SIGHUP when the file is gone", settings_gone, "the old settings stay: .*No such file")
    yield Fault("SIGHUP with a broken calendar", calendar_broken, "calendar.ini:1: ", prepare=with_calendar)
    yield Fault("the command for the panel does not exist", panel_fails, r"\[hours\] panel_on")
    token = r"\[source\] token_file"
    yield Fault("the token's file is gone", secret("token", lambda p: p.unlink()), token + ": cannot read '.*token': No such file", ends=AGAIN)
    yield Fault("the token's file is empty", secret("token", lambda p: p.write_text("\n")), token + ": '.*token' is empty", ends=AGAIN)
    yield Fault("the token's file holds two lines", secret("token", lambda p: p.write_text("rahasia\nrahasia\n")), token + ": .* holds blanks", ends=AGAIN)
    yield Fault("the token's file is a folder", secret_folder, token + ": cannot read '.*token': it is a folder", ends=AGAIN)
    yield Fault("the headers' file is rubbish", headers_broken, r"\[source\] headers_file", prepare=with_headers, ends=AGAIN)
    yield Fault("out of file descriptors", no_descriptors, "Too many open files", ends=AGAIN)
    yield Fault("no thread and no process can be started", no_threads, None, stands="GATOTKACA")
    yield Fault("out of memory under a limit", no_memory, down, also="memory", ends=AGAIN)
    yield Fault("nobody reads the log, and the pipe is full", reader_hangs, None, prepare=log_into_a_pipe)
    yield Fault("the log's reader is gone", reader_gone, None, prepare=log_into_a_pipe)


def secret_folder(stage):
    path = stage.folder / "token"
    kept = path.read_bytes()
    path.unlink()
    path.mkdir()
    yield
    path.rmdir()
    path.write_bytes(kept)
    path.chmod(0o600)


def with_headers(stage):
    path = stage.folder / "headers"
    path.write_text("apikey: rahasia-kunci\n")
    path.chmod(0o600)
    stage.settings["source.headers_file"] = path


def headers_broken(stage):
    path = stage.folder / "headers"
    kept = path.read_text()
    path.write_text("rahasia rahasia\n")
    yield
    path.write_text(kept)

