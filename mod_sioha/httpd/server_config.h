#ifndef SIOHA_HTTPD_SERVER_CONFIG_H
#define SIOHA_HTTPD_SERVER_CONFIG_H

#include <string>
#include <vector>

#include "mod_sioha/base/published.h"
#include "mod_sioha/config/file_watch.h"
#include "mod_sioha/config/log_stamp.h"
#include "mod_sioha/config/properties.h"
#include "mod_sioha/config/request_log_format.h"
#include "mod_sioha/config/uri_map.h"
#include "mod_sioha/httpd/private.h"
#include "mod_sioha/httpd/request_settings.h"
#include "mod_sioha/httpd/token_share.h"

namespace sioha {
namespace httpd {

struct MountFiles;
class MountTable;

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
  int reloadSeconds() const { return mountFileReload < 0 ? 60 : mountFileReload; }

  std::vector<config::MountRule> rules;  ///< of this server only, in file order
  MountCopy mountCopy;
  std::string mountFile;  ///< as a path from "/"; empty: none
  std::string mountFileWhere;
  int mountFileReload;          ///< seconds, 0: never; -1: not set here
  std::string workerIndicator;  ///< the variable that names a worker where SetHandler does not; empty: not set
  RequestSettings request;
  std::string logFile;  ///< as written, relative to ServerRoot; "|prog" is a pipe
  config::LogStamp logStamp;
  bool hasLogStamp;
  config::RequestLogFormat requestLog;
  std::string requestLogWhere;  ///< "file:line" of its directive; "": not set

  apr_file_t* openLog;  ///< logFile, from post_config on; else null

  // The main server only.
  TokenShare tokenShare;
  std::string workersFile;
  std::string workersFileWhere;  ///< "file:line" of its directive
  std::vector<PropertyLine> propertyLines;
  std::string stateFile;  ///< as a path from "/"; empty: changes do not outlive a stop
  std::string stateFileWhere;
  std::vector<config::Property> properties;  ///< as they were read, for the status worker; without secrets
  std::vector<std::string> notices;  ///< said once when httpd starts

  // From check_config on.
  std::vector<config::MountRule> fileRules;  ///< of mountFile; a reload writes them
  config::FileStamp mountFileStamp;
  Published<MountTable>* mounts;  ///< with the rules of MountCopy and of the file
  bool mountsChange;              ///< a reload may replace them while httpd serves
  MountFiles* mountFiles;         ///< the main server's, from post_config on
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
