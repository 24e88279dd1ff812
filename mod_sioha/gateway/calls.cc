#include "mod_sioha/gateway/calls.h"

namespace sioha {
namespace gateway {
namespace {

struct Entry {
  // The length comes with it: this table is gone through for each request.
  template <std::size_t kSize>
  constexpr Entry(const char (&text)[kSize], Call means) : path(text), size(kSize - 1), call(means) {}
  Slice slice() const { return Slice(path, size); }

  const char* path;
  std::size_t size;
  Call call;
};

// Below /api, whole paths.
const Entry kPaths[] = {
    {"login", Call::login},
    {"logout", Call::logout},
    {"gatewayLogin", Call::gatewayLogin},
    {"gatewayLogout", Call::gatewayLogout},
    {"Configuration", Call::administration},
    {"updateConfiguration", Call::administration},
    {"getHostCertificate", Call::administration},
    {"trustHostCertificate", Call::administration},
    {"gatewaySetSecureCommunication", Call::administration},
    {"instances/System/action/createMdmCluster", Call::administration},
};

// Below /api, with one more segment: which host's certificate.
const Entry kPrefixes[] = {
    {"getHostCertificate/", Call::administration},
    {"trustHostCertificate/", Call::administration},
};

// Some clients append a slash to each path, some double one.
Slice withoutSlashesAtEnd(Slice path) {
  while (path.endsWith("/")) path = path.sub(0, path.size() - 1);
  return path;
}

Slice lastSegment(Slice path) {
  std::size_t at = path.size();
  while (at > 0 && path[at - 1] != '/') --at;
  return path.sub(at);
}

bool isSafeMethod(Slice method) {
  return method == Slice("GET") || method == Slice("HEAD") || method == Slice("OPTIONS") ||
         method == Slice("TRACE");
}

Call classifyApi(Slice method, Slice path) {
  for (const Entry& entry : kPaths)
    if (path == entry.slice()) return entry.call;
  for (const Entry& entry : kPrefixes)
    if (path.startsWith(entry.slice())) return entry.call;
  if (isSafeMethod(method)) return Call::safeRead;
  const bool query = method == Slice("POST") && lastSegment(path).startsWith("query");
  return query ? Call::safeRead : Call::unsafe;
}

// The Installation Manager and the web pages of the same web application.
bool isInstaller(Slice path) {
  return path == Slice("/im") || path.startsWith("/im/") || path.startsWith("/j_spring_security_") ||
         path.endsWith(".jsp") || path == Slice("/");
}

}  // namespace

const char* callWord(Call call) {
  switch (call) {
    case Call::login:
      return "login";
    case Call::logout:
      return "logout";
    case Call::gatewayLogin:
      return "gateway-login";
    case Call::gatewayLogout:
      return "gateway-logout";
    case Call::administration:
      return "administration";
    case Call::safeRead:
      return "safe-read";
    case Call::unsafe:
      return "unsafe";
    case Call::installer:
      return "installer";
    case Call::other:
      return "other";
  }
  return "other";
}

Call classify(Slice method, Slice path) {
  if (path.startsWith("/api/")) return classifyApi(method, withoutSlashesAtEnd(path.sub(5)));
  if (path == Slice("/api")) return classifyApi(method, Slice());
  return isInstaller(path) ? Call::installer : Call::other;
}

bool isRepeatable(Call call, Slice method) {
  switch (call) {
    // At worst an orphan session, which ends after ten idle minutes.
    case Call::login:
      return method == Slice("GET");
    case Call::safeRead:
      return true;
    case Call::installer:
    case Call::other:
      return isSafeMethod(method);
    case Call::logout:
    case Call::gatewayLogin:
    case Call::gatewayLogout:
    case Call::administration:
    case Call::unsafe:
      break;
  }
  return false;
}

bool isIdempotencyKey(Slice value) {
  value = value.trimmed();
  if (value.size() >= 2 && value.startsWith("\"") && value.endsWith("\""))
    value = value.sub(1, value.size() - 2).trimmed();
  return !value.empty();
}

}  // namespace gateway
}  // namespace sioha
