#include <stdio.h>

#include "tests/ajp/text.h"
#include "tests/gateway/mdm.h"

namespace sioha {
namespace sim {
namespace {

using testajp::jsonPair;
using testajp::jsonString;

const unsigned kSdcs = 4;
const unsigned kSdss = 3;

std::string sdcId(unsigned number) {
  return hex8("7fec4b8e", number);
}

std::string sdcGuid(unsigned number) {
  char text[64];
  snprintf(text, sizeof text, "5A2F5F5C-3A9B-4C0E-8E4B-%012X", number + 1);
  return text;
}

std::string sdcJson(unsigned number) {
  return "{" + jsonPair("id", sdcId(number)) + "," + jsonPair("sdcGuid", sdcGuid(number)) + "," +
         jsonPair("sdcIp", "192.0.2." + std::to_string(101 + number)) + "," +
         jsonPair("name", "sdc" + std::to_string(number + 1)) + "," + jsonPair("systemId", systemId()) +
         ",\"sdcApproved\":true,\"mdmConnectionState\":\"Connected\",\"osType\":\"Linux\"}";
}

std::string sdsJson(unsigned number) {
  return "{" + jsonPair("id", hex8("d6e3f4a1", number)) + "," +
         jsonPair("name", "sds" + std::to_string(number + 1)) + "," +
         jsonPair("protectionDomainId", domainId()) +
         ",\"sdsState\":\"Normal\",\"mdmConnectionState\":\"Connected\",\"port\":7072}";
}

template <class Make>
std::string listOf(unsigned count, Make make) {
  std::string out("[");
  for (unsigned i = 0; i < count; ++i) out += (i ? "," : "") + make(i);
  return out + "]";
}

}  // namespace

std::string hex8(const std::string& prefix, unsigned number) {
  char text[16];
  snprintf(text, sizeof text, "%08x", number);
  return prefix + text;
}

const char* systemId() {
  return "4cbf5a1b2c3d4e5f";
}
const char* poolId() {
  return "8631480700000000";
}
const char* domainId() {
  return "b8b3919900000000";
}

std::string volumeJson(const Volume& volume) {
  std::string mapped;
  for (const std::string& sdc : volume.sdcs)
    mapped += std::string(mapped.empty() ? "" : ",") + "{" + jsonPair("sdcId", sdc) +
              ",\"sdcIp\":\"192.0.2.101\",\"limitIops\":0,\"limitBwInMbps\":0}";
  const std::string self = "/api/instances/Volume::" + volume.id;
  return "{" + jsonPair("id", volume.id) + "," + jsonPair("name", volume.name) + "," +
         jsonPair("storagePoolId", volume.poolId) + "," + jsonPair("volumeType", volume.type) +
         ",\"sizeInKb\":" + std::to_string(volume.sizeInKb) +
         ",\"creationTime\":" + std::to_string(volume.created) + "," +
         jsonPair("vtreeId", "9f" + volume.id.substr(2)) +
         ",\"ancestorVolumeId\":" + (volume.ancestor.empty() ? "null" : jsonString(volume.ancestor)) +
         ",\"consistencyGroupId\":null,\"mappingToAllSdcsEnabled\":false,\"isObfuscated\":false,"
         "\"useRmcache\":false,\"mappedSdcInfo\":" +
         (mapped.empty() ? "null" : "[" + mapped + "]") +
         ",\"mappedScsiInitiatorInfoList\":null,\"compressionMethod\":\"None\","
         "\"dataLayout\":\"MediumGranularity\",\"accessModeLimit\":\"ReadWrite\","
         "\"snplIdOfSourceVolume\":null,\"snplIdOfAutoSnapshot\":null,\"lockedAutoSnapshot\":false,"
         "\"lockedAutoSnapshotMarkedForRemoval\":false,\"volumeReplicationState\":\"UnmarkedForReplication\","
         "\"links\":[{\"rel\":\"self\"," +
         jsonPair("href", self) + "},{\"rel\":\"/api/Volume/relationship/Statistics\"," +
         jsonPair("href", self + "/relationships/Statistics") +
         "},{\"rel\":\"/api/parent/relationship/storagePoolId\"," +
         jsonPair("href", "/api/instances/StoragePool::" + volume.poolId) + "}]}";
}

std::string fixedListJson(const std::string& kind) {
  if (kind == "Sdc") return listOf(kSdcs, sdcJson);
  if (kind == "Sds") return listOf(kSdss, sdsJson);
  if (kind == "StoragePool")
    return "[{" + jsonPair("id", poolId()) + ",\"name\":\"pool1\"," +
           jsonPair("protectionDomainId", domainId()) +
           ",\"mediaType\":\"SSD\",\"capacityAlertHighThreshold\":80,\"capacityAlertCriticalThreshold\":90,"
           "\"sparePercentage\":10,\"zeroPaddingEnabled\":true}]";
  if (kind == "ProtectionDomain")
    return "[{" + jsonPair("id", domainId()) + ",\"name\":\"domain1\"," + jsonPair("systemId", systemId()) +
           ",\"protectionDomainState\":\"Active\"}]";
  return std::string();
}

std::string sdcIdOf(const Json& body) {
  if (body.has("sdcId")) return body.get("sdcId");
  for (unsigned i = 0; i < kSdcs; ++i)
    if (body.get("guid") == sdcGuid(i)) return sdcId(i);
  return std::string();
}

}  // namespace sim
}  // namespace sioha
