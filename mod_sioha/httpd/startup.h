#ifndef SIOHA_HTTPD_STARTUP_H
#define SIOHA_HTTPD_STARTUP_H

#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// check_config: reads workers.properties and compiles the mounts. Faults are found here and
/// not in post_config, because only this runs for `httpd -t` too.
int checkConfig(apr_pool_t* pconf, server_rec* mainServer);

/// post_config: shared memory, addresses, log file, prober.
int startParent(apr_pool_t* pconf, server_rec* mainServer);

void startChildProcess(apr_pool_t* pchild, server_rec* mainServer);

}  // namespace httpd
}  // namespace sioha
#endif
