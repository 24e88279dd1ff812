"""What waits and what does not: bounds, both gateways down, the return of one, the cost of the prober."""

import json
import os
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, status  # noqa: E402
from harness.health import CHILDREN, QUICK, Health  # noqa: E402
from harness.load import Load, get  # noqa: E402
from harness.process import cpu_seconds, wait_for  # noqa: E402
from harness.tokens import Client  # noqa: E402


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
        bounds = "".join("worker.%s.max_in_flight=2\nworker.%s.connection_acquire_timeout=5000\n" % (name, name)
                         for name in ("machine1", "machine2"))
        self.start(bounds, mpm_settings=CHILDREN)
        status.await_up(self.port)
        for gateway in (self.master, self.pair.standby):
            gateway.fault("app-hang", path="/im")
        threads, results = self.many(8, "/im/x")
        wait_for("a queue", lambda: self.member()["queued"] > 0 and "full" in self.member()["why"], 30.0)
        wait_for("four refusals", lambda: len(results) == 4, 60.0)
        self.assertEqual([503] * 4, [answer.status for answer in results])
        self.assertLess(max(answer.seconds for answer in results), 25.0)
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
        self.assertEqual(51, status.read(self.port)["balancers"][0]["no_member"])
        self.note("503 in %.1f ms, slowest %.1f ms (goal 20 ms)" % (1000 * sorted(times)[25], 1000 * max(times)))
        self.assertLess(sorted(times)[25], 0.2)

    def test_a_verdict_releases_whoever_waits_in_every_child(self):
        self.start("", mpm_settings=CHILDREN)
        status.await_up(self.port)
        user = Client(self.port).log_in_at("machine2")
        self.master.fault("app-hang")
        reads, creations = [], []
        threads = [threading.Thread(target=lambda: reads.append(client.get(self.port, "/api/version")))
                   for _ in range(8)]
        threads += [threading.Thread(target=lambda number=number: creations.append(user.create("v%d" % number)))
                    for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60.0)
        self.assertEqual([(200, "machine1")] * 8, [(each.status, each.header("X-Gateway")) for each in reads])
        self.assertEqual([504] * 8, [each.status for each in creations])
        for answer in creations:
            body = json.loads(answer.text())
            self.assertEqual((504, 0, "application/json;charset=UTF-8"),
                             (body["httpStatusCode"], body["errorCode"], answer.header("Content-Type")))
        slowest = max(each.seconds for each in reads + creations)
        self.note("the slowest of 16 took %.2f s (goal 3 s; reply_timeout is 60 s)" % slowest)
        self.assertLess(slowest, 20.0)
        self.assertEqual("down", self.member()["health"])
        self.assertEqual(16, self.member()["released"])
        self.master.clear()

    def test_a_verdict_lets_an_answer_flow_to_its_end(self):
        self.start(QUICK, mpm_settings=CHILDREN)
        status.await_up(self.port)
        user = Client(self.port).log_in_at("machine2")
        client.post(self.pair.mdm.control_port, "/volumes?count=20000")
        with client.Connection(self.port, timeout=60.0) as slow:
            # Megabytes, which stand in the gateway until the client reads.
            slow.send_head("GET", "/api/types/Volume/instances", user.headers())
            self.assertTrue(slow.extra(60.0), "the first of it did not come")
            self.master.fault("app-hang")
            self.await_health("down")
            answer = slow.read_answer(client.Answer())
        self.master.clear()
        self.assertEqual((200, "machine2"), (answer.status, answer.header("X-Gateway")))
        self.assertEqual(20000, len(json.loads(answer.text())))
        self.assertEqual(0, self.member()["released"])

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

    def waiting_at_the_last(self):
        """Two requests wait at the only gateway that is left, whose probe then gets 503: it stays in use."""
        self.start(QUICK, mpm_settings=CHILDREN)
        status.await_up(self.port)
        self.pair.standby.kill()
        self.await_health("down", "machine1")
        self.master.fault("app-hang", path="/im")
        results = []
        threads = [threading.Thread(target=lambda ask=ask: results.append(ask(self.port, "/im/x", timeout=60.0)))
                   for ask in (client.get, client.post)]
        for thread in threads:
            thread.start()
        wait_for("both at the gateway", lambda: self.member()["in_flight"] == 2)
        self.master.fault("html-503", path="/api")
        self.await_health("down")
        wait_for("fail open", lambda: status.read(self.port)["balancers"][0]["fail_open"])
        return threads, results

    def test_the_last_one_in_use_is_waited_for(self):
        threads, results = self.waiting_at_the_last()
        time.sleep(0.5)    # ten slices of a wait, each of which looks at the verdict
        self.assertEqual([], [answer.status for answer in results])
        self.master.clear()
        for thread in threads:
            thread.join(60.0)
        # The gateway's own word to who brings no token.
        self.assertEqual([(401, "machine2")] * 2, [(each.status, each.header("X-Gateway")) for each in results])
        self.assertEqual(0, self.member()["released"])

    def test_the_last_one_is_not_waited_for_once_it_hangs(self):
        threads, results = self.waiting_at_the_last()
        self.master.freeze()
        for thread in threads:
            thread.join(60.0)
        self.master.thaw()
        self.assertEqual([504] * 2, [each.status for each in results])
        self.assertLess(max(each.seconds for each in results), 20.0)    # reply_timeout is 60 s
        self.assertEqual(2, self.member()["released"])

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

        def connections(port):
            with open("/proc/net/tcp") as stream:
                rows = [line.split() for line in stream][1:]
            return sum(1 for row in rows if row[3] == "01" and int(row[1].split(":")[1], 16) == port)
        before, started = cpu_seconds(pid), time.monotonic()
        seen = set()
        while time.monotonic() < started + 20.0:
            seen.add((connections(self.pair.machine1.ajp), connections(self.pair.machine2.ajp)))
            time.sleep(0.5)
        percent = 100.0 * (cpu_seconds(pid) - before) / (time.monotonic() - started)
        self.note("%.2f %% of one core (goal 0.5), connections %s" % (percent, sorted(seen)))
        self.assertLessEqual(percent, 2.0)
        self.assertLessEqual(max(max(pair) for pair in seen), 1)


if __name__ == "__main__":
    case.main()
