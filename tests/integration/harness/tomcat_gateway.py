"""Real Tomcats with as much of a Gateway's application as a balancer looks at, and with the simulator's controls."""

import os
import signal
import threading

from harness import tomcat
from harness.gateways import Pair

WEB = """<?xml version="1.0"?>
<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
  <servlet><servlet-name>gateway</servlet-name><jsp-file>/gateway.jsp</jsp-file></servlet>
  <servlet-mapping><servlet-name>gateway</servlet-name><url-pattern>/api/*</url-pattern></servlet-mapping>
</web-app>
"""
FIRST = "/api/version"


def page(operations_log):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gateway.jsp")) as stream:
        return stream.read().replace("{log}", operations_log)


class TomcatGateway(tomcat.Tomcat):
    def __init__(self, space, name, operations_log, **options):
        super(TomcatGateway, self).__init__(space, name, name, {"gateway.jsp": page(operations_log)}, **options)
        space.write(name + "/webapps/ROOT/WEB-INF/web.xml", WEB)

    def start(self):
        return self.launch().ready(FIRST)

    def freeze(self):
        self._process.signal(signal.SIGSTOP)

    def thaw(self):
        self._process.signal(signal.SIGCONT)

    def fault(self, name, ms=0, **parameters):
        if name == "pause":
            self.freeze()
            threading.Timer(ms / 1000.0, self.thaw).start()
            return
        whole = os.path.join(self.base, "fault")
        with open(whole + ".new", "w") as stream:
            stream.write(name)
        os.rename(whole + ".new", whole)

    def clear(self):
        if os.path.exists(os.path.join(self.base, "fault")):
            os.remove(os.path.join(self.base, "fault"))


class _NoMdm(object):
    def stop(self):
        pass


class TomcatPair(Pair):
    """As Pair. `master`: what its Tomcat gets besides; `ready`: wait until both answer."""

    def __init__(self, space, options=(), master=(), ready=True):
        self.space, self.mdm = space, _NoMdm()
        self.operations_log = space.write("operations.log", "")
        self.machine1 = TomcatGateway(space, "machine1", self.operations_log)
        self.machine2 = TomcatGateway(space, "machine2", self.operations_log, **dict(master))
        self.master, self.standby = self.machine2, self.machine1
        for machine in (self.machine1, self.machine2):
            machine.launch()
        for machine in (self.machine1, self.machine2) if ready else ():
            machine.ready(FIRST)
