#ifndef SIOHA_HTTPD_TOKEN_CIPHER_H
#define SIOHA_HTTPD_TOKEN_CIPHER_H

#include <string>

#include "mod_sioha/base/slice.h"

/// What of a token may leave this process: an id that does not tell it, and values that only who has the
/// token can read. Both follow from the token alone, so that two nodes need no common key.
namespace sioha {
namespace httpd {

const std::size_t kSealOverhead = 12 + 16;  ///< nonce and tag

/// HMAC-SHA256, 32 bytes; empty where libcrypto fails.
std::string sharedIdOf(Slice token);
/// AES-256-GCM under a key derived from the token, with a random nonce. Empty: it failed.
std::string seal(Slice token, Slice plain);
/// False for anything that seal() has not made for this token.
bool openSealed(Slice token, Slice sealed, std::string* plain);

}  // namespace httpd
}  // namespace sioha
#endif
