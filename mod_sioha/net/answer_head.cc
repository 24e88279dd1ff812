#include "mod_sioha/net/answer_head.h"

#include <climits>

#include "mod_sioha/ajp/field.h"

namespace sioha {
namespace net {

static bool readLength(Slice value, AnswerHead* head) {
  unsigned long long length;
  if (!parseDecimal(value.trimmed(), LLONG_MAX, &length)) return false;
  if (head->hasLength && head->length != length) return false;
  head->hasLength = true;
  head->length = length;
  return true;
}

static inline bool isContentLength(unsigned code, Slice name) {
  const unsigned contentLength = 0xA003;
  if (code != 0) return code == contentLength;
  return name.size() == 14 && equalsNoCase(name, Slice("Content-Length", 14));
}

bool readAnswerHead(Slice payload, AnswerHead* head, ajp::HeadReader* headers) {
  *headers = ajp::HeadReader(payload);
  if (!headers->readStatus(&head->status, &head->reason)) return false;
  if (!ajp::isFieldText(head->reason)) head->reason = Slice();
  ajp::HeadReader walk = *headers;
  for (;;) {
    Slice name, value;
    switch (walk.next(&name, &value)) {
      case ajp::HeadReader::Next::end:
        return true;
      case ajp::HeadReader::Next::malformed:
        return false;
      case ajp::HeadReader::Next::header:
        break;
    }
    if (!ajp::isFieldText(value)) return false;
    if (walk.code() == 0 && !ajp::isToken(name)) return false;
    if (isContentLength(walk.code(), name) && !readLength(value, head)) return false;
  }
}

}  // namespace net
}  // namespace sioha
