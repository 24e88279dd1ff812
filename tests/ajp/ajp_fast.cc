#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "tests/ajp/options.h"
#include "tests/ajp/session.h"

namespace {

using namespace sioha::testajp;

const char kAbout[] =
    "The AJP backend of the benchmarks: constant answers, made once, one write(2) for a small one and\n"
    "large writes for a big one. GET /small: 200 bytes; GET /1m: 1 MiB in packets of the packet size;\n"
    "POST anything: reads the body by GET_BODY_CHUNK, answers its length. CPING is answered.\n"
    "Prints its port and \"ready\"; ends on SIGTERM.\n";

const std::string kSmallBody(200, 's');

std::string wholeAnswer(const std::string& body, std::size_t packetSize, const std::string& name) {
  Headers headers = {{"Content-Type", "text/plain"}, {"Content-Length", std::to_string(body.size())}};
  if (!name.empty()) headers.push_back(Header{"X-By", name});
  return sendHeaders(200, "200", headers) + bodyChunks(body, packetSize) + endResponse(true);
}

struct Answers {
  Answers(std::size_t packetSize, bool routes, long delay)
      : saysRoute(routes),
        delayMicroseconds(delay),
        small(wholeAnswer(kSmallBody, packetSize, "")),
        big(wholeAnswer(std::string(1 << 20, 'b'), packetSize, "")),
        pong(cpong()),
        ask(getBodyChunk(static_cast<unsigned>(maxBodyPart(packetSize)))) {}
  const bool saysRoute;
  const long delayMicroseconds;
  const std::string small;
  const std::string big;
  const std::string pong;
  const std::string ask;
};

/// Reads whatever is there in one recv(2) and works through the packets in it:
/// a benchmark measures what is in front of this, not this.
class Fast {
 public:
  Fast(Conn* conn, const Answers& answers, std::size_t packetSize)
      : conn_(conn), answers_(answers), packetSize_(packetSize), left_(0), taken_(0), counted_(0) {}

  void serve() {
    std::unique_ptr<char[]> block(new char[65536]);
    std::size_t got;
    while ((got = conn_->readSome(block.get(), 65536)) > 0) {
      held_.append(block.get(), got);
      if (!consume()) return;
    }
  }

 private:
  bool consume() {
    taken_ = 0;
    while (held_.size() - taken_ >= kPacketHead) {
      const std::size_t length = at(2) << 8 | at(3);
      if (at(0) != 0x12 || at(1) != 0x34 || length + kPacketHead > packetSize_) return false;
      if (held_.size() - taken_ < kPacketHead + length) break;
      const bool fine = left_ > 0 ? bodyPacket(length) : packet(length);
      taken_ += kPacketHead + length;
      if (!fine) return false;
    }
    held_.erase(0, taken_);
    return true;
  }

  std::size_t at(std::size_t i) const { return static_cast<unsigned char>(held_[taken_ + i]); }

  bool packet(std::size_t length) {
    if (length == 1 && at(4) == 10) return conn_->write(answers_.pong);
    const std::string payload = held_.substr(taken_ + kPacketHead, length);
    // Methods 2 and 4 are GET and POST; a GET needs no decoding beyond its URI.
    if (length < 2 || payload[0] != 2) return length == 0;
    if (payload[1] == 4) return startPost(payload);
    if (answers_.delayMicroseconds) ::usleep(static_cast<useconds_t>(answers_.delayMicroseconds));
    if (answers_.saysRoute) return sayRoute(payload);
    return conn_->write(payload.find("/1m", 2) < 40 ? answers_.big : answers_.small);
  }

  bool sayRoute(const std::string& payload) {
    ForwardRequest request;
    std::string why;
    if (!decodeForward(payload, &request, &why)) return false;
    return conn_->write(wholeAnswer(kSmallBody, packetSize_, request.coded["route"]));
  }

  bool startPost(const std::string& payload) {
    ForwardRequest request;
    std::string why;
    if (!decodeForward(payload, &request, &why)) return false;
    const std::string* const length = findHeader(request.headers, "content-length");
    counted_ = 0;
    // Without a length the body ends with an empty packet, which must be asked for.
    left_ = length ? strtoull(length->c_str(), 0, 10) : ~0ULL;
    if (left_ == 0) return answerPost();
    return length || conn_->write(answers_.ask);
  }

  bool bodyPacket(std::size_t length) {
    const std::size_t size = length < 2 ? 0 : at(4) << 8 | at(5);
    counted_ += size;
    left_ = size == 0 ? 0 : left_ == ~0ULL ? left_ : left_ - std::min<unsigned long long>(left_, size);
    return left_ == 0 ? answerPost() : conn_->write(answers_.ask);
  }

  bool answerPost() { return conn_->write(wholeAnswer(std::to_string(counted_), packetSize_, "")); }

  Conn* const conn_;
  const Answers& answers_;
  const std::size_t packetSize_;
  unsigned long long left_;
  std::size_t taken_;
  unsigned long long counted_;
  std::string held_;
};

}  // namespace

int main(int argc, char** argv) {
  int port = 0;
  long packetSize = 8192, delay = 0;
  bool saysRoute = false;
  sioha::testajp::OptionTable table;
  table.number("port", &port, "0 picks a free one")
      .number("packet-size", &packetSize, "AJP packet size, 8192 to 65536")
      .number("delay-us", &delay, "a GET is answered so much later")
      .flag("say-route", &saysRoute, "X-By of the answer to a GET is the request's route")
      .parse(argc, argv, kAbout);
  quietSignals();
  const std::size_t size = static_cast<std::size_t>(packetSize);
  const Answers answers(size, saysRoute, delay);
  Server server;
  std::string why;
  if (!server.listen(
          port, [&](Conn* conn) { Fast(conn, answers, size).serve(); }, &why)) {
    fprintf(stderr, "%s: %s\n", argv[0], why.c_str());
    return 1;
  }
  printf("%d\nready\n", server.port());
  fflush(stdout);
  for (;;) ::pause();
}
