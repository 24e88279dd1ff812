"""Twenty configurations under mod_jk and under mod_sioha: the gateway sees the same requests.

What may differ is in doc/mod_jk-compatibility.md, under "Differences on the wire", and nothing else.
"""

import collections
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, configurations  # noqa: E402
from harness.ajp_recorder import Recorder, version_answer  # noqa: E402
from harness.httpd import SIOHA  # noqa: E402
from harness.settings import settings  # noqa: E402

PAGE = os.path.join(settings().source, "doc/mod_jk-compatibility.md")
HOP_BY_HOP = ("connection", "keep-alive", "te", "upgrade", "proxy-connection", "proxy-authorization", "expect",
              "transfer-encoding")


def listed_differences():
    """The names in the first column of the page's table."""
    with open(PAGE) as stream:
        text = stream.read()
    section = text.split("## Differences on the wire\n")[1].split("\n## ")[0]
    return re.findall(r"^\| ([^|]*?) +\|", section, re.M)[1:]


def as_tomcat(uri):
    """What Tomcat makes of it, but for its path parameters."""
    segments = []
    for segment in urllib.parse.unquote(uri).split("/")[1:]:
        if segment == "..":
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return segments


class Differences(object):
    """Takes out of both what the page says of it, and notes what was met."""

    def __init__(self):
        self.met = collections.Counter()

    def _meet(self, name, differs):
        if differs:
            self.met[name] += 1
        return differs

    def hide(self, jk, sioha):
        """jk and sioha: dicts of what the gateway saw. Makes equal what may differ."""
        if self._meet("hop-by-hop headers", any(name in HOP_BY_HOP for name, _ in jk["headers"])):
            jk["headers"] = [pair for pair in jk["headers"] if pair[0] not in HOP_BY_HOP]
        if jk["uri"] != sioha["uri"] and as_tomcat(jk["uri"]) == as_tomcat(sioha["uri"]):
            self._meet("spelling of the path", True)
            jk["uri"] = sioha["uri"]


def seen_as(seen):
    attributes = dict(seen.attributes)
    extra = {name: value for name, value in seen.extra.items() if name != "AJP_REMOTE_PORT"}
    return {"method": seen.method, "protocol": seen.protocol, "uri": seen.uri, "address": seen.remote_addr,
            "host": seen.remote_host, "server": (seen.server_name, seen.server_port), "ssl": seen.ssl,
            "headers": sorted(seen.headers), "attributes": attributes, "extra": extra, "body": seen.body}


class AsModJk(case.Case):
    @classmethod
    def setUpClass(cls):
        case.need_module("jk")
        cls.differences = Differences()
        cls.compared = 0

    def serve(self, configuration, recorder, peer, name):
        """httpd with one of the two modules."""
        text = {"workers": self.fill(configuration.workers, recorder)}
        for file in ("mounts", "mounts2"):
            text[file] = getattr(configuration, file)
        httpd = self.fill(configuration.httpd, recorder).replace("{log}", configurations.LOG)
        for file, content in text.items():
            path = self.space.write("%s/conf/%s.properties" % (name, file), content)
            httpd = httpd.replace("{%s}" % file, path)
        return self.httpd(httpd, balancer=peer, name=name, modules=configuration.modules,
                          log_level="warn").start()

    @staticmethod
    def fill(text, recorder):
        return re.sub(r"\{port of (\w+)\}", lambda found: str(recorder.ports[found.group(1)]), text)

    def ask_all(self, configuration, recorder, server):
        """[(request, status, what the gateway saw or None, member)]"""
        results = []
        connection = client.Connection(server.port)
        for request in configuration.requests():
            headers = request.headers + [("X-Request-Id", str(request.number))]
            answer = connection.request(request.method, request.target, headers, request.body, request.chunked)
            self.assertTrue(answer.complete, (configuration.name, request, answer))
            seen = recorder.of(request.number)
            self.assertLessEqual(len(seen), 1, (configuration.name, request))
            results.append((request, answer.status, seen[0] if seen else None))
        connection.close()
        recorder.forget()
        return results

    def compare(self, configuration, jk, sioha):
        faults = []
        for (request, jk_status, jk_seen), (_, status, seen) in zip(jk, sioha):
            if jk_seen is None or seen is None:
                wrong = [] if (jk_seen, jk_status) == (seen, status) else ["is mapped by one only"]
            else:
                wrong = self.unlike(configuration, request, jk_seen, seen)
                type(self).compared += 1
            if jk_status != status:
                wrong.append("status %d, %d" % (jk_status, status))
            if wrong:
                faults.append("%r: %s" % (request, "; ".join(wrong)))
        self.assertEqual([], faults, "%d differ, the first:\n%s" % (len(faults), "\n".join(faults[:12])))

    def unlike(self, configuration, request, jk_seen, seen):
        """What differs and is not on the page. A session or a rule may say which member it has to be."""
        wrong = []
        group = configuration.groups.get
        if group(jk_seen.member, jk_seen.member) != group(seen.member, seen.member):
            wrong.append("worker of %s, %s" % (jk_seen.member, seen.member))
        one, other = seen_as(jk_seen), seen_as(seen)
        if configuration.pins(request) and jk_seen.member != seen.member:
            wrong.append("member %s, %s" % (jk_seen.member, seen.member))
        elif jk_seen.member != seen.member:
            for each in (one, other):
                if "route" in each["attributes"]:
                    each["attributes"]["route"] = "a member's"
        self.differences.hide(one, other)
        return wrong + ["%s %r, %r" % (key, one[key], other[key]) for key in one if one[key] != other[key]]

    def run_one(self, configuration):
        recorder = Recorder(configuration.members, version_answer())
        self.addCleanup(recorder.close)
        both = []
        for peer, name in ((("jk",), "mod-jk"), (SIOHA, "mod-sioha")):
            server = self.serve(configuration, recorder, peer, name)
            both.append(self.ask_all(configuration, recorder, server))
            server.stop()
        mapped = sum(1 for _, _, seen in both[0] if seen)
        self.note("%s: %d requests, %d of them mapped" % (configuration.name, len(both[0]), mapped))
        self.assertGreater(mapped, 20, configuration.name)
        self.compare(configuration, *both)

    def test_zz_the_page_lists_what_was_met_and_nothing_else(self):
        self.assertGreater(self.compared, 1000)
        self.note(dict(self.differences.met))
        self.assertEqual(sorted(self.differences.met), sorted(listed_differences()))


def _add(number, configuration):
    name = "test_%02d_%s" % (number, re.sub(r"\W+", "_", configuration.name))
    setattr(AsModJk, name, lambda self: self.run_one(configuration))


for _number, _configuration in enumerate(configurations.ALL, 1):
    _add(_number, _configuration)


if __name__ == "__main__":
    case.main()
