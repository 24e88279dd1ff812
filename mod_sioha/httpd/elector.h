#ifndef SIOHA_HTTPD_ELECTOR_H
#define SIOHA_HTTPD_ELECTOR_H

#include <cstdint>
#include <vector>

#include "mod_sioha/balance/effective.h"
#include "mod_sioha/httpd/request_rule.h"
#include "mod_sioha/httpd/runtime.h"

namespace sioha {
namespace httpd {

/// Elects members for one request, one after another: looks at shared memory, asks balance/.
class Elector {
 public:
  Elector(Runtime* runtime, BalancerRuntime* balancer, const RequestRule& rule);

  /// Looks for a session in the path and in the cookies.
  void findSession(request_rec* r, Slice rawPath);
  /// The member that the session's route names, or balance::kNobody.
  int owner() const { return place_.owner; }
  /// False: there is a session, and this member is neither its own nor one of its domain. True for nobody.
  bool knowsSession(int member) const;

  /// Next member for the request, or kNobody. Members that were tried are left out.
  int elect(int owner);
  void markTried(int member) { tried_ |= std::uint64_t(1) << (member % 64); }
  /// For another round.
  void forgetTried() { tried_ = 0; }
  /// Was the last one elected although it is DOWN (fail open)?
  bool isLastResort() const { return lastResort_; }
  /// Did the last election pass over a member that is at its bound?
  bool anyFull() const { return anyFull_; }
  /// Is it the session's own member that is at its bound, and well?
  bool isOwnerFull() const { return ownerFull_; }
  /// Tells the method that `member` got the request.
  void countElection(int member);
  /// Tells the method how much went to and fro.
  void countTraffic(const MemberRuntime& member, unsigned long long bytes) const;
  /// Would elect() find one? Does not count as an election.
  bool othersLeft();
  /// Is whoever waits on `member`, one of the balancer's, to be let go now? See balance::Judgement.
  bool releases(const MemberRuntime& member) const;
  const balance::HealthPolicy& policy() const { return balancer_.policy(); }

 private:
  void fill();
  void look(std::size_t index, balance::Member* member) const;
  std::uint64_t loadOf(const MemberRuntime& member) const;
  std::uint64_t* loadWord(std::size_t index) const;
  void raiseToLevel(std::size_t index) const;
  void levelCounters(std::size_t elected) const;
  int memberByRoute(Slice route) const;
  bool takeRoute(Slice route);
  bool isTried(std::size_t member) const { return (tried_ >> (member % 64)) & 1; }

  Runtime& runtime_;
  BalancerRuntime& balancer_;
  const RequestRule& rule_;
  std::uint64_t tried_;
  bool anyFull_;
  bool ownerFull_;
  bool lastResort_;
  bool isRouted_;         ///< there is a session, and a route in it
  balance::Place place_;  ///< what its route says
  std::uint64_t ticket_;
  static const std::size_t kFew = 8;  // on the stack
  balance::Candidate few_[kFew];
  std::vector<balance::Candidate> many_;
  balance::Candidate* candidates_;
};

}  // namespace httpd
}  // namespace sioha
#endif
