// A workers.properties file of any bytes: it is read, or refused in one sentence.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "mod_sioha/config/properties.h"
#include "mod_sioha/config/workers.h"

namespace sioha {
namespace config {
namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

class Environment : public Variables {
 public:
  bool lookUp(const std::string& name, std::string* value) const override {
    *value = "$(HOME)/" + name;
    return name.size() % 2 == 0;
  }
};

class Files : public FileReader {
 public:
  Result<SecretFile> read(const std::string& path) const override {
    SecretFile file;
    file.text = path;
    file.mode = path.size() % 3 == 0 ? 0644 : 0600;
    return file;
  }
};

void checkSentence(const std::string& sentence) {
  require(sentence.compare(0, 13, "w.properties:") == 0 ||
          sentence.compare(0, 18, "workers.properties") == 0);
  require(sentence.find('\n') == std::string::npos && sentence.find('\0') == std::string::npos);
  const char last = sentence[sentence.size() - 1];
  require(last == '.' || last == '?');
}

bool isFinite(Duration wait) {
  return wait.count() > 0 && wait <= seconds(2147484);
}

void checkMember(const Member& member, bool isAlone) {
  require(!member.name.empty() && !member.host.empty() && (isAlone || !member.route.empty()));
  require(member.port <= 65535 && (member.port != 0 || member.activation == Activation::stopped));
  require(member.lbfactor >= 1);
  require(member.maxPacketSize >= 8192 && member.maxPacketSize <= 65536 && member.maxPacketSize % 1024 == 0);
  require(isFinite(member.connectTimeout) && isFinite(member.replyTimeout) && isFinite(member.sendTimeout));
  require(member.poolIdle.count() > 0 && member.poolAcquire.count() >= 0 && member.pingTimeout.count() >= 0);
  require(member.line > 0);
}

void checkBalancer(const Balancer& balancer) {
  const Health& health = balancer.health;
  require(!balancer.members.empty() && health.fall > 0 && health.rise > 0);
  require(isFinite(health.interval) && isFinite(health.fastInterval) &&
          health.fastInterval <= health.interval);
  require(isFinite(health.cpingTimeout) && isFinite(health.requestTimeout) && isFinite(health.mdmTimeout));
  require(health.kind == HealthKind::cping || !health.path.empty());
  for (const Member& member : balancer.members)
    checkMember(member, balancer.members.size() == 1 && member.name == balancer.name);
}

void checkProperties(const std::vector<Property>& properties) {
  unsigned line = 0;
  for (const Property& property : properties) {
    require(!property.name.empty() && property.name.size() + property.value.size() <= 2 * kLongestLine);
    require(property.line > line);
    line = property.line;
  }
}

}  // namespace
}  // namespace config
}  // namespace sioha

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha::config;
  const sioha::Slice text(reinterpret_cast<const char*>(data), size);
  const auto properties = parseProperties(text, "w.properties", Environment());
  if (!properties.ok()) {
    checkSentence(properties.error());
    return 0;
  }
  checkProperties(properties.value());
  const auto workers = readWorkers(properties.value(), Files());
  if (!workers.ok()) {
    checkSentence(workers.error());
    return 0;
  }
  require(!workers.value().balancers.empty());
  for (const Balancer& balancer : workers.value().balancers) checkBalancer(balancer);
  for (const std::string& warning : workers.value().warnings) checkSentence(warning);
  return 0;
}
