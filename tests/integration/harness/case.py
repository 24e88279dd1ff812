"""unittest with what this project needs around it: a workspace, exit status 77, logs when it fails."""

import os
import sys
import time
import unittest

from harness import process
from harness.httpd import SIOHA, Httpd
from harness.settings import settings
from harness.workspace import Certificates, Workspace


def have(program):
    return any(os.access(os.path.join(folder, program), os.X_OK)
               for folder in (os.environ.get("PATH", "") + ":/usr/sbin:/sbin").split(":") if folder)


def need(*programs):
    for program in programs:
        if not have(program):
            raise unittest.SkipTest("%s is not installed" % program)


def need_module(name):
    if not os.path.exists(settings().httpd_module(name)):
        raise unittest.SkipTest("httpd's mod_%s is not installed" % name)


def need_built(*programs):
    for program in programs:
        if not os.path.exists(os.path.join(settings().build, program)):
            raise unittest.SkipTest("%s is not built" % program)


def balancer():
    """This tree's module, or with SIOHA_PEER=jk a peer, to see how a test fails."""
    peer = os.environ.get("SIOHA_PEER")
    return tuple(peer.split(",")) if peer else SIOHA


class Case(unittest.TestCase):
    """Each test gets `self.space`; every Httpd made by self.httpd() is stopped and its log is read."""

    maxDiff = None

    def setUp(self):
        self.space = Workspace(self.id().split(".")[-1][:40])
        self.addCleanup(self.space.remove)
        self._servers = []
        self._certificates = None
        self.addCleanup(self._end)

    def certificates(self):
        need("openssl")
        if self._certificates is None:
            self._certificates = Certificates(self.space)
        return self._certificates

    def httpd(self, configuration="", **options):
        options.setdefault("name", "httpd%d" % len(self._servers) if self._servers else "httpd")
        options.setdefault("balancer", balancer())
        server = Httpd(self.space, configuration, **options)
        self._servers.append(server)
        return server

    def note(self, text):
        """A measured value or the like, for whoever reads the log."""
        sys.stderr.write("  %s: %s\n" % (self._testMethodName, text))

    def _failed(self):
        result = getattr(self._outcome, "result", None)
        return result is not None and any(test is self for test, _ in result.failures + result.errors)

    def _end(self):
        for server in self._servers:
            server.stop()
        process.end_all()
        alarms = [line for server in self._servers for line in server.alarms()]
        if alarms or self._failed() or any(error for _, error in getattr(self._outcome, "errors", ()) if error):
            for server in self._servers:
                sys.stderr.write("\n" + server.tail(60) + "\n")
        if alarms:
            self.fail("httpd's log has alarms:\n" + "\n".join(alarms))


def main():
    """Runs the file's tests. Exit status 77 when all were skipped, as automake's harness wants it."""
    process.end_all_on_exit()
    started = time.monotonic()
    program = unittest.main(module="__main__", exit=False, verbosity=2)
    result = program.result
    sys.stderr.write("%d run, %d skipped, %.1f s\n"
                     % (result.testsRun, len(result.skipped), time.monotonic() - started))
    if not result.wasSuccessful():
        sys.exit(1)
    if result.skipped and len(result.skipped) == result.testsRun:
        sys.exit(77)
    sys.exit(0)
