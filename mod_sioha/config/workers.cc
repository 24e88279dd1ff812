#include "mod_sioha/config/workers.h"

#include <algorithm>
#include <set>
#include <utility>

#include "mod_sioha/config/nearest.h"
#include "mod_sioha/config/worker_readers.h"

namespace sioha {
namespace config {

namespace {

const unsigned kAloneScope = kForMember | kForBalancer;
const char kDefaultWorker[] = "ajp13";

class NoFiles : public FileReader {
 public:
  Result<SecretFile> read(const std::string&) const override { return Error("files are not read here"); }
};

std::string wrongName(const std::string& name) {
  if (name.size() > kLongestWorkerName)
    return "the name '" + shown(name) + "' is longer than " + std::to_string(kLongestWorkerName) +
           " bytes: write a shorter one.";
  for (char c : name)
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f || c == '*' || c == ';' || c == '=')
      return "the name '" + shown(name) +
             "' has a character that no rule can name: write letters, digits, '-' and '_'.";
  return std::string();
}

/// One reading of a file, from its list to the last member.
class WorkersReader {
 public:
  WorkersReader(Sections sections, const FileReader& files, std::vector<std::string> warnings)
      : sections_(std::move(sections)), files_(files) {
    workers_.warnings = std::move(warnings);
  }
  Result<Workers> read();

 private:
  std::string readListed(const std::string& name);
  std::string readStatus(const std::string& name, const Section& section);
  std::string readAlone(const Section& section, Balancer* balancer);
  std::string readLb(const Section& section, Balancer* balancer);
  std::string readLbMember(const std::string& name, const std::string& at, Member* member);
  std::string checkMembers(const Balancer& balancer);
  std::string undefined(const std::string& name) const;
  void warnOfUnused();
  std::string readMounts(const Section& section, const std::string& name);
  std::string readMaintain();
  Property defaultList() const;

  const Sections sections_;
  const FileReader& files_;
  std::set<std::string> used_;
  Workers workers_;
};

std::string typeOf(const Section& section) {
  const auto type = section.settings.find("type");
  return type == section.settings.end() ? "ajp13" : type->second.property.value;
}

std::string wrongType(const Section& section) {
  const Property& property = section.settings.find("type")->second.property;
  const std::string about =
      where(property) + ": " + shown(property.name) + "=" + shown(property.value) + ": ";
  if (property.value == "ajp12" || property.value == "ajp14" || property.value == "jni")
    return about +
           "this protocol is not supported: write ajp13 (and an AJP/1.3 connector in Tomcat's server.xml).";
  return about + "there is no such type: write ajp13, lb or status.";
}

std::string WorkersReader::undefined(const std::string& name) const {
  Nearest nearest(name);
  for (const std::string& known : sections_.workers()) nearest.offer(known);
  return "worker '" + shown(name) + "' is not defined: " +
         (nearest.found() ? "did you mean '" + nearest.name() + "'?"
                          : "write worker." + shown(name) + ".type and its host.");
}

Result<Workers> WorkersReader::read() {
  const Property list = sections_.list() ? *sections_.list() : defaultList();
  const std::string at = where(list) + ": worker.list: ";
  const std::vector<std::string> names = splitList(list.value);
  if (names.empty()) return Error(at + "the list is empty: write the names of the workers to mount.");
  std::set<std::string> listed;
  for (const std::string& name : names) {
    if (!listed.insert(name).second)
      return Error(at + "worker '" + shown(name) + "' is listed twice: remove one.");
    if (!sections_.has(name)) return Error(at + undefined(name));
    const std::string wrong = wrongName(name);
    if (!wrong.empty()) return Error(at + wrong);
  }
  for (const std::string& name : names) {
    const std::string wrong = readListed(name);
    if (!wrong.empty()) return Error(wrong);
  }
  const std::string wrong = readMaintain();
  if (!wrong.empty()) return Error(wrong);
  warnOfUnused();
  return std::move(workers_);
}

std::string WorkersReader::readListed(const std::string& name) {
  used_.insert(name);
  const Result<Section> section = sections_.resolve(name);
  if (!section.ok()) return section.error();
  std::string wrong = readMounts(section.value(), name);
  if (!wrong.empty()) return wrong;
  const std::string type = typeOf(section.value());
  if (type == "status") return readStatus(name, section.value());
  Balancer balancer;
  balancer.name = name;
  if (type == "lb")
    wrong = readLb(section.value(), &balancer);
  else if (type == "ajp13")
    wrong = readAlone(section.value(), &balancer);
  else
    wrong = wrongType(section.value());
  if (wrong.empty()) workers_.balancers.push_back(std::move(balancer));
  return wrong;
}

std::string WorkersReader::readStatus(const std::string& name, const Section& section) {
  std::string wrong = checkEffects(section, kForStatus, "status", &workers_.warnings);
  if (!wrong.empty()) return wrong;
  StatusWorker worker;
  worker.name = name;
  wrong = readStatusWorker(section, &worker, &workers_.warnings);
  if (wrong.empty()) workers_.statusWorkers.push_back(std::move(worker));
  return wrong;
}

std::string WorkersReader::readAlone(const Section& section, Balancer* balancer) {
  std::string wrong = checkEffects(section, kAloneScope, "ajp13", &workers_.warnings);
  if (!wrong.empty()) return wrong;
  // Whatever Tomcat it is, CPING is true of it; a gateway by itself may say health=scaleio.
  balancer->health.kind = HealthKind::cping;
  wrong = readBalancer(section, balancer, &workers_.warnings);
  if (!wrong.empty()) return wrong;
  Member member;
  member.name = balancer->name;
  wrong = readMember(section, files_, &member, &workers_.warnings);
  // As in mod_jk its requests carry no route, which nobody would come back with.
  if (!Settings(section).has("route")) member.route.clear();
  balancer->rounds = 1;  // its retries are those of its only member
  balancer->members.push_back(member);
  return wrong;
}

std::string WorkersReader::readLb(const Section& section, Balancer* balancer) {
  std::string wrong = checkEffects(section, kForBalancer, "lb", &workers_.warnings);
  if (wrong.empty()) wrong = readBalancer(section, balancer, &workers_.warnings);
  if (!wrong.empty()) return wrong;
  std::string secret;
  wrong = readSecret(section, files_, &secret);
  if (!wrong.empty()) return wrong;

  const Settings settings(section);
  const Property* list = settings.find("balance_workers");
  if (!list)
    return where(section.file, section.line) + ": lb worker '" + balancer->name + "' has no members: write " +
           section.key + ".balance_workers=<names of ajp13 workers>.";
  const std::string at = where(*list) + ": " + section.key + ".balance_workers: ";
  const std::vector<std::string> names = splitList(list->value);
  if (names.empty()) return at + "the list is empty: write the names of its ajp13 workers.";
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (!seen.insert(name).second) return at + "worker '" + shown(name) + "' is listed twice: remove one.";
    Member member;
    member.secret = secret;
    wrong = readLbMember(name, at, &member);
    if (!wrong.empty()) return wrong;
    balancer->members.push_back(member);
  }
  return checkMembers(*balancer);
}

std::string WorkersReader::readLbMember(const std::string& name, const std::string& at, Member* member) {
  if (!sections_.has(name)) return at + undefined(name);
  std::string wrong = wrongName(name);
  if (!wrong.empty()) return at + wrong;
  used_.insert(name);
  const Result<Section> section = sections_.resolve(name);
  if (!section.ok()) return section.error();
  const std::string type = typeOf(section.value());
  if (type == "lb" || type == "status")
    return at + "worker '" + name + "' is of type " + type + ": name ajp13 workers only.";
  if (type != "ajp13") return wrongType(section.value());
  wrong = checkEffects(section.value(), kForMember, "ajp13", &workers_.warnings);
  if (!wrong.empty()) return wrong;
  member->name = name;
  return readMember(section.value(), files_, member, &workers_.warnings);
}

std::string WorkersReader::checkMembers(const Balancer& balancer) {
  for (const Member& member : balancer.members) {
    bool redirectFound = member.redirect.empty();
    const std::string at = where(member.file, member.line) + ": ";
    for (const Member& other : balancer.members) {
      if (&other == &member) break;
      const std::string both =
          "workers '" + other.name + "' and '" + member.name + "' of '" + balancer.name + "' both ";
      if (other.route == member.route)
        return at + both + "have the route '" + member.route + "': write the jvmRoute of each Tomcat.";
      if (member.port != 0 && other.host == member.host && other.port == member.port)
        warnOnce(at + both + "stand for " + member.host + " port " + std::to_string(member.port) +
                     ": write a host or port of its own for each.",
                 &workers_.warnings);
    }
    for (const Member& other : balancer.members)
      if (other.route == member.redirect) redirectFound = true;
    if (!redirectFound)
      warnOnce(at + "worker '" + member.name + "' redirects to '" + member.redirect +
                   "', which is the route of no member of '" + balancer.name + "': write one that is.",
               &workers_.warnings);
  }
  return std::string();
}

std::string WorkersReader::readMounts(const Section& section, const std::string& name) {
  const Settings settings(section);
  const Property* list = settings.find("mount");
  if (!list) return std::string();
  for (const std::string& pattern : splitList(list->value)) {
    Result<std::vector<MountRule>> rules = parseMount(pattern, name, list->file, list->line);
    if (!rules.ok()) return rules.error();
    for (MountRule& rule : rules.value()) {
      rule.source = MountSource::worker;
      workers_.mounts.push_back(rule);
    }
  }
  return std::string();
}

/// mod_jk's default: one worker of this name.
Property WorkersReader::defaultList() const {
  const Section& only = *sections_.find(kDefaultWorker);
  Property list;
  list.name = "worker.list";
  list.value = kDefaultWorker;
  list.file = only.file;
  list.line = only.line;
  return list;
}

std::string WorkersReader::readMaintain() {
  const Property* maintain = sections_.maintain();
  if (!maintain) return std::string();
  unsigned long long count = 0;
  if (!parseDecimal(maintain->value, 2147483, &count))
    return where(*maintain) + ": worker.maintain=" + shown(maintain->value) +
           ": write a plain number of seconds, 0 to 2147483.";
  workers_.maintain = seconds(static_cast<long>(count));
  return std::string();
}

void WorkersReader::warnOfUnused() {
  for (const std::string& name : sections_.workers()) {
    if (used_.count(name) || sections_.isTemplate(name)) continue;
    const Section& section = *sections_.find(name);
    warnOnce(where(section.file, section.line) + ": worker '" + shown(name) +
                 "' is neither in worker.list nor a member of a worker that is: it is never used.",
             &workers_.warnings);
  }
}

}  // namespace

Result<Workers> readWorkers(const std::vector<Property>& properties, const FileReader& files) {
  std::vector<std::string> warnings;
  Result<Sections> sections = Sections::build(properties, &warnings);
  if (!sections.ok()) return Error(sections.error());
  if (!sections.value().list() && !sections.value().has(kDefaultWorker))
    return Error(
        (properties.empty() ? std::string("workers.properties") : where(properties.front().file, 1)) +
        ": worker.list is not set: write worker.list=<names of the workers to mount>.");
  return WorkersReader(std::move(sections.value()), files, std::move(warnings)).read();
}

Result<Workers> readWorkers(const std::vector<Property>& properties) {
  return readWorkers(properties, NoFiles());
}

}  // namespace config
}  // namespace sioha
