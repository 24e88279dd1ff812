#include "mod_sioha/gateway/token.h"

#include "mod_sioha/gateway/base64.h"

namespace sioha {
namespace gateway {
namespace {

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// 1 for ASCII letters, digits and "+-./=_": this is asked for each byte of each request's token.
const unsigned char kTokenCharacters[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

bool isHex(Slice text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char lower = lowerAscii(text[i]);
    if (!(lower >= '0' && lower <= '9') && !(lower >= 'a' && lower <= 'f')) return false;
  }
  return true;
}

// Position of the last ':' before `end`, or npos.
std::size_t colonBefore(Slice text, std::size_t end) {
  while (end > 0)
    if (text[--end] == ':') return end;
  return Slice::npos;
}

}  // namespace

bool isTokenText(Slice text) {
  unsigned all = text.empty() ? 0 : 1;
  for (const char* c = text.begin(); c != text.end(); ++c)
    all &= kTokenCharacters[static_cast<unsigned char>(*c)];
  return all != 0;
}

// "user:password" of HTTP Basic (RFC 7617). The user part may be empty.
bool findCredentials(Slice authorization, Credentials* found) {
  const Slice value = authorization.trimmed();
  const Slice scheme("Basic");
  if (value.size() <= scheme.size() || !equalsNoCase(value.sub(0, scheme.size()), scheme)) return false;
  const Slice rest = value.sub(scheme.size());
  if (!isBlank(rest[0]) || rest.size() > 4 * kLongestToken) return false;
  if (!decodeBase64(rest.trimmed(), found->text, &found->size)) return false;
  const std::size_t colon = Slice(found->text, found->size).find(':');
  if (colon == Slice::npos) return false;
  found->tokenAt = colon + 1;
  return colon + 1 < found->size && found->token().size() <= kLongestToken;
}

bool findToken(Slice authorization, std::string* token) {
  Credentials found;
  if (!findCredentials(authorization, &found) || !isTokenText(found.token())) return false;
  *token = found.token().str();
  return true;
}

bool replaceToken(Slice authorization, Slice token, std::string* rewritten) {
  Credentials found;
  if (!isTokenText(token) || !findCredentials(authorization, &found) || !isTokenText(found.token())) return false;
  *rewritten = "Basic " + encodeBase64(found.userAndColon().str() + token.str());
  return true;
}

bool readExpiry(Slice token, std::chrono::milliseconds* expiry) {
  std::string decoded;
  if (token.size() > kLongestToken || !decodeBase64(token, &decoded)) return false;
  // From the right: a user's name may hold a colon.
  const Slice text(decoded);
  const std::size_t beforeHash = colonBefore(text, text.size());
  if (beforeHash == Slice::npos) return false;
  const std::size_t beforeTime = colonBefore(text, beforeHash);
  if (beforeTime == Slice::npos || beforeTime == 0) return false;
  const Slice hash = text.sub(beforeHash + 1);
  const Slice time = text.sub(beforeTime + 1, beforeHash - beforeTime - 1);
  const std::size_t kHashSize = 32;
  // Year 9999: what is later would overflow in microseconds before long.
  const unsigned long long kLatest = 253402300799999ULL;
  unsigned long long milliseconds = 0;
  if (hash.size() != kHashSize || !isHex(hash) || !parseDecimal(time, kLatest, &milliseconds)) return false;
  *expiry = std::chrono::milliseconds(milliseconds);
  return true;
}

void TokenLearner::feed(Slice part) {
  for (std::size_t i = 0; i < part.size() && state_ != State::noToken; ++i) state_ = next(part[i]);
}

TokenLearner::State TokenLearner::keep(char c, State state) {
  if (size_ == kLongestToken || kTokenCharacters[static_cast<unsigned char>(c)] == 0) return State::noToken;
  token_[size_++] = c;
  return state;
}

TokenLearner::State TokenLearner::next(char c) {
  switch (state_) {
    case State::before:
      if (isBlank(c)) return State::before;
      return c == '"' ? State::quoted : keep(c, State::bare);
    case State::quoted:
      if (c == '"') return size_ > 0 ? State::after : State::noToken;
      return c == '\\' ? State::escaped : keep(c, State::quoted);
    case State::escaped:
      // The one character of a token that JSON writers may escape.
      return c == '/' ? keep(c, State::quoted) : State::noToken;
    case State::bare:
      return isBlank(c) ? State::after : keep(c, State::bare);
    case State::after:
      return isBlank(c) ? State::after : State::noToken;
    case State::noToken:
      break;
  }
  return State::noToken;
}

}  // namespace gateway
}  // namespace sioha
