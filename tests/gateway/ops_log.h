#ifndef SIOHA_TESTS_GATEWAY_OPS_LOG_H
#define SIOHA_TESTS_GATEWAY_OPS_LOG_H

#include <string>

namespace sioha {
namespace sim {

/// One executed call. Changes of the storage are written by the MDM at the
/// moment of the change, so that a gateway killed in between loses none;
/// everything else by the gateway that answered.
struct Operation {
  std::string gateway;
  std::string method;
  std::string path;
  std::string requestId;
  std::string name;    ///< "createVolume", "login", "read" ...
  std::string object;  ///< the volume's name or the user's
  std::string id;
  int status;
};

/// -1 when it cannot be opened.
int openOpsLog(const std::string& path);
/// One JSON line in one write(2) to a file opened with O_APPEND.
void writeOperation(int fd, const Operation& operation);

}  // namespace sim
}  // namespace sioha
#endif
