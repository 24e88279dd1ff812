#ifndef SIOHA_HTTPD_MAPPING_H
#define SIOHA_HTTPD_MAPPING_H

#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// Hooks that decide which requests are ours, and keep httpd from looking for files of their names.
int translateName(request_rec* r);
int mapToStorage(request_rec* r);
int checkType(request_rec* r);

}  // namespace httpd
}  // namespace sioha
#endif
