#include "keepalived-checks/questions/score.h"

#include <cstdio>

#include "keepalived-checks/common/arguments.h"
#include "keepalived-checks/common/file.h"

namespace sioha {
namespace checks {

unsigned nodeScore(const std::vector<Part>& parts) {
  double sum = 0, weights = 0;
  for (const Part& part : parts) {
    if (!part.asked || part.weight <= 0) continue;
    sum += part.weight * part.verdict.score();
    weights += part.weight;
  }
  if (weights <= 0) return 0;
  // Half a millionth mends what binary fractions lose.
  const double score = sum / weights + 5e-7;
  return score >= 100 ? 100 : static_cast<unsigned>(score);
}

std::string scoreTable(const std::vector<Part>& parts, unsigned score) {
  std::string out = "check         weight  score       ms  why\n";
  for (const Part& part : parts) {
    if (!part.asked) continue;
    char line[96];
    std::snprintf(line, sizeof line, "%-13s %6.4g %6u %8.1f  ", part.name.c_str(), part.weight, part.verdict.score(),
                  static_cast<double>(part.took.count()) / 1000);
    out += line + part.verdict.summary() + "\n";
  }
  char line[64];
  std::snprintf(line, sizeof line, "%-20s %6u\n", "this node", score);
  return out + line;
}

Result<std::map<std::string, double>> parseWeights(const std::string& text) {
  std::map<std::string, double> weights;
  // Each is larger than the sum of all smaller ones: a node that serves beats one that does not,
  // whatever else there is to say about it.
  const struct { const char* name; double weight; } defaults[] = {{"serving", 52}, {"gateways", 25},   {"network", 12},
                                                                  {"headroom", 6}, {"certificate", 3}, {"incumbent", 2}};
  for (const auto& row : defaults) weights[row.name] = row.weight;
  for (const std::string& part : splitList(text, ',')) {
    const std::size_t equals = part.find('=');
    double weight = 0;
    const std::string name = part.substr(0, equals);
    if (equals == std::string::npos || !parseNumber(Slice(part).sub(equals + 1), &weight) || weight < 0)
      return Error("option --weights wants NAME=NUMBER, not \"" + part + "\"");
    if (weights.find(name) == weights.end())
      return Error("option --weights knows no part \"" + name +
                   "\"; there are serving, gateways, network, headroom, certificate, incumbent");
    weights[name] = weight;
  }
  return weights;
}

std::string publishedText(unsigned score, Instant now, std::chrono::microseconds wall) {
  char text[128];
  std::snprintf(text, sizeof text, "%u uptime=%lld.%06lld time=%lld\n", score,
                static_cast<long long>(now.count() / 1000000), static_cast<long long>(now.count() % 1000000),
                static_cast<long long>(wall.count() / 1000000));
  return text;
}

Result<Published> readPublished(Slice text) {
  Published published;
  const std::vector<std::string> words = splitWords(text);
  unsigned long long score = 0;
  double uptime = 0;
  if (words.size() < 3 || !text.endsWith("\n") || !parseDecimal(words[0], 100, &score) ||
      !Slice(words[1]).startsWith("uptime=") || !parseNumber(Slice(words[1]).sub(7), &uptime) || uptime < 0)
    return Error("this is no score of node-score --publish");
  published.score = static_cast<unsigned>(score);
  published.at = Instant(static_cast<long long>(uptime * 1e6 + 0.5));
  return published;
}

bool isFresh(const Published& published, Instant now, Duration limit) {
  return published.at <= now && now - published.at <= limit;
}

bool passesLevel(unsigned score, unsigned level, unsigned hysteresis, bool passedBefore) {
  if (!passedBefore) return score >= level;
  return score + hysteresis >= level;
}

bool isOwnFault(const std::vector<Part>& parts) {
  for (const Part& part : parts) {
    if (part.name != "serving" || part.verdict.score() > 0) continue;
    bool answered = false;
    for (const Metric& metric : part.verdict.metrics()) answered = answered || metric.name == "status";
    return !answered;
  }
  return false;
}

unsigned AsymmetricHold::show(unsigned score, bool ownFault, bool incumbent, Instant now) {
  const bool worse = score < shown_;
  const bool held = known_ && score != shown_ && incumbent == worse && !(worse && ownFault);
  if (!held) {
    shown_ = score;
    known_ = true;
    since_ = Instant(0);
  } else if (since_.count() == 0) {
    since_ = now;
  } else if (now - since_ >= hold_) {
    shown_ = score;
    since_ = Instant(0);
  }
  return shown_;
}

}  // namespace checks
}  // namespace sioha
