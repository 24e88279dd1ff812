#include "tests/gateway/mdm.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/ajp/text.h"
#include "tests/gateway/ops_log.h"

namespace sioha {
namespace sim {

using testajp::jsonPair;
using testajp::jsonString;

Answer ok(const std::string& body) {
  const Answer answer = {200, body};
  return answer;
}

Answer failed(int status, const std::string& message, int errorCode) {
  const Answer answer = {status, "{" + jsonPair("message", message) +
                                     ",\"httpStatusCode\":" + std::to_string(status) +
                                     ",\"errorCode\":" + std::to_string(errorCode) + "}"};
  return answer;
}

Mdm::Mdm()
    : nextVolume_(0),
      nextSession_(0),
      sessionLimit_(100000),
      master_(1),
      sessionTag_(1),
      clusterState_("ClusteredNormal"),
      clusterMode_("ThreeNodes"),
      readOnly_(false),
      down_(false) {}

Answer Mdm::hello(const std::string& gateway, const std::string& opsLog) {
  Hold hold(mutex_);
  for (auto it = sessions_.begin(); it != sessions_.end();)
    if (it->second == gateway)
      sessions_.erase(it++);
    else
      ++it;
  int& log = logs_.insert(std::make_pair(gateway, -1)).first->second;
  if (log >= 0) ::close(log);
  log = opsLog.empty() ? -1 : openOpsLog(opsLog);
  return ok("{}");
}

Answer Mdm::openSession(const std::string& gateway) {
  Hold hold(mutex_);
  Answer answer;
  if (unavailable(&answer)) return answer;
  if (sessions_.size() >= sessionLimit_)
    return failed(500, "The maximum number of sessions is already open", 0);
  const std::string id = hex8("", ++nextSession_);
  sessions_[id] = gateway;
  return ok(id);
}

void Mdm::closeSession(const std::string& session) {
  Hold hold(mutex_);
  sessions_.erase(session);
}

bool Mdm::unavailable(Answer* why) {
  if (down_)
    *why = failed(500, "Could not connect to MDM");
  else if (std::chrono::steady_clock::now() < switchUntil_)
    *why = failed(500, "The MDM is not connected");
  else
    return false;
  return true;
}

Answer Mdm::change(const Origin& origin, const std::string& action, const std::string& id,
                   const std::string& text) {
  Hold hold(mutex_);
  Answer answer;
  Json body;
  std::string madeId(id);
  if (unavailable(&answer)) return answer;
  if (!parseJson(text, &body)) return failed(400, "Request message is not valid: the body is not JSON.");
  std::string name = body.get(action == "setVolumeName" ? "newName" : "name");
  const auto known = volumes_.find(id);
  if (name.empty() && known != volumes_.end()) name = known->second.name;
  if (readOnly_)
    answer = failed(500, "The MDM is in read only mode", 0);
  else
    answer = apply(action, id, body, &madeId);
  log(origin, action, name, madeId, answer.status);
  return answer;
}

Answer Mdm::apply(const std::string& action, const std::string& id, const Json& body, std::string* madeId) {
  if (action == "createVolume") return create(body, madeId);
  if (action == "snapshotVolumes") return snapshot(body, madeId);
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return failed(500, "Could not find the volume", 79);
  Volume* const volume = &found->second;
  if (action == "removeVolume") return remove(volume);
  if (action == "setVolumeSize") return resize(volume, body);
  if (action == "setVolumeName") return rename(volume, body);
  if (action == "addMappedSdc" || action == "removeMappedSdc") return mapping(action, volume, body);
  if (action == "setMappedSdcLimits") return ok("{}");
  return failed(404, "Not found");
}

Answer Mdm::create(const Json& body, std::string* madeId) {
  for (const char* needed : {"storagePoolId", "volumeSizeInKb"})
    if (!body.has(needed))
      return failed(400,
                    std::string("Request message is not valid: The following parameter(s) must be part of "
                                "the request body: ") +
                        needed + ".");
  const std::string name = body.get("name");
  if (!name.empty() && idOfName_.count(name))
    return failed(500, "Volume name already in use. Please use a different name.");
  const unsigned long long size = strtoull(body.get("volumeSizeInKb").c_str(), 0, 10);
  const std::string type = body.has("volumeType") ? body.get("volumeType") : "ThickProvisioned";
  *madeId = addVolume(name, size, type)->id;
  return ok("{" + jsonPair("id", *madeId) + "}");
}

Volume* Mdm::addVolume(const std::string& name, unsigned long long sizeInKb, const std::string& type) {
  Volume volume;
  volume.id = hex8("c948d0b1", nextVolume_++);
  volume.name = name;
  volume.poolId = poolId();
  volume.type = type;
  volume.sizeInKb = sizeInKb;
  volume.created = static_cast<long>(::time(0));
  if (!name.empty()) idOfName_[name] = volume.id;
  return &(volumes_[volume.id] = volume);
}

Answer Mdm::snapshot(const Json& body, std::string* madeIds) {
  const std::vector<Json>& wanted = body.at("snapshotDefs").items;
  for (const Json& one : wanted) {
    if (!volumes_.count(one.get("volumeId"))) return failed(500, "Could not find the volume", 79);
    if (idOfName_.count(one.get("snapshotName")))
      return failed(500, "Volume name already in use. Please use a different name.");
  }
  std::string ids;
  madeIds->clear();
  for (const Json& one : wanted) {
    const Volume source = volumes_[one.get("volumeId")];
    Volume* const made = addVolume(one.get("snapshotName"), source.sizeInKb, "Snapshot");
    made->ancestor = source.id;
    ids += (ids.empty() ? "" : ",") + jsonString(made->id);
    *madeIds += (madeIds->empty() ? "" : ",") + made->id;
  }
  return ok("{\"volumeIdList\":[" + ids + "]," + jsonPair("snapshotGroupId", hex8("f30216fb", nextVolume_)) +
            "}");
}

Answer Mdm::remove(Volume* volume) {
  if (!volume->sdcs.empty()) return failed(500, "The volume is mapped to an SDC", 0);
  if (!volume->name.empty()) idOfName_.erase(volume->name);
  volumes_.erase(std::string(volume->id));
  return ok("{}");
}

Answer Mdm::mapping(const std::string& action, Volume* volume, const Json& body) {
  if (action == "removeMappedSdc" && body.has("allSdcs")) {
    volume->sdcs.clear();
    return ok("{}");
  }
  const std::string sdc = sdcIdOf(body);
  if (sdc.empty()) return failed(500, "Could not find the SDC", 0);
  if (action == "removeMappedSdc")
    return volume->sdcs.erase(sdc) ? ok("{}") : failed(500, "The volume is not mapped to this SDC", 84);
  return volume->sdcs.insert(sdc).second ? ok("{}")
                                         : failed(500, "The volume is already mapped to this SDC", 81);
}

Answer Mdm::resize(Volume* volume, const Json& body) {
  const unsigned long long size = strtoull(body.get("sizeInGB").c_str(), 0, 10) * 1024 * 1024;
  if (size == 0)
    return failed(400,
                  "Request message is not valid: The following parameter(s) must be part of the request "
                  "body: sizeInGB.");
  volume->sizeInKb = size;
  return ok("{}");
}

Answer Mdm::rename(Volume* volume, const Json& body) {
  const std::string name = body.get("newName");
  if (idOfName_.count(name)) return failed(500, "Volume name already in use. Please use a different name.");
  idOfName_.erase(volume->name);
  volume->name = name;
  if (!name.empty()) idOfName_[name] = volume->id;
  return ok("{}");
}

void Mdm::log(const Origin& origin, const std::string& action, const std::string& name, const std::string& id,
              int status) {
  const auto found = logs_.find(origin.gateway);
  if (found == logs_.end() || found->second < 0) return;
  Operation done;
  done.gateway = origin.gateway;
  done.method = "POST";
  done.path = origin.path;
  done.requestId = origin.requestId;
  done.name = action;
  done.object = name;
  done.id = id;
  done.status = status;
  writeOperation(found->second, done);
}

void Mdm::grow(unsigned count) {
  Hold hold(mutex_);
  for (unsigned number = 1; volumes_.size() < count; ++number) {
    char name[32];
    snprintf(name, sizeof name, "vol-%06u", number);
    if (!idOfName_.count(name)) addVolume(name, 8388608, "ThinProvisioned");
  }
}

bool Mdm::control(const std::string& what, long value) {
  Hold hold(mutex_);
  if (what == "switch") {
    switchUntil_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(value);
    master_ = master_ == 1 ? 2 : 1;
    ++sessionTag_;
  } else if (what == "degraded") {
    clusterState_ = "ClusteredDegraded";
  } else if (what == "not-clustered") {
    clusterState_ = "NotClustered";
    clusterMode_ = "OneNode";
  } else if (what == "read-only") {
    readOnly_ = true;
  } else if (what == "down") {
    down_ = true;
  } else if (what == "session-limit") {
    sessionLimit_ = static_cast<unsigned>(value);
  } else if (what == "clear") {
    clusterState_ = "ClusteredNormal";
    clusterMode_ = "ThreeNodes";
    readOnly_ = down_ = false;
    switchUntil_ = std::chrono::steady_clock::time_point();
    sessionLimit_ = 100000;
  } else {
    return false;
  }
  return true;
}

std::string Mdm::state() {
  Hold hold(mutex_);
  return "{\"volumes\":" + std::to_string(volumes_.size()) +
         ",\"sessions\":" + std::to_string(sessions_.size()) +
         ",\"sessionLimit\":" + std::to_string(sessionLimit_) +
         ",\"sessionTag\":" + std::to_string(sessionTag_) + "," + jsonPair("clusterState", clusterState_) +
         ",\"readOnly\":" + (readOnly_ ? "true" : "false") + ",\"down\":" + (down_ ? "true" : "false") +
         ",\"switching\":" + (std::chrono::steady_clock::now() < switchUntil_ ? "true" : "false") + "}";
}

}  // namespace sim
}  // namespace sioha
