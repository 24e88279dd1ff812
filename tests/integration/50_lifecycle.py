"""Graceful restart, restart and stop of httpd under load: no request is lost."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide  # noqa: E402
from harness.gateways import Pair  # noqa: E402
from harness.load import Load, get  # noqa: E402
from harness.process import wait_for  # noqa: E402


class Lifecycle(case.Case):
    def setUp(self):
        super(Lifecycle, self).setUp()
        case.need_built("tests/gateway/sioha-gateway-sim")
        self.pair = Pair(self.space)

    def start(self, mpm="event"):
        name = "httpd-" + mpm
        return self.httpd(guide.of_pair(self.space, self.pair, name=name), name=name, mpm=mpm).start()

    def restarts_lose_nothing(self, mpm):
        server = self.start(mpm)
        # A connection for each request: httpd may close an idle one at a restart, and a client cannot tell that
        # from a lost answer.
        with Load(server.port, get("/api/version"), rate=150, threads=6, keep_alive=False) as load:
            for _ in range(3):
                before = load.count()
                wait_for("load", lambda: load.count() > before + 60)
                server.graceful()
            before = load.count()
            wait_for("load", lambda: load.count() > before + 60)
        self.assertEqual([], load.errors)
        self.assertEqual([], load.failed())
        server.stop()
        self.assertEqual([], server.alarms())

    def test_graceful_restarts_lose_nothing_under_event(self):
        self.restarts_lose_nothing("event")

    def test_graceful_restarts_lose_nothing_under_worker(self):
        case.need_module("mpm_worker")
        self.restarts_lose_nothing("worker")

    def test_graceful_restarts_lose_nothing_under_prefork(self):
        case.need_module("mpm_prefork")
        self.restarts_lose_nothing("prefork")

    def test_a_request_in_flight_outlives_a_graceful_restart(self):
        server = self.start()
        self.pair.master.control("/latency?ms=1500")
        with Load(server.port, get("/api/version"), rate=8, threads=8, keep_alive=False) as load:
            wait_for("requests at the gateway", lambda: self.pair.master.state().get("inFlight", 0) >= 4)
            server.graceful()
            wait_for("answers", lambda: load.count() >= 8)
            self.pair.master.control("/latency?ms=0")
        self.assertEqual([], load.failed())

    def test_a_restart_serves_again_at_once(self):
        server = self.start()
        self.assertTrue(client.get(server.port, "/api/version").ok)
        for _ in range(3):
            server.restart()
            answer = client.get(server.port, "/api/version")
            self.assertTrue(answer.ok, answer)

    def test_a_graceful_stop_answers_what_it_took(self):
        server = self.start()
        self.pair.master.control("/latency?ms=800")
        with Load(server.port, get("/api/version"), rate=8, threads=8, keep_alive=False) as load:
            wait_for("requests at the gateway", lambda: self.pair.master.state().get("inFlight", 0) >= 4)
            taken = load.now()
            server.graceful_stop()
        early = [record for record in load.seen(until=taken - 0.2) if not record.ok]
        self.assertEqual([], early)
        self.assertFalse(server.running())

    def test_a_stop_ends_although_a_gateway_hangs(self):
        server = self.start()
        self.pair.master.freeze()
        self.pair.standby.freeze()
        with Load(server.port, get("/api/version"), rate=20, threads=4, keep_alive=False) as load:
            wait_for("a request that waits", lambda: server.running() and load.now() > 0.3)
            server.stop()
        self.assertFalse(server.running())


if __name__ == "__main__":
    case.main()
