// What a hostile gateway can say: the input as a body, as a content type, as a login's answer in parts,
// and what a hostile client can send as Authorization. The first two bytes pick status and part size.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "mod_sioha/gateway/answer.h"
#include "mod_sioha/gateway/error_body.h"
#include "mod_sioha/gateway/json_scan.h"
#include "mod_sioha/gateway/mdm_answer.h"
#include "mod_sioha/gateway/token.h"

namespace sioha {
namespace gateway {
namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

void readAsAnswer(int status, Slice contentType, Slice body) {
  Answer answer;
  answer.status = status;
  answer.contentType = contentType;
  answer.body = body;
  answer.closed = !body.empty() && (body[0] & 1);
  require(readVersionAnswer(answer) < Reason::last && readLiveAnswer(answer, false) < Reason::last);
  const bool clientError = status >= 400 && status < 500 && status != 403 && status != 428;
  require(!clientError || readLiveAnswer(answer, true) == Reason::none);
  const MdmReading reading = readMdmAnswer(answer);
  require(reading.cluster.known == (reading.reason == Reason::none));
  require(describe(reading.cluster).size() <= 3 * 64 + 16);
}

void readAsJson(Slice text) {
  Slice value;
  for (const char* key : {"message", "master", "", "a"}) {
    if (!findMember(text, key, &value)) continue;
    require(!value.empty() && value.begin() >= text.begin() && value.end() <= text.end());
    std::string decoded;
    long long number;
    readString(value, &decoded);
    readInteger(value, &number);
    findMember(value, "id", &value);
  }
}

void learn(Slice body, std::size_t partSize) {
  TokenLearner inParts, atOnce;
  for (std::size_t at = 0; at < body.size(); at += partSize) inParts.feed(body.sub(at, partSize));
  atOnce.feed(body);
  require(inParts.complete() == atOnce.complete());
  if (!atOnce.complete()) return;
  require(inParts.token() == atOnce.token() && isTokenText(atOnce.token()));
  std::chrono::milliseconds expiry(0);
  if (readExpiry(atOnce.token(), &expiry)) require(expiry.count() >= 0);
}

void authorize(Slice value) {
  std::string token, rewritten, again;
  if (!findToken(value, &token)) return;
  require(isTokenText(token) && token.size() <= kLongestToken);
  require(replaceToken(value, "peer", &rewritten) && findToken(rewritten, &again) && again == "peer");
}

}  // namespace
}  // namespace gateway
}  // namespace sioha

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha::gateway;
  static const int kStatus[] = {200, 401, 403, 404, 428, 500, 502, 503};
  if (size < 2) return 0;
  const sioha::Slice input(reinterpret_cast<const char*>(data) + 2, size - 2);
  readAsAnswer(kStatus[data[0] & 7], data[0] & 8 ? "application/json" : "", input);
  readAsAnswer(kStatus[data[0] & 7], input, input.sub(input.size() / 2));
  readAsJson(input);
  learn(input, data[1] ? data[1] : 1);
  authorize(input);
  authorize(std::string("Basic ") + input.str());
  const ErrorBody body = errorBody(Call::unsafe, 502, input);
  require(isGatewayError(body.text));
  return 0;
}
