#ifndef SIOHA_CHECKS_COMMON_PROGRAM_H
#define SIOHA_CHECKS_COMMON_PROGRAM_H

#include <string>

#include "keepalived-checks/common/arguments.h"
#include "keepalived-checks/common/verdict.h"
#include "mod_sioha/base/clock.h"

namespace sioha {
namespace checks {

class TlsHandover;

/// What a question may use. `deadline` leaves time to say the verdict before the watchdog bites.
struct Context {
  const Clock& clock;
  Instant deadline;
  bool passedBefore;     ///< what the last run said; false also where nothing is known
  TlsHandover* tells;    ///< takes what is seen through TLS to another question; null: nobody wants it
  TlsHandover* hears;    ///< brings what another question sees through TLS; null: none does
  /// Never negative.
  Duration left() const;
};

/// One question as a value: check-NAME asks it alone, node-score asks several.
struct Program {
  const char* name;      ///< "check-network"
  const char* summary;   ///< what it answers, one sentence
  const char* explain;   ///< --explain: what is looked at, what costs what
  OptionSpecs options;   ///< besides the common ones
  Verdict (*ask)(const Arguments& arguments, const Context& context);
  const char* word;      ///< what --help calls the one word besides options; null: there is none
};

/// Options that every program has: config, timeout, min-score, format, exit, state-dir, ...
OptionSpecs allOptions(const Program& program);

/// Reads the file named by --config into `arguments`, or those of RUNNER.conf, PROGRAM.conf and checks.conf that
/// exist. `runner`: the program that asks the question of `program`, where that is another one.
Result<bool> configure(const std::string& program, Arguments* arguments,
                       const std::string& runner = std::string());

/// main() of a check: clean up, read the options, arm the watchdog, ask, say, exit code.
int runProgram(const Program& program, int argc, const char* const* argv);

/// Answers --help, --explain and --version. True: done, say nothing more.
bool answeredHelp(const Program& program, const OptionSpecs& options, const Arguments& arguments);

}  // namespace checks
}  // namespace sioha
#endif
