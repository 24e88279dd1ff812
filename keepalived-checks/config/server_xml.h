#ifndef SIOHA_CHECKS_CONFIG_SERVER_XML_H
#define SIOHA_CHECKS_CONFIG_SERVER_XML_H

#include <string>

#include "keepalived-checks/common/verdict.h"
#include "keepalived-checks/common/xml.h"
#include "mod_sioha/config/workers.h"

namespace sioha {
namespace checks {

/// Task 1 of the guide: a gateway's server.xml against workers.properties. `workers` may be null. Pure.
Verdict judgeServerXml(const XmlNode& root, const std::string& file, const config::Workers* workers);

}  // namespace checks
}  // namespace sioha
#endif
