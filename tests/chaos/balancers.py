"""What the chaos run can put in front of the two gateways, each as its manual sets it up."""

import os

from harness import guide
from harness.httpd import SIOHA, Httpd
from harness.settings import settings

# Several children, so that a verdict has somewhere to differ, and threads enough for a hang to show.
MPM = ("StartServers 3\nServerLimit 4\nThreadsPerChild 25\nThreadLimit 25\nMaxRequestWorkers 100\n"
       "MinSpareThreads 25\nMaxSpareThreads 100\n")

# Which child answered a poll of the status.
CHILDREN = 'LogFormat "%P %{X-Poll}i" children\nCustomLog "{root}/logs/children.log" children env=poll\n' \
           'SetEnvIf X-Poll . poll\n'

PROXY = """<Proxy "balancer://balance1">
BalancerMember "ajp://127.0.0.1:{machine2}" route=machine2
BalancerMember "ajp://127.0.0.1:{machine1}" route=machine1 status=+H
ProxySet stickysession=JSESSIONID|jsessionid
</Proxy>
ProxyPass "/" "balancer://balance1/"
"""


class Balancer(object):
    def __init__(self, name, modules):
        self.name, self.modules = name, modules

    @property
    def ours(self):
        return self.modules is SIOHA

    def available(self):
        return self.ours or all(os.path.exists(settings().httpd_module(name)) for name in self.modules)

    def server(self, space, pair, extra=""):
        if "proxy" in (self.modules if not self.ours else ()):
            text = PROXY
            for machine in (pair.machine1, pair.machine2):
                text = text.replace("{%s}" % machine.name, str(machine.ajp))
        else:
            text = guide.of_pair(space, pair, extra if self.ours else "")
            if not self.ours:
                text = text.replace(guide.STATUS, "")
        return Httpd(space, text + CHILDREN, balancer=self.modules, mpm_settings=MPM,
                     log_level="info" if self.ours else "warn")


OURS = Balancer("mod_sioha", SIOHA)
PEERS = (Balancer("mod_jk", ("jk",)),
         Balancer("mod_proxy_ajp", ("proxy", "proxy_ajp", "proxy_balancer", "lbmethod_byrequests")))
