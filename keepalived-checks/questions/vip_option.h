#ifndef SIOHA_CHECKS_QUESTIONS_VIP_OPTION_H
#define SIOHA_CHECKS_QUESTIONS_VIP_OPTION_H

#include "keepalived-checks/common/address.h"
#include "keepalived-checks/common/arguments.h"

namespace sioha {
namespace checks {

/// Option --vip; as in keepalived.conf, a prefix length may follow. The error names the option.
Result<IpAddress> vipOption(const Arguments& arguments);

}  // namespace checks
}  // namespace sioha
#endif
