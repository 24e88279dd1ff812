"""Clients in threads, each at a steady rate, that write down what they saw."""

import threading
import time
import zlib

from harness import client


class Record(object):
    __slots__ = ("started", "seconds", "kind", "ok", "status", "fault", "by", "name", "answer")

    def __init__(self, started, kind, answer, name=""):
        self.started, self.kind, self.name = started, kind, name
        self.seconds, self.status, self.fault = answer.seconds, answer.status, answer.fault
        self.ok, self.by = answer.ok, answer.header("X-Gateway", "")
        self.answer = None if answer.ok else answer

    def __repr__(self):
        return "<%s at %.3f: %s %s %.3f s by %s>" % (
            self.kind, self.started, self.status, self.fault or "ok", self.seconds, self.by or "nobody")


class Load(object):
    """`one(connection, number)` makes one request and returns (kind, answer[, name])."""

    def __init__(self, port, one, rate=400.0, threads=8, tls=None, timeout=30.0, keep_alive=True):
        self._port, self._one, self._tls, self._timeout = port, one, tls, timeout
        self._period = threads / float(rate)
        self._keep_alive = keep_alive
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self.records, self.errors = [], []
        self._threads = [threading.Thread(target=self._run, args=(index, threads)) for index in range(threads)]

    def __enter__(self):
        self.started = time.monotonic()
        for thread in self._threads:
            thread.daemon = True
            thread.start()
        return self

    def __exit__(self, *what):
        self.stop()

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join(120.0)
            if thread.is_alive():
                self.errors.append("a client never came back")

    def _run(self, index, threads):
        connection = client.Connection(self._port, self._tls, timeout=self._timeout, connect=False)
        number, due = index, time.monotonic() + self._period * index / threads
        try:
            while not self._stop.is_set():
                now = time.monotonic()
                if now < due:
                    self._stop.wait(due - now)
                    continue
                due = max(due + self._period, now)
                self._record(connection, number)
                number += threads
                if not self._keep_alive:
                    connection.close()
        except Exception as error:  # a bug of the test, not of what it tests
            self.errors.append("%s: %s" % (error.__class__.__name__, error))
        finally:
            connection.close()

    def _record(self, connection, number):
        started = time.monotonic()
        result = self._one(connection, number)
        kind, answer = result[0], result[1]
        record = Record(started - self.started, kind, answer, result[2] if len(result) > 2 else "")
        with self._lock:
            self.records.append(record)

    # -- reading -------------------------------------------------------------
    def now(self):
        return time.monotonic() - self.started

    def count(self):
        with self._lock:
            return len(self.records)

    def seen(self, kind=None, since=0.0, until=1e9):
        with self._lock:
            return [record for record in self.records
                    if (kind is None or record.kind == kind) and since <= record.started < until]

    def failed(self, kind=None, since=0.0, until=1e9):
        return [record for record in self.seen(kind, since, until) if not record.ok]

    def slowest(self, kind=None, since=0.0, until=1e9):
        return max([record.seconds for record in self.seen(kind, since, until)] or [0.0])


def verify(answer, request_id):
    """An answer of the simulator is this request's own and whole, or it counts as failed."""
    if answer.complete and answer.header("X-Gateway") is not None:
        if answer.header("X-Request-Id") != request_id:
            answer.complete, answer.fault = False, "the answer to %s" % answer.header("X-Request-Id")
        elif "%08x" % (zlib.crc32(answer.body) & 0xffffffff) != (answer.header("X-Body-Crc32") or "").lower():
            answer.complete, answer.fault = False, "body and its CRC differ"
    return answer


def get(target, headers=()):
    """`one` for a plain GET, each with an id of its own."""
    def one(connection, number):
        request_id = "get-%d" % number
        answer = connection.request("GET", target, list(headers) + [("X-Request-Id", request_id)])
        return "GET", verify(answer, request_id)
    return one
