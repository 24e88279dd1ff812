#include "keepalived-checks/questions/serving.h"

#include <cstdio>

#include "keepalived-checks/common/file.h"

namespace sioha {
namespace checks {

Result<StatusRanges> parseStatusRanges(const std::string& text) {
  StatusRanges ranges;
  for (const std::string& part : splitList(text, ',')) {
    const std::size_t dash = part.find('-');
    unsigned long long from = 0, to = 0;
    const bool good = parseDecimal(Slice(part).sub(0, dash == std::string::npos ? part.size() : dash), 999, &from) &&
                      (dash == std::string::npos || parseDecimal(Slice(part).sub(dash + 1), 999, &to));
    if (dash == std::string::npos) to = from;
    if (!good || from < 100 || to < from)
      return Error("option --status wants codes and ranges such as 200-399,401, not \"" + part + "\"");
    ranges.push_back(std::make_pair(static_cast<int>(from), static_cast<int>(to)));
  }
  if (ranges.empty()) return Error("option --status wants codes and ranges such as 200-399,401");
  return ranges;
}

static void judgeServedCertificate(const ServingFacts& facts, const ServingWishes& wishes, Verdict* verdict) {
  if (!facts.certificateError.empty()) {
    verdict->fail(facts.where + ": " + facts.certificateError);
    return;
  }
  const Certificate& c = facts.certificate;
  if (c.notAfter < wishes.now)
    verdict->fail(facts.where + ": the certificate of " + c.subject + " has expired");
  else if (c.notBefore > wishes.now)
    verdict->fail(facts.where + ": the certificate of " + c.subject + " is not valid yet; is the clock right?");
  if (!wishes.name.empty() && !coversName(c, wishes.name))
    verdict->fail(facts.where + ": the certificate is for " + c.subject + " and does not cover " + wishes.name +
                  ": wrong virtual host or wrong certificate");
}

// On the standby a virtual host that is bound to the VIP only cannot be reached at all, since the
// VIP leads to the other node. That httpd answers is all that can be seen then.
static bool isHiddenByVip(const ServingFacts& facts) {
  return facts.vipElsewhere && !facts.tlsError.empty() && facts.plainStatus != 0 && facts.plainStatus != 400;
}

Verdict judgeServing(const ServingFacts& facts, const ServingWishes& wishes) {
  Verdict verdict;
  verdict.measure("time", facts.milliseconds / 1000, "s");
  if (!facts.connectError.empty()) {
    verdict.fail("httpd cannot be reached: " + facts.connectError);
    return verdict;
  }
  if (isHiddenByVip(facts)) {
    verdict.warn(40, "httpd answers at " + facts.where +
                         ", but its TLS virtual host is bound to the virtual IP only and cannot be tried while the other "
                         "node has it; name both: <VirtualHost VIP:443 " + facts.where.substr(0, facts.where.find(' ')) + ":443>");
    return verdict;
  }
  if (!facts.tlsError.empty()) {
    verdict.fail("no TLS at " + facts.where + ": " + facts.tlsError +
                 (facts.plainStatus != 0 && facts.plainStatus != 400 ? "; plain HTTP is spoken there" : ""));
    return verdict;
  }
  if (facts.tls && wishes.judgeCertificate) judgeServedCertificate(facts, wishes, &verdict);
  if (!facts.httpError.empty()) {
    verdict.fail("httpd took the connection at " + facts.where + " and does not answer: " + facts.httpError);
    return verdict;
  }
  verdict.measure("status", facts.status);
  bool accepted = false;
  for (const auto& range : wishes.accepted) accepted = accepted || (facts.status >= range.first && facts.status <= range.second);
  if (!accepted) verdict.fail("httpd answers " + std::to_string(facts.status) + " at " + facts.where);
  if (!wishes.match.empty() && facts.body.find(wishes.match) == std::string::npos)
    verdict.fail("the answer at " + facts.where + " does not hold \"" + wishes.match + "\"");
  char seen[64];
  std::snprintf(seen, sizeof seen, "%d in %.1f ms", facts.status, facts.milliseconds);
  if (!verdict.hasFailure()) verdict.note("httpd answers " + std::string(seen) + " at " + facts.where);
  return verdict;
}

}  // namespace checks
}  // namespace sioha
