#ifndef SIOHA_CHECKS_COMMON_HTTP_H
#define SIOHA_CHECKS_COMMON_HTTP_H

#include <string>
#include <utility>
#include <vector>

#include "keepalived-checks/common/stream.h"
#include "mod_sioha/base/slice.h"

/// As much HTTP/1.1 (RFC 9112) as one GET needs. The peer is not trusted.
namespace sioha {
namespace checks {

struct HttpAnswer {
  HttpAnswer() : status(0) {}
  int status;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// The first header of that name, any case; empty: none.
  std::string header(Slice name) const;
};

struct HttpLimits {
  std::size_t head;   ///< bytes of status line and headers
  std::size_t body;   ///< bytes of body; a longer one is cut there, which is no error
  bool headOnly;      ///< the body is of no interest
};

enum class HttpParse { complete, incomplete, malformed };

/// Reads an answer from its first byte on; interim answers (1xx) are skipped. `ended`: the peer has
/// closed. Refuses what is ambiguous: folded headers, two lengths, a length beside chunked.
HttpParse parseHttpAnswer(Slice bytes, bool ended, const HttpLimits& limits, HttpAnswer* answer);

/// GET `path` over a fresh stream. The error is a sentence without subject ("no answer in time").
Result<HttpAnswer> httpGet(Stream* stream, const std::string& host, const std::string& path, const HttpLimits& limits,
                           Instant deadline);

}  // namespace checks
}  // namespace sioha
#endif
