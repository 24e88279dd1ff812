#ifndef SIOHA_HTTPD_REACH_H
#define SIOHA_HTTPD_REACH_H

#include "mod_sioha/base/outcome.h"
#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/net/connection.h"

/// The way to a member, before anything of a request is sent.
namespace sioha {
namespace httpd {

/// Why it is not there; Cause::none: it is.
struct Reach {
  Cause cause;
  int error;  ///< errno, or 0
};

Reach openConnection(const Runtime& runtime, const MemberRuntime& member, net::Patience* patience,
                     net::Connection* connection);

/// How long a CPONG is waited for before the request is sent; 0: none is asked for. Where ping_mode says
/// nothing, only a request that may not run twice is worth it: what fails here was not sent.
Duration pingLimit(const config::Member& member, bool pooledConnection, bool repeatable);

/// A CPONG within `limit` proves that the process behind the connection lives.
Reach askForPong(const Runtime& runtime, Duration limit, net::Patience* patience,
                 net::Connection* connection);

}  // namespace httpd
}  // namespace sioha
#endif
