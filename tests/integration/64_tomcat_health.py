"""The prober and two real Tomcats: each way to be ill that a Gateway's Tomcat has, and the way back."""

import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide, status, tomcat  # noqa: E402
from harness.health import CHILDREN, QUICK  # noqa: E402
from harness.load import Load, get  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.tomcat_gateway import FIRST, TomcatPair  # noqa: E402


class TomcatHealth(case.Case):
    def setUp(self):
        tomcat.need_tomcat()
        super(TomcatHealth, self).setUp()
        self.pair = TomcatPair(self.space)
        self.master = self.pair.master

    def start(self, extra="", **options):
        self.server = self.httpd(guide.of_pair(self.space, self.pair, extra), mpm_settings=CHILDREN, **options).start()
        self.port = self.server.port
        status.await_up(self.port, seconds=60.0)

    def member(self):
        return status.member(self.port, "machine2")

    def await_health(self, word):
        return status.await_member(self.port, "machine2", lambda each: each["health"] == word, 60.0)

    def load(self, rate=100):
        return Load(self.port, get(FIRST), rate=rate, threads=4, timeout=60.0)

    def served_by(self, load, name, since):
        return wait_for("an answer by %s" % name,
                        lambda: [each for each in load.seen(since=since) if each.by == name], 60.0)

    def none_failed(self, load):
        self.assertEqual([], load.failed() + load.errors)
        self.assertTrue(load.seen())

    def test_what_the_application_says_reaches_no_client(self):
        """Safe calls are tried at the standby before the client sees any of it, and the verdict names it."""
        credentials = self.space.write("credentials", "admin:Password1\n", 0o600)
        self.start(QUICK + "worker.balance1.health_credentials_file=%s\n" % credentials)
        for word, reason in (("json-503", "unavailable"), ("html-503", "unavailable"), ("html-500", "server-error"),
                             ("disabled", "gateway-disabled"), ("unconfigured", "mdm-not-configured"),
                             ("mdm-lost", "mdm-unreachable"), ("app-hang", "reply-timeout")):
            with self.load() as load:
                self.served_by(load, "machine2", 0.0)
                began = load.now()
                self.master.fault(word)
                self.assertEqual(reason, self.await_health("down")["reason"])
                self.served_by(load, "machine1", began)
                self.master.clear()
                self.await_health("up")
                self.served_by(load, "machine2", load.now())
            self.note("%s: %d GETs, slowest %.2f s" % (word, load.count(), load.slowest()))
            self.none_failed(load)

    def test_a_stopped_tomcat_costs_a_bounded_wait(self):
        self.start()
        with self.load() as load:
            self.served_by(load, "machine2", 0.0)
            began = load.now()
            self.master.freeze()
            self.assertEqual("cping-timeout", self.await_health("down")["reason"])
            down = load.now()
            time.sleep(1.0)    # what is asked now is measured
            self.master.thaw()
            self.await_health("up")
        self.none_failed(load)
        later = load.slowest(since=down + 0.1, until=down + 0.9)
        self.note("slowest %.2f s (goal 1.5 s); once it is known %.0f ms (goal 250 ms)" % (
            load.slowest(since=began - 0.1), 1000 * later))
        self.assertLess(load.slowest(), 20.0)

    def test_a_restarted_tomcat_is_probed_before_it_is_used_and_takes_its_share_by_and_by(self):
        self.start("worker.balance1.slow_start=4s\n")
        with self.load(200) as load:
            self.served_by(load, "machine2", 0.0)
            self.master.kill()
            self.assertEqual("connect-refused", self.await_health("down")["reason"])
            down = load.now()
            self.master.start()
            back = min(each.started for each in self.served_by(load, "machine2", down))
            self.await_health("up")
        self.none_failed(load)
        ways = [(each["from"], each["to"]) for each in self.member()["transitions"]]
        # The newest stands first.
        self.assertEqual([("slow-start", "up"), ("rising", "slow-start"), ("down", "rising")], ways[:3], ways)
        shares = []
        for quarter in range(4):
            seen = load.seen(since=back + quarter, until=back + quarter + 1)
            shares.append(100 * sum(1 for each in seen if each.by == "machine2") // max(1, len(seen)))
        self.note("its share, second by second: %s %%" % ", ".join(str(share) for share in shares))
        self.assertLess(shares[0], shares[3], shares)

    def test_both_down_is_said_at_once_and_either_brings_the_service_back(self):
        self.start()
        self.master.kill()
        self.pair.standby.kill()
        wait_for("both verdicts", lambda: all(status.member(self.port, name)["health"] == "down"
                                              for name in ("machine1", "machine2")), 60.0)
        times = []
        for _ in range(50):
            answer = client.get(self.port, FIRST)
            times.append(answer.seconds)
            self.assertEqual((503, True), (answer.status, answer.complete))
            self.assertIsNotNone(answer.header("Retry-After"))
            self.assertEqual(503, json.loads(answer.text())["httpStatusCode"])
        self.note("503: median %.1f ms, slowest %.1f ms (goal 20 ms)" % (1000 * sorted(times)[25], 1000 * max(times)))
        self.assertLess(sorted(times)[25], 0.2)
        self.pair.standby.start()
        wait_for("the service", lambda: client.get(self.port, FIRST).header("X-Gateway") == "machine1", 60.0)


if __name__ == "__main__":
    case.main()
