#ifndef SIOHA_HTTPD_KEPT_SESSION_H
#define SIOHA_HTTPD_KEPT_SESSION_H

#include <string>

#include "mod_sioha/httpd/runtime.h"

/// The prober's token in shared memory, sealed under a key that only httpd's processes have: after a kill -9
/// the next child's prober uses it on, and no session of the MDM is left behind. One writer, the prober.
namespace sioha {
namespace httpd {

void keepSession(const Runtime& runtime, std::size_t member, Slice token);
/// Empty: there is none, or its writer was killed half way.
std::string keptSession(const Runtime& runtime, std::size_t member);
/// Unless another prober keeps one of its own there by now.
void dropSession(const Runtime& runtime, std::size_t member, Slice token);

}  // namespace httpd
}  // namespace sioha
#endif
