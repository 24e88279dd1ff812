#ifndef SIOHA_HTTPD_STATUS_CHANGES_H
#define SIOHA_HTTPD_STATUS_CHANGES_H

#include <string>
#include <vector>

#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/status/jk_command.h"

/// What a status worker changes: settings, counters, and when a member is probed.
namespace sioha {
namespace httpd {

struct Outcome {
  Outcome() : status(OK), message("Action finished") {}
  int status;  ///< OK, or HTTP's
  std::string message;
  std::vector<std::string> notes;  ///< what was taken with reserve, or did not work beside it
};

/// cmd=update, reset or recover, by somebody who may. Each change is a line in the log.
Outcome carryOut(request_rec* r, Runtime* runtime, const std::string& statusWorker,
                 const status::JkCommand& command);

/// The members that the command means: all of the worker without sw. Empty: there is none of that name.
std::vector<const MemberRuntime*> membersMeant(const BalancerRuntime& balancer,
                                               const status::JkCommand& command);

/// A balancer that is an ajp13 worker by itself: its one member has its name.
bool isSingle(const BalancerRuntime& balancer);

}  // namespace httpd
}  // namespace sioha
#endif
