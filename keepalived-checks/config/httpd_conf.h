#ifndef SIOHA_CHECKS_CONFIG_HTTPD_CONF_H
#define SIOHA_CHECKS_CONFIG_HTTPD_CONF_H

#include <string>
#include <vector>

#include "keepalived-checks/common/verdict.h"
#include "keepalived-checks/config/included_files.h"
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
  std::string hostFile;  ///< where that <VirtualHost> begins
  unsigned hostLine;
};

struct HttpdConf {
  std::vector<HttpdDirective> directives;  ///< in httpd's order
  std::vector<std::string> notes;          ///< what could not be followed, and why
  std::string serverRoot;                  ///< empty: none is written
};

/// Directives in order; "\" at a line's end continues it, Define, <IfDefine> and <IfModule !loaded> count.
/// Nothing is included.
Result<HttpdConf> parseHttpdConf(Slice text, const std::string& file);

/// The same of a file with all that it includes, as httpd reads it: Include has to find something, relative
/// paths are below ServerRoot. Error: a file that cannot be read, or the first holds nothing.
Result<HttpdConf> readHttpdConf(const std::string& path, const ConfigurationFiles& files);

/// The port of each Listen directive.
std::vector<std::string> listenPorts(const HttpdConf& conf);

/// Tasks 2.8 and 3 of the guide: mounts and virtual host against workers.properties and the VIP.
/// `workers` may be null, `vip` empty. Pure.
Verdict judgeHttpdConf(const HttpdConf& conf, const config::Workers* workers, const std::string& workersFile,
                       const std::string& vip);

}  // namespace checks
}  // namespace sioha
#endif
