"""Polls mod_sioha's status from all of its children and checks that they agree."""

import json
import threading
import time

from harness import client


class Sample(object):
    def __init__(self, number, started, ended, value):
        self.number, self.started, self.ended, self.value = number, started, ended, value

    def member(self, name):
        return next(each for each in self.value["balancers"][0]["members"] if each["name"] == name)


def poll(port, number=0, timeout=10.0):
    """One Sample on a connection of its own, or None: any child may take it."""
    started = time.monotonic()
    answer = client.get(port, "/sioha-status?format=json", [("X-Poll", str(number))], timeout=timeout)
    return Sample(number, started, time.monotonic(), json.loads(answer.text())) if answer.ok else None


class Watch(object):
    def __init__(self, server, period=0.05):
        self._server, self._period = server, period
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.samples, self.unanswered = [], 0

    def __enter__(self):
        self._thread.daemon = True
        self._thread.start()
        return self

    def __exit__(self, *what):
        self._stop.set()
        self._thread.join(30.0)

    def _run(self):
        number = 0
        while not self._stop.wait(self._period):
            number += 1
            sample = poll(self._server.port, number)
            if sample is None:
                self.unanswered += 1
            else:
                self.samples.append(sample)

    def first(self, name, condition, since):
        """When, after the instant `since`, a member first looked like that; None: never."""
        for sample in list(self.samples):
            if sample.started >= since and condition(sample.member(name)):
                return sample.ended
        return None

    def children(self):
        """Number of the poll -> pid of the child that answered it."""
        found = {}
        with open(self._server.root + "/logs/children.log") as stream:
            for line in stream:
                pid, number = line.split()
                found[int(number)] = int(pid)
        return found

    def disagreements(self):
        """Sentences: a child that shows an older verdict than another one showed before it was asked."""
        found = []
        newest = {}
        seen = {}
        for sample in sorted(self.samples, key=lambda each: each.ended):
            for member in sample.value["balancers"][0]["members"]:
                name, probes = member["name"], member["probe"]["total"]
                key = (name, probes, sample.value["generation"])
                verdict = (member["health"], member["reason"], member["times_down"])
                if seen.setdefault(key, verdict)[0] != verdict[0]:
                    found.append("%s after %d probes: %s and %s" % (name, probes, seen[key], verdict))
                before = newest.get(name)
                if before and before[0] <= sample.started and probes < before[1]:
                    found.append("%s: %d probes after %d" % (name, probes, before[1]))
                if before is None or probes > before[1]:
                    newest[name] = (sample.ended, probes)
        return found
