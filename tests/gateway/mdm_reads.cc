#include "tests/ajp/text.h"
#include "tests/gateway/mdm.h"

namespace sioha {
namespace sim {
namespace {

using testajp::jsonPair;
using testajp::jsonString;

std::string node(unsigned number, const char* role) {
  const std::string text = std::to_string(number);
  return "{" + jsonPair("id", "5b0f3c0a0000000" + text) + "," + jsonPair("name", "mdm" + text) +
         ",\"ips\":[\"192.0.2.1" + text + "\"],\"managementIPs\":[\"192.0.2.1" + text + "\"],\"port\":9011," +
         jsonPair("role", role) + ",\"versionInfo\":\"R3_6.0.0\",\"status\":\"Normal\"}";
}

}  // namespace

std::string Mdm::clusterJson() const {
  const bool degraded = clusterState_ != "ClusteredNormal";
  return "{" + jsonPair("id", systemId()) + "," + jsonPair("clusterState", clusterState_) + "," +
         jsonPair("clusterMode", clusterMode_) + ",\"goodNodesNum\":" + (degraded ? "2" : "3") +
         ",\"goodReplicasNum\":" + (degraded ? "1" : "2") + ",\"master\":" + node(master_, "Manager") +
         ",\"slaves\":[" + node(3 - master_, "Manager") + "],\"tieBreakers\":[" + node(3, "TieBreaker") +
         "],\"standbyMDMs\":[],\"virtualIps\":[]}";
}

std::string Mdm::systemJson() const {
  return "{" + jsonPair("id", systemId()) +
         ",\"name\":\"cluster1\",\"systemVersionName\":\"DellEMC ScaleIO Version: R3_6.0.0\","
         "\"upgradeState\":\"NoUpgrade\",\"remoteReadOnlyLimitState\":false,"
         "\"capacityAlertHighThresholdPercent\":80,\"capacityAlertCriticalThresholdPercent\":90,"
         "\"maxCapacityInGb\":\"Unlimited\",\"managementClientSecureCommunicationEnabled\":true,"
         "\"tlsVersion\":\"TLSv1.2\",\"mdmCluster\":" +
         clusterJson() + "}";
}

std::string Mdm::volumesJson(const std::string& sdc) const {
  std::string out("[");
  for (const auto& entry : volumes_)
    if (sdc.empty() || entry.second.sdcs.count(sdc))
      out += (out.size() > 1 ? "," : "") + volumeJson(entry.second);
  return out + "]";
}

std::string Mdm::listJson(const std::string& kind) const {
  if (kind == "Volume") return volumesJson("");
  if (kind == "System") return "[" + systemJson() + "]";
  return fixedListJson(kind == "Client"   ? "Sdc"
                       : kind == "Pool"   ? "StoragePool"
                       : kind == "Domain" ? "ProtectionDomain"
                                          : kind);
}

Answer Mdm::list(const std::string& kind) {
  Hold hold(mutex_);
  Answer answer;
  if (unavailable(&answer)) return answer;
  const std::string found = listJson(kind);
  return found.empty() ? failed(404, "Not found") : ok(found);
}

Answer Mdm::one(const std::string& kind, const std::string& id) {
  Hold hold(mutex_);
  Answer answer;
  if (unavailable(&answer)) return answer;
  const auto volume = volumes_.find(id);
  if (kind == "Volume")
    return volume == volumes_.end() ? failed(500, "Could not find the volume", 79)
                                    : ok(volumeJson(volume->second));
  // There is one System; clients name it by id, or by nothing at all.
  if (kind == "System") return ok(systemJson());
  const std::string all = fixedListJson(kind);
  const std::size_t from = all.find("{" + jsonPair("id", id));
  if (from == std::string::npos) return failed(500, "Not found");
  return ok(all.substr(from, all.find('}', from) + 1 - from));
}

Answer Mdm::related(const std::string& kind, const std::string& id, const std::string& relation) {
  Hold hold(mutex_);
  Answer answer;
  if (unavailable(&answer)) return answer;
  if (relation == "Volume") return ok(volumesJson(kind == "Sdc" ? id : ""));
  if (relation == "Statistics") return ok("{\"numOfVolumes\":" + std::to_string(volumes_.size()) + "}");
  const std::string found = listJson(relation);
  return found.empty() ? failed(404, "Not found") : ok(found);
}

Answer Mdm::idByName(const std::string& kind, const std::string& name) {
  Hold hold(mutex_);
  Answer answer;
  if (unavailable(&answer)) return answer;
  if (kind == "Volume") {
    const auto found = idOfName_.find(name);
    return found == idOfName_.end() ? failed(500, "Could not find the volume", 79)
                                    : ok(jsonString(found->second));
  }
  // A pool is asked for as "domain,pool"; an SDC by address or by GUID.
  const std::string last = name.substr(name.rfind(',') == std::string::npos ? 0 : name.rfind(',') + 1);
  Json all;
  parseJson(listJson(kind), &all);
  for (const Json& item : all.items)
    if (item.get("name") == last || item.get("sdcIp") == last || item.get("sdcGuid") == last)
      return ok(jsonString(item.get("id")));
  return failed(500, "Not found");
}

Answer Mdm::everything() {
  Hold hold(mutex_);
  Answer answer;
  if (unavailable(&answer)) return answer;
  return ok("{\"System\":" + systemJson() + ",\"sdcList\":" + fixedListJson("Sdc") +
            ",\"sdsList\":" + fixedListJson("Sds") + ",\"storagePoolList\":" + fixedListJson("StoragePool") +
            ",\"protectionDomainList\":" + fixedListJson("ProtectionDomain") + ",\"volumeList\":" +
            volumesJson("") + ",\"sessionTag\":" + std::to_string(sessionTag_) + ",\"isDirty\":true}");
}

Answer Mdm::cluster() {
  Hold hold(mutex_);
  Answer answer;
  return unavailable(&answer) ? answer : ok(clusterJson());
}

Answer Mdm::statistics(const std::string& text) {
  Hold hold(mutex_);
  Answer answer;
  Json body;
  if (unavailable(&answer)) return answer;
  if (!parseJson(text, &body)) return failed(400, "Request message is not valid: the body is not JSON.");
  // The form for all types has "selectedStatisticsList"; the form of one type has "properties".
  std::string out;
  for (const Json& wanted : body.at("selectedStatisticsList").items)
    out += (out.empty() ? "" : ",") + jsonString(wanted.get("type")) +
           ":{\"numOfVolumes\":" + std::to_string(volumes_.size()) + "}";
  if (out.empty()) out = jsonString(poolId()) + ":{\"numOfVolumes\":" + std::to_string(volumes_.size()) + "}";
  return ok("{" + out + "}");
}

}  // namespace sim
}  // namespace sioha
