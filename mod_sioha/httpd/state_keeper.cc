#include "mod_sioha/httpd/state_keeper.h"

#include <http_main.h>
#include <unixd.h>

#include "mod_sioha/balance/effective.h"
#include "mod_sioha/config/run_time_changes.h"
#include "mod_sioha/httpd/server_config.h"
#include "mod_sioha/httpd/state_file.h"

namespace sioha {
namespace httpd {
namespace {

server_rec* mainServerOf(server_rec* server) {
  return server->is_virtual && ap_server_conf ? ap_server_conf : server;
}

/// The file's text as far as it makes sense; the log says what does not.
std::string recallFile(server_rec* server, const ServerConfig& config) {
  const Result<std::string> file = readStateFile(config.stateFile);
  if (!file.ok()) {
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, server,
                 "%s: SiohaStateFile %s cannot be used: %s; httpd starts without the changes that it keeps",
                 config.stateFileWhere.c_str(), config.stateFile.c_str(), file.error().c_str());
    return std::string();
  }
  if (file.value().empty()) return std::string();
  const config::ReadChanges read = config::parseChanges(file.value());
  if (!read.trouble.empty())
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, server,
                 "%s: SiohaStateFile %s is damaged: %s; the next change writes it anew",
                 config.stateFileWhere.c_str(), config.stateFile.c_str(), read.trouble.c_str());
  return config::formatChanges(read.changes);
}

void tellChanges(server_rec* server, const Runtime& made, const config::Changes& changes) {
  for (const auto& balancer : made.balancers()) {
    config::Balancer changed = balancer->configured.config;
    config::Changes applied;
    config::applyChanges(changes, &changed, &applied, nullptr);
    for (const config::Change& change : applied)
      ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server,
                   "worker.%s.%s is \"%s\" as it was set in the status worker, and not \"%s\" as in "
                   "workers.properties",
                   (change.member.empty() ? change.balancer : change.member).c_str(), change.property.c_str(),
                   config::shown(change.to).c_str(), config::shown(change.from).c_str());
  }
}

}  // namespace

int recallChanges(apr_pool_t* pconf, server_rec* mainServer, Runtime* made) {
  bool isNew = false;
  const int shared = made->state().share(pconf, mainServer, &isNew);
  if (shared != OK) return shared;
  const ServerConfig& config = serverConfig(mainServer);
  std::uint32_t version = 0;
  std::string text = made->state().read(&version);
  if (isNew && !config.stateFile.empty()) {
    text = recallFile(mainServer, config);
    if (!text.empty()) made->state().write(text);
  }
  std::vector<std::string> lost;
  made->adoptChanges(&lost);
  for (const std::string& sentence : lost)
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, mainServer, "%s", sentence.c_str());
  tellChanges(mainServer, *made, config::parseChanges(text).changes);
  if (config.stateFile.empty()) return OK;
  const std::string wrong =
      prepareStateDirectory(config.stateFile, ap_unixd_config.user_id, ap_unixd_config.group_id);
  if (!wrong.empty())
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, mainServer,
                 "%s: SiohaStateFile %s: %s; changes in the status worker will be lost when httpd stops",
                 config.stateFileWhere.c_str(), config.stateFile.c_str(), wrong.c_str());
  // The directive may be new: what was changed before it came is to last, too.
  else if (!isNew && !text.empty())
    writeStateFile(config.stateFile, text);
  return OK;
}

// Of two that write at the same time the later one to rename may have the older text: who finds another
// version afterwards writes once more.
std::string saveChanges(server_rec* server, Runtime* runtime) {
  const ServerConfig& config = serverConfig(mainServerOf(server));
  if (config.stateFile.empty()) return std::string();
  std::uint32_t version = 0;
  std::string wrong;
  do {
    const std::string text = runtime->state().read(&version);
    wrong = writeStateFile(config.stateFile, text);
  } while (wrong.empty() && runtime->state().version() != version);
  return wrong;
}

std::uint32_t adminWordOf(config::Activation activation) {
  switch (activation) {
    case config::Activation::active:
      return static_cast<std::uint32_t>(balance::Admin::active);
    case config::Activation::disabled:
      return static_cast<std::uint32_t>(balance::Admin::disabled);
    case config::Activation::stopped:
      return static_cast<std::uint32_t>(balance::Admin::stopped);
  }
  return static_cast<std::uint32_t>(balance::Admin::active);
}

}  // namespace httpd
}  // namespace sioha
