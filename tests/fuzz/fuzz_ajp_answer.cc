// What a hostile gateway can do: its bytes as single packets, as a head, and as
// the whole answer to an exchange. The first byte picks the kind of request.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "mod_sioha/ajp/field.h"
#include "mod_sioha/ajp/response_reader.h"
#include "mod_sioha/net/exchange.h"
#include "tests/fakes/exchange_fakes.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/socket_peer.h"

namespace sioha {
namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

bool isInside(Slice part, Slice whole) {
  return part.empty() || (part.begin() >= whole.begin() && part.end() <= whole.end());
}

void readHead(Slice payload) {
  ajp::HeadReader reader(payload);
  int status;
  Slice reason, name, value;
  if (!reader.readStatus(&status, &reason)) return;
  require(status >= 100 && status <= 999 && isInside(reason, payload));
  while (reader.next(&name, &value) == ajp::HeadReader::Next::header)
    require(!name.empty() && isInside(value, payload));
}

void readPackets(Slice input) {
  ajp::Frame frame;
  while (ajp::readFrame(input, 8192, &frame) == ajp::FrameStatus::complete) {
    require(isInside(frame.payload, input) && frame.size <= input.size() && frame.size <= 8192);
    Slice data;
    bool reuse;
    std::size_t requested;
    readHead(frame.payload);
    if (ajp::readBodyChunk(frame.payload, &data)) require(isInside(data, frame.payload));
    ajp::readEndResponse(frame.payload, &reuse);
    ajp::readGetBodyChunk(frame.payload, &requested);
    input = input.sub(frame.size);
  }
}

void check(const net::ExchangeResult& r, const fakes::FakeSink& sink, const fakes::SocketPeer& peer) {
  require(sink.heads <= 1 && (sink.heads == 1) == (r.status != 0));
  require(r.status == 0 || (r.status >= 200 && r.status <= 999));
  require(!r.reusable || (r.ending == Ending::complete && r.anyByte));
  require(r.ending == Ending::complete || !peer.connection.isOpen());
  require((r.ending == Ending::complete) == (r.cause == Cause::none));
  require(sink.heads == 1 || (r.ending != Ending::complete && r.ending != Ending::partial));
  require(sink.order.empty() || sink.order[0] == 'h');
  for (std::size_t i = 0; i < sink.headers.size(); ++i) {
    require(ajp::isToken(sink.headers[i].first) && ajp::isFieldText(sink.headers[i].second));
    unsigned long long length;
    if (!equalsNoCase(sink.headers[i].first, "content-length")) continue;
    require(parseDecimal(Slice(sink.headers[i].second).trimmed(), ~0ULL, &length));
    require(sink.bodyText().size() <= length);
  }
}

void exchangeWith(unsigned kind, const std::string& answer) {
  fakes::SocketPeer peer;
  peer.say(answer);
  peer.stopSaying();
  std::vector<std::string> parts(2, std::string(6000, 'b'));
  static const long long kLengths[] = {0, 12000, -1, 20000};
  fakes::FakeBody body(kLengths[kind & 3], parts,
                       kind & 4 ? net::BodySource::Status::clientGone : net::BodySource::Status::end);
  fakes::FakeSink sink;
  fakes::FakeClock clock;
  clock.step = milliseconds(1);
  fakes::FakePatience patience(200);
  net::ExchangeRequest request;
  request.head = "request";
  request.answerHasNoBody = (kind & 8) != 0;
  request.maxPacketSize = kind & 16 ? 65536 : 8192;
  request.limits.connect = request.limits.send = milliseconds(20);
  request.limits.firstByte = request.limits.betweenPackets = seconds(1);
  const net::ExchangeResult r =
      net::exchange(&peer.connection, request, &body, &sink, clock, &patience);  // lint48:ok
  if (r.ending == Ending::clientGone || r.cause == Cause::sendTimeout) return;
  check(r, sink, peer);
}

}  // namespace
}  // namespace sioha

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // More would not fit into the socket before the exchange starts to read.
  if (size < 1 || size > 32768) return 0;
  const std::string input(reinterpret_cast<const char*>(data), size);
  sioha::readPackets(sioha::Slice(input).sub(1));
  sioha::readHead(sioha::Slice(input).sub(1));
  sioha::exchangeWith(data[0], input.substr(1));
  return 0;
}
