#ifndef SIOHA_HTTPD_DIRECTIVE_H
#define SIOHA_HTTPD_DIRECTIVE_H

#include <apr_strings.h>

#include <string>

#include "mod_sioha/httpd/guard.h"
#include "mod_sioha/httpd/server_config.h"

/// What the handlers of directives share.
namespace sioha {
namespace httpd {

const char* const kOutOfMemory = "out of memory";

inline const char* inPool(cmd_parms* cmd, const std::string& sentence) {
  return apr_pstrmemdup(cmd->pool, sentence.data(), sentence.size());
}

inline std::string whereOf(const cmd_parms* cmd) {
  return std::string(cmd->directive->filename) + ":" + std::to_string(cmd->directive->line_num);
}

inline ServerConfig& configOf(cmd_parms* cmd) {
  return serverConfig(cmd->server);
}

inline const char* refuseInVirtualHost(cmd_parms* cmd) {
  return ap_check_cmd_context(cmd, GLOBAL_ONLY);
}

/// "Name: sentence", for httpd to say with file and line.
inline const char* refusal(cmd_parms* cmd, const std::string& sentence) {
  return inPool(cmd, std::string(cmd->cmd->name) + ": " + sentence);
}

/// Said once when httpd starts.
inline void notice(cmd_parms* cmd, const std::string& sentence) {
  configOf(cmd).notices.push_back(whereOf(cmd) + ": " + cmd->cmd->name + ": " + sentence);
}

}  // namespace httpd
}  // namespace sioha
#endif
