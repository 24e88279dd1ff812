"""Two real Tomcats behind the guide's configuration: one with an AJP secret, one without."""

import hashlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, guide, process, tomcat  # noqa: E402
from harness.httpd import Httpd  # noqa: E402
from harness.load import Load  # noqa: E402
from harness.workspace import Certificates, Workspace  # noqa: E402

SECRET = "s3cret of machine2"

PAGES = {
    "index.jsp": '<%@page session="false" contentType="text/plain"%><%= System.getProperty("catalina.base") %>',
    # What came in, as JSON: method, length and hash of the body, headers of interest.
    "echo.jsp": '''<%@page session="false" contentType="application/json" import="java.security.*,java.io.*"%><%
MessageDigest digest = MessageDigest.getInstance("SHA-256");
InputStream in = request.getInputStream();
byte[] block = new byte[65536];
long length = 0;
for (int n; (n = in.read(block)) > 0; length += n) digest.update(block, 0, n);
String hash = String.format("%064x", new java.math.BigInteger(1, digest.digest()));
response.setHeader("X-Route", new File(System.getProperty("catalina.base")).getName());
response.setHeader("X-Method", request.getMethod());
%>{"method":"<%= request.getMethod() %>","length":<%= length %>,"hash":"<%= hash %>",
"declared":<%= request.getContentLengthLong() %>,"query":"<%= request.getQueryString() %>",
"uri":"<%= request.getRequestURI() %>","secure":<%= request.isSecure() %>,"scheme":"<%= request.getScheme() %>",
"remote":"<%= request.getRemoteAddr() %>","port":<%= request.getRemotePort() %>,
"server":"<%= request.getServerName() %>:<%= request.getServerPort() %>"}''',
    "big.jsp": '''<%@page session="false" contentType="application/octet-stream" import="java.io.*" trimDirectiveWhitespaces="true"%><%
int size = Integer.parseInt(request.getParameter("size"));
if (request.getParameter("length") != null) response.setContentLength(size);
OutputStream sink = response.getOutputStream();
byte[] block = new byte[10000];
for (int at = 0; at < size; ) {
  int n = Math.min(block.length, size - at);
  for (int i = 0; i < n; ++i) block[i] = (byte) ((at + i) % 251);
  sink.write(block, 0, n);
  at += n;
}
sink.flush();
if (true) return;
%>''',
    "session.jsp": '''<%@page session="true" contentType="text/plain"%><%
Integer count = (Integer) session.getAttribute("count");
session.setAttribute("count", count == null ? 1 : count + 1);
%><%= session.getId() %> <%= session.getAttribute("count") %>''',
    "status.jsp": '''<%@page session="false" contentType="text/plain"%><%
response.setStatus(Integer.parseInt(request.getParameter("status")));%>status''',
    "tls.jsp": '''<%@page session="false" contentType="text/plain" import="java.security.cert.*"%><%
X509Certificate[] chain = (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
%>cipher <%= request.getAttribute("jakarta.servlet.request.cipher_suite") %>
protocol <%= request.getAttribute("org.apache.tomcat.util.net.secure_protocol_version") %>
bits <%= request.getAttribute("jakarta.servlet.request.key_size") %>
<% if (chain != null) for (X509Certificate each : chain) { %>subject <%= each.getSubjectX500Principal().getName() %>
<% } %>''',
}


def pattern(size):
    whole = bytes(bytearray(range(251)))
    return (whole * (size // 251 + 1))[:size]


class Tomcats(case.Case):
    """Both Tomcats are started once; a test that stops one starts it again."""

    @classmethod
    def setUpClass(cls):
        tomcat.need_tomcat()
        case.need("openssl")
        case.need_module("ssl")
        cls.shared = Workspace("tomcats")
        cls.machine1 = tomcat.Tomcat(cls.shared, "machine1", "machine1", PAGES)
        cls.machine2 = tomcat.Tomcat(cls.shared, "machine2", "machine2", PAGES, secret=SECRET)
        for each in (cls.machine1, cls.machine2):
            each.launch()
        for each in (cls.machine1, cls.machine2):
            each.ready()
        certificates = Certificates(cls.shared)
        text = guide.configuration(cls.shared, ("127.0.0.1", cls.machine1.ajp), ("127.0.0.1", cls.machine2.ajp),
                                   "worker.machine2.secret=%s\nworker.balance1.health=http\n"
                                   "worker.balance1.health_path=/index.jsp\nworker.balance1.method=priority\n"
                                   % SECRET)
        cls.certificates_ = certificates
        cls.server = Httpd(cls.shared, text, certificates=certificates, balancer=case.balancer(),
                           tls=guide.VIRTUAL_HOST + 'SSLVerifyClient optional\nSSLVerifyDepth 3\n'
                           'SSLCACertificateFile "%s"\nSSLOptions +StdEnvVars +ExportCertData\n'
                           % certificates.file("ca-cert.pem")).start()

    @classmethod
    def tearDownClass(cls):
        if hasattr(cls, "server"):
            alarms = cls.server.alarms()
            process.end_all()
            alarms += [line for line in cls.server.alarms() if line not in alarms]
            tail = cls.server.tail(60)
            cls.shared.remove()
            if alarms:
                raise AssertionError("httpd's log has alarms:\n%s\n%s" % ("\n".join(alarms), tail))

    def _end(self):
        if self._failed():
            sys.stderr.write(self.server.tail(30) + "\n")

    def ask(self, method, target, headers=(), body=None, chunked=False):
        answer = client.request(self.server.port, method, target, headers, body, chunked, timeout=120.0)
        self.assertTrue(answer.complete, (answer, target))
        return answer

    def echoed(self, answer):
        self.assertEqual(200, answer.status, answer.text())
        return json.loads(answer.text())

    def test_get_and_head(self):
        got = self.ask("GET", "/echo.jsp?a=1&b=%2F")
        self.assertEqual("OK", got.reason)
        self.assertEqual("a=1&b=%2F", self.echoed(got)["query"])
        head = self.ask("HEAD", "/echo.jsp")
        self.assertEqual((200, b"", "HEAD"), (head.status, head.body, head.header("X-Method")))

    def test_every_method_arrives(self):
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "REPORT"):
            answer = self.ask(method, "/echo.jsp")
            # Jasper runs the page for some and answers others itself, OPTIONS or 405: with an Allow header.
            self.assertIn(answer.status, (200, 405), method)
            self.assertIn(answer.header("X-Method"), (method, None))
            self.assertTrue(answer.header("X-Method") or answer.header("Allow"), (method, answer.headers))

    def test_bodies_of_every_size_arrive_whole(self):
        for size in (0, 1, 8185, 8186, 8187, 16372, 100000, 1 << 20, 10 << 20):
            body = pattern(size)
            for chunked in (False, True):
                seen = self.echoed(self.ask("POST", "/echo.jsp", [("Content-Type", "application/octet-stream")],
                                            body, chunked))
                self.assertEqual((size, hashlib.sha256(body).hexdigest()), (seen["length"], seen["hash"]))
                if not chunked:
                    self.assertEqual(size, seen["declared"])

    def test_answers_of_every_size_arrive_whole(self):
        for size in (0, 1, 8184, 8185, 100000, 10 << 20):
            for length in ("", "&length=1"):
                answer = self.ask("GET", "/big.jsp?size=%d%s" % (size, length))
                self.assertEqual(200, answer.status)
                self.assertEqual(hashlib.sha256(pattern(size)).hexdigest(), hashlib.sha256(answer.body).hexdigest())
                if length:
                    self.assertEqual(str(size), answer.header("Content-Length"))

    def test_statuses_and_their_standard_reasons_pass_through(self):
        for status, reason in ((201, "Created"), (404, "Not Found"), (409, "Conflict"), (500, "Internal Server Error")):
            answer = self.ask("GET", "/status.jsp?status=%d" % status)
            self.assertEqual((status, reason), (answer.status, answer.reason))
        for status in (204, 304):
            answer = self.ask("GET", "/status.jsp?status=%d" % status)
            self.assertEqual((status, b""), (answer.status, answer.body))

    def test_what_the_client_is_arrives(self):
        seen = self.echoed(self.ask("GET", "/echo.jsp"))
        self.assertEqual("127.0.0.1", seen["remote"])
        self.assertEqual("127.0.0.1:%d" % self.server.port, seen["server"])
        self.assertFalse(seen["secure"])
        self.assertGreater(seen["port"], 0)

    def test_a_session_stays_at_its_tomcat(self):
        first = client.get(self.server.port, "/session.jsp")
        self.assertTrue(first.ok, (first, first.text()))
        cookie = first.header("Set-Cookie").split(";")[0]
        self.assertTrue(cookie.endswith(".machine2"), cookie)
        for count in (2, 3, 4):
            answer = self.ask("GET", "/session.jsp", [("Cookie", cookie)])
            self.assertEqual([cookie.split("=")[1], str(count)], answer.text().split())
        answer = self.ask("GET", "/session.jsp;jsessionid=" + cookie.split("=")[1])
        self.assertEqual("5", answer.text().split()[1])

    def test_a_jsp_sees_the_client_certificate_and_its_chain(self):
        files = self.certificates_
        tls = client.tls_context(files.file("ca-cert.pem"), files.file("client-chain.pem"),
                                 files.file("client-key.pem"))
        answer = client.get(self.server.tls_port, "/tls.jsp", tls=tls)
        self.assertTrue(answer.ok, (answer, answer.text()))
        lines = answer.text().splitlines()
        subjects = [line for line in lines if line.startswith("subject")]
        self.assertIn("storage admin", subjects[0])
        self.assertTrue(any("intermediate" in line for line in subjects[1:]), lines)
        self.assertTrue(any(line.startswith("protocol TLSv1") for line in lines), lines)
        self.assertFalse(any(line in ("cipher null", "bits null") for line in lines), lines)
        self.assertTrue(json.loads(client.get(self.server.tls_port, "/echo.jsp", tls=tls).text())["secure"])
        without = client.get(self.server.tls_port, "/tls.jsp", tls=client.tls_context(files.file("ca-cert.pem")))
        self.assertNotIn("subject", without.text())

    def test_a_wrong_secret_serves_nobody(self):
        text = guide.configuration(self.space, ("127.0.0.1", self.machine2.ajp), ("127.0.0.1", self.machine2.ajp),
                                   "worker.balance1.secret=wrong\n")
        server = self.httpd(text).start()
        self.addCleanup(server.stop)
        answer = client.get(server.port, "/index.jsp")
        self.assertTrue(answer.complete)
        self.assertGreaterEqual(answer.status, 400)
        server.stop()

    def test_one_of_two_stops_and_comes_back(self):
        def one(connection, number):
            return "GET", connection.request("GET", "/echo.jsp?n=%d" % number)
        with Load(self.server.port, one, rate=60, threads=4, timeout=60.0) as load:
            process.wait_for("load", lambda: load.count() > 60)
            self.machine2.stop()
            stopped = load.now()
            process.wait_for("load on the other", lambda: len(load.seen(since=stopped)) > 60, 60.0)
            self.machine2.launch().ready()
        self.assertEqual([], load.errors)
        self.note("%d GETs, slowest %.0f ms" % (len(load.seen()), 1000 * load.slowest()))
        self.assertEqual([], load.failed())

        def master_serves():
            return client.get(self.server.port, "/echo.jsp").header("X-Route") == "machine2"
        process.wait_for("the master to serve again", master_serves, 90.0, 0.05)


if __name__ == "__main__":
    case.main()
