#include "mod_sioha/config/properties.h"
#include "mod_sioha/config/uri_map.h"

namespace sioha {
namespace config {

namespace {

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

std::string parseWorker(Slice worker, const std::string& at, MountRule* rule) {
  worker = trimmedAll(worker);
  const std::size_t semicolon = worker.find(';');
  const Slice name = trimmedAll(worker.sub(0, semicolon));
  if (!isPlainName(name))
    return at + ": '" + shown(worker) + "' does not begin with a worker's name: write one from worker.list.";
  if (name == Slice("*") && !rule->exclude)
    return at + ": '*' means every worker and goes with exclusions only: name one worker.";
  rule->worker = name.str();
  return semicolon == Slice::npos ? std::string()
                                  : parseRuleOptions(worker.sub(semicolon + 1), at, &rule->options);
}

Result<std::vector<MountRule>> parseMount(Slice pattern, Slice worker, const std::string& file,
                                          unsigned line) {
  const std::string at = where(file, line);
  MountRule rule;
  rule.file = file;
  rule.line = line;
  pattern = trimmedAll(pattern);
  std::string wrong = parsePattern(at, &pattern, &rule);
  if (!wrong.empty()) return Error(wrong);

  wrong = parseWorker(worker, at, &rule);
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
  const std::string at = where(rule.file, rule.line) + ": ";
  const RuleOptions& options = rule.options;
  if (rule.exclude && !options.names.empty())
    warnings.push_back(at + "an exclusion sends nothing anywhere: the rule extension '" + options.names[0] +
                       "' has no effect.");
  else if (options.replyTimeoutIsZero)
    warnings.push_back(at + "reply_timeout=0 would wait for ever: " +
                       std::to_string(options.replyTimeout.count() / 1000) + " ms is used.");
  return warnings;
}

}  // namespace config
}  // namespace sioha
