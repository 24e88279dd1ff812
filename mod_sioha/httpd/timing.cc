#include "mod_sioha/httpd/timing.h"

#include <apr_strings.h>

namespace sioha {
namespace httpd {
namespace {

/// "12.345"; written by hand because every request pays for it, logged or not.
const char* inMilliseconds(apr_pool_t* pool, Duration time) {
  if (time.count() <= 0) return "0";
  char digits[32];
  char* at = digits + sizeof digits;
  *--at = '\0';
  unsigned long long us = static_cast<unsigned long long>(time.count());
  for (int i = 0; us > 0 || i < 4; ++i, us /= 10) {
    if (i == 3) *--at = '.';
    *--at = static_cast<char>('0' + us % 10);
  }
  return apr_pstrmemdup(pool, at, static_cast<apr_size_t>(digits + sizeof digits - 1 - at));
}

}  // namespace

void Timing::add(const MemberRuntime& tried, const net::ExchangeResult& result, int tryNumber) {
  member = &tried;
  tries = tryNumber;
  firstByte = result.firstByte;
  if (firstCause == Cause::none) firstCause = result.cause;
}

void tellAccessLog(request_rec* r, const Timing& timing) {
  apr_table_t* environment = r->subprocess_env;
  if (timing.member) apr_table_setn(environment, "SIOHA_MEMBER", timing.member->config().name.c_str());
  apr_table_setn(environment, "SIOHA_TRIES", timing.tries == 1 ? "1" : apr_itoa(r->pool, timing.tries));
  if (timing.firstCause != Cause::none)
    apr_table_setn(environment, "SIOHA_CAUSE", causeWord(timing.firstCause));
  apr_table_setn(environment, "SIOHA_QUEUE_MS", inMilliseconds(r->pool, timing.queue));
  apr_table_setn(environment, "SIOHA_CONNECT_MS", inMilliseconds(r->pool, timing.connect));
  apr_table_setn(environment, "SIOHA_FIRST_BYTE_MS", inMilliseconds(r->pool, timing.firstByte));
  apr_table_setn(environment, "SIOHA_TOTAL_MS", inMilliseconds(r->pool, timing.total));
}

}  // namespace httpd
}  // namespace sioha
