"""No spelling of a path walks around a mount, an exclusion or <Location>: real Tomcats say what they made of it.

CVE-2007-0450, CVE-2007-1860, CVE-2014-8111, CVE-2018-11759 and CVE-2018-1323, in all of httpd's and Tomcat's ways to
read a path.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, client, process, tomcat  # noqa: E402
from harness.httpd import Httpd  # noqa: E402
from harness.workspace import Workspace  # noqa: E402

# Every path of a web application ends here.
ALL_PATHS = """<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
<servlet><servlet-name>echo</servlet-name><jsp-file>/echo.jsp</jsp-file></servlet>
<servlet-mapping><servlet-name>echo</servlet-name><url-pattern>/*</url-pattern></servlet-mapping></web-app>"""
ECHO = """<%@page session="false" contentType="text/plain"%><%
String info = request.getPathInfo();
%>SEES <%= application.getContextPath() + request.getServletPath() + (info == null ? "" : info) %>"""

MOUNTS = ("JkMount /app/* w\nJkUnMount /app/priv/* w\n"
          '<Location "/app/closed">\nRequire all denied\n</Location>\n'
          '<Location "/handled">\nSetHandler jakarta-servlet\nSetEnv JK_WORKER_NAME w\n</Location>\n'
          '<Location "/handled/closed">\nRequire all denied\n</Location>\n')

SETTINGS = {
    "as it comes": "",
    "NoDecode": "AllowEncodedSlashes NoDecode\n",
    "decoded slashes": "AllowEncodedSlashes On\n",
    "slashes stay": "<IfVersion >= 2.4.39>\nMergeSlashes Off\n</IfVersion>\n",
    "ForwardURIProxy": "JkOptions +ForwardURIProxy\n",
    "ForwardURIEscaped": "JkOptions +ForwardURIEscaped\n",
    "ForwardURICompat": "JkOptions +ForwardURICompat\n",
    "ForwardURICompatUnparsed": "JkOptions +ForwardURICompatUnparsed\n",
    "CompatUnparsed NoDecode": "JkOptions +ForwardURICompatUnparsed\nAllowEncodedSlashes NoDecode\n",
    "ForwardURIProxy NoDecode": "JkOptions +ForwardURIProxy\nAllowEncodedSlashes NoDecode\n",
}

# From an open folder {o} of the same depth to the forbidden {f}; {w} is the web application.
SPELLINGS = (
    "{w}/{f}/x", "{w}//{f}/x", "{w}///{f}//x", "//{w}/{f}/x", "{w}/./{f}/x", "{w}/{f}/./x", "{w}/{o}/../{f}/x",
    "/x/..{w}/{f}/x", "{w}/;a/{f}/x", "{w}/;/{f}/x", "{w};v=1/{f}/x", "{w}/{f};x/y", "{w}/{f};x=1;y=2/z", "/;x{w}/{f}/x",
    "{w}/{o}/..;/{f}/x", "{w}/{o}/..;a=1/{f}/x", "{w}/{o}/.;/../{f}/x", "{w}/{o}/..;/..;{w}/{f}/x", "{w}/{f}/x;jsessionid=1",
    "{w}/{f}/;jsessionid=1/x", "{w}/{o};/../{f}/x", "{w}/{o}/%2e%2e/{f}/x", "{w}/{o}/.%2e/{f}/x", "{w}/{o}/%2E./{f}/x",
    "{w}/%2e/{f}/x", "{w}/{o}/%2e%2e;/{f}/x", "{w}/{o}/%2e%2e;x/{f}/x", "{w}/{o}/..%3b/{f}/x", "{w}/{f}%3bx/y",
    "{w}/%3ba/{f}/x", "{w}/{o}/%252e%252e/{f}/x", "{w}/{o}/%252e%252e;/{f}/x", "{w}/{o}/%25252e%25252e/{f}/x",
    "{w}/{o}/..%253b/{f}/x", "{w}%2f{f}/x", "{w}/{f}%2fx", "{w}/{o}%2f..%2f{f}/x", "{w}/{o}/..%2f{f}/x", "{w}/{o}/%2e%2e%2f{f}/x",
    "{w}/%2f{f}/x", "{w}%252f{f}/x", "{w}/{o}/..%252f{f}/x", "{w}/{o}/..%5c{f}/x", "{w}/{o}%5c..%5c{f}/x", "{w}/%5c{f}/x",
    "{w}%5c{f}/x", "{w}/{f}%5cx", "{w}/{o}/..\\{f}/x", "{w}\\{f}/x", "{w}/{o}\\..\\{f}\\x", "{w}/{o}/..%255c{f}/x",
    "{w}/%5c../{f}/x", "{w}/{o}/%5c../{f}/x", "{w}/{o}/..%c0%af{f}/x", "{w}/{o}/%c0%ae%c0%ae/{f}/x", "{w}/{o}/%uff0e%uff0e/{f}/x",
    "{w}/{o}/..%00/{f}/x", "{w}/{f}%00/x", "{w}/{o}/....//{f}/x", "{w}/{o}/.../{f}/x", "{w}/{o}/..%09/{f}/x", "{w}/{o}/..%20/{f}/x",
    "{w}/{f}%20/x", "{w}/{f}./x", "{w}/{f}%2e/x", "http://other{w}/{f}/x", "http://other{w}/{o}/..;/{f}/x",
    "http://other{w}//{f};/x", "{w}/{o}/..;%2f{f}/x", "{w}/{o}/..;%5c{f}/x", "{w}/{o}/..%3b%2f{f}/x", "{w}/{o}/;/../{f}/x",
    "{w}/{o}/;x/..;y/..;z/{w}/{f}/x", "{w}/{o}/..;/../{f}/x", "{w}/{o}?/../{f}/x", "{w}/{o}/%23/../{f}/x",
    # What looks open, and is forbidden to another reader.
    "{w}/{f}/..;/{o}/x", "{w}/{f}/..%3b/{o}/x", "{w}/{f}/..%3bx/{o}/x", "{w}/{f}/%2e%2e%3b/{o}/x", "{w}/{f}/..%2f{o}/x",
    "{w}/{f}%2f..%2f{o}/x", "{w}/{f}/..%5c{o}/x", "{w}/{f}/..%253b/{o}/x", "{w}/{f}/%252e%252e/{o}/x", "{w}/{f};/../{o}/x",
    "{w}/{f}/x%3b/..%3b/..%3b/{o}/x", "{w}/{f}/..;%3b/{o}/x", "{w}/{f}/;..%2f../{o}/x", "{w}/{f}/..;x=%2f../{o}/x",
    "{w}/{f}/;x=%2f..%2f/../{o}/x", "{w}/{o}/..;/../{f}/{o}/x")


def targets():
    """(spelling, what it is after)"""
    for web, forbidden in (("/app", "priv"), ("/app", "closed"), ("/handled", "closed"), ("", "manager"),
                           ("/app/..", "manager"), ("/app/..;", "manager"), ("/app/%2e%2e", "manager"),
                           ("/app/..%2f", "manager"), ("/app/..%5c", "manager"), ("/app/%252e%252e", "manager"),
                           ("/handled/..", "manager"), ("/handled/..;", "manager")):
        for spelling in SPELLINGS:
            yield spelling.replace("{w}", web).replace("{f}", forbidden).replace("{o}", "open")
    for letter in ("p", "r", "i", "v"):
        yield "/app/" + "priv".replace(letter, "%%%02x" % ord(letter)) + "/x"
        yield "/app/" + "priv".replace(letter, "%%25%02x" % ord(letter)) + "/x"
        yield "/app/" + "closed".replace("c", "%63") + "/x"


def is_open(path):
    """May anybody see it?"""
    folder = path.rstrip("/") + "/"
    if folder.startswith("/handled/"):
        return not folder.startswith("/handled/closed/")
    return folder.startswith("/app/") and not (path.startswith("/app/priv/") or folder.startswith("/app/closed/"))


class WalkedAround(case.Case):
    @classmethod
    def setUpClass(cls):
        tomcat.need_tomcat()
        cls.shared = Workspace("walked-around")
        pages = {"echo.jsp": ECHO, "WEB-INF/web.xml": ALL_PATHS}
        for context in ("app", "handled", "manager"):
            pages.update({"../%s/%s" % (context, page): text for page, text in pages.items() if ".." not in page})
        cls.strict = tomcat.Tomcat(cls.shared, "strict", "strict", pages)
        # Every way of it to see a '/' where another reader sees none.
        cls.lenient = tomcat.Tomcat(cls.shared, "lenient", "lenient", pages,
                                    connector='encodedSolidusHandling="decode" allowBackslash="true" '
                                              'encodedReverseSolidusHandling="decode" relaxedPathChars="\\"')
        for each in (cls.strict, cls.lenient):
            each.launch()
        for each in (cls.strict, cls.lenient):
            each.ready("/app/x")

    @classmethod
    def tearDownClass(cls):
        process.end_all()
        if hasattr(cls, "shared"):
            cls.shared.remove()

    def _end(self):
        """The Tomcats serve the next test too."""
        for server in self._servers:
            server.stop()
            self.assertEqual([], server.alarms())

    def serve(self, settings, server):
        workers = self.space.write("workers.properties", "worker.list=w\nworker.w.type=ajp13\nworker.w.host=127.0.0.1\n"
                                                         "worker.w.port=%d\n" % server.ajp)
        return self.httpd('JkWorkersFile "%s"\n%s%s' % (workers, MOUNTS, settings), log_level="warn").start()

    def walk(self, server):
        """{spelling: path that Tomcat saw} of those that reached it, and how many were asked."""
        reached, count = {}, 0
        connection = client.Connection(server.port)
        for target in sorted(set(targets())):
            answer = connection.request("GET", target)
            self.assertTrue(answer.complete, (target, answer))
            count += 1
            text = answer.text()
            if "SEES " in text:
                reached[target] = text.split("SEES ", 1)[1].strip()
        connection.close()
        return reached, count

    def check(self, name, tomcat_server):
        server = self.serve(SETTINGS[name], tomcat_server)
        for path in ("/app/x", "/app/open/x", "/app/open/a/../b", "/app//x", "/app/;v=1/x", "/handled/x", "/handled/open/x"):
            answer = client.get(server.port, path)
            self.assertIn("SEES /", answer.text(), (path, answer))
        reached, count = self.walk(server)
        self.note("%s: %d spellings, %d of them reached Tomcat" % (name, count, len(reached)))
        inside = {target: path for target, path in reached.items() if not is_open(path)}
        self.assertEqual({}, inside, "\n".join("%s is %s" % pair for pair in sorted(inside.items())[:60]))
        self.assertGreater(len(reached), 10)
        server.stop()


def _add(number, name):
    for kind in ("strict", "lenient"):
        def test(self, kind=kind):
            self.check(name, getattr(self, kind))
        setattr(WalkedAround, "test_%d_%s_%s" % (number, name.replace(" ", "_"), kind), test)


for _number, _name in enumerate(sorted(SETTINGS)):
    _add(_number, _name)

if __name__ == "__main__":
    case.main()
