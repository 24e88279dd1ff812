#ifndef SIOHA_HTTPD_REQUEST_CONTEXT_H
#define SIOHA_HTTPD_REQUEST_CONTEXT_H

#include "mod_sioha/httpd/mount_table.h"
#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// What mapping found out about a request; lives in its pool.
struct RequestContext {
  BalancerRuntime* balancer;     ///< null: SetHandler made it ours, and no mount
  const MountTarget* target;     ///< of the rule that mapped it
  const char* uriBeforeMapping;  ///< r->uri as it was: decoded, not normalised
};

inline RequestContext* contextOf(const request_rec* r) {
  return static_cast<RequestContext*>(ap_get_module_config(r->request_config, &sioha_module));
}

extern const char* const kHandlerName;        ///< "sioha"
extern const char* const kJkHandlerName;      ///< "jakarta-servlet"
extern const char* const kStatusHandlerName;  ///< "sioha-status"

}  // namespace httpd
}  // namespace sioha
#endif
