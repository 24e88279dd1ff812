#include "mod_sioha/httpd/fan_out.h"

#include <poll.h>
#include <string.h>

#include <algorithm>

#include "mod_sioha/base/make_unique.h"
#include "mod_sioha/gateway/base64.h"
#include "mod_sioha/gateway/token.h"
#include "mod_sioha/net/probe.h"

namespace sioha {
namespace httpd {
namespace {

const long kLongestCallMilliseconds = 2000;

net::ProbeTarget targetOf(const MemberRuntime& member) {
  net::ProbeTarget target;
  target.secret = member.config().secret;
  target.serverName = member.config().host;
  target.source = member.source;
  return target;
}

}  // namespace

/// One request to one gateway.
class FanOut::Call : private ProbeScript {
 public:
  Call(const MemberRuntime& member, const Clock& clock, const char* uri, const std::string& authorization)
      : member_(member),
        probe_(targetOf(member), clock),
        uri_(uri),
        authorization_(authorization),
        status_(0),
        collected_(false) {}
  ~Call() {
    probe_.abandon();
    // It may be a password.
    std::fill(authorization_.begin(), authorization_.end(), '\0');
  }

  void start(const net::Endpoint& to) {
    probe_.start(to, this);
    probe_.proceed();
  }
  net::Probe& probe() { return probe_; }
  bool isOver() const { return !probe_.isRunning(); }
  int status() const { return status_; }
  std::uint32_t member() const { return member_.id; }
  /// Once: what its login brought.
  Slice takeToken() {
    if (collected_ || status_ != 200 || !learner_.complete()) return Slice();
    collected_ = true;
    return learner_.token();
  }

 private:
  bool next(const ProbeAnswer* last, ProbeCall* call) override {
    if (last) {
      status_ = last->status;
      learner_.feed(last->body);
      return false;
    }
    call->step = 2;
    call->method = "GET";
    call->uri = uri_;
    call->authorization = authorization_;
    call->timeout = milliseconds(kLongestCallMilliseconds);
    return true;
  }
  void failed(Cause, bool) override {}

  const MemberRuntime& member_;
  net::Probe probe_;
  const char* const uri_;
  std::string authorization_;
  gateway::TokenLearner learner_;
  int status_;
  bool collected_;
};

FanOut::FanOut(const Runtime& runtime, const BalancerRuntime&) : runtime_(runtime) {}
FanOut::~FanOut() {}

void FanOut::add(const MemberRuntime& member, const char* uri, const std::string& authorization) {
  net::Endpoint to;
  const balance::Health health = runtime_.shared().readHealth(member.index).state;
  if (health == balance::Health::down ||
      !runtime_.shared().readAddress(member.index, &to.address, &to.length))
    return;
  calls_.push_back(makeUnique<Call>(member, runtime_.clock(), uri, authorization));
  calls_.back()->start(to);
}

bool FanOut::isOver() const {
  for (const auto& call : calls_)
    if (!call->isOver()) return false;
  return true;
}

void FanOut::run(Duration limit) {
  const Instant end = runtime_.clock().now() + limit;
  for (Instant now = runtime_.clock().now(); now < end && !isOver(); now = runtime_.clock().now()) {
    std::vector<struct pollfd> fds;
    std::vector<Call*> running;
    Instant next = end;
    for (const auto& call : calls_) {
      if (call->isOver()) continue;
      const struct pollfd fd = {call->probe().fd(), call->probe().wants(), 0};
      fds.push_back(fd);
      running.push_back(call.get());
      next = std::min(next, call->probe().deadline());
    }
    const long wait = next > now ? static_cast<long>((next - now).count() / 1000 + 1) : 0;
    ::poll(fds.data(), fds.size(), static_cast<int>(wait));
    now = runtime_.clock().now();
    for (std::size_t i = 0; i < fds.size(); ++i)
      if (fds[i].revents || now >= running[i]->probe().deadline()) running[i]->probe().proceed();
  }
}

bool FanOut::collect(gateway::TokenRecord* record) {
  bool any = false;
  for (const auto& call : calls_) {
    const Slice token = call->takeToken();
    if (token.empty()) continue;
    record->setPeer(call->member(), token);
    any = true;
  }
  return any;
}

std::vector<std::uint32_t> FanOut::refused() const {
  std::vector<std::uint32_t> members;
  for (const auto& call : calls_)
    if (call->status() == 401) members.push_back(call->member());
  return members;
}

std::string authorizationFor(Slice token) {
  return "Basic " + gateway::encodeBase64(":" + token.str());
}

}  // namespace httpd
}  // namespace sioha
