#include "mod_sioha/config/settings.h"

namespace sioha {
namespace config {

namespace {

// What fits an int of milliseconds, so that no sum of a few of them overflows anywhere.
const unsigned long long kLongestMilliseconds = 2147483647ULL;

}  // namespace

const Property* Settings::find(const std::string& name) const {
  const auto found = section_.settings.find(name);
  return found == section_.settings.end() ? nullptr : &found->second.property;
}

bool Settings::isInherited(const std::string& name) const {
  const auto found = section_.settings.find(name);
  return found != section_.settings.end() && found->second.inherited;
}

std::string Settings::about(const std::string& name) const {
  const Property* property = find(name);
  if (!property) return where(section_.file, section_.line) + ": ";
  const bool hidden = name == "secret";
  return where(*property) + ": " + shown(property->name) + (hidden ? "" : "=" + shown(property->value)) +
         ": ";
}

void Settings::text(const std::string& name, std::string* value) {
  if (const Property* property = find(name)) *value = property->value;
}

void Settings::word(const std::string& name, std::size_t longest, std::string* value) {
  const Property* property = find(name);
  if (!property) return;
  if (property->value.size() > longest)
    return fail(about(name) + "at most " + std::to_string(longest) +
                " bytes are allowed: write a shorter one.");
  for (char c : property->value)
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f)
      return fail(about(name) + "blanks and control characters are not allowed: write one word.");
  *value = property->value;
}

void Settings::flag(const std::string& name, bool* value) {
  const Property* property = find(name);
  if (!property) return;
  const Slice word(property->value);
  const char first = word.empty() ? '\0' : lowerAscii(word[0]);
  if (word == Slice("1") || equalsNoCase(word, "on") || first == 't' || first == 'y')
    *value = true;
  else if (word == Slice("0") || equalsNoCase(word, "off") || first == 'f' || first == 'n')
    *value = false;
  else
    fail(about(name) + "it is neither on nor off: write 1 or 0.");
}

bool Settings::readNumber(const std::string& name, unsigned long long least, unsigned long long most,
                          unsigned long long* value) {
  const Property* property = find(name);
  if (!property) return false;
  Slice digits(property->value);
  unsigned long long times = 1;
  const char last = digits.empty() ? '\0' : lowerAscii(digits[digits.size() - 1]);
  if (last == 'k') times = 1024;
  if (last == 'm') times = 1048576;
  if (times > 1) digits = digits.sub(0, digits.size() - 1);
  if (parseDecimal(digits, most / times, value) && *value * times >= least) {
    *value *= times;
    return true;
  }
  fail(about(name) + "write a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
  return false;
}

void Settings::plainTime(const std::string& name, const char* unit, Duration each, Duration* value) {
  const Property* property = find(name);
  if (!property) return;
  const unsigned long long most = kLongestMilliseconds / (each == sioha::seconds(1) ? 1000 : 1);
  unsigned long long count = 0;
  if (!parseDecimal(property->value, most, &count))
    return fail(about(name) + "write a plain number of " + unit + ", 0 to " + std::to_string(most) + ".");
  *value = each * static_cast<long>(count);
}

void Settings::milliseconds(const std::string& name, Duration* value) {
  plainTime(name, "milliseconds", sioha::milliseconds(1), value);
}

void Settings::seconds(const std::string& name, Duration* value) {
  plainTime(name, "seconds", sioha::seconds(1), value);
}

void Settings::duration(const std::string& name, Duration* value) {
  const Property* property = find(name);
  if (!property) return;
  Slice digits(property->value);
  unsigned long long each = 1000;
  if (digits.endsWith("ms")) {
    each = 1;
    digits = digits.sub(0, digits.size() - 2);
  } else if (digits.endsWith("s")) {
    digits = digits.sub(0, digits.size() - 1);
  } else if (digits.endsWith("m")) {
    each = 60000;
    digits = digits.sub(0, digits.size() - 1);
  }
  unsigned long long count = 0;
  if (!parseDecimal(trimmedAll(digits), kLongestMilliseconds / each, &count))
    return fail(about(name) +
                "write a whole number of seconds, or one with ms, s or m behind it, such as 500ms.");
  *value = sioha::milliseconds(static_cast<long>(count * each));
}

std::vector<std::string> splitList(Slice value) {
  std::vector<std::string> words;
  std::string word;
  for (char c : value) {
    const bool separates = c == ',' || c == ' ' || c == '\t';
    if (!separates) word += c;
    if (separates && !word.empty()) words.push_back(std::move(word));
    if (separates) word.clear();
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

}  // namespace config
}  // namespace sioha
