#ifndef SIOHA_CHECKS_QUESTIONS_LEVEL_H
#define SIOHA_CHECKS_QUESTIONS_LEVEL_H

#include "keepalived-checks/common/program.h"

namespace sioha {
namespace checks {

extern const Program kLevelProgram;

/// Where node-score publishes and check-level reads.
extern const char kPublishedFile[];

}  // namespace checks
}  // namespace sioha
#endif
