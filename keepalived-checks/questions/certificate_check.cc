#include "keepalived-checks/questions/certificate_check.h"

#include <cstdio>

#include "keepalived-checks/common/file.h"
#include "keepalived-checks/common/tls.h"
#include "keepalived-checks/common/tls_answer.h"
#include "keepalived-checks/questions/vip_option.h"

namespace sioha {
namespace checks {

static const char kExplain[] =
    "What httpd serves, and what the files hold that it will serve after its next restart.\n\n"
    "fails (0 points)  expired, not valid yet, or fewer than --fail-days left, intermediate certificates "
    "too; a\n"
    "                  name of --host, or without one the VIP, is not covered; the key does not fit; no\n"
    "                  certificate can be read; a key that anybody can break (RSA below 1024 bits)\n"
    "30 points         fewer than --warn-days left; a link of the chain is missing\n"
    "15 points         RSA below 2048 bits or EC below 224; signed with MD5 or SHA-1 by another\n"
    "10 points         the served certificate is not the one in --certificate: httpd was not reloaded\n"
    "5 points each     only a common name and no subjectAltName, which today's clients refuse; the names of\n"
    "                  --host are covered and the VIP's address is not (--cover-vip fails, --no-cover-vip is "
    "silent)\n"
    "A key that an unprivileged run cannot read is said and costs nothing.\n";

static std::string daysText(double days) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f days", days < 0 ? -days : days);
  return text;
}

static double daysLeft(const Certificate& c, const CertificateWishes& wishes) {
  return static_cast<double>(c.notAfter - wishes.now) / 86400;
}

// True: there is nothing to say about them.
static bool judgeDates(const Certificate& c, const std::string& where, const CertificateWishes& wishes,
                       Verdict* verdict) {
  const double days = daysLeft(c, wishes);
  if (c.notBefore > wishes.now)
    verdict->fail(where + ": the certificate is not valid yet; is the clock right?");
  else if (days < 0)
    verdict->fail(where + ": the certificate expired " + daysText(days) + " ago");
  else if (days < wishes.failDays)
    verdict->fail(where + ": the certificate expires in " + daysText(days));
  else if (days < wishes.warnDays)
    verdict->warn(30, where + ": the certificate expires in " + daysText(days));
  else
    return true;
  return false;
}

static void judgeKey(const Certificate& c, const std::string& where, Verdict* verdict) {
  const std::string key = c.keyKind + " key of " + std::to_string(c.keyBits) + " bits";
  const bool rsaLike = c.keyKind == "RSA" || c.keyKind == "DSA";
  if (rsaLike && c.keyBits < 1024) verdict->fail(where + ": a " + key + " can be broken by anybody");
  else if ((rsaLike && c.keyBits < 2048) || (c.keyKind == "EC" && c.keyBits < 224))
    verdict->warn(15, where + ": a " + key + " is weak");
  // A root's own signature is never verified.
  if (c.weakDigest && !c.selfIssued) verdict->warn(15, where + ": it is signed with MD5 or SHA-1");
}

Verdict judgeCertificate(const Certificate& c, const std::string& where, const CertificateWishes& wishes) {
  Verdict verdict;
  verdict.measure("days_left", daysLeft(c, wishes));
  if (judgeDates(c, where, wishes, &verdict))
    verdict.note(where + ": valid for " + daysText(daysLeft(c, wishes)));
  for (const std::string& name : wishes.names)
    if (!coversName(c, name)) verdict.fail(where + ": the certificate of " + c.subject + " does not cover " + name);
  if (!wishes.alsoWanted.empty() && !coversName(c, wishes.alsoWanted))
    verdict.warn(
        5, where + ": the certificate of " + c.subject + " does not cover the virtual IP " +
               wishes.alsoWanted +
               "; clients that use the address refuse it, clients that use a name do not (--no-cover-vip)");
  if (c.dnsNames.empty() && c.addresses.empty())
    verdict.warn(5, where + ": only a common name and no subjectAltName; today's clients refuse that");
  judgeKey(c, where, &verdict);
  return verdict;
}

Verdict judgeIssuers(const std::vector<Certificate>& chain, const std::string& where,
                     const CertificateWishes& wishes) {
  Verdict verdict;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    // Clients have their own copy of a root, or do not trust it at all.
    if (chain[i].selfIssued) continue;
    const std::string issuer = where + ": intermediate " + chain[i].subject;
    judgeDates(chain[i], issuer, wishes, &verdict);
    judgeKey(chain[i], issuer, &verdict);
  }
  return verdict;
}

namespace {

const std::size_t kMostPem = 1 << 20;

struct Asked {
  CertificateWishes wishes;
  std::string caDirectory, caFile;
};

void judgeChain(const std::vector<Certificate>& chain, const std::string& where, const Asked& asked,
                Verdict* verdict) {
  verdict->merge(judgeIssuers(chain, where, asked.wishes));
  const std::string why = whyChainIsIncomplete(chain, asked.caDirectory, asked.caFile);
  if (!why.empty()) verdict->warn(30, where + ": the chain is not complete (" + why + "); add the intermediate certificates");
}

void askKey(const std::string& keyPath, const std::string& path, const Certificate& certificate,
            Verdict* verdict) {
  const Result<std::string> key = readFile(keyPath, kMostPem);
  if (!key.ok()) {
    // Keys belong to root alone, and this check needs no privilege for the rest.
    if (fileExists(keyPath))
      verdict->note(key.error() + "; whether it fits is seen by root only");
    else
      verdict->fail(key.error());
    return;
  }
  const Result<bool> fits = keyFits(certificate, key.value(), keyPath);
  if (!fits.ok())
    verdict->fail(fits.error());
  else if (!fits.value())
    verdict->fail(keyPath + " does not fit " + path + ": httpd will not start with them");
}

Result<std::vector<Certificate>> readPem(const std::string& path, const std::vector<Certificate>& known) {
  const Result<std::string> pem = readFile(path, kMostPem);
  if (!pem.ok()) return Error(pem.error());
  return readCertificates(pem.value(), path, known);
}

// Returns the fingerprint of the leaf that the file holds, for comparison with the served one.
std::string askFiles(const Arguments& arguments, const Asked& asked, const std::vector<Certificate>& served,
                     Verdict* verdict) {
  const std::string path = arguments.text("certificate");
  const Result<std::vector<Certificate>> certificates = readPem(path, served);
  if (!certificates.ok()) {
    verdict->fail(certificates.error());
    return std::string();
  }
  std::vector<Certificate> chain = certificates.value();
  verdict->merge(judgeCertificate(chain[0], path, asked.wishes));
  if (arguments.has("chain")) {
    const Result<std::vector<Certificate>> more = readPem(arguments.text("chain"), served);
    if (more.ok())
      chain.insert(chain.end(), more.value().begin(), more.value().end());
    else
      verdict->fail(more.error());
  }
  judgeChain(chain, path, asked, verdict);
  if (arguments.has("key")) askKey(arguments.text("key"), path, chain[0], verdict);
  return chain[0].fingerprint;
}

TlsAnswer lookAt(const TlsTarget& target, const Context& context) {
  TlsAnswer answer;
  if (context.hears && context.hears->take(target, context.deadline, context.clock, &answer)) return answer;
  Result<Fd> fd = connectTcp(target.address, target.port, context.deadline, context.clock);
  if (!fd.ok()) {
    answer.connectError = fd.error();
    return answer;
  }
  Result<std::unique_ptr<TlsStream>> stream =
      TlsStream::handshake(std::move(fd.value()), target.serverName, context.deadline, context.clock);
  if (stream.ok()) stream.value()->describe(&answer);
  else answer.handshakeError = stream.error();
  return answer;
}

void judgeServer(const TlsTarget& target, const TlsAnswer& answer, const std::string& onDisk, const Asked& asked,
                 Verdict* verdict) {
  const std::string where = target.address.text() + " port " + std::to_string(target.port);
  if (!answer.connectError.empty()) {
    verdict->fail(answer.connectError);
    return;
  }
  if (!answer.handshakeError.empty()) {
    verdict->fail("no TLS at " + where + ": " + answer.handshakeError);
    return;
  }
  if (!answer.certificateError.empty()) {
    verdict->fail(where + ": " + answer.certificateError);
    return;
  }
  const Certificate& leaf = answer.served[0];
  verdict->merge(judgeCertificate(leaf, where, asked.wishes));
  judgeChain(answer.served, where, asked, verdict);
  if (!onDisk.empty() && onDisk != leaf.fingerprint)
    verdict->warn(10, where + " serves another certificate than the file holds: reload httpd");
}

Verdict refuse(const std::string& sentence) {
  Verdict verdict;
  verdict.fail(sentence);
  return verdict;
}

Verdict ask(const Arguments& arguments, const Context& context) {
  Asked asked;
  IpAddress address;
  if (!parseAddress(arguments.text("address"), &address))
    return refuse("option --address wants an address, not \"" + arguments.text("address") + "\"");
  asked.wishes.names = splitList(arguments.text("host"), ',');
  const std::string host = asked.wishes.names.empty() ? std::string() : asked.wishes.names[0];
  bool elsewhere = false;
  if (arguments.has("vip")) {
    const Result<IpAddress> vip = vipOption(arguments);
    if (!vip.ok()) return refuse(vip.error());
    const std::string text = vip.value().text();
    if (arguments.flag("cover-vip") || (host.empty() && !arguments.isGiven("cover-vip")))
      asked.wishes.names.push_back(text);
    else if (!arguments.isGiven("cover-vip"))
      asked.wishes.alsoWanted = text;
    elsewhere = !isLocalAddress(vip.value());
    if (!elsewhere) address = vip.value();
  }
  const Result<double> port = arguments.number("port", 1, 65535);
  const Result<double> warnDays = arguments.number("warn-days", 0, 10000);
  const Result<double> failDays = arguments.number("fail-days", 0, 10000);
  if (!port.ok()) return refuse(port.error());
  if (!warnDays.ok()) return refuse(warnDays.error());
  if (!failDays.ok()) return refuse(failDays.error());
  asked.wishes.warnDays = warnDays.value();
  asked.wishes.failDays = failDays.value();
  asked.wishes.now = context.clock.wallNow().count() / 1000000;
  asked.caDirectory = arguments.text("ca-directory");
  asked.caFile = arguments.text("ca-file");
  for (const char* name : {"key", "chain"})
    if (arguments.has(name) && !arguments.has("certificate"))
      return refuse(std::string("option --") + name + " wants --certificate=FILE beside it, which it belongs to");
  if (!arguments.has("certificate") && !arguments.flag("served"))
    return refuse("nothing to look at: --no-served wants --certificate=FILE");
  const bool looks = arguments.flag("served") && !(elsewhere && arguments.has("certificate"));
  const TlsTarget target(address, static_cast<unsigned>(port.value()), host);
  const TlsAnswer answer = looks ? lookAt(target, context) : TlsAnswer();
  Verdict verdict;
  const std::string onDisk =
      arguments.has("certificate") ? askFiles(arguments, asked, answer.served, &verdict) : std::string();
  // A virtual host that is bound to the VIP only cannot be tried while the other node has it; the
  // files are then what counts.
  if (elsewhere && arguments.has("certificate"))
    verdict.note("the virtual IP is not on this node: only the files were looked at");
  else if (looks)
    judgeServer(target, answer, onDisk, asked, &verdict);
  return verdict;
}

}  // namespace

const Program kCertificateProgram = {
    "check-certificate",
    "Are the certificates that httpd serves and that its files hold good, and for how long?",
    kExplain,
    {{"vip", "ADDRESS", "", "the virtual IP; asked while it is on this node"},
     {"address", "ADDRESS", "127.0.0.1", "asked while the VIP is not on this node"},
     {"port", "PORT", "443", "TCP port"},
     {"host", "LIST", "", "names that have to be covered; the first is the server name (SNI)"},
     {"cover-vip", nullptr, "",
      "the VIP's address has to be covered as well [without --host; with it that costs 5 points]"},
     {"certificate", "FILE", "", "SSLCertificateFile (PEM)"},
     {"key", "FILE", "", "SSLCertificateKeyFile (PEM)"},
     {"chain", "FILE", "", "SSLCertificateChainFile (PEM)"},
     {"ca-directory", "DIR", "/etc/ssl/certs", "trusted roots, in c_rehash form"},
     {"ca-file", "FILE", "", "trusted roots, PEM"},
     {"warn-days", "N", "30", "warn when fewer days are left"},
     {"fail-days", "N", "0", "fail when fewer days are left"},
     {"served", nullptr, "yes", "ask httpd; --no-served: look at the files only"}},
    ask,
    nullptr};

}  // namespace checks
}  // namespace sioha
