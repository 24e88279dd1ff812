"""What one run of each check costs: processor time and memory, beside `killall -0`, on a node that serves."""

import json
import os
import subprocess
import sys
import time

from harness import guide, status
from harness.gateways import Pair
from harness.httpd import Httpd
from harness.process import cpu_seconds
from harness.settings import settings

RUNS = 41
PROCESSES = 100    # as many idle ones stand beside: killall looks at each

CONFIGURATION = """timeout = 3000
vip = 127.0.0.1
interface = lo
host = 127.0.0.1
address = 127.0.0.1
status-port = {port}
[check-serving]
port = {tls_port}
path = /api/version
[check-certificate]
port = {tls_port}
certificate = {certificate}
"""
KILLALL = "killall -0 apache2"
# As a service for vrrp_track_file and check-level: what a round costs is what counts.
ROUND = 0.25
ROUNDS = 80
SERVICE = "node-score --every, a round"
# Name and does it speak TLS.
CHECKS = (("check-serving", True), ("check-certificate", True), ("node-score", True), ("check-gateways", False),
          ("check-network", False), ("check-headroom", False), ("check-incumbent", False))


# A small interpreter starts the runs: what is forked from a large one counts as large.
RUNNER = """
import os, sys
quiet = os.open("/dev/null", os.O_RDWR)
runs = []
for _ in range(int(sys.argv[1])):
    pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ,
                          file_actions=[(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)])
    used = os.wait4(pid, 0)[2]
    runs.append((1000 * (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024.0))
runs.sort()
print("[%f, %f]" % (runs[len(runs) // 2][0], max(run[1] for run in runs)))
"""


def cost(command):
    """(median of the milliseconds of processor time, megabytes at most) of a run."""
    output = subprocess.check_output([sys.executable, "-I", "-S", "-c", RUNNER, str(RUNS)] + command)
    return tuple(json.loads(output.decode()))


def cost_of_round(command, score):
    """The same of a round of the service, without its first seconds."""
    service = subprocess.Popen(command + ["--publish=" + score, "--every=%g" % ROUND])
    try:
        time.sleep(2.0)
        before = cpu_seconds(service.pid)
        time.sleep(ROUND * ROUNDS)
        return 1000.0 * (cpu_seconds(service.pid) - before) / ROUNDS, _peak(service.pid)
    finally:
        service.terminate()
        service.wait()


def _peak(pid):
    with open("/proc/%d/status" % pid) as stream:
        return next(int(line.split()[1]) / 1024.0 for line in stream if line.startswith("VmHWM:"))


def each(space, certificates):
    """(name, speaks TLS, milliseconds, megabytes) of each check on a node that serves, and the same of killall."""
    idle = [subprocess.Popen(["sleep", "600"]) for _ in range(PROCESSES)]
    try:
        pair = Pair(space)
        status_page = '<Location "/server-status">\nSetHandler server-status\n</Location>\n'
        server = Httpd(space, guide.of_pair(space, pair) + status_page, certificates=certificates,
                       tls="JkMount /* balance1\n").start()
        status.await_up(server.port)
        text = CONFIGURATION.replace("{certificate}", certificates.file("server-cert.pem"))
        path = space.write("checks.conf", server.fill(text))
        for name, tls in CHECKS:
            yield (name, tls) + cost([os.path.join(settings().build, name), "--config=" + path, "--state-dir=none"])
        service = [os.path.join(settings().build, "node-score"), "--config=" + path, "--state-dir=none"]
        yield (SERVICE, True) + cost_of_round(service, space.file("score"))
        yield (KILLALL, False) + cost(KILLALL.split())
        server.stop()
    finally:
        for process in idle:
            process.kill()
            process.wait()
