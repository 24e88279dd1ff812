"""The simulator's own test: what other tests conclude from it has to be true."""

import base64
import os
import re
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "ajp"), os.path.join(HERE, "..", "integration")]
import ajpclient  # noqa: E402
import simulator  # noqa: E402
from harness import case  # noqa: E402
from simulator import basic, new_volume, operations  # noqa: E402

VOLUMES = "/api/types/Volume/instances"
SYSTEM = "/api/types/System/instances"
CLUSTER = "/api/instances/System/queryMdmCluster"


class Base(case.Case):
    def setUp(self):
        super().setUp()
        case.need_built("tests/gateway/sioha-gateway-sim", "tests/gateway/sioha-mdm-sim")
        self.mdm = simulator.Mdm(self.space, volumes=10)

    def gateway(self, name="gw1", **options):
        return simulator.Gateway(self.space, name, self.mdm, **options)

    def pair(self, **options):
        return self.gateway("gw1", **options), self.gateway("gw2", **options)

    def expect(self, answer, status, message=None):
        self.assertEqual(status, answer.status, answer.body)
        self.assertTrue(answer.intact())
        if message:
            self.assertEqual(message, answer.json()["message"])
            self.assertEqual(status, answer.json()["httpStatusCode"])
            self.assertEqual("application/json;charset=UTF-8", answer.header("Content-Type"))
        return answer

    def ajp(self, gateway, method, uri, **options):
        with ajpclient.Client(gateway.ajp_port) as client:
            return client.request(method, uri, **options)


class Tokens(Base):
    def test_a_token_has_the_real_form_and_says_its_expiry(self):
        token = self.gateway().token()
        self.assertNotIn("=", token)
        user, expiry, digest = base64.b64decode(token + "==").decode().split(":")
        self.assertEqual("admin", user)
        self.assertAlmostEqual(time.time() + 8 * 3600, int(expiry) / 1000.0, delta=60)
        self.assertTrue(re.match("^[0-9a-f]{32}$", digest))

    def test_a_token_is_private_to_its_gateway(self):
        one, two = self.pair()
        token = one.token()
        self.expect(one.http("GET", SYSTEM, token), 200)
        self.expect(two.http("GET", SYSTEM, token), 401, "Unauthorized")
        self.expect(two.http("GET", "/api/logout", token), 401, "Unauthorized")
        self.expect(one.http("GET", SYSTEM), 401, "Unauthorized")
        self.expect(simulator.http(one.http_port, "GET", "/api/login", ("admin", "wrong")), 401, "Unauthorized")

    def test_the_user_part_is_ignored_and_logout_ends_the_session(self):
        one = self.gateway()
        token = one.token()
        self.assertEqual(1, one.state()["mdm"]["sessions"])
        self.expect(simulator.http(one.http_port, "GET", SYSTEM, ("someone", token)), 200)
        self.expect(one.http("GET", "/api/logout/", token), 200)
        self.expect(one.http("GET", SYSTEM, token), 401)
        self.assertEqual(0, one.state()["mdm"]["sessions"])

    def test_tokens_expire(self):
        one = self.gateway(token_idle_ms=1)
        token = one.token()
        time.sleep(0.05)
        self.expect(one.http("GET", SYSTEM, token), 401)

    def test_a_bare_token_and_a_content_length_on_wish(self):
        one = self.gateway(bare_token=True, content_length=True)
        answer = one.login()
        self.assertNotIn(b'"', answer.body)
        self.assertEqual(str(len(answer.body)), answer.header("Content-Length"))
        self.expect(one.http("GET", SYSTEM, answer.body.decode()), 200)

    def test_an_old_client_gets_no_chunks(self):
        one = self.gateway()
        with socket.create_connection(("127.0.0.1", one.http_port), timeout=10.0) as connection:
            connection.sendall(b"GET /api/version HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            received = b"".join(iter(lambda: connection.recv(4096), b""))
        self.assertNotIn(b"chunked", received)
        self.assertTrue(received.endswith(b'\r\n\r\n"3.6"'))

    def test_gateway_administration_wants_its_own_token(self):
        one = self.gateway()
        admin = simulator.http(one.http_port, "GET", "/api/gatewayLogin", ("admin", "Password1")).json()
        self.expect(one.http("GET", "/api/Configuration", one.token()), 401)
        self.expect(one.http("GET", SYSTEM, admin), 401)
        change = {"mdmAddresses": ["192.0.2.77"]}
        self.expect(one.http("POST", "/api/updateConfiguration", admin, body=change), 200)
        self.assertEqual(["192.0.2.77"], one.http("GET", "/api/Configuration", admin).json()["mdmAddresses"])
        self.expect(one.http("GET", "/api/gatewayLogout", admin), 200)
        self.expect(one.http("GET", "/api/Configuration", admin), 401)

    def test_web_sessions_carry_the_route_and_api_calls_set_no_cookie(self):
        one = self.gateway(jvm_route="left")
        form = "j_username=admin&j_password=Password1&submit=Login"
        answer = one.http("POST", "/j_spring_security_check", body=form)
        self.assertEqual((302, "/"), (answer.status, answer.header("Location")))
        cookie = answer.header("Set-Cookie").split(";")[0]
        self.assertTrue(re.match(r"^JSESSIONID=[0-9A-F]{32}\.left$", cookie))
        self.assertEqual(200, one.http("GET", "/im/types/Command", headers={"Cookie": cookie}).status)
        self.assertEqual(401, one.http("GET", "/im/types/Command").status)
        self.assertIsNone(one.login().header("Set-Cookie"))


class Storage(Base):
    def test_names_are_unique_through_both_gateways(self):
        one, two = self.pair()
        first, second = one.token(), two.token()
        self.expect(one.http("POST", VOLUMES, first, body=new_volume("v")), 200)
        self.expect(two.http("POST", VOLUMES + "/", second, body=new_volume("v")), 500,
                    "Volume name already in use. Please use a different name.")
        self.assertEqual(11, len(two.http("GET", VOLUMES, second).json()))

    def test_the_operations_log_has_each_execution_once(self):
        one, two = self.pair()
        tokens = {one: one.token(), two: two.token()}

        def create(number):
            gateway = one if number % 2 else two
            return gateway.http("POST", VOLUMES, tokens[gateway], body=new_volume("n%d" % (number // 4)),
                                headers={"X-Request-Id": "r%d" % number}).status

        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(create, range(100)))
        done = operations(one.ops_log, op="createVolume")
        self.assertEqual(25, statuses.count(200))
        self.assertEqual(25, len([entry for entry in done if entry["result"] == 200]))
        self.assertEqual(sorted("r%d" % number for number in range(100)), sorted(e["requestId"] for e in done))

    def test_the_life_of_a_volume(self):
        one = self.gateway()
        token = one.token()
        made = self.expect(one.http("POST", VOLUMES, token, body=new_volume("a")), 200).json()["id"]
        path = "/api/instances/Volume::%s" % made

        def act(action, body, status=200, message=None, code=None):
            answer = self.expect(one.http("POST", path + "/action/" + action, token, body=body), status, message)
            if code is not None:
                self.assertEqual(code, answer.json()["errorCode"])

        sdc = {"sdcId": "7fec4b8e00000000", "allowMultipleMappings": "TRUE"}
        act("setVolumeSize", {"sizeInGB": "16"})
        act("setVolumeName", {"newName": "b"})
        act("removeMappedSdc", sdc, 500, "The volume is not mapped to this SDC", 84)
        act("addMappedSdc", sdc)
        act("addMappedSdc", sdc, 500, "The volume is already mapped to this SDC", 81)
        seen = self.expect(one.http("GET", path + "/", token), 200).json()
        self.assertEqual(("b", 16 << 20, "7fec4b8e00000000"),
                         (seen["name"], seen["sizeInKb"], seen["mappedSdcInfo"][0]["sdcId"]))
        act("removeMappedSdc", {"allSdcs": ""})
        shots = {"snapshotDefs": [{"volumeId": made, "snapshotName": "s"}, {"volumeId": made}]}
        answer = one.http("POST", "/api/instances/System/action/snapshotVolumes", token, body=shots)
        self.assertEqual(2, len(self.expect(answer, 200).json()["volumeIdList"]))
        act("removeVolume", {"removeMode": "ONLY_ME"})
        act("removeVolume", {"removeMode": "ONLY_ME"}, 500, "Could not find the volume", 79)
        self.assertEqual(1, len(operations(one.ops_log, op="removeVolume", id=made, result=200)))

    def test_reads(self):
        one = self.gateway()
        token = one.token()
        for kind in ("System", "Volume", "StoragePool", "ProtectionDomain", "Sdc", "Sds"):
            for slash in ("", "/"):
                self.assertIsInstance(one.http("GET", "/api/types/%s/instances%s" % (kind, slash), token).json(), list)
        whole = one.http("GET", "/api/instances/", token).json()
        self.assertEqual(10, len(whole["volumeList"]))
        first = whole["volumeList"][0]
        for path in ("getByName::vol-000001", "getByName::vol%252D000001"):
            self.assertEqual(first["id"], one.http("GET", VOLUMES + "/" + path, token).json())
        key = {"name": "vol-000001"}
        path = "/api/types/Volume/instances/action/queryIdByKey/"
        self.assertEqual(first["id"], one.http("POST", path, token, body=key).json())
        self.assertEqual("ClusteredNormal", one.http("POST", CLUSTER, token, body={}).json()["clusterState"])
        wanted = {"selectedStatisticsList": [{"type": "StoragePool", "allIds": "", "properties": ["numOfVolumes"]}]}
        answer = one.http("POST", "/api/instances/querySelectedStatistics", token, body=wanted)
        self.assertEqual({"StoragePool": {"numOfVolumes": 10}}, self.expect(answer, 200).json())
        self.expect(one.http("POST", VOLUMES, token, body={"name": "x"}), 400)
        self.expect(one.http("GET", "/api/types/Nonsense/instances", token), 404, "Not found")

    def test_twenty_thousand_volumes(self):
        one = self.gateway()
        token = one.token()
        one.control("POST", "/mdm/volumes?count=20000")
        answer = self.expect(one.http("GET", VOLUMES, token, timeout=60), 200)
        self.assertEqual(20000, len(answer.json()))
        self.assertTrue(800 < len(answer.body) / 20000.0 < 1300, len(answer.body))


class OverAjp(Base):
    def test_requests_and_ping_share_a_connection(self):
        one = self.gateway(secret="s3cret")
        with ajpclient.Client(one.ajp_port) as client:
            self.assertTrue(client.ping())
            login = client.request("GET", "/api/login", [("authorization", basic("admin", "Password1"))],
                                   secret="s3cret")
            token = basic("", login.body.decode().strip('"'))
            made = client.request("POST", VOLUMES, [("authorization", token)],
                                  str(new_volume("v")).replace("'", '"').encode(), secret="s3cret")
            self.assertTrue(client.ping())
            listed = client.request("GET", VOLUMES, [("authorization", token), ("X-Request-Id", "q1")],
                                    secret="s3cret", query="echo=1")
            head = client.request("HEAD", "/api/version", secret="s3cret")
        self.assertEqual((200, 200, 200, True), (made.status, listed.status, head.status, listed.reuse))
        self.assertEqual(("200", "gw1", "q1"), (made.reason, made.header("X-Gateway"), listed.header("X-Request-Id")))
        self.assertIn(b'{"requestId":"q1","gateway":"gw1","answer":[', listed.body)
        self.assertEqual(b"", head.body)
        self.assertIsNone(listed.header("Content-Length"))

    def test_a_wrong_secret_is_refused_as_tomcat_does(self):
        one = self.gateway(secret="s3cret")
        for secret in (None, "wrong"):
            answer = self.ajp(one, "GET", "/api/version", secret=secret)
            self.assertEqual((403, False), (answer.status, answer.reuse))

    def test_bodies_of_every_size_arrive(self):
        one = self.gateway()
        for size in (0, 1, 8186, 8187, 100000):
            for chunked in (False, True):
                answer = self.ajp(one, "POST", "/im/x", headers=[("authorization", basic("admin", "Password1"))],
                                  body=b"x" * size, chunked=chunked)
                self.assertIn(('"bytes":%d}' % size).encode(), answer.body)

    def test_an_idle_connection_is_closed_on_wish(self):
        one = self.gateway(ajp_idle_ms=50)
        with ajpclient.Client(one.ajp_port) as client:
            self.assertTrue(client.ping())
            self.assertEqual(b"", client.socket.recv(1))


if __name__ == "__main__":
    case.main()
