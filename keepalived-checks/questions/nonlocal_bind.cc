#include "keepalived-checks/common/file.h"
#include "keepalived-checks/questions/network.h"

namespace sioha {
namespace checks {

static std::string dotted(std::string key) {
  for (char& c : key)
    if (c == '/') c = '.';
  return key;
}

std::string sysctlValue(Slice text, const std::string& key) {
  std::string value;
  for (Slice line : splitLines(text)) {
    line = line.trimmed();
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    // sysctl.d(5): a leading '-' means that a failure to set it is ignored.
    if (line[0] == '-') line = line.sub(1);
    const std::size_t equals = line.find('=');
    if (equals == Slice::npos || dotted(line.sub(0, equals).trimmed().str()) != key) continue;
    value = line.sub(equals + 1).trimmed().str();
  }
  return value;
}

Verdict judgeNonlocalBind(const NonlocalBind& setting) {
  Verdict verdict;
  const std::string running = Slice(setting.running).trimmed().str();
  const char* line = "net.ipv4.ip_nonlocal_bind = 1";
  if (running.empty()) {
    verdict.warn(5, "net.ipv4.ip_nonlocal_bind cannot be read in /proc/sys");
  } else if (running != "1") {
    verdict.warn(20, std::string("net.ipv4.ip_nonlocal_bind is ") + running +
                         ": httpd cannot start with the virtual IP while the other node holds it; write \"" + line +
                         "\" into /etc/sysctl.d/60-sioha.conf and run sysctl --system");
  } else if (!setting.persistent) {
    verdict.warn(5, std::string("net.ipv4.ip_nonlocal_bind is 1 but will not be after a restart of the node; write \"") +
                        line + "\" into /etc/sysctl.d/60-sioha.conf");
  }
  return verdict;
}

}  // namespace checks
}  // namespace sioha
