#include "mod_sioha/httpd/affinity.h"

#include <apr_strings.h>
#include <util_filter.h>

#include <chrono>

#include "mod_sioha/base/make_unique.h"
#include "mod_sioha/httpd/admission.h"

namespace sioha {
namespace httpd {
namespace {

bool isOfApi(gateway::Call call) {
  return call != gateway::Call::other && call != gateway::Call::installer;
}

bool isLoginCall(gateway::Call call) {
  return call == gateway::Call::login || call == gateway::Call::gatewayLogin;
}

/// Gateways answer it to anybody, so it says nothing of a token.
bool isPublic(const request_rec* r) {
  return Slice(r->uri).startsWith("/api/version");
}

const Duration kUpkeepLimit = seconds(2);
const Duration kLogoutLimit = milliseconds(500);

/// Out to the client with all that was passed so far: what follows is none of its business.
void flushAnswer(request_rec* r) {
  apr_bucket_brigade* brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
  APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_flush_create(r->connection->bucket_alloc));
  ap_pass_brigade(r->connection->output_filters, brigade);
  apr_brigade_destroy(brigade);
}

}  // namespace

Affinity::Affinity(request_rec* r, const Runtime& runtime, const BalancerRuntime& balancer,
                   gateway::Call call, const MountTarget* target)
    : r_(r),
      runtime_(runtime),
      balancer_(balancer),
      target_(target),
      store_(runtime.tokens()),
      call_(call),
      carriesToken_(false),
      oneGatewayOnly_(false),
      learns_(false),
      isLogout_(false),
      known_(false),
      designatedTried_(false),
      member_(nullptr),
      recordRead_(false),
      bodySize_(0),
      learned_(false) {
  if (balancer.config().health.kind != config::HealthKind::scaleio || !isOfApi(call)) return;
  oneGatewayOnly_ = call == gateway::Call::gatewayLogin || call == gateway::Call::gatewayLogout ||
                    call == gateway::Call::administration;
  learns_ = isLoginCall(call);
  isLogout_ = call == gateway::Call::logout || call == gateway::Call::gatewayLogout;
  if (learns_) return;
  const char* authorization = apr_table_get(r->headers_in, "Authorization");
  if (!authorization || !gateway::findCredentials(authorization, &credentials_)) return;
  key_ = store_.keyOf(credentials_.token());
  known_ = store_.find(r, credentials_.token(), key_, &entry_);
  carriesToken_ = known_ || gateway::isTokenText(credentials_.token());
}

int Affinity::indexOf(std::uint32_t id) const {
  for (std::size_t i = 0; id != 0 && i < balancer_.members.size(); ++i)
    if (balancer_.members[i]->id == id) return static_cast<int>(i);
  return balance::kNobody;
}

// By the configuration alone, not by health: whoever configures a gateway through the VIP has to meet the
// same one each time, and one that has no MDM yet is DOWN to the prober and waits for just this call.
int Affinity::firstByPriority() const {
  int first = balance::kNobody;
  for (std::size_t i = 0; i < balancer_.members.size(); ++i) {
    const MemberRuntime& member = *balancer_.members[i];
    const std::uint32_t admin = adminOf(runtime_, target_, member, i);
    if (admin == static_cast<std::uint32_t>(balance::Admin::stopped)) continue;
    const MemberSettings& settings = member.settings();
    if (first == balance::kNobody ||
        settings.rank < balancer_.members[static_cast<std::size_t>(first)]->settings().rank)
      first = static_cast<int>(i);
  }
  return first;
}

// It is well and at its bound: better to wait for it than to be told by another that the token is unknown.
bool Affinity::isBusyOwner(int index) const {
  const MemberRuntime& member = *balancer_.members[static_cast<std::size_t>(index)];
  return isFull(runtime_, member) &&
         runtime_.shared().readHealth(member.index).state == balance::Health::up &&
         adminOf(runtime_, target_, member, static_cast<std::size_t>(index)) !=
             static_cast<std::uint32_t>(balance::Admin::stopped);
}

int Affinity::elect(Elector* elector, int ownerByRoute) {
  const int owner = known_ ? indexOf(entry_.owner) : balance::kNobody;
  if (oneGatewayOnly_) {
    elector->elect(owner);  // what it looks at is counted by later
    if (designatedTried_) return balance::kNobody;
    designatedTried_ = true;
    return owner != balance::kNobody ? owner : firstByPriority();
  }
  const int holder = hasPeers() ? electHolder(elector, owner) : balance::kNobody;
  if (holder != balance::kNobody) return holder;
  const int elected = elector->elect(owner != balance::kNobody ? owner : ownerByRoute);
  if (owner == balance::kNobody || elected == owner || member_ || !isBusyOwner(owner)) return elected;
  return balance::kNobody;
}

const char* Affinity::authorization() {
  if (!hasPeers() || member_->id == entry_.owner) return nullptr;
  const Slice token = record().tokenAt(member_->id);
  std::string value;
  if (token.empty() || !gateway::replaceToken(apr_table_get(r_->headers_in, "Authorization"), token, &value))
    return nullptr;
  return apr_pstrmemdup(r_->pool, value.data(), value.size());
}

bool Affinity::mayGoElsewhere() {
  if (!carriesToken_ || oneGatewayOnly_) return false;
  if (!known_) return true;
  if (hasPeers()) return dropMember(member_->id);
  if (!entry_.certain) {
    store_.forget(r_, credentials_.token(), key_);
    known_ = false;
    return true;
  }
  if (member_->id == entry_.owner) store_.forget(r_, credentials_.token(), key_);
  return false;
}

void Affinity::answered(int status) {
  if (logins_) finishLogins();
  if (!carriesToken_) return;
  if (isLogout_ && status == HTTP_OK) {
    forget();
    return;
  }
  if (known_) {
    if (!store_.isUpkeepDue(r_, key_, entry_)) return;
    // The peers' tokens would go idle while this one is in use.
    if (hasPeers()) visitPeers("/api/types/System/instances", kUpkeepLimit);
    store_.share(r_, credentials_.token(), key_);
    return;
  }
  if (status >= 200 && status < 300 && !isPublic(r_)) learn(credentials_.token(), false);
}

void Affinity::forget() {
  if (hasPeers()) visitPeers("/api/logout", kLogoutLimit);
  store_.forget(r_, credentials_.token(), key_);
}

void Affinity::learn(Slice token, bool certain) {
  record_ = gateway::TokenRecord();
  record_.owner = member_->id;
  record_.certain = certain;
  std::chrono::milliseconds expiry;
  if (gateway::readExpiry(token, &expiry))
    record_.expiresAt = static_cast<std::uint32_t>(expiry.count() / 1000);
  store_.write(r_, token, store_.keyOf(token), record_);
}

const gateway::TokenRecord& Affinity::record() {
  if (!recordRead_) store_.read(r_, credentials_.token(), key_, &record_);
  recordRead_ = true;
  return record_;
}

int Affinity::electHolder(Elector* elector, int owner) {
  if (owner != balance::kNobody && elector->elect(owner) == owner) return owner;
  for (std::size_t i = 0; i < balancer_.members.size(); ++i) {
    const int index = static_cast<int>(i);
    if (!record().tokenAt(balancer_.members[i]->id).empty() && elector->elect(index) == index) return index;
  }
  return balance::kNobody;
}

// The gateway was restarted, or the token had been idle there. True: another one still has one.
bool Affinity::dropMember(std::uint32_t member) {
  record();
  record_.drop(member);
  entry_.owner = record_.owner;
  if (record_.owner == 0 && record_.peers.empty()) {
    store_.forget(r_, credentials_.token(), key_);
    known_ = false;
    return false;
  }
  store_.write(r_, credentials_.token(), key_, record_);
  return true;
}

// Only after the gateway has taken the credentials: a wrong password is not tried at all of them.
void Affinity::logInAtPeers() {
  const char* authorization = apr_table_get(r_->headers_in, "Authorization");
  if (!authorization) return;
  logins_ = makeUnique<FanOut>(runtime_, balancer_);
  for (const auto& member : balancer_.members)
    if (member.get() != member_) logins_->add(*member, "/api/login", authorization);
  logins_->run(balancer_.config().fanoutWait);
  if (logins_->collect(&record_)) store_.write(r_, learner_.token(), store_.keyOf(learner_.token()), record_);
}

void Affinity::finishLogins() {
  if (!logins_->isOver()) {
    flushAnswer(r_);
    logins_->run(kUpkeepLimit);
    if (logins_->collect(&record_))
      store_.write(r_, learner_.token(), store_.keyOf(learner_.token()), record_);
  }
  logins_.reset();
}

void Affinity::visitPeers(const char* uri, Duration limit) {
  flushAnswer(r_);
  FanOut visits(runtime_, balancer_);
  for (const auto& member : balancer_.members) {
    if (member.get() == member_) continue;
    const Slice token = member->id == record().owner ? credentials_.token() : record_.tokenAt(member->id);
    if (!token.empty()) visits.add(*member, uri, authorizationFor(token));
  }
  visits.run(limit);
  for (std::uint32_t refused : visits.refused()) dropMember(refused);
}

// Before the last byte of the token reaches the client, who may use it at once.
void Affinity::onBody(Slice data) {
  if (learned_ || r_->status != HTTP_OK) return;
  learner_.feed(data);
  bodySize_ += data.size();
  const bool whole =
      learner_.ended() || (r_->clength > 0 && bodySize_ >= static_cast<unsigned long long>(r_->clength));
  if (whole) onEnd();
}

void Affinity::onEnd() {
  if (learned_ || r_->status != HTTP_OK || !learner_.complete()) return;
  learned_ = true;
  learn(learner_.token(), true);
  if (call_ == gateway::Call::login && balancer_.config().tokenFanout) logInAtPeers();
}

void Affinity::onForget() {
  learner_ = gateway::TokenLearner();
  logins_.reset();
  bodySize_ = 0;
  learned_ = false;
}

}  // namespace httpd
}  // namespace sioha
