#ifndef SIOHA_CHECKS_COMMON_ARP_PROBE_H
#define SIOHA_CHECKS_COMMON_ARP_PROBE_H

#include <string>

#include "keepalived-checks/common/address.h"
#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/slice.h"

/// Asks the link who else has an IPv4 address (RFC 5227, 2.1.1: an ARP probe has sender address 0).
namespace sioha {
namespace checks {

struct ArpProbe {
  enum class Answer { nobody, duplicate, notPermitted, failed };
  Answer answer;
  std::string hardware;  ///< of the other node, or why it failed
};

/// May this process send one? Its capabilities say so; a packet socket made to see would cost the kernel
/// milliseconds.
bool mayProbe();

/// One probe on the interface with this index; waits at most `patience`. Needs CAP_NET_RAW.
ArpProbe probeAddress(const IpAddress& address, int link, Duration patience, const Clock& clock);

/// Is this Ethernet payload an ARP packet that says that another node than `ownHardware` has
/// `address`? Pure; for hostile bytes. *hardware says who.
bool isForeignClaim(Slice packet, const IpAddress& address, const unsigned char* ownHardware, std::string* hardware);

}  // namespace checks
}  // namespace sioha
#endif
