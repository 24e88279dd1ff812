"""Clients as they are in the field: Debian's os-brick, as Nova uses it, and an administrator's script for curl."""

import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide, process  # noqa: E402
from harness.gateways import ADMIN, Pair  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.settings import settings  # noqa: E402
from harness.tokens import Client, basic, both_share  # noqa: E402

PYTHON = "/usr/bin/python3"
CONNECTOR = os.path.join(os.path.dirname(os.path.abspath(__file__)), "harness", "storage_connector.py")
SDC, SDC_GUID = "7fec4b8e00000000", "5A2F5F5C-3A9B-4C0E-8E4B-000000000001"
# Cinder names a volume by the base64 of its UUID, so a slash in it is no exception.
VOLUMES = ("ojfXqFvTQ/eDm3c+SiYiSA==", "vol/2")

ADMINISTRATIVE = ("gatewayLogin", "Configuration", "updateConfiguration", "Configuration", "gatewayLogout")
# The heads go to standard output, the bodies into files.
ADMINISTRATION = r"""
set -eu
ask() { body=$1; shift; curl -sSf --max-time 30 --cacert "$CA" -D - -o "$FOLDER/$body" "$@"; }
ask token -u "admin:Password1" "$URL/api/gatewayLogin"
token=$(tr -d '"' <"$FOLDER/token")
ask before -u ":$token" "$URL/api/Configuration"
ask update -u ":$token" -H "Content-Type: application/json" -d "{\"mdmAddresses\":[\"$MDM\"]}" "$URL/api/updateConfiguration"
ask after -u ":$token" "$URL/api/Configuration"
ask logout -u ":$token" "$URL/api/gatewayLogout"
"""


def os_brick():
    """The environment in which Python finds it: ./quickstart unpacks it where it is not installed."""
    path = settings().unpacked("os-brick/usr/lib/python3/dist-packages")
    return {"PYTHONPATH": path} if path else {}


class RealClients(case.Case):
    def setUp(self):
        super(RealClients, self).setUp()
        case.need_built("tests/gateway/sioha-gateway-sim")
        case.need_module("ssl")
        self.pair = Pair(self.space)

    def start(self):
        server = self.httpd(guide.of_pair(self.space, self.pair, both_share()), certificates=self.certificates(),
                            tls=guide.VIRTUAL_HOST).start()
        wait_for("both gateways up", lambda: server.log_text().count("to=up") >= 2)
        return server

    def connector(self, server, what, volume, token):
        properties = {"hostIP": "192.0.2.101", "scaleIO_volname": volume, "serverIP": "127.0.0.1",
                      "serverPort": server.tls_port, "serverUsername": ADMIN[0], "serverPassword": ADMIN[1],
                      "serverToken": token, "iopsLimit": 100, "bandwidthLimit": 1024, "verify_certificate": True,
                      "certificate_path": self.certificates().file("ca-cert.pem"), "guid": SDC_GUID}
        status, said = process.run([PYTHON, "-B", CONNECTOR, what, json.dumps(properties)], os_brick())
        self.assertEqual(0, status, said)
        return json.loads(said.splitlines()[-1])

    def mapped(self, user, volume):
        answer = user.get("/api/instances/Volume::" + volume)
        self.assertEqual(200, answer.status, answer.text())
        return [sdc["sdcId"] for sdc in json.loads(answer.text())["mappedSdcInfo"] or ()]

    def test_os_brick_maps_and_unmaps_while_a_gateway_dies(self):
        status, said = process.run([PYTHON, "-c", "import os_brick.initiator.connectors.scaleio"], os_brick())
        if status:
            raise unittest.SkipTest("python3-os-brick is not installed: %s" % said.splitlines()[-1:])
        server = self.start()
        keeper = Client(server.port).log_in_at("machine1")
        token, ids = "", []
        for name in VOLUMES:
            self.assertEqual(200, keeper.create(name).status)
            seen = self.connector(server, "connect", name, token)
            token = seen["token"] or token
            ids.append(seen["volume"])
            self.assertEqual([SDC], self.mapped(keeper, seen["volume"]))
        self.assertTrue(token)
        # Whoever issued that token, at one of the two its gateway is gone.
        for name, volume, gateway in zip(VOLUMES, ids, (self.pair.machine2, self.pair.machine1)):
            gateway.kill()
            self.connector(server, "disconnect", name, token)
            gateway.start()
            wait_for("%s to serve again" % gateway.name,
                     lambda: keeper.log_in().header("X-Gateway") == gateway.name, 60.0, 0.1)
            self.assertEqual([], self.mapped(keeper, volume))
        for operation in ("addMappedSdc", "removeMappedSdc"):
            done = [each["id"] for each in self.pair.operations(operation)]
            self.assertEqual(ids, done, operation)

    def administer(self, server, mdm):
        """Returns who answered its calls, and the addresses before and after."""
        folder = self.space.folder("administration")
        status, said = process.run(["/bin/sh", "-c", ADMINISTRATION], {
            "CA": self.certificates().file("ca-cert.pem"), "URL": "https://127.0.0.1:%d" % server.tls_port,
            "FOLDER": folder, "MDM": mdm})
        self.assertEqual(0, status, said)
        seen = []
        for name in ("before", "after"):
            with open(os.path.join(folder, name)) as stream:
                seen.append(json.load(stream)["mdmAddresses"])
        return re.findall(r"(?im)^x-gateway: *(\S+)", said), seen

    @staticmethod
    def addresses_at(gateway):
        """Past httpd."""
        token = json.loads(client.get(gateway.http, "/api/gatewayLogin", [("Authorization", basic(*ADMIN))]).text())
        answer = client.get(gateway.http, "/api/Configuration", [("Authorization", basic("", token))])
        return json.loads(answer.text())["mdmAddresses"]

    def test_an_administrators_script_meets_one_gateway(self):
        case.need("curl")
        server = self.start()
        # Of equal ones the first is everybody's.
        untouched = self.addresses_at(self.pair.machine2)
        last = self.addresses_at(self.pair.machine1)
        for number in range(3):
            Client(server.port).log_in()   # others have their share of both meanwhile
            first = len(self.pair.operations())
            mdm = "192.0.2.%d" % (11 + number)
            who, seen = self.administer(server, mdm)
            self.assertEqual(["machine1"] * 5, who)
            self.assertEqual([last, [mdm]], seen)
            last = [mdm]
            done = [(each["gateway"], each["path"].rpartition("/")[2]) for each in self.pair.operations()[first:]
                    if each["path"].rpartition("/")[2] in ADMINISTRATIVE]
            self.assertEqual([("machine1", call) for call in ADMINISTRATIVE], done)
        self.assertEqual([last, untouched],
                         [self.addresses_at(gateway) for gateway in (self.pair.machine1, self.pair.machine2)])


if __name__ == "__main__":
    case.main()
