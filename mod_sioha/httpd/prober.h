#ifndef SIOHA_HTTPD_PROBER_H
#define SIOHA_HTTPD_PROBER_H

#include "mod_sioha/httpd/runtime.h"

namespace sioha {
namespace httpd {

/// Registers the prober with mod_watchdog, which runs it in one child of the node and
/// in another one when that child ends. For post_config.
int registerProber(apr_pool_t* pconf, server_rec* server, Runtime* runtime);

/// In a child: when `pchild` ends the prober, if it runs here, gives its MDM sessions back.
void endProberWith(apr_pool_t* pchild);

}  // namespace httpd
}  // namespace sioha
#endif
