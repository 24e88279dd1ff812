#include "keepalived-checks/common/arguments.h"

#include "keepalived-checks/common/file.h"
#include "keepalived-checks/common/format.h"

namespace sioha {
namespace checks {

bool parseNumber(Slice text, double* value) {
  bool negative = false;
  if (!text.empty() && text[0] == '-') {
    negative = true;
    text = text.sub(1);
  }
  const std::size_t dot = text.find('.');
  const Slice whole = text.sub(0, dot == Slice::npos ? text.size() : dot);
  const Slice fraction = dot == Slice::npos ? Slice() : text.sub(dot + 1);
  if (whole.size() > 15 || fraction.size() > 15 || whole.size() + fraction.size() == 0) return false;
  double result = 0, scale = 1;
  unsigned long long digits = 0;
  if (!whole.empty()) {
    if (!parseDecimal(whole, 999999999999999ULL, &digits)) return false;
    result = static_cast<double>(digits);
  }
  if (!fraction.empty()) {
    if (!parseDecimal(fraction, 999999999999999ULL, &digits)) return false;
    for (std::size_t i = 0; i < fraction.size(); ++i) scale *= 10;
    result += static_cast<double>(digits) / scale;
  }
  *value = negative ? -result : result;
  return true;
}

const OptionSpec* Arguments::find(const std::string& name) const {
  for (const OptionSpec& spec : specs_)
    if (name == spec.name) return &spec;
  return nullptr;
}

Result<bool> Arguments::take(const std::string& option, const char* next, bool* usedNext) {
  const std::size_t equals = option.find('=');
  std::string name = option.substr(0, equals);
  const OptionSpec* spec = find(name);
  if (!spec && name.compare(0, 3, "no-") == 0) {
    const OptionSpec* positive = find(name.substr(3));
    if (positive && !positive->argument && equals == std::string::npos) {
      given_[positive->name] = "no";
      return true;
    }
  }
  if (!spec) return Error("unknown option --" + name + "; --help lists those there are");
  if (!spec->argument) {
    if (equals != std::string::npos) return Error("option --" + name + " takes no value");
    given_[name] = "yes";
    return true;
  }
  if (equals != std::string::npos) {
    given_[name] = option.substr(equals + 1);
    return true;
  }
  if (!next) return Error("option --" + name + " wants a value: --" + name + "=" + spec->argument);
  given_[name] = next;
  *usedNext = true;
  return true;
}

Result<bool> Arguments::parseOne(const char* word, const char* next, bool* usedNext) {
  if (word[1] == '-') return take(word + 2, next, usedNext);
  const Slice name(word);
  const char* longName = name == Slice("-h")   ? "help"
                         : name == Slice("-V") ? "version"
                         : name == Slice("-c") ? "config"
                                               : nullptr;
  if (!longName) return Error("unknown option " + std::string(word) + "; --help lists those there are");
  return take(longName, next, usedNext);
}

Result<bool> Arguments::parse(int count, const char* const* words) {
  Result<bool> outcome = true;
  bool optionsEnd = false;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (optionsEnd || word.size() < 2 || word[0] != '-') {
      words_.push_back(word);
    } else if (word == "--") {
      optionsEnd = true;
    } else {
      bool usedNext = false;
      const Result<bool> taken = parseOne(words[i], i + 1 < count ? words[i + 1] : nullptr, &usedNext);
      // The rest is read nevertheless: it may say in which form to refuse.
      if (!taken.ok() && outcome.ok()) outcome = taken;
      if (usedNext) ++i;
    }
  }
  return outcome;
}

static Slice withoutComment(Slice line) {
  for (std::size_t i = 0; i < line.size(); ++i)
    if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) return line.sub(0, i).trimmed();
  return line.trimmed();
}

void Arguments::configure(const std::string& name, const Configured& line) {
  const std::map<std::string, Configured>::const_iterator known = configured_.find(name);
  const bool first = known == configured_.end();
  // Twice in one program's own section of a file: the later line.
  if (first || (line.own && (!known->second.own || known->second.file == line.file))) configured_[name] = line;
}

Result<bool> Arguments::parseConfiguration(Slice text, const std::string& file, const std::string& program) {
  enum { kCommon, kOwn, kOther } section = kCommon;
  const std::vector<Slice> lines = splitLines(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string at = file + ":" + numberText(static_cast<double>(i + 1)) + ": ";
    const Slice line = withoutComment(lines[i]);
    if (line.empty()) continue;
    if (line[0] == '[') {
      if (!line.endsWith("]")) return Error(at + "the section has no ']'; write [" + program + "]");
      section = line.sub(1, line.size() - 2).trimmed() == Slice(program) ? kOwn : kOther;
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == Slice::npos || equals == 0)
      return Error(at + "this is no \"option = value\"; a flag is written \"option = yes\"");
    if (section == kOther) continue;
    const std::string name = line.sub(0, equals).trimmed().str();
    if (!find(name)) {
      if (section == kCommon) continue;
      return Error(at + program + " has no option \"" + name + "\"; --help lists those there are");
    }
    const Configured given = {line.sub(equals + 1).trimmed().str(), file, section == kOwn};
    configure(name, given);
  }
  return true;
}

bool Arguments::has(const std::string& name) const { return !text(name).empty(); }

Arguments::Origin Arguments::origin(const std::string& name) const {
  if (given_.find(name) != given_.end()) return Origin::commandLine;
  const std::map<std::string, Configured>::const_iterator known = configured_.find(name);
  if (known == configured_.end()) return Origin::none;
  return known->second.own ? Origin::section : Origin::common;
}

bool Arguments::flag(const std::string& name) const {
  const std::string value = text(name);
  return value == "yes" || value == "on" || value == "true" || value == "1";
}

std::string Arguments::text(const std::string& name) const {
  const std::map<std::string, std::string>::const_iterator it = given_.find(name);
  if (it != given_.end()) return it->second;
  const std::map<std::string, Configured>::const_iterator line = configured_.find(name);
  if (line != configured_.end()) return line->second.value;
  const OptionSpec* spec = find(name);
  return spec ? spec->fallback : "";
}

Result<double> Arguments::number(const std::string& name, double least, double most) const {
  double value = 0;
  const std::string given = text(name);
  if (!parseNumber(given, &value) || value < least || value > most)
    return Error("option --" + name + " wants a number from " + numberText(least) + " to " + numberText(most) +
                 ", not \"" + given + "\"");
  return value;
}

std::string describeOptions(const OptionSpecs& specs) {
  std::string out;
  for (const OptionSpec& spec : specs) {
    std::string left = std::string("  --") + spec.name;
    if (spec.argument) left += std::string("=") + spec.argument;
    if (left.size() < 26) left.resize(26, ' ');
    else left += "  ";
    out += left + spec.help;
    if (spec.argument && spec.fallback[0] != '\0') out += std::string(" [") + spec.fallback + "]";
    out += "\n";
  }
  return out;
}

}  // namespace checks
}  // namespace sioha
