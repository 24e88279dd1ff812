"""Each directive that shapes a request, as the backend behind it sees the request."""

import gzip
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client  # noqa: E402
from harness.echo import Seen, ask  # noqa: E402
from harness.scripted import Backend  # noqa: E402

WORKERS = """JkWorkerProperty worker.list=w
JkWorkerProperty worker.w.type=ajp13
JkWorkerProperty worker.w.host=127.0.0.1
JkWorkerProperty worker.w.port=%d
"""
# A client that may say what its environment is: tests only.
TRUSTING = "".join('SetEnvIf X-%s "^=(.*)$" %s=$1\n' % (name.replace("_", "-"), name) for name in (
    "JK_REMOTE_ADDR", "JK_REMOTE_PORT", "JK_REMOTE_HOST", "JK_REMOTE_USER", "JK_AUTH_TYPE", "JK_LOCAL_NAME",
    "JK_LOCAL_ADDR", "JK_LOCAL_PORT", "JK_IGNORE_CL", "HTTPS", "SSL_CIPHER", "SSL_CLIENT_CERT", "SSL_SESSION_ID",
    "SSL_CIPHER_USEKEYSIZE", "SSL_PROTOCOL", "SSL_CLIENT_CERT_CHAIN_0", "SSL_CLIENT_CERT_CHAIN_1", "MINE", "ABSENT"))


def header(variable, value):
    return ("X-" + variable.replace("_", "-"), "=" + value)


class Directives(case.Case):
    def setUp(self):
        super(Directives, self).setUp()
        case.need_built("tests/ajp/ajp-backend")
        self.backend = Backend(self.space, "backend")

    def start(self, configuration="", mount="JkMount /* w\n", **options):
        return self.httpd(WORKERS % self.backend.ajp + TRUSTING + configuration + mount, **options).start()

    def start_virtual_hosts(self, server, *hosts):
        """The names are a.test, b.test ..."""
        text = "".join("<VirtualHost 127.0.0.1:{port}>\nServerName %s.test\nJkMount /* w\n%s</VirtualHost>\n"
                       % (name, host) for name, host in zip("abcd", hosts))
        return self.start(server, mount=text)

    def ask(self, server, target="/echo", *headers, **options):
        return ask(server.port, target, headers, **options)

    def ask_host(self, server, name, *headers):
        with client.Connection(server.port) as connection:
            connection.send_head("GET", "/echo", [("Host", name + ".test"), ("Connection", "close")] + list(headers),
                                 host=False)
            answer = connection.read_answer(client.Answer())
        self.assertTrue(answer.ok, answer)
        return Seen(answer)

    # -- paths ---------------------------------------------------------------
    def paths(self, options, targets, **more):
        server = self.start(options, **more)
        for target, expected in targets:
            self.assertEqual(expected, self.ask(server, target).uri, (options, target))
        server.stop()

    def test_without_an_option_the_path_goes_on_as_it_was_sent(self):
        self.paths("", [(path, path) for path in (
            "/echo/plain", "/echo/%7euser", "/echo/a%20b", "/echo//z", "/echo/./x", "/echo/a%252Fb", "/echo/x;jsessionid=1")])
        self.paths("RewriteEngine On\nRewriteRule ^/old/(.*)$ /echo/$1 [PT]\n", [("/old/%41%20b", "/echo/A%20b")],
                   modules=("rewrite",))

    def test_forward_uri_proxy_escapes_anew(self):
        for options in ("JkOptions +ForwardURIProxy\n", "SiohaOptions ForwardURIProxy\n"):
            self.paths(options, [
                ("/echo/plain", "/echo/plain"), ("/echo/%7euser", "/echo/~user"), ("/echo/a%20b", "/echo/a%20b"),
                ("/echo/%c3%a4", "/echo/%C3%A4"), ("/echo/./x/../y", "/echo/y"), ("/echo/a%252Fb", "/echo/a%252Fb"),
                ("/echo/%22%5e", "/echo/%22%5E"), ("/echo/x;jsessionid=1.n1?q=%41", "/echo/x;jsessionid=1.n1")])

    def test_forward_uri_compat_escapes_only_what_would_be_decoded_twice(self):
        self.paths("JkOptions +ForwardURICompat\n", [
            ("/echo/%7euser", "/echo/~user"), ("/echo/a%22b", '/echo/a"b'), ("/echo/%252e%252e/x", "/echo/%252e%252e/x"),
            ("/echo/a%20b", "/echo/a%20b")])

    def test_forward_uri_compat_unparsed_sends_what_the_client_sent(self):
        self.paths("JkOptions +ForwardURICompatUnparsed\n", [
            ("/echo/%7euser?x=1", "/echo/%7euser"), ("/echo/./x/../y", "/echo/./x/../y"), ("/echo//z", "/echo//z"),
            ("http://any.test/echo/%41", "/echo/%41")])

    def test_forward_uri_escaped_escapes_as_httpd_does(self):
        self.paths("JkOptions +ForwardURIEscaped\n", [
            ("/echo/%7euser", "/echo/~user"), ("/echo/a%20b", "/echo/a%20b"), ("/echo/a%3bb", "/echo/a;b"),
            ("/echo/%7B%7D", "/echo/%7b%7d")])

    def test_a_virtual_host_replaces_the_servers_forward_uri_option(self):
        server = self.start_virtual_hosts("JkOptions +ForwardURICompatUnparsed +FlushHeader\n", "",
                                          "JkOptions +ForwardURIProxy\n")
        for host, expected in (("a", "/echo/%41"), ("b", "/echo/A")):
            with client.Connection(server.port) as connection:
                connection.send_head("GET", "/echo/%41", [("Host", host + ".test")], host=False)
                answer = connection.read_answer(client.Answer())
            self.assertIn('"uri":"%s"' % expected, answer.text())

    # -- addresses -----------------------------------------------------------
    def test_the_clients_address_is_its_own_the_peers_or_the_servers(self):
        remote = "RemoteIPHeader X-Client\nRemoteIPInternalProxy 127.0.0.1\n"
        # mod_remoteip knows no port.
        for options, address, known_port in (("", "192.0.2.7", False),
                                             ("JkOptions +ForwardPhysicalAddress\n", "127.0.0.1", True),
                                             ("JkOptions +ForwardLocalAddress\n", "127.0.0.1", False)):
            server = self.start(remote + options, modules=("remoteip",))
            seen = self.ask(server, "/echo", ("X-Client", "192.0.2.7"))
            self.assertEqual(address, seen.remoteAddr, options)
            port = seen.attribute("AJP_REMOTE_PORT")
            self.assertEqual(known_port, port != "0", (options, port))
            server.stop()

    def test_of_a_servers_and_a_virtual_hosts_address_the_virtual_hosts_holds(self):
        remote = "RemoteIPHeader X-Client\nRemoteIPInternalProxy 127.0.0.1\n"
        text = "".join("<VirtualHost 127.0.0.1:{port}>\nServerName %s.test\nJkMount /* w\n%s</VirtualHost>\n" % pair for pair in (
            ("a", "JkOptions +ForwardPhysicalAddress\n"), ("b", "JkOptions -ForwardLocalAddress\n"), ("c", "")))
        server = self.start(remote + "JkOptions +ForwardLocalAddress\n", mount=text, modules=("remoteip",))
        for host, address, zero in (("a", "127.0.0.1", False), ("b", "192.0.2.7", True), ("c", "127.0.0.1", True)):
            seen = self.ask_host(server, host, ("X-Client", "192.0.2.7"))
            self.assertEqual((address, zero), (seen.remoteAddr, seen.attribute("AJP_REMOTE_PORT") == "0"), host)

    def test_variables_replace_what_the_gateway_is_told(self):
        server = self.start()
        plain = self.ask(server)
        self.assertEqual(("127.0.0.1", "", "127.0.0.1", server.port),
                         (plain.remoteAddr, plain.remoteHost, plain.serverName, plain.serverPort))
        self.assertEqual("127.0.0.1", plain.attribute("AJP_LOCAL_ADDR"))
        self.assertNotIn("remote_user", plain.coded)
        self.assertNotIn("auth_type", plain.coded)
        seen = self.ask(server, "/echo", header("JK_REMOTE_ADDR", "192.0.2.1"), header("JK_REMOTE_PORT", "4711"),
                        header("JK_REMOTE_HOST", "client.test"), header("JK_REMOTE_USER", "sso"),
                        header("JK_AUTH_TYPE", "SAML"), header("JK_LOCAL_NAME", "front.test"),
                        header("JK_LOCAL_ADDR", "192.0.2.2"), header("JK_LOCAL_PORT", "443"))
        self.assertEqual(("192.0.2.1", "client.test", "front.test", 443),
                         (seen.remoteAddr, seen.remoteHost, seen.serverName, seen.serverPort))
        self.assertEqual(("4711", "192.0.2.2"),
                         (seen.attribute("AJP_REMOTE_PORT"), seen.attribute("AJP_LOCAL_ADDR")))
        self.assertEqual(("sso", "SAML"), (seen.coded["remote_user"], seen.coded["auth_type"]))
        wrong = self.ask(server, "/echo", header("JK_LOCAL_PORT", "70000"), header("JK_LOCAL_NAME", ""),
                         header("JK_REMOTE_USER", ""))
        self.assertEqual((server.port, "127.0.0.1"), (wrong.serverPort, wrong.serverName))
        self.assertNotIn("remote_user", wrong.coded)

    def test_each_indicator_names_another_variable_also_in_a_virtual_host(self):
        server = self.start_virtual_hosts(
            "".join("Jk%sIndicator X_%s\nSetEnv X_%s %s\n" % (name, name, name, value) for name, value in (
                ("RemoteAddr", "192.0.2.1"), ("RemotePort", "4711"), ("RemoteHost", "client.test"),
                ("RemoteUser", "sso"), ("AuthType", "SAML"), ("LocalName", "front.test"), ("LocalAddr", "192.0.2.2"),
                ("LocalPort", "443"))),
            "", "SetEnv Y_ADDR 192.0.2.3\nSiohaLocalAddrIndicator Y_ADDR\n")
        for host, local in (("a", "192.0.2.2"), ("b", "192.0.2.3")):
            seen = self.ask_host(server, host, header("JK_REMOTE_USER", "not-me"))
            self.assertEqual(("192.0.2.1", "client.test", "front.test", 443),
                             (seen.remoteAddr, seen.remoteHost, seen.serverName, seen.serverPort))
            self.assertEqual(("4711", local), (seen.attribute("AJP_REMOTE_PORT"), seen.attribute("AJP_LOCAL_ADDR")))
            self.assertEqual(("sso", "SAML"), (seen.coded["remote_user"], seen.coded["auth_type"]))

    # -- TLS -------------------------------------------------------------------
    SAID = (header("HTTPS", "on"), header("SSL_CIPHER", "AES"), header("SSL_CLIENT_CERT", "PEM;"),
            header("SSL_SESSION_ID", "0a"), header("SSL_CIPHER_USEKEYSIZE", "256"), header("SSL_PROTOCOL", "TLSv1.3"),
            header("SSL_CLIENT_CERT_CHAIN_0", "INNER;"), header("SSL_CLIENT_CERT_CHAIN_1", "OUTER;"))

    def tls_of(self, seen):
        return [seen.ssl] + [seen.coded.get(name) for name in ("ssl_cert", "ssl_cipher", "ssl_session", "ssl_key_size")] + \
            [seen.attribute("AJP_SSL_PROTOCOL")]

    def test_variables_tell_of_tls_that_ended_before_httpd(self):
        server = self.start()
        self.assertEqual([False] + [None] * 5, self.tls_of(self.ask(server, "/echo", *self.SAID[1:])))
        self.assertEqual([True, "PEM;", "AES", "0a", "256", "TLSv1.3"],
                         self.tls_of(self.ask(server, "/echo", *self.SAID)))
        server.stop()
        server = self.start("JkOptions +ForwardSSLCertChain -ForwardKeySize\n")
        self.assertEqual([True, "PEM;INNER;OUTER;", "AES", "0a", None, "TLSv1.3"],
                         self.tls_of(self.ask(server, "/echo", *self.SAID)))

    def test_tls_indicators_and_extract_ssl(self):
        server = self.start_virtual_hosts(
            "JkOptions +ForwardSSLCertChain\n" +
            "".join("%s X_%s\nSetEnv X_%s%s %s\n" % (name, name, name, end, value) for name, end, value in (
                ("JkHTTPSIndicator", "", "on"), ("JkCERTSIndicator", "", "PEM;"), ("JkCIPHERIndicator", "", "AES"),
                ("JkSESSIONIndicator", "", "0a"), ("JkKEYSIZEIndicator", "", "128"),
                ("JkSSLPROTOCOLIndicator", "", "TLSv1.2"), ("JkCERTCHAINPrefix", "0", "INNER;"))),
            "", "JkExtractSSL Off\n", "JkHTTPSIndicator NOT_SET\n")
        self.assertEqual([True, "PEM;INNER;", "AES", "0a", "128", "TLSv1.2"], self.tls_of(self.ask_host(server, "a")))
        self.assertEqual([False] + [None] * 5, self.tls_of(self.ask_host(server, "b", header("HTTPS", "on"))))
        self.assertEqual([False] + [None] * 5, self.tls_of(self.ask_host(server, "c", header("HTTPS", "on"))))

    def test_tls_of_httpd_itself_needs_no_variables(self):
        tls = "SSLVerifyClient optional_no_ca\nSSLVerifyDepth 3\nJkMountCopy On\n"
        certificates = self.certificates()
        context = client.tls_context(None, certificates.file("client-cert.pem"), certificates.file("client-key.pem"))
        for directive, told in (("", True), ("JkExtractSSL Off\n", False)):
            server = self.start("JkEnvVar SSL_CLIENT_S_DN_CN none\n", certificates=certificates, tls=tls + directive)
            seen = ask(server.tls_port, "/echo", tls=context)
            got = self.tls_of(seen)
            self.assertEqual(told, got[0])
            if told:
                self.assertTrue(got[1].startswith("-----BEGIN CERTIFICATE-----"), got)
                self.assertTrue(all(got[i] for i in (2, 4, 5)), got)
            else:
                self.assertEqual([False] + [None] * 5, got)
            self.assertEqual("storage admin", seen.attribute("SSL_CLIENT_S_DN_CN"))
            server.stop()

    # -- request attributes ----------------------------------------------------
    def test_env_vars_become_attributes_and_nothing_else_does(self):
        server = self.start_virtual_hosts(
            "JkEnvVar MINE\nJkEnvVar ABSENT \"not there\"\nSiohaEnvVar SERVER_SOFTWARE\n", "",
            "JkEnvVar ABSENT other\n")
        seen = self.ask_host(server, "a", header("MINE", "7"), ("X-Else", "8"))
        self.assertEqual(("7", "not there"), (seen.attribute("MINE"), seen.attribute("ABSENT")))
        self.assertTrue(seen.attribute("SERVER_SOFTWARE").startswith("Apache"))
        known = {"MINE", "ABSENT", "SERVER_SOFTWARE", "AJP_REMOTE_PORT", "AJP_LOCAL_ADDR", "JK_LB_ACTIVATION"}
        self.assertEqual(known, set(name for name, _ in seen.attributes))
        seen = self.ask_host(server, "b", header("ABSENT", "here"))
        self.assertEqual((None, "here"), (seen.attribute("MINE"), seen.attribute("ABSENT")))
        self.assertEqual("other", self.ask_host(server, "b").attribute("ABSENT"))

    def test_a_length_that_is_not_true_is_not_told(self):
        server = self.start()
        seen = self.ask(server, "/echo", method="POST", body=b"x" * 20000)
        self.assertEqual(("20000", 20000), (seen.header("Content-Length"), seen.bodyLength))
        for value, told in (("1", None), ("", None), ("0", "20000")):
            seen = self.ask(server, "/echo", header("JK_IGNORE_CL", value), method="POST", body=b"x" * 20000)
            self.assertEqual((told, 20000), (seen.header("Content-Length"), seen.bodyLength), value)
        self.assertEqual("0", self.ask(server, "/echo", header("JK_IGNORE_CL", "1")).header("Content-Length"))
        server.stop()
        server = self.start("JkIgnoreCLIndicator MINE\n")
        seen = self.ask(server, "/echo", header("MINE", "1"), header("JK_IGNORE_CL", "0"), method="POST", body=b"abc")
        self.assertEqual((None, 3), (seen.header("Content-Length"), seen.bodyLength))

    def test_a_compressed_body_that_httpd_inflates_arrives_whole(self):
        case.need_module("deflate")
        packed = gzip.compress(b"0123456789" * 3000)
        server = self.start("SetInputFilter DEFLATE\nSetEnv JK_IGNORE_CL 1\n", modules=("filter", "deflate"))
        seen = self.ask(server, "/echo", ("Content-Encoding", "gzip"), method="POST", body=packed)
        self.assertEqual((None, 30000), (seen.header("Content-Length"), seen.bodyLength))

    # -- connections and flushing ----------------------------------------------
    def test_disable_reuse_opens_a_connection_for_each_request(self):
        for options, reused in (("", True), ("JkOptions +DisableReuse\n", False)):
            server = self.start(options, mpm_settings="StartServers 1\nServerLimit 1\nThreadsPerChild 4\n"
                                                      "MaxRequestWorkers 4\n")
            self.ask(server)
            before = self.backend.connections()
            for _ in range(20):
                self.ask(server)
            opened = self.backend.connections() - before
            # The prober opens some of its own.
            self.assertEqual(reused, opened < 15, (options, opened))
            server.stop()

    def test_flush_options_show_the_client_what_is_there(self):
        # The gateway says nothing more after the head, or after the body.
        head, body = ("silence-after-head", b"200 OK"), ("silence-after-body", b"fine")
        for options, (name, marker), early in (("", head, False), ("", body, False), ("+FlushHeader", head, True),
                                               ("+FlushPackets", head, False), ("+FlushPackets", body, True)):
            self.backend = Backend(self.space, name + options)
            server = self.start("JkOptions %s\n" % options if options else "")
            with client.Connection(server.port) as connection:
                connection.send_head("GET", "/case/" + name)
                self.assertEqual(early, self.comes(connection, marker, 30 if early else 0.5), (options, name))
            self.backend.kill()
            server.stop()

    def comes(self, connection, marker, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if marker in connection.extra(0.05):
                return True
        return False

    # -- what httpd serves itself ------------------------------------------------
    def test_an_unsafe_path_is_rejected_when_asked(self):
        for options, status in (("", 200), ("JkOptions +RejectUnsafeURI\n", 404)):
            server = self.start(options)
            self.assertEqual(status, client.get(server.port, "/echo/a%25b").status, options)
            self.assertEqual(200, client.get(server.port, "/echo/ab").status, options)
            server.stop()


if __name__ == "__main__":
    case.main()
