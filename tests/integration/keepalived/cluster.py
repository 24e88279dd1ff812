"""Keepalived, httpd with mod_sioha and the checks on two nodes; what a client and the VIP go through is recorded."""

import os
import re
import signal
import sys
import time

from harness import process
from harness.process import Process, wait_for
from harness.settings import settings
from harness.workspace import openssl, service_user
from netns import ADDRESSES, VIP, Network, keepalived

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = ("mpm_event", "authz_core", "authz_host", "headers", "unixd", "log_config", "watchdog", "slotmem_shm",
           "socache_shmcb", "ssl", "status")

HTTPD = """
ServerRoot "{root}"
DefaultRuntimeDir "{root}"
PidFile "{root}/httpd.pid"
{modules}
LoadModule sioha_module "{module}"
{user}
Mutex "file:{root}" default
ServerName sioha.example
ErrorLog "{root}/error.log"
LogLevel info
StartServers 1
ThreadsPerChild 10
MaxRequestWorkers 20
Listen 443
Listen 127.0.0.1:80
Header always set X-Node {node}
JkWorkersFile "{space}/workers.properties"
<Location /sioha-status>
SetHandler sioha-status
Require local
</Location>
<Location /server-status>
SetHandler server-status
Require local
</Location>
<VirtualHost {vip}:443 127.0.0.1:443>
SSLEngine on
SSLCertificateFile "{root}/cert.pem"
SSLCertificateKeyFile "{root}/key.pem"
JkMount /* balance1
</VirtualHost>
"""

WORKERS = """
worker.list=balance1
worker.balance1.type=lb
worker.balance1.balance_workers=machine1,machine2
worker.machine1.type=ajp13
worker.machine1.host={0}
worker.machine1.port=8009
worker.machine1.lbfactor=1
worker.machine2.type=ajp13
worker.machine2.host={1}
worker.machine2.port=8009
worker.machine2.lbfactor=10
"""

CHECKS = """
vip = {vip}
interface = eth0
state-dir = {root}/state
workers = {space}/workers.properties
[check-serving]
host = sioha.example
path = /api/version
[check-certificate]
host = sioha.example
warn-days = 1
[check-network]
gateways = {gateways}
"""

CA = """
[ca]
default_ca = own
[own]
database = {0}/index
serial = {0}/serial
new_certs_dir = {0}
default_md = sha256
policy = any
x509_extensions = extensions
[any]
commonName = supplied
[extensions]
subjectAltName = DNS:{1}
"""


class Node(object):
    def __init__(self, cluster, key):
        self.cluster, self.key = cluster, key
        self.root = cluster.space.folder(key)
        cluster.space.folder(key, "state")
        self.score = os.path.join(self.root, "score")
        self.httpd = self.keepalived = self.scorer = None

    def inside(self, *command):
        return self.cluster.network.inside(self.key, *command)

    def certificate(self, name="sioha.example", expired=False):
        key, request, folder = self.root + "/key.pem", self.root + "/request.pem", self.root + "/ca"
        openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request, "-subj", "/CN=" + name)
        if not os.path.isdir(folder):
            os.makedirs(folder)
        for file, text in (("index", ""), ("serial", "%016x\n" % time.time_ns()), ("conf", CA.format(folder, name))):
            with open(os.path.join(folder, file), "w") as stream:
                stream.write(text)
        # "openssl req -x509" makes no certificate of the past.
        openssl("ca", "-batch", "-selfsign", "-config", folder + "/conf", "-in", request, "-keyfile", key, "-out",
                self.root + "/cert.pem", "-startdate", "20200101000000Z", "-enddate",
                "20200201000000Z" if expired else "20491231000000Z")

    def write(self):
        space, user = self.cluster.space, service_user()
        values = {"root": self.root, "space": space.path, "node": self.key, "vip": VIP, "module": settings().module,
                  "modules": "\n".join('LoadModule %s_module "%s"' % (name, settings().httpd_module(name))
                                       for name in MODULES if os.path.exists(settings().httpd_module(name))),
                  "user": "User %s\nGroup #%d" % (user.pw_name, user.pw_gid),
                  "gateways": ",".join(ADDRESSES["g"])}
        space.write(self.root + "/httpd.conf", HTTPD.format(**values))
        space.write(self.root + "/checks.conf", CHECKS.format(**values))

    def start_httpd(self):
        self.httpd = Process(self.inside(settings().httpd, "-DFOREGROUND", "-f", self.root + "/httpd.conf"),
                             self.root + "/httpd.out", preload=settings().preload)
        wait_for("httpd of node " + self.key, lambda: self.check("check-serving") == 0, 20.0, 0.2)

    def check(self, name, *options):
        """A check's exit code, with a state of its own so that keepalived's runs are not disturbed."""
        return process.run(self.inside(os.path.join(settings().build, name), "--config=" + self.root + "/checks.conf",
                                       "--state-dir=none", "--timeout=900", *options))[0]

    def start_scorer(self, every, *options):
        self.scorer = Process(self.inside(os.path.join(settings().build, "node-score"), "--config=" + self.root + "/checks.conf",
                                          "--publish=" + self.score, "--every=" + every, *options), self.root + "/score.out")
        wait_for("score of node " + self.key, lambda: os.path.exists(self.score), 10.0)

    def start_keepalived(self, scheme):
        """`scheme`: of sioha-keepalived-conf, or "none": the same without any check."""
        conf = self.root + "/keepalived.conf"
        unchecked = scheme == "none"
        scheme = "components" if unchecked else scheme
        arguments = ["--role=" + ("master" if self.key == "a" else "slave"), "--vip=" + VIP + "/24", "--scheme=" + scheme,
                     "--keepalived=" + ("2.1" if scheme == "fast" else "1.2.7"), "--checks-dir=" + settings().build,
                     "--checks-config=" + self.root + "/checks.conf", "--score-file=" + self.score, "--output=" + conf,
                     "--keepalived-binary=" + ("/nonexistent" if old(keepalived()) else keepalived())]
        status, output = process.run([os.path.join(settings().build, "sioha-keepalived-conf")] + arguments)
        if status:
            raise AssertionError(output)
        if unchecked:
            with open(conf) as stream:
                text = re.sub(r"(?ms)^ *(vrrp_script \S+|track_script) \{.*?^ *\}\n", "", stream.read())
            self.cluster.space.write(conf, text)
        command = [keepalived(), "-n", "-l", "-D", "-f", conf, "-p", self.root + "/k.pid", "-r", self.root + "/kv.pid"]
        # A build without LVS has neither -P nor -c.
        if "--vrrp " in process.run([keepalived(), "--help"])[1]:
            command += ["-P", "-c", self.root + "/kc.pid"]
        self.keepalived = Process(self.inside(*command), self.root + "/keepalived.log")

    def httpd_pids(self):
        pids = [self.httpd.pid]
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    with open("/proc/%s/stat" % entry) as stream:
                        if int(stream.read().rpartition(")")[2].split()[1]) == self.httpd.pid:
                            pids.append(int(entry))
                except OSError:
                    continue
        return pids

    def _signal_httpd(self, number):
        for pid in self.httpd_pids() if self.httpd.running() else ():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def stop_httpd(self):
        self._signal_httpd(signal.SIGSTOP)

    def continue_httpd(self):
        self._signal_httpd(signal.SIGCONT)

    def restart_httpd(self):
        self.httpd.kill()
        self.start_httpd()

    def use_certificate(self, name, expired=False):
        """As an administrator does: new files, graceful restart."""
        self.certificate(name, expired)
        self.httpd.signal(signal.SIGUSR1)

    def checks_alive(self, name):
        """Running processes of that check in this node's namespace."""
        pids = process.run(["ip", "netns", "pids", self.cluster.network.name(self.key)])[1].split()
        alive = 0
        for pid in pids:
            try:
                with open("/proc/%s/comm" % pid) as stream:
                    alive += stream.read().strip() == name[:15]
            except OSError:
                pass
        return alive

    def gateways_unreachable(self, yes):
        for address in ADDRESSES["g"]:
            self.cluster.network.ip(self.key, "route", "add" if yes else "del", "unreachable", address + "/32")


def old(binary):
    """keepalived before 2.0.4 has no -t."""
    return "Keepalived v1." in process.run([binary, "--version"])[1]


class Cluster(object):
    def __init__(self, space):
        self.space = space
        self.network = Network()
        self.a, self.b = Node(self, "a"), Node(self, "b")
        self.nodes = {"a": self.a, "b": self.b}
        self.down = space.file("gateways-down")
        self._asked = space.file("asked.txt")

    def start(self, scheme="components", every="0.25", scorer=()):
        space = self.space
        space.write("workers.properties", WORKERS.format(*ADDRESSES["g"]))
        Process(self.network.inside("g", sys.executable, "-B", HERE + "/ajp_gateway.py", self.down, *ADDRESSES["g"]),
                space.file("gateways.out"))
        self.a.certificate()
        for name in ("cert.pem", "key.pem"):
            with open(self.a.root + "/" + name) as stream:
                space.write(self.b.root + "/" + name, stream.read())
        for node in (self.a, self.b):
            node.write()
            node.start_httpd()
        for node in (self.a, self.b):
            if scheme in ("fast", "thermometer"):
                node.start_scorer(every, *scorer)
            Process(["ip", "-ts", "-n", self.network.name(node.key), "monitor", "address"], node.root + "/monitor.txt")
        self.a.start_keepalived(scheme)
        wait_for("node a's VIP", lambda: self.network.has_vip("a"), 20.0, 0.05)
        self.b.start_keepalived(scheme)
        Process(self.network.inside("c", sys.executable, "-B", HERE + "/asker.py", VIP, self._asked), space.file("asker.out"))
        # rise counts, garps and the first rounds of every check.
        time.sleep(6.0)
        if self.network.holders() != ["a"]:
            raise AssertionError("the VIP is on %s before the test\n%s" % (self.network.holders(), self.logs()))

    def wait_holder(self, key, seconds):
        started = time.time()
        wait_for("the VIP on node " + key, lambda: self.network.holders() == [key], seconds, 0.02)
        return time.time() - started

    def answers(self, since):
        """(began, ended, who) of each attempt of the client that ended after `since`."""
        rows = []
        with open(self._asked) as stream:
            for line in stream:
                fields = line.split()
                if len(fields) == 3 and float(fields[1]) >= since:
                    rows.append((float(fields[0]), float(fields[1]), fields[2]))
        return rows

    def served_by(self, key, since, seconds):
        """Seconds from `since` to the first answer of that node."""
        return wait_for("an answer of node " + key,
                        lambda: [row[1] - since for row in self.answers(since) if row[2] == key], seconds, 0.02)[0]

    def longest_silence(self, since):
        last, longest = since, 0.0
        for _, ended, who in self.answers(since):
            if who != "-":
                longest, last = max(longest, ended - last), ended
        return max(longest, time.time() - last)

    def nowhere(self, seconds):
        """How long the VIP is on no node in the next `seconds`."""
        until, total, last = time.time() + seconds, 0.0, time.time()
        while last < until:
            present = self.network.holders()
            now = time.time()
            total += 0.0 if present else now - last
            last = now
        return total

    def moves(self):
        """How often each node got the VIP so far."""
        count = 0
        for node in (self.a, self.b):
            with open(node.root + "/monitor.txt") as stream:
                count += len([line for line in stream if VIP + "/" in line and "Deleted" not in line])
        return count

    def logs(self):
        parts = []
        for node in (self.a, self.b):
            for name in ("keepalived.log", "error.log"):
                try:
                    with open(os.path.join(node.root, name)) as stream:
                        parts.append("--- node %s %s\n%s" % (node.key, name, "".join(stream.readlines()[-25:])))
                except OSError:
                    pass
        return "\n".join(parts)

    def stop(self):
        try:
            self._stop_nodes()
        finally:
            process.end_all()
            self.network.remove()

    def _stop_nodes(self):
        for node in (self.a, self.b):
            if node.keepalived:
                node.keepalived.signal(signal.SIGTERM)
        for node in (self.a, self.b):
            if node.keepalived:
                try:
                    node.keepalived.wait(5.0)
                except process.Timeout:
                    pass
            if node.httpd:
                node.continue_httpd()
