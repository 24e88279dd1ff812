#ifndef SIOHA_HTTPD_STATE_KEEPER_H
#define SIOHA_HTTPD_STATE_KEEPER_H

#include <cstdint>
#include <string>

#include "mod_sioha/config/workers.h"
#include "mod_sioha/httpd/runtime.h"

/// What was changed in status workers, over restarts.
namespace sioha {
namespace httpd {

/// post_config: what was changed before counts again, from memory or from SiohaStateFile; the log says what.
/// OK, or a status after a line in the log.
int recallChanges(apr_pool_t* pconf, server_rec* mainServer, Runtime* made);

/// Writes the changes of now to SiohaStateFile, where there is one. Returns why not, or "".
std::string saveChanges(server_rec* server, Runtime* runtime);

/// balance::Admin, as it stands in shared memory.
std::uint32_t adminWordOf(config::Activation activation);

}  // namespace httpd
}  // namespace sioha
#endif
