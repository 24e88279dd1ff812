#include "mod_sioha/status/jk_command.h"

#include <algorithm>

#include "mod_sioha/base/percent.h"
#include "mod_sioha/status/format.h"

namespace sioha {
namespace status {

namespace {

const std::size_t kMostParameters = 1000;
const std::size_t kLongestShown = 60;

const struct {
  const char* word;
  JkVerb verb;
} kVerbs[] = {{"list", JkVerb::list},       {"show", JkVerb::show},   {"edit", JkVerb::edit},
              {"update", JkVerb::update},   {"reset", JkVerb::reset}, {"recover", JkVerb::recover},
              {"version", JkVerb::version}, {"dump", JkVerb::dump}};

const struct {
  const char* word;
  JkFormat format;
} kFormats[] = {
    {"html", JkFormat::html}, {"xml", JkFormat::xml}, {"txt", JkFormat::txt}, {"prop", JkFormat::prop}};

std::string quoted(const std::string& text) {
  return "'" + cleanLine(Slice(text).sub(0, kLongestShown)) + "'";
}

bool decode(Slice text, std::string* out) {
  out->clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (c == '%') {
      const int byte = percentDecoded(text, i);
      if (byte < 0) return false;
      c = static_cast<char>(byte);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) return false;
    *out += c;
  }
  return true;
}

/// Reads one text of parameters into a command.
class Reader {
 public:
  explicit Reader(JkCommand* command) : command_(*command), count_(0) {}

  void read(Slice text) {
    while (!text.empty()) {
      const std::size_t end = text.find('&');
      const Slice pair = text.sub(0, end);
      text = end == Slice::npos ? Slice() : text.sub(end + 1);
      if (pair.empty()) continue;
      if (++count_ > kMostParameters) return fail("there are too many parameters: send 1000 at most.");
      const std::size_t equals = pair.find('=');
      std::string name, value;
      if (!decode(pair.sub(0, equals), &name) ||
          !decode(equals == Slice::npos ? Slice() : pair.sub(equals + 1), &value))
        fail(
            "a parameter is not encoded as it should be: write %XX for what has a meaning in a URI, and no "
            "control "
            "characters.");
      else
        take(name, value);
    }
  }

 private:
  void fail(const std::string& sentence) {
    if (command_.wrong.empty()) command_.wrong = sentence;
  }

  void take(const std::string& name, const std::string& value) {
    if (name == "cmd") return takeVerb(value);
    if (name == "mime") return takeFormat(value);
    if (name == "opt") return takeNumber(name, value, 0xffff, &command_.options);
    if (name == "re") return takeNumber(name, value, 86400, &command_.refreshSeconds);
    std::string* const text = name == "w"       ? &command_.worker
                              : name == "sw"    ? &command_.member
                              : name == "att"   ? &command_.attribute
                              : name == "token" ? &command_.token
                                                : nullptr;
    if (text)
      *text = value;
    else if (name[0] == 'v')
      takeSetting(name, value);
    else if (name != "from" && name != "id")
      fail("there is no parameter " + quoted(name) + ": see the list of parameters in the manual.");
  }

  void takeVerb(const std::string& word) {
    for (const auto& known : kVerbs)
      if (word == known.word) {
        command_.verb = known.verb;
        return;
      }
    fail("there is no command " + quoted(word) +
         ": write list, show, edit, update, reset, recover, version or dump.");
  }

  void takeFormat(const std::string& word) {
    for (const auto& known : kFormats)
      if (word == known.word) {
        command_.format = known.format;
        return;
      }
    fail("there is no format " + quoted(word) + ": write html, xml, txt or prop.");
  }

  void takeNumber(const std::string& name, const std::string& value, unsigned long long most,
                  unsigned* number) {
    unsigned long long read = 0;
    if (!value.empty() && !parseDecimal(value, most, &read))
      return fail(name + "=" + quoted(value) + ": write a number from 0 to " + std::to_string(most) + ".");
    *number = static_cast<unsigned>(read);
  }

  void takeSetting(const std::string& name, const std::string& value) {
    for (auto& known : command_.values)
      if (known.first == name) {
        known.second = value;
        return;
      }
    command_.values.push_back(std::make_pair(name, value));
  }

  JkCommand& command_;
  std::size_t count_;
};

}  // namespace

const char* jkVerbWord(JkVerb verb) {
  for (const auto& known : kVerbs)
    if (known.verb == verb) return known.word;
  return "";
}

const char* jkFormatWord(JkFormat format) {
  for (const auto& known : kFormats)
    if (known.format == format) return known.word;
  return "";
}

JkCommand parseJkCommand(Slice query, Slice body) {
  JkCommand command;
  Reader reader(&command);
  reader.read(query);
  reader.read(body);
  const bool needsWorker = command.changes() || command.verb == JkVerb::show || command.verb == JkVerb::edit;
  if (command.wrong.empty() && needsWorker && command.worker.empty())
    command.wrong = std::string("cmd=") + jkVerbWord(command.verb) + " needs a worker: add w=NAME.";
  if (command.wrong.empty() && command.verb == JkVerb::recover && command.member.empty())
    command.wrong = "cmd=recover needs a member: add sw=NAME.";
  return command;
}

// Greedy, with one place to go back to: no pattern takes more than the product of both lengths.
bool namesWorker(Slice pattern, Slice name) {
  std::size_t p = 0, n = 0, star = Slice::npos, from = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != Slice::npos) {
      p = star + 1;
      n = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace status
}  // namespace sioha
