#include "mod_sioha/httpd/error_answer.h"

#include <apr_strings.h>
#include <http_protocol.h>

#include "mod_sioha/gateway/error_body.h"

namespace sioha {
namespace httpd {
namespace {

const char* messageFor(int status) {
  switch (status) {
    case HTTP_SERVICE_UNAVAILABLE:
      return "No ScaleIO Gateway can be reached; try again in a few seconds.";
    case HTTP_GATEWAY_TIME_OUT:
      return "The ScaleIO Gateway did not answer in time; whether the call was carried out is not known.";
    case HTTP_BAD_GATEWAY:
      return "The ScaleIO Gateway broke off; whether the call was carried out is not known.";
    case HTTP_REQUEST_ENTITY_TOO_LARGE:
      return "The request's headers are larger than the gateway accepts.";
    default:
      return "The request could not be answered.";
  }
}

bool isOfApi(gateway::Call call) {
  return call != gateway::Call::other && call != gateway::Call::installer;
}

}  // namespace

int answerError(request_rec* r, gateway::Call call, int status) {
  if (status == HTTP_SERVICE_UNAVAILABLE) apr_table_setn(r->err_headers_out, "Retry-After", "2");
  if (!isOfApi(call)) return status;
  const gateway::ErrorBody body = gateway::errorBody(call, status, messageFor(status));
  r->status = status;
  r->status_line = nullptr;
  ap_set_content_type(r, apr_pstrdup(r->pool, body.contentType.c_str()));
  ap_set_content_length(r, static_cast<apr_off_t>(body.text.size()));
  ap_rwrite(body.text.data(), static_cast<int>(body.text.size()), r);
  return OK;
}

}  // namespace httpd
}  // namespace sioha
