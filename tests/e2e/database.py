"""PostgreSQL of Debian's package, in a cluster of the tests' own: a temporary folder, a free port of the
loopback, passwords by SCRAM. It refuses to run as root, so root starts it as the user `postgres`."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile

from conftest import ROOT, free_port, wait_until

NAME = "simpel"
PASSWORD = "kata-sandi-yang-panjang"


def _binaries():
    versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return versions[-1].parent


class Database:
    """The server, with one empty database."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="siapambil-postgresql-"))
        self.port = free_port()
        self.process = None
        # It ends with the tests, also when they are killed.
        self.as_owner = ["setpriv", "--pdeathsig", "INT"]
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.as_owner += ["--reuid=postgres", "--regid=postgres", "--init-groups"]
        self._owner("initdb", "-D", self.folder / "data", "--no-sync", "--no-instructions", "-U", "postgres",
                    "-E", "UTF8", "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=scram-sha-256")

    def _owner(self, program, *options):
        subprocess.run([*self.as_owner, _binaries() / program, *options], check=True, cwd=self.folder,
                       stdout=subprocess.DEVNULL)

    def start(self):
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self.folder,
                    "fsync": "off", "max_connections": 20, "shared_buffers": "32MB", "timezone": "UTC",
                    "datestyle": "SQL, DMY", "log_timezone": "UTC"}
        command = [*self.as_owner, _binaries() / "postgres", "-D", self.folder / "data"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self.process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL,
                                        stderr=(self.folder / "log").open("ab"))
        wait_until("PostgreSQL answers", self._answers)
        return self

    def _answers(self):
        return subprocess.run([_binaries() / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port)],
                              check=False).returncode == 0

    def stop(self):
        """At once: whoever is connected is thrown out."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)
            self.process = None

    def remove(self):
        try:
            self.stop()
        finally:
            if self.process:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(timeout=10)
            shutil.rmtree(self.folder)

    def log(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def sql(self, text, database=NAME, files=(), **variables):
        """As the superuser, through the socket; what it answers, cells parted by a bar."""
        command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-p", str(self.port), "-U",
                   "postgres", database]
        for name, value in variables.items():
            command += ["-v", f"{name}={value}"]
        for path in files:
            command += ["-f", path]
        if text:
            command += ["-f", "-"]
        result = subprocess.run(command, input=text, check=False, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    def fill(self, rows, done, name=NAME):
        """An office's tables, its view and its role, and applications, in a database of their own."""
        config = ROOT / "config" / "postgresql"
        self.sql(f"drop database if exists {name}", "postgres")
        self.sql("drop role if exists siapambil", "postgres")
        self.sql(f"create database {name}", "postgres")
        self.sql("", name, [config / "schema.sql", ROOT / "assets" / "demo" / "rows.sql",
                            config / "siap-ambil.sql"], rows=rows, done=done, now="2026-11-23 09:00+07",
                 password=PASSWORD)
        return self

    def url(self, user="siapambil", name=NAME, options=""):
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}{options}"

    def password_file(self, path, password=PASSWORD):
        """For PGPASSFILE."""
        path.write_text(f"127.0.0.1:{self.port}:*:siapambil:{password}\n")
        path.chmod(0o600)
        return path
