"""A disk that answers no more, as the kernel shows it: whoever reads there sleeps, and only a deadline ends that."""

import ctypes
import os
import re
import select
import struct
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import case  # noqa: E402
from harness.settings import settings  # noqa: E402
from hanging import ends_at_once_on_sigterm  # noqa: E402

LOOKUP, GETATTR, OPEN, INIT = 1, 3, 14, 26    # linux/fuse.h
FOPEN_DIRECT_IO, FOPEN_NOFLUSH = 1, 32
ROOT, FILE = 1, 2
MNT_FORCE, MNT_DETACH = 1, 2
LIBC = ctypes.CDLL(None, use_errno=True)
# Linux before 5.18 does not let a process go that has a file open there: it flushes it, and no signal ends that.
LETS_GO = tuple(int(part) for part in re.match(r"(\d+)\.(\d+)", os.uname().release).groups()) >= (5, 18)


class DeadDisk(object):
    """A file system of /dev/fuse with one file of any name. It answers until `last` was asked, then nobody."""

    def __init__(self, folder, last):
        os.mkdir(folder)
        self._folder, self._last = folder.encode(), last
        try:
            self._fd = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise unittest.SkipTest("no file system of our own here: /dev/fuse: %s" % error.strerror)
        options = "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other" % self._fd
        if LIBC.mount(b"sioha-dead-disk", self._folder, b"fuse", 0, options.encode()) != 0:
            os.close(self._fd)
            raise unittest.SkipTest("no file system of our own here: mount: " + os.strerror(ctypes.get_errno()))
        self._ending = os.pipe()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def remove(self):
        os.close(self._ending[1])
        self._thread.join()
        LIBC.umount2(self._folder, MNT_FORCE | MNT_DETACH)    # wakes who sleeps there
        os.close(self._ending[0])
        os.close(self._fd)
        os.rmdir(self._folder)

    def _serve(self):
        while True:
            ready = select.select([self._fd, self._ending[0]], [], [])[0]
            if self._ending[0] in ready:
                return
            asked = os.read(self._fd, 1 << 17)
            _, operation, number, node = struct.unpack_from("<IIQQ", asked)
            answer = self._answer(operation, node)
            error = 0 if answer is not None else -38    # ENOSYS
            answer = answer or b""
            os.write(self._fd, struct.pack("<IiQ", 16 + len(answer), error, number) + answer)
            if operation == self._last:
                return

    def _answer(self, operation, node):
        if operation == INIT:
            return struct.pack("<IIIIHHIIHH8I", 7, 31, 0, 0, 8, 8, 1 << 16, 1, 0, 0, *([0] * 8))
        if operation == LOOKUP:
            return struct.pack("<QQQQII", FILE, 1, 0, 0, 0, 0) + self._attributes(FILE)
        if operation == GETATTR:
            return struct.pack("<QII", 0, 0, 0) + self._attributes(node)
        if operation == OPEN:
            return struct.pack("<QII", 1, FOPEN_DIRECT_IO | FOPEN_NOFLUSH, 0)
        return None

    @staticmethod
    def _attributes(node):
        mode = 0o40755 if node == ROOT else 0o100644
        return struct.pack("<6Q10I", node, 4096, 8, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)


class OnADeadDisk(case.Case):
    def setUp(self):
        super(OnADeadDisk, self).setUp()
        case.need_built("check-certificate", "check-config", "check-gateways", "check-headroom", "check-level",
                        "node-score")
        if os.geteuid() != 0:
            raise unittest.SkipTest("a file system of our own needs root")

    @staticmethod
    def rows(folder):
        """What is asked for last before nobody answers any more; program and options."""
        yield INIT, "check-certificate", "--no-served", "--certificate=" + folder + "/server.pem"
        yield OPEN, "check-certificate", "--no-served", "--certificate=" + folder + "/server.pem"
        yield OPEN, "check-config", "--keepalived=" + folder + "/keepalived.conf"
        yield OPEN, "check-config", "--server-xml=" + folder + "/server.xml"
        yield OPEN, "check-gateways", "--status-port=1", "--workers=" + folder + "/workers.properties"
        yield INIT, "check-headroom", "--status-port=1", "--log-directory=" + folder
        yield OPEN, "check-level", "5", "--file=" + folder + "/score"
        yield INIT, "check-level", "5", "--state-dir=" + folder
        yield INIT, "node-score", "--config=" + folder + "/node-score.conf"
        yield INIT, "node-score", "--publish=" + folder + "/score"

    def each(self, timeout):
        folder = self.space.file("disk")
        for row in self.rows(folder):
            if row[0] == OPEN and not LETS_GO:
                continue
            disk = DeadDisk(folder, row[0])
            try:
                # Of two, the last one counts.
                options = ["--timeout=%d" % timeout, "--state-dir=none"] + list(row[2:])
                began = time.monotonic()
                yield row[1:], began, subprocess.Popen(
                    [os.path.join(settings().build, row[1])] + options,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            finally:
                disk.remove()

    def test_the_deadline_is_kept(self):
        for row, began, hanging in self.each(300):
            said = hanging.communicate(timeout=30)[0].decode()
            took = time.monotonic() - began
            self.note("%s: gone after %.0f ms of 300: %s" % (" ".join(row), took * 1000, said.strip()))
            self.assertEqual(1, hanging.returncode, (row, said))
            self.assertLess(0.25, took, (row, said))
            self.assertLess(took, 3.0)

    def test_sigterm_ends_it_at_once(self):
        for row, _, hanging in self.each(20000):
            time.sleep(0.1)
            ends_at_once_on_sigterm(self, row, hanging)


if __name__ == "__main__":
    case.main()
