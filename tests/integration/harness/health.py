"""What the tests of mod_sioha's judgement of gateways share."""

from harness import case, guide, status
from harness.gateways import Pair

# Quick verdicts where the test is not about the defaults.
QUICK = ("worker.balance1.health_interval=300ms\nworker.balance1.health_fast_interval=100ms\n"
         "worker.balance1.health_cping_timeout=400ms\nworker.balance1.health_timeout=400ms\n"
         "worker.balance1.slow_start=0s\n")
CHILDREN = ("StartServers 3\nServerLimit 4\nThreadsPerChild 10\nThreadLimit 10\nMaxRequestWorkers 40\n"
            "MinSpareThreads 10\nMaxSpareThreads 40\n")


class Health(case.Case):
    def setUp(self):
        super(Health, self).setUp()
        case.need_built("tests/gateway/sioha-gateway-sim")
        self.pair = Pair(self.space)
        self.master = self.pair.master

    def start(self, extra="", more="", **options):
        self.server = self.httpd(guide.of_pair(self.space, self.pair, extra) + more, **options).start()
        self.port = self.server.port
        return self.server

    def member(self, name="machine2"):
        return status.member(self.port, name)

    def await_health(self, word, name="machine2"):
        return status.await_member(self.port, name, lambda each: each["health"] == word)

    def transitions(self, name="machine2"):
        return [(each["from"], each["to"]) for each in self.member(name)["transitions"]]

    def credentials(self, text="admin:Password1\n", mode=0o600):
        return "worker.balance1.health_credentials_file=%s\n" % self.space.write("credentials", text, mode)
