#include "tests/ajp/text.h"
#include "tests/gateway/gateway.h"

#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include <random>

namespace sioha {
namespace sim {

using testajp::numberOf;
using testajp::valueOf;

namespace {

Answer unauthorized() {
  return failed(401, "Unauthorized");
}

Answer notConfigured() {
  return failed(428, "unconfigured MDM or unapproved Certificates");
}

std::string withoutFinalSlash(const std::string& path) {
  return path.size() > 1 && path.back() == '/' ? path.substr(0, path.size() - 1) : path;
}

bool isAdministration(const std::string& path) {
  return path == "/api/Configuration" || path == "/api/updateConfiguration" ||
         path == "/api/gatewaySetSecureCommunication" ||
         path == "/api/instances/System/action/createMdmCluster" ||
         path.compare(0, 24, "/api/getHostCertificate/") == 0 ||
         path.compare(0, 26, "/api/trustHostCertificate/") == 0;
}

std::string bearerOf(const Call& call) {
  std::string user;
  std::string token;
  basicCredentials(call.headers, &user, &token);
  return token;
}

}  // namespace

bool basicCredentials(const testajp::Headers& headers, std::string* user, std::string* password) {
  const std::string* const header = testajp::findHeader(headers, "Authorization");
  if (!header || strncasecmp(header->c_str(), "Basic ", 6) != 0) return false;
  const std::string plain = testajp::base64Decode(header->substr(6));
  const std::size_t colon = plain.find(':');
  if (colon == std::string::npos) return false;
  *user = plain.substr(0, colon);
  *password = plain.substr(colon + 1);
  return true;
}

Reply Gateway::answer(const Call& call) {
  if (call.path == "/api" || call.path.compare(0, 5, "/api/") == 0) return api(call);
  return installer(call);
}

Reply Gateway::api(const Call& call) {
  const std::string path = withoutFinalSlash(call.path);
  testajp::Query fault;
  const bool unconfigured = faults_.take("unconfigured", call.method, call.path, &fault);
  if (unconfigured && numberOf(fault, "all", 0)) return jsonReply(notConfigured(), "refused");
  if (path == "/api/version") return jsonReply(ok("\"" + options_.apiVersion + "\""), "version");
  if (path == "/api/gatewayLogin") return gatewayLogin(call);
  if (path == "/api/gatewayLogout") return logout(call, Tokens::Kind::gatewayAdmin);
  if (isAdministration(path)) return administration(call, path);
  if (unconfigured) return jsonReply(notConfigured(), "refused");
  if (path == "/api/login") return login(call);
  if (path == "/api/logout") return logout(call, Tokens::Kind::mdm);
  return storage(call, path);
}

bool Gateway::reachMdm(const Call& call, Reply* reply) {
  testajp::Query fault;
  if (!faults_.take("mdm-lost", call.method, call.path, &fault)) return true;
  // A lost MDM shows as a fast error or, with ms=, as a slow one.
  ::usleep(static_cast<useconds_t>(numberOf(fault, "ms", 0) * 1000));
  *reply = jsonReply(failed(500, "The MDM is not connected"), "refused");
  return false;
}

Reply Gateway::login(const Call& call) {
  std::string user;
  std::string password;
  const bool known = basicCredentials(call.headers, &user, &password) && user == options_.user &&
                     password == options_.password;
  const bool refused = faults_.take("cert-untrusted", call.method, call.path) ||
                       faults_.take("wrong-password", call.method, call.path);
  if (!known || refused) return jsonReply(unauthorized(), "login");
  Reply lost;
  if (!reachMdm(call, &lost)) return lost;
  if (faults_.take("too-many-sessions", call.method, call.path))
    return jsonReply(failed(500, "The maximum number of sessions is already open"), "login");
  closeSessions(tokens_.expire());
  const Answer session = mdm_->call({"open", options_.name});
  if (session.status != 200) return jsonReply(session, "login");
  const std::string token = tokens_.issue(Tokens::Kind::mdm, user, session.body);
  Reply reply = jsonReply(ok(options_.bareToken ? token : "\"" + token + "\""), "login");
  reply.object = user;
  return reply;
}

Reply Gateway::logout(const Call& call, Tokens::Kind kind) {
  const std::string token = bearerOf(call);
  std::string session;
  if (!tokens_.accept(kind, token) || !tokens_.drop(token, &session))
    return jsonReply(unauthorized(), "logout");
  closeSessions({session});
  return jsonReply(ok(""), "logout");
}

Reply Gateway::gatewayLogin(const Call& call) {
  std::string user;
  std::string password;
  const bool known = basicCredentials(call.headers, &user, &password) && user == "admin" &&
                     password == options_.adminPassword;
  if (!known) return jsonReply(unauthorized(), "gatewayLogin");
  const std::string token = tokens_.issue(Tokens::Kind::gatewayAdmin, user, "");
  return jsonReply(ok(options_.bareToken ? token : "\"" + token + "\""), "gatewayLogin");
}

Reply Gateway::administration(const Call& call, const std::string& path) {
  const std::string operation = path.substr(path.rfind('/') + 1);
  if (!tokens_.accept(Tokens::Kind::gatewayAdmin, bearerOf(call)))
    return jsonReply(unauthorized(), operation);
  Json body;
  std::lock_guard<std::mutex> hold(mutex_);
  if (path == "/api/Configuration")
    return jsonReply(ok("{\"mdmAddresses\":" + mdmAddresses_ + ",\"systemId\":\"" + systemId() + "\"}"),
                     operation);
  if (path == "/api/updateConfiguration") {
    if (call.method != "POST" || !parseJson(call.body, &body) || !body.has("mdmAddresses"))
      return jsonReply(failed(400,
                              "Request message is not valid: The following parameter(s) must be part of the "
                              "request body: mdmAddresses."),
                       operation);
    std::string addresses;
    for (const Json& address : body.at("mdmAddresses").items)
      addresses += (addresses.empty() ? "" : ",") + testajp::jsonString(address.text);
    mdmAddresses_ = "[" + addresses + "]";
  }
  return jsonReply(ok("{}"), operation);
}

Reply Gateway::storage(const Call& call, const std::string& path) {
  if (!tokens_.accept(Tokens::Kind::mdm, bearerOf(call))) return jsonReply(unauthorized(), "unauthorized");
  Reply lost;
  if (!reachMdm(call, &lost)) return lost;
  std::string operation("read");
  const Answer answer = ask(call, path, &operation);
  return jsonReply(answer, operation);
}

std::string Gateway::newWebSession() {
  std::random_device device;
  std::lock_guard<std::mutex> hold(mutex_);
  std::string id;
  for (int i = 0; i < 32; ++i) id.push_back("0123456789ABCDEF"[device() & 15]);
  if (!options_.jvmRoute.empty()) id += "." + options_.jvmRoute;
  webSessions_.insert(id);
  return id;
}

bool Gateway::hasWebSession(const Call& call) {
  const std::string* const cookie = testajp::findHeader(call.headers, "Cookie");
  if (!cookie) return false;
  std::lock_guard<std::mutex> hold(mutex_);
  for (std::string part : testajp::split(*cookie, ';')) {
    part.erase(0, part.find_first_not_of(' '));
    if (part.compare(0, 11, "JSESSIONID=") == 0 && webSessions_.count(part.substr(11))) return true;
  }
  return false;
}

Reply Gateway::installer(const Call& call) {
  const std::string path = call.path.substr(0, call.path.find(';'));
  Reply reply = htmlReply(200, "Installation Manager at " + options_.name);
  if (path == "/j_spring_security_check") {
    const testajp::Query form = testajp::parseQuery(call.body);
    const bool good =
        valueOf(form, "j_username") == "admin" && valueOf(form, "j_password") == options_.adminPassword;
    reply = htmlReply(302, "");
    reply.headers.push_back({"Location", good ? "/" : "/login.jsp?login_error=1"});
    if (good)
      reply.headers.push_back({"Set-Cookie", "JSESSIONID=" + newWebSession() + "; Path=/; Secure; HttpOnly"});
  } else if (path.compare(0, 4, "/im/") == 0) {
    std::string user;
    std::string password;
    const bool basic = basicCredentials(call.headers, &user, &password) && password == options_.adminPassword;
    const bool known = hasWebSession(call);
    if (!known && !basic) return jsonReply(unauthorized(), "im");
    reply = jsonReply(ok("{" + testajp::jsonPair("gateway", options_.name) +
                         ",\"bytes\":" + std::to_string(call.body.size()) + "}"),
                      "im");
    if (!known)
      reply.headers.push_back({"Set-Cookie", "JSESSIONID=" + newWebSession() + "; Path=/; Secure; HttpOnly"});
  } else if (path != "/" && path != "/login.jsp") {
    reply = htmlReply(404, "Not Found");
  }
  reply.operation = "im";
  return reply;
}

}  // namespace sim
}  // namespace sioha
