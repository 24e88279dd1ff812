#include "mod_sioha/net/exchange.h"

#include "mod_sioha/net/answer_head.h"
#include "mod_sioha/net/packet_buffer.h"
#include "mod_sioha/net/request_body.h"

namespace sioha {
namespace net {

namespace {

/// Asked of the sink while a body goes on: few receives for a big answer.
const std::size_t kBodyRoom = 65536;

/// A verdict is of the probes. An answer that flows all the same is let through: it releases a wait for more only
/// once nothing came for a while.
class FlowPatience : public Patience {
 public:
  explicit FlowPatience(Patience* verdict) : verdict_(verdict) {}
  bool released(Duration waited) override {
    return verdict_->released(waited) && waited >= milliseconds(kFlowSilenceMilliseconds);
  }

 private:
  Patience* verdict_;
};

Cause sendCause(IoStatus status) {
  if (status == IoStatus::timeout) return Cause::sendTimeout;
  return status == IoStatus::released ? Cause::released : Cause::sendFailed;
}

Cause receiveCause(IoStatus status) {
  switch (status) {
    case IoStatus::closed: return Cause::closed;
    case IoStatus::timeout: return Cause::replyTimeout;
    case IoStatus::released: return Cause::released;
    default: return Cause::reset;
  }
}

/// RFC 9110, 6.4.1 and 15.3.6: whatever the gateway sends there is no body.
inline bool hasNoBody(int status) { return status == 204 || status == 205 || status == 304; }

class Exchange {
 public:
  Exchange(Connection* connection, const ExchangeRequest& request, BodySource* body, AnswerSink* sink,
           const Clock& clock, Patience* patience);
  ExchangeResult run();

 private:
  // Each of these says whether the exchange goes on; where it does not, result_ is final.
  bool sendRequest();
  bool receiveMore();
  bool isWaitOver();
  bool handle(const ajp::Frame& frame);
  bool takeHead(Slice payload);
  bool takeChunk(Slice payload);
  bool takeEnd(Slice payload);
  bool sendBody(Slice payload);
  bool showWhatCame();
  bool fail(Cause cause, int error = 0);
  bool refused();
  bool clientGone(Cause cause);

  IoResult send(Slice first, Slice second);
  std::size_t wantedRoom() const;
  Duration limit() const {
    return headPassed_ ? request_.limits.betweenPackets : request_.limits.firstByte;
  }
  Patience* receivePatience() { return headPassed_ ? &flowPatience_ : patience_; }
  bool isAnswerWhole() const { return headPassed_ && (noBody_ || (hasLength_ && left_ == 0)); }

  Connection* connection_;
  const ExchangeRequest& request_;
  AnswerSink* sink_;
  const Clock& clock_;
  Patience* patience_;
  FlowPatience flowPatience_;
  RequestBody body_;
  PacketBuffer packets_;
  ExchangeResult result_;

  bool headPassed_;
  bool noBody_;
  bool hasLength_;
  unsigned long long left_;  ///< of Content-Length
  bool unshown_;      ///< the sink got something since it was last told to show it
  bool firstPacket_;  ///< still to come
  bool packetCame_;   ///< since since_
  bool bytesCame_;    ///< but no whole packet, since since_
  Instant sentAt_;
  Instant since_;  ///< when the present wait began
};

Exchange::Exchange(Connection* connection, const ExchangeRequest& request, BodySource* body, AnswerSink* sink,
                   const Clock& clock, Patience* patience)
    : connection_(connection),
      request_(request),
      sink_(sink),
      clock_(clock),
      patience_(patience),
      flowPatience_(patience),
      body_(body, request.maxPacketSize),
      packets_(sink, request.maxPacketSize),
      headPassed_(false),
      noBody_(request.answerHasNoBody),
      hasLength_(false),
      left_(0),
      unshown_(false),
      firstPacket_(true),
      packetCame_(false),
      bytesCame_(false),
      sentAt_(0),
      since_(0) {}

ExchangeResult Exchange::run() {
  bool goesOn = sendRequest();
  while (goesOn) {
    ajp::Frame frame;
    switch (packets_.next(&frame)) {
      case ajp::FrameStatus::complete: goesOn = handle(frame); break;
      case ajp::FrameStatus::incomplete: goesOn = receiveMore(); break;
      case ajp::FrameStatus::malformed: goesOn = fail(Cause::protocolError); break;
    }
  }
  return result_;
}

bool Exchange::fail(Cause cause, int error) {
  connection_->abort();
  const bool cut = cause == Cause::closed || cause == Cause::reset || cause == Cause::replyTimeout ||
                   cause == Cause::released;
  if (cut && isAnswerWhole()) {
    // Only END_RESPONSE is missing: the client has all that was announced.
    result_.ending = Ending::complete;
    return false;
  }
  result_.ending = headPassed_ ? Ending::partial : Ending::noAnswer;
  result_.cause = cause;
  result_.error = error;
  return false;
}

bool Exchange::clientGone(Cause cause) {
  connection_->abort();
  result_.ending = Ending::clientGone;
  result_.cause = cause;
  return false;
}

IoResult Exchange::send(Slice first, Slice second) {
  struct iovec parts[2];
  parts[0].iov_base = const_cast<char*>(first.data());
  parts[0].iov_len = first.size();
  parts[1].iov_base = const_cast<char*>(second.data());
  parts[1].iov_len = second.size();
  const IoResult sent =
      connection_->send(parts, second.empty() ? 1 : 2, request_.limits.send, clock_, patience_);
  if (sent.status == IoStatus::ok) {
    since_ = clock_.now();
    packetCame_ = bytesCame_ = false;
  }
  return sent;
}

bool Exchange::sendRequest() {
  Slice bodyPacket;
  std::size_t bodyBytes = 0;
  if (body_.goesUnasked() && body_.next(0, &bodyPacket, &bodyBytes) != RequestBody::Status::packet) {
    // The gateway has not seen anything of this request.
    result_.ending = Ending::clientGone;
    result_.cause = Cause::clientRead;
    result_.reusable = true;
    return false;
  }
  if (patience_->released(Duration(0))) {
    result_.cause = Cause::released;
    result_.reusable = true;
    return false;
  }
  const IoResult sent = send(request_.head, bodyPacket);
  if (sent.status != IoStatus::ok) {
    fail(sendCause(sent.status), sent.error);
    if (sent.count == 0) result_.ending = Ending::notSent;
    return false;
  }
  sentAt_ = since_;
  result_.bodyOut = bodyBytes;
  return true;
}

bool Exchange::showWhatCame() {
  if (!unshown_) return true;
  unshown_ = false;
  return sink_->pause() == AnswerSink::Take::pass || clientGone(Cause::clientWrite);
}

/// A gateway that dribbles bytes of one packet does not make the limit longer.
bool Exchange::isWaitOver() {
  const Duration waited = clock_.now() - since_;
  if (waited >= limit()) fail(Cause::replyTimeout);
  else if (receivePatience()->released(waited)) fail(Cause::released);
  else return false;
  return true;
}

std::size_t Exchange::wantedRoom() const {
  if (!headPassed_ || noBody_) return request_.maxPacketSize;
  if (!hasLength_) return kBodyRoom;
  // The packets' own bytes are 8 to some 8,000 of body, and END_RESPONSE follows.
  const unsigned long long wanted = left_ + left_ / 256 + 64;
  return wanted < kBodyRoom ? static_cast<std::size_t>(wanted) : kBodyRoom;
}

bool Exchange::receiveMore() {
  if (!showWhatCame()) return false;
  if (packetCame_) since_ = clock_.now();
  else if (bytesCame_ && isWaitOver()) return false;
  packetCame_ = false;
  packets_.makeRoom(wantedRoom());
  const IoResult got =
      connection_->receive(packets_.end(), packets_.room(), since_, limit(), clock_, receivePatience());
  if (got.status != IoStatus::ok) return fail(receiveCause(got.status), got.error);
  packets_.received(got.count);
  result_.anyByte = true;
  bytesCame_ = true;
  return true;
}

bool Exchange::handle(const ajp::Frame& frame) {
  packetCame_ = true;
  bytesCame_ = false;
  if (firstPacket_) {
    firstPacket_ = false;
    result_.firstByte = clock_.now() - sentAt_;
  }
  switch (frame.type) {
    case ajp::PacketType::sendHeaders: return takeHead(frame.payload);
    case ajp::PacketType::sendBodyChunk: return takeChunk(frame.payload);
    case ajp::PacketType::getBodyChunk: return sendBody(frame.payload);
    case ajp::PacketType::endResponse: return takeEnd(frame.payload);
    default: return fail(Cause::protocolError);
  }
}

bool Exchange::takeHead(Slice payload) {
  AnswerHead head;
  ajp::HeadReader headers((Slice()));
  if (headPassed_ || !readAnswerHead(payload, &head, &headers)) return fail(Cause::protocolError);
  if (head.status < 200) return true;  // interim: the front speaks for itself (ajpv13a knows none)
  result_.status = head.status;
  noBody_ = noBody_ || hasNoBody(head.status);
  hasLength_ = head.hasLength;
  left_ = head.length;
  switch (sink_->head(head.status, head.reason, &headers)) {
    case AnswerSink::Take::pass:
      headPassed_ = unshown_ = true;
      return true;
    case AnswerSink::Take::malformed:
      return fail(Cause::protocolError);
    case AnswerSink::Take::clientGone:
      return clientGone(Cause::clientWrite);
    case AnswerSink::Take::refuse:
      break;
  }
  return refused();
}

bool Exchange::refused() {
  fail(Cause::refusedStatus);
  result_.ending = Ending::refused;
  result_.cause = Cause::refusedStatus;
  return false;
}

bool Exchange::takeChunk(Slice payload) {
  Slice data;
  if (!ajp::readBodyChunk(payload, &data)) return fail(Cause::protocolError);
  if (data.empty()) {
    if (!headPassed_ || noBody_) return true;
    unshown_ = false;
    return sink_->flush() == AnswerSink::Take::pass || clientGone(Cause::clientWrite);
  }
  if (!headPassed_) return fail(Cause::protocolError);
  result_.bodyIn += data.size();
  if (noBody_) return true;
  if (hasLength_) {
    // Not even the part that fits is passed on: a wrong answer may not look complete.
    if (data.size() > left_) return fail(Cause::lengthMismatch);
    left_ -= data.size();
  }
  unshown_ = true;
  packets_.keep();
  switch (sink_->body(data)) {
    case AnswerSink::Take::pass: return true;
    case AnswerSink::Take::refuse: return refused();
    case AnswerSink::Take::malformed: return fail(Cause::protocolError);
    case AnswerSink::Take::clientGone: break;
  }
  return clientGone(Cause::clientWrite);
}

bool Exchange::takeEnd(Slice payload) {
  bool reuse;
  if (!ajp::readEndResponse(payload, &reuse) || !headPassed_) return fail(Cause::protocolError);
  if (hasLength_ && !noBody_ && left_ > 0) return fail(Cause::lengthMismatch);
  result_.ending = Ending::complete;
  result_.reusable = reuse && packets_.empty() && body_.isAtEnd();
  return false;
}

bool Exchange::sendBody(Slice payload) {
  std::size_t requested;
  if (!ajp::readGetBodyChunk(payload, &requested)) return fail(Cause::protocolError);
  if (!showWhatCame()) return false;  // the client may wait for it before it sends more
  Slice packet = ajp::emptyBodyPacket();
  std::size_t bodyBytes = 0;
  if (body_.next(requested, &packet, &bodyBytes) == RequestBody::Status::clientGone)
    return clientGone(Cause::clientRead);
  const IoResult sent = send(packet, Slice());
  if (sent.status != IoStatus::ok) return fail(sendCause(sent.status), sent.error);
  result_.bodyOut += bodyBytes;
  return true;
}

}  // namespace

ExchangeResult::ExchangeResult()
    : ending(Ending::notSent),
      cause(Cause::none),
      error(0),
      reusable(false),
      anyByte(false),
      status(0),
      firstByte(0),
      bodyIn(0),
      bodyOut(0) {}

ExchangeResult exchange(Connection* connection, const ExchangeRequest& request, BodySource* body,  // lint48:ok
                        AnswerSink* sink, const Clock& clock, Patience* patience) {
  return Exchange(connection, request, body, sink, clock, patience).run();
}

}  // namespace net
}  // namespace sioha
