// The first line is a path as a client wrote it, the rest a uriworkermap.properties file.
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <vector>

#include "mod_sioha/config/forward_path.h"
#include "mod_sioha/config/normalize.h"
#include "mod_sioha/config/uri_map.h"

namespace sioha {
namespace config {
namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

/// What a normalised path may not have in it, asked in another way than the parser does.
bool hasTraps(const std::string& path) {
  const std::string closed = path + "/";
  return path.empty() || path[0] != '/' || path.find("//") != std::string::npos ||
         closed.find("/./") != std::string::npos || closed.find("/../") != std::string::npos ||
         path.find(';') != std::string::npos || path.find('\\') != std::string::npos ||
         path.find('\0') != std::string::npos;
}

void checkNormalised(Slice raw, const std::string& path) {
  std::string again;
  require(!hasTraps(path) && path.size() <= raw.size());
  require(isNormalPath(path) && normalizePath(path, &again) && again == path);
  require(isNormalPath(raw) == (raw == Slice(path)));
  // What goes out written anew is seen as what was mapped.
  require(tomcatPath(escapePath(raw), &again) && again == path);
}

void checkOptions(const RuleOptions& options) {
  require(options.names.size() <= 12);
  require(options.replyTimeout != Duration(0) && options.replyTimeout <= seconds(2147484));
  require(options.serverErrorsFrom == 0 || (options.serverErrorsFrom >= 400 && options.serverErrorsFrom <= 999));
  for (const int status : options.failOnStatus) require(std::abs(status) >= 100 && std::abs(status) <= 999);
  require(options.sessionPath.empty() || (options.sessionPath[0] == ';' && options.sessionPath.size() > 1));
  // What goes into a Set-Cookie header.
  for (const std::string* word : {&options.sessionCookie, &options.sessionCookiePath, &options.sessionPath})
    for (const char c : *word) require(static_cast<unsigned char>(c) > ' ' && c != 0x7f && c != ',' && c != '"');
}

void checkRules(const std::vector<MountRule>& rules) {
  for (const MountRule& rule : rules) {
    require(!rule.pattern.empty() && !rule.worker.empty() && rule.line > 0);
    require(rule.worker != "*" || rule.exclude);
    mountWarnings(rule);
    checkOptions(rule.options);
  }
}

/// find() against the rules' own words, without its shortcuts.
void checkFind(const UriMap& map, Slice path) {
  const MountRule* found = map.find(path);
  const MountRule* first = nullptr;
  for (const MountRule& rule : map.rules())
    if (!first && !rule.exclude && !rule.disabled && matchesWildcard(rule.pattern, path)) first = &rule;
  bool excluded = false;
  for (const MountRule& rule : map.rules())
    excluded = excluded || (first && rule.exclude && !rule.disabled && matchesWildcard(rule.pattern, path) &&
                            (rule.worker == "*" || rule.worker == first->worker));
  require(found == (excluded ? nullptr : first));
}

}  // namespace
}  // namespace config
}  // namespace sioha

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha::config;
  if (size > 65536) return 0;
  const sioha::Slice input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\n');
  const sioha::Slice raw = input.sub(0, end);
  std::string path;
  const bool accepted = normalizePath(raw, &path);
  std::string seen;
  require(!tomcatPath(raw, &seen) || (!seen.empty() && seen[0] == '/'));
  if (accepted) checkNormalised(raw, path);
  require(accepted || !isNormalPath(raw));

  const auto rules = parseMountFile(end == sioha::Slice::npos ? sioha::Slice() : input.sub(end + 1), "m");
  if (!rules.ok()) {
    require(rules.error().compare(0, 2, "m:") == 0);
    return 0;
  }
  checkRules(rules.value());
  checkFind(UriMap(rules.value()), path);
  return 0;
}
