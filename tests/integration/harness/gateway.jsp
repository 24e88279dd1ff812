<%@page session="false" import="java.io.*,java.nio.file.*,java.util.zip.CRC32"%><%!
// What a Gateway's application says of itself, as far as a balancer looks; the file "fault" says how it is ill.
static final File BASE = new File(System.getProperty("catalina.base"));

static String fault() throws IOException {
  File file = new File(BASE, "fault");
  try {
    return file.exists() ? new String(Files.readAllBytes(file.toPath()), "US-ASCII") : "";
  } catch (NoSuchFileException gone) {
    return "";
  }
}

static String error(int status, String message) {
  return "{\"message\":\"" + message + "\",\"httpStatusCode\":" + status + ",\"errorCode\":0}";
}

static synchronized void writeDown(String id) throws IOException {
  try (FileOutputStream out = new FileOutputStream("{log}", true)) {
    out.write(("{\"op\":\"createVolume\",\"requestId\":\"" + id + "\"}\n").getBytes("US-ASCII"));
  }
}
%><%
String id = request.getHeader("X-Request-Id");
String path = request.getRequestURI();
while (fault().equals("app-hang")) Thread.sleep(50);
String fault = fault();
int status = 200;
String type = "application/json;charset=UTF-8", text;
if (fault.startsWith("html-")) {
  status = Integer.parseInt(fault.substring(5));
  type = "text/html;charset=UTF-8";
  text = "<!doctype html><html><head><title>HTTP Status " + status + "</title></head><body></body></html>";
} else if (fault.equals("json-503")) {
  text = error(status = 503, "Service Unavailable");
} else if (fault.equals("disabled")) {
  text = error(status = 403, "ScaleIO Gateway is disabled. To enable it, features.enable_gateway must be set to true");
} else if (fault.equals("unconfigured")) {
  text = error(status = 428, "unconfigured MDM or unapproved Certificates");
} else if (path.endsWith("/api/version")) {
  text = "\"3.0.1\"";
} else if (path.endsWith("/api/login")) {
  text = "\"YWRtaW46MTYwOTQ1OTIwMDAwMDpmMDAw\"";
} else if (fault.equals("mdm-lost")) {
  text = error(status = 500, "MDM_NOT_CONNECTED");
} else if (path.endsWith("/queryMdmCluster")) {
  text = "{\"clusterState\":\"ClusteredNormal\",\"clusterMode\":\"ThreeNodes\",\"master\":{\"id\":\"1\",\"name\":\"m\"}}";
} else {
  if (request.getMethod().equals("POST")) {
    InputStream in = request.getInputStream();
    byte[] block = new byte[65536];
    while (in.read(block) > 0) { }
    writeDown(id);
  }
  int size = request.getParameter("size") == null ? 0 : Integer.parseInt(request.getParameter("size"));
  StringBuilder lines = new StringBuilder("[\"the answer to " + id + "\"");
  for (int line = 0; lines.length() < size; ++line) lines.append(",\n\"").append(id).append(' ').append(line).append('"');
  text = lines.append("]").toString();
}
CRC32 crc = new CRC32();
crc.update(text.getBytes("US-ASCII"));
response.setStatus(status);
response.setContentType(type);
response.setHeader("X-Gateway", BASE.getName());
if (id != null) response.setHeader("X-Request-Id", id);
response.setHeader("X-Body-Crc32", String.format("%08x", crc.getValue()));
out.print(text);
%>