"""Asks the VIP over TLS again and again, and writes one line an attempt: began, ended, who answered or "-"."""

import socket
import ssl
import sys
import time

vip, out = sys.argv[1], open(sys.argv[2], "w", 1)
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
REQUEST = b"GET /api/version HTTP/1.1\r\nHost: sioha.example\r\nConnection: close\r\n\r\n"


def ask():
    with socket.create_connection((vip, 443), timeout=0.25) as plain:
        with context.wrap_socket(plain, server_hostname="sioha.example") as stream:
            stream.sendall(REQUEST)
            data = b""
            while True:
                more = stream.recv(65536)
                if not more:
                    break
                data += more
    if not data.startswith(b"HTTP/1.1 200 "):
        return "-"
    for line in data.split(b"\r\n"):
        if line.startswith(b"X-Node: "):
            return line[8:].decode()
    return "?"


while True:
    began, who = time.time(), "-"
    try:
        who = ask()
    except (OSError, ValueError):
        pass
    out.write("%.3f %.3f %s\n" % (began, time.time(), who))
    time.sleep(0.02)
