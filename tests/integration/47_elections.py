"""10,000 requests by each of mod_jk's methods and three sets of weights: the shares are mod_jk's own within 1 %.

mod_jk itself runs beside (./quickstart check unpacks it into build/peers): the same httpd, the same backend.
"""

import os
import re
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case  # noqa: E402
from harness.gateways import Backend  # noqa: E402
from harness.httpd import SIOHA  # noqa: E402

REQUESTS = 10000
CLIENTS = 20       # divides by the sums of the weights, so that Busyness has a steady state to find
WITHIN = 0.01
METHODS = ("Request", "Session", "Next", "Traffic", "Busyness")
WEIGHTS = ((1, 1), (1, 3), (2, 3, 5))
# Two processes: shares may not depend on which of them a client meets. More threads than clients in each, as the
# event MPM closes connections that are kept alive once all threads are busy.
MPM = ("StartServers 2\nServerLimit 2\nThreadLimit 24\nThreadsPerChild 24\nMaxRequestWorkers 48\n"
       "MinSpareThreads 1\nMaxSpareThreads 48\n")
BODY = b"s" * 200
_BY = re.compile(br"^X-By: \w+_(\w)\r$", re.MULTILINE)


class Client(threading.Thread):
    """Sends all its requests ahead over one connection, so that there is always one of its own in flight."""

    def __init__(self, port, path, count):
        threading.Thread.__init__(self)
        self.daemon = True
        self._port, self._requests = port, (b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n") * count
        self._count = count
        self.by, self.fault = {}, ""

    def run(self):
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=60.0) as connection:
                self._play(connection)
        except (OSError, ValueError) as error:
            self.fault = "%s: %s" % (error.__class__.__name__, error)

    def _play(self, connection):
        connection.sendall(self._requests)
        text, got = b"", 0
        while got < self._count:
            part = connection.recv(262144)
            if not part:
                raise ValueError("closed after %d of %d answers" % (got, self._count))
            whole, end, text = (text + part).rpartition(BODY)
            got += whole.count(BODY) + len(end) // len(BODY)
            for name in _BY.findall(whole):
                self.by[name.decode()] = self.by.get(name.decode(), 0) + 1


class Elections(case.Case):
    def setUp(self):
        super(Elections, self).setUp()
        case.need_built("tests/ajp/ajp-fast")
        case.need_module("jk")

    def workers(self, backend, methods):
        """One balancer a method and set of weights, members of its own each.

        All of them are one backend, which says the request's route: as processes of their own they would be as quick
        as the machine's load lets each be, and Busyness is about nothing else.
        """
        names, lines = [], []
        for method in methods:
            for weights in WEIGHTS:
                name = method + "_" + "_".join(str(weight) for weight in weights)
                members = []
                for index, weight in enumerate(weights):
                    member = "%s_%s" % (name, "abc"[index])
                    members.append(member)
                    lines += ["worker.%s.host=127.0.0.1" % member, "worker.%s.port=%d" % (member, backend.port),
                              "worker.%s.lbfactor=%d" % (member, weight)]
                # Without the lock mod_jk loses counts, and its Busyness drifts away from the weights.
                lines += ["worker.%s.type=lb" % name, "worker.%s.method=%s" % (name, method),
                          "worker.%s.lock=Pessimistic" % name,
                          "worker.%s.balance_workers=%s" % (name, ",".join(members))]
                names.append((name, weights))
        return names, "worker.list=%s\n%s\n" % (",".join(name for name, _ in names), "\n".join(lines))

    def start(self, peer, names, text):
        which = "sioha" if peer is SIOHA else "jk"
        if peer is SIOHA:
            # A probe that is late on a loaded machine would turn a member down, and mod_jk has none.
            text += "".join("worker.%s.health=cping\nworker.%s.health_interval=60s\nworker.%s.health_fall=100\n"
                            % (name, name, name) for name, _ in names)
        path = self.space.write(which + "/conf/workers.properties", text)
        mounts = "".join("JkMount /%s/* %s\n" % (name, name) for name, _ in names)
        return self.httpd('JkWorkersFile "%s"\nJkLogFile "{root}/logs/jk.log"\nJkLogLevel warn\n'
                          'JkShmFile "{root}/run/jk"\n%s' % (path, mounts), name=which, balancer=peer, mpm_settings=MPM, log_level="warn").start()

    def shares(self, server, name, weights):
        path = ("/%s/small" % name).encode()
        clients = [Client(server.port, path, REQUESTS // CLIENTS) for _ in range(CLIENTS)]
        for each in clients:
            each.start()
        for each in clients:
            each.join(240.0)
        self.assertEqual([], [each.fault for each in clients if each.fault or each.is_alive()])
        counts = [sum(each.by.get("abc"[i], 0) for each in clients) for i in range(len(weights))]
        self.assertEqual(REQUESTS, sum(counts))
        return [count / float(REQUESTS) for count in counts]

    def compare(self, methods, delay=0):
        backend = Backend(self.space, "tests/ajp/ajp-fast", ["--say-route", "--delay-us", str(delay)]).start()
        names, text = self.workers(backend, methods)
        seen = {}
        for peer in (("jk",), SIOHA):
            server = self.start(peer, names, text)
            started = time.monotonic()
            for name, weights in names:
                seen.setdefault(name, []).append(self.shares(server, name, weights))
            self.note("%s: %.1f s" % ("mod_sioha" if peer is SIOHA else "mod_jk", time.monotonic() - started))
            server.stop()
        wrong = []
        for name, weights in names:
            theirs, ours = seen[name]
            self.note("%-16s mod_jk %s  mod_sioha %s" % ((name,) + tuple(
                " ".join("%.4f" % share for share in shares) for shares in seen[name])))
            wanted = [weight / float(sum(weights)) for weight in weights]
            for index, share in enumerate(ours):
                # Requests in flight are few and whole: where there are 19 and not 20, a share of a quarter is 5 of
                # them. mod_jk deals them in the same way.
                exact = not name.startswith("Busyness")
                if abs(share - theirs[index]) > WITHIN or (exact and abs(share - wanted[index]) > WITHIN):
                    wrong.append((name, theirs, ours))
                    break
        self.assertEqual([], wrong)

    def test_what_counts_requests_sessions_and_bytes(self):
        self.compare(METHODS[:4])

    def test_what_counts_requests_in_flight(self):
        # With answers that take no time nothing is in flight, and both deal them round.
        self.compare(METHODS[4:], delay=10000)


if __name__ == "__main__":
    case.main()
