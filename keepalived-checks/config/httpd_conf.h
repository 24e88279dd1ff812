#ifndef SIOHA_CHECKS_CONFIG_HTTPD_CONF_H
#define SIOHA_CHECKS_CONFIG_HTTPD_CONF_H

#include <string>
#include <vector>

#include "keepalived-checks/common/verdict.h"
#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"
#include "mod_sioha/config/workers.h"

namespace sioha {
namespace checks {

/// One directive of an httpd configuration file.
struct HttpdDirective {
  std::string name;                  ///< as written
  std::vector<std::string> words;    ///< arguments without their quotes
  std::string host;                  ///< argument of the enclosing <VirtualHost>, empty outside
  std::string file;
  unsigned line;
  unsigned hostLine;                 ///< where that <VirtualHost> begins
};

/// Directives in order; "\" at a line's end continues it. Nothing is included or evaluated.
Result<std::vector<HttpdDirective>> parseHttpdConf(Slice text, const std::string& file);

/// Tasks 2.8 and 3 of the guide: mounts and virtual host against workers.properties and the VIP.
/// `workers` may be null, `vip` empty. Pure.
Verdict judgeHttpdConf(const std::vector<HttpdDirective>& directives, const config::Workers* workers,
                       const std::string& workersFile, const std::string& vip);

}  // namespace checks
}  // namespace sioha
#endif
