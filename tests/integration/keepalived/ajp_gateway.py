"""A stand-in for two gateways: AJP on the addresses given, a version for every request.

A file "down" beside it makes it answer 503 instead."""

import os
import socket
import struct
import sys
import threading


def packet(payload):
    return b"AB" + struct.pack(">H", len(payload)) + payload


def text(value):
    return struct.pack(">H", len(value)) + value + b"\0"


def answer(status, body):
    head = b"\x04" + struct.pack(">H", status) + text(b"OK") + struct.pack(">H", 2)
    head += b"\xa0\x01" + text(b"application/json") + b"\xa0\x03" + text(str(len(body)).encode())
    chunk = b"\x03" + struct.pack(">H", len(body)) + body + b"\0"
    return packet(head) + packet(chunk) + packet(b"\x05\x01")


def exactly(connection, count):
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def serve(connection, down):
    try:
        while True:
            magic, size = struct.unpack(">HH", exactly(connection, 4))
            if magic != 0x1234:
                return
            kind = exactly(connection, size)[0]
            if kind == 10:
                connection.sendall(packet(b"\x09"))
            elif os.path.exists(down):
                connection.sendall(answer(503, b'{"message":"down","httpStatusCode":503,"errorCode":0}'))
            else:
                connection.sendall(answer(200, b'"3.6"'))
    except (EOFError, OSError):
        pass
    finally:
        connection.close()


def listen(address, down):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, 8009))
        listener.listen(128)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, down), daemon=True).start()


for one in sys.argv[2:]:
    threading.Thread(target=listen, args=(one, sys.argv[1]), daemon=True).start()
threading.Event().wait()
