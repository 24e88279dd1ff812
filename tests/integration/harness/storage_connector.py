"""Drives Debian's python3-os-brick as Nova does: `storage_connector.py connect|disconnect PROPERTIES`, JSON in and out.

What needs ScaleIO's kernel driver is answered here: the driver's own id, and that the disk has appeared. Runs as a
process of its own, by the python that Debian's packages belong to.
"""

import json
import sys
import tempfile

from os_brick.initiator.connectors import scaleio
from oslo_concurrency import lockutils


class Connector(scaleio.ScaleIOConnector):
    def __init__(self, guid):
        super(Connector, self).__init__("sudo")
        self._guid = guid

    def _get_guid(self):
        return self._guid

    def _find_volume_path(self):
        return "/dev/disk/by-id/emc-vol-" + self.volume_id


def main():
    what, properties = sys.argv[1], json.loads(sys.argv[2])
    with tempfile.TemporaryDirectory() as locks:
        lockutils.set_defaults(lock_path=locks)
        connector = Connector(properties["guid"])
        if what == "connect":
            path = connector.connect_volume(properties)["path"]
        else:
            path = connector.disconnect_volume(properties, {"path": "/dev/null"})
    print(json.dumps({"path": path, "volume": connector.volume_id, "token": connector.server_token}))


main()
