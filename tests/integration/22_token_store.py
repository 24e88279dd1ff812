"""Two httpd nodes share which gateway a token belongs to: over real redis, real memcached, and without."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide, process  # noqa: E402
from harness.gateways import Pair  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.tokens import Client, both_share  # noqa: E402
from harness.workspace import free_port, listening  # noqa: E402


class Store(object):
    """A redis or memcached of our own, on loopback."""

    def __init__(self, space, kind):
        self.kind, self.port, self._space, self._starts = kind, free_port(), space, 0
        self._process = None

    def start(self):
        self._starts += 1
        if self.kind == "redis":
            command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "",
                       "--dir", self._space.folder("redis")]
        else:
            command = ["memcached", "-l", "127.0.0.1", "-p", str(self.port), "-u", "root" if os.getuid() == 0 else ""]
        self._process = process.Process(command, self._space.file("%s-%d.log" % (self.kind, self._starts)))
        wait_for("%s on port %d" % (self.kind, self.port), lambda: listening(self.port))
        return self

    def stop(self):
        self._process.stop()

    @property
    def directive(self):
        return "SiohaTokenStore %s:127.0.0.1:%d\n" % ({"memcached": "memcache"}.get(self.kind, self.kind), self.port)


class SharedStore(case.Case):
    def setUp(self):
        super(SharedStore, self).setUp()
        case.need_built("tests/gateway/sioha-gateway-sim")
        self.pair = Pair(self.space)

    def node(self, name, directive, module):
        configuration = guide.of_pair(self.space, self.pair, both_share(), name=name)
        server = self.httpd(directive + configuration, name=name, modules=(module,)).start()
        wait_for("both gateways up", lambda: server.log_text().count("to=up") >= 2)
        return server

    def kept(self, user, server):
        user.port = server.port
        answer = user.get("/api/types/System/instances")
        self.assertEqual((200, user.home), (answer.status, answer.header("X-Gateway")), answer.text())

    def moves(self, kind, program, module):
        case.need(program)
        case.need_module(module)
        store = Store(self.space, kind).start()
        first, second = (self.node(name, store.directive, module) for name in ("node1", "node2"))
        users = [Client(first.port).log_in_at(home) for home in ("machine1", "machine2", "machine1", "machine2")]
        first.stop()
        for user in users:
            self.kept(user, second)
        self.assertNotIn("outcome=refused", second.log_text())   # nobody had to be asked
        return store, second, users

    def test_the_virtual_ip_moves_with_memcached(self):
        self.moves("memcached", "memcached", "socache_memcache")

    def test_redis_stops_and_comes_back(self):
        store, server, users = self.moves("redis", "redis-server", "socache_redis")
        store.stop()
        for _ in range(5):
            newcomer = Client(server.port).log_in_at("machine1")
            self.kept(newcomer, server)
            for user in users:
                self.kept(user, server)
        self.assertEqual(1, server.log_text().count("does not work"), server.log_text())
        self.assertNotIn("socache_redis:", server.log_text())
        store.start()
        wait_for("the store works again", lambda: Client(server.port).log_in() and
                 "works again" in server.log_text(), 90.0)
        self.assertEqual(1, server.log_text().count("does not work"), server.log_text())
        for user in users:
            self.kept(user, server)

    def test_shmcb_serves_too(self):
        case.need_module("socache_shmcb")
        server = self.node("node1", "SiohaTokenStore shmcb:{root}/run/tokens(512000)\n", "socache_shmcb")
        for home in ("machine1", "machine2"):
            user = Client(server.port).log_in_at(home)
            self.kept(user, server)
        server.graceful()
        self.kept(user, server)
        self.assertEqual(200, user.get("/api/logout").status)
        self.assertEqual(401, user.get("/api/types/System/instances").status)

    def test_two_nodes_without_a_common_store_ask_the_gateways(self):
        first, second = (self.node(name, "", "socache_shmcb") for name in ("node1", "node2"))
        for home in ("machine1", "machine2"):
            user = Client(first.port).log_in_at(home)
            for _ in range(4):
                self.kept(user, second)

    def test_an_unknown_store_is_refused_with_advice(self):
        server = self.httpd("SiohaTokenStore nosuch:here\n")
        status, said = server.check_configuration()[:2]
        self.assertNotEqual(0, status)
        self.assertIn("LoadModule socache_nosuch_module", said)

    def test_what_is_stored_names_no_token(self):
        case.need("redis-server")
        case.need_module("socache_redis")
        store = Store(self.space, "redis").start()
        server = self.node("node1", store.directive, "socache_redis")
        user = Client(server.port)
        user.log_in()
        dump = client.Connection(store.port)
        dump.send(b"KEYS *\r\n")
        said = dump.extra(1.0)
        self.assertIn(b"$", said)     # there is a key
        self.assertNotIn(user.token.encode(), said)
        dump.close()


if __name__ == "__main__":
    case.main()
