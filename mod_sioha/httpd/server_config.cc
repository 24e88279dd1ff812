#include "mod_sioha/httpd/server_config.h"

#include "mod_sioha/httpd/guard.h"
#include "mod_sioha/httpd/pool_object.h"

namespace sioha {
namespace httpd {

ServerConfig::ServerConfig()
    : mountCopy(MountCopy::unset),
      mountFileReload(-1),
      hasLogStamp(false),
      openLog(nullptr),
      mountFileStamp(config::noStamp()),
      mounts(nullptr),
      mountsChange(false),
      mountFiles(nullptr) {}

ServerConfig& serverConfig(const server_rec* server) {
  return *static_cast<ServerConfig*>(ap_get_module_config(server->module_config, &sioha_module));
}

// Mounts are not inherited: as in mod_jk only MountCopy brings them into a virtual host.
static ServerConfig* merged(apr_pool_t* pool, const ServerConfig& base, const ServerConfig& add) {
  ServerConfig* config = poolNew<ServerConfig>(pool, add);
  if (config->mountCopy == ServerConfig::MountCopy::unset && base.mountCopy == ServerConfig::MountCopy::all)
    config->mountCopy = ServerConfig::MountCopy::on;
  if (config->mountFileReload < 0) config->mountFileReload = base.mountFileReload;
  if (config->workerIndicator.empty()) config->workerIndicator = base.workerIndicator;
  config->request.inherit(base.request);
  if (config->logFile.empty()) config->logFile = base.logFile;
  if (!config->hasLogStamp) config->logStamp = base.logStamp;
  if (config->requestLogWhere.empty()) {
    config->requestLog = base.requestLog;
    config->requestLogWhere = base.requestLogWhere;
  }
  return config;
}

void separateFromMainServer(apr_pool_t* pool, server_rec* mainServer, server_rec* virtualHost) {
  ServerConfig& base = serverConfig(mainServer);
  if (virtualHost == mainServer || &serverConfig(virtualHost) != &base) return;
  ap_set_module_config(virtualHost->module_config, &sioha_module, merged(pool, base, ServerConfig()));
}

}  // namespace httpd
}  // namespace sioha

using namespace sioha::httpd;

void* sioha_create_server_config(apr_pool_t* pool, server_rec*) {
  return guarded<void*>("create_server_config", nullptr, [&] { return poolNew<ServerConfig>(pool); });
}

void* sioha_merge_server_config(apr_pool_t* pool, void* base, void* add) {
  return guarded<void*>("merge_server_config", nullptr, [&] {
    return merged(pool, *static_cast<ServerConfig*>(base), *static_cast<ServerConfig*>(add));
  });
}
