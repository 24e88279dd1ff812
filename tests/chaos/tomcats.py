"""Two real Tomcats in the simulator's place, and what clients ask of them."""

import signal

from clients import READ, STREAM, WRITE
from harness import tomcat
from harness.gateways import Pair
from harness.load import verify

EVENTS = ("kill -9", "SIGTERM", "SIGSTOP")

# Says whose answer this is and what it holds; writes down each POST.
PAGE = '''<%@page session="false" contentType="text/plain" import="java.io.*,java.util.zip.CRC32"%><%
String id = request.getHeader("X-Request-Id");
if (request.getMethod().equals("POST")) {
  InputStream in = request.getInputStream();
  byte[] block = new byte[65536];
  while (in.read(block) > 0) { }
  FileOutputStream log = new FileOutputStream("{log}", true);
  log.write(("{\\"op\\":\\"createVolume\\",\\"requestId\\":\\"" + id + "\\"}\\n").getBytes());
  log.close();
}
StringBuilder text = new StringBuilder("the answer to " + id + "\\n");
int size = request.getParameter("size") == null ? 0 : Integer.parseInt(request.getParameter("size"));
for (int line = 0; text.length() < size; ++line) text.append(id).append(' ').append(line).append('\\n');
CRC32 crc = new CRC32();
crc.update(text.toString().getBytes("US-ASCII"));
response.setHeader("X-Gateway", new File(System.getProperty("catalina.base")).getName());
response.setHeader("X-Request-Id", id);
response.setHeader("X-Body-Crc32", String.format("%08x", crc.getValue()));
out.print(text);
%>'''


class Machine(tomcat.Tomcat):
    host = "127.0.0.1"

    def start(self):
        return self.launch().ready(Tomcats.first)

    def freeze(self):
        self._process.signal(signal.SIGSTOP)

    def thaw(self):
        self._process.signal(signal.SIGCONT)


class _NoMdm(object):
    def stop(self):
        pass


class Tomcats(Pair):
    first = "/chaos.jsp"
    extra = "worker.balance1.health=http\nworker.balance1.health_path=/chaos.jsp\n"

    def __init__(self, space, options=()):
        self.space, self.mdm = space, _NoMdm()
        self.operations_log = space.write("operations.log", "")
        pages = {"chaos.jsp": PAGE.replace("{log}", self.operations_log)}
        self.machine1, self.machine2 = (Machine(space, name, name, pages) for name in ("machine1", "machine2"))
        self.master, self.standby = self.machine2, self.machine1
        for machine in (self.machine1, self.machine2):
            machine.launch()
        for machine in (self.machine1, self.machine2):
            machine.ready(self.first)

    @staticmethod
    def mix():
        def one(connection, number):
            request_id = "r-%d" % number
            turn = (number * 7 + number // 8) % 20
            kind = {3: WRITE, 9: WRITE, 14: WRITE, 17: STREAM}.get(turn, READ)
            target = "/chaos.jsp?size=200000" if kind == STREAM else "/chaos.jsp"
            body = b"x" * (100000 if turn == 14 else 100) if kind == WRITE else None
            answer = connection.request("POST" if body else "GET", target, [("X-Request-Id", request_id)], body)
            return kind, verify(answer, request_id), request_id
        return one
