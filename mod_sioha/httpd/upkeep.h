#ifndef SIOHA_HTTPD_UPKEEP_H
#define SIOHA_HTTPD_UPKEEP_H

#include <string>

#include "mod_sioha/httpd/runtime.h"

namespace sioha {
namespace httpd {

/// Looks up a member's host and writes its address into shared memory. Blocks in the
/// resolver. Empty, or why there is no address.
std::string resolveMember(const Shared& shared, const MemberRuntime& member);

/// Registers what each child does about once a second beside its requests: closes idle connections that are
/// too old, publishes how many there are, and in the prober's child looks up again
/// the names of members that cannot be reached.
int registerUpkeep(apr_pool_t* pconf, server_rec* server, Runtime* runtime);

}  // namespace httpd
}  // namespace sioha
#endif
