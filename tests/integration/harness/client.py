"""An HTTP/1.1 client that tells a complete answer from a cut one, and forgives nothing."""

import socket
import ssl
import time


class Answer(object):
    """`complete` is only true when the framing says so; `fault` says what went wrong."""

    def __init__(self):
        self.status, self.reason, self.version = 0, "", ""
        self.headers = []
        self.body = b""
        self.complete, self.fault = False, ""
        self.framing = ""          # length, chunked, close or none
        self.seconds = 0.0         # whole answer
        self.first_byte = 0.0
        self.keep_alive = False
        self.nothing = True        # not one byte came

    def header(self, name, default=None):
        values = self.all(name)
        return values[-1] if values else default

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def ok(self):
        return self.complete and 200 <= self.status < 300

    def text(self):
        return self.body.decode("utf-8", "replace")

    def __repr__(self):
        return "<%d %s, %d bytes, %s%s, %.3f s>" % (
            self.status, self.reason, len(self.body), "complete" if self.complete else "CUT",
            ": " + self.fault if self.fault else "", self.seconds)


class Broken(Exception):
    """The connection ended or the framing is wrong."""


class Connection(object):
    def __init__(self, port, tls=None, host="127.0.0.1", timeout=30.0, connect=True, source=None):
        self._port, self._tls, self._host, self.timeout = port, tls, host, timeout
        self._source = (source, 0) if source else None    # the client's own address
        self._socket, self._buffer = None, b""
        if connect:
            self.open()

    def open(self):
        self.close()
        plain = socket.create_connection((self._host, self._port), self.timeout, self._source)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket = self._tls.wrap_socket(plain, server_hostname=self._host) if self._tls else plain
        except BaseException:
            plain.close()
            raise
        self._buffer = b""

    def is_open(self):
        return self._socket is not None

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.close()

    def send(self, data):
        self._socket.sendall(data)

    def send_head(self, method, target, headers=(), host=True):
        lines = ["%s %s HTTP/1.1" % (method, target)]
        if host and not any(name.lower() == "host" for name, _ in headers):
            lines.append("Host: %s:%d" % (self._host, self._port))
        lines += ["%s: %s" % pair for pair in headers]
        self.send(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    def request(self, method, target, headers=(), body=None, chunked=False):
        """Sends one request and reads its answer. The connection is closed unless it can be kept."""
        headers = list(headers)
        if chunked:
            headers.append(("Transfer-Encoding", "chunked"))
        elif body is not None:
            headers.append(("Content-Length", str(len(body))))
        started = time.monotonic()
        answer = Answer()
        try:
            if self._socket is None:
                self.open()
            self.send_head(method, target, headers)
            try:
                self._send_body(body, chunked)
            except OSError:
                pass      # an early answer, such as 413, may still be there
            self.read_answer(answer, method, started)
        except (OSError, Broken) as error:
            answer.fault = str(error) or error.__class__.__name__
        answer.seconds = time.monotonic() - started
        if not (answer.complete and answer.keep_alive):
            self.close()
        return answer

    def _send_body(self, body, chunked):
        if body is None:
            return
        if not chunked:
            self.send(body)
            return
        for at in range(0, len(body), 50000):
            part = body[at:at + 50000]
            self.send(b"%x\r\n" % len(part) + part + b"\r\n")
        self.send(b"0\r\n\r\n")

    # -- reading -------------------------------------------------------------
    def _more(self):
        data = self._socket.recv(65536)
        if not data:
            raise Broken("connection closed")
        self._buffer += data

    def _line(self):
        while b"\n" not in self._buffer:
            if len(self._buffer) > 65536:
                raise Broken("a line of more than 64 KB")
            self._more()
        line, self._buffer = self._buffer.split(b"\n", 1)
        if not line.endswith(b"\r"):
            raise Broken("a line without CR: %r" % line[:80])
        return line[:-1].decode("latin-1")

    def _exactly(self, count, answer):
        while count > 0:
            if not self._buffer:
                self._more()
            part, self._buffer = self._buffer[:count], self._buffer[count:]
            answer._parts.append(part)
            count -= len(part)

    def read_answer(self, answer, method="GET", started=None):
        answer._parts = []
        try:
            self._read_answer(answer, method, started)
        finally:
            answer.body = b"".join(answer._parts)
        return answer

    def _read_answer(self, answer, method, started):
        while True:
            if not self._buffer:
                self._more()
            answer.nothing = False
            if started is not None and not answer.first_byte:
                answer.first_byte = time.monotonic() - started
            self._read_head(answer)
            if answer.status >= 200:
                break
            answer.headers = []
        self._read_body(answer, method)

    def _read_head(self, answer):
        parts = self._line().split(" ", 2)
        if len(parts) < 2 or not parts[0].startswith("HTTP/1.") or not parts[1].isdigit():
            raise Broken("no status line: %r" % " ".join(parts)[:80])
        answer.version, answer.status = parts[0], int(parts[1])
        answer.reason = parts[2] if len(parts) > 2 else ""
        while True:
            line = self._line()
            if not line:
                break
            name, colon, value = line.partition(":")
            if not colon or not name or name != name.strip():
                raise Broken("no header: %r" % line[:80])
            answer.headers.append((name, value.strip()))
        answer.keep_alive = "close" not in (answer.header("Connection") or "").lower() and answer.version == "HTTP/1.1"

    def _read_body(self, answer, method):
        lengths, codings = answer.all("Content-Length"), answer.all("Transfer-Encoding")
        if len(lengths) > 1 or (lengths and codings):
            raise Broken("conflicting framing: Content-Length %s, Transfer-Encoding %s" % (lengths, codings))
        if method == "HEAD" or answer.status in (204, 304):
            answer.framing, answer.complete = "none", True
        elif codings:
            answer.framing = "chunked"
            self._read_chunks(answer)
            answer.complete = True
        elif lengths:
            answer.framing = "length"
            self._exactly(int(lengths[0]), answer)
            answer.complete = True
        else:
            answer.framing, answer.keep_alive = "close", False
            self._read_to_end(answer)

    def _read_chunks(self, answer):
        while True:
            size = int(self._line().split(";")[0], 16)
            if size == 0:
                while self._line():
                    pass
                return
            self._exactly(size, answer)
            if self._line():
                raise Broken("a chunk is longer than its size says")

    def _read_to_end(self, answer):
        # Without framing nothing but an orderly close says that this was all;
        # with TLS that is close_notify (SSLEOFError otherwise).
        while True:
            answer._parts.append(self._buffer)
            self._buffer = b""
            data = self._socket.recv(65536)
            if not data:
                answer.complete = True
                return
            answer._parts.append(data)

    def extra(self, seconds=0.2):
        """Bytes that nobody asked for, e.g. an error page after an answer's end."""
        if self._socket is None:
            return self._buffer
        self._socket.settimeout(seconds)
        try:
            self._more()
        except (OSError, Broken):
            pass
        finally:
            if self._socket is not None:
                self._socket.settimeout(self.timeout)
        return self._buffer


def request(port, method, target, headers=(), body=None, chunked=False, tls=None, timeout=30.0, source=None):
    """One request on a connection of its own."""
    connection = Connection(port, tls, timeout=timeout, connect=False, source=source)
    try:
        return connection.request(method, target, list(headers) + [("Connection", "close")], body, chunked)
    finally:
        connection.close()


def get(port, target, headers=(), **options):
    return request(port, "GET", target, headers, **options)


def post(port, target, body=b"", headers=(), **options):
    return request(port, "POST", target, headers, body, **options)


def tls_context(authority=None, certificate=None, key=None):
    context = ssl.create_default_context(cafile=authority)
    if authority is None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if certificate:
        context.load_cert_chain(certificate, key)
    return context
