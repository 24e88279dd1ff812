"""Debian's tomcat10: a CATALINA_BASE in the workspace, with an AJP connector."""

import os
import unittest

from harness import client, process
from harness.process import wait_for
from harness.workspace import free_port

HOME = os.environ.get("SIOHA_CATALINA_HOME", "/usr/share/tomcat10")

SERVER = """<?xml version="1.0"?>
<Server port="-1">
  <Service name="Catalina">
    <Connector port="{http}" address="127.0.0.1" protocol="HTTP/1.1"/>
    <Connector port="{ajp}" address="{host}" protocol="AJP/1.3" maxPostSize="-1" packetSize="{packet}"
               {secret} {connector} allowedRequestAttributesPattern=".*" keepAliveTimeout="20000"/>
    <Engine name="Catalina" defaultHost="localhost" jvmRoute="{route}">
      <Host name="localhost" appBase="webapps" unpackWARs="false" autoDeploy="false"/>
    </Engine>
  </Service>
</Server>
"""

WEB = """<?xml version="1.0"?>
<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
  <servlet>
    <servlet-name>jsp</servlet-name>
    <servlet-class>org.apache.jasper.servlet.JspServlet</servlet-class>
  </servlet>
  <servlet-mapping><servlet-name>jsp</servlet-name><url-pattern>*.jsp</url-pattern></servlet-mapping>
</web-app>
"""


def java():
    for place in (os.environ.get("JAVA_HOME", ""), "/usr/lib/jvm/default-java", "/usr/lib/jvm/java-17-openjdk-amd64"):
        if place and os.access(os.path.join(place, "bin/java"), os.X_OK):
            return os.path.join(place, "bin/java")
    for folder in os.environ.get("PATH", "").split(":"):
        if folder and os.access(os.path.join(folder, "java"), os.X_OK):
            return os.path.join(folder, "java")
    return None


def need_tomcat():
    if not os.path.exists(os.path.join(HOME, "bin/bootstrap.jar")):
        raise unittest.SkipTest("tomcat10 is not installed")
    if java() is None:
        raise unittest.SkipTest("java is not installed")


class Tomcat(object):
    """It keeps its ports over stop() and start()."""

    def __init__(self, space, name, route, pages, secret=None, packet=8192, connector="", host="127.0.0.1", before=()):
        self.name, self.route, self.secret, self.host = name, route, secret, host
        self._before = list(before)    # a tool that runs it
        self.base = space.folder(name)
        self.ajp, self.http, self._starts = free_port(), free_port(), 0
        for folder in ("conf", "logs", "temp", "work", "webapps/ROOT/WEB-INF"):
            space.folder(name, folder)
        text = SERVER.replace("{http}", str(self.http)).replace("{ajp}", str(self.ajp)).replace("{route}", route)
        text = text.replace("{host}", host).replace("{packet}", str(packet)).replace(
            "{connector}", connector).replace("{secret}", 'secret="%s"' % secret if secret else 'secretRequired="false"')
        space.write(name + "/conf/server.xml", text)
        space.write(name + "/conf/web.xml", WEB)
        space.write(name + "/webapps/ROOT/WEB-INF/web.xml", WEB)
        for page, source in pages.items():
            space.write("%s/webapps/ROOT/%s" % (name, page), source)
        self._process = None

    def launch(self):
        """Starts it; ready() waits for it, so that two can start side by side."""
        self._starts += 1
        classpath = os.path.join(HOME, "bin/bootstrap.jar") + ":" + os.path.join(HOME, "bin/tomcat-juli.jar")
        self._process = process.Process(
            self._before + [java(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true",
             "-Dcatalina.home=" + HOME, "-Dcatalina.base=" + self.base, "-Djava.io.tmpdir=" + self.base + "/temp",
             "-classpath", classpath, "org.apache.catalina.startup.Bootstrap", "start"],
            "%s/logs/out-%d.log" % (self.base, self._starts), cwd=self.base)
        return self

    def ready(self, page="/index.jsp"):
        def answers():
            if not self._process.running():
                raise AssertionError("Tomcat ended:\n" + self._process.output()[-4000:])
            return client.get(self.http, page, timeout=30.0).ok
        try:
            wait_for("Tomcat %s" % self.name, answers, 120.0, 0.05)
        except process.Timeout:
            raise AssertionError("Tomcat does not answer:\n" + self._process.output()[-4000:])
        return self

    def stop(self):
        self._process.stop(30.0)

    def kill(self):
        self._process.kill()
