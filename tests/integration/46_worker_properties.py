"""What the properties of workers.properties do that needs a socket, a process or a clock to be seen."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, scripted, status  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.scripted import RARE, Concurrently, session  # noqa: E402

# One child, so that pools and counts are those of one process.
ONE_CHILD = ("StartServers 1\nServerLimit 1\nThreadLimit 32\nThreadsPerChild 32\nMaxRequestWorkers 32\n"
             "MinSpareThreads 1\nMaxSpareThreads 32\n")


class Pool(scripted.Case):
    def opened(self, lines, count, target="/case/late?ms=300"):
        self.serve(RARE + lines, members=1, mpm_settings=ONE_CHILD)
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
        busy = Concurrently(self.server.port, 8, "/case/late?ms=800&id=busy")
        self.assertEqual([200] * 8, busy.wait())
        self.assertLessEqual(self.a.runs("busy"), 2)
        self.assertEqual(8, self.a.runs("busy") + self.b.runs("busy"))

    def test_disable_reuse_is_not_the_default(self):
        self.serve(RARE, members=1, mpm_settings=ONE_CHILD)
        before = self.a.connections()
        for _ in range(5):
            self.assertTrue(self.get().ok)
        self.assertEqual(1, self.a.connections() - before)


class Pings(scripted.Case):
    def pings(self, lines, count=4, method="GET", target="/echo"):
        self.serve(RARE + lines, members=1, mpm_settings=ONE_CHILD)
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
        self.assertEqual("a", self.by())
        self.a.pong("silent")
        self.assertEqual("b", self.by())
        self.assertEqual(0, self.a.runs("never"))


class Times(scripted.Case):
    def status_of(self, lines, target, **options):
        self.serve(RARE + "worker.l.suspect_after=0\n" + lines, members=1, **options)
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


class AccessLog(scripted.Case):
    def test_where_the_time_went(self):
        names = ("SIOHA_MEMBER", "SIOHA_TRIES", "SIOHA_CAUSE", "SIOHA_QUEUE_MS", "SIOHA_CONNECT_MS", "SIOHA_FIRST_BYTE_MS",
                 "SIOHA_TOTAL_MS")
        self.serve(RARE + "worker.b.distance=1\n", more='CustomLog "{root}/logs/times.log" "%s"\n' % " ".join(
            "%%{%s}e" % name for name in names))
        self.a.kill()
        self.assertEqual("b", self.by("/echo"))
        path = os.path.join(self.server.root, "logs", "times.log")

        def line():
            with open(path) as log:
                return [each.split() for each in log if each.startswith("b ")]
        member, tries, cause, queue, connect, first, total = wait_for("the line", line)[0]
        self.assertEqual(("b", "2", "connect-refused", "0"), (member, tries, cause, queue))
        self.assertGreater(float(total), float(connect))
        self.assertGreater(float(first), 0.0)


class WorkerProperty(scripted.Case):
    def test_worker_properties_in_httpds_configuration(self):
        """They go behind the file's, and $(LC_ALL) is of httpd's environment."""
        self.serve("workers.name=of-the-file\n", more="JkWorkerProperty worker.a.route=$(LC_ALL)-$(workers.name)\n"
                   "JkWorkerProperty worker.l.set_session_cookie=1\nJkWorkerProperty worker.b.activation=S\n")
        answer = self.get()
        self.assertEqual(["JSESSIONID=.C-of-the-file;PATH=/;HttpOnly"], answer.all("Set-Cookie"))


if __name__ == "__main__":
    case.main()
