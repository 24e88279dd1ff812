"""The harness itself: it has to see what it is there to see, with no module of ours in it."""

import ctypes
import os
import re
import signal
import socket
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, crashes, process  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.settings import settings  # noqa: E402
from harness.workspace import free_port, listening  # noqa: E402

STATIC = 'Alias /file "{root}/htdocs/file"\n'


def crash_first_thread(pid):
    """A signal to the process goes to another thread while the first one blocks it, as it does to make that one."""
    tgkill = getattr(ctypes.CDLL(None), "tgkill", None)    # since glibc 2.30
    if tgkill is None:
        os.kill(pid, signal.SIGSEGV)
    elif tgkill(pid, pid, int(signal.SIGSEGV)) != 0:
        raise AssertionError("no process %d" % pid)


class Httpds(case.Case):
    def start(self, mpm):
        server = self.httpd(STATIC, balancer=(), mpm=mpm)
        server.space.write(server.root + "/htdocs/file", "x" * 5000)
        return server.start()

    def served(self, server):
        answer = client.get(server.port, "/file")
        self.assertTrue(answer.ok, answer)
        self.assertEqual(b"x" * 5000, answer.body)

    def test_every_mpm_starts_restarts_and_stops(self):
        for mpm in ("event", "worker", "prefork"):
            case.need_module("mpm_" + mpm)
            server = self.start(mpm)
            self.served(server)
            server.graceful()
            self.served(server)
            server.restart()
            self.served(server)
            children = server.children()
            self.assertTrue(children)
            server.stop()
            self.assertFalse(listening(server.port))
            for pid in children:
                self.assertFalse(os.path.exists("/proc/%d" % pid))
            self.assertEqual([], server.alarms())

    def test_a_crash_of_a_child_is_an_alarm(self):
        server = self.start("event")
        os.kill(server.children()[0], signal.SIGSEGV)
        wait_for("the alarm", lambda: any("exit signal" in line for line in server.alarms()))
        # With a sanitizer the report of the crash comes first, and then Abort.
        server.allow("exit signal (Segmentation fault|Abort)|crash: signal")
        server.allow("AddressSanitizer")
        self.assertEqual([], server.alarms())

    def test_a_crash_says_where_it_was(self):
        if not settings().crash_trace:
            self.skipTest("a sanitizer says it itself")
        server = self.start("event")
        pid = server.children()[0]
        wait_for("its threads", lambda: len(os.listdir("/proc/%d/task" % pid)) > 2)    # made after its handlers
        crash_first_thread(pid)
        server.allow("exit signal Segmentation fault|crash: signal 11")
        wait_for("the trace", lambda: re.search(r"crash: signal 11 in process %d thread %d\n(/.*\n)*/.*mod_mpm_event\.so"
                                                % (pid, pid), server.log_text()))

    def test_tls_serves_and_shows_a_client_certificate(self):
        case.need_module("ssl")
        certificates = self.certificates()
        server = self.httpd(STATIC, balancer=(), certificates=certificates,
                            tls='SSLVerifyClient optional\nSSLVerifyDepth 3\nSSLCACertificateFile "%s"\n'
                                'SSLOptions +StdEnvVars\nHeader set X-Client "%%{SSL_CLIENT_S_DN_CN}s"\n'
                                % certificates.file("ca-cert.pem"))
        server.space.write(server.root + "/htdocs/file", "hello")
        server.start()
        context = client.tls_context(certificates.file("ca-cert.pem"), certificates.file("client-chain.pem"),
                                     certificates.file("client-key.pem"))
        answer = client.get(server.tls_port, "/file", tls=context)
        self.assertTrue(answer.ok, answer)
        self.assertEqual("storage admin", answer.header("X-Client"))

    def test_a_wrong_configuration_is_reported(self):
        server = self.httpd("NoSuchDirective on\n", balancer=())
        status, output = server.check_configuration()
        self.assertNotEqual(0, status)
        self.assertIn("NoSuchDirective", output)


_AT_STOP = """crash: signal 11 in process 8 thread 8
/b/.libs/mod_crash_trace.so(+0x12b2)[0x7f1d]
/lib/libc.so.6(+0x3c050)[0x7f1d]
/lib/libapr-1.so.0(apr_os_sock_get+0x0)[0x7f1d]
/m/mod_mpm_event.so(+0x606c)[0x7f1d]
/m/mod_mpm_event.so(+0x7507)[0x7f1d]
/sbin/apache2(main+0xab2)[0x561b]
"""
_AT_STOP_SANITIZED = """==9==ERROR: AddressSanitizer: SEGV on unknown address 0x7f5e (pc 0x7f5e bp 0x02 sp 0x7f T0)
==9==The signal is caused by a READ memory access.
    #0 0x7f5e in apr_os_sock_get (/lib/libapr-1.so.0+0x28180) (BuildId: 12ab)
    #1 0x7f5e  (/m/mod_mpm_event.so+0x606c) (BuildId: 34cd)
    #2 0x561b in main (/sbin/apache2+0x2f1c2)
"""


_IN_HANDLER = """==7==ERROR: AddressSanitizer: SEGV on unknown address 0x58 (pc 0x7f83f3f54ba2 bp 0x0 sp 0x7ffc T0)
==7==The signal is caused by a READ memory access.
    #0 0x7f83f3f54ba2  (/m/mod_ssl.so+0x17ba2)
    #1 0x7f83f59235dd in apr_pool_destroy (/lib/libapr-1.so.0+0x225dd)
    #2 0x7f83f59235bc in apr_pool_destroy (/lib/libapr-1.so.0+0x225bc)
    #3 0x7f83f504ee26  (/m/mod_mpm_prefork.so+0x3e26)
    #4 0x7f83f504ee7a  (/m/mod_mpm_prefork.so+0x3e7a)
    #5 0x7f83f485a04f  (/lib/libc.so.6+0x3c04f)
    #6 0x7f83f3d92670 in SSL_free (/lib/libssl.so.3+0x3b670)
    #7 0x7f83f3f55405  (/m/mod_ssl.so+0x18405)
    #8 0x7f83f504fcab  (/m/mod_mpm_prefork.so+0x4cab)
"""


class Crashes(unittest.TestCase):
    """Only httpd's own races at a stop are told apart from a crash that counts."""

    def test_a_cleanup_in_preforks_signal_handler_is_httpds(self):
        self.assertEqual({"7"}, crashes.of_httpd(_IN_HANDLER))
        for there, instead in ((" T0)", " T3)"), ("/m/mod_ssl.so+0x17ba2", "/m/mod_sioha.so+0x17ba2"),
                               ("/m/mod_ssl.so+0x18405", "/m/mod_sioha.so+0x18405"),
                               ("/lib/libc.so.6+0x3c04f", "/m/mod_ssl.so+0x3c04f"),
                               ("in apr_pool_destroy (/lib/libapr-1.so.0+0x225bc", "in main (/bin/httpd+0x225bc")):
            self.assertIn(there, _IN_HANDLER)
            self.assertEqual(set(), crashes.of_httpd(_IN_HANDLER.replace(there, instead)), instead)
        lines = _IN_HANDLER.splitlines()
        for end in range(8):    # up to the trampoline
            self.assertEqual(set(), crashes.of_httpd("\n".join(lines[:end])), lines[:end])

    def test_close_worker_sockets_is_httpds(self):
        self.assertEqual({"8"}, crashes.of_httpd("before\n" + _AT_STOP))
        self.assertEqual({"8"}, crashes.of_httpd(_AT_STOP.replace(")[", ") [")))
        self.assertEqual({"9"}, crashes.of_httpd(_AT_STOP_SANITIZED + "after\n"))
        self.assertEqual({"8", "9"}, crashes.of_httpd(_AT_STOP_SANITIZED + _AT_STOP))

    def test_any_other_crash_counts(self):
        for text, there, instead in (
                (_AT_STOP, "thread 8", "thread 80"),
                (_AT_STOP, "/m/mod_mpm_event.so(+0x606c)", "/m/mod_sioha.so(+0x606c)"),
                (_AT_STOP, "/m/mod_mpm_event.so(+0x7507)", "/m/mod_sioha.so(+0x606c)"),
                (_AT_STOP, "/m/mod_mpm_event.so(+0x606c)", "/m/mod_ssl.so(+0x606c)"),
                (_AT_STOP, "/lib/libapr-1.so.0(apr_os_sock_get+0x0)[0x7f1d]\n", ""),
                (_AT_STOP_SANITIZED, " T0)", " T7)"),
                (_AT_STOP_SANITIZED, "/m/mod_mpm_event.so+0x606c", "/m/mod_sioha.so+0x606c")):
            self.assertIn(there, text)
            self.assertEqual(set(), crashes.of_httpd(text.replace(there, instead)))

    def test_a_cut_trace_counts(self):
        for text in (_AT_STOP, _AT_STOP_SANITIZED):
            lines = text.splitlines()
            for end in range(len(lines) - 1):
                self.assertEqual(set(), crashes.of_httpd("\n".join(lines[:end])), lines[:end])


class Scripted(object):
    """A server that says the same bytes to everybody."""

    def __init__(self, data):
        self._data = data
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", free_port()))
        self._socket.listen(5)
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.daemon = True
        self._thread.start()

    def _serve(self):
        while True:
            try:
                peer = self._socket.accept()[0]
            except OSError:
                return
            peer.recv(65536)
            peer.sendall(self._data)
            peer.close()

    def close(self):
        self._socket.close()


class Clients(unittest.TestCase):
    CASES = (
        # bytes, status, body, complete
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, b"hello", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello", 200, b"hello", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200, b"hello", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", 200, b"hello", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", 200, b"hello", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello\r\n", 200, b"hello\r\n", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhe", 200, b"", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 200, b"", False),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b"", True),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", 201, b"", True),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello", 200, b"hello", True),
        (b"HTTP/1.1 200 OK\r\nBad Header: 1\r\n", 200, b"", False),
        (b"", 0, b"", False),
    )

    def test_cut_answers_are_told_from_complete_ones(self):
        for data, status, body, complete in self.CASES:
            server = Scripted(data)
            answer = client.get(server.port, "/")
            server.close()
            self.assertEqual((status, body, complete), (answer.status, answer.body, answer.complete), data)

    def test_nobody_there_is_a_fault(self):
        answer = client.get(free_port(), "/")
        self.assertFalse(answer.complete)
        self.assertTrue(answer.nothing)


class Processes(unittest.TestCase):
    def test_children_die_with_their_parent(self):
        script = ("import os, sys; sys.path.insert(0, %r)\n"
                  "from harness import process\n"
                  "child = process.Process(['sleep', '600'], '/dev/null')\n"
                  "process.wait_for('exec', lambda: b'sleep' in open('/proc/%%d/cmdline' %% child.pid, 'rb').read())\n"
                  "print(child.pid, flush=True)\n"
                  "os.kill(os.getpid(), 9)\n" % os.path.dirname(os.path.abspath(__file__)))
        output = process.run([sys.executable, "-B", "-c", script])[1]
        pid = int(output.split()[0])

        def gone():
            try:
                with open("/proc/%d/stat" % pid) as stream:
                    return stream.read().rpartition(")")[2].split()[0] == "Z"
            except OSError:
                return True
        wait_for("the grandchild's end", gone)


if __name__ == "__main__":
    case.main()
