#include "mod_sioha/gateway/error_body.h"

#include "mod_sioha/base/json_text.h"

namespace sioha {
namespace gateway {
namespace {

bool speaksJson(Call call) {
  return call != Call::login && call != Call::installer && call != Call::other;
}

}  // namespace

ErrorBody errorBody(Call call, int status, Slice message) {
  ErrorBody body;
  if (!speaksJson(call)) {
    body.contentType = "text/plain;charset=UTF-8";
    body.text = validUtf8(message) + "\n";
    return body;
  }
  body.contentType = "application/json;charset=UTF-8";
  body.text = "{\"message\":";
  appendJsonString(&body.text, message);
  body.text += ",\"httpStatusCode\":" + std::to_string(status) + ",\"errorCode\":0}";
  return body;
}

}  // namespace gateway
}  // namespace sioha
