#ifndef SIOHA_NET_EXCHANGE_H
#define SIOHA_NET_EXCHANGE_H

#include <cstddef>

#include "mod_sioha/ajp/response_reader.h"
#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/outcome.h"
#include "mod_sioha/base/slice.h"
#include "mod_sioha/net/connection.h"
#include "mod_sioha/net/patience.h"

namespace sioha {
namespace net {

/// The client's request body. Called by exchange() only, in its thread.
class BodySource {
 public:
  virtual ~BodySource() {}
  /// Length from Content-Length, 0 where there is no body, -1 where it is chunked. With a
  /// length above 0 the first packet goes out unasked (ajpv13a); else the gateway asks.
  virtual long long length() const = 0;
  enum class Status { data, end, clientGone };
  /// Up to `room` bytes into `to`; blocks on the client. `data` with *count > 0, or the end.
  virtual Status read(char* to, std::size_t room, std::size_t* count) = 0;
};

/// Where the answer goes. Called by exchange() only, in its thread.
class AnswerSink {
 public:
  virtual ~AnswerSink() {}

  /// Memory for the next bytes from the gateway, owned by the sink: at least
  /// `atLeast` bytes, *room says how many. What an earlier call returned stays
  /// valid until finish() only if slices of it were passed to body().
  virtual char* buffer(std::size_t atLeast, std::size_t* room) = 0;

  enum class Take {
    pass,        ///< go on
    refuse,      ///< head(), first body(): this answer speaks for the gateway; nothing reached the client
    malformed,   ///< head() only: a header that no client may see; the gateway's fault
    clientGone   ///< the client cannot take more
  };
  /// `reader` stands before the first header.
  virtual Take head(int status, Slice reason, ajp::HeadReader* reader) = 0;
  /// A slice of the memory that buffer() returned last. Not called for an answer without body.
  virtual Take body(Slice data) = 0;
  /// The gateway wants what it has sent so far to be seen now.
  virtual Take flush() = 0;
  /// All bytes at hand were passed on and the gateway is waited for.
  virtual Take pause() = 0;
};

struct ExchangeResult {
  ExchangeResult();
  Ending ending;
  Cause cause;
  int error;            ///< errno where there is one
  bool reusable;        ///< the connection may serve another request
  bool anyByte;         ///< something came back from the gateway
  int status;           ///< of the answer, 0 before SEND_HEADERS
  Duration firstByte;   ///< request sent to the first packet; 0 if none came
  unsigned long long bodyIn;   ///< bytes of answer body from the gateway
  unsigned long long bodyOut;  ///< bytes of request body sent to it
};

struct ExchangeRequest {
  Slice head;                 ///< a FORWARD_REQUEST packet
  bool answerHasNoBody;       ///< HEAD
  std::size_t maxPacketSize;  ///< of the member
  Limits limits;
};

/// CPING before a request that may not run twice: a CPONG within `limit` proves that
/// the process behind the connection lives, so what failed here was never sent.
/// ok, or how the wait ended; IoStatus::reset also for a wrong answer.
IoResult ping(Connection* connection, Duration limit, const Clock& clock, Patience* patience);

/// One request and its answer over one open connection. Hostile answers end in
/// Cause::protocolError; the connection is then not reusable.
/// The body chunk buffer (maxPacketSize) is on the heap only where there is a body.
ExchangeResult exchange(Connection* connection, const ExchangeRequest& request, BodySource* body,  // lint48:ok
                        AnswerSink* sink, const Clock& clock, Patience* patience);

}  // namespace net
}  // namespace sioha
#endif
