#ifndef SIOHA_HTTPD_REQUEST_CONTEXT_H
#define SIOHA_HTTPD_REQUEST_CONTEXT_H

#include "mod_sioha/httpd/private.h"
#include "mod_sioha/httpd/runtime.h"

namespace sioha {
namespace httpd {

/// What mapping found out about a request; lives in its pool.
struct RequestContext {
  BalancerRuntime* balancer;
  const char* uriBeforeMapping;  ///< r->uri as it was: decoded, not normalised
};

inline RequestContext* contextOf(const request_rec* r) {
  return static_cast<RequestContext*>(ap_get_module_config(r->request_config, &sioha_module));
}

extern const char* const kHandlerName;        ///< "sioha"
extern const char* const kStatusHandlerName;  ///< "sioha-status"

}  // namespace httpd
}  // namespace sioha
#endif
