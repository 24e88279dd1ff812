"""How mod_sioha judges gateways: reasons, steps, the prober's place, what waits and what does not."""

import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide, process, status  # noqa: E402
from harness.gateways import Pair  # noqa: E402
from harness.load import Load, get  # noqa: E402
from harness.process import wait_for  # noqa: E402

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
        self.turn_down(lambda: (master.kill(), master.start(("--secret", "another"))),
                       lambda: (master.kill(), master.start()), "wrong-secret")

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

    def test_a_file_that_others_can_read_is_refused(self):
        server = self.httpd(guide.of_pair(self.space, self.pair, self.credentials(mode=0o644)))
        code, output = server.check_configuration()
        self.assertNotEqual(0, code)
        self.assertIn("can be read by others: chmod 600", output)
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
            self.assertIn("stale", self.member("machine2")["why"])
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


class Bounds(Health):
    def many(self, count, target):
        results = []
        threads = [threading.Thread(target=lambda: results.append(client.get(self.port, target, timeout=60.0)))
                   for _ in range(count)]
        for thread in threads:
            thread.start()
        return threads, results

    def test_no_more_than_max_in_flight_reach_a_gateway(self):
        self.start("worker.machine2.max_in_flight=4\n", mpm_settings=CHILDREN)
        status.await_up(self.port)
        self.master.control("/latency?ms=300")
        threads, results = self.many(24, "/api/version")
        most = 0
        while any(thread.is_alive() for thread in threads):
            most = max(most, self.master.state()["inFlight"])
        self.note("at most %d at once" % most)
        self.assertLessEqual(most, 5)    # and the prober's own
        self.assertEqual([200] * 24, [answer.status for answer in results])
        self.assertEqual(set(["machine1", "machine2"]), set(answer.header("X-Gateway") for answer in results))

    def test_who_finds_no_place_in_time_is_told(self):
        bounds = "".join("worker.%s.max_in_flight=2\nworker.%s.connection_acquire_timeout=300\n" % (name, name)
                         for name in ("machine1", "machine2"))
        self.start(bounds, mpm_settings=CHILDREN)
        status.await_up(self.port)
        for gateway in (self.master, self.pair.standby):
            gateway.fault("app-hang", path="/im")
        threads, results = self.many(8, "/im/x")
        wait_for("four refusals", lambda: len(results) == 4)
        self.assertEqual([503] * 4, [answer.status for answer in results])
        self.assertLess(max(answer.seconds for answer in results), 5.0)
        for gateway in (self.master, self.pair.standby):
            gateway.clear()
        for thread in threads:
            thread.join(30.0)
        self.assertEqual(8, len(results))
        self.assertEqual(0, self.member()["in_flight"])

    def test_slow_gateways_leave_httpd_to_others(self):
        self.start("", mpm_settings=CHILDREN, more="JkUnMount /file.txt balance1\n")
        self.space.write("httpd/htdocs/file.txt", "content")
        status.await_up(self.port)
        for gateway in (self.master, self.pair.standby):
            gateway.fault("app-hang", path="/im")
        threads, results = self.many(90, "/im/x")   # more than twice what httpd can do at once
        time.sleep(3.0)
        slowest = 0.0
        for target in ("/sioha-status", "/file.txt") * 5:
            answer = client.get(self.port, target, timeout=20.0)
            self.assertTrue(answer.ok, (target, answer))
            slowest = max(slowest, answer.seconds)
        self.note("the slowest other content took %.0f ms" % (1000 * slowest))
        self.assertLess(slowest, 3.0)
        for gateway in (self.master, self.pair.standby):
            gateway.clear()
        for thread in threads:
            thread.join(60.0)

    def test_both_down_is_said_at_once(self):
        self.start()
        self.master.kill()
        self.pair.standby.kill()
        for name in ("machine1", "machine2"):
            self.await_health("down", name)
        times = []
        for _ in range(50):
            answer = client.get(self.port, "/api/types/System/instances")
            times.append(answer.seconds)
            self.assertEqual(503, answer.status)
            self.assertTrue(int(answer.header("Retry-After")) > 0)
            self.assertTrue(answer.header("Content-Type").startswith("application/json"), answer.headers)
            self.assertIn('"httpStatusCode":503', answer.text())
        login = client.get(self.port, "/api/login")
        self.assertEqual((503, "text/plain"), (login.status, login.header("Content-Type").split(";")[0]))
        self.assertIsNotNone(login.header("Retry-After"))
        self.note("503 in %.1f ms, slowest %.1f ms (goal 20 ms)" % (1000 * sorted(times)[25], 1000 * max(times)))
        self.assertLess(sorted(times)[25], 0.2)

    def test_what_all_gateways_say_passes(self):
        self.start(QUICK)
        for gateway in (self.master, self.pair.standby):
            gateway.fault("disabled")
        for name in ("machine1", "machine2"):
            self.await_health("down", name)
        wait_for("fail open", lambda: status.read(self.port)["balancers"][0]["fail_open"])
        answer = client.get(self.port, "/api/types/System/instances")
        self.assertEqual(403, answer.status)
        self.assertIn("ScaleIO Gateway is disabled", answer.text())
        self.assertEqual("fail-open", self.member()["effective"])

    def test_the_access_log_tells_where_the_time_went(self):
        names = ("MEMBER", "TRIES", "CAUSE", "QUEUE_MS", "CONNECT_MS", "FIRST_BYTE_MS", "TOTAL_MS")
        self.start("", 'CustomLog "{root}/logs/times.log" "%s"\n' % " ".join("%%{SIOHA_%s}e" % name for name in names))
        status.await_up(self.port)
        self.master.kill()
        self.assertEqual("machine1", client.get(self.port, "/api/version").header("X-Gateway"))
        path = self.space.file("httpd", "logs", "times.log")

        def line():
            with open(path) as stream:
                lines = [each for each in stream if each.startswith("machine1")]
            return lines and lines[-1].split()
        values = wait_for("the line", line)
        self.assertEqual(["machine1", "2"], values[:2])
        self.assertIn(values[2], ("connect-refused", "closed", "reset"))
        self.assertLessEqual(float(values[5]), float(values[6]))


class Return(Health):
    def test_work_comes_back_by_and_by(self):
        self.start(QUICK.replace("slow_start=0s", "slow_start=4s"))
        status.await_up(self.port)
        self.master.kill()
        self.await_health("down")
        self.master.start()
        found = status.await_member(self.port, "machine2", lambda each: each["health"] == "slow-start")
        self.assertEqual("slow-start", found["effective"])
        with Load(self.port, get("/api/version"), rate=200, threads=4) as load:
            time.sleep(1.0)
            early = [record.by for record in load.seen()]
            self.await_health("up")
            up = load.now()
            time.sleep(0.5)
        self.assertEqual([], load.failed())
        self.note("in the first second of slow start %d of %d" % (early.count("machine2"), len(early)))
        self.assertLess(early.count("machine2"), len(early) * 0.6)
        self.assertIn("machine1", early)
        self.assertEqual(set(["machine2"]), set(record.by for record in load.seen(since=up + 0.2)))

    def test_probing_is_cheap(self):
        self.start("", mpm_settings=CHILDREN)
        status.await_up(self.port)
        pid = status.read(self.port)["prober_pid"]

        def cpu():
            with open("/proc/%d/stat" % pid) as stream:
                fields = stream.read().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))

        def connections(port):
            with open("/proc/net/tcp") as stream:
                rows = [line.split() for line in stream][1:]
            return sum(1 for row in rows if row[3] == "01" and int(row[1].split(":")[1], 16) == port)
        before, started = cpu(), time.monotonic()
        seen = set()
        while time.monotonic() < started + 20.0:
            seen.add((connections(self.pair.machine1.ajp), connections(self.pair.machine2.ajp)))
            time.sleep(0.5)
        percent = 100.0 * (cpu() - before) / (time.monotonic() - started)
        self.note("%.2f %% of one core (goal 0.5), connections %s" % (percent, sorted(seen)))
        self.assertLessEqual(percent, 2.0)
        self.assertLessEqual(max(max(pair) for pair in seen), 1)


if __name__ == "__main__":
    case.main()
