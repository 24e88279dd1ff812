"""The status worker: what it shows, who may change what, and how long a change lasts."""

import base64
import os
import re
import signal
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide, status  # noqa: E402
from harness.gateways import Pair  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.status_worker import FORM, StatusWorker, properties, text_lines, xml_elements  # noqa: E402

LIST = "worker.list=jkstatus,ro,old,users,alone\n"
WORKERS = LIST + """worker.jkstatus.type=status
worker.ro.type=status
worker.ro.read_only=1
worker.old.type=status
worker.old.allow_get_updates=true
worker.users.type=status
worker.users.user=alice
worker.alone.host=127.0.0.1
worker.alone.port=1
worker.alone.secret=hunter2
"""
CONFIGURATION = """
SiohaStateFile {root}/state/changes
JkMount /jkstatus jkstatus
JkMount /ro ro
JkMount /old old
JkMount /users users
JkMount /alone alone
<Location /users>
    AuthType Basic
    AuthName users
    AuthUserFile {root}/conf/users
    Require valid-user
</Location>
"""
MODULES = ("auth_basic", "authn_file", "authz_user")
# htpasswd -s: "pass"
PASSWORDS = "".join("%s:{SHA}nU4eI71bcnBGqeO0t9tXvY1u5oQ=\n" % name for name in ("alice", "bob"))


# mod_jk's names, as 75_status_as_mod_jk.py finds them beside mod_jk itself.
OF_CONNECTIONS = """type host port address source connection_pool_timeout ping_timeout connect_timeout prepost_timeout
    reply_timeout retries connection_ping_interval recovery_options busy_limit max_packet_size errors client_errors
    reply_timeouts transferred read busy max_busy connected max_connected last_reset_at last_reset_ago""".split()
FIELDS = {
    "worker.": "server_name server_port time_datetime time_tz time_unix web_server jk_version lb_count list ajp_count",
    "worker.balance1.": """type sticky_session sticky_session_force retries recover_time error_escalation_time
        max_reply_timeouts method lock member_count good degraded bad busy max_busy map_count time_to_maintenance_min
        time_to_maintenance_max last_reset_at last_reset_ago balance_workers""",
    "worker.machine1.": """activation lbfactor route redirect domain distance state lbmult lbvalue elected sessions
        time_to_recover_min time_to_recover_max """ + " ".join(OF_CONNECTIONS),
    "worker.alone.": """list used map_count error_time_datetime error_time_tz error_time_unix_seconds
        error_time_ago """ + " ".join(OF_CONNECTIONS),
    "worker.balance1.map.1.": """server uri type source reply_timeout sticky_ignore stateless fail_on_status active
        disabled stopped use_server_errors""",
    "worker.result.": "type message"}


def basic(user):
    return ("Authorization", "Basic " + base64.b64encode((user + ":pass").encode()).decode())


class StatusWorkers(case.Case):
    def setUp(self):
        super(StatusWorkers, self).setUp()
        case.need_built("tests/gateway/sioha-gateway-sim")
        self.pair = Pair(self.space)

    def start(self, extra="", configuration=CONFIGURATION, **options):
        text = guide.of_pair(self.space, self.pair, WORKERS + extra)
        self.space.write("httpd/conf/users", PASSWORDS)
        self.server = self.httpd(text + configuration, modules=MODULES, **options).start()
        self.jk = StatusWorker(self.server.port)
        status.await_up(self.server.port)
        return self.server

    def served_by(self):
        return client.get(self.server.port, "/api/version").header("X-Gateway")

    def log_lines(self, word):
        return [line for line in self.server.log_text().splitlines() if word in line]

    # -- reading -------------------------------------------------------------
    def test_every_command_in_every_format(self):
        self.start()
        for query in ("", "cmd=list", "cmd=version", "cmd=dump", "cmd=show&w=balance1", "cmd=show&w=alone",
                      "cmd=show&w=balance1&sw=machine1"):
            for mime, kind in (("html", "text/html"), ("xml", "text/xml"), ("txt", "text/plain"),
                               ("prop", "text/plain")):
                answer = self.jk.get(query + "&mime=" + mime)
                self.assertEqual(200, answer.status, query)
                self.assertTrue(answer.header("Content-Type").startswith(kind))
                self.assertNotIn("hunter2", answer.text())
                if mime == "xml":
                    self.assertIn(("result", {"type": "OK", "message": "Action finished"}),
                                  xml_elements(answer.text()))
                if mime == "prop":
                    self.assertEqual("OK", properties(answer.text())["worker.result.type"])
        for query in ("cmd=edit&w=balance1", "cmd=edit&w=balance1&sw=machine1", "cmd=edit&w=balance1&att=vwf",
                      "cmd=edit&w=alone"):
            self.assertIn('name="token"', self.jk.get(query).text(), query)

    def test_every_field_of_mod_jk_is_there(self):
        self.start()
        self.assertEqual(503, client.get(self.server.port, "/alone").status)
        seen = self.jk.properties()
        for begin, names in FIELDS.items():
            self.assertEqual([], [name for name in names.split() if begin + name not in seen], begin)
        words = dict((about, fields) for about, fields in text_lines(self.jk.get("mime=txt").text()))
        self.assertEqual(set(("name", "type")), set(("name", "type")) & set(words["Member"]))
        self.assertEqual("1", words["Map"]["id"])

    def test_the_status_of_the_answer_tells_what_went_wrong(self):
        self.start()
        for expected, query in ((404, "cmd=show&w=nobody"), (404, "cmd=show&w=balance1&sw=nobody"), (400, "cmd=shw"),
                                (400, "mime=pdf"), (400, "w=%zz"), (400, "what=ever"), (400, "cmd=show"),
                                (400, "cmd=edit&w=balance1&mime=xml"), (405, "cmd=update&w=balance1&vls=0")):
            answer = self.jk.get(query + "&mime=txt" if "mime" not in query else query)
            self.assertEqual(expected, answer.status, query)
            if "pdf" not in query:
                self.assertRegex(answer.text(), 'type="?ERROR|Result: type=ERROR', query)
        for expected, form in ((404, "cmd=update&w=nobody&vwa=D"), (404, "cmd=update&w=balance1&sw=m9*&vwa=D"),
                               (400, "cmd=update&w=balance1&vwa=D"), (400, "cmd=update&w=balance1&sw=machine1&vls=0"),
                               (400, "cmd=update&w=balance1&sw=machine1&vwq=1"), (400, "cmd=update&w=balance1"),
                               (400, "cmd=update&w=balance1&sw=machine1&vwf=0"), (400, "cmd=update&w=alone&vwf=2"),
                               (400, "cmd=update&w=balance1&sw=*&vwn=same"), (409, "cmd=recover&w=balance1&sw=machine1"),
                               (400, "cmd=update&w=balance1&att=vwf&val7=3"), (400, "cmd=recover&w=balance1"),
                               (400, "cmd=update&w=balance1&sw=machine1&vahst=nowhere.invalid")):
            answer = self.jk.post(form + "&mime=txt")
            self.assertEqual(expected, answer.status, (form, answer.text()))
            self.assertIn("type=ERROR", answer.text())
        self.assertEqual(405, client.request(self.server.port, "DELETE", "/jkstatus").status)
        self.assertEqual(413, self.jk.post("cmd=list&vwx=" + "y" * 70000).status)
        self.assertEqual(415, client.request(self.server.port, "POST", "/jkstatus",
                                             [("Content-Type", "text/plain")], b"cmd=list").status)

    def test_nothing_from_a_client_comes_back_as_markup(self):
        self.start()
        evil = "%3Cscript%3Ealert(1)%3C/script%3E%22%27%26"
        for query in ("cmd=" + evil, "cmd=show&w=" + evil, "mime=" + evil, evil + "=1", "opt=" + evil,
                      "cmd=show&w=balance1&sw=" + evil, "cmd=edit&w=balance1&att=" + evil, "re=" + evil):
            for mime in ("", "&mime=html", "&mime=xml"):
                text = self.jk.get(query + mime).text()
                self.assertNotIn("<script", text, query)
                if mime == "&mime=xml" and "mime=%3C" not in query:
                    xml_elements(text)
        answer = self.jk.post("cmd=update&w=balance1&sw=machine1&vwr=" + evil)
        self.assertEqual(200, answer.status, answer.text())
        for mime in ("html", "xml"):
            text = self.jk.get("mime=" + mime).text()
            self.assertNotIn("<script", text)
            self.assertIn("&lt;script&gt;", text)
        self.assertNotIn("<script", self.jk.get("cmd=edit&w=balance1&sw=machine1").text())

    # -- who may change ------------------------------------------------------
    def test_a_change_wants_post_and_a_token(self):
        self.start()
        form = "cmd=update&w=balance1&sw=machine1&vwf=7&mime=txt"
        refused = self.jk.get(form)
        self.assertEqual((405, "POST"), (refused.status, refused.header("Allow")))
        for token in ("", "0" * 32, self.jk.token()[:-1], StatusWorker(self.server.port, "/users", [basic("alice")]).token()):
            self.assertEqual(403, self.jk.post(form, token=token).status)
        self.assertEqual("1", self.jk.properties()["worker.machine1.lbfactor"])
        token = self.jk.token()
        self.assertEqual(200, self.jk.post(form + "&token=" + token, token="").status)
        self.assertEqual("7", self.jk.properties()["worker.machine1.lbfactor"])
        self.assertEqual(200, self.jk.post(form.replace("7", "8"), token=token).status)
        self.assertEqual(5, len(self.log_lines("refuses cmd=update")))

    def test_get_changes_where_it_is_allowed_and_httpd_warns_of_it(self):
        self.start()
        old = StatusWorker(self.server.port, "/old")
        self.assertEqual(200, old.get("cmd=update&w=balance1&sw=machine1&vwf=7").status)
        self.assertEqual("7", self.jk.properties()["worker.machine1.lbfactor"])
        self.assertEqual(1, len(self.log_lines("worker.old.allow_get_updates=true: a link on any web page")))

    def test_read_only_changes_nothing(self):
        self.start()
        worker = StatusWorker(self.server.port, "/ro")
        self.assertIsNone(worker.token())
        self.assertEqual(403, worker.post("cmd=update&w=balance1&sw=machine1&vwf=7", token=self.jk.token()).status)
        self.assertNotIn("<form method=\"post\"", worker.get().text())
        self.assertIn("<form method=\"post\"", self.jk.get().text())
        self.assertEqual("1", self.jk.properties()["worker.machine1.lbfactor"])

    def test_only_the_users_that_are_named(self):
        self.start()
        self.assertEqual(401, StatusWorker(self.server.port, "/users").get().status)
        bob = StatusWorker(self.server.port, "/users", [basic("bob")])
        for answer in (bob.get(), bob.get("mime=xml"), bob.post("cmd=update&w=balance1&sw=machine1&vwf=7", token="x")):
            self.assertEqual(403, answer.status)
            self.assertNotIn("machine1", answer.text().replace("cmd=update&w=balance1&sw=machine1", ""))
            self.assertIsNone(answer.header("X-Sioha-Token"))
        alice = StatusWorker(self.server.port, "/users", [basic("alice")])
        self.assertEqual(200, alice.post("cmd=update&w=balance1&sw=machine1&vwf=7").status)
        line = self.log_lines("event=change")[0]
        for part in ("balance1", "member=machine1", 'setting=lbfactor from="1" to="7"', 'user="alice"',
                     "client=127.0.0.1", "status-worker=users", "[sioha:warn]"):
            self.assertIn(part, line)

    # -- changes -------------------------------------------------------------
    def test_every_setting_can_be_changed_and_is_shown(self):
        self.start()
        members = (("vwf", "lbfactor", "7"), ("vwd", "distance", "2"), ("vwn", "route", "r7"),
                   ("vwr", "redirect", "machine2"), ("vwc", "domain", "blue"), ("vacpt", "connection_pool_timeout", "9"),
                   ("vapng", "ping_timeout", "700"), ("vact", "connect_timeout", "600"),
                   ("vapt", "prepost_timeout", "500"), ("vart", "reply_timeout", "4000"), ("var", "retries", "2"),
                   ("vacpi", "connection_ping_interval", "30"), ("varo", "recovery_options", "3"),
                   ("vabl", "busy_limit", "11"), ("vamps", "max_packet_size", "16384"))
        for key, name, value in members:
            answer = self.jk.post("cmd=update&w=balance1&sw=machine1&%s=%s" % (key, value))
            self.assertEqual(200, answer.status, (key, answer.text()))
            self.assertEqual(value, self.jk.properties()["worker.machine1." + name])
        # A worker by itself has those of a connection; vamps ends mod_jk's child there.
        for key, name, value in members[5:]:
            answer = self.jk.post("cmd=update&w=alone&%s=%s" % (key, value))
            self.assertEqual(200, answer.status, (key, answer.text()))
            self.assertEqual(value, self.jk.properties()["worker.alone." + name])
        for key, name, value in (("vlr", "retries", "2"), ("vlt", "recover_time", "45"), ("vlx", "max_reply_timeouts", "4"),
                                 ("vlee", "error_escalation_time", "20"), ("vls", "sticky_session", "False"),
                                 ("vlf", "sticky_session_force", "True"), ("vlm", "method", "Busyness")):
            sent = {"False": "0", "True": "1"}.get(value, value)
            self.assertEqual(200, self.jk.post("cmd=update&w=balance1&%s=%s" % (key, sent)).status)
            self.assertEqual(value, self.jk.properties()["worker.balance1." + name])
        for key in ("vari=150", "vlri=150"):
            place = "&sw=machine1&" if key.startswith("va") else "&"
            self.assertEqual(200, self.jk.post("cmd=update&w=balance1" + place + key).status)
        lock = self.jk.post("cmd=update&w=balance1&vll=P&mime=txt")
        self.assertIn("lock has no effect", lock.text())
        # What a form sends as it is, it may send back.
        page = self.jk.get("cmd=edit&w=balance1").text()
        sent = re.findall(r'<input name="(vl\w+)" value="([^"]*)"', page)
        self.assertEqual(5, len(sent))
        answer = self.jk.post("cmd=update&w=balance1&mime=txt&" + "&".join("%s=%s" % pair for pair in sent))
        self.assertIn("nothing was to be changed", answer.text())

    def test_several_at_once_are_changed_all_or_not_at_all(self):
        self.start()
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&sw=machine*&vwd=3").status)
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&att=vwf&val0=5&val1=6").status)
        seen = self.jk.properties()
        self.assertEqual(["3", "3", "5", "6"], [seen["worker.%s.%s" % pair] for pair in (
            ("machine1", "distance"), ("machine2", "distance"), ("machine1", "lbfactor"), ("machine2", "lbfactor"))])
        self.assertEqual(400, self.jk.post("cmd=update&w=balance1&sw=machine1&vwd=1&vwf=many").status)
        self.assertEqual("3", self.jk.properties()["worker.machine1.distance"])
        routes = self.jk.post("cmd=update&w=balance1&att=vwn&val0=machine2&val1=machine1&mime=txt")
        self.assertEqual(200, routes.status, routes.text())

    def test_every_child_sees_a_change_at_once(self):
        self.start(mpm="prefork", mpm_settings="StartServers 6\nMinSpareServers 6\nMaxSpareServers 10\nMaxRequestWorkers 12")
        wait_for("children", lambda: len(self.server.children()) >= 6)
        for round_ in range(10):
            here = "machine%d" % (1 + round_ % 2)
            other = "machine%d" % (2 - round_ % 2)
            self.assertEqual(200, self.jk.post("cmd=update&w=balance1&sw=%s&vwa=active" % here).status)
            self.assertEqual(200, self.jk.post("cmd=update&w=balance1&sw=%s&vwa=stopped" % other).status)
            self.assertEqual({here}, set(self.served_by() for _ in range(24)))
        # lbfactor is the priority here, and stands in the settings that each child makes for itself.
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&sw=*&vwa=A").status)
        for best, worst in ((1, 2), (2, 1)) * 4:
            form = "cmd=update&w=balance1&att=vwf&val0=%d&val1=%d" % ((90, 2) if best == 1 else (2, 90))
            self.assertEqual(200, self.jk.post(form).status)
            self.assertEqual({"machine%d" % best}, set(self.served_by() for _ in range(24)))

    def test_a_member_moves_to_another_address(self):
        self.start()
        self.assertEqual("machine2", self.served_by())
        form = "cmd=update&w=balance1&sw=machine2&vaprt=%d" % self.pair.machine1.ajp
        self.assertEqual(200, self.jk.post(form).status)
        self.assertEqual({"machine1"}, set(self.served_by() for _ in range(12)))
        self.assertEqual("127.0.0.1:%d" % self.pair.machine1.ajp, self.jk.properties()["worker.machine2.address"])
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&sw=machine2&vaprt=0").status)
        self.assertEqual("STP", self.jk.properties()["worker.machine2.activation"])

    def test_reset_and_recover(self):
        self.start("worker.balance1.health_interval=120s\nworker.balance1.health_fast_interval=60s\n"
                   "worker.balance1.suspect_after=0\nworker.balance1.health_rise=5\nworker.balance1.recover_time=300\n")
        for _ in range(5):
            self.served_by()
        before = self.jk.properties()
        self.assertEqual(("5", "OK"), (before["worker.machine2.elected"], before["worker.machine2.state"]))
        self.assertEqual("OK/IDLE", before["worker.machine1.state"])
        self.assertNotEqual("0", before["worker.machine2.read"])
        self.assertEqual(200, self.jk.post("cmd=reset&w=balance1&sw=machine2").status)
        after = self.jk.properties()
        self.assertEqual(["0", "0", "0"], [after["worker.machine2." + name] for name in ("elected", "read", "errors")])
        self.served_by()
        self.assertEqual("1", self.jk.properties()["worker.machine2.elected"])
        self.pair.master.kill()

        def down():
            self.served_by()
            client.request(self.server.port, "GET", "/api/version")
            return self.jk.properties()["worker.machine2.state"] == "ERR"
        self.jk.post("cmd=update&w=balance1&sw=machine2&vwa=active")
        wait_for("machine2 down", down)
        self.assertNotEqual("0", self.jk.properties()["worker.machine2.errors"])
        self.pair.master.start()
        self.assertEqual(200, self.jk.post("cmd=recover&w=balance1&sw=machine2").status)
        wait_for("machine2 up again", lambda: self.jk.properties()["worker.machine2.state"] == "OK")
        self.assertEqual(1, len(self.log_lines("event=recover")))
        self.assertEqual(1, len(self.log_lines("event=reset")))

    # -- what lasts ----------------------------------------------------------
    def test_changes_outlive_graceful_and_full_restarts_and_a_crash(self):
        self.start()
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&sw=machine2&vwa=D&vwf=9&vwr=machine1").status)
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&vls=0").status)

        def still_there():
            seen = self.jk.properties()
            self.assertEqual(["DIS", "9", "machine1", "False"],
                             [seen["worker." + name] for name in ("machine2.activation", "machine2.lbfactor",
                                                                  "machine2.redirect", "balance1.sticky_session")])
            self.assertEqual({"machine1"}, set(self.served_by() for _ in range(8)))
        for restart in (self.server.graceful, self.server.restart):
            restart()
            status.await_up(self.server.port, ("machine1",))
            still_there()
        self.server.stop()
        self.server.start()
        status.await_up(self.server.port, ("machine1",))
        still_there()
        self.assertTrue(self.log_lines('worker.machine2.activation is "disabled" as it was set in the status worker, '
                                       'and not "active" as in workers.properties'))
        token = self.jk.token()
        self.server._process.signal(signal.SIGKILL)
        self.server.stop()
        self.server.start()
        status.await_up(self.server.port, ("machine1",))
        still_there()
        self.assertEqual(403, self.jk.post("cmd=update&w=balance1&vls=1", token=token).status)
        # Back at what the file says, nothing is left to be kept.
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&sw=machine2&vwa=A&vwf=10&vwr=").status)
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&vls=1").status)
        with open(os.path.join(self.server.root, "state", "changes")) as stream:
            self.assertEqual("sioha-state 1\nend 0\n", stream.read())

    def test_an_edited_file_counts_again(self):
        self.start()
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&sw=machine2&vwf=4&vwd=3").status)
        path = os.path.join(self.server.root, "conf", "workers.properties")
        path = path if os.path.exists(path) else [
            os.path.join(place, name) for place, _, names in os.walk(self.server.root) for name in names
            if name == "workers.properties"][0]
        with open(path) as stream:
            text = stream.read()
        self.space.write(path, re.sub(r"machine2.lbfactor=\d+", "machine2.lbfactor=77", text))
        self.server.graceful(drained=True)
        seen = self.jk.properties()
        self.assertEqual(("77", "3"), (seen["worker.machine2.lbfactor"], seen["worker.machine2.distance"]))
        self.assertTrue(self.log_lines("worker.machine2.lbfactor=4 was set in the status worker and does not count any "
                                       "more: workers.properties says 77 now and said 10 then"))

    def test_changes_outlive_a_member_that_is_added_and_count_by_set_handler(self):
        self.start(configuration=CONFIGURATION + """
JkUnMount /by-handler balance1
<Location /by-handler>
    SetHandler jakarta-servlet
    SetEnv JK_WORKER_NAME jkstatus
</Location>
""")
        by_handler = StatusWorker(self.server.port, "/by-handler")
        self.assertEqual(200, by_handler.post("cmd=update&w=balance1&sw=machine2&vwa=S").status)
        path = os.path.join(self.server.root, "conf", "workers.properties")
        with open(path) as stream:
            text = stream.read()
        self.space.write(path, text.replace("balance_workers=machine1,", "balance_workers=machine0,machine1,") +
                         "worker.machine0.host=127.0.0.1\nworker.machine0.port=1\nworker.machine0.activation=S\n")
        self.server.graceful(drained=True)
        status.await_up(self.server.port, ("machine1",))
        seen = by_handler.properties()
        self.assertEqual(("3", "STP"), (seen["worker.balance1.member_count"], seen["worker.machine2.activation"]))
        self.assertEqual({"machine1"}, set(self.served_by() for _ in range(8)))

    def test_a_damaged_state_file_is_told_and_keeps_nobody_from_starting(self):
        self.start()
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&sw=machine1&vwf=4&vwd=3").status)
        path = os.path.join(self.server.root, "state", "changes")
        with open(path, "rb") as stream:
            whole = stream.read()
        for content, said in ((whole[:-9], "is damaged: its end is missing"), (b"\x00\xff" * 3000, "is damaged: it does not begin with"),
                              (b"", "is damaged: it does not begin with"), (b"x" * 300000, "cannot be used: it is larger than 256 KiB")):
            self.server.stop()
            self.space.write(path, content)
            before = len(self.log_lines(said))
            self.server.start()
            self.assertEqual(before + 1, len(self.log_lines(said)), said)
            self.assertEqual(200, self.jk.get().status)
        self.server.stop()
        os.remove(path)
        os.symlink("/etc/passwd", path)
        self.server.start()
        self.assertEqual(1, len(self.log_lines("cannot be used: it is a symbolic link")))
        self.assertEqual(200, self.jk.post("cmd=update&w=balance1&sw=machine1&vwf=5").status)
        self.assertFalse(os.path.islink(path))
        with open("/etc/passwd") as stream:
            self.assertNotIn("sioha-state", stream.read())

    def test_a_change_that_cannot_be_saved_counts_and_says_so(self):
        self.start(configuration=CONFIGURATION.replace("{root}/state/changes", "{root}/conf/changes"))
        if os.geteuid() != 0:
            self.skipTest("httpd's User may write here")
        self.assertEqual(1, len(self.log_lines("httpd's User may not write to the directory")))
        answer = self.jk.post("cmd=update&w=balance1&sw=machine1&vwf=4&mime=txt")
        self.assertEqual(200, answer.status)
        self.assertIn("it cannot be saved", answer.text())
        self.assertEqual("4", self.jk.properties()["worker.machine1.lbfactor"])
        self.assertEqual(1, len(self.log_lines("SiohaStateFile: the change counts")))

    def test_writers_at_the_same_time_lose_nothing(self):
        self.start()
        answers = []

        def write(member, key, values):
            for value in values:
                answers.append(self.jk.post("cmd=update&w=balance1&sw=%s&%s=%d" % (member, key, value)).status)
        threads = [threading.Thread(target=write, args=each) for each in (
            ("machine1", "vwf", range(20, 40)), ("machine2", "vwf", range(40, 60)), ("machine1", "vwd", range(1, 21)),
            ("machine2", "vart", range(1000, 1020)))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([200] * 80, answers)
        seen = self.jk.properties()
        values = [seen["worker." + name] for name in ("machine1.lbfactor", "machine2.lbfactor", "machine1.distance",
                                                      "machine2.reply_timeout")]
        self.assertEqual(["39", "59", "20", "1019"], values)
        with open(os.path.join(self.server.root, "state", "changes")) as stream:
            kept = stream.read()
        for value in values:
            self.assertIn("\t%s\n" % value, kept)
        self.assertEqual(["changes"], os.listdir(os.path.join(self.server.root, "state")))


if __name__ == "__main__":
    case.main()
