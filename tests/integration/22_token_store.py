"""Two httpd nodes share which gateway a token belongs to: over real redis, real memcached, and without."""

import binascii
import os
import signal
import socket
import sys
from urllib.parse import unquote_to_bytes

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, guide, process  # noqa: E402
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

    def freeze(self):
        self._process.signal(signal.SIGSTOP)

    def thaw(self):
        self._process.signal(signal.SIGCONT)

    def content(self):
        """{key: value}."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30.0) as link, link.makefile("rwb") as stream:
            read = self._read_redis if self.kind == "redis" else self._read_memcached
            return read(stream)

    @staticmethod
    def _read_redis(stream):
        def bulk():
            return stream.read(int(stream.readline()[1:]) + 2)[:-2]

        stream.write(b"KEYS *\r\n")
        stream.flush()
        keys, content = [bulk() for _ in range(int(stream.readline()[1:]))], {}
        for key in keys:
            stream.write(b"*2\r\n$3\r\nGET\r\n$%d\r\n%s\r\n" % (len(key), key))
            stream.flush()
            content[key] = bulk()
        return content

    @staticmethod
    def _read_memcached(stream):
        stream.write(b"lru_crawler metadump all\r\n")
        stream.flush()
        lines = list(iter(stream.readline, b"END\r\n"))
        if not all(line.startswith(b"key=") for line in lines):
            raise AssertionError(lines)
        content = {}
        for key in [unquote_to_bytes(line.split()[0][len("key="):]) for line in lines]:
            stream.write(b"get %s\r\n" % key)
            stream.flush()
            content[key] = stream.read(int(stream.readline().split()[3]))
            if stream.readline() + stream.readline() != b"\r\nEND\r\n":
                raise AssertionError("memcached's answer to get")
        return content

    @property
    def directive(self):
        return "SiohaTokenStore %s:127.0.0.1:%d\n" % ({"memcached": "memcache"}.get(self.kind, self.kind), self.port)


class SharedStore(case.Case):
    def setUp(self):
        super(SharedStore, self).setUp()
        case.need_built("tests/gateway/sioha-gateway-sim")
        self.pair, self.extra = Pair(self.space), both_share()

    def node(self, name, directive, module):
        configuration = guide.of_pair(self.space, self.pair, self.extra, name=name)
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

    def hangs(self, kind, program, module):
        store, server, users = self.moves(kind, program, module)
        store.freeze()
        slowest = 0.0
        for _ in range(3):
            newcomer = Client(server.port)
            slowest = max(slowest, newcomer.log_in().seconds)
            self.kept(newcomer, server)
            for user in users:
                self.kept(user, server)
            self.assertEqual(200, newcomer.get("/api/logout").status)
        self.note("the slowest login took %.2f s" % slowest)
        self.assertLess(slowest, 8.0)
        self.assertEqual(1, server.log_text().count("does not work"), server.log_text())
        store.thaw()
        wait_for("the store works again", lambda: Client(server.port).log_in() and
                 "works again" in server.log_text(), 90.0)
        self.assertEqual(1, server.log_text().count("does not work"), server.log_text())
        store.freeze()
        Client(server.port).log_in()
        server.stop()    # nor does the end of a child wait for it

    def test_a_redis_that_hangs_is_not_waited_for(self):
        self.hangs("redis", "redis-server", "socache_redis")

    def test_a_memcached_that_hangs_is_not_waited_for(self):
        self.hangs("memcached", "memcached", "socache_memcache")

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

    def stored(self, kind, program, module):
        """All keys and values that two logins with token_fanout leave in a store, and the tokens."""
        case.need(program)
        case.need_module(module)
        store = Store(self.space, kind).start()
        self.extra += "worker.balance1.token_fanout=1\nworker.balance1.fanout_wait=5s\n"
        server = self.node("node1", store.directive, module)
        users = [Client(server.port).log_in_at(home) for home in ("machine1", "machine2")]
        return store.content(), [user.token for user in users]

    def no_token_in(self, content, tokens):
        self.assertGreaterEqual(len(content), len(tokens))
        # One that holds the token of the other gateway too is longer than that token.
        self.assertTrue(any(len(value) > len(tokens[0]) + 28 for value in content.values()), content)
        for key, value in content.items():
            self.assertGreater(len(value), 28, key)
            for text in [token.encode() for token in tokens] + [b"YWRtaW46", b"admin", b"machine"]:
                for place in (key, value):
                    self.assertNotIn(text, place)
                    self.assertNotIn(binascii.hexlify(text), place.lower())

    def test_redis_sees_no_token(self):
        self.no_token_in(*self.stored("redis", "redis-server", "socache_redis"))

    def test_memcached_sees_no_token(self):
        self.no_token_in(*self.stored("memcached", "memcached", "socache_memcache"))


if __name__ == "__main__":
    case.main()
