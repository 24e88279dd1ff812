#ifndef SIOHA_CHECKS_CONFIG_KEEPALIVED_CONF_PROGRAM_H
#define SIOHA_CHECKS_CONFIG_KEEPALIVED_CONF_PROGRAM_H

namespace sioha {
namespace checks {

/// main() of sioha-keepalived-conf. Exit code 0: written (and keepalived -t, where there is one, agrees).
int runKeepalivedConf(int argc, const char* const* argv);

}  // namespace checks
}  // namespace sioha
#endif
