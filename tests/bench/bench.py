"""mod_sioha beside mod_jk and mod_proxy_ajp, in one run, and a static file as the floor."""

import argparse
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import checks  # noqa: E402
import measure  # noqa: E402
import peers  # noqa: E402
from harness import case, process  # noqa: E402
from harness.gateways import Backend  # noqa: E402
from harness.workspace import Certificates, Workspace  # noqa: E402

started = time.monotonic()
OURS, FLOOR = "mod_sioha", "static file"


def say(text):
    print("[%3d s] %s" % (time.monotonic() - started, text), flush=True)


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2.0


class Row(object):
    """`better`: min or max. goal: (text, test) on our value and our ratio to the better peer.

    alone: no peer does this."""

    def __init__(self, name, better=min, form="%.0f", goal=None, alone=False):
        self.name, self.better, self.form, self.goal, self.alone = name, better, form, goal, alone
        self.values = {}

    def add(self, peer, value):
        self.values.setdefault(peer, []).append(value)

    def value(self, peer):
        return median(self.values[peer]) if self.values.get(peer) else None

    def ratio(self):
        rivals = [self.value(peer) for peer in self.values if peer not in (OURS, FLOOR)]
        best = self.better(rivals) if rivals else None
        return self.value(OURS) / best if best and self.value(OURS) is not None else None

    def verdict(self):
        if self.goal is None:
            return "", None
        text, reached = self.goal
        ours, ratio = self.value(OURS), self.ratio()
        if ours is None or (ratio is None and not self.alone):
            return text, None
        return text, bool(reached(ours, ratio))


def print_table(rows, names):
    heads = ["", ] + names + ["ours/better", "goal", ""]
    lines = []
    for row in rows:
        text, reached = row.verdict()
        ratio = row.ratio()
        cells = [row.form % row.value(name) if row.value(name) is not None else "-" for name in names]
        lines.append([row.name] + cells + ["%.2f" % ratio if ratio is not None else "-", text,
                                          {True: "reached", False: "MISSED", None: ""}[reached]])
    widths = [max(len(line[i]) for line in lines + [heads]) for i in range(len(heads))]
    print()
    for line in [heads] + lines:
        print("  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                        for i, (cell, width) in enumerate(zip(line, widths))).rstrip())
    print()


class Bench(object):
    def __init__(self, options, space):
        self.options, self.space = options, space
        self.backend = Backend(space, "tests/ajp/ajp-fast").start()
        wanted = options.peers.split(",") if options.peers else None
        self.peers = [peer for peer in peers.PEERS if not wanted or peer.name.replace(" ", "-") in wanted]
        for peer in [peer for peer in self.peers if not peer.available()]:
            say("%s is not installed: left out" % peer.name)
            self.peers.remove(peer)
        self.rows = []

    def row(self, *arguments, **options):
        row = Row(*arguments, **options)
        self.rows.append(row)
        return row

    def instructions(self):
        case.need("valgrind")
        row = self.row("instructions per small GET, whole httpd", min, "%.0f",
                       ("<= 47000", lambda ours, ratio: ours <= 47000))
        for peer in self.peers:
            say("counting instructions under callgrind: %s" % peer.name)
            row.add(peer.name, measure.instructions(peer, self.space, self.backend.port))

    def tokens(self):
        case.need("valgrind")
        case.need_built("tests/bench/token_cost")
        say("counting instructions under callgrind: a token's owner")
        row = self.row("instructions to find a token's owner", min, "%.0f",
                       ("<= 3000", lambda ours, ratio: ours <= 3000), alone=True)
        row.add(OURS, measure.token_instructions(self.space))

    def system_calls(self):
        case.need("strace")
        every = self.row("system calls per small GET, whole httpd", min, "%.2f")
        own = self.row("  of them on the connection to the backend", min, "%.2f",
                       ("<= 3", lambda ours, ratio: ours <= 3.05))
        for peer in self.peers:
            say("counting system calls with strace: %s" % peer.name)
            total, backend = measure.system_calls(peer, self.space, self.backend.port)
            every.add(peer.name, total)
            own.add(peer.name, backend)

    def checks(self):
        case.need("openssl", "killall")
        case.need_built("node-score")
        say("what a run of each check costs (median of %d runs)" % checks.RUNS)
        memory = 0.0
        for name, tls, milliseconds, megabytes in checks.each(self.space, Certificates(self.space)):
            most = 6 if tls else 2
            goal = None if name == checks.KILLALL else ("<= %d" % most, lambda ours, ratio, most=most: ours <= most)
            self.row("CPU ms of a run: %s" % name, min, "%.2f", goal, alone=True).add(OURS, milliseconds)
            memory = max(memory, megabytes)
        row = self.row("MB of the largest of them", min, "%.1f", ("<= 12", lambda ours, ratio: ours <= 12), alone=True)
        row.add(OURS, memory)

    def throughput(self):
        case.need("wrk")
        seconds = self.options.seconds
        for call, connections, goals in (
                (measure.SMALL, 8, {"rate": (">= 1.08 x", lambda ours, ratio: ratio >= 1.08)}),
                (measure.LARGE, 4, {"cpu": ("<= 0.70 x", lambda ours, ratio: ratio <= 0.70)}),
                (measure.POST, 4, {})):
            rate = self.row("%s: requests/s" % call.name, max, "%.0f", goals.get("rate"))
            p99 = self.row("%s: p99, ms" % call.name, min, "%.2f")
            cpu = self.row("%s: CPU s per 10,000" % call.name, min, "%.2f", goals.get("cpu"))
            # A static file takes no POST.
            running = [(peer, peer.server(self.space, self.backend.port).start()) for peer in self.peers
                       if call.body is None or peer.name != FLOOR]
            for number in range(self.options.rounds):
                say("%s, round %d of %d" % (call.name, number + 1, self.options.rounds))
                # The order turns, so that nobody always comes after the same one.
                turn = number % len(running)
                for peer, server in running[turn:] + running[:turn]:
                    if number == 0:
                        measure.throughput(server, self.space, call, 1, connections)
                    seen = measure.throughput(server, self.space, call, seconds, connections)
                    rate.add(peer.name, seen.rate)
                    p99.add(peer.name, seen.p99)
                    cpu.add(peer.name, seen.cpu)
            for _, server in running:
                server.stop()


def main():
    parser = argparse.ArgumentParser(prog="./quickstart bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of wrk; the median counts (%(default)s)")
    parser.add_argument("--seconds", type=int, default=3, help="length of one wrk run (%(default)s)")
    parser.add_argument("--only", choices=("instructions", "tokens", "system-calls", "checks", "throughput"),
                        help="one part only")
    parser.add_argument("--peers", help="some of static-file,mod_jk,mod_proxy_ajp,mod_sioha")
    options = parser.parse_args()
    process.end_all_on_exit()
    space = Workspace("bench")
    try:
        bench = Bench(options, space)
        for name, part in (("instructions", bench.instructions), ("tokens", bench.tokens),
                           ("system-calls", bench.system_calls), ("checks", bench.checks),
                           ("throughput", bench.throughput)):
            if options.only in (None, name):
                try:
                    part()
                except case.unittest.SkipTest as missing:
                    say("left out: %s" % missing)
        print_table(bench.rows, [peer.name for peer in bench.peers])
        verdicts = [row.verdict()[1] for row in bench.rows if row.verdict()[1] is not None]
        say("%d of %d goals are reached (medians of %d rounds of %d s, event MPM, one child, ajp-fast behind it)."
            % (verdicts.count(True), len(verdicts), options.rounds, options.seconds))
    finally:
        process.end_all()
        space.remove()


if __name__ == "__main__":
    main()
