#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <thread>

#include "tests/ajp/http.h"
#include "tests/ajp/options.h"
#include "tests/gateway/mdm_link.h"

namespace {

using sioha::testajp::ControlAnswer;
using sioha::testajp::HttpRequest;
using sioha::testajp::numberOf;
using sioha::testajp::Query;

const char kAbout[] =
    "Simulates the MDM cluster that all gateways share: volumes, unique names, sessions, cluster\n"
    "state. Gateways reach it by its unix socket. Control over HTTP: GET /state, POST /volumes?count=N,\n"
    "POST /fault/switch?ms=N, degraded, not-clustered, read-only, down, session-limit?count=N, clear.\n"
    "Prints one line of JSON when it is ready; ends on SIGTERM.\n";

ControlAnswer handle(sioha::sim::Mdm* mdm, const HttpRequest& request, const Query& query) {
  ControlAnswer answer = {200, ""};
  const long value = numberOf(query, "ms", numberOf(query, "count", 0));
  if (request.path == "/volumes")
    mdm->grow(static_cast<unsigned>(value));
  else if (request.path.compare(0, 7, "/fault/") == 0 && !mdm->control(request.path.substr(7), value))
    answer.status = 400;
  else if (request.path.compare(0, 7, "/fault/") != 0 && request.path != "/state")
    answer.status = 404;
  answer.body = mdm->state();
  return answer;
}

}  // namespace

int main(int argc, char** argv) {
  std::string socketPath;
  std::string why;
  int controlPort = 0;
  long volumes = 0;
  sioha::testajp::OptionTable table;
  table.text("socket", &socketPath, "path of the unix socket to listen on; must be given")
      .number("control", &controlPort, "port of the control endpoint, 0 picks a free one")
      .number("volumes", &volumes, "at least so many volumes at the start")
      .parse(argc, argv, kAbout);
  sioha::testajp::quietSignals();
  sioha::sim::Mdm mdm;
  mdm.grow(static_cast<unsigned>(volumes));
  sioha::testajp::Server control;
  const auto serve = sioha::testajp::serveControl(
      [&mdm](const HttpRequest& request, const Query& query) { return handle(&mdm, request, query); });
  const sioha::Fd listener(socketPath.empty() ? -1 : sioha::testajp::listenUnix(socketPath));
  if (!listener.valid())
    why = "cannot listen on the unix socket \"" + socketPath + "\"; give another --socket PATH";
  if (!why.empty() || !control.listen(controlPort, serve, &why)) {
    fprintf(stderr, "%s: %s\n", argv[0], why.c_str());
    return 1;
  }
  printf("{\"socket\":\"%s\",\"control\":%d,\"pid\":%d}\n", socketPath.c_str(), control.port(), ::getpid());
  fflush(stdout);
  sioha::sim::serveMdm(&mdm, listener.get());
  return 1;
}
