#ifndef SIOHA_HTTPD_SENT_PATH_H
#define SIOHA_HTTPD_SENT_PATH_H

#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// `path` where Tomcat will see r->uri in it, which is what was mapped and what access control has looked at;
/// else `uriBeforeMapping` escaped so that it will. Null: there is none that may be sent.
const char* pathSeenAsMapped(request_rec* r, const char* path, const char* uriBeforeMapping);

}  // namespace httpd
}  // namespace sioha
#endif
