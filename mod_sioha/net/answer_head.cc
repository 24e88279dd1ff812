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

bool readAnswerHead(Slice payload, AnswerHead* head, ajp::HeadReader* headers) {
  *headers = ajp::HeadReader(payload);
  if (!headers->readStatus(&head->status, &head->reason)) return false;
  if (!ajp::isFieldText(head->reason)) head->reason = Slice();
  const Slice contentLength("Content-Length", 14);
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
    if (!ajp::isToken(name) || !ajp::isFieldText(value)) return false;
    if (name.size() == contentLength.size() && equalsNoCase(name, contentLength) && !readLength(value, head))
      return false;
  }
}

}  // namespace net
}  // namespace sioha
