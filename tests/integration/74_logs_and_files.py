"""What is logged of a request, which variables and notes a request has, and the files that httpd serves itself."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client  # noqa: E402
from harness.echo import ask  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.scripted import Backend  # noqa: E402

LB = """JkWorkerProperty worker.list=l
JkWorkerProperty worker.l.type=lb
JkWorkerProperty worker.l.health=cping
JkWorkerProperty worker.l.balance_workers=one,two
JkWorkerProperty worker.l.method=Request
JkWorkerProperty worker.one.type=ajp13
JkWorkerProperty worker.one.host=127.0.0.1
JkWorkerProperty worker.one.port=%d
JkWorkerProperty worker.two.type=ajp13
JkWorkerProperty worker.two.host=127.0.0.1
JkWorkerProperty worker.two.port=%d
JkMount /* l
"""
ALONE = """JkWorkerProperty worker.list=w
JkWorkerProperty worker.w.type=ajp13
JkWorkerProperty worker.w.host=127.0.0.1
JkWorkerProperty worker.w.port=%d
JkMount /app/* w
JkMount /echo* w
JkMount /case/* w
"""
SUFFIXES = ("NAME", "VALUE", "ACCESSED", "SESSIONS", "READ", "TRANSFERRED", "ERRORS", "BUSY", "ACTIVATION", "STATE")


class WithBackends(case.Case):
    def setUp(self):
        super(WithBackends, self).setUp()
        case.need_built("tests/ajp/ajp-backend")

    def alone(self, configuration="", **options):
        self.backend = Backend(self.space, "w")
        return self.httpd(ALONE % self.backend.ajp + configuration, **options).start()

    def balanced(self, configuration="", up=True, **options):
        self.one, self.two = Backend(self.space, "one"), Backend(self.space, "two")
        server = self.httpd(LB % (self.one.ajp, self.two.ajp) + configuration, **options).start()
        if up:
            wait_for("both members up", lambda: server.log_text().count("to=up") >= 2)
        return server

    def lines(self, server, name, count):
        """The lines of a log file of the server's, `count` at least. A request's is written when the client may have
        its answer already, so two requests have their lines in their order only where the first line is waited for."""
        path = os.path.join(server.root, "logs", name)

        def read():
            with open(path) as stream:
                return stream.read().splitlines()
        wait_for("%d lines in %s" % (count, name), lambda: os.path.exists(path) and len(read()) >= count)
        return read()


class Notes(WithBackends):
    def noted(self, server, count):
        return [dict(pair.split("=", 1) for pair in line.split("|")) for line in self.lines(server, "notes.log", count)]

    def log_format(self, *names):
        return 'CustomLog "{root}/logs/notes.log" "%s"\n' % "|".join("%s=%%{%s}n" % (name, name) for name in names)

    WORKER = ("JK_WORKER_NAME", "JK_WORKER_TYPE", "JK_WORKER_ROUTE", "JK_REQUEST_DURATION")

    def test_the_worker_its_type_and_the_time(self):
        server = self.alone(self.log_format(*self.WORKER))
        ask(server.port)
        self.noted(server, 1)
        client.get(server.port, "/nothing-of-ours")
        served, other = self.noted(server, 2)
        self.assertEqual(("w", "ajp13", "-"), tuple(served[name] for name in self.WORKER[:3]))
        self.assertRegex(served["JK_REQUEST_DURATION"], r"^\d+\.\d{6}$")
        self.assertEqual({"-"}, set(other.values()))

    def test_who_was_denied_is_noted_with_the_worker(self):
        server = self.alone(self.log_format("JK_WORKER_NAME") + "<Location /echo/no>\nRequire all denied\n</Location>\n")
        self.assertEqual(403, client.get(server.port, "/echo/no").status)
        self.assertEqual("w", self.noted(server, 1)[0]["JK_WORKER_NAME"])

    def test_after_a_failover_the_route_is_the_answering_members(self):
        names = self.WORKER + tuple("JK_LB_%s_%s" % (which, suffix) for which in ("FIRST", "LAST") for suffix in SUFFIXES)
        # Whoever is asked first has to be the one that is gone, so the route says it.
        server = self.balanced(self.log_format(*names))
        ask(server.port, "/echo?a", [("Cookie", "JSESSIONID=1.two")])
        self.noted(server, 1)
        self.one.kill()
        seen = ask(server.port, "/echo?b", [("Cookie", "JSESSIONID=1.one")])
        self.assertEqual("two", seen.coded["route"])
        plain, failed_over = self.noted(server, 2)
        self.assertEqual(("l", "lb", "two", "two", "two"), tuple(plain[name] for name in (
            "JK_WORKER_NAME", "JK_WORKER_TYPE", "JK_WORKER_ROUTE", "JK_LB_FIRST_NAME", "JK_LB_LAST_NAME")))
        self.assertEqual(("two", "two"), (failed_over["JK_WORKER_ROUTE"], failed_over["JK_LB_LAST_NAME"]))
        for which in ("FIRST", "LAST"):
            for suffix in ("VALUE", "ACCESSED", "SESSIONS", "READ", "TRANSFERRED", "ERRORS", "BUSY"):
                self.assertRegex(plain["JK_LB_%s_%s" % (which, suffix)], r"^\d+$", (which, suffix))
            self.assertEqual("ACT", plain["JK_LB_%s_ACTIVATION" % which])
            self.assertIn(plain["JK_LB_%s_STATE" % which], ("OK", "OK/IDLE"))
        # It came by its session.
        self.assertEqual(("1", "0"), (plain["JK_LB_LAST_ACCESSED"], plain["JK_LB_LAST_SESSIONS"]))
        self.assertGreater(int(plain["JK_LB_LAST_READ"]), 0)
        self.note(repr(failed_over))

    def test_costly_notes_are_set_only_where_the_configuration_names_one(self):
        case.need_module("lua")
        # Only a script can look for a note without naming it in the configuration.
        script = self.space.write("notes.lua", """function handler(r)
  r:notice("member " .. tostring(r.notes["JK_" .. "LB_LAST_NAME"]) .. ", time " ..
           tostring(r.notes["JK_" .. "REQUEST_DURATION"]) .. ", route " .. tostring(r.notes["JK_WORKER_ROUTE"]))
  return apache2.OK
end
""")
        for named, said in (("", "member nil, time nil, route one"),
                            ('LogFormat "%{JK_LB_FIRST_NAME}n" unused\n', "member one, time nil, route one"),
                            ('LogFormat "%{JK_REQUEST_DURATION}n" unused\n', r"member nil, time \d+\.\d{6}, route one")):
            server = self.balanced(named + 'LuaHookLog "%s" handler\n' % script, modules=("lua",))
            ask(server.port, "/echo", [("Cookie", "JSESSIONID=1.one")])
            wait_for("the script's line", lambda: "route one" in server.log_text())
            self.assertRegex(server.log_text(), said)
            server.stop()


class Variables(WithBackends):
    VARIABLES = "".join('SetEnvIf X-%s "^=(.*)$" %s=$1\n' % (name.replace("_", "-"), name)
                        for name in ("JK_ROUTE", "JK_STICKY_IGNORE", "JK_STATELESS", "JK_REPLY_TIMEOUT"))

    def route(self, server, *headers):
        return ask(server.port, "/echo", headers).coded["route"]

    def test_a_route_goes_before_the_session_and_a_session_can_be_ignored(self):
        server = self.balanced(self.VARIABLES)
        session = ("Cookie", "JSESSIONID=1.one")
        for _ in range(4):
            self.assertEqual("one", self.route(server, session))
            self.assertEqual("two", self.route(server, session, ("X-JK-ROUTE", "=two")))
            self.assertEqual("one", self.route(server, session, ("X-JK-STICKY-IGNORE", "=0")))
        for value in ("1", ""):
            got = set(self.route(server, session, ("X-JK-STICKY-IGNORE", "=" + value)) for _ in range(10))
            self.assertEqual({"one", "two"}, got, value)

    def test_a_route_is_obeyed_without_sticky_sessions(self):
        server = self.balanced(self.VARIABLES + "JkWorkerProperty worker.l.sticky_session=false\n")
        self.assertEqual({"two"}, set(self.route(server, ("X-JK-ROUTE", "=two")) for _ in range(6)))

    def test_stateless_requests_do_not_count_where_sessions_are_counted(self):
        server = self.balanced(self.VARIABLES + "JkWorkerProperty worker.l.method=Session\n"
                                                "JkWorkerProperty worker.one.lbfactor=1\n"
                                                "JkWorkerProperty worker.two.lbfactor=3\n")
        got = [self.route(server, ("X-JK-STATELESS", "=1")) for _ in range(40)]
        self.note("stateless: one %d, two %d" % (got.count("one"), got.count("two")))
        # Dealt round, whatever the weights are.
        self.assertTrue(15 <= got.count("one") <= 25, got)

    def test_a_time_out_of_the_request_replaces_the_workers(self):
        server = self.alone(self.VARIABLES + "JkWorkerProperty worker.w.reply_timeout=30000\n")
        answer = client.get(server.port, "/case/silence", [("X-JK-REPLY-TIMEOUT", "=300")])
        self.assertEqual(504, answer.status)
        server.stop()
        server = self.alone(self.VARIABLES + "JkWorkerProperty worker.w.reply_timeout=300\n")
        late = "/case/late?ms=1000"
        self.assertEqual(504, client.get(server.port, late).status)
        self.assertEqual(200, client.get(server.port, late, [("X-JK-REPLY-TIMEOUT", "=30000")]).status)
        self.assertEqual(504, client.get(server.port, late, [("X-JK-REPLY-TIMEOUT", "=0")]).status)
        self.assertEqual(504, client.get(server.port, late, [("X-JK-REPLY-TIMEOUT", "=soon")]).status)
        self.assertIn('JK_REPLY_TIMEOUT is "soon" and has no effect; write a number of milliseconds', server.log_text())


class Logs(WithBackends):
    STAMP = r"^\[\w{3} \w{3} \d\d \d\d:\d\d:\d\d\.\d{3} \d{4}\] "

    def test_a_file_of_its_own_has_mod_jks_layout(self):
        server = self.alone("JkLogFile logs/jk.log\nJkLogLevel debug\nSetEnvIf Request_URI . UNIQUE_ID=id-7\n")
        client.get(server.port, "/case/bad-magic")
        wait_for("the request's line", lambda: any("id-7" in line for line in self.lines(server, "jk.log", 1)))
        for line in self.lines(server, "jk.log", 1):
            self.assertRegex(line, self.STAMP + r"(\[id-7\] )?\[\d+:\d+\] \[(trace|debug|info|warn|error|emerg)\] \S")

    def test_stamps_and_ids_by_directive_also_in_a_virtual_host(self):
        server = self.alone("JkLogFile logs/jk.log\nJkLogStampFormat \"%Y-%m-%dT%H:%M:%S.%q \"\n"
                            "JkRequestIdIndicator MY_ID\nJkRequestLogFormat \"main %U\"\n"
                            "SetEnvIf Request_URI . MY_ID=id-8\n<VirtualHost 127.0.0.1:{port}>\nServerName v.test\n"
                            "JkMountCopy On\nJkLogFile logs/v.log\nJkLogStampFormat \"[%Q] \"\n</VirtualHost>\n")
        client.get(server.port, "/case/bad-magic")
        lines = self.lines(server, "v.log", 2)
        self.assertTrue(any(re.match(r"^\[\d{3}\] \[id-8\] \[\d+:\d+\] \[info\] balancer=w member=w", line)
                            for line in lines), lines)
        self.assertTrue(any(re.match(r"^\[\d{3}\] main /case/bad-magic$", line) for line in lines), lines)
        self.assertRegex(self.lines(server, "jk.log", 1)[0], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6} \[\d+:\d+\] ")

    def of_worker(self, server, count):
        lines = [line for line in self.lines(server, "jk.log", count) if " w 127.0.0.1 " in line]
        return lines if len(lines) >= count else None

    def test_a_line_for_each_request_that_a_worker_had(self):
        server = self.alone("JkLogFile logs/jk.log\nJkLogLevel error\n"
                            "JkRequestLogFormat \"%w %V %v %p %m %H %U %q %s %b %B %T %R %%|%r\"\n")
        ask(server.port, "/echo/x?q=1")
        wait_for("the first line", lambda: self.of_worker(server, 1))
        client.get(server.port, "/not-ours")
        client.get(server.port, "/app/nothing")
        lines = wait_for("a line for each", lambda: self.of_worker(server, 2))
        self.assertEqual(2, len(lines), lines)
        self.assertRegex(lines[0], self.STAMP + r"w 127\.0\.0\.1 127\.0\.0\.1 \d+ GET HTTP/1\.1 /echo/x \?q=1 200 (\d+) \1 "
                                                r"\d+\.\d{6}  %\|GET /echo/x\?q=1 HTTP/1\.1$")
        self.assertIn(" /app/nothing  404 ", lines[1])

    def test_without_a_file_the_request_lines_go_to_the_error_log_and_that_is_said(self):
        server = self.alone("JkRequestLogFormat \"had %w %U\"\n")
        ask(server.port)
        wait_for("the line", lambda: "had w /echo" in server.log_text())
        self.assertRegex(server.log_text(), r"httpd\.conf:\d+: the lines of SiohaRequestLogFormat .* go to ErrorLog")

    def test_a_program_as_log_file(self):
        server = self.alone("JkLogFile \"|/usr/bin/tee -a {root}/logs/piped.log\"\nJkRequestLogFormat \"had %w\"\n")
        ask(server.port)
        wait_for("the line", lambda: any(line.endswith("had w") for line in self.lines(server, "piped.log", 1)))


class Files(WithBackends):
    def webapps(self):
        for name, text in (("app/logo.txt", "logo"), ("app/index.html", "welcome"), ("app/deep/a.txt", "deep"),
                           ("app/WEB-INF/web.xml", "secret"), ("app/META-INF/x", "secret"), ("app/deep/web-inf/x", "secret"),
                           ("app/page.jsp", "source"), ("app.war", "archive"), ("plain.txt", "no application")):
            self.space.write("webapps/" + name, text)
        return self.space.file("webapps")

    def served(self, configuration):
        self.backend = Backend(self.space, "w")
        folder = self.webapps()
        text = (ALONE % self.backend.ajp).replace("/app/*", "/app/*.do") + configuration % folder + \
            '<Directory "%s">\nRequire all granted\n</Directory>\n' % folder
        return self.httpd(text).start()

    def test_auto_alias_serves_the_files_of_an_application_and_hides_the_rest(self):
        server = self.served("JkAutoAlias \"%s\"\n")
        for target, status, text in (
                ("/app/logo.txt", 200, "logo"), ("/app/deep/a.txt", 200, "deep"), ("/app/", 200, "welcome"),
                ("/app//deep/./a.txt", 200, "deep"), ("/app/WEB-INF/web.xml", 404, None), ("/app/web-inf/web.xml", 404, None),
                ("/app/%57EB-INF/web.xml", 404, None), ("/app//WEB-INF/web.xml", 404, None), ("/app/x/../WEB-INF/web.xml", 404, None),
                ("/app/META-INF/x", 404, None), ("/app/deep/web-inf/x", 404, None), ("/app/page.jsp", 404, None),
                ("/app/page.jsp/", 404, None), ("/app.war", 403, None), ("/plain.txt", 404, None), ("/app/none.txt", 404, None),
                ("/app/..%2f..%2fhttpd/conf/httpd.conf", 404, None), ("/other/logo.txt", 404, None)):
            answer = client.get(server.port, target)
            self.assertEqual(status, answer.status, (target, answer, answer.text()[:80]))
            if text:
                self.assertEqual(text, answer.text(), target)
            else:
                self.assertNotIn("secret", answer.text())
        # What a mount takes is the gateway's, in the same folder.
        self.assertEqual("no such case", client.get(server.port, "/app/x.do").text())

    def test_a_folder_that_is_not_there_is_said(self):
        server = self.alone("JkAutoAlias /nowhere/webapps\n")
        self.assertRegex(server.log_text(), r"httpd\.conf:\d+: JkAutoAlias: /nowhere/webapps is no folder: nothing is served")

    def test_a_folder_without_an_index_goes_to_the_worker_that_is_named(self):
        named = 'SetEnvIf Request_URI "^/docs/$" JK_WORKER_NAME=w\n'
        forward = "JkOptions +ForwardDirectories\n"
        for configuration, forwarded in ((named + forward, True), (named, False), (forward, False),
                                         (named + forward + "SetEnvIf Request_URI ^/docs no-jk\n", False)):
            server = self.alone(configuration)
            for folder in ("docs", "full"):
                self.space.folder(server.name, "htdocs", folder)
            self.space.write("%s/htdocs/full/index.html" % server.name, "mine")
            answer = client.get(server.port, "/docs/")
            self.assertEqual(forwarded, answer.text() == "no such case", (configuration, answer, answer.text()))
            self.assertEqual("mine", client.get(server.port, "/full/").text())
            server.stop()

    def test_a_session_is_cut_from_paths_that_httpd_serves(self):
        for configuration, found in (("", False), ("JkStripSession On\n", True), ("JkStripSession Off\n", False),
                                     ("JkStripSession On ;sid\n", False)):
            server = self.alone(configuration)
            self.space.write("%s/htdocs/a.txt" % server.name, "mine")
            self.space.write("%s/htdocs/d/b.txt" % server.name, "yours")
            for target, text in (("/a.txt;jsessionid=1.n1", "mine"), ("/d;jsessionid=1/b.txt", "yours")):
                answer = client.get(server.port, target)
                self.assertEqual((200, text) if found else (404, None),
                                 (answer.status, answer.text() if found else None), (configuration, target))
            self.assertEqual(200, client.get(server.port, "/a.txt").status)
            self.assertEqual("/echo/x;jsessionid=1", ask(server.port, "/echo/x;jsessionid=1").uri)
            server.stop()

    def test_another_name_is_cut_too(self):
        server = self.alone("SiohaStripSession On ;sid\n")
        self.space.write("%s/htdocs/a.txt" % server.name, "mine")
        self.assertEqual("mine", client.get(server.port, "/a.txt;sid=7").text())


if __name__ == "__main__":
    case.main()
