#ifndef SIOHA_TESTS_GATEWAY_CONTROL_H
#define SIOHA_TESTS_GATEWAY_CONTROL_H

#include <mutex>

#include "tests/ajp/http.h"
#include "tests/gateway/gateway.h"

namespace sioha {
namespace sim {

/// Starts and stops a gateway's listeners and carries out what comes on its control port.
class ControlDesk {
 public:
  explicit ControlDesk(Gateway* gateway) : gateway_(gateway), ajpOn_(false), ajpPort_(0) {}

  bool listen(std::string* why);
  /// The ports, as members of a JSON object.
  std::string ports() const;

 private:
  testajp::ControlAnswer handle(const testajp::HttpRequest& request, const testajp::Query& query);
  testajp::ControlAnswer fault(const std::string& name, const testajp::Query& query);
  testajp::ControlAnswer mdm(const std::string& what, const testajp::Query& query);
  bool switchAjp(bool on, std::string* why);
  void restartInPlace(long ms, bool asHtml);
  testajp::ControlAnswer state();

  Gateway* const gateway_;
  std::mutex mutex_;
  testajp::Server ajp_;
  testajp::Server http_;
  testajp::Server control_;
  bool ajpOn_;
  int ajpPort_;
};

}  // namespace sim
}  // namespace sioha
#endif
