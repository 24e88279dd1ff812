#include "tests/gateway/faults.h"

#include <unistd.h>

namespace sioha {
namespace sim {
namespace {

const char* const kNames[] = {"app-hang",       "hang-before-head",  "hang-mid-body",     "rst-request",
                              "rst-response",   "execute-then-drop", "disabled",          "unconfigured",
                              "cert-untrusted", "wrong-password",    "too-many-sessions", "mdm-lost",
                              "html-500",       "html-503",          "json-503",          "starting"};
const useconds_t kStep = 2000;

}  // namespace

bool Faults::known(const std::string& name) {
  for (const char* each : kNames)
    if (name == each) return true;
  return false;
}

const char* Faults::names() {
  static const std::string all = [] {
    std::string text;
    for (const char* each : kNames) text += (text.empty() ? "" : ", ") + std::string(each);
    return text;
  }();
  return all.c_str();
}

void Faults::set(const std::string& name, const testajp::Query& parameters) {
  std::lock_guard<std::mutex> hold(mutex_);
  const long ms = testajp::numberOf(parameters, "for", 0);
  const Clock::time_point until =
      ms > 0 ? Clock::now() + std::chrono::milliseconds(ms) : Clock::time_point::max();
  const Fault fault = {testajp::numberOf(parameters, "count", -1), until, parameters};
  active_[name] = fault;
}

void Faults::clear(const std::string& name) {
  std::lock_guard<std::mutex> hold(mutex_);
  if (name.empty())
    active_.clear();
  else
    active_.erase(name);
  if (name.empty() || name == "pause") pausedUntil_ = Clock::time_point();
  ++epoch_;
}

bool Faults::take(const std::string& name, const std::string& method, const std::string& path,
                  testajp::Query* parameters) {
  std::lock_guard<std::mutex> hold(mutex_);
  const auto found = active_.find(name);
  if (found == active_.end() || Clock::now() > found->second.until) return false;
  const std::string wantedMethod = testajp::valueOf(found->second.parameters, "method");
  const std::string wantedPath = testajp::valueOf(found->second.parameters, "path");
  if (!wantedMethod.empty() && wantedMethod != method) return false;
  if (path.compare(0, wantedPath.size(), wantedPath) != 0) return false;
  if (parameters) *parameters = found->second.parameters;
  if (found->second.count > 0 && --found->second.count == 0) active_.erase(found);
  return true;
}

std::string Faults::state() {
  std::lock_guard<std::mutex> hold(mutex_);
  std::string out;
  for (const auto& entry : active_) {
    if (Clock::now() > entry.second.until) continue;
    std::string members = "\"left\":" + std::to_string(entry.second.count);
    for (const auto& parameter : entry.second.parameters)
      members += "," + testajp::jsonPair(parameter.first, parameter.second);
    out += (out.empty() ? "" : ",") + testajp::jsonString(entry.first) + ":{" + members + "}";
  }
  return "{" + out + "}";
}

bool Faults::hang(testajp::Conn* conn, long ms) {
  const unsigned epoch = epoch_;
  const Clock::time_point end = Clock::now() + std::chrono::milliseconds(ms);
  while (epoch == epoch_ && (ms == 0 || Clock::now() < end)) {
    if (conn->peerGone()) return false;
    ::usleep(kStep);
  }
  return true;
}

void Faults::pause(long ms) {
  std::lock_guard<std::mutex> hold(mutex_);
  pausedUntil_ = Clock::now() + std::chrono::milliseconds(ms);
}

void Faults::waitWhilePaused() {
  for (;;) {
    {
      std::lock_guard<std::mutex> hold(mutex_);
      if (Clock::now() >= pausedUntil_) return;
    }
    ::usleep(kStep);
  }
}

}  // namespace sim
}  // namespace sioha
