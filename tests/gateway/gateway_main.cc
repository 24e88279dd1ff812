#include <stdio.h>
#include <unistd.h>

#include "tests/ajp/options.h"
#include "tests/gateway/control.h"

namespace {

const char kAbout[] =
    "Simulates one ScaleIO Gateway: its REST calls over AJP and HTTP on loopback, its private\n"
    "tokens, and its faults, switched over HTTP on the control port (see the README beside the\n"
    "source). Prints one line of JSON with its ports when it is ready; ends on SIGTERM.\n";

sioha::sim::Options parse(int argc, char** argv) {
  sioha::sim::Options o;
  sioha::testajp::OptionTable table;
  table.text("name", &o.name, "who answers: header X-Gateway, operations log")
      .number("ajp-port", &o.ajpPort, "0 picks a free port; so for the other two")
      .text("ajp-host", &o.ajpHost, "IPv4 address of the AJP port, for a network namespace")
      .number("http-port", &o.httpPort, "")
      .number("control", &o.controlPort, "port of the control endpoint")
      .text("secret", &o.secret, "AJP secret; none: any request is served")
      .text("jvm-route", &o.jvmRoute, "appended to JSESSIONID of /im and the UI")
      .text("mdm", &o.mdmSocket, "socket of sioha-mdm-sim; none: an MDM of its own")
      .text("ops-log", &o.opsLog, "file to append one JSON line per executed call to")
      .text("user", &o.user, "MDM user")
      .text("password", &o.password, "the MDM user's password")
      .text("admin-password", &o.adminPassword, "password of the gateway's own admin")
      .text("api-version", &o.apiVersion, "what GET /api/version says")
      .number("packet-size", &o.packetSize, "AJP packet size, 8192 to 65536")
      .number("token-life-ms", &o.tokenLifeMs, "absolute life of a token")
      .number("token-idle-ms", &o.tokenIdleMs, "life of a token that is not used")
      .number("latency-ms", &o.latencyMs, "added to each answer")
      .number("latency-us-per-kb", &o.latencyUsPerKb, "added to each answer, by its size")
      .number("start-delay-ms", &o.startDelayMs, "accepts connections, but serves none for so long")
      .number("ajp-idle-ms", &o.ajpIdleMs, "closes an AJP connection that is idle so long; 0: never")
      .number("volumes", &o.volumes, "at least so many volumes at the start")
      .flag("bare-token", &o.bareToken, "answer a login without quotes")
      .flag("content-length", &o.contentLength, "send Content-Length on /api, too")
      .parse(argc, argv, kAbout);
  return o;
}

}  // namespace

int main(int argc, char** argv) {
  const sioha::sim::Options options = parse(argc, argv);
  std::string why;
  sioha::testajp::quietSignals();
  sioha::sim::Gateway gateway(options);
  sioha::sim::ControlDesk desk(&gateway);
  if (options.startDelayMs > 0) gateway.faults()->pause(options.startDelayMs);
  if (options.packetSize < 8192 || options.packetSize > 65536) why = "--packet-size is 8192 to 65536";
  if (!why.empty() || !desk.listen(&why)) {
    fprintf(stderr, "%s: %s\n", argv[0], why.c_str());
    return 1;
  }
  printf("{\"name\":\"%s\",%s,\"pid\":%d}\n", options.name.c_str(), desk.ports().c_str(), ::getpid());
  fflush(stdout);
  for (;;) ::pause();
}
