#include "tests/gateway/gateway.h"

#include <unistd.h>

#include <algorithm>

#include "tests/ajp/http.h"
#include "tests/ajp/text.h"

namespace sioha {
namespace sim {

using testajp::numberOf;

namespace {

class Counted {
 public:
  explicit Counted(std::atomic<long>* count) : count_(count) { ++*count_; }
  ~Counted() { --*count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<long>* const count_;
};

bool isApi(const Call& call) {
  return call.path.compare(0, 5, "/api/") == 0;
}

std::string requestIdOf(const Call& call) {
  const std::string* const id = testajp::findHeader(call.headers, "X-Request-Id");
  return id ? *id : std::string();
}

}  // namespace

Reply jsonReply(const Answer& answer, const std::string& operation) {
  Reply reply;
  reply.status = answer.status;
  reply.type = "application/json;charset=UTF-8";
  reply.body = answer.body;
  reply.operation = operation;
  return reply;
}

Reply htmlReply(int status, const std::string& text) {
  Reply reply;
  reply.status = status;
  reply.type = "text/html;charset=utf-8";
  reply.body = "<!doctype html><html><head><title>HTTP Status " + std::to_string(status) +
               "</title></head><body><h1>" + text + "</h1></body></html>";
  return reply;
}

Gateway::Gateway(const Options& options)
    : options_(options),
      tokens_(options.tokenLifeMs, options.tokenIdleMs),
      mdm_(options.mdmSocket.empty() ? embeddedMdm() : remoteMdm(options.mdmSocket)),
      opsLog_(options.opsLog.empty() ? -1 : openOpsLog(options.opsLog)),
      latencyMs_(options.latencyMs),
      latencyUsPerKb_(options.latencyUsPerKb),
      served_(0),
      inFlight_(0),
      mdmAddresses_("[\"192.0.2.11\",\"192.0.2.12\"]") {
  mdm_->call({"hello", options_.name, options_.opsLog});
  if (options_.volumes > 0) mdm_->call({"grow", std::to_string(options_.volumes)});
}

void Gateway::closeSessions(const std::vector<std::string>& sessions) {
  for (const std::string& session : sessions)
    if (!session.empty()) mdm_->call({"close", session});
}

void Gateway::wipeTokens() {
  closeSessions(tokens_.wipe());
}

void Gateway::setLatency(long ms, long usPerKb) {
  latencyMs_ = ms;
  latencyUsPerKb_ = usPerKb;
}

std::string Gateway::stateMembers() {
  return testajp::jsonPair("name", options_.name) + ",\"pid\":" + std::to_string(::getpid()) +
         ",\"tokens\":" + std::to_string(tokens_.count()) + ",\"served\":" + std::to_string(served_) +
         ",\"inFlight\":" + std::to_string(inFlight_) + ",\"latencyMs\":" + std::to_string(latencyMs_) +
         ",\"latencyUsPerKb\":" + std::to_string(latencyUsPerKb_) + ",\"faults\":" + faults_.state();
}

bool Gateway::illAsAWhole(const Call& call, Reply* reply) {
  if (faults_.take("starting", call.method, call.path))
    *reply = htmlReply(404, "The requested resource is not available.");
  else if (faults_.take("html-500", call.method, call.path))
    *reply = htmlReply(500, "Internal Server Error");
  else if (faults_.take("html-503", call.method, call.path))
    *reply = htmlReply(503, "Service Unavailable");
  else if (faults_.take("json-503", call.method, call.path))
    *reply = jsonReply(failed(503, "Service Unavailable"), "refused");
  else if (isApi(call) && faults_.take("disabled", call.method, call.path))
    *reply =
        jsonReply(failed(403,
                         "ScaleIO Gateway is disabled. To enable it, features.enable_gateway must be set to "
                         "true, and then you must restart the scaleio-gateway service"),
                  "refused");
  else
    return false;
  reply->operation = "refused";
  return true;
}

bool Gateway::serve(const Call& given, Outlet* out) {
  const Counted counted(&inFlight_);
  Call call(given);
  testajp::Query fault;
  call.requestId = requestIdOf(call);
  if (faults_.take("app-hang", call.method, call.path, &fault) &&
      !faults_.hang(out->conn(), numberOf(fault, "ms", 0)))
    return false;
  Reply reply;
  if (!illAsAWhole(call, &reply)) reply = answer(call);
  logOperation(call, reply);
  ++served_;
  delay(reply.body.size());
  if (faults_.take("execute-then-drop", call.method, call.path, &fault)) {
    if (numberOf(fault, "rst", 0))
      out->conn()->reset();
    else
      out->conn()->close();
    return false;
  }
  if (faults_.take("hang-before-head", call.method, call.path, &fault) &&
      !faults_.hang(out->conn(), numberOf(fault, "ms", 0)))
    return false;
  return deliver(call, &reply, out);
}

void Gateway::delay(std::size_t bytes) {
  const long us = latencyMs_ * 1000 + latencyUsPerKb_ * static_cast<long>(bytes / 1024);
  if (us > 0) ::usleep(static_cast<useconds_t>(us));
}

bool Gateway::deliver(const Call& call, Reply* reply, Outlet* out) {
  testajp::Query fault;
  if (numberOf(testajp::parseQuery(call.query), "echo", 0) == 1)
    reply->body = "{" + testajp::jsonPair("requestId", call.requestId) + "," +
                  testajp::jsonPair("gateway", options_.name) +
                  ",\"answer\":" + (reply->body.empty() ? "null" : reply->body) + "}";
  testajp::Headers headers = reply->headers;
  if (!reply->type.empty()) headers.push_back({"Content-Type", reply->type});
  headers.push_back({"X-Gateway", options_.name});
  headers.push_back({"X-Body-Crc32", testajp::crc32Hex(reply->body)});
  if (!call.requestId.empty()) headers.push_back({"X-Request-Id", call.requestId});
  // The real one answers /api chunked; everything else says its length.
  if (options_.contentLength || !isApi(call))
    headers.push_back({"Content-Length", std::to_string(reply->body.size())});
  const std::string& body = reply->body;
  std::size_t first = body.size();
  if (faults_.take("rst-response", call.method, call.path, &fault))
    out->conn()->resetAfterWrite = numberOf(fault, "bytes", 0);
  const bool hangs = faults_.take("hang-mid-body", call.method, call.path, &fault);
  if (hangs) first = std::min<std::size_t>(first, numberOf(fault, "bytes", static_cast<long>(first / 2)));
  bool sent = out->head(reply->status, headers) && (call.method == "HEAD" || out->body(body.data(), first));
  if (sent && hangs) sent = faults_.hang(out->conn(), numberOf(fault, "ms", 0));
  if (sent && first < body.size() && call.method != "HEAD")
    sent = out->body(body.data() + first, body.size() - first);
  sent = sent && out->end();
  out->conn()->resetAfterWrite = -1;
  return sent;
}

void Gateway::logOperation(const Call& call, const Reply& reply) {
  if (reply.operation.empty()) return;
  Operation done;
  done.gateway = options_.name;
  done.method = call.method;
  done.path = call.path;
  done.requestId = call.requestId;
  done.name = reply.operation;
  done.object = reply.object;
  done.status = reply.status;
  writeOperation(opsLog_, done);
}

}  // namespace sim
}  // namespace sioha
