"""mod_sioha's own status, read from whichever child answers."""

import json

from harness import client
from harness.process import wait_for


def read(port):
    answer = client.get(port, "/sioha-status?format=json", timeout=10.0)
    if not answer.ok:
        raise AssertionError("status: %r" % answer)
    return json.loads(answer.text())


def member(port, name, balancer=0):
    return next(each for each in read(port)["balancers"][balancer]["members"] if each["name"] == name)


def await_member(port, name, condition, seconds=20.0):
    """The first status in which `condition(member)` holds."""
    def look():
        found = member(port, name)
        return found if condition(found) else None
    return wait_for("%s to become so" % name, look, seconds, 0.02)


def await_up(port, names=("machine1", "machine2"), seconds=20.0):
    for name in names:
        await_member(port, name, lambda each: each["health"] == "up", seconds)
