#ifndef SIOHA_CHECKS_COMMON_VERDICT_H
#define SIOHA_CHECKS_COMMON_VERDICT_H

#include <string>
#include <vector>

namespace sioha {
namespace checks {

enum class Severity { note, warning, failure };

/// One thing that was seen, as a sentence for a person.
struct Finding {
  Severity severity;
  unsigned cost;  ///< points off the score; a failure takes them all
  std::string text;
};

/// A measured number, for monitoring. `name` is a lower case word.
struct Metric {
  std::string name;
  double value;
  std::string unit;  ///< Nagios' units: "", "s", "B", "%", "c"
};

/// What a check says: 0..100 with reasons. Plain value, no I/O.
class Verdict {
 public:
  void note(const std::string& text) { add(Severity::note, 0, text); }
  void warn(unsigned cost, const std::string& text) { add(Severity::warning, cost, text); }
  void fail(const std::string& text) { add(Severity::failure, 100, text); }
  void measure(const std::string& name, double value, const std::string& unit = std::string());
  /// Lets a check that measures a score itself start below 100.
  void startFrom(unsigned score) { full_ = score > 100 ? 100 : score; }
  /// Takes over another verdict's findings and metrics; the costs add up.
  void merge(const Verdict& other);

  unsigned score() const;
  bool hasFailure() const;
  bool hasWarning() const;
  /// Exit 0 or 1.
  bool passes(unsigned minimum) const { return !hasFailure() && score() >= minimum; }
  const std::vector<Finding>& findings() const { return findings_; }
  const std::vector<Metric>& metrics() const { return metrics_; }
  /// The findings that matter most, worst first, joined by "; ". Never empty.
  std::string summary() const;

 private:
  void add(Severity severity, unsigned cost, const std::string& text);

  unsigned full_ = 100;
  std::vector<Finding> findings_;
  std::vector<Metric> metrics_;
};

}  // namespace checks
}  // namespace sioha
#endif
