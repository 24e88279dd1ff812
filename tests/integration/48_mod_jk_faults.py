"""What mod_jk does wrong and mod_sioha must not do: one test each, against the same scripted backend."""

import os
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, scripted, status  # noqa: E402
from harness.process import wait_for  # noqa: E402

ONE_CHILD = ("StartServers 1\nServerLimit 1\nThreadLimit 8\nThreadsPerChild 8\nMaxRequestWorkers 8\n"
             "MinSpareThreads 1\nMaxSpareThreads 8\n")
RARE = scripted.RARE + "worker.l.suspect_after=0\n"


class Wire(scripted.Case):
    def setUp(self):
        super(Wire, self).setUp()
        self.serve(RARE, members=1, mpm_settings=ONE_CHILD)

    def test_a_second_answer_never_reaches_the_next_client(self):
        """An idle connection that has something to say is closed, not taken for a good one."""
        for number in range(10):
            self.assertEqual(b"fine", self.get("/case/second-response").body)
            self.assertEqual("n=%d" % number, self.seen("/echo?n=%d" % number)["query"])

    def test_a_length_of_the_gateway_is_not_trusted(self):
        answer = self.get("/case/length-too-small")
        self.assertTrue(not answer.complete or answer.status == 502, answer)
        with client.Connection(self.server.port) as connection:
            answer = connection.request("GET", "/case/length-too-small")
            if answer.complete and answer.keep_alive:
                self.assertEqual(b"", connection.extra(0.1))

    def test_an_answer_to_a_body_that_nobody_reads_ends_the_connection_and_says_so(self):
        for chunked in (False, True):
            for size in (4, 20000):    # goes out when it is whole, and while it comes
                with client.Connection(self.server.port) as connection:
                    answer = connection.request("POST", "/case/answer-before-body?bytes=%d" % size, [],
                                                b"x" * 300000, chunked=chunked)
                    self.assertTrue(answer.ok and answer.body == b"n" * size, (answer, answer.fault))
                    self.assertEqual("close", answer.header("Connection"), (chunked, size))

    def test_transfer_encoding_and_connection_of_the_gateway_do_not_pass(self):
        answer = self.get("/case/transfer-encoding")
        self.assertEqual((200, b"fine"), (answer.status, answer.body))
        answer = self.get("/case/hop-by-hop")
        self.assertEqual(b"fine", answer.body)
        names = [name.lower() for name, _ in answer.headers]
        for name in ("keep-alive", "x-named", "upgrade"):
            self.assertNotIn(name, names)

    def test_a_header_longer_than_65535_bytes_is_refused_and_never_cut(self):
        self.server.stop()
        self.serve("", members=1, name="large",
                   mpm_settings="LimitRequestFieldSize 131072\n" + ONE_CHILD)
        answer = self.get("/echo", [("X-Large", "v" * 65546)])
        self.assertEqual(413, answer.status)
        self.assertTrue(self.get().ok)

    def test_a_string_that_says_more_than_its_packet_holds_is_no_answer(self):
        for name in ("header-beyond-packet", "string-without-zero", "chunk-says-more"):
            answer = self.get("/case/" + name)
            self.assertTrue(answer.status == 502 or not answer.complete, (name, answer))

    def test_a_reason_phrase_injects_nothing(self):
        answer = self.get("/case/crlf-in-reason")
        self.assertEqual(None, answer.header("X-Injected"))
        for name in ("crlf-in-value", "lf-in-value", "crlf-in-name", "zero-in-value"):
            self.assertEqual(None, self.get("/case/" + name).header("X-Injected"), name)

    def test_an_interim_answer_is_no_protocol_error(self):
        """mod_jk says 500 to a 100 before the real head."""
        answer = self.get("/case/status-100-first")
        self.assertEqual((200, b"fine"), (answer.status, answer.body))


class Waiting(scripted.Case):
    def test_a_gateway_that_never_ends_its_answer_is_not_waited_for_without_end(self):
        """Tomcat keeps the connection open after a head that is too large for a packet; so does this one."""
        self.serve(RARE + "worker.a.reply_timeout=500\n", members=1)
        for name in ("silence", "silence-after-head", "silence-after-body"):
            answer = self.get("/case/" + name, timeout=60.0)
            self.assertTrue(answer.status == 504 or not answer.complete, (name, answer))

    def test_there_is_a_reply_timeout_without_being_asked_for(self):
        self.serve(RARE, members=1)
        self.assertTrue(self.get().ok)
        # tests/unit/config/workers_test.cc holds the value; here it is that somebody looks at the clock at all.
        path = self.space.write("zero/conf/workers.properties", "worker.list=a\nworker.a.port=%d\n"
                                "worker.a.host=127.0.0.1\nworker.a.reply_timeout=0\n" % self.a.ajp)
        server = self.httpd('JkWorkersFile "%s"\nJkMount /* a\n' % path, name="zero").start()
        self.assertIn("waiting for ever is not supported", server.log_text())

    def test_a_hanging_url_runs_once_and_takes_nobody_out(self):
        """mod_jk runs it eight times, and both nodes are out then."""
        self.serve(RARE + "worker.a.reply_timeout=300\nworker.b.reply_timeout=300\n")
        answer = self.get("/case/silence", [("X-Request-Id", "hang")], timeout=60.0)
        self.assertEqual((504, 1), (answer.status, sum(self.total_runs("hang"))))
        for name in "ab":
            self.assertEqual("up", status.member(self.server.port, name)["health"])

    def test_an_upload_to_dead_gateways_is_answered_before_its_end(self):
        """mod_jk reads all of it first."""
        self.serve(RARE)
        self.a.kill()
        self.b.kill()
        self.await_dead()
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30.0) as upload:
            upload.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000000\r\n\r\n" + b"x" * 1000)
            self.assertTrue(upload.recv(100).startswith(b"HTTP/1.1 503 "))

    def await_dead(self):
        wait_for("nobody to be left", lambda: self.get().status == 503)

    def test_a_member_that_is_refused_costs_nobody_an_answer(self):
        """With three dead of six mod_jk gives up after two."""
        self.serve(RARE, members=6)
        for member in self.members[:5]:
            member.kill()
        for _ in range(6):
            self.assertEqual("f", self.by())


class Repeating(scripted.Case):
    def setUp(self):
        super(Repeating, self).setUp()
        self.serve(RARE + "worker.l.idempotency_key=1\n")

    def test_a_post_runs_once(self):
        """mod_jk ran one of 11 bytes three times."""
        for number, body in enumerate((b"hello world", b"x" * 20000)):
            for chunked in (False, True):
                name = "post-%d-%s" % (number, chunked)
                answer = client.request(self.server.port, "POST", "/case/execute-then-drop", [("X-Request-Id", name)],
                                        body, chunked=chunked)
                self.assertEqual((502, 1), (answer.status, sum(self.total_runs(name))))

    def test_a_body_of_more_than_a_packet_is_kept(self):
        """mod_jk keeps the first 8186 bytes only, and nothing that is chunked."""
        for chunked in (False, True):
            name = "kept-%s" % chunked
            answer = client.request(self.server.port, "POST", "/case/execute-then-drop",
                                    [("X-Request-Id", name), ("Idempotency-Key", '"%s"' % name)],
                                    b"x" * 20000, chunked=chunked)
            self.assertEqual((502, [1, 1]), (answer.status, self.total_runs(name)))

    def test_an_answer_is_of_one_gateway(self):
        """mod_jk began again with the second one's, head and all, in the same answer."""
        for number in range(4):
            name = "part-%d" % number
            answer = self.get("/case/cut-body?bytes=9", [("X-Request-Id", name)])
            self.assertFalse(answer.complete and answer.status == 200, answer)
            self.assertLessEqual(answer.body.count(b"fine"), 1)
            self.assertNotIn(b"HTTP/1.1", answer.body)

    def test_a_small_answer_that_is_cut_is_asked_for_again_where_that_is_safe(self):
        """Nobody has seen anything of it yet. What nobody can give in whole looks cut."""
        for method, runs in (("GET", [1, 1]), ("POST", [0, 1])):
            name = "small-%s" % method
            answer = client.request(self.server.port, method, "/case/cut-body?bytes=9", [("X-Request-Id", name)],
                                    b"x" if method == "POST" else None)
            self.assertEqual((False, 200, runs), (answer.complete, answer.status, sorted(self.total_runs(name))))
            self.assertEqual(b"fine", answer.body)

    def test_a_cut_answer_looks_cut(self):
        """mod_jk puts httpd's error page behind the part and ends the answer in good order."""
        for number in range(4):
            with client.Connection(self.server.port) as connection:
                answer = connection.request("GET", "/case/drop-after-flush")
                self.assertFalse(answer.complete, answer)
                self.assertEqual(200, answer.status)
                self.assertNotIn(b"Bad Gateway", answer.body)
                self.assertFalse(connection.is_open() and connection.extra(0.05))

    def test_statuses(self):
        """Which failure the client hears of: closed before a head, a malformed one, and nobody to connect to."""
        self.assertEqual(502, self.get("/case/execute-then-drop").status)
        self.assertEqual(502, self.get("/case/short-head").status)
        self.assertEqual(502, self.get("/case/two-heads").status)
        self.a.kill()
        self.b.kill()
        self.assertEqual(503, self.get().status)

    def test_a_client_that_goes_away_is_no_fault_of_the_gateway(self):
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=30.0) as upload:
                upload.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx")
        # And nobody gets what was meant for it.
        for number in range(5):
            self.assertEqual("n=%d" % number, self.seen("/echo?n=%d" % number)["query"])
        for name in "ab":
            self.assertEqual("up", status.member(self.server.port, name)["health"])


if __name__ == "__main__":
    case.main()
