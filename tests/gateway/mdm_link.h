#ifndef SIOHA_TESTS_GATEWAY_MDM_LINK_H
#define SIOHA_TESTS_GATEWAY_MDM_LINK_H

#include <memory>
#include <string>
#include <vector>

#include "tests/gateway/mdm.h"

namespace sioha {
namespace sim {

typedef std::vector<std::string> Fields;

/// Carries out one call: a verb and its arguments.
Answer dispatch(Mdm* mdm, const Fields& fields);

/// A gateway's way to its MDM: inside the process, or over a unix socket to
/// sioha-mdm-sim. Any thread may call. An MDM that is not there answers like one
/// that the gateway has lost.
class MdmLink {
 public:
  virtual ~MdmLink() {}
  virtual Answer call(const Fields& fields) = 0;
};
std::unique_ptr<MdmLink> embeddedMdm();
std::unique_ptr<MdmLink> remoteMdm(const std::string& socketPath);

/// Serves calls on a listening unix socket; returns only when accept(2) fails.
void serveMdm(Mdm* mdm, int listener);

}  // namespace sim
}  // namespace sioha
#endif
