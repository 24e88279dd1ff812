#ifndef SIOHA_HTTPD_RETAINED_MEMORY_H
#define SIOHA_HTTPD_RETAINED_MEMORY_H

#include <cstddef>
#include <cstdint>

#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// Anonymous memory that the parent shares with all children, and that serves on after a graceful restart
/// (doc/adr/0002). Owned by the process pool.
struct RetainedMemory {
  RetainedMemory() : shared(nullptr), secret(nullptr), isNew(false) {}
  void* shared;  ///< as large as asked for; zeros when new
  void*
      secret;  ///< kSecretSize bytes that are kept along with it, in each process' own memory; zeros when new
  bool isNew;  ///< made now, and not kept from before a restart
};
const std::size_t kSecretSize = 32;

/// The segment called `name` (a literal), or a new one where size or signature differ: children of before
/// the restart keep their own mapping of the old one. For post_config.
apr_status_t retainMemory(server_rec* server, const char* name, std::size_t size, std::uint64_t signature,
                          RetainedMemory* memory);

}  // namespace httpd
}  // namespace sioha
#endif
