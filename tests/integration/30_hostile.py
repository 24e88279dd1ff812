"""A hostile gateway behind the module: each case of tests/ajp/ajp-backend, and the client in front.

For every case: the framing of the answer is right, a cut answer looks cut, nothing is spliced or injected, nobody
else gets what was meant for somebody, a POST runs once at most, and httpd lives.
"""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, process  # noqa: E402
from harness.settings import settings  # noqa: E402

WORKERS = """worker.list=balance1
worker.one.type=ajp13
worker.one.host=127.0.0.1
worker.one.port=%s
worker.one.reply_timeout=1000
worker.balance1.type=lb
worker.balance1.balance_workers=one
worker.balance1.health=cping
"""

# Cases whose answer is good, or is mended: complete, with the status and the body of the gateway.
FINE = {"answer-before-body": 200, "ask-after-head": 200, "flush-first": 200, "flush-many": 200, "late": 200,
        "no-reuse": 200, "no-reuse-open": 200, "own-reason": 200, "numeric-reason": 200, "empty-reason": 404,
        "close-idle": 200, "two-cookies": 200, "hop-by-hop": 200, "transfer-encoding": 200,
        "transfer-encoding-and-length": 200, "extra-after-end": 200, "second-response": 200, "status-999": 999}
# Cases in which the gateway's answer is no answer: 502 (504 where it is late), or cut when part of it was out.
BROKEN = ("bad-magic", "bad-magic-in-body", "body-before-head", "chunk-says-more", "colon-in-name", "cut-body",
          "cut-head", "drop-after-flush", "drop-in-body", "empty-name", "end-before-head", "execute-then-drop", "head-after-body",
          "header-beyond-packet", "header-count-too-large", "http-answer", "length-huge", "length-negative",
          "length-not-a-number", "length-too-large", "oversize-length", "reset", "short-chunk", "short-head", "silence",
          "silence-after-head", "silence-after-body", "status-0", "status-99", "status-1000", "status-65535",
          "string-without-zero", "two-heads", "unknown-header-code", "unknown-type", "zero-length", "pong-inside")
INJECTED = ("x-injected", "injected", "x-evil")


class Hostile(case.Case):
    def setUp(self):
        super(Hostile, self).setUp()
        case.need_built("tests/ajp/ajp-backend")
        self.program = os.path.join(settings().build, "tests/ajp/ajp-backend")
        self.backend = process.Process([self.program], self.space.file("backend.log"))
        process.wait_for("the backend", lambda: "ready" in self.backend.output())
        ajp, control = self.backend.output().split()[:2]
        self.control = int(control)
        workers = self.space.write("httpd/conf/workers.properties", WORKERS % ajp)
        self.server = self.httpd('JkWorkersFile "%s"\nJkMount /* balance1\n' % workers).start()

    def cases(self):
        output = process.run([self.program, "--list"])[1]
        return [line.split()[0] for line in output.splitlines() if line.strip()]

    def runs(self, request_id):
        return int(client.get(self.control, "/counts?id=" + request_id).text())

    def own_answer(self, connection, number):
        """The next request on the same or a new connection gets its own answer."""
        for _ in range(2):
            answer = connection.request("GET", "/echo?n=%d" % number, [("X-Request-Id", "next-%d" % number)])
            if not answer.nothing:      # httpd may close an idle connection, as any server may
                break
        self.assertTrue(answer.ok, (answer, answer.text()))
        self.assertEqual("n=%d" % number, json.loads(answer.text())["query"])

    def play(self, name, method, number):
        request_id = "%s-%s-%d" % (name, method, number)
        body = b"x" * 20000 if method == "POST" else None
        with client.Connection(self.server.port, timeout=30.0) as connection:
            answer = connection.request(method, "/case/" + name, [("X-Request-Id", request_id)], body)
            if answer.complete and answer.keep_alive:
                self.assertEqual(b"", connection.extra(0.02), name)
            self.own_answer(connection, number)
        runs = self.runs(request_id)
        self.assertLessEqual(runs, 1 if method == "POST" else 2, name)
        return answer

    def check(self, name, method, answer):
        where = (name, method, answer, answer.headers, answer.body[:80])
        for key, value in answer.headers:
            self.assertNotIn(key.lower(), INJECTED, where)
            self.assertNotIn("\n", value, where)
        if answer.complete and 200 <= answer.status < 300 and method != "HEAD":
            self.assertFalse(answer.body.count(b"fine") > 1 and len(answer.body) < 16, where)
        if name in BROKEN and not (method == "HEAD" and answer.status < 400):
            # To HEAD the head is all of an answer; what is wrong behind it can no longer be told to the client.
            self.assertTrue(not answer.complete or answer.status in (502, 504), where)
        elif name in FINE and not (method == "POST" and name == "answer-before-body"):
            self.assertTrue(answer.complete, where)
            self.assertEqual(FINE[name], answer.status, where)

    def matrix(self, method):
        wrong = []
        for number, name in enumerate(self.cases()):
            try:
                answer = self.play(name, method, number)
                self.note("%-30s %s %r" % (name, method, answer))
                self.check(name, method, answer)
            except AssertionError as error:
                wrong.append("%s %s: %s" % (method, name, error))
        self.assertEqual([], wrong, "\n" + "\n".join(wrong))

    def test_get_meets_every_case(self):
        self.matrix("GET")

    def test_head_meets_every_case(self):
        self.matrix("HEAD")

    def test_post_meets_every_case(self):
        self.matrix("POST")

    def test_hop_by_hop_headers_do_not_pass(self):
        answer = client.get(self.server.port, "/case/hop-by-hop")
        self.assertTrue(answer.ok, answer)
        names = [name.lower() for name, _ in answer.headers]
        self.assertIn("x-kept", names)
        for name in ("x-named", "proxy-authenticate", "upgrade", "trailer"):
            self.assertNotIn(name, names)
        seen = json.loads(client.get(self.server.port, "/echo", [
            ("Connection", "close, X-Mine"), ("X-Mine", "1"), ("TE", "trailers"), ("Upgrade", "h2c"),
            ("Proxy-Authorization", "Basic x"), ("X-Other", "2")]).text())
        names = [name.lower() for name, _ in seen["headers"]]
        self.assertIn("x-other", names)
        for name in ("x-mine", "te", "upgrade", "proxy-authorization"):
            self.assertNotIn(name, names)

    def test_a_head_larger_than_a_packet_is_413_and_no_fault_of_the_gateway(self):
        answer = client.get(self.server.port, "/echo", [("X-Large-%d" % i, "v" * 4000) for i in range(3)])
        self.assertTrue(answer.complete, answer)
        self.assertEqual(413, answer.status)
        self.assertTrue(client.get(self.server.port, "/echo").ok)

    def test_a_length_of_the_gateway_is_kept(self):
        answer = client.get(self.server.port, "/size/12345")
        self.assertEqual((200, "12345", 12345), (answer.status, answer.header("Content-Length"), len(answer.body)))

    def test_a_cut_at_each_byte_never_looks_complete(self):
        for name, highest in (("cut-head", 30), ("cut-body", 12)):
            for count in range(highest):
                for reset in ("", "&rst=1"):
                    answer = client.get(self.server.port, "/case/%s?bytes=%d%s" % (name, count, reset))
                    self.assertTrue(not answer.complete or answer.status == 502,
                                    (name, count, reset, answer, answer.body[:60]))


if __name__ == "__main__":
    case.main()
