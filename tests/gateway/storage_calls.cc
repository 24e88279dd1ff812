#include "tests/ajp/text.h"
#include "tests/gateway/gateway.h"

namespace sioha {
namespace sim {
namespace {

bool cutPrefix(std::string* text, const std::string& prefix) {
  if (text->compare(0, prefix.size(), prefix) != 0) return false;
  text->erase(0, prefix.size());
  return true;
}

/// "Volume::ID/rest" in its three parts; a System may come without an id.
struct Instance {
  std::string kind;
  std::string id;
  std::string rest;
};

Instance parseInstance(const std::string& text) {
  Instance out;
  const std::size_t slash = text.find('/');
  const std::string head = text.substr(0, slash);
  if (slash != std::string::npos) out.rest = text.substr(slash + 1);
  const std::size_t colons = head.find("::");
  out.kind = head.substr(0, colons);
  if (colons != std::string::npos) out.id = testajp::urlDecode(head.substr(colons + 2));
  return out;
}

// Clients encode names twice (%252F); Tomcat has undone the first.
std::string decodedTwice(const std::string& text) {
  return testajp::urlDecode(testajp::urlDecode(text));
}

bool isChange(const std::string& action) {
  for (const char* each : {"removeVolume", "addMappedSdc", "removeMappedSdc", "setVolumeSize",
                           "setVolumeName", "setMappedSdcLimits"})
    if (action == each) return true;
  return false;
}

}  // namespace

Answer Gateway::ask(const Call& call, const std::string& path, std::string* operation) {
  if (call.method == "POST") return askPost(call, path, operation);
  if (call.method != "GET" && call.method != "HEAD") return failed(405, "Method Not Allowed");
  std::string rest(path);
  if (path == "/api/instances") return mdm_->call({"all"});
  if (cutPrefix(&rest, "/api/types/")) {
    const std::size_t slash = rest.find('/');
    const std::string kind = rest.substr(0, slash);
    rest.erase(0, slash == std::string::npos ? rest.size() : slash);
    if (rest == "/instances") return mdm_->call({"list", kind});
    for (const char* lookup : {"/instances/getByName::", "/instances/getByIp::", "/instances/getByGuid::"})
      if (cutPrefix(&rest, lookup)) return mdm_->call({"byname", kind, decodedTwice(rest)});
    return failed(404, "Not found");
  }
  if (!cutPrefix(&rest, "/api/instances/")) return failed(404, "Not found");
  Instance wanted = parseInstance(rest);
  if (wanted.rest.empty()) return mdm_->call({"one", wanted.kind, wanted.id});
  if (cutPrefix(&wanted.rest, "relationships/"))
    return mdm_->call({"related", wanted.kind, wanted.id, wanted.rest});
  return failed(404, "Not found");
}

Answer Gateway::askPost(const Call& call, const std::string& path, std::string* operation) {
  const std::string last = path.substr(path.rfind('/') + 1);
  const auto change = [&](const std::string& action, const std::string& id) {
    // The MDM logs a change itself, unless it never got there.
    const Answer answer =
        mdm_->call({"change", options_.name, call.path, call.requestId, action, id, call.body});
    operation->clear();
    return answer;
  };
  *operation = last;
  if (path == "/api/types/Volume/instances") return change("createVolume", "");
  if (last == "snapshotVolumes") return change(last, "");
  if (last == "queryMdmCluster") return mdm_->call({"cluster"});
  if (last == "querySelectedStatistics") return mdm_->call({"statistics", call.body});
  if (last == "querySystemLimits")
    return ok("{\"systemLimitEntryList\":[{\"type\":\"volumeSizeGb\",\"maxVal\":1048576}]}");
  if (last == "queryIdByKey") {
    Json body;
    if (!parseJson(call.body, &body))
      return failed(400, "Request message is not valid: the body is not JSON.");
    const std::string kind = testajp::split(path, '/')[3];
    return mdm_->call({"byname", kind, body.get(body.has("name") ? "name" : body.has("ip") ? "ip" : "guid")});
  }
  if (last.compare(0, 5, "query") == 0) return ok("[]");
  std::string rest(path);
  if (!cutPrefix(&rest, "/api/instances/")) return failed(404, "Not found");
  const Instance target = parseInstance(rest);
  if (target.kind == "Volume" && isChange(last)) return change(last, target.id);
  return failed(404, "Not found");
}

}  // namespace sim
}  // namespace sioha
