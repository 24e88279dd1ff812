#ifndef SIOHA_NET_ANSWER_HEAD_H
#define SIOHA_NET_ANSWER_HEAD_H

#include "mod_sioha/ajp/response_reader.h"
#include "mod_sioha/base/slice.h"

namespace sioha {
namespace net {

/// What exchange() itself needs of a SEND_HEADERS packet.
struct AnswerHead {
  AnswerHead() : status(0), hasLength(false), length(0) {}
  int status;
  Slice reason;  ///< empty where the gateway's has control characters
  bool hasLength;
  unsigned long long length;  ///< Content-Length
};

/// Reads and checks the whole head before anybody acts on a part of it. False:
/// malformed, or a header that no client may see, or a Content-Length that is
/// no number or that another one contradicts. *headers then stands before the
/// first header and cannot fail any more.
bool readAnswerHead(Slice payload, AnswerHead* head, ajp::HeadReader* headers);

}  // namespace net
}  // namespace sioha
#endif
