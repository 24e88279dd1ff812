"""Scripted AJP backends that say what they saw: tests/ajp/ajp-backend."""

import json
import os

from harness import client, process
from harness.case import need_built
from harness.settings import settings

PROGRAM = "tests/ajp/ajp-backend"


class Backend(object):
    """It is gone when the test's processes are ended."""

    def __init__(self, space, name="backend"):
        need_built(PROGRAM)
        self._process = process.Process([os.path.join(settings().build, PROGRAM)], space.file(name + ".log"))
        process.wait_for("the backend", lambda: "ready" in self._process.output())
        ajp, control = self._process.output().split()[:2]
        self.ajp, self.control = int(ajp), int(control)

    def connections(self):
        """How many were opened so far."""
        return int(client.get(self.control, "/connections").text())

    def runs(self, request_id):
        return int(client.get(self.control, "/counts?id=" + request_id).text())

    def kill(self):
        self._process.kill()


class Seen(object):
    """A request as the backend saw it; `answer` is the client's."""

    def __init__(self, answer):
        self.answer = answer
        self.__dict__.update(json.loads(answer.text()))

    def attribute(self, name):
        values = [value for key, value in self.attributes if key == name]
        return values[0] if values else None

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[0] if values else None


def ask(port, target="/echo", headers=(), method="GET", body=None, **options):
    answer = client.request(port, method, target, headers, body, **options)
    if not answer.ok:
        raise AssertionError("%s %s: %r %s" % (method, target, answer, answer.text()))
    return Seen(answer)
