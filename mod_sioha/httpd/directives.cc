#include <string>

#include "mod_sioha/httpd/directive.h"

namespace sioha {
namespace httpd {
namespace {

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

const char* sioha_set_state_file(cmd_parms* cmd, void*, const char* file) {
  return guarded("StateFile", kOutOfMemory, [&]() -> const char* {
    if (const char* refused = refuseInVirtualHost(cmd)) return refused;
    ServerConfig& config = configOf(cmd);
    if (!config.stateFile.empty())
      return inPool(cmd, std::string(cmd->cmd->name) + " stands twice (first at " + config.stateFileWhere +
                             "); remove one of the two");
    const char* path = ap_server_root_relative(cmd->pool, file);
    if (!path || Slice(path).endsWith("/"))
      return inPool(cmd, std::string(cmd->cmd->name) + ": " + file +
                             " is no path of a file; write one such as /var/lib/sioha/state");
    config.stateFile = path;
    config.stateFileWhere = whereOf(cmd);
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

const char* sioha_accept_obsolete(cmd_parms* cmd, void*, const char*) {
  return guarded("obsolete directive", kOutOfMemory, [&]() -> const char* {
    if (const char* refused = refuseInVirtualHost(cmd)) return refused;
    configOf(cmd).notices.push_back(whereOf(cmd) + ": " + cmd->cmd->name + " has no effect (" +
                                    cmd->cmd->errmsg + "); the line can be removed");
    return nullptr;
  });
}
