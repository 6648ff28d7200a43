"""A server that answers as badly as it is told to, byte by byte, on a port of the loopback."""

import contextlib
import socket
import ssl
import struct
import threading

LONGEST_HEAD = 1 << 20


class Gone(Exception):
    """Who asked has hung up."""


class Talk:
    """One connection, as a script sees it."""

    def __init__(self, server, connection):
        self.server = server
        self.connection = connection
        self.head = b""
        self.rest = b""  # what came behind it
        self.over = server.over  # set when something else is played

    @property
    def path(self):
        """What was asked for, without the query; of a proxy, the whole address."""
        return self.head.split(b" ", 2)[1].split(b"?")[0].decode()

    def header(self, name):
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return ""

    def read_request(self):
        """False when no further one comes."""
        got = self.rest
        while b"\r\n\r\n" not in got:
            try:
                piece = self.connection.recv(65536)
            except OSError:
                return False
            if not piece or len(got) > LONGEST_HEAD:
                return False
            got += piece
        self.head, self.rest = got.split(b"\r\n\r\n", 1)
        self.server.heads.append(self.head)
        return True

    def send(self, data):
        try:
            self.connection.sendall(data)
        except OSError as error:
            raise Gone from error

    def answer(self, status="200 OK", headers=(), body=b"", length=True):
        """A whole answer; `headers` are "Name: value"."""
        lines = [f"HTTP/1.1 {status}", *headers, *([f"Content-Length: {len(body)}"] if length else [])]
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        return True

    def drip(self, data, every_s):
        """A byte at a time."""
        for i in range(len(data)):
            self.send(data[i:i + 1])
            if self.over.wait(every_s):
                raise Gone

    def flood(self, data):
        """Again and again, until the other side has had enough."""
        while not self.over.is_set():
            self.send(data)

    def hold(self):
        """Says nothing until the fault is over or the other side hangs up."""
        self.connection.settimeout(0.1)
        while not self.over.is_set():
            try:
                if not self.connection.recv(65536):
                    break
            except TimeoutError:
                continue
            except OSError:
                break

    def reset(self):
        """RST instead of FIN: nothing that was not read yet arrives."""
        raw = self.connection
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raw.close()

    def wrap(self, context):
        """TLS from here on, as behind a proxy's CONNECT."""
        plain, self.connection = self.connection, context.wrap_socket(
            self.connection, server_side=True, do_handshake_on_connect=False)
        with self.server.lock:
            self.server.connections.discard(plain)
            self.server.connections.add(self.connection)
        self.connection.do_handshake()


def tls_context(certificate, versions=(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(certificate)
    context.minimum_version, context.maximum_version = versions
    return context


class FaultServer:
    """Plays a script (scripts.py) for each request, or for each connection where the script wants it from its
    first byte on. `context` makes it speak TLS; it may be changed at any time."""

    def __init__(self, host="127.0.0.1", context=None):
        self.host, self.context = host, context
        self.script = None
        self.heads = []
        self.answers = 0  # to which scripts have come to an end
        self.over = threading.Event()
        self.connections = set()
        self.lock = threading.Lock()
        self.listener = socket.create_server((host, 0), backlog=16)
        self.port = self.listener.getsockname()[1]
        self._accept()

    @property
    def scheme(self):
        return "https" if self.context else "http"

    def url(self, path="/feed.json"):
        return f"{self.scheme}://{self.host}:{self.port}{path}"

    def play(self, script, context=None):
        """From now on; what still plays ends, and connections that are open do not survive a change of TLS."""
        with self.lock:
            self.over.set()
            self.over = threading.Event()
            self.script = script
        if context and context is not self.context:
            self.context = context
            self.hang_up()

    def hang_up(self):
        with self.lock:
            open_now, self.connections = self.connections, set()
        for connection in open_now:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def refuse(self):
        """Nobody listens, but the port stays ours."""
        self._leave()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((self.host, self.port))

    def let_nobody_in(self):
        """Listens, but whoever comes waits for the door: the queue is full."""
        self.refuse()
        self.listener.listen(0)
        self.waiting = []
        for _ in range(4):
            s = socket.socket()
            s.setblocking(False)
            s.connect_ex((self.host, self.port))
            self.waiting.append(s)

    def listen(self):
        """After refuse() and let_nobody_in()."""
        for s in getattr(self, "waiting", []):
            s.close()
        self.listener.listen(16)
        self._accept()

    def stop(self):
        self.over.set()
        self._leave()

    def _leave(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # wakes accept(), which close() would not
        self.listener.close()
        self.hang_up()

    def _accept(self):
        threading.Thread(target=self._accept_from, args=(self.listener,), daemon=True).start()

    def _accept_from(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with self.lock:
            self.connections.add(connection)
            talk, script = Talk(self, connection), self.script
        try:
            if getattr(script, "from_accept", False):
                script(talk)
                return
            if self.context:
                talk.wrap(self.context)
            while talk.read_request():
                with self.lock:
                    talk.over, script = self.over, self.script
                if getattr(script, "from_accept", False):
                    return
                stays = script(talk)
                with self.lock:
                    self.answers += 1
                if not stays:
                    return
        except (Gone, OSError, ssl.SSLError):
            pass  # a handshake or an answer that is broken off is what this is about
        finally:
            with self.lock:
                self.connections.discard(talk.connection)
            with contextlib.suppress(OSError):
                talk.connection.close()
