"""A private httpd: own ServerRoot, ports, logs and children."""

import os
import re
import signal

from harness import crashes, process
from harness.process import wait_for
from harness.settings import settings
from harness.workspace import free_port, listening, service_user

BASE_MODULES = ("authz_core", "authz_host", "authn_core", "alias", "mime", "dir", "env", "setenvif", "headers",
                "unixd", "log_config", "logio", "version", "watchdog", "slotmem_shm", "status")
TLS_MODULES = ("socache_shmcb", "ssl")

# What no test may leave in the error log unless it says so.
_ALARMS = re.compile(r"\[(?:[\w-]+:)?(?:crit|alert|emerg)\]|exit signal|Segmentation fault|AddressSanitizer"
                     r"|crash: signal|ThreadSanitizer|runtime error:|LeakSanitizer|double free|corrupted|terminate called"
                     r"|Assertion .* failed|assertion .* failed")

_static = {}


def static_modules(binary):
    if binary not in _static:
        _static[binary] = re.findall(r"(?:mod_)?(\w+)\.c", process.run([binary, "-l"])[1])
    return _static[binary]


def load_lines(names, built_in):
    lines = []
    for name in names:
        path = settings().httpd_module(name)
        if name not in built_in and os.path.exists(path):
            lines.append('LoadModule %s_module "%s"' % (name, path))
    return lines


SIOHA = object()


class Httpd(object):
    """`configuration` may use {root}, {port} and {tls_port}.

    balancer: SIOHA (this tree's module), a peer's module names, or () for none.
    """

    def __init__(self, space, configuration="", balancer=SIOHA, mpm="event", mpm_settings="", modules=(),
                 certificates=None, tls="", log_level="info", name="httpd", port=None, tls_port=None):
        self.space, self.mpm, self.name = space, mpm, name
        self.port, self.tls_port = port, tls_port
        self._configuration, self._mpm_settings, self._balancer = configuration, mpm_settings, balancer
        self._modules, self._certificates, self._tls, self._level = tuple(modules), certificates, tls, log_level
        self.root = space.folder(name)
        for folder in ("conf", "logs", "run", "htdocs"):
            space.folder(name, folder)
        os.chmod(space.folder(name, "logs", "sanitizer"), 0o777)
        self.error_log = os.path.join(self.root, "logs", "error.log")
        self.access_log = os.path.join(self.root, "logs", "access.log")
        self.conf = os.path.join(self.root, "conf", "httpd.conf")
        self._process = None
        self._checked = 0
        self.allowed = []

    # -- the configuration -------------------------------------------------
    def use(self, configuration):
        self._configuration = configuration

    def fill(self, text):
        for key, value in (("root", self.root), ("port", self.port), ("tls_port", self.tls_port)):
            text = text.replace("{%s}" % key, str(value))
        return text

    def write_configuration(self):
        built_in = static_modules(settings().httpd)
        names = BASE_MODULES + (TLS_MODULES if self._certificates else ()) + self._modules
        lines = ['ServerRoot "%s"' % self.root, 'DefaultRuntimeDir "%s/run"' % self.root,
                 'PidFile "%s/run/httpd.pid"' % self.root]
        if "mpm_" + self.mpm not in built_in and self.mpm not in built_in:
            lines.append('LoadModule mpm_%s_module "%s"' % (self.mpm, settings().httpd_module("mpm_" + self.mpm)))
        lines += load_lines(names, built_in)
        if settings().crash_trace:
            lines.append('LoadModule crash_trace_module "%s"' % settings().crash_trace)
        if self._balancer is SIOHA:
            lines.append('LoadModule sioha_module "%s"' % settings().module)
        else:
            lines += load_lines(self._balancer, built_in)
        user = service_user()
        if user:
            lines += ["User %s" % user.pw_name, "Group #%d" % user.pw_gid]
        lines += ['Mutex "file:%s/run" default' % self.root, "ServerName 127.0.0.1", "Timeout 60",
                  "KeepAlive On", "MaxKeepAliveRequests 0", "KeepAliveTimeout 30", "GracefulShutdownTimeout 30",
                  "ListenBackLog 511", "Listen 127.0.0.1:%d" % self.port,
                  'ErrorLog "%s"' % self.error_log, "LogLevel %s" % self._level,
                  'LogFormat "%h %t \\"%r\\" %>s %B %D" sioha', 'CustomLog "%s" sioha' % self.access_log,
                  "TypesConfig /dev/null", 'DocumentRoot "%s/htdocs"' % self.root,
                  '<Directory "%s/htdocs">' % self.root, "Require all granted", "</Directory>",
                  "TraceEnable Off", "FileETag None", self._mpm_settings, self.fill(self._configuration)]
        if self._certificates:
            lines += ["Listen 127.0.0.1:%d" % self.tls_port,
                      "SSLSessionCache shmcb:%s/run/ssl(512000)" % self.root,
                      "<VirtualHost 127.0.0.1:%d>" % self.tls_port, "SSLEngine on",
                      'SSLCertificateFile "%s"' % self._certificates.file("server-cert.pem"),
                      'SSLCertificateKeyFile "%s"' % self._certificates.file("server-key.pem"),
                      self.fill(self._tls), "</VirtualHost>"]
        self.space.write(self.conf, "\n".join(lines) + "\n")

    def _pick_ports(self, again):
        if self.port is None or again:
            self.port = free_port()
        if self._certificates and (self.tls_port is None or again):
            self.tls_port = free_port()

    def _environment(self):
        # Written by children that are no longer root. httpd sets a handler of its own for SIGSEGV: ASan's comes first.
        logs = os.path.join(self.root, "logs", "sanitizer", "report")
        return {"ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1:handle_segv=2:handle_abort=1:log_path=%s" % logs,
                "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1:log_path=%s" % logs,
                "TSAN_OPTIONS": "log_path=%s" % logs, "TZ": "UTC"}

    def check_configuration(self):
        """httpd -t: (status, what it says)."""
        self._pick_ports(False)
        self.write_configuration()
        return process.run([settings().httpd, "-t", "-d", self.root, "-f", self.conf], self._environment(),
                           preload=settings().preload)

    # -- the process ---------------------------------------------------------
    def start(self, single=False, before=()):
        """Returns when it answers. single: -X, one process, no fork. before: a tool that runs it."""
        for attempt in range(5):
            self._pick_ports(attempt > 0)
            self.write_configuration()
            self._process = process.Process(
                list(before) + [settings().httpd, "-X" if single else "-DFOREGROUND", "-d", self.root, "-f", self.conf],
                os.path.join(self.root, "logs", "stderr.log"), self._environment(), self.root, settings().preload)
            try:
                wait_for("httpd answering on port %d" % self.port, lambda: self._up_or_gone(single),
                         120.0 if before else 30.0)
            except process.Timeout:
                self._process.kill()
                raise AssertionError("httpd did not answer\n" + self.tail())
            if self._process.running():
                return self
            if "could not bind" not in self.log_text() + self._process.output():
                raise AssertionError("httpd did not start\n" + self.tail())
        raise AssertionError("httpd found no free port\n" + self.tail())

    def _up_or_gone(self, single):
        return not self._process.running() or (listening(self.port) and (single or self.children()))

    @property
    def pid(self):
        return self._process.pid

    def running(self):
        return self._process is not None and self._process.running()

    def children(self):
        """Pids of the live child processes."""
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    with open("/proc/%s/stat" % entry) as stream:
                        fields = stream.read().rpartition(")")[2].split()
                except OSError:
                    continue
                if int(fields[1]) == self.pid and fields[0] != "Z":
                    found.append(int(entry))
        return sorted(found)

    def _restart(self, number, what):
        before = self.log_text().count("resuming normal operations")
        self._process.signal(number)
        wait_for("httpd's %s" % what,
                 lambda: not self.running() or self.log_text().count("resuming normal operations") > before, 60.0)
        if not self.running():
            raise AssertionError("httpd ended at the %s\n%s" % (what, self.tail()))

    def graceful(self, drained=False):
        """drained: waits until the old children are gone; while they live they may answer by the old configuration."""
        old = set(self.children())
        self._restart(signal.SIGUSR1, "graceful restart")
        if drained:
            wait_for("the end of the old children", lambda: not old.intersection(self.children()), 60.0)

    def restart(self):
        self._restart(signal.SIGHUP, "restart")

    def graceful_stop(self, seconds=60.0):
        self._process.signal(signal.SIGWINCH)
        self._process.wait(seconds)
        self._process.kill()

    def stop(self):
        if self._process:
            self._process.stop()

    # -- its logs ------------------------------------------------------------
    def log_text(self):
        try:
            with open(self.error_log, "rb") as stream:
                return stream.read().decode("utf-8", "replace")
        except OSError:
            return ""

    def _logs(self):
        found = []
        for place, _, names in os.walk(os.path.join(self.root, "logs")):
            found += [os.path.join(place, name) for name in names]
        return sorted(found)

    def allow(self, pattern):
        """This test expects such an alarm in the error log."""
        self.allowed.append(re.compile(pattern))

    def _read(self, path):
        with open(path, "rb") as stream:
            return stream.read().decode("utf-8", "replace")

    def alarms(self):
        texts = {self.error_log: self.log_text()}
        for path in self._logs():
            if path.endswith("/stderr.log") or "/sanitizer/" in path:
                texts[path] = self._read(path)
        known = crashes.of_httpd("\n".join(texts.values()))
        if known:
            self.allow(r"^AddressSanitizer:DEADLYSIGNAL$")    # names no process; the report that goes with it does
        for pid in known:
            self.allow(r"crash: signal \d+ in process %s |child pid %s exit signal" % (pid, pid))
            texts = {path: text for path, text in texts.items() if not path.endswith("/report.%s" % pid)}
        return [line for text in texts.values() for line in text.splitlines()
                if _ALARMS.search(line) and not any(allowed.search(line) for allowed in self.allowed)]

    def tail(self, count=40):
        parts = []
        for path in self._logs():
            if not path.endswith("/access.log"):
                lines = self._read(path).splitlines()
                shown = lines[:count] if "/sanitizer/" in path else lines[-count:]
                parts.append("--- %s (%d lines)\n%s"
                             % (os.path.relpath(path, self.root), len(lines), "\n".join(shown)))
        return "\n".join(parts)
