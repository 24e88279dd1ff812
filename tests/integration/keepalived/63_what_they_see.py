"""What the checks see of a node's network, certificates and files, each fault made in earnest."""

import os
import shutil
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from netns import ADDRESSES, VIP, Network, need_namespaces  # noqa: E402
from harness import case, process  # noqa: E402
from harness.process import Process, wait_for  # noqa: E402
from harness.settings import settings  # noqa: E402

# Answers each connection to one address with that address.
ANSWERER = """
import socket, sys
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.setsockopt(socket.IPPROTO_IP, 15, 1)   # IP_FREEBIND
listener.bind((sys.argv[1], 80))
listener.listen(16)
open(sys.argv[2], "w").close()
while True:
    connection, _ = listener.accept()
    connection.recv(65536)
    body = sys.argv[1].encode()
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n%s" % (len(body), body))
    connection.close()
"""

# As somebody whom no capability is left to.
NOBODY = """
import os, sys
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
os.execv(sys.argv[1], sys.argv[1:])
"""

# A parent whose child has nearly all open that it may, as one of httpd's would.
HOARDER = """
import os, resource, sys, time
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
if os.fork() == 0:
    kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(int(sys.argv[1]))]
    open(sys.argv[2], "w").close()
time.sleep(600)
"""


class Descriptors(case.Case):
    def setUp(self):
        super(Descriptors, self).setUp()
        case.need_built("check-headroom")

    def says(self, parent, wrapper=()):
        path = self.space.write("httpd.pid", "%d\n" % parent if parent else "none\n")
        # Where everybody may execute it.
        program = shutil.copy(os.path.join(settings().build, "check-headroom"), self.space.path)
        return process.run(list(wrapper) + [program, "--state-dir=none", "--timeout=3000", "--pid-file=" + path])[1]

    def hoarder(self, count):
        ready = self.space.file("ready-%d" % count)
        child = Process([sys.executable, "-I", "-S", "-c", HOARDER, str(count), ready], self.space.file("hoarder.out"))
        wait_for("the hoarder", lambda: os.path.exists(ready))
        return child.pid

    def test_a_child_of_httpds_that_has_few_descriptors_left(self):
        self.assertNotIn("descriptors", self.says(self.hoarder(20)))
        self.assertRegex(self.says(self.hoarder(94)), "only [0-3].. % of the descriptors of one of httpd's processes are free")

    def test_what_is_not_seen_is_said(self):
        self.assertIn("httpd.pid holds no process ID", self.says(0))
        self.assertIn("there is no process 4194305 of", self.says(4194305))    # above any that Linux gives
        if os.geteuid() == 0:
            nobody = (sys.executable, "-I", "-S", "-c", NOBODY)
            self.assertIn("httpd's descriptors are seen by root only", self.says(self.hoarder(21), nobody))


class Sees(case.Case):
    def setUp(self):
        super(Sees, self).setUp()
        need_namespaces()
        case.need_built("check-serving", "check-network", "check-incumbent")
        self.network = Network({key: ADDRESSES[key] for key in ("a", "b", "g")})
        self.addCleanup(self.network.remove)

    def says(self, key, name, *options, **others):
        """(exit code, what it says) of a check on that node."""
        command = [others.get("program") or os.path.join(settings().build, name), "--state-dir=none", "--timeout=3000"]
        command = list(others.get("wrapper", ())) + command + list(options)
        return process.run(self.network.inside(key, *command))

    def sees(self, key, name, code, text, *options, **others):
        got, said = self.says(key, name, *options, **others)
        self.assertIn(text, said)
        self.assertEqual(code, got, said)

    def give(self, key, address=VIP + "/24"):
        self.network.ip(key, "addr", "add", address, "dev", "eth0")

    def answer(self, key, address):
        ready = self.space.file("answers-on-" + key)
        Process(self.network.inside(key, sys.executable, "-I", "-S", "-c", ANSWERER, address, ready), self.space.file("answerer.out"))
        wait_for("the answerer", lambda: os.path.exists(ready))

    def test_the_holder_is_asked_through_its_vip_and_the_other_never(self):
        """The VIP as a second address of the node's network: the kernel answers it from the first."""
        self.give("a")
        for key in ("a", "b"):
            self.answer(key, VIP)
        own = ("--no-tls", "--port=80", "--vip=" + VIP)
        self.sees("a", "check-serving", 0, "at %s port 80" % VIP, "--match=" + VIP, *own)
        self.sees("b", "check-serving", 1, "127.0.0.1 port 80", *own)
        self.sees("a", "check-incumbent", 0, "this node holds %s on eth0" % VIP, "--vip=" + VIP)
        self.sees("b", "check-incumbent", 1, "does not hold " + VIP, "--vip=" + VIP)
        self.network.ip("a", "addr", "del", VIP + "/24", "dev", "eth0")
        self.give("b", VIP + "/32")
        self.sees("b", "check-serving", 0, "at %s port 80" % VIP, *own)
        self.sees("a", "check-serving", 1, "127.0.0.1 port 80", *own)

    def test_links_routes_and_neighbours(self):
        wishes = ("--interface=eth0", "--vip=" + VIP, "--gateways=" + ",".join(ADDRESSES["g"]))
        ip = self.network.ip
        self.sees("a", "check-network", 0, "OK 100: eth0 is up", "--no-nonlocal-bind", *wishes)
        ip("a", "route", "add", "unreachable", ADDRESSES["g"][0] + "/32")
        self.sees("a", "check-network", 0, "WARNING 70: gateway %s: the route to %s refuses it (unreachable)" % (2 * ADDRESSES["g"][:1]),
                  "--no-nonlocal-bind", *wishes)
        ip("a", "route", "add", "unreachable", ADDRESSES["g"][1] + "/32")
        self.sees("a", "check-network", 1, "no gateway can be reached from this node", "--no-nonlocal-bind", *wishes)
        ip("a", "route", "flush", "type", "unreachable")
        ip("a", "route", "add", "default", "via", ADDRESSES["g"][1])
        self.sees("a", "check-network", 0, "OK 100", "--no-nonlocal-bind", *wishes)
        ip("a", "neigh", "replace", ADDRESSES["g"][1], "dev", "eth0", "nud", "failed")
        self.sees("a", "check-network", 0, "nobody answers for %s on the link" % ADDRESSES["g"][1], "--no-nonlocal-bind", *wishes)
        ip("r", "link", "set", "pa", "down")
        wait_for("the carrier's end", lambda: "NO-CARRIER" in ip("a", "link", "show", "eth0"))
        self.sees("a", "check-network", 1, "eth0 has no carrier", *wishes)
        ip("a", "link", "set", "eth0", "down")
        self.sees("a", "check-network", 1, "eth0 is switched off (ip link set eth0 up)", *wishes)
        self.sees("a", "check-network", 1, "there is no interface eth7", "--interface=eth7")
        ip("b", "addr", "flush", "dev", "eth0")
        self.give("b")
        self.sees("b", "check-network", 1, "no IPv4 address of its own besides the virtual IP", *wishes)

    def test_a_gateway_without_route_is_missed(self):
        self.network.ip("a", "addr", "flush", "dev", "eth0")
        self.network.ip("a", "addr", "add", "203.0.113.1/24", "dev", "eth0")
        self.sees("a", "check-network", 1, "no gateway can be reached from this node", "--gateways=" + ",".join(ADDRESSES["g"]))

    def test_the_sysctl_is_missed(self):
        self.sees("g", "check-network", 0, "net.ipv4.ip_nonlocal_bind is 0", "--interface=eth0", "--vip=" + VIP)
        self.sees("a", "check-network", 0, "net.ipv4.ip_nonlocal_bind is 1 but will not be after a restart",
                  "--interface=eth0", "--vip=" + VIP)

    def test_the_vip_on_both_nodes_is_seen(self):
        self.give("a")
        wishes = ("--interface=eth0", "--vip=" + VIP, "--no-nonlocal-bind")
        self.sees("a", "check-network", 0, "OK 100", *wishes)
        self.give("b")
        mac = self.network.inside("b", "cat", "/sys/class/net/eth0/address")
        self.sees("a", "check-network", 0, "answers for the virtual IP %s as well: %s" % (VIP, process.run(mac)[1].strip()), *wishes)

    def test_without_privilege_it_says_what_it_does_not_see(self):
        copy = shutil.copy(os.path.join(settings().build, "check-network"), self.space.path)
        nobody = {"program": copy, "wrapper": (sys.executable, "-I", "-S", "-c", NOBODY)}
        unseen = "whether another node has the virtual IP too is not seen without CAP_NET_RAW"
        wishes = ("--interface=eth0", "--vip=" + VIP, "--no-nonlocal-bind")
        self.sees("a", "check-network", 0, unseen, *wishes, **nobody)
        self.give("a")
        self.sees("a", "check-network", 0, unseen, *wishes, **nobody)
        for key in ("a", "b"):
            self.assertNotIn(unseen, self.says(key, "check-network", *wishes)[1])
        self.assertNotIn(unseen, self.says("a", "check-network", "--no-arp-probe", *wishes, **nobody)[1])
        self.sees("a", "check-network", 0, "this verdict is not remembered", "--state-dir=" + self.space.path + "/none/of/this",
                  *wishes, **nobody)

    def test_a_resolver_that_hangs_is_not_waited_for(self):
        """The node's nameserver is an address that nobody has."""
        folder = "/etc/netns/" + self.network.name("a")
        os.makedirs(folder)
        self.addCleanup(shutil.rmtree, folder)
        with open(folder + "/resolv.conf", "w") as stream:
            stream.write("nameserver 198.51.100.77\noptions timeout:30\n")
        workers = self.space.file("workers.properties")
        self.space.write(workers, "worker.list=b\nworker.b.type=lb\nworker.b.balance_workers=m\nworker.m.type=ajp13\n"
                                  "worker.m.host=gateway.example\nworker.m.port=8009\n")
        began = time.monotonic()
        code, said = self.says("a", "check-gateways", "--timeout=400", "--workers=" + workers)
        took = time.monotonic() - began
        self.note("the resolver hangs: gone after %.0f ms of 400, with ip netns exec" % (took * 1000))
        self.assertEqual(1, code, said)
        self.assertIn("b: no gateway is usable; m: unresolved", said)
        self.assertLess(took, 3.0)
        # The gateway that has an address in the file is asked nevertheless.
        with open(workers) as stream:
            text = stream.read().replace("workers=m\n", "workers=m,n\n")
        self.space.write(workers, text + "worker.n.type=ajp13\nworker.n.host=%s\nworker.n.port=8009\n" % ADDRESSES["g"][0])
        Process(self.network.inside("g", sys.executable, "-B", os.path.join(os.path.dirname(os.path.abspath(__file__)), "ajp_gateway.py"),
                                    self.space.file("down"), ADDRESSES["g"][0]), self.space.file("gateway.out"))
        wait_for("the gateway", lambda: not self.says("a", "check-gateways", "--workers=" + workers)[0])
        for mode, code in (("--any", 0), ("--all", 1), ("--score", 0)):
            self.sees("a", "check-gateways", code, "m: unresolved", "--timeout=400", "--workers=" + workers, mode)


if __name__ == "__main__":
    case.main()
