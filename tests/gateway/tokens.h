#ifndef SIOHA_TESTS_GATEWAY_TOKENS_H
#define SIOHA_TESTS_GATEWAY_TOKENS_H

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace sioha {
namespace sim {

/// A gateway's private token table: lost when the process ends.
/// A token is base64(user:expiry in ms since 1970:32 hex digits) without '='.
class Tokens {
 public:
  Tokens(long lifeMs, long idleMs) : lifeMs_(lifeMs), idleMs_(idleMs) {}

  enum class Kind { mdm, gatewayAdmin };
  std::string issue(Kind kind, const std::string& user, const std::string& session);
  /// True, and the idle time starts again, when the token was issued here and is alive.
  bool accept(Kind kind, const std::string& token);
  /// False when the token is unknown. `session` is the MDM session to close.
  bool drop(const std::string& token, std::string* session);
  /// Forgets all of them, or only those that are too old; returns their MDM sessions.
  std::vector<std::string> wipe();
  std::vector<std::string> expire();
  std::size_t count();

 private:
  typedef std::chrono::steady_clock Clock;
  struct Entry {
    Kind kind;
    std::string session;
    Clock::time_point issued;
    Clock::time_point used;
  };
  bool tooOld(const Entry& entry) const;
  const long lifeMs_;
  const long idleMs_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace sim
}  // namespace sioha
#endif
