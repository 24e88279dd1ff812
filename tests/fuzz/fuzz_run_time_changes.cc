// SiohaStateFile: written by httpd's children, read by its parent, and between the two lies a disk.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "mod_sioha/config/changeable.h"
#include "mod_sioha/config/run_time_changes.h"

namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

sioha::config::Balancer pair() {
  sioha::config::Balancer balancer;
  balancer.name = "lb";
  for (const char* name : {"n1", "n2"}) {
    sioha::config::Member member;
    member.name = member.route = name;
    balancer.members.push_back(member);
  }
  return balancer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha::config;
  const std::string input(reinterpret_cast<const char*>(data), size);
  const ReadChanges read = parseChanges(input);
  // What was understood can be written and is understood again.
  const ReadChanges again = parseChanges(formatChanges(read.changes));
  require(again.trouble.empty());
  require(formatChanges(again.changes) == formatChanges(read.changes));

  Balancer balancer = pair();
  Changes applied;
  std::vector<std::string> lost;
  applyChanges(read.changes, &balancer, &applied, &lost);
  require(applied.size() + lost.size() <= read.changes.size());
  require(wrongRoutes(balancer).empty());
  require(balancer.name == "lb" && balancer.members.size() == 2);
  for (const Member& member : balancer.members) {
    require(!member.host.empty() && member.port <= 65535 && member.lbfactor > 0 && member.secret.empty());
    require(member.maxPacketSize >= 8192 && member.maxPacketSize <= 65536 && member.replyTimeout.count() > 0);
  }
  for (const std::string& sentence : lost)
    for (char c : sentence) require(static_cast<unsigned char>(c) >= ' ');
  return 0;
}
