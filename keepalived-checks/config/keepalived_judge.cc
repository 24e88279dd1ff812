#include <algorithm>
#include <cstdlib>

#include "keepalived-checks/common/arguments.h"
#include "keepalived-checks/config/keepalived_conf.h"

namespace sioha {
namespace checks {
namespace {

typedef std::vector<KeepalivedStatement> Conf;

std::string at(const KeepalivedStatement& statement) {
  return statement.file + ":" + std::to_string(statement.line) + ": ";
}

std::string nameOf(const KeepalivedStatement& statement) {
  return statement.words.size() > 1 ? statement.words[1] : std::string();
}

std::vector<const KeepalivedStatement*> all(const Conf& conf, const std::string& keyword) {
  std::vector<const KeepalivedStatement*> found;
  for (const KeepalivedStatement& statement : conf)
    if (!statement.words.empty() && statement.words[0] == keyword) found.push_back(&statement);
  return found;
}

const KeepalivedStatement* scriptNamed(const Conf& conf, const std::string& name) {
  for (const KeepalivedStatement* script : all(conf, "vrrp_script"))
    if (nameOf(*script) == name) return script;
  return nullptr;
}

long numberOf(const std::string& text, long otherwise) {
  double value = 0;
  return parseNumber(text, &value) ? static_cast<long>(value) : otherwise;
}

// keepalived: none given is 0, and 0 means FAULT, not "no effect".
long weightOf(const KeepalivedStatement& script) { return numberOf(script.value("weight"), 0); }

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

std::string wholeLine(const KeepalivedStatement& line) {
  std::string whole;
  for (std::size_t i = 1; i < line.words.size(); ++i) whole += (i > 1 ? " " : "") + line.words[i];
  return whole;
}

void judgeScript(const KeepalivedStatement& script, Verdict* verdict) {
  const KeepalivedStatement* line = script.find("script");
  const std::string name = "vrrp_script " + nameOf(script);
  if (!line || line->words.size() < 2) {
    verdict->fail(at(script) + name +
                  " has no script line; write script \"/usr/lib/keepalived-checks/check-serving\"");
    return;
  }
  const std::string command = line->words[1];
  if (line->words.size() > 2)
    verdict->fail(
        at(*line) +
        "keepalived drops the arguments of a script line that is not one quoted string; write script \"" +
        wholeLine(*line) + "\"");
  if (contains(command, "killall") || contains(command, "pidof") || contains(command, "pgrep"))
    verdict->warn(
        25,
        at(*line) + "\"" + command +
            "\" only sees that a process exists: a hung httpd, a zombie and dead gateways pass; write script "
            "\"/usr/lib/keepalived-checks/check-serving\"");
  else if (!command.empty() && command[0] != '/')
    verdict->warn(15, at(*line) + "\"" + command +
                          "\" is no absolute path, and keepalived has no PATH to rely on; write script "
                          "\"/usr/lib/keepalived-checks/check-serving\", or its own whole path");
  // Without a gateway httpd answers 503 on both nodes, and both have the same certificate.
  const bool serving = contains(command, "check-serving") && !contains(wholeLine(*line), "--no-certificate");
  const bool shared = serving || contains(command, "check-gateways") || contains(command, "check-certificate");
  if (shared && weightOf(script) == 0)
    verdict->warn(25, at(script) + name +
                          " has weight 0: both nodes see this cause, both give the virtual IP up and it is "
                          "nowhere; write weight 50" +
                          (serving ? ", or check-serving --status=100-599 --no-certificate" : ""));
  const long interval = numberOf(script.value("interval"), 1), timeout = numberOf(script.value("timeout"), interval);
  if (timeout > interval)
    verdict->warn(10, at(script) + name +
                          " has a timeout above its interval: hung checks pile up; write timeout " +
                          std::to_string(interval));
}

std::string namesOfScripts(const Conf& conf) {
  std::string names;
  for (const KeepalivedStatement* script : all(conf, "vrrp_script")) names += (names.empty() ? "" : " or ") + nameOf(*script);
  return names.empty() ? "a vrrp_script block of that name before the instance" : names;
}

struct Tracked {
  long positive, negative;   ///< sums of weights
  bool fault;                ///< one with weight 0
  bool any;
};

Tracked judgeTracking(const KeepalivedStatement& instance, const Conf& conf, Verdict* verdict) {
  Tracked tracked = {0, 0, false, false};
  const KeepalivedStatement* list = instance.find("track_script");
  if (!list) return tracked;
  for (const KeepalivedStatement& entry : list->block) {
    if (entry.words.empty()) continue;
    const KeepalivedStatement* script = scriptNamed(conf, entry.words[0]);
    if (!script) {
      verdict->fail(at(entry) + "there is no vrrp_script " + entry.words[0] +
                    "; keepalived only logs that and tracks nothing; write " + namesOfScripts(conf));
      continue;
    }
    if (script->order > instance.order)
      verdict->fail(at(*script) + "vrrp_script " + entry.words[0] +
                    " stands after the instance that tracks it and is ignored; move it before " +
                    instance.file + ":" + std::to_string(instance.line));
    long weight = weightOf(*script);
    for (std::size_t i = 1; i + 1 < entry.words.size(); ++i)
      if (entry.words[i] == "weight") weight = numberOf(entry.words[i + 1], weight);
    tracked.any = true;
    tracked.fault = tracked.fault || weight == 0;
    if (weight > 0) tracked.positive += weight;
    else tracked.negative -= weight;
  }
  return tracked;
}

long priorityOf(const KeepalivedStatement& instance) { return numberOf(instance.value("priority"), 100); }

void judgePeer(const KeepalivedStatement& own, const Conf& peerConf, const Tracked& tracked,
               Verdict* verdict) {
  for (const KeepalivedStatement* peer : all(peerConf, "vrrp_instance")) {
    if (peer->value("virtual_router_id") != own.value("virtual_router_id")) continue;
    const long difference = std::labs(priorityOf(own) - priorityOf(*peer));
    if (difference == 0)
      verdict->warn(20, at(own) + "both nodes have priority " + std::to_string(priorityOf(own)) +
                            "; the guide prints 101 twice; write priority " +
                            std::to_string(priorityOf(own) - 1) + " on the slave");
    if (own.value("state") == "MASTER" && peer->value("state") == "MASTER")
      verdict->warn(
          10, at(own) +
                  "both nodes have state MASTER, so both take the virtual IP when they start; write state "
                  "BACKUP on both");
    const long swing = tracked.positive + tracked.negative;
    if (tracked.any && !tracked.fault && swing <= difference)
      verdict->fail(at(own) + "the weights (" + std::to_string(swing) +
                    ") are not larger than the difference of the priorities (" + std::to_string(difference) +
                    "): the virtual IP will never move; write a weight of " + std::to_string(difference + 1) +
                    " or more, or priorities that differ by less than " + std::to_string(swing));
  }
}

void judgeInstance(const KeepalivedStatement& instance, const Conf& conf, const Conf& peer,
                   const std::string& vip, Verdict* verdict) {
  const Tracked tracked = judgeTracking(instance, conf, verdict);
  const std::string name = "vrrp_instance " + nameOf(instance);
  const KeepalivedStatement* nopreempt = instance.find("nopreempt");
  if (!tracked.any && !instance.find("track_file"))
    verdict->fail(
        at(instance) + name +
        " tracks no script: only the end of keepalived moves the virtual IP; write track_script with " +
        namesOfScripts(conf));
  if (nopreempt && tracked.any && !tracked.fault)
    verdict->fail(at(*nopreempt) +
                  "nopreempt together with weights: the virtual IP never moves; remove nopreempt and track "
                  "check-incumbent "
                  "with weight 3 instead");
  const long priority = priorityOf(instance);
  if (priority + tracked.positive > 254)
    verdict->warn(15, at(instance) + "priority and weights reach " +
                          std::to_string(priority + tracked.positive) +
                          ", above 254 differences are lost; write priority " +
                          std::to_string(std::max(1L, 254 - tracked.positive)) + " or less");
  if (priority - tracked.negative < 1)
    verdict->warn(15, at(instance) + "priority and weights fall to " +
                          std::to_string(priority - tracked.negative) +
                          ", below 1 differences are lost; write priority " +
                          std::to_string(std::min(254L, tracked.negative + 1)) + " or more");
  if (peer.empty() && instance.value("state") == "MASTER" && priority == 101)
    verdict->warn(10, at(instance) +
                          "state MASTER and priority 101 as printed in the guide, which prints them for both "
                          "nodes: see that the "
                          "slave has state BACKUP and priority 100 (--peer-config=FILE compares)");
  const long swing = tracked.positive + tracked.negative;
  // 100 is keepalived's default, and the usual priority of the other node.
  if (peer.empty() && tracked.any && !tracked.fault && priority > 100 && priority - swing >= 100)
    verdict->warn(20, at(instance) + "the weights (" + std::to_string(swing) +
                          ") move the virtual IP only to a node with priority " +
                          std::to_string(priority - swing + 1) + " or more; write a weight of " +
                          std::to_string(priority - 100 + 1) +
                          " or more, or priorities that differ by less than " + std::to_string(swing) +
                          " (--peer-config=FILE compares)");
  judgePeer(instance, peer, tracked, verdict);
  const KeepalivedStatement* addresses = instance.find("virtual_ipaddress");
  bool carries = vip.empty();
  if (addresses)
    for (const KeepalivedStatement& entry : addresses->block)
      carries = carries || (!entry.words.empty() && entry.words[0].substr(0, entry.words[0].find('/')) == vip);
  if (!carries)
    verdict->warn(
        20, at(instance) + name + " does not carry the virtual IP; write " + vip + " in virtual_ipaddress");
}

}  // namespace

Verdict judgeKeepalivedConf(const Conf& conf, const std::string& file, const Conf& peer, const std::string& vip) {
  Verdict verdict;
  const std::vector<const KeepalivedStatement*> instances = all(conf, "vrrp_instance");
  if (instances.empty()) verdict.fail(file + ": there is no vrrp_instance; sioha-keepalived-conf writes one");
  for (const KeepalivedStatement* script : all(conf, "vrrp_script")) {
    judgeScript(*script, &verdict);
    bool used = false;
    for (const KeepalivedStatement* instance : instances) {
      const KeepalivedStatement* list = instance->find("track_script");
      if (list)
        for (const KeepalivedStatement& entry : list->block)
          used = used || (!entry.words.empty() && entry.words[0] == nameOf(*script));
    }
    if (!used)
      verdict.warn(10, at(*script) + "vrrp_script " + nameOf(*script) + " is tracked by no instance; write " +
                           nameOf(*script) + " in track_script");
  }
  for (const KeepalivedStatement* instance : instances) judgeInstance(*instance, conf, peer, vip, &verdict);
  return verdict;
}

}  // namespace checks
}  // namespace sioha
