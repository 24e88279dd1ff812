#include "mod_sioha/httpd/kept_session.h"

#include <string.h>

#include "mod_sioha/httpd/token_cipher.h"

namespace sioha {
namespace httpd {

void keepSession(const Runtime& runtime, std::size_t member, Slice token) {
  MemberRecord& record = runtime.shared().member(member);
  const std::string sealed = token.empty() ? std::string() : seal(runtime.tokens().secret(), token);
  atomicStore(&record.sessionSize, 0u);
  if (sealed.empty() || sealed.size() > sizeof record.session) return;
  memcpy(record.session, sealed.data(), sealed.size());
  __atomic_store_n(&record.sessionSize, static_cast<std::uint32_t>(sealed.size()), __ATOMIC_RELEASE);
}

std::string keptSession(const Runtime& runtime, std::size_t member) {
  const MemberRecord& record = runtime.shared().member(member);
  const std::size_t size = __atomic_load_n(&record.sessionSize, __ATOMIC_ACQUIRE);
  std::string token;
  if (size == 0 || size > sizeof record.session ||
      !openSealed(runtime.tokens().secret(), Slice(record.session, size), &token))
    return std::string();
  return token;
}

void dropSession(const Runtime& runtime, std::size_t member, Slice token) {
  if (Slice(keptSession(runtime, member)) == token) keepSession(runtime, member, Slice());
}

}  // namespace httpd
}  // namespace sioha
