#include <dirent.h>

#include <map>

#include "keepalived-checks/common/arp_probe.h"
#include "keepalived-checks/common/file.h"
#include "keepalived-checks/questions/network.h"
#include "keepalived-checks/questions/vip_option.h"

namespace sioha {
namespace checks {

static const char kExplain[] =
    "fails (0 points)   the interface is missing, switched off or without carrier; it has no address of its\n"
    "                   own besides the VIP; no gateway can be reached; the VIP is a duplicate (IPv6 DAD)\n"
    "60 points, shared  gateways without a route, over a dead link, or whose next hop does not answer\n"
    "30 points          the router (default route) likewise\n"
    "15 points each     members of a bond or team that are down\n"
    "20 points          net.ipv4.ip_nonlocal_bind is not 1 (5: not persistent)\n"
    "20 points          another node answers an ARP probe for the VIP while this node holds it; needs\n"
    "                   CAP_NET_RAW, and without it the check says that it could not look\n"
    "Nothing else needs a privilege. A link is good with IFF_UP, IFF_LOWER_UP and operstate up or unknown.\n";

// sysctl.d(5): of files with one name that in the folder named last counts, and they are read by name.
static std::vector<std::string> sysctlFiles() {
  std::map<std::string, std::string> byName;
  for (const char* folder :
       {"/usr/lib/sysctl.d", "/lib/sysctl.d", "/usr/local/lib/sysctl.d", "/run/sysctl.d", "/etc/sysctl.d"}) {
    DIR* directory = ::opendir(folder);
    if (!directory) continue;
    while (struct dirent* entry = ::readdir(directory))
      if (Slice(entry->d_name).endsWith(".conf"))
        byName[entry->d_name] = std::string(folder) + "/" + entry->d_name;
    ::closedir(directory);
  }
  std::vector<std::string> files;
  for (const auto& file : byName) files.push_back(file.second);
  files.push_back("/etc/sysctl.conf");
  return files;
}

static void askNonlocalBind(Verdict* verdict) {
  const std::string key = "net.ipv4.ip_nonlocal_bind";
  NonlocalBind setting;
  const Result<std::string> running = readFile("/proc/sys/net/ipv4/ip_nonlocal_bind", 64);
  if (running.ok()) setting.running = running.value();
  std::string last;
  for (const std::string& path : sysctlFiles()) {
    const Result<std::string> text = readFile(path, 1 << 20);
    if (!text.ok() && fileExists(path)) verdict->note(text.error());
    const std::string value = text.ok() ? sysctlValue(text.value(), key) : std::string();
    if (!value.empty()) last = value;
  }
  setting.persistent = last == "1";
  verdict->merge(judgeNonlocalBind(setting));
}

static const char kUnseenDuplicate[] =
    "whether another node has the virtual IP too is not seen without CAP_NET_RAW (--no-arp-probe: do not "
    "look)";

// While another node holds the VIP it is right that somebody answers for it.
static void askDuplicate(const NetworkFacts& facts, const IpAddress& vip, const Context& context, Verdict* verdict) {
  int link = 0;
  for (const OwnAddress& own : facts.addresses)
    if (own.address == vip && !vip.isLoopback()) link = own.link;
  if (vip.family != AF_INET) return;
  if (link == 0) {
    if (!mayProbe()) verdict->note(kUnseenDuplicate);
    return;
  }
  const Duration patience = context.left() / 4 < milliseconds(100) ? context.left() / 4 : milliseconds(100);
  const ArpProbe probe = probeAddress(vip, link, patience, context.clock);
  switch (probe.answer) {
    case ArpProbe::Answer::nobody: break;
    case ArpProbe::Answer::duplicate:
      verdict->warn(20, "another node answers for the virtual IP " + vip.text() + " as well: " + probe.hardware);
      break;
    case ArpProbe::Answer::notPermitted:
      verdict->note(kUnseenDuplicate);
      break;
    case ArpProbe::Answer::failed: verdict->note("the ARP probe could not be sent: " + probe.hardware); break;
  }
}

static Verdict refuse(const std::string& sentence) {
  Verdict verdict;
  verdict.fail(sentence);
  return verdict;
}

static Verdict ask(const Arguments& arguments, const Context& context) {
  NetworkWishes wishes;
  wishes.interface = arguments.text("interface");
  if (arguments.has("vip")) {
    const Result<IpAddress> vip = vipOption(arguments);
    if (!vip.ok()) return refuse(vip.error());
    wishes.vip = vip.value();
  }
  for (const std::string& text : splitList(arguments.text("gateways"), ',')) {
    IpAddress gateway;
    if (!parseAddress(text, &gateway)) return refuse("option --gateways wants addresses, not \"" + text + "\"");
    wishes.gateways.push_back(gateway);
  }
  if (arguments.has("router") && !parseAddress(arguments.text("router"), &wishes.router))
    return refuse("option --router wants an address, not \"" + arguments.text("router") + "\"");
  const Result<NetworkFacts> facts = readNetwork(kAllParts);
  if (!facts.ok()) return refuse(facts.error());
  Verdict verdict = judgeNetwork(facts.value(), wishes);
  if (wishes.vip.family == AF_INET && arguments.flag("nonlocal-bind")) askNonlocalBind(&verdict);
  if (wishes.vip.valid() && arguments.flag("arp-probe")) askDuplicate(facts.value(), wishes.vip, context, &verdict);
  return verdict;
}

const Program kNetworkProgram = {
    "check-network",
    "Are this node's link, addresses, routes and neighbours fit to serve the virtual IP?",
    kExplain,
    {{"interface", "NAME", "", "the interface that carries the virtual IP"},
     {"vip", "ADDRESS", "", "the virtual IP"},
     {"gateways", "LIST", "", "addresses of the gateways, separated by commas"},
     {"router", "ADDRESS", "", "the router [that of the default route]"},
     {"arp-probe", nullptr, "yes", "while the VIP is here, ask the link who else has it; --no-arp-probe: do not"},
     {"nonlocal-bind", nullptr, "yes", "look at net.ipv4.ip_nonlocal_bind; --no-nonlocal-bind: do not"}},
    ask,
    nullptr};

}  // namespace checks
}  // namespace sioha
