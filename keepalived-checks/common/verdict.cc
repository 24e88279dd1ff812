#include "keepalived-checks/common/verdict.h"

namespace sioha {
namespace checks {

// What is said comes in part from files and peers: a line stays one line, and printable.
static std::string oneLine(const std::string& text) {
  const std::size_t kMost = 400;
  std::string line;
  for (std::size_t i = 0; i < text.size() && line.size() < kMost; ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    line += (c < 0x20 || c == 0x7F) ? ' ' : text[i];
  }
  if (text.size() > kMost) line += "...";
  return line;
}

void Verdict::add(Severity severity, unsigned cost, const std::string& text) {
  findings_.push_back(Finding{severity, cost, oneLine(text)});
}

void Verdict::measure(const std::string& name, double value, const std::string& unit) {
  metrics_.push_back(Metric{name, value, unit});
}

void Verdict::merge(const Verdict& other) {
  findings_.insert(findings_.end(), other.findings_.begin(), other.findings_.end());
  metrics_.insert(metrics_.end(), other.metrics_.begin(), other.metrics_.end());
  if (other.full_ < full_) full_ = other.full_;
}

bool Verdict::hasFailure() const {
  for (const Finding& f : findings_)
    if (f.severity == Severity::failure) return true;
  return false;
}

bool Verdict::hasWarning() const {
  for (const Finding& f : findings_)
    if (f.severity == Severity::warning) return true;
  return false;
}

unsigned Verdict::score() const {
  unsigned score = full_;
  for (const Finding& f : findings_) {
    if (f.severity == Severity::failure) return 0;
    score -= f.cost < score ? f.cost : score;
  }
  return score;
}

std::string Verdict::summary() const {
  std::string text;
  const Severity order[] = {Severity::failure, Severity::warning, Severity::note};
  for (Severity severity : order) {
    for (const Finding& f : findings_) {
      if (f.severity != severity) continue;
      if (!text.empty()) text += "; ";
      text += f.text;
    }
  }
  return text.empty() ? "nothing to report" : text;
}

}  // namespace checks
}  // namespace sioha
