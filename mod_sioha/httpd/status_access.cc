#include "mod_sioha/httpd/status_access.h"

#include <stdio.h>

namespace sioha {
namespace httpd {
namespace {

const long kTokenSeconds = 3600;

std::string tokenOf(const request_rec* r, Runtime* runtime, const config::StatusWorker& worker, long period) {
  // None of the parts can have a zero byte.
  const std::string text = worker.name + '\0' + (r->user ? r->user : "") + '\0' + std::to_string(period);
  const gateway::Hash128 hash = gateway::keyedHash(runtime->state().secret(), text);
  char digits[33];
  snprintf(digits, sizeof digits, "%016llx%016llx", static_cast<unsigned long long>(hash.high),
           static_cast<unsigned long long>(hash.low));
  return digits;
}

/// In the same time wherever they differ.
bool areEqual(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  unsigned char differs = 0;
  for (std::size_t i = 0; i < a.size(); ++i) differs = static_cast<unsigned char>(differs | (a[i] ^ b[i]));
  return differs == 0;
}

long periodOf(const request_rec* r) {
  return static_cast<long>(apr_time_sec(r->request_time)) / kTokenSeconds;
}

}  // namespace

bool mayUse(const request_rec* r, const config::StatusWorker& worker) {
  if (worker.users.empty()) return true;
  for (const std::string& user : worker.users) {
    if (!r->user) return false;
    if (worker.userCaseInsensitive ? equalsNoCase(user, r->user) : user == r->user) return true;
  }
  return false;
}

std::string changeToken(const request_rec* r, Runtime* runtime, const config::StatusWorker& worker) {
  return tokenOf(r, runtime, worker, periodOf(r));
}

int mayChange(const request_rec* r, Runtime* runtime, const config::StatusWorker& worker,
              const status::JkCommand& command, std::string* why) {
  if (worker.readOnly) {
    *why = "This command is not allowed in read only mode.";
    return HTTP_FORBIDDEN;
  }
  if (worker.allowGetUpdates) return OK;
  if (r->method_number != M_POST) {
    *why =
        std::string("cmd=") + status::jkVerbWord(command.verb) +
        " by GET is not allowed, because any page could link to it: send POST with the token of the header "
        "X-Sioha-Token, or set worker." +
        worker.name + ".allow_get_updates=true.";
    return HTTP_METHOD_NOT_ALLOWED;
  }
  const char* header = apr_table_get(r->headers_in, "X-Sioha-Token");
  const std::string token = header ? header : command.token;
  for (long period = periodOf(r); period >= periodOf(r) - 1; --period)
    if (areEqual(token, tokenOf(r, runtime, worker, period))) return OK;
  *why = token.empty()
             ? "The token is missing: send the one of the header X-Sioha-Token, as this header or as token=."
             : "The token is wrong or too old: load the page again, or take the one of X-Sioha-Token.";
  return HTTP_FORBIDDEN;
}

}  // namespace httpd
}  // namespace sioha
