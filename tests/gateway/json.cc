#include "tests/gateway/json.h"

#include <stdlib.h>

namespace sioha {
namespace sim {
namespace {

const int kMaxDepth = 32;

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text), at_(0) {}

  bool whole(Json* out) {
    blanks();
    if (!value(out, 0)) return false;
    blanks();
    return at_ == text_.size();
  }

 private:
  void blanks() {
    while (at_ < text_.size() && std::string(" \t\r\n").find(text_[at_]) != std::string::npos) ++at_;
  }
  bool eat(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool value(Json* out, int depth) {
    blanks();
    if (at_ >= text_.size() || depth > kMaxDepth) return false;
    if (text_[at_] == '{') return object(out, depth);
    if (text_[at_] == '[') return array(out, depth);
    if (text_[at_] == '"') {
      out->kind = Json::text_;
      return string(&out->text);
    }
    out->kind = Json::word;
    const std::size_t end = text_.find_first_of(",]} \t\r\n", at_);
    out->text = text_.substr(at_, end == std::string::npos ? end : end - at_);
    at_ += out->text.size();
    return !out->text.empty();
  }
  bool object(Json* out, int depth) {
    out->kind = Json::object;
    eat('{');
    if (eat('}')) return true;
    do {
      std::string name;
      blanks();
      if (!string(&name) || !eat(':') || !value(&out->members[name], depth + 1)) return false;
    } while (eat(','));
    return eat('}');
  }
  bool array(Json* out, int depth) {
    out->kind = Json::array;
    eat('[');
    if (eat(']')) return true;
    do {
      out->items.push_back(Json());
      if (!value(&out->items.back(), depth + 1)) return false;
    } while (eat(','));
    return eat(']');
  }
  bool string(std::string* out) {
    if (!eat('"')) return false;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] != '\\') {
        out->push_back(text_[at_++]);
        continue;
      }
      if (++at_ >= text_.size()) return false;
      escape(text_[at_++], out);
    }
    return eat('"');
  }
  void escape(char c, std::string* out) {
    const std::string from("nrtbf");
    const std::size_t found = from.find(c);
    if (found != std::string::npos) {
      out->push_back("\n\r\t\b\f"[found]);
    } else if (c == 'u') {
      // Names in tests are ASCII; the rest is kept as Latin-1.
      out->push_back(static_cast<char>(strtol(text_.substr(at_, 4).c_str(), 0, 16)));
      at_ += 4;
    } else {
      out->push_back(c);
    }
  }
  const std::string& text_;
  std::size_t at_;
};

}  // namespace

std::string Json::get(const std::string& name) const {
  return at(name).text;
}

const Json& Json::at(const std::string& name) const {
  static const Json none;
  const std::map<std::string, Json>::const_iterator found = members.find(name);
  return found == members.end() ? none : found->second;
}

bool parseJson(const std::string& text, Json* out) {
  *out = Json();
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    out->kind = Json::object;
    return true;
  }
  return Parser(text).whole(out);
}

}  // namespace sim
}  // namespace sioha
