"""A token goes to the gateway that issued it: across connections, clients, restarts and failovers."""

import base64
import json
import os
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide  # noqa: E402
from harness.gateways import ADMIN, Pair  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.tokens import Client, basic, both_share, token_of  # noqa: E402

CALLS = 20


def shared_memory(pid):
    """What a process shares with others, as it would be in a core."""
    found = []
    with open("/proc/%d/maps" % pid) as maps, open("/proc/%d/mem" % pid, "rb", 0) as memory:
        for line in maps:
            area, permissions = line.split()[:2]
            if permissions == "rw-s":
                begin, end = (int(word, 16) for word in area.split("-"))
                memory.seek(begin)
                found.append(memory.read(end - begin))
    return b"".join(found)


class TokensGoHome(case.Case):
    def setUp(self):
        super(TokensGoHome, self).setUp()
        case.need_built("tests/gateway/sioha-gateway-sim")
        self.pair = Pair(self.space, volumes=50)

    def start(self, more="", extra=None, **options):
        extra = both_share() if extra is None else extra
        server = self.httpd(guide.of_pair(self.space, self.pair, extra) + more, **options).start()
        # Until the prober has looked at both, the first that it found well gets all.
        wait_for("both gateways up", lambda: server.log_text().count("to=up") >= 2)
        return server

    @staticmethod
    def users(server, count):
        """So many at each gateway, those of machine1 first."""
        return [Client(server.port).log_in_at(home) for home in ("machine1", "machine2") for _ in range(count)]

    def in_threads(self, count, one):
        faults = []

        def run(number):
            try:
                one(number)
            except Exception as error:
                faults.append("%s: %s" % (error.__class__.__name__, error))
        threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120.0)
        self.assertEqual([], faults)

    def test_fifty_clients_share_two_gateways(self):
        server = self.start()
        issued = {}

        def one(number):
            user = Client(server.port)
            issued[number] = user.log_in().header("X-Gateway")
            for _ in range(CALLS):
                answer = user.get("/api/types/Volume/instances")
                self.assertEqual((200, issued[number]), (answer.status, answer.header("X-Gateway")))
            self.assertEqual(200, user.get("/api/logout").status)
        self.in_threads(50, one)
        self.assertEqual(set(["machine1", "machine2"]), set(issued.values()))
        for gateway in (self.pair.machine1, self.pair.machine2):
            self.assertEqual(0, gateway.state()["tokens"])

    def test_one_token_is_used_from_ten_addresses_at_once(self):
        server = self.start('CustomLog "{root}/logs/from.log" "%a %s"\n')
        for first in self.users(server, 1):

            def one(number):
                for user in ("", "admin", "somebody else"):
                    headers = [("Authorization", basic(user, first.token))]
                    for _ in range(5):
                        answer = client.get(server.port, "/api/types/System/instances", headers,
                                            source="127.0.0.%d" % (number + 1))
                        self.assertEqual((200, first.home), (answer.status, answer.header("X-Gateway")))
            self.in_threads(10, one)
        with open(self.space.file("httpd", "logs", "from.log")) as stream:
            seen = set(line.split()[0] for line in stream)
        self.assertLessEqual(set("127.0.0.%d" % number for number in range(1, 11)), seen)

    def test_a_restarted_httpd_finds_the_owners_again(self):
        server = self.start()
        users = self.users(server, 2)
        server.stop()
        server.start()
        for number, user in enumerate(users):
            user.port = server.port
            # The first call with half of them is one that may not run twice.
            if number % 2:
                self.assertEqual(200, user.create("restarted-%d" % number).status)
            for _ in range(3):
                answer = user.get("/api/types/System/instances")
                self.assertEqual((200, user.home), (answer.status, answer.header("X-Gateway")))
        made = [operation["requestId"] for operation in self.pair.operations("createVolume")]
        self.assertEqual(len(set(made)), len(made))
        self.assertEqual(2, len(made))

    def test_a_graceful_restart_forgets_nothing(self):
        server = self.start()
        users = self.users(server, 2)
        server.graceful()
        for user in users:
            answer = user.get("/api/types/System/instances")
            self.assertEqual((200, user.home), (answer.status, answer.header("X-Gateway")))
        self.assertNotIn("outcome=refused", server.log_text())

    def test_a_killed_owner_costs_one_login(self):
        server = self.start()
        users = self.users(server, 2)
        lost = [user for user in users if user.home == "machine2"]
        self.pair.machine2.kill()
        for number, user in enumerate(lost):
            answer = user.get("/api/types/System/instances") if number else user.create("lost")
            self.assertEqual(401, answer.status, answer.text())
            self.assertEqual(401, json.loads(answer.text())["httpStatusCode"])
            self.assertIn("application/json", answer.header("Content-Type"))
            user.log_in()
            self.assertEqual(200, user.get("/api/types/System/instances").status)
        for user in users:
            self.assertEqual(200, user.get("/api/types/System/instances").status)

    def test_a_token_of_nobody_is_refused_by_a_gateway(self):
        server = self.start()
        answer = client.get(server.port, "/api/types/System/instances", [("Authorization", basic("", token_of("x", "a" * 32)))])
        self.assertEqual(401, answer.status)
        self.assertEqual("Unauthorized", json.loads(answer.text())["message"])
        self.assertIsNotNone(answer.header("X-Gateway"))

    def test_logout_always_succeeds(self):
        server = self.start()
        stays, gone = self.users(server, 1)
        self.pair.machine2.kill()
        self.assertEqual(200, gone.get("/api/logout").status)
        self.assertEqual(200, gone.get("/api/logout").status)
        self.pair.machine1.kill()
        self.assertEqual(200, stays.get("/api/logout").status)

    def test_without_a_gateway_errors_are_such_as_clients_can_read(self):
        server = self.start()
        user = Client(server.port)
        user.log_in()
        self.pair.machine1.kill()
        self.pair.machine2.kill()
        answer = client.get(server.port, "/api/login", [("Authorization", basic(*ADMIN))])
        self.assertEqual((503, "text/plain;charset=UTF-8"), (answer.status, answer.header("Content-Type")))
        self.assertRaises(ValueError, json.loads, answer.text())
        self.assertIsNotNone(answer.header("Retry-After"))
        for answer in (user.get("/api/types/System/instances"), user.create("nowhere")):
            self.assertEqual((503, "application/json;charset=UTF-8"), (answer.status, answer.header("Content-Type")))
            body = json.loads(answer.text())
            self.assertEqual([503, 0], [body["httpStatusCode"], body["errorCode"]])
            self.assertTrue(body["message"])

    def test_a_gateway_that_executes_and_drops_is_not_asked_twice(self):
        server = self.start()
        user = Client(server.port)
        user.log_in()
        gateway = self.pair.machine1 if user.home == "machine1" else self.pair.machine2
        gateway.fault("execute-then-drop", method="POST", count=1)
        answer = user.create("dropped")
        self.assertEqual(502, answer.status)
        self.assertEqual(502, json.loads(answer.text())["httpStatusCode"])
        self.assertEqual(1, len(self.pair.operations("createVolume")))

    def test_administration_stays_at_one_gateway(self):
        server = self.start(extra="")
        for _ in range(2):
            admin = Client(server.port)
            self.assertEqual("machine2", admin.log_in("/api/gatewayLogin").header("X-Gateway"))
            for target in ("/api/Configuration", "/api/gatewayLogout"):
                answer = admin.get(target)
                self.assertEqual((200, "machine2"), (answer.status, answer.header("X-Gateway")), target)
        self.pair.machine2.kill()
        wait_for("failover", lambda: client.get(server.port, "/api/version").ok)
        answer = client.get(server.port, "/api/gatewayLogin", [("Authorization", basic(*ADMIN))])
        self.assertEqual((503, 503), (answer.status, json.loads(answer.text())["httpStatusCode"]))

    def test_paths_reach_the_gateway_as_they_were_sent(self):
        server = self.start()
        user = Client(server.port).log_in_at("machine2")
        # %2F alone is httpd's own 404 unless AllowEncodedSlashes says otherwise; clients double their escapes.
        for target in ("/api/types/Volume/instances/getByName::a%252Fb%253D%253D",
                       "/api/types/Pool/instances/getByName::domain,pool",
                       "/api/instances/Volume::0/relationships/Statistics",
                       "/api//types/Volume/instances", "/api/types/Volume/instances;x=y",
                       "/api/types/Volume/instances/", "/api/types/Client/instances/getByIp::10.0.0.1?a=%20b"):
            through = user.get(target)
            direct = client.get(self.pair.machine2.http, target, user.headers())
            self.assertEqual((direct.status, direct.body), (through.status, through.body), target)

    def test_twenty_thousand_volumes_come_whole(self):
        server = self.start()
        user = Client(server.port).log_in_at("machine1")
        client.post(self.pair.mdm.control_port, "/volumes?count=20000")
        target = "/api/types/Volume/instances"
        through, direct = user.get(target), client.get(self.pair.machine1.http, target, user.headers())
        self.note("%.1f MB in %.2f s" % (len(through.body) / 1e6, through.seconds))
        self.assertEqual((200, "machine1"), (through.status, through.header("X-Gateway")))
        self.assertEqual(20000, len(json.loads(through.text())))
        self.assertTrue(direct.body == through.body)
        # Longer than what is kept to be repeated (max_replay_body).
        ids = {"selectedStatisticsList": [{"type": "Volume", "ids": [each["id"] for each in json.loads(through.text())],
                                           "properties": ["numOfChildVolumes"]}]}
        answer = user.post("/api/instances/querySelectedStatistics", ids)
        self.assertEqual((200, "machine1"), (answer.status, answer.header("X-Gateway")), answer.text()[:200])

    def test_an_escaped_slash_passes_with_nodecode(self):
        target = "/api/types/Volume/instances/getByName::vol%2Dno%2Fslash"
        for directive, passes in (("", False), ("AllowEncodedSlashes NoDecode\n", True)):
            server = self.httpd(directive + guide.of_pair(self.space, self.pair)).start()
            wait_for("both gateways up", lambda: server.log_text().count("to=up") >= 2)
            user = Client(server.port)
            user.log_in()
            answer, direct = user.get(target), client.get(self.pair.machine2.http, target, user.headers())
            self.assertEqual("machine2", user.home)
            if passes:
                self.assertEqual((direct.status, direct.body), (answer.status, answer.body))
            else:
                self.assertEqual((404, None), (answer.status, answer.header("X-Gateway")))
            server.stop()

    def test_no_log_no_status_page_and_no_shared_memory_knows_a_token(self):
        secret_file = "worker.balance1.health_credentials_file=%s\n" % self.space.write(
            "credentials", "%s:%s\n" % ADMIN, 0o600)
        every = " ".join("%%{SIOHA_%s}e" % name for name in (
            "MEMBER", "TRIES", "CAUSE", "QUEUE_MS", "CONNECT_MS", "FIRST_BYTE_MS", "TOTAL_MS"))
        server = self.start('CustomLog "{root}/logs/all.log" "%%r %%s %%u %s"\n'
                            'JkRequestLogFormat "asked %%b %%B %%H %%m %%p %%q %%r %%s %%T %%U %%v %%V %%w %%R"\n' % every,
                            both_share() + secret_file + "worker.balance1.token_fanout=On\n", log_level="trace8")
        user = Client(server.port, user="somebody")
        user.log_in()
        probes = dict((gateway.name, gateway.state()["tokens"]) for gateway in (self.pair.machine1, self.pair.machine2))
        self.assertEqual({"machine1": 2, "machine2": 2}, probes)   # the client's and the prober's
        user.get("/api/types/System/instances")
        user.create("quiet")
        (self.pair.machine1 if user.home == "machine1" else self.pair.machine2).fault(
            "execute-then-drop", method="POST", count=1)
        self.assertEqual(502, user.create("dropped").status)
        client.get(server.port, "/api/login", [("Authorization", basic("admin", "mistyped-" + ADMIN[1]))])
        self.pair.machine1.kill()
        wait_for("the verdict", lambda: "member=machine1 from=turning to=down" in server.log_text())
        self.assertEqual(200, user.get("/api/types/System/instances").status)   # with the other gateway's token
        shared = b"".join(shared_memory(pid) for pid in server.children())
        self.assertIn(b"connect: ", shared)    # what the last probe of the killed gateway saw: it was read
        for secret in (b"YWRtaW46", ADMIN[1].encode(), basic(*ADMIN).split()[1].encode()):
            self.assertNotIn(secret, shared)
        user.get("/api/logout")
        user.get("/api/types/System/instances")
        status = "".join(client.get(server.port, "/sioha-status?" + form).text()
                         for form in ("", "format=json", "format=prometheus", "format=html", "mime=txt"))
        server.stop()
        texts = [status]
        for name in os.listdir(os.path.join(server.root, "logs")):
            path = os.path.join(server.root, "logs", name)
            if os.path.isfile(path):
                with open(path, "rb") as stream:
                    texts.append(stream.read().decode("latin-1"))
        said = "\n".join(texts)
        self.assertIn("sioha:info", said)
        self.assertIn("asked ", said)
        # httpd itself dumps each header at these levels of its own modules, whoever answers.
        ours = "\n".join(line for line in said.splitlines() if "[core:trace" not in line and "[http:trace" not in line)
        # The other tokens too, whatever they are: each begins with the base64 of "admin:", and is sent as that of
        # "somebody:" or ":" and that.
        for secret in (user.token, basic("somebody", user.token).split()[1], ADMIN[1], basic(*ADMIN).split()[1],
                       "YWRtaW46", "c29tZWJvZHk6", "OllXUnRhVzQ2", "Basic "):
            self.assertNotIn(secret, ours)
            self.assertNotIn(base64.b64encode(secret.encode()).decode().rstrip("="), ours)


if __name__ == "__main__":
    case.main()
