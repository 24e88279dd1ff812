#include "mod_sioha/httpd/affinity.h"

#include <apr_strings.h>

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

}  // namespace

Affinity::Affinity(request_rec* r, const Runtime& runtime, const BalancerRuntime& balancer,
                   gateway::Call call)
    : r_(r),
      runtime_(runtime),
      balancer_(balancer),
      store_(runtime.tokens()),
      call_(call),
      carriesToken_(false),
      oneGatewayOnly_(false),
      learns_(false),
      isLogout_(false),
      known_(false),
      designatedTried_(false),
      member_(nullptr),
      bodySize_(0),
      learned_(false) {
  if (balancer.config.health.kind != config::HealthKind::scaleio || !isOfApi(call)) return;
  oneGatewayOnly_ = call == gateway::Call::gatewayLogin || call == gateway::Call::gatewayLogout ||
                    call == gateway::Call::administration;
  learns_ = isLoginCall(call);
  isLogout_ = call == gateway::Call::logout || call == gateway::Call::gatewayLogout;
  if (learns_) return;
  const char* authorization = apr_table_get(r->headers_in, "Authorization");
  if (!authorization || !gateway::findToken(authorization, &credentials_)) return;
  carriesToken_ = true;
  key_ = store_.keyOf(credentials_.token());
  known_ = store_.find(r, credentials_.token(), key_, &entry_);
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
    const std::uint32_t admin = atomicLoad(&runtime_.shared().member(member.index).admin);
    if (admin == static_cast<std::uint32_t>(balance::Admin::stopped)) continue;
    if (first == balance::kNobody || member.rank < balancer_.members[static_cast<std::size_t>(first)]->rank)
      first = static_cast<int>(i);
  }
  return first;
}

// It is well and at its bound: better to wait for it than to be told by another that the token is unknown.
bool Affinity::isBusyOwner(int index) const {
  const MemberRuntime& member = *balancer_.members[static_cast<std::size_t>(index)];
  return isFull(runtime_, member) &&
         runtime_.shared().readHealth(member.index).state == balance::Health::up &&
         atomicLoad(&runtime_.shared().member(member.index).admin) !=
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
  const int elected = elector->elect(owner != balance::kNobody ? owner : ownerByRoute);
  if (owner == balance::kNobody || elected == owner || member_ || !isBusyOwner(owner)) return elected;
  return balance::kNobody;
}

const char* Affinity::authorization() {
  return nullptr;
}

bool Affinity::mayGoElsewhere() {
  if (!carriesToken_ || oneGatewayOnly_) return false;
  if (!known_) return true;
  if (!entry_.certain) {
    store_.forget(r_, credentials_.token(), key_);
    known_ = false;
    return true;
  }
  if (member_->id == entry_.owner) store_.forget(r_, credentials_.token(), key_);
  return false;
}

void Affinity::answered(int status) {
  if (!carriesToken_) return;
  if (isLogout_ && status == HTTP_OK) {
    forget();
    return;
  }
  if (known_) {
    store_.keepAlive(r_, credentials_.token(), key_, entry_);
    return;
  }
  if (status >= 200 && status < 300 && !isPublic(r_)) learn(credentials_.token(), false);
}

void Affinity::forget() {
  store_.forget(r_, credentials_.token(), key_);
}

void Affinity::learn(Slice token, bool certain) {
  gateway::TokenRecord record;
  record.owner = member_->id;
  record.certain = certain;
  std::chrono::milliseconds expiry;
  if (gateway::readExpiry(token, &expiry))
    record.expiresAt = static_cast<std::uint32_t>(expiry.count() / 1000);
  store_.write(r_, token, store_.keyOf(token), record);
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
}

}  // namespace httpd
}  // namespace sioha
