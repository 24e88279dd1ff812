#include <strings.h>

#include <stdio.h>

#include "tests/ajp/http.h"
#include "tests/gateway/gateway.h"

namespace sioha {
namespace sim {
namespace {

class HttpOutlet : public Outlet {
 public:
  HttpOutlet(testajp::Conn* conn, const testajp::HttpRequest& request)
      : conn_(conn), chunked_(false), headOnly_(request.method == "HEAD"), http10_(request.http10) {}

  testajp::Conn* conn() override { return conn_; }
  bool head(int status, const testajp::Headers& headers) override {
    testajp::Headers all = headers;
    chunked_ = !http10_ && !testajp::findHeader(headers, "Content-Length");
    if (chunked_) all.push_back({"Transfer-Encoding", "chunked"});
    chunked_ = chunked_ && !headOnly_;
    return conn_->write(testajp::httpHead(status, testajp::reasonOf(status), all));
  }
  bool body(const char* data, std::size_t size) override {
    if (size == 0) return true;
    char length[32];
    snprintf(length, sizeof length, "%zx\r\n", size);
    return (!chunked_ || conn_->write(length)) && conn_->write(data, size) &&
           (!chunked_ || conn_->write("\r\n"));
  }
  bool end() override { return !chunked_ || conn_->write("0\r\n\r\n"); }

 private:
  testajp::Conn* const conn_;
  bool chunked_;
  const bool headOnly_;
  const bool http10_;
};

bool keepAlive(const testajp::Headers& headers) {
  const std::string* const connection = testajp::findHeader(headers, "Connection");
  return !connection || strcasecmp(connection->c_str(), "close") != 0;
}

void serveConnection(Gateway* gateway, testajp::Conn* conn) {
  std::string buffered;
  testajp::HttpRequest request;
  conn->gate = [gateway] { gateway->faults()->waitWhilePaused(); };
  while (conn->readableWithin(-1)) {
    testajp::Query fault;
    // The end of a connection is no request.
    if (conn->peerGone()) return;
    if (gateway->faults()->take("rst-request", "", "", &fault))
      conn->resetAfterRead = testajp::numberOf(fault, "bytes", 0);
    if (!testajp::readHttp(conn, &buffered, &request)) return;
    conn->resetAfterRead = -1;
    Call call;
    call.method = request.method;
    call.path = request.path;
    call.query = request.query;
    call.headers = request.headers;
    call.body = request.body;
    HttpOutlet out(conn, request);
    if (!gateway->serve(call, &out) || request.http10 || !keepAlive(request.headers)) return;
  }
}

}  // namespace

testajp::Server::Serve httpFront(Gateway* gateway) {
  return [gateway](testajp::Conn* conn) { serveConnection(gateway, conn); };
}

}  // namespace sim
}  // namespace sioha
