"""What the tests with real Keepalived have in common."""

import re
import time
import unittest

import netns
from cluster import Cluster
from harness import case, process


class KeepalivedCase(case.Case):
    def setUp(self):
        super(KeepalivedCase, self).setUp()
        netns.keepalived()
        netns.need_namespaces()
        case.need("openssl")
        case.need_module("ssl")
        case.need_built("check-serving", "check-gateways", "sioha-keepalived-conf")
        self.use_cluster()

    def use_cluster(self):
        self.cluster = Cluster(self.space)
        self.addCleanup(self.cluster.stop)

    def moves_within(self, what, cause, bound, target="b", note=""):
        """`cause` happens now; the client has an answer of the other node within `bound`."""
        since = time.time()
        cause()
        took = self.cluster.served_by(target, since, bound + 20)
        self.note("%s: the other node serves after %.2f s%s" % (what, took, note))
        self.assertLessEqual(took, bound, self.cluster.logs())
        return took

    def version(self):
        found = re.search(r"Keepalived v(\d+)\.(\d+)", process.run([netns.keepalived(), "--version"])[1])
        return tuple(int(part) for part in found.groups()) if found else (0, 0)

    def need_version(self, *wanted):
        if self.version() < wanted:
            raise unittest.SkipTest("this needs keepalived %d.%d or newer" % wanted)
