"""The status worker's formats beside mod_jk's own: every name that mod_jk writes is there, with a value of its kind."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client  # noqa: E402
from harness.httpd import SIOHA  # noqa: E402
from harness.status_worker import StatusWorker, properties, text_lines, xml_elements  # noqa: E402
from harness.workspace import free_port  # noqa: E402

WORKERS = """worker.list=lb,alone,jkstatus
worker.lb.type=lb
worker.lb.balance_workers=n1,n2
worker.lb.method=R
worker.n1.host=127.0.0.1
worker.n1.port=%d
worker.n1.lbfactor=3
worker.n1.route=r1.d1
worker.n2.host=127.0.0.1
worker.n2.port=%d
worker.n2.redirect=r1.d1
worker.alone.host=127.0.0.1
worker.alone.port=%d
worker.jkstatus.type=status
"""
CONFIGURATION = """
JkWorkersFile {root}/conf/workers.properties
JkShmFile {root}/run/shm
JkLogFile {root}/logs/jk.log
JkMountFile {root}/conf/uriworkermap.properties
JkMount /app/* lb
JkUnMount /app/x lb
JkMount /alone alone
JkMount /jkstatus jkstatus
"""
MAP = """/f/*=lb;reply_timeout=700;fail_on_status=500,-404;active=n1;use_server_errors=404
-/g=lb
!/f/z=lb
"""
QUERIES = ("cmd=list", "cmd=version", "cmd=show&w=lb", "cmd=show&w=lb&sw=n1", "cmd=show&w=alone", "cmd=show&w=nobody",
           "cmd=list&opt=1", "cmd=list&opt=2", "cmd=list&opt=8", "cmd=list&opt=16", "cmd=dump")
# mod_jk's own mistakes: a blank inside of a name.
MISTAKES = {"error_time_unix seconds": "error_time_unix_seconds", "error_time_ago seconds": "error_time_ago"}
# What is the same for both, whatever they count and time.
SAME = ("host", "port", "address", "source", "type", "activation", "lbfactor", "route", "redirect", "domain", "distance",
        "lbmult", "member_count", "method", "lock", "sticky_session", "sticky_session_force", "balance_workers", "uri",
        "fail_on_status", "active", "disabled", "stopped", "use_server_errors",
        "max_packet_size", "recovery_options", "list", "lb_count", "ajp_count", "map_count")


class AsModJk(case.Case):
    def setUp(self):
        super(AsModJk, self).setUp()
        case.need_module("jk")
        ports = (free_port(), free_port(), free_port())
        self.servers = {}
        for name, balancer in (("mod_jk", ("jk",)), ("sioha", SIOHA)):
            self.space.write(name + "/conf/workers.properties", WORKERS % ports)
            self.space.write(name + "/conf/uriworkermap.properties", MAP)
            server = self.httpd(CONFIGURATION, balancer=balancer, name=name).start()
            for path in ("/app/y", "/alone"):
                self.assertEqual(503, client.get(server.port, path).status)
            self.servers[name] = StatusWorker(server.port)

    def both(self, query):
        answers = [self.servers[name].get(query) for name in ("mod_jk", "sioha")]
        self.assertEqual(200, answers[0].status)
        return [answer.text() for answer in answers]

    def alike(self, name, theirs, ours, where):
        """A number where there is a number, and the same where it has to be."""
        kind = lambda value: "number" if re.match(r"-?\d+$", value) else "text"
        if name == "port" and where[1].lower() == "server":
            return
        if name in SAME:
            self.assertEqual(theirs, ours, where)
        elif name not in ("jk_version", "web_server", "message"):
            self.assertEqual(kind(theirs), kind(ours), where)

    def test_every_line_of_the_format_prop(self):
        for query in QUERIES:
            theirs, ours = (properties(text) for text in self.both(query + "&mime=prop"))
            for name, value in theirs.items():
                if name == "ServerRoot":
                    continue
                begin, _, last = name.rpartition(".")    # map.1.uri is of a map
                name = begin + "." + MISTAKES.get(last, last)
                self.assertIn(name, ours, query)
                self.alike(last, value, ours[name], (query, name))
        self.note("%d names" % len(ours))

    def test_every_word_of_the_format_txt(self):
        for query in QUERIES:
            theirs, ours = (text_lines(text) for text in self.both(query + "&mime=txt"))
            self.assertEqual([about for about, _ in theirs], [about for about, _ in ours], query)
            for (about, fields), (_, own) in zip(theirs, ours):
                self.assertEqual(set(), set(fields) - set(own), (query, about))
                for name in fields:
                    self.alike(name, fields[name], own[name], (query, about, name))

    def test_every_element_and_attribute_of_xml(self):
        for query in QUERIES:
            theirs, ours = (xml_elements(text) for text in self.both(query + "&mime=xml"))
            self.assertEqual([name for name, _ in theirs], [name for name, _ in ours], query)
            for (name, fields), (_, own) in zip(theirs, ours):
                self.assertEqual(set(("ServerRoot",)) & set(fields), set(fields) - set(own), (query, name))
                for field in set(fields) & set(own):
                    self.alike(field, fields[field], own[field], (query, name, field))

    def test_mod_jk_answers_200_to_what_fails_and_sioha_does_not(self):
        for query, status in (("cmd=show&w=nobody", 404), ("cmd=nonsense", 400), ("cmd=update&w=lb&sw=n1&vwf=2", 405)):
            answers = [self.servers[name].get(query + "&mime=txt").status for name in ("mod_jk", "sioha")]
            self.assertEqual([200, status], answers)

    def test_the_settings_that_mod_jk_offers_to_change_are_all_offered(self):
        for query in ("cmd=edit&w=lb", "cmd=edit&w=lb&sw=n1", "cmd=edit&w=alone"):
            theirs, ours = (set(re.findall(r'name="(v\w+)"', text)) for text in self.both(query))
            self.assertTrue(theirs)
            # An election takes no lock: vll is accepted, and there is nothing to choose.
            self.assertEqual(set(("vll",)) & theirs, theirs - ours)


if __name__ == "__main__":
    case.main()
