#ifndef SIOHA_CHECKS_COMMON_PEM_TEXT_H
#define SIOHA_CHECKS_COMMON_PEM_TEXT_H

#include <memory>

#include "keepalived-checks/common/openssl_compat.h"
#include "mod_sioha/base/slice.h"

/// PEM in memory, for OpenSSL's readers.
namespace sioha {
namespace checks {

struct BioFree {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
typedef std::unique_ptr<BIO, BioFree> Bio;

/// Over `text`, which has to outlive it.
inline Bio memory(Slice text) {
  return Bio(BIO_new_mem_buf(const_cast<char*>(text.data()), static_cast<int>(text.size())));
}

/// For pem_password_cb: never ask a terminal for a password.
inline int noPassword(char*, int, int, void*) { return 0; }

}  // namespace checks
}  // namespace sioha
#endif
