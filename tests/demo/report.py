"""What the clients of the demo saw, as a timeline, a table and a verdict."""

SLICE = 0.25
LEGEND = "who answered, a character for each quarter of a second (2: machine2, 1: machine1, *: both, x: failed)"


def letter(records):
    if any(not record.ok for record in records):
        return "x"
    by = frozenset(record.by for record in records if record.by)
    return {frozenset(["machine1"]): "1", frozenset(["machine2"]): "2"}.get(by, "*" if by else ".")


def timeline(load, end, events):
    """events: (when, text)."""
    line = "".join(letter(load.seen(since=i * SLICE, until=(i + 1) * SLICE)) for i in range(int(end / SLICE)))
    marks = ""
    for at, text in events:
        marks = marks.ljust(int(at / SLICE)) + "^ " + text
    return "  %s\n  %s\n  %s" % (LEGEND, line, marks)


def table(load, phases):
    lines = ["  %-26s %9s %9s %9s %7s %11s %11s"
             % ("", "requests", "machine2", "machine1", "failed", "median", "slowest")]
    for name, begin, end in list(phases) + [("all", 0.0, 1e9)]:
        records = load.seen(since=begin, until=end)
        times = sorted(record.seconds for record in records) or [0.0]
        lines.append("  %-26s %9d %9d %9d %7d %8.1f ms %8.1f ms" % (
            name, len(records), sum(record.by == "machine2" for record in records),
            sum(record.by == "machine1" for record in records), sum(not record.ok for record in records),
            1000 * times[len(times) // 2], 1000 * times[-1]))
    return "\n".join(lines)


class Verdict(object):
    """A change that was in flight at the kill may not be sent again by anybody but its owner: it is in doubt, and
    httpd says so. Everything else has to be served."""

    def __init__(self, load, operations, killed):
        runs = {}
        for operation in operations:
            if operation["result"] == 200:
                runs[operation["requestId"]] = runs.get(operation["requestId"], 0) + 1
        self.created = len(runs)
        self.twice = sorted(name for name, count in runs.items() if count > 1)
        failed = load.failed()
        self.doubt = [record for record in failed if record.kind == "create" and record.status in (502, 504)
                      and record.started <= killed <= record.started + record.seconds + 0.05]
        self.unserved = [record for record in failed if record not in self.doubt]
        self.errors = load.errors

    @property
    def good(self):
        return not (self.twice or self.unserved or self.errors)

    def lines(self):
        out = ["volumes created: %d, %s" % (self.created, "each of them once" if not self.twice else
                                            "but these more than once: " + ", ".join(self.twice))]
        if self.doubt:
            out.append("%d of the changes in flight at the kill got \"unknown whether it ran\" (%s), and was not sent "
                       "twice" % (len(self.doubt), ", ".join(str(record.status) for record in self.doubt)))
        out += ["not served: %r" % record for record in self.unserved[:10]]
        out += ["a client stopped: %s" % error for error in self.errors[:10]]
        return out
