#include "mod_sioha/httpd/guard.h"

namespace sioha {
namespace httpd {

void logException(const char* where, const char* what) noexcept {
  ap_log_error(APLOG_MARK, APLOG_CRIT, 0, ap_server_conf, "%s failed: %s", where, what);
}

}  // namespace httpd
}  // namespace sioha
