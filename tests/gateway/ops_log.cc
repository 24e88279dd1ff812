#include "tests/gateway/ops_log.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/ajp/text.h"

namespace sioha {
namespace sim {

int openOpsLog(const std::string& path) {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

void writeOperation(int fd, const Operation& done) {
  using testajp::jsonPair;
  if (fd < 0) return;
  timeval now;
  char time[48];
  gettimeofday(&now, 0);
  snprintf(time, sizeof time, "%ld.%06ld", static_cast<long>(now.tv_sec), static_cast<long>(now.tv_usec));
  const std::string line = std::string("{\"time\":") + time + "," + jsonPair("gateway", done.gateway) + "," +
                           jsonPair("method", done.method) + "," + jsonPair("path", done.path) + "," +
                           jsonPair("op", done.name) + "," + jsonPair("name", done.object) + "," +
                           jsonPair("id", done.id) + "," + jsonPair("requestId", done.requestId) +
                           ",\"result\":" + std::to_string(done.status) + "}\n";
  // A full disk is the only failure, and then the test fails by a missing line.
  if (::write(fd, line.data(), line.size()) < 0) perror("operations log");
}

}  // namespace sim
}  // namespace sioha
