#ifndef SIOHA_HTTPD_MOUNTS_H
#define SIOHA_HTTPD_MOUNTS_H

#include <string>

#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/httpd/server_config.h"

/// The rules of all servers and virtual hosts, and the files that some of them come from.
namespace sioha {
namespace httpd {

/// check_config: reads the files of MountFile and compiles every server's table. Returns what is wrong, or "".
std::string compileMounts(apr_pool_t* pconf, const Runtime& runtime, server_rec* mainServer);

/// post_config: has each child look after the files that are to be reloaded, beside its requests.
int registerMountReload(apr_pool_t* pconf, server_rec* mainServer, Runtime* runtime);
/// child_init: a child that is started after a reload has the rules of now from its first request on.
void startMountsInChild(server_rec* mainServer);

}  // namespace httpd
}  // namespace sioha
#endif
