#include "mod_sioha/httpd/directive.h"

namespace sioha {
namespace httpd {
namespace {

/// The section that a directive stands in, such as "<Location"; "" outside of any.
Slice sectionOf(const cmd_parms* cmd) {
  return cmd->path && cmd->directive->parent ? Slice(cmd->directive->parent->directive) : Slice();
}

// httpd hands over a regular expression, a folder or a file's name in the same place as a location.
const char* refuseSection(cmd_parms* cmd) {
  const Slice section = sectionOf(cmd);
  const Slice path(cmd->path);
  const bool isLocation = equalsNoCase(section, "<Location");
  const bool isPattern = isLocation && Slice(cmd->directive->parent->args).trimmed().startsWith("~");
  if (isLocation && !isPattern && path.startsWith("/")) return nullptr;
  return inPool(cmd, std::string(cmd->cmd->name) + " can stand in <Location /path> only, not in " +
                         section.str() + " " + cmd->directive->parent->args +
                         "; write it outside, with a URI pattern such as /app/*");
}

/// With one argument the directive stands in <Location> and the location is the path.
const char* addRule(cmd_parms* cmd, const char* first, const char* second, bool exclude) {
  const std::string name = cmd->cmd->name;
  if (second && cmd->path)
    return inPool(cmd, name + " has the location for its path inside of a section; write " + name + " " +
                           second + ", or move the line out of it");
  if (!second && !cmd->path)
    return inPool(cmd, name + " needs a URI pattern and a worker, or has to stand inside <Location>");
  if (cmd->path)
    if (const char* refused = refuseSection(cmd)) return refused;
  const std::string pattern = second ? first : cmd->path;
  const Result<std::vector<config::MountRule>> rules =
      config::parseMount(exclude ? "!" + pattern : pattern, second ? second : first,
                         cmd->directive->filename, static_cast<unsigned>(cmd->directive->line_num));
  if (!rules.ok()) return inPool(cmd, rules.error());
  ServerConfig& config = configOf(cmd);
  config.rules.insert(config.rules.end(), rules.value().begin(), rules.value().end());
  return nullptr;
}

}  // namespace
}  // namespace httpd
}  // namespace sioha

using namespace sioha;
using namespace sioha::httpd;

const char* sioha_add_mount(cmd_parms* cmd, void*, const char* path, const char* worker) {
  return guarded("Mount", kOutOfMemory, [&] { return addRule(cmd, path, worker, false); });
}

const char* sioha_add_unmount(cmd_parms* cmd, void*, const char* path, const char* worker) {
  return guarded("UnMount", kOutOfMemory, [&] { return addRule(cmd, path, worker, true); });
}

const char* sioha_set_mount_copy(cmd_parms* cmd, void*, const char* value) {
  return guarded("MountCopy", kOutOfMemory, [&]() -> const char* {
    typedef ServerConfig::MountCopy Copy;
    const bool all = equalsNoCase(value, "All");
    if (!all && !equalsNoCase(value, "On") && !equalsNoCase(value, "Off"))
      return inPool(cmd, std::string(cmd->cmd->name) + ": write On, Off or All instead of " + value);
    if (all)
      if (const char* refused = refuseInVirtualHost(cmd)) return refused;
    configOf(cmd).mountCopy = all ? Copy::all : equalsNoCase(value, "On") ? Copy::on : Copy::off;
    return nullptr;
  });
}

const char* sioha_set_mount_file(cmd_parms* cmd, void*, const char* file) {
  return guarded("MountFile", kOutOfMemory, [&]() -> const char* {
    ServerConfig& config = configOf(cmd);
    if (!config.mountFile.empty())
      return inPool(cmd, std::string(cmd->cmd->name) + " stands twice (first at " + config.mountFileWhere +
                             "); a server has one file of mounts: put both into one");
    const char* path = ap_server_root_relative(cmd->pool, file);
    if (!path) return inPool(cmd, std::string(cmd->cmd->name) + ": " + file + " is not a valid path");
    config.mountFile = path;
    config.mountFileWhere = whereOf(cmd);
    return nullptr;
  });
}

const char* sioha_set_mount_file_reload(cmd_parms* cmd, void*, const char* value) {
  return guarded("MountFileReload", kOutOfMemory, [&]() -> const char* {
    const bool negative = value[0] == '-';
    unsigned long long count = 0;
    if (!parseDecimal(negative ? value + 1 : value, 1000000000ULL, &count))
      return inPool(cmd, std::string(cmd->cmd->name) + ": write a number of seconds, or 0 for never, instead of " +
                             value);
    // mod_jk takes a negative number for 0.
    configOf(cmd).mountFileReload = negative ? 0 : static_cast<int>(count);
    return nullptr;
  });
}

const char* sioha_set_worker_indicator(cmd_parms* cmd, void*, const char* variable) {
  return guarded("WorkerIndicator", kOutOfMemory, [&]() -> const char* {
    configOf(cmd).workerIndicator = variable;
    return nullptr;
  });
}
