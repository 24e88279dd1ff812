#ifndef SIOHA_HTTPD_AFFINITY_H
#define SIOHA_HTTPD_AFFINITY_H

#include "mod_sioha/gateway/calls.h"
#include "mod_sioha/gateway/token.h"
#include "mod_sioha/httpd/client_answer.h"
#include "mod_sioha/httpd/elector.h"
#include "mod_sioha/httpd/fan_out.h"
#include "mod_sioha/httpd/token_store.h"

namespace sioha {
namespace httpd {

/// What a request's token says about where it goes, and what its answer says about the token.
/// One object a request.
///
/// A 401 is a gateway's word that it has not executed the call, so the call may go elsewhere even where it
/// may not run twice. That is done where the owner is not known for certain, or where another
/// gateway has a token that stands for this one; else the client gets the 401 and logs in again.
class Affinity : public ClientAnswer::Observer {
 public:
  Affinity(request_rec* r, const Runtime& runtime, const BalancerRuntime& balancer, gateway::Call call,
           const MountTarget* target);

  /// Below /api, with a token that is not of a login.
  bool carriesToken() const { return carriesToken_; }
  /// It belongs to one gateway's own set-up: never balanced to another, never repeated.
  bool oneGatewayOnly() const { return oneGatewayOnly_; }
  /// Does the body of the answer hold a token?
  bool learnsFromAnswer() const { return learns_; }
  bool isLogout() const { return carriesToken_ && isLogout_; }

  /// The next member for the request, or balance::kNobody.
  int elect(Elector* elector, int ownerByRoute);
  /// Before each try.
  void tries(const MemberRuntime& member) { member_ = &member; }
  /// The Authorization value for the member that is tried; null: as the client sent it.
  const char* authorization();

  /// The member that is tried said 401. True: the call may go to another.
  bool mayGoElsewhere();
  /// The answer is complete: `status` is the gateway's.
  void answered(int status);
  /// A logout of which no gateway knows anything any more.
  void forget();

  void onBody(Slice data) override;
  void onEnd() override;
  void onForget() override;

 private:
  int indexOf(std::uint32_t id) const;
  int firstByPriority() const;
  bool isBusyOwner(int index) const;
  void learn(Slice token, bool certain);
  /// With token_fanout other gateways have tokens that stand for this one.
  bool hasPeers() const { return known_ && entry_.hasSealed; }
  const gateway::TokenRecord& record();
  int electHolder(Elector* elector, int owner);
  bool dropMember(std::uint32_t member);
  void logInAtPeers();
  void finishLogins();
  void visitPeers(const char* uri, Duration limit);

  request_rec* r_;
  const Runtime& runtime_;
  const BalancerRuntime& balancer_;
  const MountTarget* target_;
  const TokenStore& store_;
  const gateway::Call call_;
  bool carriesToken_, oneGatewayOnly_, learns_, isLogout_;
  bool known_;  ///< entry_ is of this token
  bool designatedTried_;
  const MemberRuntime* member_;
  gateway::Hash128 key_;
  gateway::TokenEntry entry_;
  gateway::Credentials credentials_;
  gateway::TokenLearner learner_;
  gateway::TokenRecord record_;  ///< of credentials_, or of what is learned
  bool recordRead_;
  std::unique_ptr<FanOut> logins_;
  unsigned long long bodySize_;
  bool learned_;
};

}  // namespace httpd
}  // namespace sioha
#endif
