"""The gateway simulator (tests/gateway) and the AJP backends (tests/ajp) as processes."""

import json
import os
import signal

from harness import client, process
from harness.process import wait_for
from harness.settings import settings
from harness.workspace import free_port

ADMIN = ("admin", "Password1")


def start_announcing(arguments, log, ready):
    """Starts a program and returns it with the line in which `ready` finds that it is up."""
    child = process.Process(arguments, log)

    def announced():
        if not child.running():
            raise AssertionError("%s ended: %s" % (arguments[0], child.output()))
        return ready(child.output())
    return child, wait_for("%s ready" % os.path.basename(arguments[0]), announced)


def _json_line(output):
    for line in output.splitlines(True):
        if line.startswith("{") and line.endswith("\n"):
            return json.loads(line)
    return None


class Gateway(object):
    """One simulated gateway. It keeps its ports over stop() and start()."""

    def __init__(self, space, name, route, mdm_socket, options=(), host="127.0.0.1", before=()):
        self.name, self.route, self.host = name, route, host
        self.operations_log = space.file("operations.log")
        self._space, self._mdm, self._options, self._starts = space, mdm_socket, list(options), 0
        self._before = list(before)    # a tool that runs it
        self.ajp, self.http, self.control_port = free_port(), free_port(), free_port()
        self._process = None

    def start(self, options=()):
        self._starts += 1
        program = os.path.join(settings().build, "tests/gateway/sioha-gateway-sim")
        self._process, _ = start_announcing(
            self._before + [program, "--name", self.name, "--jvm-route", self.route, "--mdm", self._mdm,
             "--ops-log", self.operations_log, "--ajp-host", self.host, "--ajp-port", str(self.ajp),
             "--http-port", str(self.http), "--control", str(self.control_port)] + self._options + list(options),
            self._space.file("%s-%d.log" % (self.name, self._starts)), _json_line)
        return self

    def running(self):
        return self._process is not None and self._process.running()

    @property
    def pid(self):
        return self._process.pid

    def kill(self):
        """kill -9."""
        self._process.kill()

    def stop(self):
        self._process.stop()

    def freeze(self):
        self._process.signal(signal.SIGSTOP)

    def thaw(self):
        self._process.signal(signal.SIGCONT)

    def control(self, path):
        """POST to the control port, e.g. "/fault/html-503?count=3"."""
        answer = client.post(self.control_port, path)
        if not answer.ok:
            raise AssertionError("control %s: %r %s" % (path, answer, answer.text()))
        return json.loads(answer.text() or "{}")

    def fault(self, name, **parameters):
        query = "&".join("%s=%s" % pair for pair in sorted(parameters.items()))
        return self.control("/fault/%s%s" % (name, "?" + query if query else ""))

    def clear(self):
        return self.control("/fault/clear")

    def state(self):
        return json.loads(client.get(self.control_port, "/state").text())


class Mdm(object):
    """The cluster that all gateways of a test share."""

    def __init__(self, space, volumes=10):
        self.socket = space.file("mdm.sock")
        program = os.path.join(settings().build, "tests/gateway/sioha-mdm-sim")
        self._process, line = start_announcing([program, "--socket", self.socket, "--volumes", str(volumes)],
                                               space.file("mdm.log"), _json_line)
        self.control_port = line["control"]

    def fault(self, name, query=""):
        return client.post(self.control_port, "/fault/%s%s" % (name, query))

    def stop(self):
        self._process.stop()


class Pair(object):
    """The guide's two gateways: machine2 is the master, machine1 stands by. `master`: what its Gateway gets besides."""

    def __init__(self, space, options=(), volumes=10, start=True, master=()):
        self.space = space
        self.mdm = Mdm(space, volumes)
        self.machine1 = Gateway(space, "machine1", "machine1", self.mdm.socket, options)
        self.machine2 = Gateway(space, "machine2", "machine2", self.mdm.socket, options, **dict(master))
        self.master, self.standby = self.machine2, self.machine1
        self.operations_log = self.master.operations_log
        if start:
            self.machine1.start()
            self.machine2.start()

    def operations(self, name=None):
        """What was executed, in order; `name` picks one kind, e.g. createVolume."""
        try:
            with open(self.operations_log) as stream:
                done = [json.loads(line) for line in stream if line.endswith("\n")]
        except OSError:
            return []
        return [each for each in done if name is None or each["op"] == name]


class Backend(object):
    """tests/ajp/ajp-fast or another of them that prints its port and "ready"."""

    def __init__(self, space, program, options=(), name="backend", port=None):
        self._space, self._program, self._options, self._name = space, program, list(options), name
        self.port, self._starts = port or free_port(), 0
        self._process = None

    def start(self):
        self._starts += 1
        self._process, _ = start_announcing(
            [os.path.join(settings().build, self._program), "--port", str(self.port)] + self._options,
            self._space.file("%s-%d.log" % (self._name, self._starts)), lambda output: "ready" in output.split())
        return self

    @property
    def pid(self):
        return self._process.pid

    def output(self):
        return self._process.output()

    def kill(self):
        self._process.kill()

    def stop(self):
        self._process.stop()
