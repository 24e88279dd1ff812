"""How mod_sioha judges gateways: reasons, steps, the prober's place."""

import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide, process, status  # noqa: E402
from harness.health import CHILDREN, QUICK, Health  # noqa: E402
from harness.load import Load, get  # noqa: E402
from harness.process import wait_for  # noqa: E402


class Reasons(Health):
    """Each illness has its own word, the same in status and log."""

    def turn_down(self, begin, end, reason):
        begin()
        down = status.await_member(self.port, "machine2", lambda each: each["health"] == "down")
        self.assertEqual(reason, down["reason"])
        self.assertEqual(0, down["score"])
        self.assertTrue(down["text"] and down["why"][0] == "down", down)
        wait_for("the log's line", lambda: "member=machine2 from=turning to=down reason=%s step=" % reason
                 in self.server.log_text())
        end()
        self.await_health("up")
        wait_for("the log's line of its return", lambda: "member=machine2 from=down to=rising reason=ok step="
                 in self.server.log_text())
        self.assertIn(reason, [each["reason"] for each in self.member()["transitions"] if each["to"] == "down"])
        self.assertEqual(["ok"], sorted(set(each["reason"] for each in self.member()["transitions"]
                                            if each["to"] in ("rising", "up"))))

    def test_each_illness_has_its_word(self):
        self.start(QUICK)
        status.await_up(self.port)
        master, clear = self.master, self.master.clear
        self.turn_down(lambda: master.fault("disabled"), clear, "gateway-disabled")
        self.turn_down(lambda: master.fault("unconfigured", all=1), clear, "mdm-not-configured")
        self.turn_down(lambda: master.fault("html-500"), clear, "server-error")
        self.turn_down(lambda: master.fault("html-503"), clear, "unavailable")
        self.turn_down(lambda: master.fault("json-503"), clear, "unavailable")
        self.turn_down(lambda: master.fault("starting"), clear, "not-found")
        self.turn_down(lambda: master.fault("app-hang"), clear, "reply-timeout")
        self.turn_down(lambda: master.fault("execute-then-drop"), clear, "reply-failed")
        self.turn_down(master.freeze, master.thaw, "cping-timeout")
        self.turn_down(master.kill, master.start, "connect-refused")

    def test_a_wrong_secret_has_its_word(self):
        # While the gateway starts anew it refuses connections: the second probe, which decides, comes long after that.
        self.start(QUICK.replace("=300ms", "=3s").replace("=100ms", "=3s"))
        status.await_up(self.port)
        self.turn_down(lambda: (self.master.kill(), self.master.start(("--secret", "another"))),
                       lambda: (self.master.kill(), self.master.start()), "wrong-secret")

    def test_the_right_secret_is_good(self):
        self.master.kill()
        self.master.start(("--secret", "shared"))
        self.start(QUICK + "worker.machine2.secret=shared\n")
        status.await_up(self.port)

    def test_one_slow_url_takes_nobody_out(self):
        self.start(QUICK + "worker.machine2.reply_timeout=600\nworker.machine1.reply_timeout=600\n")
        status.await_up(self.port)
        self.master.fault("app-hang", path="/api/types")
        for _ in range(3):
            answer = client.get(self.port, "/api/types/System/instances")
            self.assertEqual(504, answer.status)
            self.assertLess(answer.seconds, 5.0)
            self.assertTrue(client.get(self.port, "/api/version").ok)
        self.assertEqual(0, self.member()["times_down"])
        self.assertEqual(0, self.member("machine1")["times_down"])

    def test_cping_asks_the_process_only(self):
        self.start(QUICK + "worker.balance1.health=cping\n")
        status.await_up(self.port)
        self.master.fault("html-503")
        before = self.member()["probe"]["total"]
        found = status.await_member(self.port, "machine2", lambda each: each["probe"]["total"] > before + 5)
        self.assertEqual(("up", 0), (found["health"], found["times_down"]))
        self.master.freeze()
        self.assertEqual("cping-timeout", self.await_health("down")["reason"])
        self.master.thaw()

    def http(self, *lines):
        return QUICK + "".join("worker.balance1.%s\n" % line for line in ("health=http",) + lines)

    def test_http_wants_each_thing_that_it_is_told(self):
        # Of one page, what is there and what is not.
        page = "health_path=/login.jsp"
        for line, reason in (("health_expect_status=200", None), ("health_expect_status=204", "unexpected-status"),
                             ("health_expect_header=x-gateway:  machine2 ", None),
                             ("health_expect_header=X-Gateway: machine3", "unexpected-content"),
                             ("health_expect_body=Installation Manager", None),
                             ("health_expect_body=installation manager", "unexpected-content")):
            self.start(self.http(page, line))
            found = status.await_member(self.port, "machine2", lambda each: each["probe"]["total"] > 2)
            self.assertEqual((reason or "ok", "down" if reason else "up"), (found["reason"], found["health"]), line)
            self.server.stop()
        self.start(self.http("health_path=/nowhere", "health_expect_status=404"))
        status.await_up(self.port)

    def test_http_expects_what_it_is_told(self):
        self.start(QUICK + "worker.balance1.health=http\nworker.balance1.health_path=/login.jsp\n"
                   "worker.balance1.health_expect_header=X-Gateway: machine2\n"
                   "worker.balance1.health_expect_body=Installation Manager\n")
        self.await_health("up")
        self.assertEqual("unexpected-content", self.await_health("down", "machine1")["reason"])
        self.master.fault("html-500")
        self.assertEqual("unexpected-status", self.await_health("down")["reason"])


class Mdm(Health):
    """The third step: the MDM, through one token a gateway."""

    def sessions(self):
        return self.master.state()["mdm"]

    def test_a_switch_of_the_mdm_ejects_nobody(self):
        self.start(QUICK + self.credentials())
        status.await_up(self.port)
        wait_for("the cluster's state", lambda: self.member()["mdm"])
        before = [self.member(name)["probe"]["total"] for name in ("machine1", "machine2")]
        self.pair.mdm.fault("switch", "?ms=2000")
        for name, count in zip(("machine1", "machine2"), before):
            found = status.await_member(self.port, name, lambda each: each["probe"]["total"] > count + 15)
            self.assertEqual(0, found["times_down"], found)
        wait_for("the log's line", lambda: "event=mdm-switch" in self.server.log_text())

    def test_the_gateway_that_lost_its_mdm_goes(self):
        self.start(QUICK + self.credentials())
        status.await_up(self.port)
        self.master.fault("mdm-lost")
        found = self.await_health("down")
        self.assertEqual(("mdm-unreachable", "mdm"), (found["reason"], found["probe"]["kind"]))
        self.assertEqual(0, self.member("machine1")["times_down"])
        self.master.clear()
        self.await_health("up")

    def test_good_credentials_that_a_gateway_refuses_count(self):
        self.master.fault("wrong-password")
        self.start(QUICK + self.credentials())
        self.assertEqual("credentials-refused", self.await_health("down")["reason"])
        self.await_health("up", "machine1")

    def test_credentials_that_all_refuse_eject_nobody(self):
        self.start(QUICK + self.credentials("admin:wrong\n"))
        found = status.await_member(self.port, "machine2", lambda each: each["probe"]["total"] > 8)
        self.assertEqual(0, found["times_down"], found)
        self.assertTrue(client.get(self.port, "/api/version").ok)

    def test_one_session_a_gateway_and_none_after_the_stop(self):
        def count():
            return self.master.state()["tokens"], self.pair.standby.state()["tokens"]
        self.start(QUICK + self.credentials())
        status.await_up(self.port)
        status.await_member(self.port, "machine2", lambda each: each["probe"]["total"] > 10)
        self.assertEqual((1, 1), count())
        self.master.fault("wipe-tokens")
        total = self.member()["probe"]["total"]
        found = status.await_member(self.port, "machine2", lambda each: each["probe"]["total"] > total + 8)
        self.assertEqual((0, "up"), (found["times_down"], found["health"]))
        self.assertEqual((1, 1), count())
        self.server.stop()
        self.assertEqual((0, 0), count())

    def test_a_killed_prober_leaves_no_session_behind(self):
        self.start(QUICK + self.credentials(), mpm_settings=CHILDREN)
        status.await_up(self.port)
        self.server.allow(r"exit signal Killed")
        for _ in range(3):
            status.await_member(self.port, "machine2", lambda each: each["mdm"])
            pid = status.read(self.port)["prober_pid"]
            os.kill(pid, signal.SIGKILL)
            wait_for("another prober", lambda: status.read(self.port)["prober_pid"] not in (None, 0, pid), 20.0)
            for name in ("machine1", "machine2"):
                total = self.member(name)["probe"]["total"]
                status.await_member(self.port, name, lambda each: each["probe"]["total"] > total + 2)
        self.assertEqual((1, 1), (self.master.state()["tokens"], self.pair.standby.state()["tokens"]))
        self.server.graceful()
        wait_for("the old prober's end", lambda: status.read(self.port)["prober_pid"] not in (None, 0, pid), 20.0)
        total = self.member()["probe"]["total"]
        status.await_member(self.port, "machine2", lambda each: each["probe"]["total"] > total + 2)
        self.server.stop()
        self.assertEqual((0, 0), (self.master.state()["tokens"], self.pair.standby.state()["tokens"]))

    def refused(self, extra):
        code, output = self.httpd(guide.of_pair(self.space, self.pair, extra)).check_configuration()
        self.assertNotEqual(0, code)
        return output

    def test_a_file_that_others_can_read_is_refused(self):
        for mode in (0o644, 0o640, 0o604):
            self.assertIn("can be read by others: chmod 600", self.refused(self.credentials(mode=mode)))
        extra = self.credentials()
        if os.geteuid() == 0:
            os.chown(self.space.file("credentials"), 12345, 0)
            self.assertIn("belongs to user id 12345, who can read it: chown root", self.refused(extra))
        output = self.refused(self.credentials(mode=0o644))
        self.assertRegex(output, r"workers\.properties:\d+: worker\.balance1\.health_credentials_file=")


class Prober(Health):
    def start_children(self, extra=QUICK):
        self.start(extra, mpm_settings=CHILDREN)
        status.await_up(self.port)

    def await_prober(self, other_than):
        return wait_for("another prober", lambda: self.probing(other_than), 20.0)

    def probing(self, other_than):
        value = status.read(self.port)
        return value["prober_pid"] not in (None, other_than) and value["prober_pid"]

    def test_a_killed_prober_is_replaced(self):
        self.start_children("")
        pid = status.read(self.port)["prober_pid"]
        self.server.allow(r"exit signal Killed")
        os.kill(pid, signal.SIGKILL)
        killed = time.monotonic()
        total = self.member()["probe"]["total"]
        found = status.await_member(self.port, "machine2", lambda each: each["probe"]["total"] > total)
        took = time.monotonic() - killed
        self.note("next probe %.2f s after the kill (goal 3 s)" % took)
        self.assertLess(took, 8.0)
        self.assertEqual(0, found["times_down"])
        self.assertNotEqual(pid, self.await_prober(pid))

    def test_restarts_move_it_without_a_wrong_verdict(self):
        self.start_children()
        self.master.control("/latency?ms=3000")
        waiting = threading.Thread(target=lambda: client.get(self.port, "/j_spring_security_check"))
        waiting.start()      # keeps a child of the old generation alive
        wait_for("a request in flight", lambda: self.master.state()["inFlight"])
        self.master.control("/latency?ms=0")
        for restart in (self.server.graceful, self.server.graceful, self.server.restart):
            pid = status.read(self.port)["prober_pid"]
            started = time.monotonic()
            restart()
            self.await_prober(pid)
            total = self.member()["probe"]["total"]
            found = status.await_member(self.port, "machine2", lambda each: each["probe"]["total"] > total)
            self.note("%s: %.2f s" % (restart.__name__, time.monotonic() - started))
            self.assertEqual(0, found["times_down"], found)
            self.assertNotIn("down", [to for _, to in self.transitions()])
        waiting.join(30.0)

    def test_a_full_restart_has_no_slow_start(self):
        self.start_children(QUICK.replace("slow_start=0s", "slow_start=20s"))
        self.server.restart()
        status.await_up(self.port)
        self.assertEqual(100, self.member()["slow_start_percent"])

    def test_a_stale_verdict_is_shown_and_treated_as_unknown(self):
        # Soon stale; another child takes over 2 s after the prober's child stood still.
        self.start_children(QUICK.replace("health_interval=300ms", "health_interval=100ms"))
        self.pair.standby.kill()
        self.await_health("down", "machine1")
        pid = status.read(self.port)["prober_pid"]
        process.freeze(pid)
        try:
            stale = status.await_member(self.port, "machine1", lambda each: "stale" in each["why"])
            self.assertEqual(("stale", 50), (stale["effective"], stale["score"]))
            # Its last probe may have been a little later.
            status.await_member(self.port, "machine2", lambda each: "stale" in each["why"])
            self.assertEqual("machine2", client.get(self.port, "/api/version").header("X-Gateway"))
            # What was down then is no worse than unknown now.
            self.pair.standby.start()
            self.master.kill()
            self.assertEqual("machine1", client.get(self.port, "/api/version").header("X-Gateway"))
            self.master.start()
            self.await_prober(pid)
            status.await_up(self.port)
        finally:
            os.kill(pid, signal.SIGCONT)
        # The one that stood still does not write any more.
        time.sleep(0.5)
        self.assertNotEqual(pid, status.read(self.port)["prober_pid"])
        self.assertEqual("up", self.member()["health"])

    def test_counters_sum_and_survive(self):
        self.start_children()
        done = 0
        for restart in (lambda: None, self.server.graceful):
            restart()
            with Load(self.port, get("/api/version"), rate=200, threads=8, keep_alive=False) as load:
                wait_for("requests", lambda: load.count() > 200)
            self.assertEqual([], load.failed())
            done += load.count()
            # The last byte reaches the client before the count is made.
            status.await_member(self.port, "machine2", lambda each: each["served"] >= done)
            self.assertEqual(done, self.member()["served"])

    def test_a_killed_child_leaves_no_count_behind(self):
        self.start_children()
        self.master.fault("app-hang", path="/im")
        threads = [threading.Thread(target=lambda: client.get(self.port, "/im/x")) for _ in range(12)]
        for thread in threads:
            thread.start()
        wait_for("requests in flight", lambda: self.member()["in_flight"] == 12)
        self.server.allow(r"exit signal Killed")
        for pid in self.server.children():
            os.kill(pid, signal.SIGKILL)
        found = wait_for("a new child", lambda: self.if_answered(lambda: self.member()["in_flight"] == 0), 20.0)
        self.assertTrue(found)
        self.master.clear()
        for thread in threads:
            thread.join(30.0)

    @staticmethod
    def if_answered(look):
        try:
            return look()
        except AssertionError:
            return False


if __name__ == "__main__":
    case.main()
