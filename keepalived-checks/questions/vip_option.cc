#include "keepalived-checks/questions/vip_option.h"

namespace sioha {
namespace checks {

Result<IpAddress> vipOption(const Arguments& arguments) {
  const std::string text = arguments.text("vip");
  IpAddress vip;
  if (!parseAddress(text.substr(0, text.find('/')), &vip))
    return Error(text.empty() ? "option --vip is missing: --vip=ADDRESS, the virtual IP"
                              : "option --vip wants an address, not \"" + text + "\"");
  return vip;
}

}  // namespace checks
}  // namespace sioha
