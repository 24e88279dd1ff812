#ifndef SIOHA_HTTPD_TIMING_H
#define SIOHA_HTTPD_TIMING_H

#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/outcome.h"
#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/net/exchange.h"

namespace sioha {
namespace httpd {

/// Where a request's time went, for the access log.
struct Timing {
  Timing()
      : queue(0), connect(0), firstByte(0), total(0), tries(0), firstCause(Cause::none), member(nullptr) {}
  void add(const MemberRuntime& tried, const net::ExchangeResult& result, int tryNumber);

  Duration queue;      ///< waited for a place at a member
  Duration connect;    ///< opened connections
  Duration firstByte;  ///< of the last try: request sent to the first packet of the answer
  Duration total;
  int tries;
  Cause firstCause;             ///< of the first try that failed
  const MemberRuntime* member;  ///< of the last try
};

/// Sets SIOHA_MEMBER, SIOHA_TRIES, SIOHA_CAUSE, and in milliseconds SIOHA_QUEUE_MS, SIOHA_CONNECT_MS,
/// SIOHA_FIRST_BYTE_MS and SIOHA_TOTAL_MS, for %{...}e in LogFormat.
void tellAccessLog(request_rec* r, const Timing& timing);

}  // namespace httpd
}  // namespace sioha
#endif
