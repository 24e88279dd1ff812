"""One event with one balancer: two gateways, httpd, eight clients, and what came of it."""

import time

from clients import READ, STREAM, WRITE, Mix
from harness import client
from harness.gateways import Pair
from harness.load import Load
from harness.process import Timeout, wait_for
from harness.workspace import Workspace
from watch import Watch, poll

RATE, CLIENTS = 400, 8
GIVE_UP = 20.0      # a peer that has not come back by then is not waited for
CLIENT_TIMEOUT = 30.0


class Result(object):
    def __init__(self, event, balancer):
        self.event, self.balancer = event, balancer
        self.total = self.twice = self.spliced = 0
        self.failed = {READ: 0, STREAM: 0, WRITE: 0}
        self.slowest, self.detected, self.back = 0.0, None, None
        self.late = 0            # plain GETs begun from 1.5 s after the event that took longer than 250 ms
        self.violations = []     # of an invariant or a goal; only ours are judged

    def row(self):
        def seconds(value):
            return "-" if value is None else "%.2f s" % value
        failed = "%d/%d/%d" % (self.failed[READ], self.failed[STREAM], self.failed[WRITE])
        return (self.event.name, str(self.total), failed, str(self.twice), str(self.spliced),
                seconds(self.slowest), str(self.late), seconds(self.detected), seconds(self.back))


class Simulators(Pair):
    first, mix, extra = "/api/version", Mix, ""


class Scene(object):
    def __init__(self, event, balancer, pair=Simulators):
        self.event, self.balancer = event, balancer
        self.space = Workspace("chaos")
        self.pair = pair(self.space, options=event.options)
        self.server = balancer.server(self.space, self.pair,
                                      self.pair.extra + (self._credentials() if event.mdm else ""))
        self.child_killed = None

    def _credentials(self):
        path = self.space.write("credentials", "admin:Password1\n", 0o600)
        return "worker.balance1.health_credentials_file=%s\n" % path

    def prober(self):
        return poll(self.server.port).value["prober_pid"] if self.balancer.ours else self.server.children()[0]

    def killed_child(self, pid):
        self.child_killed = pid
        self.server.allow(r"child pid %d exit signal Killed" % pid)

    def play(self):
        try:
            return self._play()
        finally:
            self.server.stop()
            for gateway in (self.pair.machine1, self.pair.machine2):
                gateway.thaw()
                gateway.stop()
            self.pair.mdm.stop()
            self.space.remove()

    def _play(self):
        self.server.start()
        wait_for("a first answer", lambda: client.get(self.server.port, self.pair.first).ok)
        watch = Watch(self.server) if self.balancer.ours else _NoWatch()
        with watch, Load(self.server.port, self.pair.mix(), RATE, CLIENTS, timeout=CLIENT_TIMEOUT,
                         keep_alive=self.event.keep_alive) as load:
            time.sleep(1.0)
            began = load.now()
            self.event.start(self)
            time.sleep(max(0.0, self.event.lasts - (load.now() - began)))
            ended = load.now()
            self.event.heal(self)
            healed = load.now()
            self._await_return(load, healed)
            time.sleep(0.7)
        result = Result(self.event, self.balancer)
        self._count(result, load, began, ended, healed)
        if self.balancer.ours:
            self._judge(result, load, watch, began, ended)
        return result

    def _await_return(self, load, healed):
        if self.event.returns:
            try:
                wait_for("the master's return", lambda: self._served_by_master(load, healed), GIVE_UP)
            except Timeout:
                pass

    @staticmethod
    def _served_by_master(load, since):
        return [record for record in load.seen(since=since) if record.by == "machine2" and record.ok]

    # -- what came of it -----------------------------------------------------
    def _count(self, result, load, began, ended, healed):
        records = load.seen()
        result.total = len(records)
        for record in records:
            if not record.ok:
                result.failed[record.kind] += 1
            if "body and its CRC" in record.fault or "the answer to" in record.fault:
                result.spliced += 1
                result.violations.append("a wrong answer that looks whole: %r" % record)
        # Also those that had begun when the event did.
        result.slowest = max([record.seconds for record in load.seen(READ)
                              if record.started + record.seconds >= began] or [0.0])
        result.late = sum(1 for record in load.seen(READ, began + 1.5, max(ended, began + 1.5))
                          if record.seconds > 0.25)
        runs = {}
        for operation in self.pair.operations("createVolume"):
            runs[operation["requestId"]] = runs.get(operation["requestId"], 0) + 1
        for name in sorted(name for name, count in runs.items() if count > 1):
            result.twice += 1
            result.violations.append("%s was executed %d times" % (name, runs[name]))
        result.violations += load.errors
        served = [record.started + record.seconds for record in self._served_by_master(load, healed)]
        result.back = min(served) - healed if served else None
        others = [record.started + record.seconds for record in load.seen(READ, since=began)
                  if record.by == "machine1" and record.ok]
        result.detected = min(others) - began if others else None

    def _judge(self, result, load, watch, began, ended):
        event, say = self.event, result.violations.append
        if result.failed[READ] and event.reads is not None:
            say("%d plain GETs failed, e.g. %r" % (result.failed[READ], load.failed(READ)[0]))
        if event.slowest is not None and result.slowest > event.slowest:
            say("the slowest GET took %.2f s" % result.slowest)
        down = watch.first("machine2", lambda member: member["health"] == "down", load.started + began)
        result.detected = down - (load.started + began) if down else None
        if event.turns and down is None:
            say("the verdict on the master did not turn down")
        if event.turns is False and down is not None:
            say("the verdict on the master turned down")
        if event.returns and result.back is None:
            say("the master was not used again")
        for sentence in watch.disagreements():
            say("the children disagree: " + sentence)
        pids = set(watch.children().values())
        if len(pids) < 2:
            say("only %d child answered the polls" % len(pids))
        for line in self.server.alarms():
            say("httpd's log: " + line)
        self._check_counters(result)

    def _check_counters(self, result):
        value = poll(self.server.port).value
        for member in value["balancers"][0]["members"]:
            for name in ("in_flight", "served", "failed", "failed_over", "client_errors", "bytes_in", "bytes_out"):
                if not 0 <= member[name] < 1 << 40:
                    result.violations.append("%s of %s is %s" % (name, member["name"], member[name]))
            if member["in_flight"] != 0 and self.child_killed is None:
                result.violations.append("in_flight of %s stays at %d" % (member["name"], member["in_flight"]))


class _NoWatch(object):
    def __enter__(self):
        return self

    def __exit__(self, *what):
        pass
