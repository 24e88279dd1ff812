#include "mod_sioha/gateway/mdm_answer.h"

#include "mod_sioha/gateway/json_scan.h"

namespace sioha {
namespace gateway {
namespace {

bool readCluster(Slice body, MdmCluster* cluster) {
  Slice system = body.trimmed();
  if (system.startsWith("[")) system = system.sub(1).trimmed();
  Slice object = system;
  findMember(system, "mdmCluster", &object);
  if (!findString(object, "clusterState", &cluster->clusterState)) return false;
  findString(object, "clusterMode", &cluster->clusterMode);
  Slice master;
  if (findMember(object, "master", &master)) {
    findString(master, "id", &cluster->masterId);
    findString(master, "name", &cluster->masterName);
  }
  if (!findInteger(object, "sessionTag", &cluster->sessionTag))
    findInteger(system, "sessionTag", &cluster->sessionTag);
  cluster->known = true;
  return true;
}

void appendPart(std::string* to, const char* before, const std::string& part) {
  const std::size_t kLongest = 64;
  if (part.empty()) return;
  if (!to->empty()) *to += ", ";
  *to += before;
  for (char c : part.substr(0, kLongest))
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) *to += c;
}

}  // namespace

MdmReading readMdmAnswer(const Answer& answer) {
  MdmReading reading;
  reading.reason = answer.status == 401 ? Reason::credentialsRefused : readStatus(answer);
  if (reading.reason != Reason::none) return reading;
  const Slice body = answer.body.trimmed();
  if (!body.startsWith("{") && !body.startsWith("[")) {
    reading.reason = Reason::notJson;
  } else if (!readCluster(body, &reading.cluster)) {
    reading.reason = Reason::unexpectedContent;
  }
  return reading;
}

bool hasSwitched(const MdmCluster& before, const MdmCluster& after) {
  if (!before.known || !after.known) return false;
  const bool master =
      !before.masterId.empty() && !after.masterId.empty() && before.masterId != after.masterId;
  const bool tag = before.sessionTag >= 0 && after.sessionTag >= 0 && before.sessionTag != after.sessionTag;
  return master || tag;
}

std::string describe(const MdmCluster& cluster) {
  std::string text;
  appendPart(&text, "", cluster.clusterState);
  appendPart(&text, "", cluster.clusterMode);
  appendPart(&text, "master ", cluster.masterName.empty() ? cluster.masterId : cluster.masterName);
  return text;
}

}  // namespace gateway
}  // namespace sioha
