#ifndef SIOHA_TESTS_UNIT_STATUS_SAMPLES_H
#define SIOHA_TESTS_UNIT_STATUS_SAMPLES_H

#include "mod_sioha/status/snapshot.h"

namespace sioha {
namespace status {

/// Two gateways: machine2 was hung and is down, machine1 has taken over.
Snapshot sampleSnapshot();

/// One member whose every string is `text`.
Snapshot hostileSnapshot(const std::string& text);

}  // namespace status
}  // namespace sioha
#endif
