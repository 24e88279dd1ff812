#ifndef SIOHA_HTTPD_TAKE_SNAPSHOT_H
#define SIOHA_HTTPD_TAKE_SNAPSHOT_H

#include "mod_sioha/httpd/private.h"
#include "mod_sioha/status/snapshot.h"

namespace sioha {
namespace httpd {

/// Copies what shared memory holds; takes no lock.
status::Snapshot takeSnapshot(server_rec* server);

}  // namespace httpd
}  // namespace sioha
#endif
