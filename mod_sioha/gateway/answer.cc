#include "mod_sioha/gateway/answer.h"

#include <string>

#include "mod_sioha/gateway/json_scan.h"

namespace sioha {
namespace gateway {
namespace {

bool containsNoCase(Slice text, Slice word) {
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at)
    if (equalsNoCase(text.sub(at, word.size()), word)) return true;
  return false;
}

bool looksLikeHtml(const Answer& answer) {
  if (answer.contentType.empty()) return answer.body.trimmed().startsWith("<");
  return containsNoCase(answer.contentType, "text/html");
}

bool looksLikeJson(const Answer& answer) {
  const Slice body = answer.body.trimmed();
  return body.startsWith("{") || body.startsWith("[") ||
         (body.empty() && containsNoCase(answer.contentType, "application/json"));
}

// The gateway's own sentence; of an answer in another shape, all of it.
std::string messageOf(Slice body) {
  std::string message;
  if (!findString(body, "message", &message)) message = body.str();
  return message;
}

// The messages by which a gateway says that it has no MDM. A message about an SDC, an SDS or a volume
// may mention the MDM as well ("The SDC is not connected to the MDM") and speaks for the request only.
bool saysMdmLost(Slice body) {
  const std::string message = messageOf(body);
  for (const char* name :
       {"MDM_NOT_CONNECTED", "AMS_MDM_CONNECTION_FAILED", "AMS_FAILED_TO_RETRIEVE_MDM_MODEL"})
    if (containsNoCase(message, name)) return true;
  for (const char* other : {"SDC", "SDS", "volume"})
    if (containsNoCase(message, other)) return false;
  if (!containsNoCase(message, "MDM")) return false;
  for (const char* state :
       {"not connected", "connect to", "connection", "slave MDM", "unreachable", "not available"})
    if (containsNoCase(message, state)) return true;
  return false;
}

bool saysDisabled(Slice body) {
  const std::string message = messageOf(body);
  return containsNoCase(message, "enable_gateway") ||
         (containsNoCase(message, "gateway") && containsNoCase(message, "disabled"));
}

// Tomcat refuses a wrong AJP secret with a bare 403 and closes the connection.
bool isSecretRefusal(const Answer& answer) {
  return answer.status == 403 && answer.closed && !looksLikeJson(answer) && !saysDisabled(answer.body);
}

bool isVersion(Slice text) {
  bool digit = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool isDigit = text[i] >= '0' && text[i] <= '9';
    if (!isDigit && !(text[i] == '.' && digit)) return false;
    digit = isDigit;
  }
  return digit;
}

}  // namespace

Reason readStatus(const Answer& answer) {
  switch (answer.status) {
    case 200:
      return Reason::none;
    case 403:
      if (isSecretRefusal(answer)) return Reason::wrongSecret;
      return looksLikeJson(answer) || saysDisabled(answer.body) ? Reason::gatewayDisabled
                                                                : Reason::unexpectedStatus;
    case 404:
      return Reason::notFound;
    case 428:
      return Reason::mdmNotConfigured;
    case 500:
      return saysMdmLost(answer.body) ? Reason::mdmUnreachable : Reason::serverError;
    case 502:
      return Reason::serverError;
    case 503:
      return Reason::unavailable;
    default:
      return Reason::unexpectedStatus;
  }
}

Reason readVersionAnswer(const Answer& answer) {
  // From 3.5 on a gateway may want a token even here: it is up when it says so in its own shape.
  if (answer.status == 401 && isGatewayError(answer.body)) return Reason::none;
  const Reason byStatus = readStatus(answer);
  if (byStatus != Reason::none) return byStatus;
  if (looksLikeHtml(answer)) return Reason::notJson;
  const Slice body = answer.body.trimmed();
  const bool quoted = body.size() >= 2 && body.startsWith("\"") && body.endsWith("\"");
  return isVersion(quoted ? body.sub(1, body.size() - 2) : body) ? Reason::none : Reason::unexpectedContent;
}

Reason readLiveAnswer(const Answer& answer, bool isApi) {
  switch (answer.status) {
    case 502:
      return Reason::serverError;
    case 503:
      return Reason::unavailable;
    case 403:
      if (isSecretRefusal(answer)) return Reason::wrongSecret;
      // A user without the right role gets 403 as well; only the sentence tells them apart.
      if (isApi && saysDisabled(answer.body)) return Reason::gatewayDisabled;
      // Bare or as HTML it is Tomcat's: while the answer runs nobody knows yet whether it closes.
      return isApi && !looksLikeJson(answer) ? Reason::notJson : Reason::none;
    case 428:
      return isApi ? Reason::mdmNotConfigured : Reason::none;
    case 500:
      if (isApi && saysMdmLost(answer.body)) return Reason::mdmUnreachable;
      break;
    default:
      break;
  }
  // 404 as HTML: Tomcat is up and the application is not, or not yet.
  const bool jsonIsDue = isApi && (answer.status == 200 || answer.status == 404 || answer.status >= 500);
  return jsonIsDue && looksLikeHtml(answer) ? Reason::notJson : Reason::none;
}

bool isGatewayError(Slice body) {
  std::string message;
  long long status = 0;
  return findString(body, "message", &message) && findInteger(body, "httpStatusCode", &status);
}

}  // namespace gateway
}  // namespace sioha
