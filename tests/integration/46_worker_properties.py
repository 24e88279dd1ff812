"""What the properties of workers.properties do that needs a socket, a process or a clock to be seen."""

import json
import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, process, scripted, status  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.scripted import session  # noqa: E402

# One child, so that pools and counts are those of one process.
ONE_CHILD = ("StartServers 1\nServerLimit 1\nThreadLimit 32\nThreadsPerChild 32\nMaxRequestWorkers 32\n"
             "MinSpareThreads 1\nMaxSpareThreads 32\n")
# The prober asks each member once and then leaves it alone.
RARE = "worker.l.health_interval=60s\nworker.l.health_fast_interval=60s\n"


class Concurrently(object):
    """The same request from several clients at once."""

    def __init__(self, port, count, target):
        self._threads = [threading.Thread(target=self._one, args=(port, target)) for _ in range(count)]
        self.answers = []
        for thread in self._threads:
            thread.start()

    def _one(self, port, target):
        self.answers.append(client.get(port, target, timeout=30.0))

    def wait(self):
        for thread in self._threads:
            thread.join(60.0)
        return sorted(answer.status for answer in self.answers)


class Pool(scripted.Case):
    def opened(self, lines, count, target="/case/late?ms=300"):
        self.serve(RARE + lines, members=1, mpm_settings=ONE_CHILD)
        self.await_up()
        before = self.a.connections()
        statuses = Concurrently(self.server.port, count, target).wait()
        return statuses, self.a.connections() - before

    def test_connection_pool_size_and_connection_acquire_timeout(self):
        statuses, opened = self.opened("worker.a.connection_pool_size=2\nworker.a.connection_acquire_timeout=5000\n", 6)
        self.assertEqual(([200] * 6, 2), (statuses, opened))

    def test_connection_acquire_timeout_ends_the_wait(self):
        statuses, opened = self.opened("worker.a.connection_pool_size=2\nworker.a.connection_acquire_timeout=20\n", 6,
                                       "/case/late?ms=1500")
        self.assertEqual(([200] * 2 + [503] * 4, 2), (statuses, opened))

    def test_connection_pool_timeout_and_connection_pool_minsize(self):
        statuses, opened = self.opened("worker.a.connection_pool_timeout=1\nworker.a.connection_pool_minsize=2\n", 5)
        self.assertEqual(([200] * 5, 5), (statuses, opened))

        def idle():
            return status.member(self.server.port, "a")["pool"]["idle"]
        wait_for("the pool to shrink", lambda: idle() == 2)
        self.assertTrue(self.get().ok)

    def test_busy_limit_bounds_a_member_over_all_children(self):
        self.serve("worker.a.busy_limit=2\nworker.a.connection_acquire_timeout=30\n"
                   "worker.b.connection_acquire_timeout=30\n")
        self.await_up()
        busy = Concurrently(self.server.port, 8, "/case/late?ms=800&id=busy")
        self.assertEqual([200] * 8, busy.wait())
        self.assertLessEqual(self.a.runs("busy"), 2)
        self.assertEqual(8, self.a.runs("busy") + self.b.runs("busy"))

    def test_disable_reuse_is_not_the_default(self):
        self.serve(RARE, members=1, mpm_settings=ONE_CHILD)
        self.await_up()
        before = self.a.connections()
        for _ in range(5):
            self.assertTrue(self.get().ok)
        self.assertEqual(1, self.a.connections() - before)


class Pings(scripted.Case):
    def pings(self, lines, count=4, method="GET", target="/echo"):
        self.serve(RARE + lines, members=1, mpm_settings=ONE_CHILD)
        self.await_up()
        before = self.a.pings()
        for _ in range(count):
            self.assertTrue(client.request(self.server.port, method, target, body=b"x" if method == "POST" else None).ok)
        return self.a.pings() - before

    def test_by_default_only_what_may_not_run_twice_is_worth_a_ping(self):
        self.assertEqual(0, self.pings(""))

    def test_a_post_is_preceded_by_a_ping(self):
        self.assertEqual(4, self.pings("", method="POST"))

    def test_ping_mode_connect(self):
        self.assertEqual(1, self.pings("worker.a.ping_mode=C\n"))

    def test_connect_timeout(self):
        self.assertEqual(4, self.pings("worker.a.connect_timeout=500\n", target="/case/no-reuse"))

    def test_ping_mode_prepost(self):
        self.assertEqual(4, self.pings("worker.a.ping_mode=P\n"))

    def test_prepost_timeout(self):
        self.assertEqual(4, self.pings("worker.a.prepost_timeout=500\n"))

    def test_connection_ping_interval_keeps_asking_idle_connections(self):
        # While it has answered for less than a second nobody asks.
        before = self.pings("worker.a.connection_ping_interval=1\n", count=1)
        self.assertEqual(0, before)
        seen = self.a.pings()
        wait_for("idle connections to be asked twice", lambda: self.a.pings() >= seen + 2)
        self.a.pong("close")
        wait_for("the connection to be closed", lambda: status.member(self.server.port, "a")["pool"]["idle"] == 0)
        self.assertTrue(self.get().ok)

    def test_ping_mode_interval(self):
        self.pings("worker.a.ping_mode=I\nworker.a.ping_timeout=100\n", count=1)
        seen = self.a.pings()
        wait_for("an idle connection to be asked", lambda: self.a.pings() > seen)

    def test_ping_timeout_sends_a_get_elsewhere(self):
        self.serve(RARE + "worker.a.ping_mode=A\nworker.a.ping_timeout=150\nworker.b.distance=1\n")
        self.await_up()
        self.assertEqual("a", self.by())
        self.a.pong("silent")
        self.assertEqual("b", self.by())
        self.assertEqual(0, self.a.runs("never"))


class Times(scripted.Case):
    def status_of(self, lines, target, **options):
        self.serve(RARE + "worker.l.suspect_after=0\n" + lines, members=1, **options)
        self.await_up()
        started = time.monotonic()
        answer = self.get(target)
        self.seconds = time.monotonic() - started
        return answer.status

    def test_reply_timeout(self):
        self.assertEqual(504, self.status_of("worker.a.reply_timeout=300\n", "/case/silence"))
        self.assertLess(self.seconds, 15.0)

    def test_reply_timeout_counts_from_packet_to_packet(self):
        self.assertEqual(200, self.status_of("worker.a.reply_timeout=1500\n", "/chunks/6/10/400"))

    def test_socket_timeout_stands_in_for_reply_timeout(self):
        self.assertEqual(504, self.status_of("worker.a.socket_timeout=1\n", "/case/silence"))
        self.assertLess(self.seconds, 30.0)

    def test_socket_connect_timeout(self):
        """A listener whose queue is full answers no SYN."""
        import socket
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            deaf.listen(0)
            port = deaf.getsockname()[1]
            clients = []
            try:
                for _ in range(8):
                    each = socket.socket()
                    each.setblocking(False)
                    each.connect_ex(("127.0.0.1", port))
                    clients.append(each)
                path = self.space.write("httpd/conf/workers.properties",
                                        "worker.list=a\nworker.a.host=127.0.0.1\nworker.a.port=%d\n"
                                        "worker.a.socket_connect_timeout=300\nworker.a.health_interval=60s\n"
                                        "worker.a.health_fast_interval=60s\n" % port)
                server = self.httpd('JkWorkersFile "%s"\nJkMount /* a\n' % path).start()
                started = time.monotonic()
                answer = client.get(server.port, "/x", timeout=60.0)
                self.assertEqual(503, answer.status)
                self.assertLess(time.monotonic() - started, 15.0)
                self.assertIn("cause=connect-timeout", server.log_text())
            finally:
                for each in clients:
                    each.close()

    def test_max_packet_size(self):
        large = [("X-Large-%d" % i, "v" * 4000) for i in range(5)]
        self.assertEqual(413, self.status_of("", "/echo") and self.get("/echo", large).status)
        self.server.stop()
        self.serve("worker.a.max_packet_size=32768\n", members=1, backend_options=("--packet-size", "32768"),
                   name="large")
        self.assertEqual(5, sum(1 for name, _ in self.seen("/echo", large)["headers"] if name.lower().startswith("x-large")))

    def test_secret(self):
        self.serve("worker.l.secret=of-the-balancer\nworker.b.secret=its-own\n")
        for name, secret in (("a", "of-the-balancer"), ("b", "its-own")):
            self.assertEqual(secret, self.seen("/echo", session(name))["coded"]["secret"])

    def test_source(self):
        """Connections of requests and of probes come from there."""
        self.serve("worker.a.source=127.0.0.9\n", members=1)
        self.await_up()
        self.assertTrue(self.get().ok)
        with open("/proc/net/tcp") as table:
            rows = [line.split()[1:3] for line in table.readlines()[1:]]
        port = "%04X" % self.a.ajp
        peers = set(local.split(":")[0] for local, remote in rows if remote.endswith(":" + port))
        self.assertEqual(set(["0900007F"]), peers)

    def test_a_source_that_is_not_ours_is_said(self):
        path = self.space.write("httpd/conf/workers.properties",
                                "worker.list=a\nworker.a.port=1\nworker.a.source=no.such.host.invalid\n")
        status_, text = self.httpd('JkWorkersFile "%s"\n' % path).check_configuration()
        self.assertNotEqual(0, status_)
        self.assertIn("source=no.such.host.invalid is no address", text)

    def test_prefer_ipv6(self):
        """Only [::1] answers, and localhost has both."""
        self.serve("", members=1)
        import socket
        if not socket.has_ipv6:
            raise case.unittest.SkipTest("no IPv6 here")
        with socket.socket(socket.AF_INET6) as probe:
            try:
                probe.bind(("::1", 0))
            except OSError:
                raise case.unittest.SkipTest("no IPv6 on the loopback")
            names = set(info[0] for info in socket.getaddrinfo("localhost", 1, 0, socket.SOCK_STREAM))
            if names != set([socket.AF_INET, socket.AF_INET6]):
                raise case.unittest.SkipTest("localhost has one family only")
            probe.listen(5)
            port = probe.getsockname()[1]
            path = self.space.write("six/conf/workers.properties",
                                    "worker.list=a\nworker.a.host=localhost\nworker.a.port=%d\n"
                                    "worker.a.prefer_ipv6=1\n" % port)
            self.httpd('JkWorkersFile "%s"\nJkMount /* a\n' % path, name="six").start()
            probe.settimeout(30.0)
            connection, peer = probe.accept()
            connection.close()
            self.assertEqual("::1", peer[0])


class Retries(scripted.Case):
    def runs(self, target, lines, headers=(), method="GET", members=3):
        self.serve(RARE + "worker.l.suspect_after=0\n" + lines, members=members)
        self.await_up()
        answer = client.request(self.server.port, method, target, [("X-Request-Id", "r")] + list(headers),
                                body=b"hello" if method in ("POST", "PUT") else None)
        return answer.status, self.total_runs("r")

    def test_by_default_each_member_is_tried_once(self):
        self.assertEqual((502, [1, 1, 1]), self.runs("/case/execute-then-drop", ""))

    def test_lb_retries_bounds_how_many_members_are_tried(self):
        status_, runs = self.runs("/case/execute-then-drop", "worker.l.lb_retries=2\n")
        self.assertEqual((502, 2), (status_, sum(runs)))

    def test_retries_of_a_member_and_retry_interval(self):
        lines = "".join("worker.%s.retries=3\nworker.%s.retry_interval=20\n" % (name, name) for name in "abc")
        self.assertEqual((502, [3, 3, 3]), self.runs("/case/execute-then-drop", lines))

    def test_retries_of_the_balancer_are_rounds(self):
        self.assertEqual((502, [2, 2, 2]), self.runs("/case/execute-then-drop",
                                                     "worker.l.retries=2\nworker.l.retry_interval=20\n"))

    def test_rounds_and_lb_retries(self):
        status_, runs = self.runs("/case/execute-then-drop",
                                  "worker.l.retries=3\nworker.l.lb_retries=1\nworker.l.retry_interval=20\n")
        self.assertEqual((502, 3), (status_, sum(runs)))

    def test_no_number_of_retries_repeats_a_post(self):
        lines = "worker.l.retries=5\n" + "".join("worker.%s.retries=5\n" % name for name in "abc")
        status_, runs = self.runs("/case/execute-then-drop", lines, method="POST")
        self.assertEqual((502, 1), (status_, sum(runs)))

    def test_retries_wait_for_a_member_that_comes_back(self):
        self.serve(RARE + "worker.l.suspect_after=0\nworker.a.retries=50\nworker.a.retry_interval=100\n", members=1)
        self.await_up()
        self.a.kill()
        waiting = Concurrently(self.server.port, 1, "/echo")
        wait_for("the first try to fail", lambda: "next=same-member" in self.server.log_text())
        self.a.start()
        self.assertEqual([200], waiting.wait())

    def test_recovery_options_1_forbids_what_was_sent(self):
        status_, runs = self.runs("/case/execute-then-drop", "".join(
            "worker.%s.recovery_options=1\n" % name for name in "abc"))
        self.assertEqual((502, 1), (status_, sum(runs)))

    def test_recovery_options_allow_get_and_head_by_themselves(self):
        """mod_jk takes 8 and 16 for alternatives: with 25 and 27 it does not repeat GET."""
        for options, method, runs in ((9, "HEAD", 2), (9, "GET", 1), (17, "GET", 2), (17, "HEAD", 1),
                                      (27, "GET", 2), (27, "HEAD", 2), (31, "PUT", 1)):
            seen = self.runs("/case/execute-then-drop?o=%d%s" % (options, method), "".join(
                "worker.%s.recovery_options=%d\n" % (name, options) for name in "ab"), method=method, members=2)
            self.assertEqual((options, method, runs), (options, method, sum(seen[1])))
            self.server.stop()

    def test_recovery_options_never_allow_a_post(self):
        for options in (0, 24, 31):
            seen = self.runs("/case/execute-then-drop", "".join(
                "worker.%s.recovery_options=%d\n" % (name, options) for name in "ab"), method="POST", members=2)
            self.assertEqual((502, 1), (seen[0], sum(seen[1])))
            self.server.stop()

    def test_what_was_not_sent_goes_elsewhere_whatever_recovery_options_say(self):
        self.serve(RARE + "".join("worker.%s.recovery_options=3\n" % name for name in "ab"))
        self.await_up()
        self.a.kill()
        for _ in range(4):
            self.assertTrue(client.post(self.server.port, "/echo", b"x").ok)


class Faults(scripted.Case):
    def test_fail_on_status_goes_elsewhere_and_takes_the_member_out(self):
        self.serve(RARE + "worker.a.fail_on_status=500 -503\nworker.b.distance=1\n")
        self.await_up()
        answer = self.get("/case/status?code=500", [("X-Request-Id", "r")])
        self.assertEqual(500, answer.status)
        self.assertEqual([1, 1], self.total_runs("r"))
        self.await_member("a", reason="fail-on-status")
        self.assertEqual("b", self.by())

    def test_a_negative_fail_on_status_is_not_held_against_the_member(self):
        self.serve(RARE + "worker.a.fail_on_status=-503,-404\nworker.b.distance=1\n")
        self.await_up()
        self.assertEqual(503, self.get("/case/status?code=503", [("X-Request-Id", "r")]).status)
        self.assertEqual([1, 1], self.total_runs("r"))
        self.assertEqual("up", status.member(self.server.port, "a")["health"])
        self.assertEqual("a", self.by())

    def test_fail_on_status_of_all_is_503_and_a_post_runs_once(self):
        self.serve(RARE + "worker.a.fail_on_status=-500\nworker.b.fail_on_status=-500\n")
        self.await_up()
        self.assertEqual(503, self.get("/case/status?code=500", [("X-Request-Id", "g")]).status)
        self.assertEqual([1, 1], self.total_runs("g"))
        answer = client.post(self.server.port, "/case/status?code=500", b"x", [("X-Request-Id", "p")])
        self.assertEqual((503, 1), (answer.status, sum(self.total_runs("p"))))
        self.assertEqual(404, self.get("/case/status?code=404").status)

    def test_max_reply_timeouts(self):
        self.serve(RARE + "worker.l.suspect_after=0\nworker.l.max_reply_timeouts=2\nworker.a.reply_timeout=100\n"
                   "worker.b.reply_timeout=100\nworker.b.distance=1\n")
        self.await_up()
        for count in (1, 2):
            self.assertEqual(504, self.get("/case/silence").status)
            self.assertEqual("up", status.member(self.server.port, "a")["health"], count)
        self.assertEqual(504, self.get("/case/silence").status)
        self.await_member("a", reason="late-replies")
        self.assertEqual("b", self.by())

    def test_without_max_reply_timeouts_a_slow_url_takes_nobody_out(self):
        """mod_jk's default is 0: the first slow request takes the node out."""
        self.serve(RARE + "worker.l.suspect_after=0\nworker.a.reply_timeout=100\nworker.b.distance=1\n")
        self.await_up()
        for _ in range(5):
            self.assertEqual(504, self.get("/case/silence").status)
        self.assertEqual("up", status.member(self.server.port, "a")["health"])
        self.assertEqual("a", self.by())

    def test_recover_time_keeps_a_member_out(self):
        self.serve("worker.l.health_interval=100ms\nworker.l.recover_time=3\nworker.l.slow_start=0\n"
                   "worker.b.distance=1\n")
        self.await_up()
        self.a.kill()
        self.await_member("a", health="down")
        down = time.monotonic()
        self.a.start()
        self.await_member("a", health="rising")
        self.assertEqual("b", self.by())
        self.await_member("a", health="up")
        self.assertGreater(time.monotonic() - down, 2.0)
        self.assertEqual("a", self.by())

    def test_recover_time_is_waived_where_nobody_else_is_left(self):
        self.serve("worker.l.health_interval=100ms\nworker.l.recover_time=600\n", members=1)
        self.await_up()
        self.a.kill()
        self.await_member("a", health="down")
        self.a.start()
        self.await_member("a", health="rising")
        self.assertEqual("a", self.by())

    def test_error_escalation_time(self):
        self.serve("worker.l.health_interval=100ms\nworker.l.error_escalation_time=2\n")
        self.await_up()
        self.a.kill()
        killed = time.monotonic()
        self.await_member("a", health="down")
        self.assertGreater(time.monotonic() - killed, 1.5)

    def test_error_escalation_time_0(self):
        self.serve("worker.l.health_interval=2s\nworker.l.health_fast_interval=2s\n"
                   "worker.l.error_escalation_time=0\n")
        self.await_up()
        self.a.kill()
        self.await_member("a", health="down")
        history = [each["to"] for each in status.member(self.server.port, "a")["transitions"]]
        self.assertNotIn("turning", history)


class Maintain(scripted.Case):
    def test_worker_maintain_fades_late_replies(self):
        self.serve(RARE + "worker.l.suspect_after=0\nworker.l.max_reply_timeouts=1\nworker.a.reply_timeout=50\n"
                   "worker.maintain=1\nworker.b.distance=1\n")
        self.await_up()
        for _ in range(3):
            self.assertEqual(504, self.get("/case/silence").status)
            started = time.monotonic()
            wait_for("maintenance", lambda: time.monotonic() - started > 2.5)
        self.assertEqual("up", status.member(self.server.port, "a")["health"])

    def test_worker_maintain_0_does_not(self):
        self.serve(RARE + "worker.l.suspect_after=0\nworker.l.max_reply_timeouts=1\nworker.a.reply_timeout=50\n"
                   "worker.maintain=0\nworker.b.distance=1\n")
        self.await_up()
        self.assertEqual(504, self.get("/case/silence").status)
        started = time.monotonic()
        wait_for("maintenance", lambda: time.monotonic() - started > 1.5)
        self.assertEqual(504, self.get("/case/silence").status)
        self.await_member("a", reason="late-replies")


if __name__ == "__main__":
    case.main()
