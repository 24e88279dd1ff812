#include "mod_sioha/net/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "mod_sioha/ajp/request_writer.h"

namespace sioha {
namespace net {
namespace {

const std::size_t kMostBody = 65536;

bool wouldBlock(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

Cause causeOfConnectError(int error) {
  if (error == ECONNREFUSED) return Cause::connectRefused;
  return error == ETIMEDOUT ? Cause::connectTimeout : Cause::connectFailed;
}

}  // namespace

Probe::Probe(const ProbeTarget& target, const Clock& clock)
    : target_(target),
      clock_(clock),
      phase_(Phase::idle),
      script_(nullptr),
      deadline_(0),
      sent_(0),
      pooled_(false),
      anyByte_(false) {}

void Probe::start(const Endpoint& to, ProbeScript* script) {
  to_ = to;
  script_ = script;
  char byte;
  // Closed by the gateway meanwhile, or bytes that nobody asked for.
  if (fd_.valid() && !(::recv(fd_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && wouldBlock(errno)))
    fd_.reset();
  pooled_ = fd_.valid();
  nextCall(nullptr);
}

void Probe::nextCall(const ProbeAnswer* last) {
  ProbeCall call;
  if (last && last->closed) fd_.reset();
  ProbeScript* script = script_;
  if (!script->next(last, &call)) {
    script_ = nullptr;
    phase_ = Phase::idle;
    return;
  }
  call_ = call;
  deadline_ = clock_.now() + call_.timeout;
  answer_ = ProbeAnswer();
  in_.clear();
  sent_ = 0;
  anyByte_ = false;
  encode();
  if (fd_.valid())
    phase_ = Phase::sending;
  else
    open();
}

void Probe::encode() {
  if (call_.cping) {
    out_ = ajp::cpingPacket().str();
    return;
  }
  out_.assign(ajp::kMinPacketSize, '\0');
  ajp::RequestWriter writer(&out_[0], out_.size());
  ajp::RequestLine line;
  line.method = call_.method;
  line.protocol = "HTTP/1.1";
  line.uri = call_.uri;
  line.remoteAddress = "127.0.0.1";
  line.serverName = target_.serverName;
  line.serverPort = 443;
  // As behind an https virtual host, so that no redirect to https stands in the way.
  line.isSsl = true;
  writer.begin(line);
  writer.header("Host", target_.serverName);
  writer.header("User-Agent", "mod_sioha-probe");
  writer.header("Accept", "application/json");
  if (!call_.authorization.empty()) writer.header("Authorization", call_.authorization);
  if (!call_.body.empty()) writer.header("Content-Type", "application/json");
  const std::string length = std::to_string(call_.body.size());
  writer.header("Content-Length", length);
  if (!target_.secret.empty()) writer.attribute(ajp::Attribute::secret, target_.secret);
  if (!writer.finish()) {
    out_.clear();  // cannot be: nothing here is long but the secret, which is bounded
    return;
  }
  out_.resize(writer.packet().size());
  if (call_.body.empty()) return;
  char header[ajp::kBodyPacketOverhead];
  ajp::writeBodyHeader(header, call_.body.size());
  out_.append(header, sizeof header).append(call_.body);
}

void Probe::open() {
  pooled_ = false;
  phase_ = Phase::connecting;
  fd_.reset(::socket(to_.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd_.valid()) {
    fail(Cause::connectFailed);
    return;
  }
  const int on = 1;
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (target_.source.length > 0 && !bindTo(target_.source, fd_.get())) {
    fail(Cause::connectFailed);
    return;
  }
  const struct sockaddr* address = reinterpret_cast<const struct sockaddr*>(&to_.address);
  if (::connect(fd_.get(), address, to_.length) == 0)
    phase_ = Phase::sending;
  else if (errno != EINPROGRESS)
    fail(causeOfConnectError(errno));
}

short Probe::wants() const {
  return phase_ == Phase::receiving ? POLLIN : POLLOUT;
}

void Probe::proceed() {
  Io io = Io::progress;
  while (isRunning() && io == Io::progress) {
    switch (phase_) {
      case Phase::connecting:
        io = connectOn();
        break;
      case Phase::sending:
        io = sendOn();
        break;
      case Phase::receiving:
        io = receiveOn();
        break;
      case Phase::idle:
        return;
    }
  }
  if (isRunning() && clock_.now() >= deadline_)
    fail(phase_ == Phase::connecting ? Cause::connectTimeout : Cause::replyTimeout);
}

void Probe::abandon() {
  fd_.reset();
  script_ = nullptr;
  phase_ = Phase::idle;
}

Probe::Io Probe::connectOn() {
  struct pollfd ready = {fd_.get(), POLLOUT, 0};
  if (::poll(&ready, 1, 0) == 0) return Io::again;
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) return fail(causeOfConnectError(error));
  phase_ = Phase::sending;
  return Io::progress;
}

Probe::Io Probe::sendOn() {
  while (sent_ < out_.size()) {
    const ssize_t count = ::send(fd_.get(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (count < 0) return wouldBlock(errno) ? Io::again : retryFresh(Cause::sendFailed);
    sent_ += static_cast<std::size_t>(count);
  }
  phase_ = Phase::receiving;
  return Io::progress;
}

Probe::Io Probe::receiveOn() {
  char buffer[16384];
  const ssize_t count = ::recv(fd_.get(), buffer, sizeof buffer, 0);
  if (count < 0) return wouldBlock(errno) ? Io::again : retryFresh(Cause::reset);
  if (count == 0) return retryFresh(Cause::closed);
  anyByte_ = true;
  in_.append(buffer, static_cast<std::size_t>(count));
  for (;;) {
    ajp::Frame frame;
    const ajp::FrameStatus status = ajp::readFrame(in_, ajp::kMaxPacketSize, &frame);
    // One read a call: a gateway that never stops talking holds up neither its deadline nor other probes.
    if (status == ajp::FrameStatus::incomplete) return Io::again;
    if (status == ajp::FrameStatus::malformed) return fail(Cause::protocolError);
    const Io io = takeFrame(frame);
    if (io != Io::progress || phase_ != Phase::receiving || sent_ == 0) return io;
    in_.erase(0, frame.size);
  }
}

Probe::Io Probe::takeFrame(const ajp::Frame& frame) {
  if (call_.cping) {
    if (frame.type != ajp::PacketType::cpong || frame.size != in_.size()) return fail(Cause::protocolError);
    nextCall(&answer_);
    return isRunning() ? Io::progress : Io::over;
  }
  Slice data;
  std::size_t asked;
  switch (frame.type) {
    case ajp::PacketType::sendHeaders:
      return takeHead(frame);
    case ajp::PacketType::sendBodyChunk:
      if (answer_.status == 0 || !ajp::readBodyChunk(frame.payload, &data)) return fail(Cause::protocolError);
      if (answer_.body.size() < kMostBody) answer_.body.append(data.data(), data.size());
      return Io::progress;
    case ajp::PacketType::getBodyChunk:
      // All there was went out unasked. Five bytes fit into a socket buffer that has nothing in it.
      if (!ajp::readGetBodyChunk(frame.payload, &asked)) return fail(Cause::protocolError);
      ::send(fd_.get(), ajp::emptyBodyPacket().data(), ajp::emptyBodyPacket().size(), MSG_NOSIGNAL);
      return Io::progress;
    case ajp::PacketType::endResponse:
      return takeEnd(frame);
    default:
      return fail(Cause::protocolError);
  }
}

Probe::Io Probe::takeHead(const ajp::Frame& frame) {
  ajp::HeadReader reader(frame.payload);
  Slice reason, name, value;
  if (answer_.status != 0 || !reader.readStatus(&answer_.status, &reason)) return fail(Cause::protocolError);
  for (;;) {
    const ajp::HeadReader::Next next = reader.next(&name, &value);
    if (next == ajp::HeadReader::Next::end) return Io::progress;
    if (next == ajp::HeadReader::Next::malformed) return fail(Cause::protocolError);
    if (equalsNoCase(name, "Content-Type")) answer_.contentType = value.str();
    answer_.headers += name.str() + ": " + value.str() + "\n";
  }
}

Probe::Io Probe::takeEnd(const ajp::Frame& frame) {
  bool reuse = false;
  if (answer_.status == 0 || !ajp::readEndResponse(frame.payload, &reuse)) return fail(Cause::protocolError);
  answer_.closed = !reuse || frame.size != in_.size();
  nextCall(&answer_);
  return isRunning() ? Io::progress : Io::over;
}

// A pooled connection may have been closed by the gateway just now: no sign of ill health.
Probe::Io Probe::retryFresh(Cause cause) {
  if (!pooled_ || anyByte_) return fail(cause);
  sent_ = 0;
  open();
  return isRunning() ? Io::progress : Io::over;
}

Probe::Io Probe::fail(Cause cause) {
  const bool connecting = phase_ == Phase::connecting;
  ProbeScript* script = script_;
  abandon();
  script->failed(cause, connecting);
  return Io::over;
}

}  // namespace net
}  // namespace sioha
