"""Real Keepalived: the virtual IP leaves a node that cannot serve, and comes to rest."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from keepalived_case import KeepalivedCase  # noqa: E402
from harness import case  # noqa: E402


class VipMoves(KeepalivedCase):
    def test_components(self):
        cluster = self.cluster
        cluster.start("components")
        moves = cluster.moves()
        self.moves_within("httpd stopped", cluster.a.stop_httpd, 6.5)
        # httpd does not answer for its gateways, so the check asks them itself over AJP.
        self.assertEqual(0, cluster.a.check("check-gateways", "--all"))
        cluster.a.continue_httpd()
        time.sleep(8)
        # Healed, and as good as the holder: the VIP stays.
        self.assertEqual(["b"], cluster.network.holders(), cluster.logs())
        self.assertEqual(moves + 1, cluster.moves(), cluster.logs())
        self.moves_within("gateways unreachable from the holder", lambda: cluster.b.gateways_unreachable(True), 8.0, "a")
        cluster.b.gateways_unreachable(False)
        time.sleep(8)
        self.assertEqual(["a"], cluster.network.holders(), cluster.logs())
        self.moves_within("httpd killed", cluster.a.httpd.kill, 6.5)
        self.assertEqual(moves + 3, cluster.moves(), cluster.logs())

    def test_fast(self):
        self.need_version(2, 1)
        cluster = self.cluster
        cluster.start("fast", "0.25", ("--timeout=500",))
        self.moves_within("httpd stopped, fast", cluster.a.stop_httpd, 2.0)
        cluster.a.continue_httpd()
        time.sleep(3)
        self.assertEqual(["b"], cluster.network.holders(), cluster.logs())
        self.moves_within("httpd killed, fast", cluster.b.httpd.kill, 2.0, "a")
        cluster.b.start_httpd()
        time.sleep(3)
        self.moves_within("the scorer is dead, fast", cluster.a.scorer.kill, 6.0)


if __name__ == "__main__":
    case.main()
