#include "keepalived-checks/config/write_keepalived_conf.h"

#include "keepalived-checks/common/file.h"
#include "mod_sioha/base/slice.h"

namespace sioha {
namespace checks {
namespace {

const char kUsualScore[] = "/run/keepalived-checks/score";

struct Script {
  const char* name;
  const char* command;    ///< program and arguments
  const char* meaning;
  unsigned interval, fall, rise, weight;
};

// Superincreasing from below: each weight is larger than the sum of the smaller ones.
const Script kComponents[] = {
    {"sioha_serving", "check-serving", "httpd answers a TLS request", 1, 2, 3, 100},
    {"sioha_gateway_any", "check-gateways --any --instance=any", "at least one gateway is usable", 1, 2, 3, 50},
    {"sioha_gateway_all", "check-gateways --all --instance=all", "each gateway is usable", 2, 2, 3, 20},
    {"sioha_network", "check-network", "links, addresses, routes", 1, 2, 2, 10},
    {"sioha_certificate", "check-certificate", "the certificate is good", 60, 1, 1, 5},
    {"sioha_incumbent", "check-incumbent", "this node has the virtual IP", 1, 1, 1, 3}};

const Script kThermometer[] = {
    {"sioha_level_25", "check-level 25 --hysteresis=3", "the score is at least 25", 1, 1, 1, 10},
    {"sioha_level_50", "check-level 50 --hysteresis=3", "it is at least 50: this node serves", 1, 1, 1, 20},
    {"sioha_level_75", "check-level 75 --hysteresis=3", "it is at least 75", 1, 1, 1, 20},
    {"sioha_level_90", "check-level 90 --hysteresis=3", "it is at least 90", 1, 1, 1, 10},
    {"sioha_incumbent", "check-incumbent", "this node has the virtual IP", 1, 1, 1, 4}};

const Script kFast[] = {{"sioha_fresh", "check-level 0 --max-age=2", "node-score is alive", 1, 1, 1, 120}};

// Weight 0: FAULT. Only what is surely this node's own: an answer of any kind is good enough.
const Script kFault = {"sioha_answers", "check-serving --status=100-599 --no-certificate --instance=fault",
                       "httpd answers at all, else this node gives the virtual IP up at once", 1, 2, 2, 0};

void addScript(const Script& script, const KeepalivedPlan& plan, std::string* out) {
  *out += std::string("# ") + script.meaning + "\nvrrp_script " + script.name + " {\n";
  std::string command = plan.directory + "/" + script.command;
  if (!plan.checksConf.empty()) command += " --config=" + plan.checksConf;
  if (Slice(script.command).startsWith("check-level") && plan.scoreFile != kUsualScore) command += " --file=" + plan.scoreFile;
  *out += "    script \"" + command + "\"\n";
  *out += "    interval " + std::to_string(script.interval) + "\n    timeout " + std::to_string(script.interval > 5 ? 5 : script.interval) +
          "\n    fall " + std::to_string(script.fall) + "\n    rise " + std::to_string(script.rise) + "\n    weight " +
          std::to_string(script.weight) + "\n}\n\n";
}

std::vector<Script> scriptsOf(Scheme scheme) {
  switch (scheme) {
    case Scheme::thermometer: return std::vector<Script>(std::begin(kThermometer), std::end(kThermometer));
    case Scheme::fast: return std::vector<Script>(std::begin(kFast), std::end(kFast));
    case Scheme::fault: {
      std::vector<Script> scripts(1, kFault);
      for (const Script& script : kComponents) scripts.push_back(script);
      return scripts;
    }
    case Scheme::components: break;
  }
  return std::vector<Script>(std::begin(kComponents), std::end(kComponents));
}

// The sums that decide who has the VIP, to be read by whoever changes a weight.
std::string arithmetic(const std::vector<Script>& scripts, unsigned base, unsigned fromFile) {
  unsigned sum = fromFile;
  for (const Script& script : scripts) sum += script.weight;
  std::string out = "# Priority = " + std::to_string(base) + " here, and what is healthy adds to it:\n";
  unsigned smaller = 0;
  for (std::size_t i = scripts.size(); i > 0; --i) {
    const Script& script = scripts[i - 1];
    if (script.weight == 0) continue;
    std::string line = "#   " + std::string(script.name);
    line.resize(line.size() < 26 ? 26 : line.size() + 1, ' ');
    out += line + "+" + std::to_string(script.weight);
    if (smaller > 0 && fromFile == 0 && script.weight > smaller)
      out += "  more than all smaller ones and the preference: " + std::to_string(script.weight) + " > " + std::to_string(smaller + 1);
    out += "\n";
    smaller += script.weight;
  }
  if (fromFile > 0) out += "#   node-score            +0.." + std::to_string(fromFile) + "\n";
  out += "# All well: " + std::to_string(base + sum) + " (has to be at most 254). Nothing known: " + std::to_string(base) +
         " (at least 1).\n# Whatever is missing, stale or dead lowers the priority; nothing but the preferred node's\n"
         "# one point more is there without a check that passed.\n";
  return out;
}

std::string instanceOf(const KeepalivedPlan& plan, const std::vector<Script>& scripts, unsigned base) {
  std::string out = "vrrp_instance SIOHA {\n    state BACKUP\n    interface " + plan.interface + "\n    virtual_router_id " +
                    std::to_string(plan.routerId) + "\n    priority " + std::to_string(base) + "\n";
  out += plan.scheme == Scheme::fast ? "    advert_int 0.1\n" : "    advert_int 1\n";
  if (!plan.peerAddress.empty())
    out += "    unicast_src_ip " + plan.ownAddress + "\n    unicast_peer {\n        " + plan.peerAddress + "\n    }\n";
  out += "    virtual_ipaddress {\n        " + plan.vip + " dev " + plan.interface + "\n    }\n    track_script {\n";
  for (const Script& script : scripts) out += std::string("        ") + script.name + "\n";
  out += "    }\n";
  if (plan.scheme == Scheme::fast) out += "    track_file {\n        sioha_score\n    }\n";
  return out + "}\n";
}

}  // namespace

bool parseVersion(const std::string& text, unsigned* version) {
  const std::vector<std::string> parts = splitList(text, '.');
  unsigned long long numbers[3] = {0, 0, 0};
  if (parts.empty() || parts.size() > 3) return false;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (!parseDecimal(parts[i], 99, &numbers[i])) return false;
  *version = static_cast<unsigned>(numbers[0] * 10000 + numbers[1] * 100 + numbers[2]);
  return true;
}

Result<std::string> writeKeepalivedConf(const KeepalivedPlan& plan, unsigned version) {
  if (plan.scheme == Scheme::fast && version < kVersion210)
    return Error(
        "the scheme fast needs keepalived 2.1 or newer on both nodes (VRRPv3 and track_file) and "
        "--keepalived "
        "says that an older one has to read it; write --keepalived=2.1, or --scheme=fault for the older one");
  if (plan.peerAddress.empty() != plan.ownAddress.empty())
    return Error("unicast wants both --own-address and --peer");
  if (!plan.peerAddress.empty() && version < kVersion128)
    return Error("unicast (--peer) needs keepalived 1.2.8 or newer: 1.2.7 would lose the rest of the instance without a word");
  const std::vector<Script> scripts = scriptsOf(plan.scheme);
  const unsigned fromFile = plan.scheme == Scheme::fast ? 100 : 0;
  const unsigned base = (plan.scheme == Scheme::thermometer ? 100 : 30) + (plan.preferred ? 1 : 0);
  std::string out = "# Written by sioha-keepalived-conf. One statement a line and one quoted string a script:\n"
                    "# keepalived 1.2.7 reads nothing else. Options of the checks are in checks.conf.\n#\n";
  out += arithmetic(scripts, base, fromFile);
  out += "\nglobal_defs {\n    router_id " + plan.name + "\n    script_user root\n    enable_script_security\n";
  if (plan.scheme == Scheme::fast) out += "    vrrp_version 3\n";
  out += "}\n\n";
  for (const Script& script : scripts) addScript(script, plan, &out);
  if (plan.scheme == Scheme::fast)
    out += "# Written by: node-score --publish=" + plan.scoreFile + " --every=0.25 --timeout=500\n" +
           "vrrp_track_file sioha_score {\n    file " + plan.scoreFile + "\n    weight 1\n}\n\n";
  return out + instanceOf(plan, scripts, base);
}

std::string writeChecksConf(const KeepalivedPlan& plan) {
  return "# Options of the checks of this node; [check-NAME] begins the options of one of them.\nvip = " +
         plan.vip.substr(0, plan.vip.find('/')) + "\ninterface = " + plan.interface +
         "\n# host = the name that clients use and the certificate has to cover\n# gateways = their addresses, separated by commas\n";
}

}  // namespace checks
}  // namespace sioha
