#include "keepalived-checks/questions/gateways.h"
#include "mod_sioha/ajp/request_writer.h"
#include "mod_sioha/gateway/answer.h"
#include "mod_sioha/net/connection.h"
#include "mod_sioha/net/endpoint.h"
#include "mod_sioha/net/exchange.h"

namespace sioha {
namespace checks {
namespace {

class NoBody : public net::BodySource {
 public:
  long long length() const override { return 0; }
  Status read(char*, std::size_t, std::size_t*) override { return Status::end; }
};

class NoPatience : public net::Patience {
 public:
  explicit NoPatience(Instant deadline, const Clock& clock) : deadline_(deadline), clock_(clock) {}
  bool released(Duration) override { return clock_.now() >= deadline_; }

 private:
  const Instant deadline_;
  const Clock& clock_;
};

// Keeps status, content type and the first kilobytes.
class KeepAnswer : public net::AnswerSink {
 public:
  KeepAnswer() : status(0), buffer_(65536) {}
  char* buffer(std::size_t atLeast, std::size_t* room) override {
    if (buffer_.size() < atLeast) buffer_.resize(atLeast);
    *room = buffer_.size();
    return buffer_.data();
  }
  Take head(int code, Slice, ajp::HeadReader* reader) override {
    status = code;
    Slice name, value;
    for (;;) {
      switch (reader->next(&name, &value)) {
        case ajp::HeadReader::Next::end: return Take::pass;
        case ajp::HeadReader::Next::malformed: return Take::malformed;
        case ajp::HeadReader::Next::header:
          if (equalsNoCase(name, "Content-Type")) contentType = value.str();
      }
    }
  }
  Take body(Slice data) override {
    const std::size_t kMost = 8192;
    if (text.size() < kMost) text.append(data.data(), data.size() < kMost - text.size() ? data.size() : kMost - text.size());
    return Take::pass;
  }
  Take flush() override { return Take::pass; }
  Take pause() override { return Take::pass; }

  int status;
  std::string contentType, text;

 private:
  std::vector<char> buffer_;
};

Duration least(Duration a, Duration b) { return a < b ? a : b; }

Reason connectReason(const net::IoResult& result) {
  switch (result.status) {
    case net::IoStatus::refused: return Reason::connectRefused;
    case net::IoStatus::timeout:
    case net::IoStatus::released: return Reason::connectTimeout;
    default: return Reason::connectFailed;
  }
}

Reason pingReason(const net::IoResult& result) {
  const bool late = result.status == net::IoStatus::timeout || result.status == net::IoStatus::released;
  return late ? Reason::cpingTimeout : Reason::cpingFailed;
}

bool writeRequest(const config::Member& member, const std::string& path, ajp::RequestWriter* writer) {
  ajp::RequestLine line;
  line.method = "GET";
  line.protocol = "HTTP/1.1";
  line.uri = path;
  line.remoteAddress = "127.0.0.1";
  line.serverName = member.host;
  line.serverPort = 443;
  line.isSsl = true;
  writer->begin(line);
  writer->header("Host", member.host);
  writer->header("User-Agent", "check-gateways");
  if (!member.secret.empty()) writer->attribute(ajp::Attribute::secret, member.secret);
  return writer->finish();
}

Reason readAnswer(const config::Balancer& balancer, const net::ExchangeResult& result, const KeepAnswer& kept) {
  if (result.ending != Ending::complete) {
    const bool late = result.cause == Cause::replyTimeout || result.cause == Cause::released;
    return late ? Reason::replyTimeout : Reason::replyFailed;
  }
  gateway::Answer answer;
  answer.status = kept.status;
  answer.contentType = kept.contentType;
  answer.body = kept.text;
  answer.closed = !result.reusable;
  if (balancer.health.kind == config::HealthKind::scaleio) return gateway::readVersionAnswer(answer);
  return static_cast<unsigned>(kept.status) == balancer.health.expectStatus ? Reason::none : Reason::unexpectedStatus;
}

Reason probe(const config::Balancer& balancer, const config::Member& member, Instant deadline, const Clock& clock) {
  const Result<std::vector<net::Endpoint>> addresses = net::resolve(member.host, member.port, member.preferIpv6);
  if (!addresses.ok() || addresses.value().empty()) return Reason::unresolved;
  const Instant now = clock.now();
  const Duration left = now < deadline ? deadline - now : Duration(0);
  NoPatience patience(deadline, clock);
  net::Connection connection;
  const net::IoResult opened = net::Connection::open(addresses.value()[0], net::SocketOptions(),
                                                     least(left, member.connectTimeout), clock, &patience, &connection);
  if (opened.status != net::IoStatus::ok) return connectReason(opened);
  const net::IoResult ponged = net::ping(&connection, least(left, balancer.health.cpingTimeout), clock, &patience);
  if (ponged.status != net::IoStatus::ok) return pingReason(ponged);
  if (balancer.health.kind == config::HealthKind::cping) return Reason::none;

  std::vector<char> packet(member.maxPacketSize);
  ajp::RequestWriter writer(packet.data(), packet.size());
  if (!writeRequest(member, balancer.health.path, &writer)) return Reason::replyFailed;
  net::ExchangeRequest request;
  request.head = writer.packet();
  request.answerHasNoBody = false;
  request.maxPacketSize = member.maxPacketSize;
  const Duration limit = least(left, balancer.health.requestTimeout);
  request.limits = net::Limits{limit, limit, limit, limit};
  NoBody body;
  KeepAnswer kept;
  const net::ExchangeResult result =
      net::exchange(&connection, request, &body, &kept, clock, &patience);  // lint48:ok
  return readAnswer(balancer, result, kept);
}

}  // namespace

GatewayFact probeGateway(const config::Balancer& balancer, const config::Member& member, Instant deadline,
                         const Clock& clock) {
  GatewayFact fact;
  fact.balancer = balancer.name;
  fact.name = member.name;
  fact.inService = member.activation == config::Activation::active;
  if (!fact.inService) return fact;
  const Reason reason = probe(balancer, member, deadline, clock);
  fact.usable = reason == Reason::none;
  fact.score = fact.usable ? 100 : 0;
  fact.reason = reasonWord(reason);
  return fact;
}

}  // namespace checks
}  // namespace sioha
