#include "keepalived-checks/common/format.h"

#include <cmath>
#include <cstdio>

namespace sioha {
namespace checks {

bool parseFormat(const std::string& word, Format* format) {
  static const struct { const char* word; Format format; } kWords[] = {
      {"text", Format::text},           {"json", Format::json},       {"nagios", Format::nagios},
      {"prometheus", Format::prometheus}, {"haproxy", Format::haproxy}};
  for (const auto& known : kWords) {
    if (word != known.word) continue;
    *format = known.format;
    return true;
  }
  return false;
}

bool parseExitStyle(const std::string& word, ExitStyle* style) {
  if (word == "plain") *style = ExitStyle::plain;
  else if (word == "misc-dynamic") *style = ExitStyle::miscDynamic;
  else if (word == "nagios") *style = ExitStyle::nagios;
  else return false;
  return true;
}

std::string numberText(double value) {
  if (!std::isfinite(value)) return "0";
  char text[40];
  const bool whole = value == std::floor(value) && std::fabs(value) < 1e15;
  std::snprintf(text, sizeof text, whole ? "%.0f" : "%.6g", value);
  return text;
}

// Length of the well-formed UTF-8 sequence at `i` (RFC 3629), or 0.
static std::size_t utf8Length(const std::string& s, std::size_t i) {
  const unsigned char c = static_cast<unsigned char>(s[i]);
  std::size_t length = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
  if (length == 0 || i + length > s.size()) return 0;
  for (std::size_t k = 1; k < length; ++k)
    if ((static_cast<unsigned char>(s[i + k]) & 0xC0) != 0x80) return 0;
  if (length > 2) {
    const unsigned char second = static_cast<unsigned char>(s[i + 1]);
    if ((c == 0xE0 && second < 0xA0) || (c == 0xED && second > 0x9F) || (c == 0xF0 && second < 0x90) ||
        (c == 0xF4 && second > 0x8F))
      return 0;
  }
  return length;
}

std::string jsonString(const std::string& text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    const std::size_t length = utf8Length(text, i);
    if (length == 0) {
      out += "\\ufffd";
      ++i;
      continue;
    }
    if (c == '"' || c == '\\') {
      out += '\\';
      out += text[i];
    } else if (c < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      out += escape;
    } else {
      out.append(text, i, length);
    }
    i += length;
  }
  return out + "\"";
}

static const char* stateWord(const Verdict& v, unsigned minimum) {
  if (!v.passes(minimum)) return "FAILED";
  return v.hasWarning() ? "WARNING" : "OK";
}

static const char* severityWord(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::failure: return "failure";
  }
  return "failure";
}

static std::string renderJson(const std::string& name, const Verdict& v, unsigned minimum) {
  std::string out = "{\"check\":" + jsonString(name) + ",\"pass\":" + (v.passes(minimum) ? "true" : "false") +
                    ",\"score\":" + numberText(v.score()) + ",\"state\":" + jsonString(stateWord(v, minimum)) +
                    ",\"findings\":[";
  for (std::size_t i = 0; i < v.findings().size(); ++i) {
    const Finding& f = v.findings()[i];
    out += std::string(i ? "," : "") + "{\"severity\":" + jsonString(severityWord(f.severity)) +
           ",\"cost\":" + numberText(f.cost) + ",\"text\":" + jsonString(f.text) + "}";
  }
  out += "],\"metrics\":{";
  for (std::size_t i = 0; i < v.metrics().size(); ++i) {
    const Metric& m = v.metrics()[i];
    out += std::string(i ? "," : "") + jsonString(m.name) + ":" + numberText(m.value);
  }
  return out + "}}\n";
}

// Everything after the first '|' is performance data, so the text may hold none.
static std::string renderNagios(const std::string& name, const Verdict& v, unsigned minimum) {
  const char* state = !v.passes(minimum) ? "CRITICAL" : v.hasWarning() ? "WARNING" : "OK";
  std::string text = name + " " + state + " - " + v.summary();
  for (char& c : text)
    if (c == '|') c = '/';
  std::string out = text + " | 'score'=" + numberText(v.score()) + ";;" + numberText(minimum) + ":;0;100";
  for (const Metric& m : v.metrics()) out += " '" + m.name + "'=" + numberText(m.value) + m.unit;
  return out + "\n";
}

// A label's value in the text format: backslash and quote are escaped, the rest is UTF-8.
static std::string labelValue(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

static std::string renderPrometheus(const std::string& name, const Verdict& v, unsigned minimum) {
  const std::string label = "{check=\"" + labelValue(name) + "\"";
  std::string out =
      "# HELP sioha_check_score What the check gives this node, 0 to 100.\n# TYPE sioha_check_score gauge\n"
      "sioha_check_score" + label + "} " + numberText(v.score()) +
      "\n# HELP sioha_check_pass Whether the check passes.\n# TYPE sioha_check_pass gauge\n"
      "sioha_check_pass" + label + "} " + (v.passes(minimum) ? "1" : "0") + "\n";
  if (!v.metrics().empty())
    out += "# HELP sioha_check_value A number that the check measured.\n# TYPE sioha_check_value gauge\n";
  for (const Metric& m : v.metrics())
    out += "sioha_check_value" + label + ",name=\"" + m.name + "\"} " + numberText(m.value) + "\n";
  return out;
}

// HAProxy's configuration manual, 5.2 agent-check: words and an optional comment after '#'.
static std::string renderHaproxy(const Verdict& v, unsigned minimum) {
  if (v.passes(minimum)) return "up " + numberText(v.score() == 0 ? 1 : v.score()) + "%\n";
  std::string text = v.summary();
  return "down #" + text.substr(0, 180) + "\n";
}

std::string render(const std::string& name, const Verdict& v, unsigned minimum, Format format) {
  switch (format) {
    case Format::json: return renderJson(name, v, minimum);
    case Format::nagios: return renderNagios(name, v, minimum);
    case Format::prometheus: return renderPrometheus(name, v, minimum);
    case Format::haproxy: return renderHaproxy(v, minimum);
    case Format::text: break;
  }
  return name + ": " + stateWord(v, minimum) + " " + numberText(v.score()) + ": " + v.summary() + "\n";
}

int exitCode(const Verdict& v, unsigned minimum, ExitStyle style) {
  const bool pass = v.passes(minimum);
  switch (style) {
    case ExitStyle::miscDynamic: return pass ? 2 + static_cast<int>(v.score()) : 1;
    case ExitStyle::nagios: return !pass ? 2 : v.hasWarning() ? 1 : 0;
    case ExitStyle::plain: break;
  }
  return pass ? 0 : 1;
}

}  // namespace checks
}  // namespace sioha
