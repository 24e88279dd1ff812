#ifndef SIOHA_HTTPD_RUN_TIME_STATE_H
#define SIOHA_HTTPD_RUN_TIME_STATE_H

#include <cstdint>
#include <string>

#include "mod_sioha/gateway/keyed_hash.h"
#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

struct StateMemory;

/// The text of what was changed in status workers (config/run_time_changes.h): shared by all processes, and
/// kept over graceful restarts. There are two texts, of which one counts: a writer that is killed half way
/// has damaged the other.
class RunTimeState {
 public:
  RunTimeState() : memory_(nullptr) {}

  /// post_config: OK, or a status after a line in the log. *isNew: nothing was kept.
  int share(apr_pool_t* pconf, server_rec* server, bool* isNew);
  static void startChild(apr_pool_t* pchild, server_rec* server);
  explicit operator bool() const { return memory_ != nullptr; }

  /// Counts up with each change; one load.
  std::uint32_t version() const;
  std::string read(std::uint32_t* version) const;
  /// Only while a Lock is held. The text has at most config::kLargestState bytes.
  void write(const std::string& text) const;

  /// Between writers of all processes; held over no I/O.
  class Lock {
   public:
    Lock();
    ~Lock();
    explicit operator bool() const { return locked_; }

   private:
    Lock(const Lock&);
    Lock& operator=(const Lock&);
    const bool locked_;
  };

  /// For tokens: known to all processes of this httpd, and to nobody else.
  const gateway::Hash128& secret() const { return secret_; }

 private:
  StateMemory* memory_;
  gateway::Hash128 secret_;
};

void registerStateMutex(apr_pool_t* pconf);

}  // namespace httpd
}  // namespace sioha
#endif
