#include "mod_sioha/httpd/sent_path.h"

#include <apr_strings.h>
#include <string.h>

#include "mod_sioha/config/normalize.h"

namespace sioha {
namespace httpd {

const char* pathSeenAsMapped(request_rec* r, const char* path, const char* uriBeforeMapping) {
  // The usual case: nothing in it that could be read in two ways.
  if (strcmp(path, r->uri) == 0 && !strchr(path, '%')) return path;
  std::string seen;
  if (config::tomcatPath(path, &seen) && seen == r->uri) return path;
  const char* escaped = ap_escape_uri(r->pool, uriBeforeMapping);
  if (config::tomcatPath(escaped, &seen) && seen == r->uri) return escaped;
  // Its parameters are lost, and with them a session, but not who may see what.
  escaped = ap_escape_uri(r->pool, r->uri);
  return config::tomcatPath(escaped, &seen) && seen == r->uri ? escaped : nullptr;
}

}  // namespace httpd
}  // namespace sioha
