"""token_fanout: a client keeps its token when its gateway fails or is restarted."""

import os
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, guide  # noqa: E402
from harness.gateways import Pair  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.tokens import Client, both_share  # noqa: E402

FANOUT = "worker.balance1.token_fanout=1\n"


class Fanout(case.Case):
    def setUp(self):
        super(Fanout, self).setUp()
        case.need_built("tests/gateway/sioha-gateway-sim")
        self.pair = Pair(self.space)
        self.gateways = {"machine1": self.pair.machine1, "machine2": self.pair.machine2}

    def start(self, extra=""):
        server = self.httpd(guide.of_pair(self.space, self.pair, both_share() + FANOUT + extra)).start()
        wait_for("both gateways up", lambda: server.log_text().count("to=up") >= 2)
        return server

    def tokens(self):
        return [self.gateways[name].state()["tokens"] for name in sorted(self.gateways)]

    def test_a_login_is_one_at_each_gateway_and_so_is_a_logout(self):
        user = Client(self.start().port)
        user.log_in()
        self.assertEqual([1, 1], self.tokens())
        self.assertEqual(200, user.get("/api/logout").status)
        wait_for("both logged out", lambda: self.tokens() == [0, 0])

    def test_a_wrong_password_is_tried_once(self):
        server = self.start()
        answer = Client(server.port)
        answer.token = "wrong"
        self.assertEqual(401, answer.get("/api/login").status)
        self.assertEqual([0, 0], self.tokens())

    def test_a_killed_owner_goes_unnoticed(self):
        server = self.start()
        for home in ("machine1", "machine2"):
            users = [Client(server.port).log_in_at(home) for _ in range(3)]
            self.gateways[home].kill()
            for number, user in enumerate(users):
                if number:
                    self.assertEqual(200, user.create("%s-%d" % (home, number)).status)
                for _ in range(5):
                    answer = user.get("/api/types/System/instances")
                    self.assertEqual(200, answer.status, answer.text())
                    self.assertNotEqual(home, answer.header("X-Gateway"))
            self.gateways[home].start()
            wait_for("%s to serve again" % home, lambda: Client(server.port).log_in().header("X-Gateway") == home, 60.0)
            # It is up and does not know the token any more.
            for user in users:
                for _ in range(3):
                    self.assertEqual(200, user.get("/api/types/System/instances").status)

    def test_an_unsafe_call_that_was_sent_is_not_repeated(self):
        user = Client(self.start().port)
        user.log_in()
        self.gateways[user.home].fault("execute-then-drop", method="POST", count=1)
        self.assertEqual(502, user.create("once").status)
        self.assertEqual(1, len(self.pair.operations("createVolume")))

    def test_wiped_tokens_go_unnoticed_at_one_gateway_at_a_time(self):
        user = Client(self.start().port)
        user.log_in()
        self.gateways[user.home].control("/fault/wipe-tokens")
        self.assertEqual(200, user.create("after the wipe").status)
        self.assertEqual(200, user.get("/api/types/System/instances").status)
        other = "machine1" if user.home == "machine2" else "machine2"
        self.gateways[other].control("/fault/wipe-tokens")
        self.assertEqual(401, user.get("/api/types/System/instances").status)
        self.assertEqual(1, len(self.pair.operations("createVolume")))

    def test_a_peer_that_hangs_delays_a_login_by_fanout_wait_only(self):
        server = self.start("worker.balance1.fanout_wait=100ms\n")
        user = Client(server.port).log_in_at("machine1")
        self.gateways["machine2"].fault("app-hang", path="/api/login", ms=1500)
        slowest = []

        def one():
            for _ in range(20):
                answer = user.log_in()
                if answer.header("X-Gateway") == "machine1":
                    slowest.append(answer.seconds)
                    return
        thread = threading.Thread(target=one)
        thread.start()
        thread.join(60.0)
        self.note("a login took %.0f ms" % (1000 * slowest[0]))
        self.assertLess(slowest[0], 1.2)


if __name__ == "__main__":
    case.main()
