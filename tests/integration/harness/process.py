"""Child processes that never outlive the test."""

import atexit
import errno
import os
import signal
import subprocess
import sys
import time

# Runs in the child before exec: the kernel sends it SIGTERM when its parent
# dies by whatever cause. A wrapper, as preexec_fn is not safe with threads.
_WRAPPER = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, int(sys.argv[1]))
if os.getppid() != int(sys.argv[2]):
    sys.exit(1)
environment = dict(os.environ)
preload = environment.pop("SIOHA_LD_PRELOAD", None)
if preload:
    environment["LD_PRELOAD"] = preload
os.execvpe(sys.argv[3], sys.argv[3:], environment)
"""

_alive = []


class Timeout(Exception):
    """Something did not happen in time."""


def wait_for(what, condition, seconds=30.0, step=0.01):
    """Polls `condition` until it is true and returns its value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Timeout("%s: not within %g s" % (what, seconds))
        time.sleep(step)


def _stands_still(pid):
    try:
        for thread in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/stat" % (pid, thread)) as stream:
                if stream.read().rpartition(")")[2].split()[0] != "T":
                    return False
        return True
    except FileNotFoundError:
        return False      # a thread ended meanwhile


def cpu_seconds(pid):
    """Processor time that a process has used, with its threads that are gone and without its children."""
    with open("/proc/%d/stat" % pid) as stream:
        fields = stream.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))


def freeze(pid):
    """SIGSTOP. Returns when every thread stands still: until then one may still accept a connection."""
    os.kill(pid, signal.SIGSTOP)
    wait_for("process %d to stand still" % pid, lambda: _stands_still(pid), 30.0, 0.001)


class Process(object):
    """A child in a process group of its own, its output in a file."""

    def __init__(self, arguments, log, environment=None, cwd=None, preload=None, death_signal=signal.SIGTERM):
        self.log = log
        self.name = os.path.basename(arguments[0])
        env = dict(os.environ)
        env["LC_ALL"] = "C"
        env.update(environment or {})
        if preload:
            env["SIOHA_LD_PRELOAD"] = preload
        wrapper = [sys.executable, "-I", "-S", "-c", _WRAPPER, str(int(death_signal)), str(os.getpid())]
        with open(log, "ab") as output:
            self._popen = subprocess.Popen(wrapper + list(arguments), stdin=subprocess.DEVNULL, stdout=output,
                                           stderr=output, env=env, cwd=cwd, start_new_session=True)
        self.pid = self._popen.pid
        _alive.append(self)

    def running(self):
        return self._popen.poll() is None

    @property
    def status(self):
        return self._popen.poll()

    def signal(self, number):
        if self.running():
            os.kill(self.pid, number)

    def wait(self, seconds=30.0):
        wait_for("end of %s" % self.name, lambda: not self.running(), seconds)
        return self.status

    def stop(self, seconds=20.0):
        """SIGTERM to the process, then SIGKILL to what is left of its group."""
        self.signal(signal.SIGTERM)
        self.signal(signal.SIGCONT)
        try:
            self.wait(seconds)
        except Timeout:
            pass
        self.kill()

    def kill(self):
        """SIGKILL to the whole group; returns when it is gone."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except OSError as error:
            if error.errno not in (errno.ESRCH, errno.EPERM):
                raise
        self._popen.wait()
        if self in _alive:
            _alive.remove(self)

    def output(self):
        with open(self.log, "rb") as stream:
            return stream.read().decode("utf-8", "replace")


def run(arguments, environment=None, cwd=None, timeout=120.0, preload=None):
    """Runs a command to its end; returns (status, output with errors)."""
    env = dict(os.environ)
    env["LC_ALL"] = "C"
    env.update(environment or {})
    if preload:
        env["LD_PRELOAD"] = preload
    popen = subprocess.Popen(list(arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, env=env, cwd=cwd, start_new_session=True)
    try:
        output = popen.communicate(timeout=timeout)[0]
    except BaseException:
        os.killpg(popen.pid, signal.SIGKILL)
        popen.wait()
        raise
    return popen.returncode, output.decode("utf-8", "replace")


def end_all():
    for process in reversed(list(_alive)):
        process.signal(signal.SIGCONT)
        process.signal(signal.SIGTERM)
    for process in reversed(list(_alive)):
        process.stop(10.0)


def _interrupted(number, frame):
    raise SystemExit(128 + number)


def end_all_on_exit():
    """Children end with this process, also on Ctrl-C, SIGTERM and SIGHUP."""
    atexit.register(end_all)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupted)
