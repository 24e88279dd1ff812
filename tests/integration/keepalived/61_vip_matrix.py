"""Real Keepalived, the longer matrix: make check-keepalived-long."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from keepalived_case import KeepalivedCase  # noqa: E402
from harness import case  # noqa: E402
from harness.process import Process  # noqa: E402
from netns import ADDRESSES  # noqa: E402


class Matrix(KeepalivedCase):
    def test_fault_scheme(self):
        self.need_version(2, 0)
        self.cluster.start("fault")
        self.moves_within("httpd stopped, fault scheme", self.cluster.a.stop_httpd, 5.0)

    def test_both_gateways_down_for_both_nodes(self):
        cluster = self.cluster
        # Before 2.0 a cause of both needs the hold (sioha-keepalived-conf --explain).
        if self.version() < (2, 0):
            cluster.start("thermometer", "1", ("--asymmetric-hold=3",))
        else:
            cluster.start("components")
        moves = cluster.moves()
        self.space.write(cluster.down, "")
        nowhere = cluster.nowhere(15)
        self.note("both gateways down for both nodes: the VIP is nowhere for %.2f s" % nowhere)
        self.assertLess(nowhere, 0.5, cluster.logs())
        self.assertEqual(1, len(cluster.network.holders()))
        self.assertLessEqual(cluster.moves(), moves + 1)

    def ups_and_downs(self, scheme, scorer=()):
        cluster = self.cluster
        cluster.start(scheme, "1", scorer)
        nowhere = 0.0
        for number in range(12):
            if number % 2 == 0:
                self.space.write(cluster.down, "")
            else:
                os.unlink(cluster.down)
            nowhere += cluster.nowhere(9)
        self.note("12 common ups and downs, %s: the VIP is nowhere for %.2f s, %d moves" % (scheme, nowhere, cluster.moves()))
        self.assertLess(nowhere, 0.5, cluster.logs())

    def test_common_ups_and_downs(self):
        self.need_version(2, 0)
        self.ups_and_downs("components")

    def test_common_ups_and_downs_with_hold(self):
        self.ups_and_downs("thermometer", ("--asymmetric-hold=3",))

    def test_certificate_of_another_name(self):
        cluster = self.cluster
        cluster.start("components")
        self.moves_within("certificate of another name", lambda: cluster.a.use_certificate("other.example"), 8.0)

    def test_certificate_expired(self):
        cluster = self.cluster
        cluster.start("components")
        self.moves_within("certificate expired", lambda: cluster.a.use_certificate("sioha.example", True), 8.0)

    def test_out_of_workers(self):
        cluster = self.cluster
        cluster.start("components")
        # Requests that never end: each holds a worker. A byte is sent, since the kernel may hold a
        # connection back until there is one. To the node's own address: they do not follow the VIP.
        hold = ("import socket, time\nheld = [socket.create_connection(('%s', 443)) for _ in range(40)]\nfor one in held: one.sendall(b'G')\ntime.sleep(60)"
                % ADDRESSES["a"][0])
        self.moves_within("httpd out of workers", lambda: Process(cluster.network.inside("c", sys.executable, "-c", hold),
                                                                  self.space.file("hold.out")), 8.0)

    def link_down(self, what, scheme, bound):
        cluster = self.cluster
        cluster.start(scheme)
        return self.moves_within("link down, " + what, lambda: cluster.network.ip("r", "link", "set", "pa", "down"), bound)

    def test_link_down(self):
        alone = self.link_down("keepalived alone", "none", 10.0)
        self.cluster.stop()
        self.use_cluster()
        # Two adverts' worth of chance.
        self.link_down("with checks", "components", min(alone + 2.0, 5.0))

    def test_a_hung_target_leaves_one_check_at_most(self):
        cluster = self.cluster
        cluster.start("components")
        cluster.a.stop_httpd()
        most, until = 0, time.time() + 10
        while time.time() < until:
            most = max(most, cluster.a.checks_alive("check-serving"))
            time.sleep(0.05)
        self.note("httpd stopped: at most %d check-serving alive" % most)
        self.assertLessEqual(most, 1)


if __name__ == "__main__":
    case.main()
