"""Scripted AJP backends (tests/ajp/ajp-backend) as the members of one balancer, and the httpd in front of them."""

import json
import os
import threading

from harness import case, client, process
from harness.settings import settings
from harness.status import await_member

# For a balancer l: the prober asks each member once and then leaves it alone.
RARE = "worker.l.health_interval=60s\nworker.l.health_fast_interval=60s\n"


class Backend(object):
    """One member. It keeps its port over kill() and start()."""

    _starts = 0  # of all: each has a log of its own

    def __init__(self, space, name, options=()):
        self.name, self._space, self._options = name, space, list(options)
        self.ajp = self.control = None
        self._process = None
        self.start()

    def start(self):
        Backend._starts += 1
        ports = ["--port", str(self.ajp), "--control", str(self.control)] if self.ajp else []
        program = os.path.join(settings().build, "tests/ajp/ajp-backend")
        self._process = process.Process([program] + ports + self._options,
                                        self._space.file("%s-%d.log" % (self.name, Backend._starts)))
        process.wait_for("the backend %s" % self.name, lambda: "ready" in self._process.output())
        self.ajp, self.control = (int(port) for port in self._process.output().split()[:2])

    @property
    def pid(self):
        return self._process.pid

    def kill(self):
        self._process.kill()

    def signal(self, number):
        self._process.signal(number)

    def _number(self, what):
        return int(client.get(self.control, what).text())

    def runs(self, request_id):
        """How often a request with this X-Request-Id was executed."""
        return self._number("/counts?id=" + request_id)

    def connections(self):
        return self._number("/connections")

    def pings(self):
        return self._number("/pings")

    def pong(self, mode):
        client.post(self.control, "/pong?mode=" + mode)


class Case(case.Case):
    """self.members a, b, ... and self.server with a balancer l of them; health=cping unless the test says more."""

    def setUp(self):
        super(Case, self).setUp()
        case.need_built("tests/ajp/ajp-backend")

    def serve(self, lines="", members=2, backend_options=(), more="", **options):
        """`lines`: more of workers.properties. `more`: more of httpd's configuration."""
        self.members = [Backend(self.space, "abcdef"[i], backend_options) for i in range(members)]
        self.a, self.b = (self.members + [None])[:2]
        text = "worker.list=l\nworker.l.type=lb\nworker.l.health=cping\nworker.l.balance_workers=%s\n" % ",".join(
            member.name for member in self.members)
        for member in self.members:
            text += "worker.%s.host=127.0.0.1\nworker.%s.port=%d\n" % (member.name, member.name, member.ajp)
        path = self.space.write("httpd/conf/workers.properties", text + lines)
        self.server = self.httpd('JkWorkersFile "%s"\nJkMount /* l\n<Location "/sioha-status">\n'
                                 "SetHandler sioha-status\n</Location>\n" % path + more, **options).start()
        # Until then members with a verdict go before those without.
        self.await_up()
        return self.server

    def await_member(self, name, **wanted):
        return await_member(self.server.port, name, lambda each: all(each[key] == wanted[key] for key in wanted))

    def await_up(self):
        for member in self.members:
            self.await_member(member.name, health="up")

    def get(self, target="/echo", headers=(), **options):
        return client.get(self.server.port, target, list(headers), **options)

    def seen(self, target="/echo", headers=(), **options):
        """What the backend saw of the request."""
        answer = self.get(target, headers, **options)
        self.assertTrue(answer.ok, (answer, answer.text()))
        return json.loads(answer.text())

    def by(self, target="/echo", headers=()):
        """The route of the member that answered."""
        return route_of(self.seen(target, headers))

    def total_runs(self, request_id):
        return [member.runs(request_id) for member in self.members]


class Concurrently(object):
    """The same request from several clients at once."""

    def __init__(self, port, count, target):
        self._threads = [threading.Thread(target=self._one, args=(port, target)) for _ in range(count)]
        self.answers = []
        for thread in self._threads:
            thread.start()

    def _one(self, port, target):
        self.answers.append(client.get(port, target, timeout=30.0))

    def wait(self):
        for thread in self._threads:
            thread.join(60.0)
        return sorted(answer.status for answer in self.answers)


def route_of(seen):
    return seen["coded"]["route"]


def session(route, name="JSESSIONID"):
    return [("Cookie", "%s=0123456789.%s" % (name, route))]
