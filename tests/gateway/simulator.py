"""Starts the simulators and talks to them: used by their own test, by the integration tests and by hand."""

import base64
import json
import os
import zlib
from http.client import HTTPConnection, HTTPException

from harness import process
from harness.settings import settings

USER, PASSWORD = "admin", "Password1"


class Answer(object):
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self):
        return json.loads(self.body.decode())

    def intact(self):
        return self.header("X-Body-Crc32") == "%08x" % (zlib.crc32(self.body) & 0xFFFFFFFF)


def basic(user, password):
    return "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()


def http(port, method, path, credentials=None, body=None, headers=None, timeout=15.0):
    """One request on a connection of its own."""
    wanted = dict(headers or {})
    if credentials:
        wanted["Authorization"] = basic(*credentials)
    if isinstance(body, dict):
        body = json.dumps(body)
        wanted.setdefault("Content-Type", "application/json")
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, wanted)
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


class _Program(object):
    """A program that prints one line of JSON when it is ready."""

    def _launch(self, space, program, name, arguments):
        log = space.file("%s-%d.log" % (name, self._starts))
        self._starts += 1
        path = os.path.join(settings().build, "tests", "gateway", program)
        self.process = process.Process([path] + arguments, log)
        process.wait_for("start of " + name, lambda: "\n" in self.process.output() or not self.process.running())
        if not self.process.running():
            raise RuntimeError("%s: %s" % (name, self.process.output()))
        return json.loads(self.process.output().splitlines()[0])

    def control(self, method, path):
        answer = http(self.control_port, method, path)
        if answer.status != 200:
            raise RuntimeError("%s: %s" % (path, answer.body.decode()))
        return answer.json()

    def state(self):
        return self.control("GET", "/state")

    def kill(self):
        """kill -9."""
        self.process.kill()

    def stop(self):
        self.process.stop()


class Mdm(_Program):
    def __init__(self, space, volumes=0):
        self._starts = 0
        self.socket = space.file("mdm.sock")
        ports = self._launch(space, "sioha-mdm-sim", "mdm", ["--socket", self.socket, "--volumes", str(volumes)])
        self.control_port = ports["control"]

    def fault(self, name, **parameters):
        return self.control("POST", "/fault/%s%s" % (name, _query(parameters)))


class Gateway(_Program):
    """start() after kill() comes back on the same ports, as a restarted gateway does."""

    def __init__(self, space, name, mdm, ops_log=None, **options):
        self._space, self.name, self._starts = space, name, 0
        self.ops_log = ops_log or space.file("operations.log")
        self._options = ["--name", name, "--mdm", mdm.socket, "--ops-log", self.ops_log]
        for key, value in options.items():
            self._options += ["--" + key.replace("_", "-")] + ([] if value is True else [str(value)])
        self.ports = None
        self.start()

    def start(self):
        fixed = []
        if self.ports:
            fixed = ["--ajp-port", str(self.ajp_port), "--http-port", str(self.http_port),
                     "--control", str(self.control_port)]
        self.ports = self._launch(self._space, "sioha-gateway-sim", self.name, self._options + fixed)
        self.ajp_port, self.http_port = self.ports["ajp"], self.ports["http"]
        self.control_port = self.ports["control"]

    def fault(self, name, **parameters):
        return self.control("POST", "/fault/%s%s" % (name, _query(parameters)))

    def clear(self):
        return self.fault("clear")

    def http(self, method, path, token=None, **options):
        """Straight to the gateway's HTTP port; `token` goes where clients put it."""
        return http(self.http_port, method, path, ("", token) if token else None, **options)

    def login(self):
        return http(self.http_port, "GET", "/api/login", (USER, PASSWORD))

    def token(self):
        return self.login().json()


def _query(parameters):
    return "?" + "&".join("%s=%s" % pair for pair in sorted(parameters.items())) if parameters else ""


def new_volume(name):
    """The body of a volume's creation."""
    return {"storagePoolId": "8631480700000000", "protectionDomainId": "b8b3919900000000", "name": name,
            "volumeType": "ThinProvisioned", "volumeSizeInKb": "8388608"}


def operations(log, **wanted):
    """The operations log's entries whose members have the given values, e.g. op="createVolume", result=200."""
    if not os.path.exists(log):
        return []
    with open(log) as stream:
        entries = [json.loads(line) for line in stream]
    return [entry for entry in entries if all(entry[key] == value for key, value in wanted.items())]
