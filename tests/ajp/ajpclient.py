"""An AJP/1.3 client for driving test backends: small, strict, and apart from both C++ codecs."""

import socket
import struct

METHODS = {"OPTIONS": 1, "GET": 2, "HEAD": 3, "POST": 4, "PUT": 5, "DELETE": 6}
REQUEST_HEADERS = {"accept": 1, "authorization": 5, "connection": 6, "content-type": 7, "content-length": 8,
                   "cookie": 9, "host": 11, "user-agent": 14}
RESPONSE_HEADERS = ("", "content-type", "content-language", "content-length", "date", "last-modified", "location",
                    "set-cookie", "set-cookie2", "servlet-engine", "status", "www-authenticate")
SEND_BODY_CHUNK, SEND_HEADERS, END_RESPONSE, GET_BODY_CHUNK, CPONG = 3, 4, 5, 6, 9


class Broken(Exception):
    """The backend closed, reset or sent what is no AJP."""


def string(text):
    raw = text if isinstance(text, bytes) else text.encode("latin-1")
    return struct.pack(">H", len(raw)) + raw + b"\0"


def packet(payload):
    return b"\x12\x34" + struct.pack(">H", len(payload)) + payload


def forward(method, uri, headers=(), query=None, secret=None, attributes=(), ssl=False):
    code = METHODS.get(method, 0xFF)
    out = struct.pack(">BB", 2, code) + string("HTTP/1.1") + string(uri) + string("192.0.2.9") + string("client")
    out += string("front") + struct.pack(">HBH", 443, 1 if ssl else 0, len(headers))
    for name, value in headers:
        coded = REQUEST_HEADERS.get(name.lower())
        out += (struct.pack(">H", 0xA000 | coded) if coded else string(name)) + string(value)
    if query is not None:
        out += b"\x05" + string(query)
    if secret is not None:
        out += b"\x0c" + string(secret)
    if code == 0xFF:
        out += b"\x0d" + string(method)
    for name, value in attributes:
        out += b"\x0a" + string(name) + string(value)
    return packet(out + b"\xff")


class Answer(object):
    def __init__(self):
        self.status, self.reason, self.headers, self.body, self.reuse = None, None, [], b"", None
        self.asked = 0

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[0] if values else None


class Client(object):
    def __init__(self, port, timeout=10.0):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Broken(str(error))

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            try:
                part = self.socket.recv(count - len(data))
            except socket.timeout:
                raise
            except OSError as error:
                raise Broken(str(error))
            if not part:
                raise Broken("closed after %d of %d bytes" % (len(data), count))
            data += part
        return data

    def read(self):
        """(code, rest of the payload) of the next packet."""
        magic, length = struct.unpack(">2sH", self._exactly(4))
        if magic != b"AB":
            raise Broken("magic is %r" % magic)
        payload = self._exactly(length)
        return payload[0], payload[1:]

    def ping(self):
        self.send(packet(b"\x0a"))
        return self.read() == (CPONG, b"")

    def request(self, method, uri, headers=(), body=b"", query=None, secret=None, attributes=(), chunked=False,
                ssl=False):
        headers = list(headers)
        if not chunked:
            headers.append(("content-length", str(len(body))))
        self.send(forward(method, uri, headers, query, secret, attributes, ssl))
        rest = [body[at:at + 8186] for at in range(0, len(body), 8186)]
        if rest and not chunked:
            self.send_part(rest.pop(0))
        return self.answer(rest)

    def send_part(self, part):
        self.send(packet(struct.pack(">H", len(part)) + part if part else b""))

    def answer(self, rest=()):
        rest, answer = list(rest), Answer()
        while True:
            code, data = self.read()
            if code == GET_BODY_CHUNK:
                answer.asked += 1
                self.send_part(rest.pop(0) if rest else b"")
            elif code == SEND_HEADERS:
                if answer.status is not None:
                    raise Broken("a second head")
                decode_head(data, answer)
            elif code == SEND_BODY_CHUNK:
                size = struct.unpack(">H", data[:2])[0]
                if len(data) != size + 3 or data[-1:] != b"\0":
                    raise Broken("lengths of a body chunk disagree")
                answer.body += data[2:-1]
            elif code == END_RESPONSE:
                answer.reuse = data == b"\x01"
                return answer
            else:
                raise Broken("packet type %d" % code)


def decode_head(data, answer):
    at = [0]

    def number():
        at[0] += 2
        return struct.unpack(">H", data[at[0] - 2:at[0]])[0]

    def text(length=None):
        length = number() if length is None else length
        at[0] += length + 1
        if data[at[0] - 1:at[0]] != b"\0":
            raise Broken("a string without its zero byte")
        return data[at[0] - length - 1:at[0] - 1].decode("latin-1")

    answer.status, answer.reason = number(), text()
    for _ in range(number()):
        code = number()
        name = RESPONSE_HEADERS[code & 0xFF] if code >> 8 == 0xA0 else text(code)
        answer.headers.append((name, text()))
    if at[0] != len(data):
        raise Broken("bytes after the headers")
