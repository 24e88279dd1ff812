#ifndef SIOHA_CHECKS_QUESTIONS_CONFIG_CHECK_H
#define SIOHA_CHECKS_QUESTIONS_CONFIG_CHECK_H

#include "keepalived-checks/common/program.h"

namespace sioha {
namespace checks {

extern const Program kConfigProgram;

}  // namespace checks
}  // namespace sioha
#endif
