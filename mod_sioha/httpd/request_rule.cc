#include "mod_sioha/httpd/request_rule.h"

#include "mod_sioha/httpd/request_variables.h"

namespace sioha {
namespace httpd {
namespace {

/// mod_jk waits for ever with 0, and we for the worker's own time; so do we where it is no number.
Duration replyTimeoutOf(request_rec* r, const char* value, Duration otherwise) {
  unsigned long long ms = 0;
  if (parseDecimal(value, 0x7fffffff, &ms)) return milliseconds(static_cast<long long>(ms));
  ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                "JK_REPLY_TIMEOUT is \"%s\" and has no effect; write a number of milliseconds", value);
  return otherwise;
}

}  // namespace

RequestRule::RequestRule(request_rec* r, const MountTarget* target, const config::Balancer& balancer)
    : target_(target),
      options_(target ? target->options : nullptr),
      balancer_(balancer),
      stickyIgnore_(options_ && options_->stickyIgnore),
      stateless_(options_ && options_->stateless),
      replyTimeout_(options_ && options_->replyTimeout >= Duration(0) ? options_->replyTimeout : Duration(0)) {
  const apr_table_t* variables = r->subprocess_env;
  if (apr_is_empty_table(variables)) return;
  if (const char* value = apr_table_get(variables, "JK_STICKY_IGNORE")) stickyIgnore_ = isOn(value);
  if (const char* value = apr_table_get(variables, "JK_STATELESS")) stateless_ = isOn(value);
  if (const char* value = apr_table_get(variables, "JK_REPLY_TIMEOUT"))
    replyTimeout_ = replyTimeoutOf(r, value, replyTimeout_);
  route_ = Slice(apr_table_get(variables, "JK_ROUTE"));
}

}  // namespace httpd
}  // namespace sioha
