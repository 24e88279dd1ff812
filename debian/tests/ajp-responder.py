"""The least that answers AJP/1.3 on 127.0.0.1, port 8019 or the one that is named: CPING, GET /api/version as a
gateway does, and any other GET with its own path as JSON."""

import socketserver
import struct
import sys


def exactly(stream, count):
    data = stream.read(count)
    if len(data) != count:
        raise EOFError
    return data


def text(value):
    return struct.pack(">H", len(value)) + value + b"\0"


def packet(payload):
    return b"AB" + struct.pack(">H", len(payload)) + payload


def path_of(request):
    # Prefix code, method, protocol, then the path: strings have two bytes of length and end with a zero.
    length, = struct.unpack_from(">H", request, 2)
    at = 2 + 2 + length + 1
    length, = struct.unpack_from(">H", request, at)
    return request[at + 2:at + 2 + length]


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            while True:
                _, length = struct.unpack(">HH", exactly(self.rfile, 4))
                self.answer(exactly(self.rfile, length))
        except EOFError:
            pass

    def answer(self, request):
        if request[:1] == b"\x0a":
            self.wfile.write(packet(b"\x09"))
            return
        path = path_of(request)
        body = b'"3.6"' if path == b"/api/version" else b'"' + path + b'"'
        headers = text(b"Content-Type") + text(b"application/json")
        self.wfile.write(packet(b"\x04" + struct.pack(">H", 200) + text(b"OK") + struct.pack(">H", 1) + headers))
        self.wfile.write(packet(b"\x03" + struct.pack(">H", len(body)) + body + b"\0"))
        self.wfile.write(packet(b"\x05\x01"))


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8019), Connection)
    print("ready", flush=True)
    server.serve_forever()
