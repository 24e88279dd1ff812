"""mod_jk's advisories, one test each, for those that 73_walked_around.py does not try in every spelling."""

import os
import socket
import stat
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, process  # noqa: E402
from harness.ajp_recorder import Recorder  # noqa: E402

LIMITS = "LimitRequestLine 200000\nLimitRequestFieldSize 200000\n"
EXPECTED_ATTRIBUTES = {"AJP_REMOTE_PORT", "AJP_LOCAL_ADDR", "JK_LB_ACTIVATION"}


class Advisories(case.Case):
    def setUp(self):
        super(Advisories, self).setUp()
        self.recorder = Recorder(("a", "status"))
        self.addCleanup(self.recorder.close)
        self.asked = 0

    def serve(self, configuration, extra="", **options):
        text = "worker.list=status,a\n" + extra
        for name, port in self.recorder.ports.items():
            text += "worker.%s.type=ajp13\nworker.%s.host=127.0.0.1\nworker.%s.port=%d\n" % (name, name, name, port)
        path = self.space.write("workers.properties", text)
        return self.httpd('JkWorkersFile "%s"\n%s' % (path, configuration), **options).start()

    def ask(self, server, target, headers=(), **options):
        self.asked += 1
        answer = client.request(server.port, options.pop("method", "GET"), target,
                                list(headers) + [("X-Request-Id", str(self.asked))], **options)
        seen = self.recorder.of(self.asked)
        answer.seen = seen[0] if seen else None
        return answer

    def healthy(self, server):
        answer = self.ask(server, "/app/next")
        self.assertEqual((200, "a"), (answer.status, answer.text()))

    def test_cve_2007_0774_long_paths(self):
        # A path that is too long for mod_jk's map was served from disk.
        self.space.write("httpd/htdocs/app/x", "a file of httpd")
        server = self.serve(LIMITS + "JkMount /app/* a\n", extra="worker.a.max_packet_size=65536\n")
        for size in (4093, 4094, 4095, 4096, 4097, 8192, 60000, 65535, 65536, 150000):
            for begin in ("/app/", "/app/x/../", "/app/;", "/other/"):
                target = begin + "y" * (size - len(begin))
                answer = self.ask(server, target)
                self.assertTrue(answer.complete, (begin, size))
                self.assertNotIn("a file of httpd", answer.text())
                mapped = begin != "/other/"
                if mapped and size <= 60000:
                    self.assertEqual((200, "a"), (answer.status, answer.text()), (begin, size))
                    self.assertEqual(size, len(answer.seen.uri))
                elif mapped:
                    self.assertEqual(413, answer.status, (begin, size))
                else:
                    self.assertIn(answer.status, (403, 404), (begin, size))
        self.healthy(server)

    def test_cve_2007_6258_and_2016_6808_long_host(self):
        server = self.serve(LIMITS + "UseCanonicalName Off\nJkMount /app/* a\n"
                            "<VirtualHost *:{port}>\nServerName %s.example.org\nJkMountCopy On\n</VirtualHost>\n"
                            % ".".join(["label"] * 40), extra="worker.a.max_packet_size=65536\n")
        for size in (255, 4096, 20000, 65536, 131072):
            for path in ("/app/x", "/app/" + "y" * 20000):
                answer = self.ask(server, path, [("Host", "h" * size)])
                self.assertTrue(answer.complete, size)
                self.assertIn(answer.status, (200, 400, 413), size)
        self.healthy(server)

    def test_cve_2008_5519_and_2009_1191_a_length_without_a_body(self):
        server = self.serve("JkMount /app/* a\n", mpm_settings="StartServers 1\nServerLimit 1\n")
        for number in range(10):
            with client.Connection(server.port) as connection:
                connection.send_head("POST", "/app/x", [("Content-Length", "100"), ("X-Request-Id", "short%d" % number)])
                connection.send(b"x" * (number * 10))
            self.healthy(server)
        for _ in range(5):
            self.assertEqual("a", self.ask(server, "/app/y", body=b"whole", method="POST").text())
        bodies = [seen.body for key, list_ in self.recorder.seen.items() if key and key.startswith("short") for seen in list_]
        self.assertEqual([], [body for body in bodies if len(body) == 100])

    def test_cve_2020_1938_no_client_makes_an_attribute(self):
        server = self.serve("JkMount /app/* a\n")
        hostile = [(name, "/WEB-INF/web.xml") for name in
                   ("javax.servlet.include.request_uri", "javax.servlet.include.path_info", "req_attribute",
                    "javax.servlet.include.servlet_path", "AJP_REMOTE_PORT", "JK_LB_ACTIVATION", "remote_user", "secret",
                    "JK_REMOTE_USER", "Auth-Type", "ssl_cert", "JK_WORKER_NAME", "no-jk", "JK_ROUTE")]
        seen = self.ask(server, "/app/x?javax.servlet.include.path_info=/WEB-INF/web.xml", hostile).seen
        self.assertEqual("a", seen.member)
        self.assertEqual(EXPECTED_ATTRIBUTES, set(seen.extra))
        self.assertEqual({"query_string"}, set(seen.attributes))
        self.assertEqual("ACT", seen.extra["JK_LB_ACTIVATION"])
        self.assertNotEqual("/WEB-INF/web.xml", seen.extra["AJP_REMOTE_PORT"])

    def test_cve_2020_1938_the_secret_goes_along(self):
        server = self.serve("JkMount /app/* a\n", extra="worker.a.secret=s3cret\n")
        self.assertEqual("s3cret", self.ask(server, "/app/x").seen.attributes["secret"])
        self.assertNotIn("s3cret", server.log_text())

    def test_cve_2023_41081_folders_are_not_mapped_by_themselves(self):
        self.space.write("httpd/htdocs/folder/x", "a file")
        server = self.serve("JkMount /app/* a\n<VirtualHost *:{port}>\nServerName bare\n</VirtualHost>\n"
                            "<VirtualHost *:{port}>\nServerName handled\n<Location /folder>\nSetHandler jakarta-servlet\n"
                            "</Location>\n</VirtualHost>\n")
        for host in ("bare", "handled"):
            for path in ("/", "/folder", "/folder/", "/app/x", "/jkstatus", "/status"):
                answer = self.ask(server, path, [("Host", host)])
                self.assertIsNone(answer.seen, (host, path))

    def test_cve_2024_46544_shared_memory_is_nobody_elses(self):
        server = self.serve("JkMount /app/* a\nJkShmFile {root}/run/shm\n")
        self.healthy(server)
        found = [os.path.join(place, name) for place, _, names in os.walk(server.root) for name in names
                 if "shm" in name or "sioha" in name]
        for path in found:
            self.assertEqual(0, stat.S_IMODE(os.stat(path).st_mode) & 0o022, path)
        self.assertFalse(os.path.exists(os.path.join(server.root, "run/shm")))

    def test_cve_2006_7197_a_chunk_longer_than_its_packet(self):
        listener = socket.socket()
        self.addCleanup(listener.close)
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        payloads = [struct.pack(">BH", 3, length) + body for length, body in
                    ((65535, b"abc\0"), (8185, b"abc\0"), (5, b"abc\0"), (1, b""), (0xFFFE, b""))]
        payloads += [b"\x03", b"\x03\x00", b"\x03\x00\x10"]
        turn = []

        def serve(connection):
            try:
                exchange(connection)
            except OSError:
                pass      # it is closed on what is no AJP

        def exchange(connection):
            stream = connection.makefile("rb")
            while True:
                head = stream.read(4)
                if len(head) < 4:
                    return
                payload = stream.read(struct.unpack(">H", head[2:])[0])
                if payload == b"\x0a":
                    connection.sendall(b"AB\x00\x01\x09")
                    continue
                hostile = turn.pop(0) if turn else b"\x05\x01"
                for part in (b"\x04\x00\xc8\x00\x02OK\x00\x00\x00", hostile, b"\x05\x01"):
                    connection.sendall(b"AB" + struct.pack(">H", len(part)) + part)

        def accept():
            while True:
                try:
                    connection = listener.accept()[0]
                except OSError:
                    return
                Recorder._thread(serve, connection)
        Recorder._thread(accept)
        server = self.serve("JkMount /app/* raw\n", extra="worker.list=raw\nworker.raw.type=ajp13\n"
                            "worker.raw.host=127.0.0.1\nworker.raw.port=%d\n" % listener.getsockname()[1])
        for payload in payloads:
            turn[:] = [payload] * 4
            answer = self.ask(server, "/app/x", method="POST", body=b"")
            self.assertFalse(answer.complete and answer.status == 200, (payload, answer))
            self.assertNotIn(b"abc", answer.body if answer.complete else b"")
            turn[:] = []
            process.wait_for("the next answer", lambda: self.ask(server, "/app/x").status == 200)


if __name__ == "__main__":
    case.main()
