#include "tests/gateway/control.h"

#include "tests/ajp/text.h"

namespace sioha {
namespace sim {

using testajp::numberOf;
using testajp::valueOf;

namespace {

testajp::ControlAnswer said(int status, const std::string& body) {
  const testajp::ControlAnswer answer = {status, body};
  return answer;
}

testajp::ControlAnswer refused(const std::string& why) {
  return said(400, "{" + testajp::jsonPair("error", why) + "}");
}

}  // namespace

bool ControlDesk::listen(std::string* why) {
  // A control call may come before this is over.
  std::lock_guard<std::mutex> hold(mutex_);
  ajpPort_ = gateway_->options().ajpPort;
  return http_.listen(gateway_->options().httpPort, httpFront(gateway_), why) && switchAjp(true, why) &&
         control_.listen(
             gateway_->options().controlPort,
             testajp::serveControl([this](const testajp::HttpRequest& request, const testajp::Query& query) {
               return handle(request, query);
             }),
             why);
}

bool ControlDesk::switchAjp(bool on, std::string* why) {
  if (on == ajpOn_) return true;
  if (!on)
    ajp_.stop();
  else if (!ajp_.listen(gateway_->options().ajpHost, ajpPort_, ajpFront(gateway_), why))
    return false;
  if (ajpPort_ == 0) ajpPort_ = ajp_.port();
  ajpOn_ = on;
  return true;
}

std::string ControlDesk::ports() const {
  return "\"ajp\":" + std::to_string(ajpPort_) + ",\"http\":" + std::to_string(http_.port()) +
         ",\"control\":" + std::to_string(control_.port());
}

testajp::ControlAnswer ControlDesk::state() {
  return said(200, "{" + gateway_->stateMembers() + "," + ports() +
                       ",\"ajpOn\":" + (ajpOn_ ? "true" : "false") +
                       ",\"mdm\":" + gateway_->mdm()->call({"state"}).body + "}");
}

void ControlDesk::restartInPlace(long ms, bool asHtml) {
  gateway_->wipeTokens();
  if (!asHtml)
    gateway_->faults()->pause(ms);
  else
    gateway_->faults()->set("starting", {{"for", std::to_string(ms)}});
}

testajp::ControlAnswer ControlDesk::fault(const std::string& name, const testajp::Query& query) {
  std::string why;
  const long ms = numberOf(query, "ms", 0);
  if (name == "clear") {
    gateway_->faults()->clear(valueOf(query, "name"));
    if (!switchAjp(true, &why)) return refused(why);
  } else if (name == "ajp-off") {
    switchAjp(false, &why);
  } else if (name == "pause") {
    gateway_->faults()->pause(ms);
  } else if (name == "slow-start") {
    restartInPlace(ms, valueOf(query, "mode") == "html");
  } else if (name == "wipe-tokens") {
    gateway_->wipeTokens();
  } else if (Faults::known(name)) {
    gateway_->faults()->set(name, query);
  } else {
    return refused("unknown fault " + name + "; there are: clear, ajp-off, pause, slow-start, wipe-tokens, " +
                   Faults::names());
  }
  return state();
}

testajp::ControlAnswer ControlDesk::mdm(const std::string& what, const testajp::Query& query) {
  const Answer answer =
      what == "volumes"
          ? gateway_->mdm()->call({"grow", valueOf(query, "count", "0")})
          : gateway_->mdm()->call({"control", what, valueOf(query, "ms", valueOf(query, "count", "0"))});
  return answer.status == 200 ? said(200, answer.body) : refused(answer.body);
}

testajp::ControlAnswer ControlDesk::handle(const testajp::HttpRequest& request, const testajp::Query& query) {
  std::lock_guard<std::mutex> hold(mutex_);
  const std::string& path = request.path;
  if (request.method == "GET" && path == "/state") return state();
  if (request.method != "POST") return refused("GET /state, or POST /fault/NAME, /latency, /mdm/NAME");
  if (path.compare(0, 7, "/fault/") == 0) return fault(path.substr(7), query);
  if (path.compare(0, 5, "/mdm/") == 0) return mdm(path.substr(5), query);
  if (path == "/latency") {
    gateway_->setLatency(numberOf(query, "ms", 0), numberOf(query, "us_per_kb", 0));
    return state();
  }
  return refused("GET /state, or POST /fault/NAME, /latency, /mdm/NAME");
}

}  // namespace sim
}  // namespace sioha
