#ifndef SIOHA_HTTPD_STATIC_FILES_H
#define SIOHA_HTTPD_STATIC_FILES_H

#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// For requests that no worker gets: SiohaStripSession cuts the session from their path, SiohaAutoAlias looks for them
/// in Tomcat's webapps. Part of the translate_name hook.
int translateStatic(request_rec* r);

}  // namespace httpd
}  // namespace sioha
#endif
