"""What properties say of failures: what is tried again and how often, and what takes a member out and for how long."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, scripted, status  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.scripted import RARE, Concurrently  # noqa: E402


class Retries(scripted.Case):
    def runs(self, target, lines, headers=(), method="GET", members=3):
        self.serve(RARE + "worker.l.suspect_after=0\n" + lines, members=members)
        answer = client.request(self.server.port, method, target, [("X-Request-Id", "r")] + list(headers),
                                body=b"hello" if method in ("POST", "PUT") else None)
        return answer.status, self.total_runs("r")

    def test_by_default_each_member_is_tried_once(self):
        self.assertEqual((502, [1, 1, 1]), self.runs("/case/execute-then-drop", ""))

    def test_lb_retries_bounds_how_many_members_are_tried(self):
        status_, runs = self.runs("/case/execute-then-drop", "worker.l.lb_retries=2\n")
        self.assertEqual((502, 2), (status_, sum(runs)))

    def test_retries_of_a_member_and_retry_interval(self):
        lines = "".join("worker.%s.retries=3\nworker.%s.retry_interval=20\n" % (name, name) for name in "abc")
        self.assertEqual((502, [3, 3, 3]), self.runs("/case/execute-then-drop", lines))

    def test_retries_of_the_balancer_are_rounds(self):
        self.assertEqual((502, [2, 2, 2]), self.runs("/case/execute-then-drop",
                                                     "worker.l.retries=2\nworker.l.retry_interval=20\n"))

    def test_rounds_and_lb_retries(self):
        status_, runs = self.runs("/case/execute-then-drop",
                                  "worker.l.retries=3\nworker.l.lb_retries=1\nworker.l.retry_interval=20\n")
        self.assertEqual((502, 3), (status_, sum(runs)))

    def test_no_number_of_retries_repeats_a_post(self):
        lines = "worker.l.retries=5\n" + "".join("worker.%s.retries=5\n" % name for name in "abc")
        status_, runs = self.runs("/case/execute-then-drop", lines, method="POST")
        self.assertEqual((502, 1), (status_, sum(runs)))

    def test_retries_wait_for_a_member_that_comes_back(self):
        self.serve(RARE + "worker.l.suspect_after=0\nworker.a.retries=100\nworker.a.retry_interval=600\n", members=1)
        self.a.kill()
        waiting = Concurrently(self.server.port, 1, "/echo")
        wait_for("the first try to fail", lambda: "next=same-member" in self.server.log_text())
        self.a.start()
        self.assertEqual([200], waiting.wait())

    def test_recovery_options_1_forbids_what_was_sent(self):
        status_, runs = self.runs("/case/execute-then-drop", "".join(
            "worker.%s.recovery_options=1\n" % name for name in "abc"))
        self.assertEqual((502, 1), (status_, sum(runs)))

    def test_recovery_options_allow_get_and_head_by_themselves(self):
        """mod_jk takes 8 and 16 for alternatives: with 25 and 27 it does not repeat GET."""
        for options, method, runs in ((9, "HEAD", 2), (9, "GET", 1), (17, "GET", 2), (17, "HEAD", 1),
                                      (27, "GET", 2), (27, "HEAD", 2), (31, "PUT", 1)):
            seen = self.runs("/case/execute-then-drop?o=%d%s" % (options, method), "".join(
                "worker.%s.recovery_options=%d\n" % (name, options) for name in "ab"), method=method, members=2)
            self.assertEqual((options, method, runs), (options, method, sum(seen[1])))
            self.server.stop()

    def test_recovery_options_never_allow_a_post(self):
        for options in (0, 24, 31):
            seen = self.runs("/case/execute-then-drop", "".join(
                "worker.%s.recovery_options=%d\n" % (name, options) for name in "ab"), method="POST", members=2)
            self.assertEqual((502, 1), (seen[0], sum(seen[1])))
            self.server.stop()

    def test_what_was_not_sent_goes_elsewhere_whatever_recovery_options_say(self):
        self.serve(RARE + "".join("worker.%s.recovery_options=3\n" % name for name in "ab"))
        self.a.kill()
        for _ in range(4):
            self.assertTrue(client.post(self.server.port, "/echo", b"x").ok)


class Faults(scripted.Case):
    def test_fail_on_status_goes_elsewhere_and_takes_the_member_out(self):
        self.serve(RARE + "worker.a.fail_on_status=500 -503\nworker.b.distance=1\n")
        answer = self.get("/case/status?code=500", [("X-Request-Id", "r")])
        self.assertEqual(500, answer.status)
        self.assertEqual([1, 1], self.total_runs("r"))
        self.await_member("a", reason="fail-on-status")
        self.assertEqual("b", self.by())

    def test_a_negative_fail_on_status_is_not_held_against_the_member(self):
        self.serve(RARE + "worker.a.fail_on_status=-503,-404\nworker.b.distance=1\n")
        self.assertEqual(503, self.get("/case/status?code=503", [("X-Request-Id", "r")]).status)
        self.assertEqual([1, 1], self.total_runs("r"))
        self.assertEqual("up", status.member(self.server.port, "a")["health"])
        self.assertEqual("a", self.by())

    def test_fail_on_status_of_all_is_503_and_a_post_runs_once(self):
        self.serve(RARE + "worker.a.fail_on_status=-500\nworker.b.fail_on_status=-500\n")
        self.assertEqual(503, self.get("/case/status?code=500", [("X-Request-Id", "g")]).status)
        self.assertEqual([1, 1], self.total_runs("g"))
        answer = client.post(self.server.port, "/case/status?code=500", b"x", [("X-Request-Id", "p")])
        self.assertEqual((503, 1), (answer.status, sum(self.total_runs("p"))))
        self.assertEqual(404, self.get("/case/status?code=404").status)

    def test_max_reply_timeouts(self):
        self.serve(RARE + "worker.l.suspect_after=0\nworker.l.max_reply_timeouts=2\nworker.a.reply_timeout=100\n"
                   "worker.b.reply_timeout=100\nworker.b.distance=1\n")
        for count in (1, 2):
            self.assertEqual(504, self.get("/case/silence").status)
            self.assertEqual("up", status.member(self.server.port, "a")["health"], count)
        self.assertEqual(504, self.get("/case/silence").status)
        self.await_member("a", reason="late-replies")
        self.assertEqual("b", self.by())

    def test_without_max_reply_timeouts_a_slow_url_takes_nobody_out(self):
        """mod_jk's default is 0: the first slow request takes the node out."""
        self.serve(RARE + "worker.l.suspect_after=0\nworker.a.reply_timeout=100\nworker.b.distance=1\n")
        for _ in range(5):
            self.assertEqual(504, self.get("/case/silence").status)
        self.assertEqual("up", status.member(self.server.port, "a")["health"])
        self.assertEqual("a", self.by())

    def test_recover_time_keeps_a_member_out(self):
        self.serve("worker.l.health_interval=100ms\nworker.l.recover_time=3\nworker.l.slow_start=0\n"
                   "worker.b.distance=1\n")
        self.a.kill()
        self.await_member("a", health="down")
        down = time.monotonic()
        self.a.start()
        self.await_member("a", health="rising")
        self.assertEqual("b", self.by())
        self.await_member("a", health="up")
        self.assertGreater(time.monotonic() - down, 2.0)
        self.assertEqual("a", self.by())

    def test_recover_time_is_waived_where_nobody_else_is_left(self):
        self.serve("worker.l.health_interval=100ms\nworker.l.recover_time=600\n", members=1)
        self.a.kill()
        self.await_member("a", health="down")
        self.a.start()
        self.await_member("a", health="rising")
        self.assertEqual("a", self.by())

    def test_error_escalation_time(self):
        self.serve("worker.l.health_interval=100ms\nworker.l.error_escalation_time=2\n")
        self.a.kill()
        killed = time.monotonic()
        self.await_member("a", health="down")
        self.assertGreater(time.monotonic() - killed, 1.5)

    def test_error_escalation_time_0(self):
        self.serve("worker.l.health_interval=2s\nworker.l.health_fast_interval=2s\n"
                   "worker.l.error_escalation_time=0\n")
        self.a.kill()
        self.await_member("a", health="down")
        history = [each["to"] for each in status.member(self.server.port, "a")["transitions"]]
        self.assertNotIn("turning", history)


class Maintain(scripted.Case):
    def test_worker_maintain_fades_late_replies(self):
        self.serve(RARE + "worker.l.suspect_after=0\nworker.l.max_reply_timeouts=1\nworker.a.reply_timeout=50\n"
                   "worker.maintain=1\nworker.b.distance=1\n")
        for _ in range(3):
            self.assertEqual(504, self.get("/case/silence").status)
            started = time.monotonic()
            wait_for("maintenance", lambda: time.monotonic() - started > 2.5)
        self.assertEqual("up", status.member(self.server.port, "a")["health"])

    def test_worker_maintain_0_does_not(self):
        self.serve(RARE + "worker.l.suspect_after=0\nworker.l.max_reply_timeouts=1\nworker.a.reply_timeout=50\n"
                   "worker.maintain=0\nworker.b.distance=1\n")
        self.assertEqual(504, self.get("/case/silence").status)
        started = time.monotonic()
        wait_for("maintenance", lambda: time.monotonic() - started > 1.5)
        self.assertEqual(504, self.get("/case/silence").status)
        self.await_member("a", reason="late-replies")


if __name__ == "__main__":
    case.main()
