#ifndef SIOHA_CHECKS_CONFIG_SERVER_XML_H
#define SIOHA_CHECKS_CONFIG_SERVER_XML_H

#include <string>

#include "keepalived-checks/common/verdict.h"
#include "keepalived-checks/common/xml.h"
#include "mod_sioha/config/workers.h"

namespace sioha {
namespace checks {

/// The httpd that is looked at, as far as it may stand in a gateway's way.
struct HttpdBeside {
  std::vector<std::string> ports;           ///< of its Listen directives
  bool (*isHere)(const std::string& host);  ///< is this a name or an address of its machine?
};

/// Task 1 of the guide: a gateway's server.xml against workers.properties and against an httpd that runs
/// beside the gateway. `workers` may be null. Pure.
Verdict judgeServerXml(const XmlNode& root, const std::string& file, const config::Workers* workers,
                       const HttpdBeside& httpd);

}  // namespace checks
}  // namespace sioha
#endif
