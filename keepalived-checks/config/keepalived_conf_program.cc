#include "keepalived-checks/config/keepalived_conf_program.h"

#include <sys/wait.h>
#include <unistd.h>

#include "keepalived-checks/common/address.h"
#include "keepalived-checks/common/file.h"
#include "keepalived-checks/common/process.h"
#include "keepalived-checks/common/program.h"
#include "keepalived-checks/config/write_keepalived_conf.h"

namespace sioha {
namespace checks {
namespace {

const char kExplain[] =
    "Schemes:\n"
    "components   one vrrp_script a question; the sum of the weights of those that pass is the priority. "
    "Each\n"
    "             weight is larger than the sum of the smaller ones, so the order is that of the questions.\n"
    "             keepalived before 2.0 takes the VIP away for 3 s where both nodes see a cause a moment "
    "apart,\n"
    "             such as both gateways down; thermometer with --asymmetric-hold does not.\n"
    "fault        as components, and a node whose httpd does not answer gives the VIP up at once (FAULT),\n"
    "             which is faster with keepalived 2.x. Should httpd hang on both nodes, the VIP is nowhere.\n"
    "thermometer  node-score publishes one score, check-level compares. Needs the service sioha-node-score; "
    "with\n"
    "             keepalived 1.2.7 give it --asymmetric-hold=3.\n"
    "fast         (also --fast; keepalived 2.1 or newer) VRRPv3, adverts every 0.1 s, the score through a\n"
    "             track_file; check-level 0 lowers the priority when node-score is dead.\n\n"
    "Both nodes have state BACKUP; the preferred one has one point more, less than check-incumbent's "
    "weight:\n"
    "a healed node does not take the VIP back from one that is as good.\n";

const Program kProgram = {
    "sioha-keepalived-conf",
    "Writes keepalived.conf for one of two nodes.",
    kExplain,
    {{"role", "WORD", "master", "master: the preferred node; slave: the other"},
     {"vip", "ADDRESS/LENGTH", "", "the virtual IP"},
     {"interface", "NAME", "eth0", "the interface that carries it"},
     {"scheme", "WORD", "components", "components, fault, thermometer or fast; see --explain"},
     {"fast", nullptr, "", "the same as --scheme=fast"},
     {"keepalived", "VERSION", "1.2.7", "the oldest keepalived that has to read it; fast: 2.1"},
     {"own-address", "ADDRESS", "", "with --peer: unicast instead of multicast (keepalived >= 1.2.8)"},
     {"peer", "ADDRESS", "", "likewise: the other node"},
     {"virtual-router-id", "N", "51", "the same on both nodes, and nobody else's on the link"},
     {"router-id", "NAME", "", "[sioha-ROLE]"},
     {"checks-dir", "DIR", SIOHA_CHECKSDIR, "where the checks are"},
     {"checks-config", "FILE", "", "another checks.conf than the usual one"},
     {"score-file", "FILE", "/run/keepalived-checks/score", "what node-score publishes (thermometer, fast)"},
     {"output", "FILE", "", "write there, then ask keepalived -t where it can [standard output]"},
     {"checks-conf", nullptr, "", "write what belongs into checks.conf instead"},
     {"keepalived-binary", "PATH", "/usr/sbin/keepalived", "for keepalived -t"},
     {"help", nullptr, "", "this text"},
     {"explain", nullptr, "", "the schemes"},
     {"version", nullptr, "", "the version"}},
    nullptr,
    nullptr};

int refuse(const std::string& sentence) {
  const std::string line = "sioha-keepalived-conf: " + sentence + "\n";
  if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return 1;
  return 1;
}

bool parseScheme(const std::string& word, Scheme* scheme) {
  if (word == "components") *scheme = Scheme::components;
  else if (word == "fault") *scheme = Scheme::fault;
  else if (word == "thermometer") *scheme = Scheme::thermometer;
  else if (word == "fast") *scheme = Scheme::fast;
  else return false;
  return true;
}

// What goes into the file unquoted may not become another statement.
bool isWord(const std::string& text) {
  for (const char c : text)
    if (c <= ' ' || c == 0x7F || c == '{' || c == '}' || c == '"' || c == '#' || c == '!' || c == '\\') return false;
  return !text.empty();
}

Result<KeepalivedPlan> readPlan(const Arguments& arguments) {
  KeepalivedPlan plan;
  plan.vip = arguments.text("vip");
  IpAddress address;
  if (!parseAddress(plan.vip.substr(0, plan.vip.find('/')), &address) || !isWord(plan.vip))
    return Error("option --vip is missing or no address: --vip=192.0.2.100/24");
  if (plan.vip.find('/') == std::string::npos) plan.vip += address.family == AF_INET ? "/32" : "/128";
  const std::string role = arguments.text("role");
  if (role != "master" && role != "slave") return Error("option --role wants master or slave");
  plan.preferred = role == "master";
  plan.interface = arguments.text("interface");
  plan.name = arguments.has("router-id") ? arguments.text("router-id") : "sioha-" + role;
  plan.directory = arguments.text("checks-dir");
  plan.checksConf = arguments.text("checks-config");
  plan.scoreFile = arguments.text("score-file");
  plan.ownAddress = arguments.text("own-address");
  plan.peerAddress = arguments.text("peer");
  if (!isWord(plan.interface) || !isWord(plan.name) || !isWord(plan.directory) || !isWord(plan.scoreFile) ||
      (!plan.checksConf.empty() && !isWord(plan.checksConf)))
    return Error("--interface, --router-id, --checks-dir, --checks-config and --score-file may hold no blanks, quotes, braces, '#' or '!'");
  for (const std::string& text : {plan.ownAddress, plan.peerAddress})
    if (!text.empty() && !parseAddress(text, &address)) return Error("\"" + text + "\" is no address");
  const Result<double> id = arguments.number("virtual-router-id", 1, 255);
  if (!id.ok()) return Error(id.error());
  plan.routerId = static_cast<unsigned>(id.value());
  if (!parseScheme(arguments.text("scheme"), &plan.scheme))
    return Error("option --scheme wants components, fault, thermometer or fast");
  if (arguments.flag("fast")) plan.scheme = Scheme::fast;
  return plan;
}

// -t came with 2.0.4; an older one has nothing to say.
int askKeepalived(const std::string& binary, const std::string& file) {
  if (::access(binary.c_str(), X_OK) != 0) return 0;
  const pid_t child = ::fork();
  if (child < 0) return refuse("cannot start " + binary);
  if (child == 0) {
    ::execl(binary.c_str(), binary.c_str(), "-t", "-f", file.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
  return refuse(binary + " -t does not like " + file + ", see above; a keepalived before 2.0.4 has no -t");
}

}  // namespace

int runKeepalivedConf(int argc, const char* const* argv) {
  Arguments arguments(kProgram.options);
  const Result<bool> parsed = arguments.parse(argc, argv);
  if (!parsed.ok()) return refuse(parsed.error());
  if (answeredHelp(kProgram, kProgram.options, arguments)) return 0;
  if (!arguments.words().empty()) return refuse("\"" + arguments.words()[0] + "\" is no option");
  const Result<KeepalivedPlan> plan = readPlan(arguments);
  if (!plan.ok()) return refuse(plan.error());
  unsigned version = 0;
  const bool newer = plan.value().scheme == Scheme::fast && !arguments.isGiven("keepalived");
  if (!parseVersion(newer ? "2.1" : arguments.text("keepalived"), &version))
    return refuse("option --keepalived wants a version such as 2.2.7");
  const Result<std::string> text = arguments.flag("checks-conf") ? Result<std::string>(writeChecksConf(plan.value()))
                                                                  : writeKeepalivedConf(plan.value(), version);
  if (!text.ok()) return refuse(text.error());
  const std::string output = arguments.text("output");
  if (output.empty()) {
    say(text.value());
    return 0;
  }
  const Result<bool> written = replaceFile(output, text.value());
  if (!written.ok()) return refuse(written.error());
  return arguments.flag("checks-conf") ? 0 : askKeepalived(arguments.text("keepalived-binary"), output);
}

}  // namespace checks
}  // namespace sioha
