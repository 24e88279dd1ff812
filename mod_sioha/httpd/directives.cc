#include <apr_strings.h>

#include <string>

#include "mod_sioha/httpd/directive.h"

namespace sioha {
namespace httpd {
namespace {

/// mod_jk's words, or -1.
int logLevelOf(const char* word) {
  static const struct {
    const char* word;
    int level;
  } kLevels[] = {{"trace", APLOG_TRACE1}, {"debug", APLOG_DEBUG}, {"info", APLOG_INFO},
                 {"warn", APLOG_WARNING}, {"error", APLOG_ERR},   {"emerg", APLOG_EMERG}};
  for (const auto& level : kLevels)
    if (equalsNoCase(word, level.word)) return level.level;
  return -1;
}

}  // namespace
}  // namespace httpd
}  // namespace sioha

using namespace sioha;
using namespace sioha::httpd;

const char* sioha_set_workers_file(cmd_parms* cmd, void*, const char* file) {
  return guarded("WorkersFile", kOutOfMemory, [&]() -> const char* {
    if (const char* refused = refuseInVirtualHost(cmd)) return refused;
    ServerConfig& config = configOf(cmd);
    if (!config.workersFile.empty())
      return inPool(cmd, std::string(cmd->cmd->name) + " stands twice (first at " + config.workersFileWhere +
                             "); there is one workers.properties: remove one of the two");
    const char* path = ap_server_root_relative(cmd->pool, file);
    if (!path) return inPool(cmd, std::string(cmd->cmd->name) + ": " + file + " is not a valid path");
    config.workersFile = path;
    config.workersFileWhere = whereOf(cmd);
    return nullptr;
  });
}

const char* sioha_set_token_store(cmd_parms* cmd, void*, const char* store) {
  return guarded("TokenStore", kOutOfMemory, [&]() -> const char* {
    if (const char* refused = refuseInVirtualHost(cmd)) return refused;
    return configOf(cmd).tokenShare.configure(cmd, store);
  });
}

const char* sioha_set_worker_property(cmd_parms* cmd, void*, const char* line) {
  return guarded("WorkerProperty", kOutOfMemory, [&]() -> const char* {
    if (const char* refused = refuseInVirtualHost(cmd)) return refused;
    PropertyLine property;
    property.text = line;
    property.file = cmd->directive->filename;
    property.line = static_cast<unsigned>(cmd->directive->line_num);
    configOf(cmd).propertyLines.push_back(property);
    return nullptr;
  });
}

const char* sioha_set_options(cmd_parms* cmd, void*, const char* option) {
  return guarded("Options", kOutOfMemory, [&]() -> const char* {
    const bool off = option[0] == '-';
    const char* name = option[0] == '-' || option[0] == '+' ? option + 1 : option;
    if (equalsNoCase(name, "ForwardSSLCertChain")) {
      configOf(cmd).forwardCertChain = off ? 0 : 1;
      return nullptr;
    }
    // These two are what mod_sioha does anyway: the URI goes as the client sent it, the key size goes along.
    if (!off && (equalsNoCase(name, "ForwardURIProxy") || equalsNoCase(name, "ForwardKeySize")))
      return nullptr;
    return inPool(cmd, std::string(cmd->cmd->name) + ": " + option +
                           " is not supported by this version of mod_sioha; remove it "
                           "(+ForwardSSLCertChain is supported)");
  });
}

const char* sioha_set_log_file(cmd_parms* cmd, void*, const char* file) {
  return guarded("LogFile", kOutOfMemory, [&]() -> const char* {
    configOf(cmd).logFile = file;
    return nullptr;
  });
}

const char* sioha_set_log_level(cmd_parms* cmd, void*, const char* level) {
  return guarded("LogLevel", kOutOfMemory, [&]() -> const char* {
    const int value = logLevelOf(level);
    if (value < 0)
      return inPool(cmd, std::string(cmd->cmd->name) +
                             ": write trace, debug, info, warn, error or emerg instead of " + level);
    ap_set_module_loglevel(cmd->pool, &cmd->server->log, sioha_module.module_index, value);
    return nullptr;
  });
}

const char* sioha_accept_obsolete(cmd_parms* cmd, void*, const char*) {
  return guarded("obsolete directive", kOutOfMemory, [&]() -> const char* {
    if (const char* refused = refuseInVirtualHost(cmd)) return refused;
    configOf(cmd).notices.push_back(whereOf(cmd) + ": " + cmd->cmd->name + " has no effect (" +
                                    cmd->cmd->errmsg + "); the line can be removed");
    return nullptr;
  });
}

const char* sioha_refuse_directive(cmd_parms* cmd, void*, const char*) {
  return guarded("refused directive", kOutOfMemory, [&]() -> const char* {
    return inPool(
        cmd, std::string(cmd->cmd->name) +
                 " is not supported by this version of mod_sioha; remove the line, or keep mod_jk for now");
  });
}
