"""AJP backends in this process that note each request as they saw it: one port a member, any URI."""

import json
import socket
import struct
import threading

_METHODS = (None, "OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "PROPFIND", "PROPPATCH", "MKCOL", "COPY",
            "MOVE", "LOCK", "UNLOCK", "ACL", "REPORT", "VERSION-CONTROL", "CHECKIN", "CHECKOUT", "UNCHECKOUT",
            "SEARCH", "MKWORKSPACE", "UPDATE", "LABEL", "MERGE", "BASELINE-CONTROL", "MKACTIVITY")
_HEADERS = (None, "accept", "accept-charset", "accept-encoding", "accept-language", "authorization", "connection",
            "content-type", "content-length", "cookie", "cookie2", "host", "pragma", "referer", "user-agent")
_ATTRIBUTES = {1: "context", 2: "servlet_path", 3: "remote_user", 4: "auth_type", 5: "query_string", 6: "route",
               7: "ssl_cert", 8: "ssl_cipher", 9: "ssl_session", 11: "ssl_key_size", 12: "secret",
               13: "stored_method"}
_PING, _PONG = b"\x12\x34\x00\x01\x0a", b"AB\x00\x01\x09"


class _Packet(object):
    def __init__(self, data):
        self._data, self._at = data, 0

    def byte(self):
        self._at += 1
        return self._data[self._at - 1]

    def word(self):
        self._at += 2
        return struct.unpack(">H", self._data[self._at - 2:self._at])[0]

    def peek(self):
        return self._data[self._at]

    def string(self):
        size = self.word()
        if size == 0xFFFF:
            return None
        text = self._data[self._at:self._at + size].decode("latin-1")
        self._at += size + 1
        return text


class Seen(object):
    """One FORWARD_REQUEST."""

    def __init__(self, member, payload):
        packet = _Packet(payload)
        packet.byte()
        method = packet.byte()
        self.member = member
        self.protocol, self.uri, self.remote_addr, self.remote_host = (packet.string() for _ in range(4))
        self.server_name, self.server_port = packet.string(), packet.word()
        self.ssl = packet.byte()
        self.headers = []
        for _ in range(packet.word()):
            coded = packet.peek() == 0xA0
            name = _HEADERS[packet.word() & 0xFF] if coded else packet.string()
            self.headers.append((name.lower(), packet.string()))
        self.attributes, self.extra = {}, {}
        for code in iter(packet.byte, 0xFF):
            if code == 10:
                name = packet.string()
                self.extra[name] = packet.string()
            elif code == 11:
                self.attributes["ssl_key_size"] = packet.word()
            else:
                self.attributes[_ATTRIBUTES[code]] = packet.string()
        self.method = self.attributes.pop("stored_method", None) or _METHODS[method]
        self.body = b""

    def header(self, name):
        values = [value for key, value in self.headers if key == name.lower()]
        return values[0] if values else None


class Recorder(object):
    """members: names. What a request wants to be answered it says in its headers:

    x-status: a status; x-wait: seconds; x-answer-NAME: a header of the answer; x-close: close without an answer.
    Only at the member that x-at names, if it names one.
    """

    def __init__(self, members, answers=()):
        self.seen, self._answers = {}, dict(answers)
        self._lock = threading.Lock()
        self.ports, self._listeners = {}, []
        for name in members:
            listener = socket.socket()
            listener.bind(("127.0.0.1", 0))
            listener.listen(64)
            self.ports[name] = listener.getsockname()[1]
            self._listeners.append(listener)
            self._thread(self._accept, name, listener)

    def close(self):
        for listener in self._listeners:
            listener.close()

    def of(self, request_id):
        """The requests that carried this X-Request-Id, in the order of their arrival."""
        with self._lock:
            return list(self.seen.get(str(request_id), ()))

    def forget(self):
        with self._lock:
            self.seen.clear()

    @staticmethod
    def _thread(target, *arguments):
        thread = threading.Thread(target=target, args=arguments)
        thread.daemon = True
        thread.start()

    def _accept(self, name, listener):
        while True:
            try:
                connection = listener.accept()[0]
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._thread(self._serve, name, connection)

    def _serve(self, name, connection):
        try:
            with connection, connection.makefile("rb") as stream:
                while self._exchange(name, connection, stream):
                    pass
        except (OSError, struct.error, IndexError):
            pass

    @staticmethod
    def _read(stream):
        head = stream.read(4)
        return stream.read(struct.unpack(">H", head[2:])[0]) if len(head) == 4 else b""

    def _exchange(self, name, connection, stream):
        payload = self._read(stream)
        if payload == b"\x0a":
            connection.sendall(_PONG)
            return True
        if not payload or payload[0] != 2:
            return False
        seen = Seen(name, payload)
        self._body(seen, connection, stream)
        request_id = seen.header("x-request-id")
        with self._lock:
            self.seen.setdefault(request_id, []).append(seen)
        if seen.header("x-at") not in (None, name):
            return self._answer(connection, 200, [], name.encode())
        if seen.header("x-wait"):
            threading.Event().wait(float(seen.header("x-wait")))
        if seen.header("x-close"):
            return False
        headers = [(key[len("x-answer-"):], value) for key, value in seen.headers if key.startswith("x-answer-")]
        body = self._answers.get(seen.uri, name).encode()
        return self._answer(connection, int(seen.header("x-status") or 200), headers, body)

    def _body(self, seen, connection, stream):
        length = seen.header("content-length")
        if length == "0":
            return
        if length is not None:
            seen.body = self._part(stream)
        while length is None or len(seen.body) < int(length):
            connection.sendall(b"AB\x00\x03\x06\x1f\xf8")
            part = self._part(stream)
            if not part:
                return
            seen.body += part

    def _part(self, stream):
        payload = self._read(stream)
        return payload[2:] if len(payload) > 2 else b""

    @staticmethod
    def _answer(connection, status, headers, body):
        def string(text):
            raw = text.encode("latin-1")
            return struct.pack(">H", len(raw)) + raw + b"\0"

        def packet(payload):
            return b"AB" + struct.pack(">H", len(payload)) + payload
        bare = status in (204, 304)
        headers = headers + [("Content-Type", "text/plain")] + ([] if bare else [("Content-Length", str(len(body)))])
        head = struct.pack(">BH", 4, status) + string("") + struct.pack(">H", len(headers))
        head += b"".join(string(key) + string(value) for key, value in headers)
        out = packet(head)
        if body and not bare:
            out += packet(struct.pack(">BH", 3, len(body)) + body + b"\0")
        connection.sendall(out + packet(b"\x05\x01"))
        return True


def version_answer():
    """What the prober asks of a gateway."""
    return {"/api/version": json.dumps("3.0")}
