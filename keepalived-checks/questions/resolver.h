#ifndef SIOHA_CHECKS_QUESTIONS_RESOLVER_H
#define SIOHA_CHECKS_QUESTIONS_RESOLVER_H

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "mod_sioha/net/endpoint.h"

namespace sioha {
namespace checks {

/// Looks up host names side by side, each in a thread of its own: a resolver that hangs for one name must not
/// keep the gateways from being asked whose addresses are known. A thread that hangs is left behind.
class Resolver {
 public:
  struct Answer {
    std::size_t tag;
    Result<std::vector<net::Endpoint>> addresses;
  };

  Resolver();
  /// An address is answered at once, a name later. `tag` comes back with the answer.
  void ask(const std::string& host, unsigned port, bool preferIpv6, std::size_t tag);
  /// Readable when there may be another answer; -1: there is no pipe, and names are never answered.
  int fd() const;
  /// What has come since the last call.
  std::vector<Answer> take();
  /// Are answers still to come?
  bool isWaiting() const { return pending_ > 0; }

 private:
  Resolver(const Resolver&);
  Resolver& operator=(const Resolver&);
  struct Shared;
  struct Task;
  static void* run(void* task);
  std::shared_ptr<Shared> shared_;
  std::size_t pending_;
};

}  // namespace checks
}  // namespace sioha
#endif
