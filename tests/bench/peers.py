"""mod_sioha, what it is compared with, and the floor: the same httpd, the same backend, the same settings."""

import os

from harness.httpd import SIOHA, Httpd
from harness.settings import settings

MPM = ("StartServers 1\nServerLimit 1\nThreadLimit 32\nThreadsPerChild 32\nMaxRequestWorkers 32\n"
       "MinSpareThreads 1\nMaxSpareThreads 32\n")
MPM_SINGLE = ("StartServers 1\nServerLimit 1\nThreadLimit 4\nThreadsPerChild 2\nMaxRequestWorkers 2\n"
              "MinSpareThreads 1\nMaxSpareThreads 2\n")

# What Debian loads besides; each has its hooks in every request.
DEBIAN = ("auth_basic", "authn_file", "authz_user", "access_compat", "autoindex", "deflate", "filter", "negotiation",
          "reqtimeout")

WORKERS = """worker.list=balance1
worker.one.type=ajp13
worker.one.host=127.0.0.1
worker.one.port={backend}
worker.balance1.type=lb
worker.balance1.balance_workers=one
"""


class Peer(object):
    def __init__(self, name, modules, configuration, workers=""):
        self.name, self._modules, self._configuration, self._workers = name, modules, configuration, workers

    def server(self, space, backend, single=False):
        name = self.name.replace("_", "-") + ("-single" if single else "")
        server = Httpd(space, "", balancer=self._modules, name=name, mpm="event", log_level="warn", modules=DEBIAN,
                       mpm_settings=MPM_SINGLE if single else MPM)
        workers = space.write(name + "/conf/workers.properties", self._workers.replace("{backend}", str(backend)))
        text = self._configuration
        for key, value in (("backend", backend), ("workers", workers), ("htdocs", server.root + "/htdocs")):
            text = text.replace("{%s}" % key, str(value))
        server.use(text)
        for file, size in (("small", 200), ("1m", 1 << 20)):
            space.write("%s/htdocs/%s" % (name, file), "s" * size)
        return server

    def available(self):
        return self._modules is SIOHA or all(os.path.exists(settings().httpd_module(name)) for name in self._modules)


MOUNT = 'JkWorkersFile "{workers}"\nJkMount /* balance1\n'

PEERS = (
    Peer("static file", (), ""),
    Peer("mod_jk", ("jk",), MOUNT + 'JkLogFile "{htdocs}/../logs/mod_jk.log"\nJkLogLevel error\n'
         'JkShmFile "{htdocs}/../run/jk"\n', WORKERS),
    Peer("mod_proxy_ajp", ("proxy", "proxy_ajp", "proxy_balancer", "lbmethod_byrequests"),
         '<Proxy "balancer://balance1">\nBalancerMember "ajp://127.0.0.1:{backend}"\n</Proxy>\n'
         'ProxyPass "/" "balancer://balance1/"\n'),
    # The backend is no Gateway: the first verdict on it would let go who waits for it meanwhile.
    Peer("mod_sioha", SIOHA, MOUNT, WORKERS + "worker.balance1.health=cping\n"),
)
