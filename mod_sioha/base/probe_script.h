#ifndef SIOHA_BASE_PROBE_SCRIPT_H
#define SIOHA_BASE_PROBE_SCRIPT_H

#include <cstdint>
#include <string>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/outcome.h"

/// The seam between what a probe asks (gateway/) and how it is asked (net/):
/// the prober in httpd and the check programs join the two.
namespace sioha {

struct ProbeCall {
  ProbeCall() : step(0), cping(false), timeout(0) {}
  std::uint8_t step;  ///< 1 CPING, 2 application, 3 MDM
  bool cping;         ///< CPING; else the request below
  std::string method, uri;
  std::string authorization;  ///< value of the header; empty: none
  std::string body;           ///< application/json where not empty
  Duration timeout;           ///< for this call; where a connection has to be opened, that included
};

struct ProbeAnswer {
  ProbeAnswer() : status(0), closed(false) {}
  int status;           ///< 0 for CPONG
  std::string headers;  ///< "Name: value\n" lines
  std::string contentType;
  std::string body;  ///< its first 64 KB
  bool closed;       ///< END_RESPONSE said "do not reuse"
};

/// Asked after each answer what comes next.
class ProbeScript {
 public:
  virtual ~ProbeScript() {}
  /// `last` is null before the first call. False: the probe is over.
  virtual bool next(const ProbeAnswer* last, ProbeCall* call) = 0;
  /// No answer to the call: over. `connecting`: it did not get as far as a connection.
  virtual void failed(Cause cause, bool connecting) = 0;
};

}  // namespace sioha
#endif
