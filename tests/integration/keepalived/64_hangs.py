"""Whatever a check asks may hang: it is gone by its deadline, ends at once on SIGTERM, and says why it failed."""

import os
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import case, process  # noqa: E402
from harness.settings import settings  # noqa: E402
from hanging import ends_at_once_on_sigterm  # noqa: E402

# In place of the kernel and the resolver: what $HANGS names never returns.
PRELOADED = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static char what[32];
__attribute__((constructor)) static void remember(void) {
  const char* name = getenv("HANGS");
  if (name) strncpy(what, name, sizeof what - 1);
}
static void hang(const char* name) {
  while (strcmp(what, name) == 0) pause();
}
int getaddrinfo(const char* n, const char* s, const void* h, void* r) {
  hang("resolver");
  return ((int (*)(const char*, const char*, const void*, void*))dlsym(RTLD_NEXT, "getaddrinfo"))(n, s, h, r);
}
ssize_t recvmsg(int fd, struct msghdr* m, int flags) {
  hang("netlink");
  return syscall(SYS_recvmsg, fd, m, flags);
}
static int opened(const char* path, int flags, int mode) {
  if (strstr(path, "on-a-dead-disk")) hang("disk");
  return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
int open(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  int mode = va_arg(list, int);
  va_end(list);
  return opened(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  int mode = va_arg(list, int);
  va_end(list);
  return opened(path, flags, mode);
}
"""

WORKERS = """worker.list=b
worker.b.type=lb
worker.b.balance_workers=m
worker.m.type=ajp13
worker.m.host=gateway.example
worker.m.port=8009
"""


class Hangs(case.Case):
    def setUp(self):
        super(Hangs, self).setUp()
        case.need_built("check-network", "check-gateways", "check-config", "check-level", "node-score")
        if settings().sanitizers:
            raise unittest.SkipTest("a sanitizer's library has to be loaded first")
        compiler = os.environ.get("CC", "cc")
        case.need(compiler)
        self.space.write("hangs.c", PRELOADED)
        self.library = self.space.file("hangs.so")
        status, output = process.run([compiler, "-shared", "-fPIC", "-o", self.library, self.space.file("hangs.c"), "-ldl"])
        self.assertEqual(0, status, output)
        self.space.write("workers.properties", WORKERS)
        workers = "--workers=" + self.space.file("workers.properties")
        dead = self.space.file("on-a-dead-disk")
        self.rows = [("netlink", "check-network", "--interface=lo"), ("netlink", "check-incumbent", "--vip=192.0.2.100"),
                     ("netlink", "node-score", "--vip=192.0.2.100"),
                     ("resolver", "check-gateways", "--status-port=1", workers), ("resolver", "node-score", workers),
                     ("disk", "check-config", "--keepalived=" + dead), ("disk", "check-level", "5", "--file=" + dead),
                     ("disk", "check-certificate", "--no-served", "--certificate=" + dead),
                     ("disk", "check-level", "5", "--state-dir=" + dead), ("disk", "check-level", "5", "--config=" + dead)]

    def start(self, row, timeout):
        command = [os.path.join(settings().build, row[1]), "--state-dir=none", "--timeout=%d" % timeout] + list(row[2:])
        return subprocess.Popen(command, stdout=subprocess.PIPE, env={"LD_PRELOAD": self.library, "HANGS": row[0]})

    def test_the_deadline_is_kept(self):
        for row in self.rows:
            began = time.monotonic()
            hanging = self.start(row, 300)
            said = hanging.communicate(timeout=30)[0].decode()
            took = time.monotonic() - began
            self.note("%s, %s hangs: gone after %.0f ms of 300" % (row[1], row[0], took * 1000))
            self.assertEqual(1, hanging.returncode, said)
            # Where the machine is slow, node-score stops waiting before its question has said so.
            self.assertRegex(said, "m: unresolved|asked hangs" if row[0] == "resolver" else "something that it asked hangs")
            self.assertLess(took, 3.0)

    def test_sigterm_ends_it_at_once(self):
        for row in self.rows:
            ends_at_once_on_sigterm(self, row, self.start(row, 20000))


if __name__ == "__main__":
    case.main()
