"""One number each: instructions, system calls, requests a second, CPU time."""

import os
import re
import signal

from harness import client, process
from harness.process import wait_for
from harness.settings import settings


class Call(object):
    """What is asked: `get` small or large, or a POST with a body."""

    def __init__(self, name, method, path, body=None):
        self.name, self.method, self.path, self.body = name, method, path, body

    def once(self, connection):
        answer = connection.request(self.method, self.path, body=self.body)
        if not answer.ok:
            raise RuntimeError("%s %s: %r %s" % (self.method, self.path, answer, answer.text()[:200]))

    def times(self, port, count):
        with client.Connection(port, timeout=120.0) as connection:
            for _ in range(count):
                self.once(connection)


SMALL = Call("small GET", "GET", "/small")
LARGE = Call("1 MB answer", "GET", "/1m")
POST = Call("100 kB POST", "POST", "/post", b"p" * 100000)


def _instructions(peer, space, backend, call, count):
    server = peer.server(space, backend, single=True)
    # With -X it is httpd's own process that becomes www-data, and writes this at its end.
    out = space.write("callgrind.out", "", 0o666)
    server.start(single=True, before=("valgrind", "--tool=callgrind", "--fair-sched=yes",
                                      "--callgrind-out-file=" + out))
    try:
        call.times(server.port, count)
    finally:
        server.stop()
    return _total(out)


def _total(out):
    with open(out) as stream:
        match = re.search(r"^(?:summary|totals):\s*(\d+)", stream.read(), re.MULTILINE)
    os.unlink(out)
    return int(match.group(1))


def instructions(peer, space, backend, call=SMALL, low=200, high=1200):
    """User-space instructions of the whole httpd for one request: two runs, so that start and stop cancel out."""
    few = _instructions(peer, space, backend, call, low)
    many = _instructions(peer, space, backend, call, high)
    return (many - few) / float(high - low)


def token_instructions(space, count=1000):
    """Instructions to find the owner of one request's token."""
    out = space.write("callgrind.out", "")
    program = os.path.join(settings().build, "tests/bench/token_cost")
    status, said = process.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out,
                                "--toggle-collect=oneRequest", program, str(count)])
    if status:
        raise RuntimeError(said)
    return _total(out) / float(count)


def system_calls(peer, space, backend, call=SMALL, count=300):
    """(all of httpd's, those on the connection to the backend) for one request, once the pool is warm."""
    server = peer.server(space, backend).start()
    trace = os.path.join(server.root, "strace.out")
    tracer = None
    try:
        with client.Connection(server.port) as connection:
            for _ in range(20):
                call.once(connection)
            arguments = ["strace", "-f", "-yy", "-s", "16", "-o", trace]
            for pid in server.children():
                arguments += ["-p", str(pid)]
            tracer = process.Process(arguments, os.path.join(server.root, "strace.log"))
            wait_for("strace", lambda: "attached" in tracer.output())
            for _ in range(count):
                call.once(connection)
            tracer.signal(signal.SIGINT)
            tracer.wait()
    finally:
        if tracer:
            tracer.kill()
        server.stop()
    return _count(trace, backend, count)


def _count(trace, backend, count):
    with open(trace, errors="replace") as stream:
        lines = [line for line in stream if " resumed>" not in line and "(" in line]
    mark = re.compile(r"<TCP:\[([\d.:]+)->[\d.]+:%d\]>" % backend)
    connections = {}
    for line in lines:
        match = mark.search(line)
        if match:
            connections[match.group(1)] = connections.get(match.group(1), 0) + 1
    # A connection with a handful of calls only is the prober's.
    calls = sum(number for number in connections.values() if number > 10)
    return len(lines) / float(count), calls / float(count)


def cpu_seconds(pids):
    total = 0.0
    for pid in pids:
        try:
            total += process.cpu_seconds(pid)
        except OSError:
            continue
    return total


class Throughput(object):
    def __init__(self, rate, p99, cpu):
        self.rate, self.p99, self.cpu = rate, p99, cpu   # 1/s, ms, s per 10,000 requests


def throughput(server, space, call, seconds, connections):
    """wrk against a running server."""
    arguments = ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--latency", "--timeout", "30s"]
    if call.body is not None:
        script = space.write("post.lua", 'wrk.method = "%s"\nwrk.body = string.rep("p", %d)\n'
                             % (call.method, len(call.body)))
        arguments += ["-s", script]
    pids = server.children()
    before = cpu_seconds(pids)
    status, output = process.run(arguments + ["http://127.0.0.1:%d%s" % (server.port, call.path)],
                                 timeout=seconds + 60)
    spent = cpu_seconds(pids) - before
    requests = re.search(r"(\d+) requests in", output)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", output)
    if status or not requests or not p99 or "Non-2xx" in output or pids != server.children():
        raise RuntimeError("wrk against %s:\n%s" % (server.name, output))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99.group(2)]
    return Throughput(rate, float(p99.group(1)) * scale, 10000.0 * spent / max(1, int(requests.group(1))))
