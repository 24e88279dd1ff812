"""Breaks gateways in every way of the matrix while clients are at work; prints one table.

With --peers the same runs against mod_jk and mod_proxy_ajp, with --tomcat most of it with two real Tomcats.
Exit status 1: an invariant or a goal was missed.
"""

import argparse
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from balancers import OURS, PEERS  # noqa: E402
from events import EVENTS  # noqa: E402
import tomcats  # noqa: E402
from harness import process, tomcat  # noqa: E402
from harness.settings import settings  # noqa: E402
from scene import CLIENTS, RATE, Scene, Simulators  # noqa: E402

HEADINGS = ("event", "requests", "failed", "twice", "spliced", "slowest", "late", "detected", "back")
LEGEND = """
%d clients, together %d requests/s. failed: plain GETs/large GETs/POSTs. twice: POSTs that the storage executed more
than once. spliced: answers that look whole and are not, or are another request's. slowest: of plain GETs, from the
event on. late: plain GETs begun from 1.5 s after the event that took more than 250 ms. detected: after the event, the
verdict down (mod_sioha), or the first answer by the standby. back: after the end of the event, the first answer by
the master.
""" % (CLIENTS, RATE)


def table(results):
    rows = [HEADINGS] + [result.row() for result in results]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    for row in rows:
        print(row[0].ljust(widths[0]) + "".join("  " + cell.rjust(width) for cell, width in zip(row[1:], widths[1:])))


def run(balancer, events, pair):
    results = []
    for event in events:
        result = Scene(event, balancer, pair).play()
        results.append(result)
        print("%-13s %-45s %s" % (balancer.name, event.name, "  ".join(result.row()[1:])), flush=True)
        if balancer.ours:
            for sentence in result.violations[:10]:
                print("    MISSED: " + sentence, flush=True)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="also run mod_jk and mod_proxy_ajp")
    parser.add_argument("--tomcat", action="store_true",
                        help="two real Tomcats, not the simulator: all but %s" % ", ".join(tomcats.WITHOUT))
    parser.add_argument("--only", metavar="TEXT", help="events whose name holds TEXT")
    arguments = parser.parse_args()
    if not os.path.exists(os.path.join(settings().build, "tests/gateway/sioha-gateway-sim")):
        print("the gateway simulator is not built")
        sys.exit(77)
    process.end_all_on_exit()
    started = time.monotonic()
    events = [event for event in EVENTS if not arguments.only or arguments.only in event.name]
    if arguments.tomcat:
        try:
            tomcat.need_tomcat()
        except unittest.SkipTest as missing:
            print(missing)
            sys.exit(77)
        events = [event for event in events if event.name not in tomcats.WITHOUT]
    everything = []
    for balancer in (OURS,) + (PEERS if arguments.peers else ()):
        if balancer.available():
            everything.append((balancer, run(balancer, events, tomcats.Tomcats if arguments.tomcat else Simulators)))
        else:
            print("%s is not installed" % balancer.name)
    for balancer, results in everything:
        print("\n%s" % balancer.name)
        table(results)
    print(LEGEND)
    missed = sum(len(result.violations) for balancer, results in everything if balancer.ours for result in results)
    print("%.0f s; %d missed" % (time.monotonic() - started, missed))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
