"""nginx and Caddy, run from the very files of config/: only addresses, paths and certificates are others."""

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess

from conftest import ROOT, free_port, wait_until

NAME = "feeds.example.go.id"
# As in Debian's /etc/nginx/nginx.conf, which the site must hold its own against.
DEBIAN = """
sendfile on; tcp_nopush on; types_hash_max_size 2048;
default_type application/octet-stream;
ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on;
ssl_ciphers ALL:@SECLEVEL=0; # not Debian's: it is the site that must refuse old versions
gzip on;
"""


def replaced(text, pairs):
    for old, new in pairs:
        assert text.count(old) == 1, f"{old}: {text.count(old)} times in the file"
        text = text.replace(old, new)
    return text


class Site:
    """A server of the published tree in `self.root`, on a port of the loopback, over TLS with a certificate."""

    def __init__(self, folder, certificate=None, ca_file=None):
        self.folder = folder
        self.root = folder / "www"
        self.root.mkdir(parents=True)
        self.port = free_port()
        self.log = folder / "siapambil.log"
        self.certificate, self.ca_file = certificate, ca_file
        self.process = None

    @property
    def url(self):
        return f"http{'s' if self.certificate else ''}://127.0.0.1:{self.port}"

    def start(self):
        self.process = subprocess.Popen(self.command(), stderr=(self.folder / "stderr").open("wb"), env=self.environment())
        wait_until(f"{type(self).__name__} listens", self._listens)
        return self

    def environment(self):
        return None

    def _listens(self):
        assert self.process.poll() is None, (self.folder / "stderr").read_text()
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def connect(self):
        if not self.certificate:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        context = ssl.create_default_context(cafile=self.ca_file)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)

    def ask(self, path, method="GET", **headers):
        """Status, headers and body of one request; header names with _ for -."""
        connection = self.connect()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": f"{NAME}:{self.port}", **headers})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def lines(self):
        """The access log, each line as JSON, strictly UTF-8."""
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_bytes().decode("utf-8", "strict").splitlines()]

    def wait_lines(self, count):
        wait_until(f"{count} lines in the log", lambda: len(self.lines()) >= count)
        return self.lines()


class NginxSite(Site):
    def __init__(self, folder, certificate=None, ca_file=None):
        super().__init__(folder, certificate, ca_file)
        tls = " ssl" if certificate else ""
        text = replaced((ROOT / "config/nginx/siapambil.conf").read_text(), [
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.port}{tls};"),
            ("listen [::]:443 ssl;", ""),
            ("ssl_certificate /etc/ssl/certs/feeds.example.go.id.pem;",
             f"ssl_certificate {certificate};" if certificate else ""),
            ("ssl_certificate_key /etc/ssl/private/feeds.example.go.id.key;",
             f"ssl_certificate_key {certificate};" if certificate else ""),
            ("root /srv/siapambil/www;", f"root {self.root};"),
            ("\taccess_log /var/log/nginx/siapambil.log", f"\taccess_log {self.log}"),
        ])
        (folder / "site.conf").write_text(text)
        temp = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.getuid() == 0 else ""
        (folder / "openssl.cnf").write_text(
            "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nMinProtocol = TLSv1\n")
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; {user} worker_processes 1;\n"
            f"events {{ worker_connections 768; }}\n"
            f"http {{ {temp}\n{DEBIAN}access_log {folder}/access.log;\ninclude {folder}/site.conf; }}\n"
        )

    def command(self):
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        return [nginx, "-e", f"{self.folder}/error.log", "-p", self.folder, "-c", f"{self.folder}/nginx.conf"]

    def environment(self):
        return dict(os.environ, OPENSSL_CONF=str(self.folder / "openssl.cnf"))

    @staticmethod
    def screen(line):
        return line["screen"]

    @staticmethod
    def path(line):
        return line["path"]


class CaddySite(Site):
    def __init__(self, folder, certificate, ca_file):
        super().__init__(folder, certificate, ca_file)
        text = replaced((ROOT / "config/caddy/Caddyfile").read_text(), [
            ("\nfeeds.example.go.id {", f"\nhttps://127.0.0.1:{self.port}, https://{NAME}:{self.port} {{\n\tbind 127.0.0.1"),
            ("tls /etc/ssl/certs/feeds.example.go.id.pem /etc/ssl/private/feeds.example.go.id.key",
             f"tls {certificate} {certificate}"),
            ("root * /srv/siapambil/www", f"root * {self.root}"),
            ("output file /var/log/caddy/siapambil.log", f"output file {self.log}"),
            # No port 80 and nothing written to the machine's own stores of certificates.
            ("\tadmin off\n", "\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n"),
        ])
        (folder / "Caddyfile").write_text(text)

    def command(self):
        return ["caddy", "run", "--config", self.folder / "Caddyfile", "--adapter", "caddyfile"]

    def environment(self):
        return dict(os.environ, HOME=str(self.folder), XDG_DATA_HOME=str(self.folder), XDG_CONFIG_HOME=str(self.folder))

    @staticmethod
    def screen(line):
        return line["request"]["headers"].get("Siapambil-Screen", [""])[0]

    @staticmethod
    def path(line):
        return line["request"]["uri"]
