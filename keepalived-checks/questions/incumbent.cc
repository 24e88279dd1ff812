#include "keepalived-checks/questions/incumbent.h"

#include <linux/if_addr.h>

#include "keepalived-checks/questions/vip_option.h"

namespace sioha {
namespace checks {

static const char kExplain[] =
    "It passes where the virtual IP is configured on this node, with any prefix length. With a small\n"
    "weight (3) in track_script this makes the VIP sticky: a healed node does not take it back from a\n"
    "node that is as good. An IPv6 address counts once duplicate address detection is done.\n";

Verdict judgeIncumbent(const NetworkFacts& facts, const IpAddress& vip, const std::string& interface) {
  Verdict verdict;
  for (const OwnAddress& own : facts.addresses) {
    if (!(own.address == vip)) continue;
    std::string name = "interface " + std::to_string(own.link);
    for (const Link& link : facts.links)
      if (link.index == own.link) name = link.name;
    if (!interface.empty() && interface != name) continue;
    if (own.flags & IFA_F_DADFAILED) {
      verdict.fail(vip.text() + " on " + name + " is a duplicate: another node answers for it");
    } else if (own.flags & IFA_F_TENTATIVE) {
      verdict.fail(vip.text() + " on " + name + " is still tentative");
    } else {
      verdict.note("this node holds " + vip.text() + " on " + name);
    }
    return verdict;
  }
  verdict.fail("this node does not hold " + vip.text() + (interface.empty() ? "" : " on " + interface));
  return verdict;
}

static Verdict ask(const Arguments& arguments, const Context&) {
  Verdict verdict;
  const Result<IpAddress> vip = vipOption(arguments);
  if (!vip.ok()) {
    verdict.fail(vip.error());
    return verdict;
  }
  const Result<NetworkFacts> facts = readNetwork(kLinks | kAddresses);
  if (!facts.ok()) {
    verdict.fail(facts.error());
    return verdict;
  }
  return judgeIncumbent(facts.value(), vip.value(), arguments.text("interface"));
}

const Program kIncumbentProgram = {
    "check-incumbent",
    "Does this node hold the virtual IP?",
    kExplain,
    {{"vip", "ADDRESS", "", "the virtual IP"},
     {"interface", "NAME", "", "only on this interface [any]"}},
    ask,
    nullptr};

}  // namespace checks
}  // namespace sioha
