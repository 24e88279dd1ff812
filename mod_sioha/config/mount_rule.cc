#include "mod_sioha/config/nearest.h"
#include "mod_sioha/config/properties.h"
#include "mod_sioha/config/uri_map.h"

namespace sioha {
namespace config {

namespace {

enum class Effect { none, noneAndRefused };

struct KnownExtension {
  const char* name;
  Effect effect;
};

// Ignoring the first four costs time or comfort; the others decide where a
// request may go or what its client is told.
const KnownExtension kExtensions[] = {
    {"reply_timeout", Effect::none},
    {"sticky_ignore", Effect::none},
    {"stateless", Effect::none},
    {"use_server_errors", Effect::none},
    {"active", Effect::noneAndRefused},
    {"disabled", Effect::noneAndRefused},
    {"stopped", Effect::noneAndRefused},
    {"fail_on_status", Effect::noneAndRefused},
    {"session_cookie", Effect::noneAndRefused},
    {"session_path", Effect::noneAndRefused},
    {"set_session_cookie", Effect::noneAndRefused},
    {"session_cookie_path", Effect::noneAndRefused},
};

const KnownExtension* knownExtension(Slice name) {
  for (const KnownExtension& known : kExtensions)
    if (name == Slice(known.name)) return &known;
  return nullptr;
}

std::string unknownExtension(const std::string& at, const std::string& name) {
  Nearest nearest(name);
  for (const KnownExtension& known : kExtensions) nearest.offer(known.name);
  return at + ": '" + shown(name) + "' is no rule extension: " +
         (nearest.found() ? "did you mean '" + nearest.name() + "'?" : "remove it.");
}

/// `rest` is what stands behind the worker's first ';'. Returns what is wrong, or "".
std::string parseExtensions(Slice rest, const std::string& at, std::vector<MountExtension>* extensions) {
  while (!rest.empty()) {
    std::size_t end = rest.find(';');
    Slice part = trimmedAll(rest.sub(0, end));
    rest = end == Slice::npos ? Slice() : rest.sub(end + 1);
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    if (equals == Slice::npos) return at + ": '" + shown(part) + "' has no '=': write worker;name=value.";
    MountExtension extension;
    extension.name = trimmedAll(part.sub(0, equals)).str();
    extension.value = trimmedAll(part.sub(equals + 1)).str();
    // The identifier usually begins with ';' itself: session_path=;jsessionid
    if (extension.name == "session_path" && extension.value.empty() && !rest.empty()) {
      end = rest.find(';');
      extension.value = ";" + trimmedAll(rest.sub(0, end)).str();
      rest = end == Slice::npos ? Slice() : rest.sub(end + 1);
    }
    const KnownExtension* known = knownExtension(extension.name);
    if (!known) return unknownExtension(at, extension.name);
    if (extension.value.empty())
      return at + ": the rule extension '" + extension.name + "' has no value: write one, or remove it.";
    if (known->effect == Effect::noneAndRefused)
      return at + ": the rule extension '" + extension.name +
             "' is not supported yet and may not be ignored: remove it.";
    extensions->push_back(extension);
  }
  return std::string();
}

/// Takes the prefixes off `pattern`. Returns what is wrong, or "".
std::string parsePattern(const std::string& at, Slice* pattern, MountRule* rule) {
  const std::string asWritten = shown(*pattern);
  if (pattern->startsWith("-")) {
    rule->disabled = true;
    *pattern = pattern->sub(1);
  }
  if (pattern->startsWith("!")) {
    rule->exclude = true;
    *pattern = pattern->sub(1);
  }
  if (pattern->startsWith("-"))
    return at + ": '" + asWritten +
           "' has its prefixes the wrong way round: write '-!' for a disabled exclusion.";
  if (!pattern->empty() && ((*pattern)[0] == '/' || (*pattern)[0] == '*' || (*pattern)[0] == '?'))
    return std::string();
  return at + ": the pattern '" + asWritten + "' does not begin with '/': write a path such as /api/*.";
}

bool isPlainName(Slice name) {
  for (char c : name)
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) return false;
  return !name.empty();
}

}  // namespace

Result<std::vector<MountRule>> parseMount(Slice pattern, Slice worker, const std::string& file,
                                          unsigned line) {
  const std::string at = where(file, line);
  MountRule rule;
  rule.file = file;
  rule.line = line;
  pattern = trimmedAll(pattern);
  std::string wrong = parsePattern(at, &pattern, &rule);
  if (!wrong.empty()) return Error(wrong);

  worker = trimmedAll(worker);
  const std::size_t semicolon = worker.find(';');
  const Slice name = trimmedAll(worker.sub(0, semicolon));
  if (!isPlainName(name))
    return Error(at + ": '" + shown(worker) +
                 "' does not begin with a worker's name: write one from worker.list.");
  if (name == Slice("*") && !rule.exclude)
    return Error(at + ": '*' means every worker and goes with exclusions only: name one worker.");
  rule.worker = name.str();
  if (semicolon != Slice::npos) wrong = parseExtensions(worker.sub(semicolon + 1), at, &rule.extensions);
  if (!wrong.empty()) return Error(wrong);

  std::vector<MountRule> rules;
  const std::size_t bar = pattern.find('|');
  const std::string head = pattern.sub(0, bar).str();
  rule.pattern = head;
  rules.push_back(rule);
  if (bar == Slice::npos) return rules;
  rule.pattern = head + pattern.sub(bar + 1).str();
  rules.push_back(rule);
  return rules;
}

Result<std::vector<MountRule>> parseMountFile(Slice text, const std::string& file) {
  std::vector<MountRule> rules;
  LineReader lines(text, file);
  Slice content;
  while (lines.next(&content)) {
    const std::size_t equals = content.find('=');
    if (equals == Slice::npos)
      return Error(where(file, lines.line()) + ": '" + shown(content) +
                   "' has no '=': write pattern=worker.");
    Result<std::vector<MountRule>> parsed =
        parseMount(content.sub(0, equals), content.sub(equals + 1), file, lines.line());
    if (!parsed.ok()) return Error(parsed.error());
    for (MountRule& rule : parsed.value()) {
      rule.source = MountSource::file;
      rules.push_back(rule);
    }
  }
  if (!lines.error().empty()) return Error(lines.error());
  return rules;
}

std::vector<std::string> mountWarnings(const MountRule& rule) {
  std::vector<std::string> warnings;
  for (const MountExtension& extension : rule.extensions) {
    const KnownExtension* known = knownExtension(extension.name);
    if (known && known->effect == Effect::none)
      warnings.push_back(where(rule.file, rule.line) + ": the rule extension '" + extension.name +
                         "' has no effect yet.");
  }
  return warnings;
}

}  // namespace config
}  // namespace sioha
