#ifndef SIOHA_HTTPD_SHARE_WORKERS_H
#define SIOHA_HTTPD_SHARE_WORKERS_H

#include <functional>
#include <memory>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// Threads of one child that talk to the token store, so that no request waits for a store that hangs: apr's
/// clients of memcached and redis know no time-out. They start when they are needed.
class ShareWorkers {
 public:
  /// It may run on after the request is gone, so it owns what it works on.
  typedef std::function<apr_status_t(apr_pool_t*)> Call;

  ShareWorkers();
  /// Waits for those that are idle or nearly so; one that hangs is left behind.
  ~ShareWorkers();
  /// The call's outcome, or APR_TIMEUP where it is not there in time, or where all hang.
  apr_status_t run(const Call& call, Duration limit);

 private:
  struct Job;
  struct State;
  static void serve(const std::shared_ptr<State>& state);
  bool startOne();
  std::shared_ptr<State> state_;
};

}  // namespace httpd
}  // namespace sioha
#endif
