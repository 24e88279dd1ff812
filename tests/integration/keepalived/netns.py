"""Hosts, each in a network namespace, joined by a bridge: two nodes, two gateways and a client, or others."""

import atexit
import contextlib
import ctypes
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import process  # noqa: E402
from harness.case import have  # noqa: E402

NET = "198.51.100."
VIP = NET + "100"
ADDRESSES = {"a": (NET + "1",), "b": (NET + "2",), "c": (NET + "3",), "g": (NET + "11", NET + "12")}


def keepalived():
    """The binary to try: $KEEPALIVED, else the one in the path."""
    binary = os.environ.get("KEEPALIVED")
    if binary:
        return binary
    for folder in (os.environ.get("PATH", "") + ":/usr/sbin:/sbin").split(":"):
        if folder and os.access(os.path.join(folder, "keepalived"), os.X_OK):
            return os.path.join(folder, "keepalived")
    raise unittest.SkipTest("keepalived is not installed; KEEPALIVED=PATH names one")


def need_namespaces():
    if os.geteuid() != 0:
        raise unittest.SkipTest("network namespaces need root")
    if not have("ip"):
        raise unittest.SkipTest("iproute2 is not installed")
    name = "sk%d" % os.getpid()
    status, output = process.run(["ip", "netns", "add", name])
    if status:
        raise unittest.SkipTest("no network namespaces here: " + output.strip())
    process.run(["ip", "netns", "del", name])


class Network(object):
    """Touches nothing but its own namespaces, and removes them."""

    def __init__(self, addresses=None):
        self._prefix = "sk%d" % os.getpid()
        self._made = []
        atexit.register(self.remove)
        try:
            self._make(addresses or ADDRESSES)
        except BaseException:
            self.remove()
            raise

    def _make(self, addresses):
        for key in ("r",) + tuple(sorted(addresses)):
            self._made.append(key)
            self._run("ip", "netns", "add", self.name(key))
            self.ip(key, "link", "set", "lo", "up")
        # A bridge that snoops multicast without a querier may stop to flood VRRP's 224.0.0.18.
        self.ip("r", "link", "add", "br0", "type", "bridge", "stp_state", "0", "forward_delay", "0", "mcast_snooping", "0")
        self.ip("r", "link", "set", "br0", "up")
        for key in sorted(addresses):
            self.ip("r", "link", "add", "p" + key, "type", "veth", "peer", "name", "eth0", "netns", self.name(key))
            self.ip("r", "link", "set", "p" + key, "master", "br0", "up")
            for address in addresses[key]:
                self.ip(key, "addr", "add", address + "/24", "dev", "eth0")
            self.ip(key, "link", "set", "eth0", "up")
        for key in set(("a", "b")) & set(addresses):
            self._run(*self.inside(key, "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind"))

    def name(self, key):
        return self._prefix + key

    def inside(self, key, *command):
        return ["ip", "netns", "exec", self.name(key)] + list(command)

    def _run(self, *command):
        status, output = process.run(command)
        if status:
            raise RuntimeError("%s: %s" % (" ".join(command), output))
        return output

    def ip(self, key, *arguments):
        return self._run("ip", "-n", self.name(key), *arguments)

    def remember(self, key, other, address):
        """The neighbour's MAC stays known, so that only packets get lost and nobody hears of it."""
        mac = self._run(*self.inside(other, "cat", "/sys/class/net/eth0/address")).strip()
        self.ip(key, "neigh", "replace", address, "lladdr", mac, "dev", "eth0", "nud", "permanent")

    def forget(self, key):
        self.ip(key, "neigh", "flush", "dev", "eth0", "nud", "all")

    def cut(self, key):
        """Its link stays up; what goes in or out is lost without a word."""
        self.ip("r", "link", "set", "p" + key, "nomaster")

    def mend(self, key):
        self.ip("r", "link", "set", "p" + key, "master", "br0")

    @contextlib.contextmanager
    def entered(self, key):
        """This thread, and what it starts, is in that namespace."""
        with open("/proc/self/ns/net") as home:
            with open("/var/run/netns/" + self.name(key)) as there:
                self._enter(there)
            try:
                yield self
            finally:
                self._enter(home)

    @staticmethod
    def _enter(stream):
        new_net = 0x40000000    # CLONE_NEWNET; os.setns() came with Python 3.12
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.setns(stream.fileno(), new_net) != 0:
            raise OSError(ctypes.get_errno(), "setns")

    def has_vip(self, key):
        return (VIP + "/") in self.ip(key, "-4", "-o", "addr", "show", "dev", "eth0")

    def holders(self):
        return [key for key in ("a", "b") if self.has_vip(key)]

    def remove(self):
        while self._made:
            process.run(["ip", "netns", "del", self.name(self._made.pop())])
