#ifndef SIOHA_HTTPD_TOKEN_SHARE_H
#define SIOHA_HTTPD_TOKEN_SHARE_H

#include <ap_socache.h>

#include <cstdint>
#include <functional>
#include <string>

#include "mod_sioha/base/slice.h"
#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// In shared memory: what all children know of the store's trouble.
struct ShareTrouble {
  std::uint32_t said;       ///< 1: it is broken and that has been logged
  std::uint32_t notBefore;  ///< seconds since 1970 of the next try
  std::uint32_t pause;      ///< seconds, doubled by each failure
  std::uint32_t fullSaid;   ///< of the table: the notice that it is full
};

class ShareWorkers;

/// The store that SiohaTokenStore names, over httpd's ap_socache. While it is broken it is left alone for
/// some seconds, so that a request seldom pays for it, and one that hangs is not waited for.
class TokenShare {
 public:
  TokenShare() : provider_(nullptr), instance_(nullptr), trouble_(nullptr), quiet_(nullptr) {}

  /// While httpd reads its configuration. Null, or what is wrong.
  const char* configure(cmd_parms* cmd, const char* word);
  /// post_config.
  int start(apr_pool_t* pconf, server_rec* server, ShareTrouble* trouble);
  void startChild(apr_pool_t* pchild) const;
  explicit operator bool() const { return provider_ != nullptr; }

  bool retrieve(request_rec* r, const std::string& id, std::string* value) const;
  void store(request_rec* r, const std::string& id, const std::string& value, std::uint32_t expiresAt) const;
  void remove(request_rec* r, const std::string& id) const;

 private:
  typedef std::function<apr_status_t(apr_pool_t*)> Call;
  class Lock;
  bool isLocal() const;
  apr_status_t ask(request_rec* r, const Call& call) const;
  bool isPaused(const request_rec* r) const;
  void fared(request_rec* r, apr_status_t status) const;

  const ap_socache_provider_t* provider_;
  ap_socache_instance_t* instance_;
  std::string name_;
  ShareTrouble* trouble_;
  server_rec* quiet_;  ///< providers log each failure as critical; we say it once
};

/// pre_config: lets the Mutex directive know ours.
void registerShareMutex(apr_pool_t* pconf);

}  // namespace httpd
}  // namespace sioha
#endif
