#include "mod_sioha/httpd/sent_path.h"

#include <apr_strings.h>
#include <string.h>

#include "mod_sioha/config/forward_path.h"
#include "mod_sioha/config/normalize.h"

namespace sioha {
namespace httpd {

const char* pathSeenAsMapped(request_rec* r, const char* path, const char* uriBeforeMapping) {
  // The usual case: nothing in it that could be read in two ways.
  if (strcmp(path, r->uri) == 0 && !strchr(path, '%')) return path;
  std::string seen;
  if (config::tomcatPath(path, &seen) && seen == r->uri) return path;
  const std::string escaped = config::escapePath(uriBeforeMapping);
  if (!config::tomcatPath(escaped, &seen) || seen != r->uri) return nullptr;
  return apr_pstrmemdup(r->pool, escaped.data(), escaped.size());
}

}  // namespace httpd
}  // namespace sioha
