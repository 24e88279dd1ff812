"""Sessions: who gets them, who stands in, and the cookie of our own."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, scripted  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.scripted import session  # noqa: E402


class Sessions(scripted.Case):
    def test_route_sticky_session_session_cookie_and_session_path(self):
        self.serve("worker.a.route=one\nworker.l.session_cookie=SID\nworker.l.session_path=;sid\n")
        for route in ("one", "b"):
            self.assertEqual(set([route]), set(self.by("/echo", session(route, "SID")) for _ in range(4)))
            self.assertEqual(set([route]), set(self.by("/echo/x;sid=x." + route + "?q=1") for _ in range(4)))
        # Neither mod_jk's default names nor the worker's name decide any more.
        for headers in (session("one"), session("a", "SID")):
            self.assertEqual(set(["one", "b"]), set(self.by("/echo", headers) for _ in range(8)))

    def test_several_cookies_quotes_and_an_empty_id(self):
        self.serve()
        self.assertEqual("b", self.by("/echo", [("Cookie", "JSESSIONID=x.gone; JSESSIONID=\"y.b\"")]))
        self.assertEqual("b", self.by("/echo", [("Cookie", "JSESSIONID=; JSESSIONID=.b")]))

    def test_sticky_session_off(self):
        self.serve("worker.l.sticky_session=0\n")
        self.assertEqual(set("ab"), set(self.by("/echo", session("a")) for _ in range(8)))

    def test_sticky_session_force_has_no_stand_in(self):
        self.serve("worker.l.sticky_session_force=1\nworker.a.redirect=b\n")
        self.assertEqual("a", self.by("/echo", session("a")))
        self.a.kill()
        for headers in (session("a"), session("gone")):
            answer = self.get("/echo", headers)
            self.assertEqual((503, True), (answer.status, answer.complete))
        self.await_member("a", health="down")
        self.assertEqual(503, self.get("/echo", session("a")).status)
        self.assertEqual("b", self.by())
        # An id without a route is bound to nobody.
        self.assertEqual("b", self.by("/echo", [("Cookie", "JSESSIONID=x")]))

    def test_a_session_waits_for_its_busy_member(self):
        """mod_jk sends it to another one at once, where it begins anew."""
        lines = "worker.a.busy_limit=1\nworker.a.connection_acquire_timeout=%d\nworker.b.connection_acquire_timeout=%d\n"
        self.serve(lines % (20000, 20000))
        busy = scripted.Concurrently(self.server.port, 1, "/case/late/x;jsessionid=x.a?ms=700&id=busy")
        wait_for("the first request", lambda: self.a.runs("busy") == 1)
        self.assertEqual("a", self.by("/echo", session("a")))
        self.assertEqual([200], busy.wait())
        self.server.stop()
        self.serve(lines % (50, 50))
        busy = scripted.Concurrently(self.server.port, 1, "/case/late/x;jsessionid=x.a?ms=3000&id=busy")
        wait_for("the first request", lambda: self.a.runs("busy") == 1)
        self.assertEqual("b", self.by("/echo", session("a")))
        busy.wait()

    def test_redirect_and_domain_stand_in(self):
        self.serve("worker.a.redirect=c\nworker.b.domain=east\nworker.d.domain=east\n", members=4)
        self.a.kill()
        self.b.kill()
        for _ in range(4):
            self.assertEqual("c", self.by("/echo", session("a")))
            self.assertEqual("d", self.by("/echo", session("b")))
            # A route that names no member but begins with a domain.
            self.assertEqual("d", self.by("/echo", session("east.gone")))

    def test_a_disabled_redirect_is_a_hot_standby(self):
        self.serve("worker.a.redirect=b\nworker.b.activation=D\n")
        self.assertEqual(set("a"), set(self.by() for _ in range(8)))
        self.assertEqual("b", self.by("/echo", session("b")))
        self.a.kill()
        # At the very request that finds it dead, and from then on.
        self.assertEqual("b", self.by())
        self.await_member("a", health="down")
        self.assertEqual("b", self.by())
        self.assertEqual("b", self.by("/echo", session("a")))

    def test_activation(self):
        self.serve("worker.a.activation=A\nworker.b.activation=disabled\nworker.c.activation=S\n", members=3)
        self.assertEqual(set("a"), set(self.by() for _ in range(6)))
        self.assertEqual("b", self.by("/echo", session("b")))
        self.assertEqual("a", self.by("/echo", session("c")))
        # What Tomcat's LoadBalancerDrainingValve reads.
        for name, word in (("a", "ACT"), ("b", "DIS")):
            attributes = dict(self.seen("/echo", session(name))["attributes"])
            self.assertEqual(word, attributes["JK_LB_ACTIVATION"])

    def test_distance(self):
        self.serve("worker.a.distance=1\nworker.b.distance=0\nworker.c.distance=0\n", members=3)
        self.assertEqual(set("bc"), set(self.by() for _ in range(12)))
        self.b.kill()
        self.members[2].kill()
        self.assertEqual("a", self.by())

    def test_the_route_attribute_names_who_answers(self):
        """mod_jk goes on naming the member that it tried first."""
        self.serve()
        self.b.kill()
        for _ in range(4):
            seen = self.seen("/echo", session("b"))
            self.assertEqual("a", scripted.route_of(seen))


class RouteCookie(scripted.Case):
    """set_session_cookie."""

    def cookies(self, headers=(), target="/echo"):
        answer = self.get(target, headers)
        self.assertTrue(answer.ok, answer)
        return answer.all("Set-Cookie")

    def test_set_session_cookie_where_the_member_is_new(self):
        self.serve("worker.l.set_session_cookie=1\nworker.l.session_cookie=SID\nworker.b.activation=D\n")
        new = ["SID=.a;PATH=/;HttpOnly"]
        self.assertEqual(new, self.cookies())
        self.assertEqual(new, self.cookies(session("gone", "SID")))
        self.assertEqual([], self.cookies(session("a", "SID")))
        self.assertEqual([], self.cookies(session("b", "SID")))
        self.assertEqual(["a=1", "b=2"] + new, self.cookies(target="/case/two-cookies"))

    def test_session_cookie_path_and_one_cookie_after_failover(self):
        """mod_jk sends two, the failed member's first."""
        self.serve("worker.l.set_session_cookie=On\nworker.l.session_cookie_path=/app\n")
        self.a.kill()
        for headers in ([], session("a"), []):
            self.assertEqual(["JSESSIONID=.b;PATH=/app;HttpOnly"], self.cookies(headers))
        self.b.kill()
        answer = self.get()
        self.assertEqual((503, []), (answer.status, answer.all("Set-Cookie")))

    def test_a_session_of_the_application_is_not_overwritten(self):
        self.serve("worker.l.set_session_cookie=1\nworker.l.session_cookie=b\n")
        self.assertEqual(["a=1", "b=2"], self.cookies(target="/case/two-cookies"))

    def test_secure_over_tls(self):
        case.need_module("ssl")
        self.serve("worker.l.set_session_cookie=1\nworker.b.activation=S\n", certificates=self.certificates(),
                   tls="JkMountCopy On\n")
        answer = client.get(self.server.tls_port, "/echo", tls=client.tls_context())
        self.assertEqual(["JSESSIONID=.a;PATH=/;HttpOnly;Secure"], answer.all("Set-Cookie"))

    def test_not_set_by_default(self):
        self.serve()
        self.assertEqual([], self.cookies())


if __name__ == "__main__":
    case.main()
