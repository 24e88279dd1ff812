#include <sys/socket.h>

#include "tests/ajp/session.h"
#include "tests/gateway/gateway.h"

namespace sioha {
namespace sim {
namespace {

class AjpOutlet : public Outlet {
 public:
  explicit AjpOutlet(testajp::Session* session) : session_(session) {}

  testajp::Conn* conn() override { return session_->conn(); }
  bool head(int status, const testajp::Headers& headers) override {
    // Tomcat's reason phrase is the number.
    return conn()->write(testajp::sendHeaders(status, std::to_string(status), headers));
  }
  bool body(const char* data, std::size_t size) override {
    const std::size_t part = testajp::maxChunk(session_->packetSize());
    for (std::size_t at = 0; at < size; at += part)
      if (!conn()->write(testajp::sendBodyChunk(data + at, std::min(part, size - at)))) return false;
    return true;
  }
  bool end() override { return conn()->write(testajp::endResponse(true)); }

 private:
  testajp::Session* const session_;
};

bool secretIsRight(const Gateway& gateway, const testajp::ForwardRequest& request) {
  const auto sent = request.coded.find("secret");
  return gateway.options().secret.empty() ||
         (sent != request.coded.end() && sent->second == gateway.options().secret);
}

/// As Tomcat answers a wrong secret: 403, and the connection is not used again.
void refuse(testajp::Session* session) {
  const std::string page = "<!doctype html><html><body><h1>HTTP Status 403</h1></body></html>";
  session->conn()->write(testajp::sendHeaders(403, "403",
                                              {{"Content-Type", "text/html;charset=utf-8"},
                                               {"Content-Length", std::to_string(page.size())}}) +
                         testajp::sendBodyChunk(page.data(), page.size()) + testajp::endResponse(false));
}

/// Arms the fault, unless it is a CPING that waits, or the end of the
/// connection: these must not use it up.
void armReset(Gateway* gateway, testajp::Conn* conn) {
  char start[5];
  testajp::Query fault;
  const ssize_t seen = ::recv(conn->fd(), start, sizeof start, MSG_PEEK);
  const bool ping = seen == sizeof start && start[4] == '\x0A';
  if (seen > 0 && !ping && gateway->faults()->take("rst-request", "", "", &fault))
    conn->resetAfterRead = testajp::numberOf(fault, "bytes", 0);
}

bool serveRequest(Gateway* gateway, testajp::Session* session, const testajp::ForwardRequest& request) {
  Call call;
  if (!secretIsRight(*gateway, request)) {
    refuse(session);
    return false;
  }
  call.method = request.method;
  call.path = request.uri;
  call.query = request.query();
  call.headers = request.headers;
  if (!session->readBody(request, &call.body)) return false;
  session->conn()->resetAfterRead = -1;
  AjpOutlet out(session);
  return gateway->serve(call, &out);
}

void serveConnection(Gateway* gateway, testajp::Conn* conn) {
  testajp::Session session(conn, static_cast<std::size_t>(gateway->options().packetSize));
  const int idle = gateway->options().ajpIdleMs > 0 ? static_cast<int>(gateway->options().ajpIdleMs) : -1;
  conn->gate = [gateway] { gateway->faults()->waitWhilePaused(); };
  while (conn->readableWithin(idle)) {
    testajp::ForwardRequest request;
    armReset(gateway, conn);
    switch (session.next(&request)) {
      case testajp::Session::Got::ping:
        if (!conn->write(testajp::cpong())) return;
        break;
      case testajp::Session::Got::request:
        if (!serveRequest(gateway, &session, request)) return;
        break;
      case testajp::Session::Got::nothing:
        return;
    }
  }
}

}  // namespace

testajp::Server::Serve ajpFront(Gateway* gateway) {
  return [gateway](testajp::Conn* conn) { serveConnection(gateway, conn); };
}

}  // namespace sim
}  // namespace sioha
