"""Mounts as mod_jk has them: files that are read again, rule extensions, locations and SetHandler."""

import os
import re
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, process  # noqa: E402
from harness.ajp_recorder import Recorder  # noqa: E402
from harness.load import Load  # noqa: E402

CHILDREN = ("StartServers 3\nServerLimit 4\nThreadLimit 8\nThreadsPerChild 8\nMaxRequestWorkers 32\n"
            "MinSpareThreads 1\nMaxSpareThreads 32\n")


class Mounts(case.Case):
    def setUp(self):
        super(Mounts, self).setUp()
        self.recorder = Recorder(("a", "b", "c"))
        self.addCleanup(self.recorder.close)
        self.asked = 0
        self.mounts = self.space.file("mounts.properties")

    def workers(self, extra=""):
        """a, b and c by themselves, and lb of all three."""
        text = "worker.list=a,b,c,lb\nworker.lb.type=lb\nworker.lb.balance_workers=a,b,c\nworker.lb.health=cping\n"
        text += "worker.lb.method=Request\n" + extra
        for name, port in self.recorder.ports.items():
            text += "worker.%s.type=ajp13\nworker.%s.host=127.0.0.1\nworker.%s.port=%d\n" % (name, name, name, port)
        return 'JkWorkersFile "%s"\n' % self.space.write("workers.properties", text)

    def serve(self, configuration, extra="", **options):
        return self.httpd(self.workers(extra) + configuration.replace("{mounts}", self.mounts), **options).start()

    def write_mounts(self, text):
        """As a careful administrator does: the whole new file in one step."""
        self.space.write(self.mounts + ".new", text)
        os.rename(self.mounts + ".new", self.mounts)

    def ask(self, server, target, headers=(), method="GET", body=None):
        """The client's answer, with `seen`: what a gateway saw of it, or None."""
        self.asked += 1
        answer = client.request(server.port, method, target,
                                list(headers) + [("X-Request-Id", str(self.asked))], body)
        self.assertTrue(answer.complete, (target, answer))
        seen = self.recorder.of(self.asked)
        self.assertLessEqual(len(seen), 1)
        answer.seen = seen[0] if seen else None
        return answer

    def member(self, server, target, headers=()):
        """Who served it, or the status where nobody did."""
        answer = self.ask(server, target, headers)
        return answer.seen.member if answer.seen else answer.status

    def said(self, server, pattern):
        return len(re.findall(pattern, server.log_text()))


class Files(Mounts):
    RELOAD = 'JkMountFile "{mounts}"\nJkMountFileReload 1\n'

    def everywhere(self, server, target, expected):
        """Twenty in a row, whichever child it is."""
        process.wait_for("%s at %s" % (target, expected),
                         lambda: all(self.member(server, target) == expected for _ in range(20)))

    def test_a_changed_file_is_in_use_in_all_children_and_said_once(self):
        self.write_mounts("/app/*=a\n/old=a\n")
        server = self.serve(self.RELOAD + "JkMount /fixed b\n", mpm_settings=CHILDREN)
        self.assertEqual(["a", "a", 404, "b"], [self.member(server, path) for path in
                                                ("/app/x", "/old", "/new", "/fixed")])
        self.write_mounts("/app/*=b\n/new=c;reply_timeout=0\n")
        self.everywhere(server, "/app/x", "b")
        self.assertEqual([404, "c", "b"], [self.member(server, path) for path in ("/old", "/new", "/fixed")])
        self.assertEqual(1, self.said(server, r"has changed: its 2 rules are in use"))
        self.assertEqual(1, self.said(server, r"mounts\.properties:2: reply_timeout=0 would wait for ever"))

    def test_a_bad_file_keeps_the_rules_of_before_and_is_said_once(self):
        self.write_mounts("/app/*=a\n")
        server = self.serve(self.RELOAD, mpm_settings=CHILDREN)
        for text, sentence in (("/app/*=b\nnonsense\n", r"mounts\.properties:2: 'nonsense' has no '='"),
                               ("/app/*=nobody\n", r"mounts\.properties:1: /app/\* is mounted to nobody"),
                               ("/app/*=lb;stopped=x\n", r"mounts\.properties:1: 'x' is no member of lb"),
                               ("app=a\n", r"mounts\.properties:1: the pattern 'app' does not begin with '/'")):
            self.write_mounts(text)
            process.wait_for(sentence, lambda: self.said(server, sentence))
            self.assertTrue(self.said(server, sentence + r".*; the rules of before stay in use"), server.tail())
            self.assertEqual({"a"}, {self.member(server, "/app/x") for _ in range(20)})
        self.write_mounts("/app/*=c\n")
        self.everywhere(server, "/app/x", "c")
        self.assertEqual(4, self.said(server, "the rules of before stay in use"))

    def test_a_file_that_is_gone_keeps_the_rules_of_before(self):
        self.write_mounts("/app/*=a\n")
        server = self.serve(self.RELOAD)
        os.unlink(self.mounts)
        process.wait_for("a word", lambda: self.said(server, "cannot read the mount file .*No such file"))
        self.assertEqual("a", self.member(server, "/app/x"))
        self.write_mounts("/app/*=b\n")
        self.everywhere(server, "/app/x", "b")
        self.assertEqual(1, self.said(server, "the rules of before stay in use"))

    def test_a_child_that_starts_later_has_the_rules_of_now(self):
        self.write_mounts("/app/*=a\n")
        server = self.serve(self.RELOAD, mpm_settings=CHILDREN)
        server.allow("exit signal Killed")
        self.write_mounts("/app/*=b\n")
        self.everywhere(server, "/app/x", "b")
        # A bad file meanwhile: what counts are the rules in use and not what stands in the file.
        self.write_mounts("nonsense\n")
        process.wait_for("a word", lambda: self.said(server, "the rules of before stay in use"))
        before = server.children()
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        process.wait_for("new children", lambda: server.children() and not set(before) & set(server.children()))

        def member():
            answer = client.get(server.port, "/app/x")
            return answer.text() if answer.complete else None
        process.wait_for("an answer", member)
        self.assertEqual({"b"}, {member() for _ in range(60)})
        self.assertEqual(1, self.said(server, "the rules of before stay in use"))
        self.write_mounts("/app/*=c\n")
        self.everywhere(server, "/app/x", "c")

    def test_no_request_falls_into_the_gap_of_a_change(self):
        texts = ["/app/*=%s\n" % name for name in "ab"]
        self.write_mounts(texts[0])
        server = self.serve(self.RELOAD, mpm_settings=CHILDREN)

        def one(connection, number):
            return "GET", connection.request("GET", "/app/x", [("X-Wait", "0.2")] if number % 50 == 0 else [])
        with Load(server.port, one, rate=300, threads=6) as load:
            for turn in range(1, 7):
                self.write_mounts(texts[turn % 2])
                process.wait_for("reload %d" % turn, lambda: self.said(server, "has changed") == turn)
        self.assertEqual([], load.errors)
        self.assertEqual([], load.failed())
        self.note("%d requests over %d reloads" % (len(load.records), self.said(server, "has changed")))

    def test_a_request_outlives_the_rule_that_mapped_it(self):
        self.write_mounts("/app/*=lb;stopped=a,c;session_cookie=SID\n")
        server = self.serve(self.RELOAD)
        connection = client.Connection(server.port)
        connection.send_head("GET", "/app/x", [("X-Wait", "4"), ("X-Request-Id", "long")])
        process.wait_for("the request", lambda: self.recorder.of("long"))
        for turn, text in enumerate(("/app/*=a\n", "/other=b\n", "/app/*=c\n"), 1):
            self.write_mounts(text)
            process.wait_for("reload %d" % turn, lambda: self.said(server, "has changed") == turn)
        answer = client.Answer()
        connection.read_answer(answer)
        self.assertEqual((200, "b"), (answer.status, answer.text()))
        self.everywhere(server, "/app/x", "c")

    def test_without_reload_the_file_is_read_at_a_restart(self):
        self.write_mounts("/app/*=a\n")
        server = self.serve('JkMountFile "{mounts}"\nJkMountFileReload 0\n')
        self.write_mounts("/app/*=b\n")
        self.assertEqual("a", self.member(server, "/app/x"))
        server.graceful()
        self.everywhere(server, "/app/x", "b")

    def test_virtual_hosts_with_files(self):
        self.write_mounts("/file/*=a\n")
        other = self.space.write("other.properties", "/file/*=b\n")
        server = self.serve(self.RELOAD + "JkMount /main/* c\n"
                            "<VirtualHost *:{port}>\nServerName copy\nJkMountCopy On\n</VirtualHost>\n"
                            '<VirtualHost *:{port}>\nServerName own\nJkMountCopy On\nJkMountFile "%s"\n</VirtualHost>\n'
                            "<VirtualHost *:{port}>\nServerName none\n</VirtualHost>\n" % other)

        def map_of(host):
            return [self.member(server, path, [("Host", host)]) for path in ("/file/x", "/main/x")]
        self.assertEqual([["a", "c"], ["b", "c"], [404, 404]], [map_of(host) for host in ("copy", "own", "none")])
        self.write_mounts("/file/*=c\n")
        process.wait_for("the copy", lambda: map_of("copy") == ["c", "c"])
        self.assertEqual([["b", "c"], [404, 404]], [map_of(host) for host in ("own", "none")])


class Extensions(Mounts):
    def test_activation_by_rule(self):
        server = self.serve("JkMount /all/* lb\nJkMount /one/* lb;stopped=b,c\nJkMount /drain/* lb;disabled=a,b\n"
                            "JkMount /wake/* lb;active=a;stopped=b\n", extra="worker.a.activation=stopped\n",
                            single_child=True)
        session = [("Cookie", "JSESSIONID=1.b")]
        self.assertEqual(503, self.member(server, "/one/x"))
        self.assertEqual({"b", "c"}, {self.member(server, "/all/x") for _ in range(20)})
        self.assertEqual({"c"}, {self.member(server, "/drain/x") for _ in range(20)})
        self.assertEqual({"a", "c"}, {self.member(server, "/wake/x") for _ in range(20)})
        self.assertNotEqual("b", self.member(server, "/wake/x", session))
        drained = self.ask(server, "/drain/x", session).seen
        self.assertEqual(("b", "DIS"), (drained.member, drained.extra["JK_LB_ACTIVATION"]))
        self.assertEqual("ACT", self.ask(server, "/all/x", session).seen.extra["JK_LB_ACTIVATION"])

    def test_sessions_by_rule(self):
        server = self.serve("JkMount /app/* lb\nJkMount /ignore/* lb;sticky_ignore=1\n"
                            "JkMount /own/* lb;session_cookie=SID;session_path=;sid\n", single_child=True)
        for member in "abc":
            session = [("Cookie", "SID=1.a; JSESSIONID=1.%s" % member)]
            self.assertEqual({member}, {self.member(server, "/app/x", session) for _ in range(6)})
            self.assertEqual({"a", "b", "c"}, {self.member(server, "/ignore/x", session) for _ in range(30)})
            self.assertEqual({"a"}, {self.member(server, "/own/x", session) for _ in range(6)})
            self.assertEqual({member}, {self.member(server, "/own/x;sid=1." + member, session) for _ in range(6)})

    def test_stateless_requests_are_dealt_round(self):
        server = self.serve("JkMount /app/* lb\nJkMount /round/* lb;stateless=1\n",
                            extra="worker.a.lbfactor=10\nworker.lb.method=Session\n", single_child=True)
        counts = {"a": 0, "b": 0, "c": 0}
        for _ in range(30):
            counts[self.member(server, "/round/x")] += 1
        self.note(counts)
        self.assertLessEqual(max(counts.values()) - min(counts.values()), 3)

    def serve(self, configuration, extra="", single_child=False, **options):
        if single_child:
            options["mpm_settings"] = "StartServers 1\nServerLimit 1\nThreadsPerChild 16\nMaxRequestWorkers 16\n"
        server = super(Extensions, self).serve(configuration, extra, **options)
        # A member with a verdict goes before one without.
        process.wait_for("verdicts", lambda: all(
            self.said(server, r"balancer=lb member=%s from=unknown to=up" % member) for member in "abc"
            if "%s.activation=stopped" % member not in extra))
        return server

    def test_reply_timeout_by_rule(self):
        server = self.serve("JkMount /short/* a;reply_timeout=300\nJkMount /long/* a\n")
        late = [("X-Wait", "2")]
        self.assertEqual(504, self.ask(server, "/short/x", late).status)
        self.assertEqual(200, self.ask(server, "/long/x", late).status)
        self.assertEqual(200, self.ask(server, "/short/x").status)

    def test_httpds_own_error_pages(self):
        server = self.serve('ErrorDocument 500 "the page of httpd"\nErrorDocument 404 /page\nJkMount /page c\n'
                            "JkMount /from500/* a;use_server_errors=500\nJkMount /from400/* a;use_server_errors=400\n"
                            "JkMount /none/* a\n")

        def page(target, status, **more):
            answer = client.get(server.port, target, [("X-Status", str(status)), ("X-At", "a")] + list(more.items()))
            return answer.status, answer.text()
        self.assertEqual((500, "a"), page("/none/x", 500))
        self.assertEqual((500, "the page of httpd"), page("/from500/x", 500))
        self.assertEqual((404, "a"), page("/from500/x", 404))
        self.assertEqual((404, "c"), page("/from400/x", 404))
        self.assertEqual((200, "a"), page("/from400/x", 200))
        status, text = page("/from400/x", 503)
        self.assertEqual(503, status)
        self.assertIn("Service Unavailable", text)
        challenged = self.ask(server, "/from400/x", [("X-Status", "401"), ("X-Answer-WWW-Authenticate", 'Basic realm="r"'),
                                                     ("X-Answer-X-Secret", "not for the client")])
        self.assertEqual((401, 'Basic realm="r"', None),
                         (challenged.status, challenged.header("WWW-Authenticate"), challenged.header("X-Secret")))
        with client.Connection(server.port) as connection:
            for _ in range(3):
                first = connection.request("GET", "/from400/x", [("X-Status", "404"), ("X-At", "a")])
                self.assertEqual((404, "c"), (first.status, first.text()))
        head = self.ask(server, "/from400/x", [("X-Status", "500")], method="HEAD")
        self.assertEqual((500, b""), (head.status, head.body))

    def test_failing_statuses_by_rule(self):
        server = self.serve("JkMount /app/* lb\nJkMount /fail/* lb;fail_on_status=500,-404\n")
        # A positive one speaks against the member, which is then asked by nobody.
        for status in ("404", "500"):
            asked = [("X-Status", status), ("X-At", "a"), ("Cookie", "JSESSIONID=1.a")]
            self.assertEqual(int(status), client.get(server.port, "/app/x", asked).status)
            answer = client.get(server.port, "/fail/x", asked)
            self.assertEqual(200, answer.status, status)
            self.assertIn(answer.text(), ("b", "c"))
        everywhere = client.get(server.port, "/fail/x", [("X-Status", "500")])
        self.assertEqual(503, everywhere.status)

    def test_a_session_cookie_by_rule(self):
        server = self.serve("JkMount /no/* lb\nJkMount /set/* lb;set_session_cookie=1\n"
                            "JkMount /own/* lb;set_session_cookie=1;session_cookie=SID;session_cookie_path=/own\n")
        self.assertEqual([], self.ask(server, "/no/x").all("Set-Cookie"))
        for target, name, path in (("/set/x", "JSESSIONID", "/"), ("/own/x", "SID", "/own")):
            answer = self.ask(server, target)
            self.assertEqual(1, len(answer.all("Set-Cookie")), target)
            cookie = answer.header("Set-Cookie")
            self.assertTrue(re.match(r"%s=\.%s; ?path=%s; ?HttpOnly" % (name, answer.seen.member, path), cookie, re.I),
                            cookie)


class Handlers(Mounts):
    SCENE = ("<Location /h>\nSetHandler jakarta-servlet\n</Location>\n"
             "<Location /h/a>\nSetEnv JK_WORKER_NAME a\n</Location>\n"
             "<Location /h/rule>\nSetEnv JK_WORKER_NAME lb;stopped=a,b\n</Location>\n"
             "<Location /h/typo>\nSetEnv JK_WORKER_NAME nobody\n</Location>\n"
             "<Location /h/bad>\nSetEnv JK_WORKER_NAME a;colour=red\n</Location>\n"
             "<Location /h/not>\nSetEnv no-jk 1\nSetEnv JK_WORKER_NAME a\n</Location>\n"
             "<Location /h/closed>\nSetEnv JK_WORKER_NAME a\nRequire all denied\n</Location>\n"
             "<Location /sioha>\nSetHandler sioha\nSetEnv JK_WORKER_NAME b\n</Location>\n"
             "JkMount /h/mounted c\n")

    def test_the_variable_names_the_worker(self):
        server = self.serve(self.SCENE)
        for path, expected in (("/h/a", "a"), ("/h/a/b/c", "a"), ("/h/rule", "c"), ("/sioha/x", "b"),
                               ("/h/mounted", "c"), ("/h/none", 404), ("/h/typo", 500), ("/h/bad", 500),
                               ("/h/not", 404), ("/elsewhere", 404), ("/h/a;x=1/y", "a"), ("/;x/h/a", 404),
                               ("/h/closed", 403), ("/h/closed;x=1", 403), ("/h/;x/closed", 403),
                               ("/h/a/..;/closed/x", 403), ("/h/a/..;/none", 404), ("/h/..;/elsewhere", 404),
                               ("/h/a/..;/..;/..;/x", 400), ("/h/a%5cx", 400)):
            self.assertEqual(expected, self.member(server, path), path)
        log = server.log_text()
        for sentence in (r"SetHandler jakarta-servlet at /h/none: no worker is named; write SetEnv JK_WORKER_NAME",
                         r"/h/typo: JK_WORKER_NAME: .*nobody, which is not in worker\.list",
                         r"/h/bad: JK_WORKER_NAME: 'colour' is no rule extension"):
            self.assertTrue(re.search(sentence, log), sentence + "\n" + server.tail())

    def test_nothing_is_mapped_that_nobody_mounted(self):
        # CVE-2023-41081: not to the first worker of the list either.
        self.space.write("httpd/htdocs/folder/x", "a file")
        server = self.serve("<VirtualHost *:{port}>\nServerName empty\n</VirtualHost>\n"
                            "<VirtualHost *:{port}>\nServerName by-handler\n<Location />\nSetHandler jakarta-servlet\n"
                            "</Location>\n</VirtualHost>\n")
        for host in ("empty", "by-handler"):
            for path in ("/", "/x", "/folder/", "/folder/x", "/jkstatus", "/manager/html"):
                answer = self.ask(server, path, [("Host", host)])
                self.assertIsNone(answer.seen, (host, path))
                self.assertNotEqual(500, answer.status, (host, path))
        self.assertEqual({}, {key: seen for key, seen in self.recorder.seen.items() if key})

    def test_options_star_is_httpds_own(self):
        server = self.serve("JkMount /* a\nJkMount * a\n")
        answer = self.ask(server, "*", method="OPTIONS")
        self.assertEqual((200, None), (answer.status, answer.seen))
        self.assertEqual("a", self.ask(server, "/", method="OPTIONS").seen.member)

    def test_another_variable_may_name_the_worker(self):
        server = self.serve("JkWorkerIndicator MY_WORKER\n<Location /h>\nSetHandler jakarta-servlet\n"
                            "SetEnv MY_WORKER a\nSetEnv JK_WORKER_NAME b\n</Location>\n")
        self.assertEqual("a", self.member(server, "/h"))

    def test_mounts_inside_of_locations_match_exactly(self):
        server = self.serve("<Location /loc>\nJkMount a\n</Location>\n<Location /tree/*>\nJkMount b\n</Location>\n"
                            "<Location /tree/no>\nJkUnMount b\n</Location>\n")
        for path, expected in (("/loc", "a"), ("/loc/x", 404), ("/tree/x", "b"), ("/tree/no", 404),
                               ("/tree/no/x", "b")):
            self.assertEqual(expected, self.member(server, path), path)


class Refusals(Mounts):
    def test_sections_and_values_that_mean_nothing(self):
        self.space.write(self.mounts, "/a=a\n/b=a;colour=red\n")
        for text, sentence in (
                ("<Location /x>\nJkMount /y a\n</Location>", "JkMount has the location for its path"),
                ("<LocationMatch ^/x>\nJkMount a\n</LocationMatch>", "can stand in <Location /path> only"),
                ('<Location ~ "/x">\nJkMount a\n</Location>', "can stand in <Location /path> only"),
                ("<Directory /tmp>\nJkMount a\n</Directory>", "can stand in <Location /path> only"),
                ("<If true>\nJkMount a\n</If>", "can stand in <Location /path> only"),
                ("JkMount a", "needs a URI pattern and a worker"),
                ("JkMount /x lb;stopped=aa", r"httpd\.conf:\d+: 'aa' is no member of lb: (did you mean|its members are)"),
                ("JkMount /x a;stateles=1", "did you mean 'stateless'"),
                ("JkUnMount /x nobody", "is excluded for nobody, which is not in worker.list"),
                ("JkMountFile /nowhere/m", "cannot read the mount file /nowhere/m: No such file"),
                ("JkMountFile {mounts}", r"mounts\.properties:2: 'colour' is no rule extension"),
                ("JkMountFile {mounts}\nJkMountFile {mounts}", "stands twice"),
                ("JkMountFileReload often", "write a number of seconds"),
                ("JkMountCopy Perhaps", "write On, Off or All")):
            server = self.httpd(self.workers() + text.replace("{mounts}", self.mounts) + "\n")
            status, output = server.check_configuration()
            self.assertNotEqual(0, status, text)
            self.assertTrue(re.search(sentence, output), (text, output))


if __name__ == "__main__":
    case.main()
