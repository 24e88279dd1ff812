"""The notes for LogFormat, and the indicators: each by its name."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, scripted  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.scripted import session  # noqa: E402

LB_NOTES = ("JK_LB_FIRST_NAME", "JK_LB_FIRST_VALUE", "JK_LB_FIRST_ACCESSED", "JK_LB_FIRST_SESSIONS", "JK_LB_FIRST_READ",
            "JK_LB_FIRST_TRANSFERRED", "JK_LB_FIRST_ERRORS", "JK_LB_FIRST_BUSY", "JK_LB_FIRST_ACTIVATION",
            "JK_LB_FIRST_STATE", "JK_LB_LAST_NAME", "JK_LB_LAST_VALUE", "JK_LB_LAST_ACCESSED", "JK_LB_LAST_SESSIONS",
            "JK_LB_LAST_READ", "JK_LB_LAST_TRANSFERRED", "JK_LB_LAST_ERRORS", "JK_LB_LAST_BUSY",
            "JK_LB_LAST_ACTIVATION", "JK_LB_LAST_STATE")

STATUS_FIELDS = (
    # of a balancer
    "name", "type", "sticky_session", "sticky_session_force", "retries", "recover_time", "error_escalation_time",
    "max_reply_timeouts", "method", "lock", "member_count", "good", "degraded", "bad", "busy", "max_busy", "map_count",
    "time_to_maintenance_min", "time_to_maintenance_max", "last_reset_at", "last_reset_ago",
    # of a member
    "host", "port", "address", "source", "connection_pool_timeout", "ping_timeout", "connect_timeout",
    "prepost_timeout", "reply_timeout", "connection_ping_interval", "recovery_options", "busy_limit", "max_packet_size",
    "activation", "lbfactor", "route", "redirect", "domain", "distance", "state", "lbmult", "lbvalue", "elected",
    "sessions", "errors", "client_errors", "reply_timeouts", "transferred", "read", "connected", "max_connected",
    "time_to_recover_min", "time_to_recover_max", "error_time_datetime", "error_time_tz", "error_time_unix_seconds",
    "error_time_ago",
    # of a mount and of the server
    "server", "uri", "sticky_ignore", "stateless", "fail_on_status", "active", "disabled", "stopped",
    "use_server_errors", "web_server", "jk_version")

INDICATORS = """JkRemoteAddrIndicator X_ADDR
JkRemotePortIndicator X_PORT
JkRemoteHostIndicator X_HOST
JkRemoteUserIndicator X_USER
JkAuthTypeIndicator X_TYPE
JkLocalNameIndicator X_NAME
JkLocalPortIndicator X_LOCAL_PORT
JkLocalAddrIndicator X_LOCAL_ADDR
SetEnv X_ADDR 192.0.2.7
SetEnv X_PORT 4711
SetEnv X_HOST client.example
SetEnv X_USER alice
SetEnv X_TYPE Kerberos
SetEnv X_NAME www.example
SetEnv X_LOCAL_PORT 8443
SetEnv X_LOCAL_ADDR 192.0.2.80
"""


class Names(scripted.Case):
    def test_indicators(self):
        self.serve(members=1, more=INDICATORS)
        seen = self.seen()
        attributes = dict(seen["attributes"])
        self.assertEqual(("192.0.2.7", "client.example", "alice", "Kerberos", "www.example", 8443),
                         (seen["remoteAddr"], seen["remoteHost"], seen["coded"]["remote_user"],
                          seen["coded"]["auth_type"], seen["serverName"], seen["serverPort"]))
        self.assertEqual(("4711", "192.0.2.80"), (attributes["AJP_REMOTE_PORT"], attributes["AJP_LOCAL_ADDR"]))

    def test_options_of_slashes_have_no_effect_and_are_said(self):
        self.serve(members=1, more="JkOptions +CollapseSlashesAll +CollapseSlashesNone +CollapseSlashesUnmount\n")
        self.assertTrue(self.get().ok)
        self.assertIn("CollapseSlashes", self.server.log_text())

    def test_notes_of_the_first_and_the_last_member(self):
        self.serve("worker.l.health_interval=60s\nworker.l.health_fast_interval=60s\n",
                   more='CustomLog "{root}/logs/notes.log" "%s"\n' % " ".join("%%{%s}n" % name for name in LB_NOTES))
        self.b.kill()
        answer = client.post(self.server.port, "/echo", b"hello", session("b"))
        self.assertTrue(answer.ok, answer)
        path = os.path.join(self.server.root, "logs", "notes.log")

        def line():
            with open(path) as log:
                return [each.split() for each in log if each.startswith("b ")]
        notes = dict(zip(LB_NOTES, wait_for("the line", line)[0]))
        self.assertEqual(("b", "a"), (notes["JK_LB_FIRST_NAME"], notes["JK_LB_LAST_NAME"]))
        self.assertEqual(("ACT", "ACT"), (notes["JK_LB_FIRST_ACTIVATION"], notes["JK_LB_LAST_ACTIVATION"]))
        self.assertEqual("OK", notes["JK_LB_LAST_STATE"])
        for name in LB_NOTES:
            if not name.endswith(("_NAME", "_ACTIVATION", "_STATE")):
                self.assertTrue(notes[name].isdigit(), (name, notes[name]))
        self.assertGreaterEqual(int(notes["JK_LB_LAST_ACCESSED"]), 1)
        self.assertGreaterEqual(int(notes["JK_LB_LAST_TRANSFERRED"]), 5)

    def test_fields_of_the_status_worker(self):
        self.serve("worker.list=s\nworker.s.type=status\nworker.s.css=/own.css\nworker.s.doctype=<!DOCTYPE own>\n"
                   "worker.l.health_interval=60s\nworker.l.health_fast_interval=60s\n", more="JkMount /jkstatus s\n")
        self.b.kill()
        self.assertEqual("a", self.by("/echo", session("b")))
        prop, xml, html = (self.get("/jkstatus?mime=" + form).text() for form in ("prop", "xml", "html"))
        for name in STATUS_FIELDS:
            self.assertTrue(re.search(r"[.]%s=" % name, prop) or name == "name", (name, prop))
        for name in ("name", "member_count", "lbvalue", "time_to_maintenance_min", "error_time_unix_seconds"):
            self.assertTrue(re.search(r'\b%s="' % name, xml), (name, xml))
        self.assertIn("<!DOCTYPE own>", xml)
        self.assertIn("/own.css", html)


if __name__ == "__main__":
    case.main()
