"""The scripted AJP backend and the benchmarks' one: they do what their cases say."""

import json
import os
import socket
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "gateway"), os.path.join(HERE, "..", "integration")]
import ajpclient  # noqa: E402
import simulator  # noqa: E402
from harness import case, process  # noqa: E402
from harness.settings import settings  # noqa: E402

# Cases that a strict client takes for a good answer.
GOOD = ("answer-before-body", "ask-after-head", "close-idle", "crlf-in-name", "crlf-in-reason",
        "crlf-in-value", "dribble", "echo-body", "flush-first", "late", "no-reuse", "own-reason", "two-lengths")
# What the client's sentence says about some of the others.
BROKEN = {"bad-magic": "magic", "bad-magic-in-body": "magic", "http-answer": "magic", "unknown-type": "type 77",
          "two-heads": "second head", "head-after-body": "second head", "status-100-first": "second head",
          "chunk-says-more": "lengths of a body chunk", "chunk-says-less": "lengths of a body chunk",
          "chunk-without-zero": "lengths of a body chunk", "string-without-zero": "zero byte",
          "header-count-too-small": "bytes after", "reset": "reset", "execute-then-drop": "closed after 0",
          "cut-head": "closed after 1 of 4", "cut-body": "closed after 1 of 4", "cut-end": "closed after 1 of 4",
          "pong-inside": "type 9"}


class Base(case.Case):
    PROGRAM = "ajp-backend"

    def setUp(self):
        super().setUp()
        program = "tests/ajp/" + self.PROGRAM
        case.need_built(program)
        self.backend = process.Process([os.path.join(settings().build, program)], self.space.file("backend.log"))
        process.wait_for("start", lambda: "ready" in self.backend.output())
        ports = self.backend.output().split()
        self.port, self.control_port = int(ports[0]), ports[1]

    def request(self, method, uri, **options):
        with ajpclient.Client(self.port) as client:
            return client.request(method, uri, **options)


class Backend(Base):
    def count(self, name):
        return int(simulator.http(int(self.control_port), "GET", "/counts?id=" + name).body)

    def pong(self, mode):
        simulator.http(int(self.control_port), "POST", "/pong?mode=" + mode)

    def test_echo_shows_all_of_a_request(self):
        body = os.urandom(20000)
        answer = self.request("PATCH", "/echo", headers=[("Host", "h:1"), ("X-Own", "\xe9")], body=body,
                              query="a=1&b", secret="s", attributes=[("AJP_REMOTE_PORT", "1234")], ssl=True)
        seen = json.loads(answer.body.decode())
        self.assertEqual(("PATCH", "/echo", "a=1&b", "192.0.2.9", "front", 443, True),
                         tuple(seen[key] for key in ("method", "uri", "query", "remoteAddr", "serverName",
                                                     "serverPort", "ssl")))
        self.assertEqual([["host", "h:1"], ["X-Own", "\xe9"], ["content-length", "20000"]], seen["headers"])
        self.assertEqual({"query_string": "a=1&b", "secret": "s", "stored_method": "PATCH"}, seen["coded"])
        self.assertEqual([["AJP_REMOTE_PORT", "1234"]], seen["attributes"])
        self.assertEqual((20000, "%08x" % zlib.crc32(body)), (seen["bodyLength"], seen["bodyCrc32"]))

    def test_sizes_and_chunks(self):
        for size in (0, 1, 8184, 8185, 1000000):
            answer = self.request("GET", "/size/%d" % size)
            self.assertEqual(size, len(answer.body))
            self.assertEqual("%08x" % zlib.crc32(answer.body), answer.header("X-Body-Crc32"))
        self.assertEqual(b"c" * 300, self.request("GET", "/chunks/3/100/1").body)

    def test_executions_are_counted(self):
        for _ in range(2):
            with self.assertRaises(ajpclient.Broken):
                self.request("POST", "/case/execute-then-drop", headers=[("X-Request-Id", "twice")])
        self.request("GET", "/echo", query="id=once")
        self.assertEqual((2, 1, 0), (self.count("twice"), self.count("once"), self.count("never")))

    def test_every_case_plays_and_leaves_the_backend_alive(self):
        status, listed = process.run([os.path.join(settings().build, "tests/ajp/ajp-backend"), "--list"])
        names = [line.split()[0] for line in listed.splitlines()]
        self.assertGreater(len(names), 60)
        for name in names:
            client = ajpclient.Client(self.port, timeout=5.0 if name in GOOD or name in BROKEN else 0.05)
            with self.subTest(name), client:
                try:
                    answer = client.request("POST", "/case/" + name, query="ms=1", body=b"x" * 10)
                    self.assertNotIn(name, BROKEN)
                    self.assertIsNotNone(answer.reuse)
                except ajpclient.Broken as error:
                    self.assertNotIn(name, GOOD)
                    self.assertIn(BROKEN.get(name, ""), str(error))
                except socket.timeout:
                    self.assertFalse(name in GOOD or name in BROKEN)
                except Exception as error:  # a decoder of the test's may fail in any way on such input
                    self.assertFalse(name in GOOD or name in BROKEN, repr(error))
        self.assertEqual(200, self.request("GET", "/echo").status)
        self.assertEqual(0, status)

    def test_bodies_in_odd_ways(self):
        body = bytes(range(256)) * 100
        self.assertEqual(body, self.request("POST", "/case/echo-body", body=body).body)
        answer = self.request("POST", "/case/ask-after-head", body=body)
        self.assertEqual(b"%d %08x" % (len(body), zlib.crc32(body)), answer.body)
        self.assertEqual(b"got 0", self.request("POST", "/case/ask-past-the-end", body=body).body)

    def test_a_connection_may_close_at_its_next_request_which_is_not_executed(self):
        with ajpclient.Client(self.port) as client:
            client.request("GET", "/case/close-at-next", query="id=first")
            with self.assertRaises(ajpclient.Broken):
                client.request("GET", "/echo", query="id=second")
        self.assertEqual((1, 0), (self.count("first"), self.count("second")))

    def test_pings_are_answered_as_told(self):
        with ajpclient.Client(self.port) as client:
            self.assertTrue(client.ping())
            self.pong("wrong")
            self.assertFalse(client.ping())
            self.pong("close")
            with self.assertRaises(ajpclient.Broken):
                client.ping()

    def test_a_malformed_request_ends_the_connection(self):
        for bad in (b"\x12\x35\0\x01\x0a", b"\x12\x34\xff\xff\x02", ajpclient.packet(b"\x02\x02"),
                    ajpclient.forward("GET", "/echo")[:-1] + b"\x63"):
            with ajpclient.Client(self.port) as client:
                client.send(bad)
                with self.assertRaises(ajpclient.Broken):
                    client.read()


class Fast(Base):
    PROGRAM = "ajp-fast"

    def test_its_three_answers_and_a_ping_on_one_connection(self):
        with ajpclient.Client(self.port) as client:
            for _ in range(2):
                self.assertTrue(client.ping())
                self.assertEqual(b"s" * 200, client.request("GET", "/small").body)
                self.assertEqual(b"b" * (1 << 20), client.request("GET", "/1m").body)
                for size in (0, 1, 8186, 8187, 100000):
                    for chunked in (False, True):
                        answer = client.request("POST", "/post", body=b"x" * size, chunked=chunked)
                        self.assertEqual((str(size).encode(), True), (answer.body, answer.reuse))


if __name__ == "__main__":
    case.main()
