#ifndef SIOHA_GATEWAY_TOKEN_H
#define SIOHA_GATEWAY_TOKEN_H

#include <chrono>
#include <cstddef>
#include <string>

#include "mod_sioha/base/slice.h"

/// A gateway's REST token: base64(user ":" epoch milliseconds ":" 32 hex digits) without padding,
/// answered to GET /api/login and sent from then on as the password of HTTP Basic, with any user.
/// Pure. Tokens are credentials: nothing here logs or keeps them longer than the caller does.
namespace sioha {
namespace gateway {

/// Longer ones are not taken for a token; a gateway's have about 70 bytes.
const std::size_t kLongestToken = 512;

/// What is looked for in each request, so without allocation.
struct Credentials {
  /// Of the decoded "user:token", as long as this object.
  Slice token() const { return Slice(text + tokenAt, size - tokenAt); }
  Slice userAndColon() const { return Slice(text, tokenAt); }

  std::size_t tokenAt, size;
  /// Twice the token for the user part.
  char text[3 * kLongestToken + 4];
};
/// False for another scheme, bad base64, and an empty or too long password. Whether that can be a token at all
/// (see isTokenText) is left to the caller, who need not ask of one that is known.
bool findCredentials(Slice authorization, Credentials* found);

/// The password of an Authorization value: after the first ':' of the decoded part. False for another scheme,
/// bad base64, an empty or too long password, or one that no token can be (see isTokenText).
/// On /api/login it is the user's password, no token: the caller asks for other calls only.
bool findToken(Slice authorization, std::string* token);

/// The same Authorization value with another token; the user part stays. False where findToken is.
bool replaceToken(Slice authorization, Slice token, std::string* rewritten);

/// Only the characters of base64 and of URL-safe base64, and '.': nothing that could end a header or a JSON
/// string.
bool isTokenText(Slice text);

/// When the gateway will forget the token at the latest, since 1970. False if it says nothing (another
/// format, or a time that does not fit).
bool readExpiry(Slice token, std::chrono::milliseconds* expiry);

/// Reads a token from the body of a 200 answer to a login, quoted as JSON or bare, blanks around it, in
/// parts of any size. Constant memory; one object an answer, one thread.
class TokenLearner {
 public:
  TokenLearner() : state_(State::before), size_(0) {}

  void feed(Slice part);
  /// After the last part: was the body a token and nothing else?
  bool complete() const { return state_ == State::bare || state_ == State::after; }
  /// The token has ended, whatever follows: its closing quote has come.
  bool ended() const { return state_ == State::after; }
  /// Valid when complete(), as long as this object.
  Slice token() const { return Slice(token_, size_); }

 private:
  enum class State { before, quoted, escaped, bare, after, noToken };
  State next(char c);
  State keep(char c, State state);

  State state_;
  std::size_t size_;
  char token_[kLongestToken];
};

}  // namespace gateway
}  // namespace sioha
#endif
