"""Every fault switch once: what it does, that it ends, and what was executed meanwhile."""

import os
import select
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "ajp"), os.path.join(HERE, "..", "integration")]
import ajpclient  # noqa: E402
import simulator  # noqa: E402
from harness import case  # noqa: E402
from harness.workspace import listening  # noqa: E402
from simulator import new_volume, operations  # noqa: E402

VOLUMES = "/api/types/Volume/instances"
SYSTEM = "/api/types/System/instances"
VERSION = "/api/version"


class Base(case.Case):
    def setUp(self):
        super().setUp()
        case.need_built("tests/gateway/sioha-gateway-sim", "tests/gateway/sioha-mdm-sim")
        self.mdm = simulator.Mdm(self.space, volumes=10)
        self.one = simulator.Gateway(self.space, "gw1", self.mdm)
        self.token = self.one.token()

    def get(self, path=SYSTEM, gateway=None):
        return (gateway or self.one).http("GET", path, self.token)

    def create(self, name):
        return self.one.http("POST", VOLUMES, self.token, body=new_volume(name))

    def created(self, name):
        return len(operations(self.one.ops_log, op="createVolume", name=name, result=200))

    def hangs(self, path, connection=None):
        """True when no byte of an answer comes for a while; the request waits on."""
        client = connection or ajpclient.Client(self.one.ajp_port)
        self.addCleanup(client.socket.close)
        headers = [("authorization", simulator.basic("", self.token))]
        client.send(ajpclient.forward("GET", path, headers + [("content-length", "0")]))
        return client, not readable(client.socket, 0.15)


def readable(connection, seconds):
    return bool(select.select([connection], [], [], seconds)[0])


class Answers(Base):
    def check(self, fault, status, path=SYSTEM, message=None, html=False, **parameters):
        self.one.fault(fault, **parameters)
        answer = self.get(path) if path != "/api/login" else self.one.login()
        self.assertEqual(status, answer.status, fault)
        self.assertEqual(html, answer.header("Content-Type").startswith("text/html"))
        if message:
            self.assertEqual(message, answer.json()["message"])
        self.assertNotEqual({}, self.one.state()["faults"])
        self.assertEqual({}, self.one.clear()["faults"])
        self.assertEqual(200, self.get().status)

    def test_faults_that_answer(self):
        self.check("disabled", 403, VERSION)
        self.check("unconfigured", 428, message="unconfigured MDM or unapproved Certificates")
        self.check("unconfigured", 428, VERSION, all=1)
        self.check("cert-untrusted", 401, "/api/login", "Unauthorized")
        self.check("wrong-password", 401, "/api/login", "Unauthorized")
        self.check("too-many-sessions", 500, "/api/login")
        self.check("mdm-lost", 500, message="The MDM is not connected")
        self.check("html-500", 500, VERSION, html=True)
        self.check("html-503", 503, VERSION, html=True)
        self.check("json-503", 503, VERSION)

    def test_an_unconfigured_gateway_still_tells_its_version(self):
        self.one.fault("unconfigured")
        self.assertEqual(200, self.get(VERSION).status)

    def test_a_fault_is_counted_timed_and_restricted(self):
        self.one.fault("html-500", count=2)
        self.assertEqual([500, 500, 200], [self.get().status for _ in range(3)])
        self.one.fault("html-500", path="/api/types/Volume", method="GET")
        self.assertEqual([200, 500, 200], [self.get().status, self.get(VOLUMES).status, self.create("x").status])
        self.one.fault("html-503", **{"for": 1})
        time.sleep(0.05)
        self.assertEqual(200, self.get().status)

    def test_an_unknown_fault_is_refused_with_the_list(self):
        with self.assertRaisesRegex(RuntimeError, "there are: clear, .*hang-mid-body"):
            self.one.fault("nonsense")

    def test_wiped_tokens_and_a_slow_start(self):
        self.one.fault("wipe-tokens")
        self.assertEqual((401, 0), (self.get().status, self.one.state()["mdm"]["sessions"]))
        self.token = self.one.token()
        self.one.fault("slow-start", ms=60000, mode="html")
        self.assertEqual(404, self.get(VERSION).status)
        with ajpclient.Client(self.one.ajp_port) as client:
            self.assertTrue(client.ping())
        self.one.clear()
        self.assertEqual(401, self.get().status)

    def test_latency_is_fixed_and_by_size(self):
        for path in ("/latency?ms=100", "/latency?us_per_kb=20000"):
            self.one.control("POST", path)
            started = time.monotonic()
            self.get(VOLUMES)
            self.assertGreater(time.monotonic() - started, 0.09)


class Hangs(Base):
    def test_an_application_hangs_while_cping_answers(self):
        self.one.fault("app-hang")
        client, hung = self.hangs(SYSTEM)
        self.assertTrue(hung)
        self.assertEqual([], operations(self.one.ops_log, op="read"))
        with ajpclient.Client(self.one.ajp_port) as other:
            self.assertTrue(other.ping())
        self.one.clear()
        self.assertEqual(200, client.answer().status)

    def test_a_hang_before_the_head_comes_after_the_execution(self):
        self.one.fault("hang-before-head")
        client, hung = self.hangs(SYSTEM)
        self.assertTrue(hung)
        case.process.wait_for("its execution", lambda: operations(self.one.ops_log, op="read"))
        self.assertFalse(readable(client.socket, 0.05))
        self.one.clear()
        self.assertEqual(200, client.answer().status)

    def test_a_hang_in_the_body_comes_after_the_head(self):
        self.one.fault("hang-mid-body", count=1, bytes=100)
        client, hung = self.hangs(SYSTEM)
        self.assertFalse(hung)
        self.assertEqual(ajpclient.SEND_HEADERS, client.read()[0])
        self.assertEqual(100 + 3, len(client.read()[1]))
        self.assertFalse(readable(client.socket, 0.1))
        self.one.clear()
        self.assertEqual(ajpclient.SEND_BODY_CHUNK, client.read()[0])

    def test_a_pause_stops_everything_but_control(self):
        with ajpclient.Client(self.one.ajp_port) as client:
            self.assertTrue(client.ping())
            self.one.fault("pause", ms=60000)
            client.send(ajpclient.packet(b"\x0a"))
            self.assertFalse(readable(client.socket, 0.1))
            self.one.clear()
            self.assertEqual((ajpclient.CPONG, b""), client.read())

    def test_a_slow_start_accepts_and_says_nothing(self):
        self.one.fault("slow-start", ms=60000)
        client, hung = self.hangs(VERSION)
        self.assertTrue(hung)
        self.one.clear()
        self.assertEqual(200, client.answer().status)

    def test_a_slow_loss_of_the_mdm(self):
        self.one.fault("mdm-lost", ms=200, count=1)
        started = time.monotonic()
        self.assertEqual(500, self.get().status)
        self.assertGreater(time.monotonic() - started, 0.19)


class Cuts(Base):
    def test_executed_and_dropped(self):
        for rst in (0, 1):
            name = "dropped%d" % rst
            self.one.fault("execute-then-drop", count=1, method="POST", rst=rst)
            with self.assertRaises((OSError, simulator.HTTPException)):
                self.create(name)
            self.assertEqual(1, self.created(name))

    def test_reset_in_the_request_executes_nothing(self):
        with ajpclient.Client(self.one.ajp_port) as client:
            self.one.fault("rst-request", count=1, bytes=20)
            self.assertTrue(client.ping())
            with self.assertRaises(ajpclient.Broken):
                client.request("POST", VOLUMES, body=b"x" * 1000)
        self.assertEqual([], operations(self.one.ops_log, path=VOLUMES))
        self.assertEqual(200, self.get().status)

    def test_reset_in_the_response(self):
        self.one.fault("rst-response", count=1, bytes=400)
        with ajpclient.Client(self.one.ajp_port) as client:
            with self.assertRaisesRegex(ajpclient.Broken, "reset"):
                client.request("GET", VOLUMES, [("authorization", simulator.basic("", self.token))])
        self.assertEqual(200, self.get(VOLUMES).status)

    def test_ajp_off_refuses_and_cuts_while_http_goes_on(self):
        with ajpclient.Client(self.one.ajp_port) as client:
            self.assertTrue(client.ping())
            self.one.fault("ajp-off")
            self.assertFalse(listening(self.one.ajp_port))
            with self.assertRaises(ajpclient.Broken):
                client.ping()
        self.assertEqual(200, self.get().status)
        self.one.clear()
        with ajpclient.Client(self.one.ajp_port) as client:
            self.assertTrue(client.ping())


class Shared(Base):
    def setUp(self):
        super().setUp()
        self.two = simulator.Gateway(self.space, "gw2", self.mdm)
        self.second = self.two.token()

    def both(self, path=SYSTEM):
        return [self.one.http("GET", path, self.token), self.two.http("GET", path, self.second)]

    def test_a_switch_of_the_mdm_fails_on_all_then_shows_a_new_master(self):
        before = self.both("/api/instances")[0].json()
        self.mdm.fault("switch", ms=300)
        self.assertEqual([500, 500], [answer.status for answer in self.both()])
        self.assertEqual(200, self.get(VERSION).status)
        case.process.wait_for("end of the switch", lambda: self.get().status == 200)
        after = self.both("/api/instances")[1].json()
        self.assertEqual(before["sessionTag"] + 1, after["sessionTag"])
        master = [view["System"]["mdmCluster"]["master"]["id"] for view in (before, after)]
        self.assertNotEqual(master[0], master[1])

    def test_states_of_the_cluster(self):
        def cluster():
            return self.both()[1].json()[0]["mdmCluster"]

        self.mdm.fault("degraded")
        self.assertEqual("ClusteredDegraded", cluster()["clusterState"])
        self.mdm.fault("not-clustered")
        self.assertEqual(("NotClustered", "OneNode"), (cluster()["clusterState"], cluster()["clusterMode"]))
        self.mdm.fault("read-only")
        self.assertEqual((500, 200), (self.create("r").status, self.get().status))
        self.mdm.fault("down")
        self.assertEqual([500, 500], [answer.status for answer in self.both()])
        self.mdm.fault("clear")
        self.assertEqual(("ClusteredNormal", 200), (cluster()["clusterState"], self.create("r").status))

    def test_the_session_limit_is_shared(self):
        self.mdm.fault("session-limit", count=2)
        self.assertEqual((500, 500), (self.one.login().status, self.two.login().status))
        self.one.http("GET", "/api/logout", self.token)
        self.assertEqual(200, self.two.login().status)

    def test_a_killed_gateway_comes_back_without_its_tokens_and_with_all_volumes(self):
        stop, made = threading.Event(), []

        def load():
            while not stop.is_set():
                name = "k%d" % len(made)
                made.append(name)
                try:
                    self.create(name)
                except (OSError, simulator.HTTPException):
                    pass

        thread = threading.Thread(target=load)
        thread.start()
        case.process.wait_for("some volumes", lambda: len(made) > 50)
        self.one.kill()
        stop.set()
        thread.join()
        self.assertEqual(200, self.two.http("GET", SYSTEM, self.second).status)
        self.one.start()
        self.assertEqual((401, 1), (self.get().status, self.one.state()["mdm"]["sessions"]))
        names = [volume["name"] for volume in self.two.http("GET", VOLUMES, self.second).json()]
        for name in made:
            self.assertEqual(names.count(name), self.created(name), name)

    def test_a_dead_mdm_reads_as_a_lost_one(self):
        self.mdm.kill()
        answer = self.get()
        self.assertEqual((500, "Could not connect to MDM"), (answer.status, answer.json()["message"]))
        self.assertEqual(200, self.get(VERSION).status)


if __name__ == "__main__":
    case.main()
