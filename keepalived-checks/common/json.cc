#include "keepalived-checks/common/json.h"

#include "keepalived-checks/common/arguments.h"

namespace sioha {
namespace checks {
namespace {

const int kDeepest = 16;
const int kMostValues = 20000;

class Parser {
 public:
  explicit Parser(Slice text) : text_(text), at_(0), values_(0) {}

  bool document(Json* out) {
    if (!value(out, 0)) return false;
    blanks();
    return at_ == text_.size();
  }
  std::size_t at() const { return at_; }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void blanks() {
    while (at_ < text_.size() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool word(const char* literal) {
    const Slice expected(literal);
    if (text_.sub(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }

  bool value(Json* out, int depth) {
    if (depth > kDeepest || ++values_ > kMostValues) return false;
    blanks();
    switch (peek()) {
      case '{': return object(out, depth);
      case '[': return array(out, depth);
      case '"': out->kind = Json::Kind::text; return string(&out->text);
      case 't': out->kind = Json::Kind::boolean; out->truth = true; return word("true");
      case 'f': out->kind = Json::Kind::boolean; return word("false");
      case 'n': return word("null");
      default: return number(out);
    }
  }

  bool object(Json* out, int depth) {
    out->kind = Json::Kind::object;
    ++at_;
    if (take('}')) return true;
    do {
      blanks();
      std::pair<std::string, Json> member;
      if (peek() != '"' || !string(&member.first) || !take(':') || !value(&member.second, depth + 1)) return false;
      out->members.push_back(std::move(member));
    } while (take(','));
    return take('}');
  }

  bool array(Json* out, int depth) {
    out->kind = Json::Kind::array;
    ++at_;
    if (take(']')) return true;
    do {
      Json item;
      if (!value(&item, depth + 1)) return false;
      out->items.push_back(std::move(item));
    } while (take(','));
    return take(']');
  }

  bool number(Json* out) {
    out->kind = Json::Kind::number;
    const std::size_t start = at_;
    while (at_ < text_.size() && (peek() == '-' || peek() == '.' || (peek() >= '0' && peek() <= '9'))) ++at_;
    // An exponent is never written by the status page; taking it for a mistake keeps this short.
    return parseNumber(text_.sub(start, at_ - start), &out->number);
  }

  bool hexDigits(unsigned* code) {
    *code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = lowerAscii(peek());
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) return false;
      *code = *code * 16 + static_cast<unsigned>(digit);
    }
    return true;
  }

  // Surrogates become '?': no text that a verdict depends on holds any.
  bool escape(std::string* out) {
    const char c = peek();
    ++at_;
    static const char kFrom[] = "\"\\/bfnrt", kTo[] = "\"\\/\b\f\n\r\t";
    for (std::size_t i = 0; i < sizeof kFrom - 1; ++i) {
      if (c != kFrom[i]) continue;
      *out += kTo[i];
      return true;
    }
    unsigned code = 0;
    if (c != 'u' || !hexDigits(&code)) return false;
    if (code < 0x80) {
      *out += static_cast<char>(code);
    } else if (code < 0x800) {
      *out += static_cast<char>(0xC0 | (code >> 6));
      *out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code >= 0xD800 && code < 0xE000) {
      *out += '?';
    } else {
      *out += static_cast<char>(0xE0 | (code >> 12));
      *out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
      *out += static_cast<char>(0x80 | (code & 0x3F));
    }
    return true;
  }

  bool string(std::string* out) {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') *out += c;
      else if (!escape(out)) return false;
    }
    return false;
  }

  Slice text_;
  std::size_t at_;
  int values_;
};

}  // namespace

const Json& Json::at(const std::string& name) const {
  static const Json kNone;
  for (const auto& member : members)
    if (member.first == name) return member.second;
  return kNone;
}

std::string Json::textAt(const std::string& name) const { return at(name).text; }
double Json::numberAt(const std::string& name) const { return at(name).number; }

Result<Json> parseJson(Slice text) {
  Json value;
  Parser parser(text);
  if (!parser.document(&value)) return Error("no JSON at byte " + std::to_string(parser.at()));
  return value;
}

}  // namespace checks
}  // namespace sioha
