"""Certificates of today, made by openssl and served through TLS: what check-certificate and check-serving say of each."""

import os
import random
import re
import ssl
import sys
import threading
import socket
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import case, process  # noqa: E402
from harness.settings import settings  # noqa: E402

NAME, VIP = "api.example", "127.0.0.1"
SAN = "DNS:%s,IP:%s" % (NAME, VIP)
KEYS = {"rsa": ("rsa:2048",), "rsa4096": ("rsa:4096",), "ec": ("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        "ec384": ("ec", "-pkeyopt", "ec_paramgen_curve:secp384r1"), "ed25519": ("ed25519",), "weak": ("rsa:1024",)}


def days_ago(days):
    """As `openssl ca` takes it."""
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() - days * 86400))


class Server(object):
    """One certificate through TLS; each request is answered with 200. It remembers the server name of each handshake."""

    def __init__(self, chain, key):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # As old a server as there is: the check has to describe it, not to refuse it.
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(chain, key)
        self.names = []
        context.sni_callback = lambda _stream, name, _context: self.names.append(name)
        self._context = context
        self._listener = socket.socket()
        self._listener.bind((VIP, 0))
        self._listener.listen(16)
        self.port = str(self._listener.getsockname()[1])
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            try:
                connection.settimeout(10)
                with self._context.wrap_socket(connection, server_side=True) as stream:
                    if stream.recv(65536):
                        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            except OSError:
                connection.close()

    def stop(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def answer_in_plain_http(listener, accepted):
    while True:
        try:
            connection = listener.accept()[0]
        except OSError:
            return
        accepted.append(connection)
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


class Certificates(case.Case):
    def setUp(self):
        super(Certificates, self).setUp()
        case.need("openssl")
        case.need_built("check-certificate", "check-serving", "node-score")
        self.space.write("root.ext", "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n")
        self.sign("root", "rsa", "/CN=root", None, "root.ext")
        self.sign("between", "rsa", "/CN=between", "root", "root.ext")
        self.roots = "--ca-file=" + self.path("root.pem")

    def path(self, name):
        return self.space.file(name)

    def openssl(self, *arguments):
        status, output = process.run(["openssl"] + list(arguments))
        self.assertEqual(0, status, output)

    def sign(self, name, key, subject, issuer, extensions=None, days=90, digest="-sha256"):
        """name.pem and name.key; issuer None: by itself."""
        if extensions is None:
            self.space.write(name + ".ext", "subjectAltName=%s\n" % SAN)
            extensions = name + ".ext"
        self.openssl("req", "-new", "-newkey", *(KEYS[key] + ("-nodes", "-subj", subject, "-keyout", self.path(name + ".key"),
                                                             "-out", self.path(name + ".csr"))))
        if days < 0:
            self.sign_for_the_past(name, issuer, extensions, digest)
            return
        by = ("-signkey", self.path(name + ".key")) if issuer is None else \
            ("-CA", self.path(issuer + ".pem"), "-CAkey", self.path(issuer + ".key"), "-CAcreateserial")
        self.openssl("x509", "-req", "-in", self.path(name + ".csr"), "-out", self.path(name + ".pem"), "-days", str(days), digest,
                     "-extfile", self.path(extensions), *by)

    def sign_for_the_past(self, name, issuer, extensions, digest):
        """By `openssl ca`: from OpenSSL 3.5 on `x509 -days` takes no end before today."""
        self.space.write("past.index", "")
        self.space.write("past.serial", "%02X\n" % random.SystemRandom().randint(1, 255))
        self.space.write("past.cnf", "[ca]\ndefault_ca=past\n[past]\ndatabase=%s\nserial=%s\nnew_certs_dir=%s\n"
                         "policy=any\nunique_subject=no\n[any]\ncommonName=supplied\n"
                         % (self.path("past.index"), self.path("past.serial"), self.space.folder("past")))
        self.openssl("ca", "-batch", "-notext", "-config", self.path("past.cnf"), "-in", self.path(name + ".csr"),
                     "-out", self.path(name + ".pem"), "-cert", self.path(issuer + ".pem"),
                     "-keyfile", self.path(issuer + ".key"), "-extfile", self.path(extensions), "-md", digest.lstrip("-"),
                     "-startdate", days_ago(30), "-enddate", days_ago(1))

    def bundle(self, name, *parts):
        text = ""
        for part in parts:
            with open(self.path(part + ".pem")) as stream:
                text += stream.read()
        self.space.write(name + ".pem", text)
        return self.path(name + ".pem")

    def says(self, program, *options):
        return process.run([os.path.join(settings().build, program), "--state-dir=none", "--timeout=10000"] + list(options))

    def served(self, chain, key, *options):
        """What both checks say of it."""
        server = Server(chain, self.path(key + ".key"))
        self.addCleanup(server.stop)
        own = ("--vip=" + VIP, "--port=" + server.port, "--host=" + NAME)
        code, said = self.says("check-serving", *own)
        return self.says("check-certificate", self.roots, *(own + options)) + (code, said)

    def test_good_ones_of_each_kind(self):
        for key in ("rsa", "rsa4096", "ec", "ec384", "ed25519"):
            self.sign(key, key, "/CN=" + VIP, "between")
            chain = self.bundle(key + "-chain", key, "between")
            code, said, serving, answer = self.served(chain, key, "--cover-vip", "--certificate=" + chain,
                                                      "--key=" + self.path(key + ".key"))
            self.assertIn("check-certificate: OK 100", said)
            self.assertIn("check-serving: OK 100", answer)
            self.assertEqual((0, 0), (code, serving))

    def test_bad_ones(self):
        for name, arguments in {"weak": ("weak", "/CN=w", "between"), "old": ("rsa", "/CN=o", "between", None, -1),
                                "sha1": ("rsa", "/CN=s", "between", None, 90, "-sha1"), "soon": ("ec", "/CN=s", "between", None, 10),
                                "short": ("rsa", "/CN=r", "old-between")}.items():
            if name == "short":
                self.sign("old-between", "rsa", "/CN=old-between", "root", "root.ext", days=-1)
            self.sign(name, *arguments)
        self.sign("good", "ec", "/CN=g", "between")
        self.space.write("other.ext", "subjectAltName=DNS:other.example\n")
        self.sign("other", "ec", "/CN=other.example", "between", "other.ext")
        self.space.write("name.ext", "subjectAltName=DNS:%s\n" % NAME)
        self.sign("name", "ec", "/CN=" + NAME, "between", "name.ext")
        self.space.write("none.ext", "basicConstraints=CA:false\n")
        self.sign("cn", "ec", "/CN=" + NAME, "between", "none.ext")
        rows = [  # served, exit code and words of check-certificate, exit code of check-serving
            (("weak", "between"), 0, "WARNING 85: 127.0.0.1 port .*: a RSA key of 1024 bits is weak", 0),
            (("old", "between"), 1, "FAILED 0: 127.0.0.1 port .*: the certificate expired [12].0 days ago", 1),
            (("sha1", "between"), 0, "WARNING 85: .*: it is signed with MD5 or SHA-1", 0),
            (("soon", "between"), 0, r"WARNING 70: .*: the certificate expires in (10.0|9.9) days", 0),
            (("good",), 0, r"WARNING 70: .*: the chain is not complete \(unable to get local issuer certificate\)", 0),
            (("good", "other"), 0, "WARNING 70: .*: the chain is not complete", 0),
            (("short", "old-between"), 1, "FAILED 0: .*: intermediate .*CN=old-between: the certificate expired", 0),
            (("other", "between"), 1, "FAILED 0: .*: the certificate of .*CN=other.example does not cover api.example", 1),
            (("name", "between"), 0, "WARNING 95: .* does not cover the virtual IP 127.0.0.1; clients that use the address", 0),
            (("cn", "between"), 0, "WARNING 90: .*only a common name and no subjectAltName", 0)]
        for parts, code, words, serving in rows:
            got = self.served(self.bundle("chain", *parts), parts[0])
            self.assertRegex(got[1], words)
            self.assertEqual((code, serving), (got[0], got[2]), got)
        self.assertRegex(self.served(self.bundle("chain", "name", "between"), "name", "--cover-vip")[1], "FAILED 0: .*not cover 127.0.0.1")
        self.assertRegex(self.served(self.bundle("chain", "name", "between"), "name", "--no-cover-vip")[1], "OK 100")

    def test_files_that_do_not_fit(self):
        for name in ("one", "two"):
            self.sign(name, "ec", "/CN=" + name, "between")
        chain = self.bundle("chain", "one", "between")
        for key, code, words in (("one.key", 0, "OK 100"), ("two.key", 1, "two.key does not fit .*chain.pem: httpd will not start"),
                                 ("one.pem", 1, "holds no private key"), ("gone.key", 1, "No such file")):
            got, said = self.says("check-certificate", self.roots, "--no-served", "--host=" + NAME, "--certificate=" + chain,
                                  "--key=" + self.path(key))
            self.assertRegex(said, words)
            self.assertEqual(code, got, said)
        self.openssl("ec", "-in", self.path("one.key"), "-aes256", "-passout", "pass:secret", "-out", self.path("locked.key"))
        said = self.says("check-certificate", "--no-served", "--certificate=" + chain, "--key=" + self.path("locked.key"))[1]
        self.assertIn("or one with a password that httpd would have to ask for", said)
        said = self.says("check-certificate", self.roots, "--no-served", "--certificate=" + self.path("one.pem"),
                         "--chain=" + self.path("between.pem"))[1]
        self.assertIn("OK 100", said)

    def test_httpd_that_was_not_reloaded_is_seen(self):
        for name in ("old", "new"):
            self.sign(name, "ec", "/CN=" + name, "between")
        said = self.served(self.bundle("chain", "old", "between"), "old", "--certificate=" + self.bundle("newer", "new", "between"))[1]
        self.assertRegex(said, "WARNING 90: .*serves another certificate than the file holds: reload httpd")

    def scores(self, port, certificate_options=""):
        """What node-score says of serving and certificate, as a map of lines of its table."""
        configuration = self.space.write("checks.conf", "vip = %s\n[check-serving]\nhost = %s\nport = %s\n[check-certificate]\nca-file = %s\n%s" % (
            VIP, NAME, port, self.path("root.pem"), certificate_options or "host = %s\nport = %s\n" % (NAME, port)))
        said = self.says("node-score", "--config=" + configuration, "--weights=gateways=0,network=0,headroom=0,incumbent=0")[1]
        rows = dict(re.findall(r"^(serving|certificate) +\d+ +(\d+ .*)$", said, re.MULTILINE))
        self.assertEqual({"serving", "certificate"}, set(rows), said)
        return rows

    def test_node_score_makes_one_handshake_for_both_questions(self):
        self.sign("leaf", "ec", "/CN=leaf", "between")
        for parts, words in ((("leaf", "between"), r"^100 .* 127.0.0.1 port \d+: valid for (90.0|89.9) days"),
                             (("leaf",), r"^70 .*: the chain is not complete \(unable to get local issuer certificate\)")):
            server = Server(self.bundle("chain", *parts), self.path("leaf.key"))
            self.addCleanup(server.stop)
            rows = self.scores(server.port)
            self.assertRegex(rows["serving"], r"^100 .*httpd answers 200")
            self.assertRegex(rows["certificate"], words)
            self.assertEqual([NAME], server.names)

    def test_node_score_asks_another_name_or_port_by_itself(self):
        self.sign("leaf", "ec", "/CN=leaf", "between")
        chain = self.bundle("chain", "leaf", "between")
        server, other = (Server(chain, self.path("leaf.key")) for _ in range(2))
        self.addCleanup(server.stop)
        self.addCleanup(other.stop)
        rows = self.scores(server.port, "host = other.example\nport = %s\n" % server.port)
        self.assertRegex(rows["certificate"], "does not cover other.example")
        self.assertEqual([NAME, "other.example"], sorted(server.names))
        self.assertRegex(self.scores(server.port, "host = %s\nport = %s\n" % (NAME, other.port))["certificate"], "port %s: valid for" % other.port)
        self.assertEqual([NAME], other.names)

    def test_both_questions_say_why_there_was_no_handshake(self):
        listener = socket.socket()
        self.addCleanup(listener.close)
        listener.bind((VIP, 0))
        where = "127.0.0.1 port %d" % listener.getsockname()[1]
        rows = self.scores(listener.getsockname()[1])
        self.assertIn("httpd cannot be reached: %s: Connection refused" % where, rows["serving"])
        self.assertIn("%s: Connection refused" % where, rows["certificate"])
        listener.listen(16)
        accepted = []
        threading.Thread(target=answer_in_plain_http, args=(listener, accepted), daemon=True).start()
        rows = self.scores(listener.getsockname()[1])
        for name in ("serving", "certificate"):
            self.assertRegex(rows[name], "^0 .*no TLS at %s: (wrong version number|unknown protocol)" % where)
        # The handshake, and check-serving's look at what else is spoken there.
        self.assertEqual(2, len(accepted))


if __name__ == "__main__":
    case.main()
