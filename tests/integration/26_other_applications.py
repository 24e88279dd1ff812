"""What is repeated for an application that is no gateway: safe methods, and an Idempotency-Key where it is opted in."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide, status  # noqa: E402
from harness.gateways import Pair  # noqa: E402
from harness.tokens import Client  # noqa: E402

OTHER = "worker.balance1.health=cping\nworker.balance1.method=priority\n"
KEYS = "worker.balance1.idempotency_key=1\n"
KEY = [("Idempotency-Key", '"8e03978e-40d5-43e8-bc93-6894a57f9324"')]
SMALL, LARGE = b"x" * 1000, b"x" * 70000    # max_replay_body is 64 KB


class OtherApplications(case.Case):
    def setUp(self):
        super(OtherApplications, self).setUp()
        case.need_built("tests/gateway/sioha-gateway-sim")
        self.pair = Pair(self.space)

    def start(self, extra):
        server = self.httpd(guide.of_pair(self.space, self.pair, extra)).start()
        status.await_up(server.port)
        self.port = server.port

    def answered(self, method, target, headers=(), body=b""):
        """Who answers when the master executes it and is gone: the standby, or nobody."""
        self.pair.master.fault("execute-then-drop", path=target, count=1)
        try:
            answer = client.request(self.port, method, target, list(headers), body)
        finally:
            self.pair.master.clear()
        return answer.header("X-Gateway") or answer.status

    def test_a_key_makes_any_method_repeatable(self):
        self.start(OTHER + KEYS)
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            self.assertEqual("machine1", self.answered(method, "/shop/orders", KEY, SMALL), method)
            self.assertEqual(502, self.answered(method, "/shop/orders", (), SMALL), method)
        self.assertEqual("machine1", self.answered("GET", "/shop/orders"))
        self.assertEqual(502, self.answered("POST", "/shop/orders", [("Idempotency-Key", "")], SMALL))
        self.assertEqual(502, self.answered("POST", "/shop/orders", [("Idempotency-Key", '""')], SMALL))

    def test_a_body_that_is_too_long_to_be_kept_is_not_repeated(self):
        self.start(OTHER + KEYS)
        self.assertEqual(502, self.answered("POST", "/shop/orders", KEY, LARGE))

    def test_without_the_opt_in_a_key_means_nothing(self):
        self.start(OTHER)
        self.assertEqual(502, self.answered("POST", "/shop/orders", KEY, SMALL))
        self.assertEqual("machine1", self.answered("GET", "/shop/orders"))

    def test_paths_like_a_gateways_mean_nothing_elsewhere(self):
        self.start(OTHER)
        self.assertEqual(502, self.answered("POST", "/api/instances/querySelectedStatistics", (), SMALL))
        self.assertEqual("machine1", self.answered("GET", "/api/gatewayLogin"))

    def test_a_gateway_knows_no_key(self):
        self.start(KEYS)
        user = Client(self.port)
        user.log_in()
        headers = user.headers() + KEY + [("Content-Type", "application/json"), ("X-Request-Id", "keyed")]
        body = b'{"name": "keyed", "volumeSizeInKb": "8388608", "storagePoolId": "8631480700000000"}'
        self.assertEqual(502, self.answered("POST", "/api/types/Volume/instances", headers, body))
        self.assertEqual(1, len(self.pair.operations("createVolume")))
        self.assertEqual(502, self.answered("POST", "/im/types/Command/instances", KEY, SMALL))


if __name__ == "__main__":
    case.main()
