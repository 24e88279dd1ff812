#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "keepalived-checks/common/http.h"

// What a check reads from httpd: an answer, whole or cut, ended or not.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha;
  using namespace sioha::checks;
  const Slice bytes(reinterpret_cast<const char*>(data), size);
  const HttpLimits limits = {2048, 4096, false};
  HttpAnswer open, ended;
  const HttpParse first = parseHttpAnswer(bytes, false, limits, &open);
  const HttpParse last = parseHttpAnswer(bytes, true, limits, &ended);
  // An end never leaves anything undecided, and what is complete is within its limits.
  if (last == HttpParse::incomplete) std::abort();
  if (first == HttpParse::complete && (open.body.size() > limits.body || open.status < 200)) std::abort();
  return 0;
}
