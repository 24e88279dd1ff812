#include "mod_sioha/config/properties.h"

#include <cstring>

namespace sioha {
namespace config {

std::string where(const std::string& file, unsigned line) {
  return file + ":" + std::to_string(line);
}

std::string where(const Property& property) {
  return where(property.file, property.line);
}

std::string shown(Slice text) {
  std::string visible = text.sub(0, 100).str();
  for (char& c : visible)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
  return text.size() > 100 ? visible + "..." : visible;
}

static bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

Slice trimmedAll(Slice text) {
  std::size_t from = 0, to = text.size();
  while (from < to && isSpace(text[from])) ++from;
  while (from < to && isSpace(text[to - 1])) --to;
  return text.sub(from, to - from);
}

LineReader::LineReader(Slice text, const std::string& file) : rest_(text), file_(file), line_(0) {
  // Editors on Windows begin a file with this mark, and the first name would never match.
  if (rest_.startsWith("\xEF\xBB\xBF")) rest_ = rest_.sub(3);
}

bool LineReader::next(Slice* content) {
  while (!rest_.empty() && error_.empty()) {
    const std::size_t end = rest_.find('\n');
    Slice line = rest_.sub(0, end);
    rest_ = end == Slice::npos ? Slice() : rest_.sub(end + 1);
    ++line_;
    if (line.find('\0') != Slice::npos) {
      error_ = where(file_, line_) + ": the line has a NUL byte: write the file as plain text.";
      return false;
    }
    if (line.size() > kLongestLine) {
      error_ = where(file_, line_) + ": the line has " + std::to_string(line.size()) + " bytes, at most " +
               std::to_string(kLongestLine) +
               " are allowed: split it (a list may be given in several lines).";
      return false;
    }
    *content = trimmedAll(line.sub(0, line.find('#')));
    if (!content->empty()) return true;
  }
  return false;
}

bool isListProperty(Slice name) {
  static const char* const kLists[] = {
      "balance_workers", "balanced_workers", "mount", "user", "good", "bad", "fail_on_status", "list"};
  std::size_t from = 0;
  for (std::size_t dot = name.find('.'); dot != Slice::npos; dot = name.find('.', from)) from = dot + 1;
  const Slice last = name.sub(from);
  for (const char* list : kLists)
    if (last == Slice(list)) return true;
  return false;
}

namespace {

bool lookUpEarlier(const std::vector<Property>& earlier, const std::string& name, std::string* value) {
  const bool list = isListProperty(name);
  bool found = false;
  for (std::size_t i = earlier.size(); i-- > 0;) {
    if (earlier[i].name != name) continue;
    if (!list) {
      *value = earlier[i].value;
      return true;
    }
    *value = found ? earlier[i].value + "," + *value : earlier[i].value;
    found = true;
  }
  return found;
}

/// What comes from a variable is not searched for variables again, as in mod_jk.
Result<std::string> substitute(Slice value, const std::string& at, const std::vector<Property>& earlier,
                               const Variables& variables) {
  std::string done;
  unsigned count = 0;
  std::size_t from = 0;
  for (std::size_t open = value.find('$'); open != Slice::npos; open = value.find('$', open + 1)) {
    if (!value.sub(open).startsWith("$(")) continue;
    const std::size_t close = value.find(')', open);
    if (close == Slice::npos) break;
    if (++count > kMostSubstitutions)
      return Error(at + ": more than " + std::to_string(kMostSubstitutions) +
                   " $(variables) in one line: put parts of it into variables of their own.");
    const std::string name = value.sub(open + 2, close - open - 2).str();
    std::string found;
    if (!lookUpEarlier(earlier, name, &found) && !variables.lookUp(name, &found))
      return Error(at + ": $(" + shown(name) +
                   ") is neither a property above this line nor an environment variable: "
                   "define it above, or write its value here.");
    done += value.sub(from, open - from).str() + found;
    // Without this bound, lines that refer to each other twice grow without limit.
    if (done.size() > kLongestLine)
      return Error(at + ": the value is longer than " + std::to_string(kLongestLine) + " bytes after $(" +
                   shown(name) + ") is put in: write a shorter one.");
    from = close + 1;
    open = close;
  }
  return done + value.sub(from).str();
}

Result<Property> parseContent(Slice content, const std::string& file, unsigned line,
                              const std::vector<Property>& earlier, const Variables& variables) {
  const std::string at = where(file, line);
  const std::size_t equals = content.find('=');
  if (equals == Slice::npos)
    // Only its first word: the rest of the line may be a secret.
    return Error(at + ": '" + shown(content.sub(0, content.find(' '))) +
                 "' has no '=': write name=value, or '#' before a comment.");
  Property property;
  property.name = trimmedAll(content.sub(0, equals)).str();
  if (property.name.empty()) return Error(at + ": there is no name before '=': write name=value.");
  Result<std::string> value = substitute(trimmedAll(content.sub(equals + 1)), at, earlier, variables);
  if (!value.ok()) return Error(value.error());
  property.value = trimmedAll(value.value()).str();
  property.file = file;
  property.line = line;
  return property;
}

}  // namespace

Result<std::vector<Property>> parseProperties(Slice text, const std::string& file,
                                              const Variables& variables) {
  std::vector<Property> properties;
  LineReader lines(text, file);
  Slice content;
  while (lines.next(&content)) {
    Result<Property> property = parseContent(content, file, lines.line(), properties, variables);
    if (!property.ok()) return Error(property.error());
    properties.push_back(std::move(property.value()));
  }
  if (!lines.error().empty()) return Error(lines.error());
  return properties;
}

Result<Property> parseProperty(Slice text, const std::string& file, unsigned line,
                               const std::vector<Property>& earlier, const Variables& variables) {
  const std::string at = where(file, line);
  if (text.size() > kLongestLine)
    return Error(at + ": the property has more than " + std::to_string(kLongestLine) +
                 " bytes: write a shorter one.");
  if (text.find('\0') != Slice::npos) return Error(at + ": the property has a NUL byte: write plain text.");
  const Slice content = trimmedAll(text.sub(0, text.find('#')));
  return parseContent(content, file, line, earlier, variables);
}

}  // namespace config
}  // namespace sioha
