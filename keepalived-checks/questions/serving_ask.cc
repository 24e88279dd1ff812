#include "keepalived-checks/common/http.h"
#include "keepalived-checks/common/tls.h"
#include "keepalived-checks/common/tls_answer.h"
#include "keepalived-checks/questions/serving.h"
#include "keepalived-checks/questions/vip_option.h"

namespace sioha {
namespace checks {

static const char kExplain[] =
    "One real request, through TLS, over a connection of its own: a stopped process and a full scoreboard\n"
    "accept the connection (the kernel does) and do not answer, so only an answer counts.\n\n"
    "Where it asks: the VIP, if the VIP is on this node, else --address. Never the VIP of the other node:\n"
    "that would be the other node's answer.\n\n"
    "fails (0 points)  nothing listens; no handshake; no answer in time; a status outside --status (502, 503,\n"
    "                  504 and 404 are by default); a certificate that has expired, is not valid yet, or does\n"
    "                  not cover --host (else the VIP); --match not found\n"
    "40 points         standby only: httpd answers, but its TLS virtual host is bound to the VIP only and\n"
    "                  cannot be seen before the VIP is here\n\n"
    "For a vrrp_script with weight 0 (FAULT) take only what cannot be common to both nodes:\n"
    "--status=100-599 --no-certificate.\n";

namespace {

struct Target {
  IpAddress address;
  unsigned port;
  std::string host;   ///< SNI and Host
  std::string path;
  bool tls;
};

HttpLimits limitsFor(bool needsBody) {
  const HttpLimits limits = {32768, 65536, !needsBody};
  return limits;
}

// Only after a failed handshake: does anything speak HTTP there at all?
int plainStatusOf(const Target& target, const Context& context) {
  Result<Fd> fd = connectTcp(target.address, target.port, context.deadline, context.clock);
  if (!fd.ok()) return 0;
  PlainStream stream(std::move(fd.value()), context.clock);
  const Result<HttpAnswer> answer = httpGet(&stream, target.host, target.path, limitsFor(false), context.deadline);
  return answer.ok() ? answer.value().status : 0;
}

void readAnswer(Stream* stream, const Target& target, bool needsBody, const Context& context, ServingFacts* facts) {
  const Result<HttpAnswer> answer = httpGet(stream, target.host, target.path, limitsFor(needsBody), context.deadline);
  if (!answer.ok()) {
    facts->httpError = answer.error();
    return;
  }
  facts->status = answer.value().status;
  facts->body = answer.value().body;
}

// The VIP may move between the look and the connection: then the peer is the other node. The connection's
// source address tells nothing: to a second address of one network it is the first one's.
bool isOwnConnection(const Target& target, bool throughVip) {
  return !throughVip || isLocalAddress(target.address);
}

// Told before the request: whoever listens need not wait for httpd's answer.
Result<Certificate> leafOf(const TlsStream& stream, TlsHandover* tells) {
  if (!tells) return stream.peer();
  TlsAnswer answer;
  stream.describe(&answer);
  tells->give(answer);
  return answer.served.empty() ? stream.peer() : Result<Certificate>(answer.served[0]);
}

void lookThroughTls(Fd fd, const Target& target, bool needsBody, const Context& context, ServingFacts* facts) {
  Result<std::unique_ptr<TlsStream>> stream =
      TlsStream::handshake(std::move(fd), target.host, context.deadline, context.clock);
  if (!stream.ok()) {
    facts->tlsError = stream.error();
    TlsAnswer none;
    none.handshakeError = stream.error();
    if (context.tells) context.tells->give(none);
    facts->plainStatus = plainStatusOf(target, context);
    return;
  }
  const Result<Certificate> certificate = leafOf(*stream.value(), context.tells);
  if (certificate.ok()) facts->certificate = certificate.value();
  else facts->certificateError = certificate.error();
  readAnswer(stream.value().get(), target, needsBody, context, facts);
}

void lookAt(const Target& target, bool needsBody, const Context& context, ServingFacts* facts) {
  const Instant began = context.clock.now();
  TlsHandover* const tells = target.tls ? context.tells : nullptr;
  if (tells) tells->announce(TlsTarget(target.address, target.port, target.host));
  Result<Fd> fd = connectTcp(target.address, target.port, context.deadline, context.clock);
  if (!fd.ok()) {
    facts->connectError = fd.error();
    TlsAnswer none;
    none.connectError = fd.error();
    if (tells) tells->give(none);
  } else if (!isOwnConnection(target, facts->throughVip)) {
    facts->connectError = "the virtual IP has just moved to the other node";
  } else if (!target.tls) {
    PlainStream stream(std::move(fd.value()), context.clock);
    readAnswer(&stream, target, needsBody, context, facts);
  } else {
    lookThroughTls(std::move(fd.value()), target, needsBody, context, facts);
  }
  facts->milliseconds = static_cast<double>((context.clock.now() - began).count()) / 1000;
}

Verdict refuse(const std::string& sentence) {
  Verdict verdict;
  verdict.fail(sentence);
  return verdict;
}

Verdict ask(const Arguments& arguments, const Context& context) {
  ServingFacts facts;
  Target target;
  if (!parseAddress(arguments.text("address"), &target.address))
    return refuse("option --address wants an address, not \"" + arguments.text("address") + "\"");
  std::string name = arguments.text("host");
  if (arguments.has("vip")) {
    const Result<IpAddress> vip = vipOption(arguments);
    if (!vip.ok()) return refuse(vip.error());
    facts.throughVip = isLocalAddress(vip.value());
    facts.vipElsewhere = !facts.throughVip;
    if (facts.throughVip) target.address = vip.value();
    if (name.empty()) name = vip.value().text();
  }
  const Result<double> port = arguments.number("port", 1, 65535);
  const Result<StatusRanges> accepted = parseStatusRanges(arguments.text("status"));
  if (!port.ok()) return refuse(port.error());
  if (!accepted.ok()) return refuse(accepted.error());
  target.port = static_cast<unsigned>(port.value());
  target.host = name.empty() ? target.address.text() : name;
  target.path = arguments.text("path");
  // A blank or a line end would make it another request.
  for (const char c : target.path + target.host)
    if (c <= ' ' || c == 0x7F) return refuse("options --path and --host may hold no blanks");
  if (target.path[0] != '/') return refuse("option --path wants a path that begins with '/'");
  target.tls = arguments.flag("tls");
  facts.tls = target.tls;
  facts.where = target.address.text() + " port " + std::to_string(target.port);
  ServingWishes wishes;
  wishes.accepted = accepted.value();
  wishes.name = name;
  wishes.judgeCertificate = arguments.flag("certificate");
  wishes.match = arguments.text("match");
  wishes.now = context.clock.wallNow().count() / 1000000;
  lookAt(target, !wishes.match.empty(), context, &facts);
  return judgeServing(facts, wishes);
}

}  // namespace

const Program kServingProgram = {
    "check-serving",
    "Does this node's httpd answer a real TLS request, with the right certificate?",
    kExplain,
    {{"vip", "ADDRESS", "", "the virtual IP; asked while it is on this node"},
     {"address", "ADDRESS", "127.0.0.1", "asked while the VIP is not on this node"},
     {"port", "PORT", "443", "TCP port"},
     {"host", "NAME", "", "server name (SNI, Host) that the certificate has to cover [the VIP]"},
     {"path", "PATH", "/", "what to GET"},
     {"status", "LIST", "200-399,401,403", "answers that count as serving"},
     // Two intervals, this and keepalived's own 3.1 s are less than the 6 s in which the VIP has to move.
     {"timeout", "MS", "800", "give up and fail after so many milliseconds"},
     {"match", "TEXT", "", "the answer's body has to hold this"},
     {"certificate", nullptr, "yes", "judge the certificate's dates and names; --no-certificate: do not"},
     {"tls", nullptr, "yes", "--no-tls: plain HTTP"}},
    ask,
    nullptr};

}  // namespace checks
}  // namespace sioha
