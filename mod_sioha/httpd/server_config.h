#ifndef SIOHA_HTTPD_SERVER_CONFIG_H
#define SIOHA_HTTPD_SERVER_CONFIG_H

#include <string>
#include <vector>

#include "mod_sioha/config/properties.h"
#include "mod_sioha/config/uri_map.h"
#include "mod_sioha/httpd/private.h"
#include "mod_sioha/httpd/token_share.h"

namespace sioha {
namespace httpd {

struct BalancerRuntime;

/// A SiohaWorkerProperty directive.
struct PropertyLine {
  std::string text;
  std::string file;
  unsigned line;
};

/// What directives say of one server or virtual host. Written while httpd
/// reads its configuration, completed in check_config, constant from then on.
struct ServerConfig {
  ServerConfig();
  enum class MountCopy { unset, off, on, all };

  std::vector<config::MountRule> rules;  ///< of this server only, in file order
  MountCopy mountCopy;
  int forwardCertChain;  ///< -1: not set here
  std::string logFile;   ///< as written, relative to ServerRoot; "|prog" is a pipe

  apr_file_t* openLog;  ///< logFile, from post_config on; else null

  // The main server only.
  TokenShare tokenShare;
  std::string workersFile;
  std::string workersFileWhere;  ///< "file:line" of its directive
  std::vector<PropertyLine> propertyLines;
  std::vector<std::string> notices;  ///< said once when httpd starts

  config::UriMap map;                     ///< compiled in check_config, with the rules of MountCopy
  std::vector<BalancerRuntime*> targets;  ///< of map.rules(), index by index; null for an exclusion's "*"
};

ServerConfig& serverConfig(const server_rec* server);
/// A virtual host without a directive of ours shares the main server's object, and would inherit
/// its mounts with it: gives it one of its own.
void separateFromMainServer(apr_pool_t* pool, server_rec* mainServer, server_rec* virtualHost);
inline ServerConfig& serverConfig(const request_rec* r) {
  return serverConfig(r->server);
}

}  // namespace httpd
}  // namespace sioha
#endif
