"""The guide's own workers.properties, jk.conf and virtual host, with two gateways behind them."""

import base64
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide  # noqa: E402
from harness.gateways import Pair  # noqa: E402
from harness.process import wait_for  # noqa: E402

GATEWAY = "tests/gateway/sioha-gateway-sim"


class Guide(case.Case):
    def start(self, pair, mpm="event", **options):
        name = "httpd-" + mpm
        text = guide.configuration(self.space, (pair.machine1.host, pair.machine1.ajp),
                                   (pair.machine2.host, pair.machine2.ajp), mount="", name=name)
        return self.httpd(text, name=name, mpm=mpm, certificates=self.certificates(), tls=guide.VIRTUAL_HOST,
                          **options).start()

    def setUp(self):
        super(Guide, self).setUp()
        case.need_built(GATEWAY)
        case.need_module("ssl")
        self.pair = Pair(self.space)
        self.tls = client.tls_context()

    def log_in(self, port, tls):
        answer = client.get(port, "/api/login", [("Authorization", "Basic YWRtaW46UGFzc3dvcmQx")], tls=tls)
        self.assertTrue(answer.ok, (answer, answer.text()))
        return json.loads(answer.text())

    def test_the_master_serves_https_in_every_mpm(self):
        for mpm in ("event", "worker", "prefork"):
            case.need_module("mpm_" + mpm)
            server = self.start(self.pair, mpm)
            for path in ("/api/version", "/"):
                answer = client.get(server.tls_port, path, tls=self.tls)
                self.assertTrue(answer.ok, (mpm, answer, answer.text()))
                self.assertEqual("machine2", answer.header("X-Gateway"), mpm)
            server.stop()

    def test_the_plain_port_serves_the_api_only(self):
        server = self.start(self.pair)
        self.assertEqual("machine2", client.get(server.port, "/api/version").header("X-Gateway"))
        self.assertEqual(None, client.get(server.port, "/index.html").header("X-Gateway"))

    def test_a_client_creates_a_volume_and_sees_it(self):
        server = self.start(self.pair)
        token = self.log_in(server.tls_port, self.tls)
        connection = client.Connection(server.tls_port, self.tls)
        self.addCleanup(connection.close)
        headers = [("Authorization", "Basic " + base64.b64encode((":" + token).encode()).decode()),
                   ("Content-Type", "application/json")]
        pools = connection.request("GET", "/api/types/StoragePool/instances", headers)
        self.assertTrue(pools.ok, (pools, pools.text()))
        made = connection.request("POST", "/api/types/Volume/instances", headers, json.dumps(
            {"name": "one", "volumeSizeInKb": "8388608", "storagePoolId": json.loads(pools.text())[0]["id"]}).encode())
        self.assertTrue(made.ok, (made, made.text()))
        found = connection.request("GET", "/api/instances/Volume::" + json.loads(made.text())["id"], headers)
        self.assertEqual("one", json.loads(found.text())["name"])
        self.assertEqual(1, len(self.pair.operations("createVolume")))

    def test_the_status_page_tells_the_master_from_the_standby(self):
        server = self.start(self.pair)

        def probed():
            answer = client.get(server.port, "/sioha-status?format=json")
            self.assertTrue(answer.ok, (answer, answer.text()))
            members = dict((each["name"], each) for each in json.loads(answer.text())["balancers"][0]["members"])
            return members if all(each["health"] == "up" for each in members.values()) else None
        members = wait_for("both gateways probed", probed)
        self.assertEqual("up", members["machine2"]["effective"])
        self.assertEqual("standby", members["machine1"]["effective"])
        text = client.get(server.port, "/sioha-status").text()
        self.assertIn("machine1", text)
        self.assertIn("machine2", text)

    def test_status_answers_when_both_gateways_are_dead(self):
        server = self.start(self.pair)
        self.pair.master.kill()
        self.pair.standby.kill()

        def both_down():
            answer = client.get(server.port, "/sioha-status?format=json")
            self.assertTrue(answer.ok, (answer, answer.text()))
            members = json.loads(answer.text())["balancers"][0]["members"]
            return all(each["health"] == "down" for each in members)
        wait_for("both gateways shown as down", both_down)
        answer = client.get(server.port, "/api/version")
        self.assertTrue(answer.complete, answer)
        self.assertEqual(503, answer.status)


if __name__ == "__main__":
    case.main()
