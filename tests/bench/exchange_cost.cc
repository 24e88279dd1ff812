// How many instructions and system calls one small GET costs below httpd:
//   valgrind --tool=callgrind --toggle-collect=oneGet --toggle-collect='*SocketPeer::say*' THIS 1000
// The second option takes the peer's part out again; divide the total by 1000.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "mod_sioha/ajp/request_writer.h"
#include "mod_sioha/net/exchange.h"
#include "mod_sioha/net/pool.h"
#include "tests/fakes/gateway_packets.h"
#include "tests/fakes/socket_peer.h"

namespace {

using namespace sioha;

class NoBody : public net::BodySource {
 public:
  long long length() const override { return 0; }
  Status read(char*, std::size_t, std::size_t*) override { return Status::end; }
};

class Swallow : public net::AnswerSink {
 public:
  Swallow() : bytes(0), buffers_(65536) {}
  char* buffer(std::size_t, std::size_t* room) override {
    *room = 8192;
    return buffers_.data();
  }
  Take head(int, Slice, ajp::HeadReader* reader) override {
    Slice name, value;
    while (reader->next(&name, &value) == ajp::HeadReader::Next::header) bytes += name.size() + value.size();
    return Take::pass;
  }
  Take body(Slice data) override {
    bytes += data.size();
    return Take::pass;
  }
  Take flush() override { return Take::pass; }
  Take pause() override { return Take::pass; }
  unsigned long long bytes;

 private:
  std::vector<char> buffers_;
};

/// Asked right before the request goes out: the moment for the peer to speak,
/// for a pooled connection has to be quiet until then.
class Patient : public net::Patience {
 public:
  Patient(fakes::SocketPeer* peer, const std::string* answer) : peer_(peer), answer_(answer) {}
  bool released(Duration) override {
    if (peer_) peer_->say(*answer_);
    peer_ = nullptr;
    return false;
  }

 private:
  fakes::SocketPeer* peer_;
  const std::string* answer_;
};

Slice writeHead(char* packet) {
  ajp::RequestLine line;
  line.method = "GET";
  line.protocol = "HTTP/1.1";
  line.uri = "/api/instances/System::4f2c8d0000000001";
  line.remoteAddress = "192.0.2.10";
  line.serverName = "gateway.example.com";
  line.serverPort = 443;
  line.isSsl = true;
  ajp::RequestWriter writer(packet, 8192);
  writer.begin(line);
  writer.header("Host", "gateway.example.com");
  writer.header("User-Agent", "curl/7.88.1");
  writer.header("Accept", "application/json");
  writer.header("Authorization", "Basic OllXUnRhVzQ2TVRVNU5UYzVPREU1TnpRd01qb3hNVEV4TVRFeE1URT0=");
  writer.header("Cookie", "JSESSIONID=0123456789ABCDEF0123456789ABCDEF.gw1");
  writer.header("Content-Length", "0");
  writer.attribute(ajp::Attribute::sslCipher, "TLS_AES_256_GCM_SHA384");
  writer.keySize(256);
  writer.attribute(ajp::Attribute::secret, "a secret of the gateway");
  writer.requestAttribute("AJP_REMOTE_PORT", "50123");
  writer.requestAttribute("AJP_LOCAL_ADDR", "192.0.2.1");
  writer.requestAttribute("AJP_SSL_PROTOCOL", "TLSv1.3");
  writer.requestAttribute("JK_LB_ACTIVATION", "ACT");
  if (!writer.finish()) std::abort();
  return writer.packet();
}

std::string typicalAnswer() {
  fakes::Headers headers;
  headers.push_back(std::make_pair("X-Frame-Options", "SAMEORIGIN"));
  headers.push_back(std::make_pair("Cache-Control", "no-store"));
  headers.push_back(std::make_pair("\xA0\x01", "application/json;charset=UTF-8"));
  headers.push_back(std::make_pair("\xA0\x03", "200"));
  headers.push_back(std::make_pair("\xA0\x04", "Sun, 22 Nov 2026 17:00:00 GMT"));
  return fakes::head(200, headers, "200") + fakes::chunk(std::string(200, 'j')) + fakes::end();
}

}  // namespace

/// Pool, codec and exchange: what a GET costs from its request_rec's point of view.
extern "C" __attribute__((noinline)) bool oneGet(net::Pool* pool, const Clock* clock, Swallow* sink,
                                                 Patient* patience) {
  NoBody body;
  net::Pool::Lease lease = pool->acquire(false, patience);
  char packet[8192];
  net::ExchangeRequest request;
  request.head = writeHead(packet);
  request.answerHasNoBody = false;
  request.maxPacketSize = 8192;
  request.limits.connect = request.limits.send = seconds(10);
  request.limits.firstByte = request.limits.betweenPackets = seconds(10);
  const net::ExchangeResult r =
      net::exchange(&lease.connection, request, &body, sink, *clock, patience);  // lint48:ok
  lease.reusable = r.reusable;
  return r.ending == Ending::complete && r.reusable;
}

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 1000;
  const std::string answer = typicalAnswer();
  const SystemClock clock;
  net::PoolLimits limits;
  limits.most = limits.keep = 1;
  limits.idle = limits.acquire = seconds(10);
  net::Pool pool(limits, clock);
  Swallow sink;
  fakes::SocketPeer peer;
  {
    Patient patience(nullptr, nullptr);
    net::Pool::Lease first = pool.acquire(true, &patience);
    first.connection = std::move(peer.connection);
    first.reusable = true;
  }
  for (int i = 0; i < count; ++i) {
    Patient patience(&peer, &answer);
    if (!oneGet(&pool, &clock, &sink, &patience)) return 1;
    peer.heard();
  }
  std::printf("%d exchanges, %llu bytes of answers\n", count, sink.bytes);
  return 0;
}
