#ifndef SIOHA_CHECKS_QUESTIONS_SCORE_H
#define SIOHA_CHECKS_QUESTIONS_SCORE_H

#include <map>
#include <string>
#include <vector>

#include "keepalived-checks/common/verdict.h"
#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

/// The node's score out of its checks' verdicts. Pure.
namespace sioha {
namespace checks {

struct Part {
  std::string name;       ///< "serving"
  double weight;          ///< share of the whole
  bool asked;             ///< false: not asked on this node
  Verdict verdict;
  Duration took;
};

/// Weighted mean of the parts' scores, 0..100, rounded down: 100 only where every part has 100.
unsigned nodeScore(const std::vector<Part>& parts);
/// A table for people.
std::string scoreTable(const std::vector<Part>& parts, unsigned score);

/// "serving=50,gateways=25": the default weights with those replaced. 0 leaves a part out.
Result<std::map<std::string, double>> parseWeights(const std::string& text);

/// What node-score --publish writes: the score first, because keepalived's track_file reads the
/// number at the start (strtol) and nothing else, then the time since boot and the wall clock.
std::string publishedText(unsigned score, Instant now, std::chrono::microseconds wall);
struct Published {
  Published() : score(0), at(0) {}
  unsigned score;
  Instant at;
};
Result<Published> readPublished(Slice text);
/// Neither older than `limit` nor from the future (a file of the time before a restart).
bool isFresh(const Published& published, Instant now, Duration limit);

/// check-level: two edges, so that a score that trembles around `level` does not move the VIP.
/// Passing goes on down to level - hysteresis; failing goes on up to level.
bool passesLevel(unsigned score, unsigned level, unsigned hysteresis, bool passedBefore);

/// httpd does not answer at all. Where it answers 503 the gateways are missing, and the other node
/// most likely says the same a moment earlier or later.
bool isOwnFault(const std::vector<Part>& parts);

/// Keepalived 1.2.7 takes the VIP from a node for two adverts when both nodes' scores fall a moment
/// apart. The holder therefore tells what is worse late and what is better at once, the other node
/// the reverse. A fall by what is this node's own fault is told at once by both.
class AsymmetricHold {
 public:
  explicit AsymmetricHold(Duration hold) : hold_(hold), known_(false), shown_(0), since_(0) {}
  unsigned show(unsigned score, bool ownFault, bool incumbent, Instant now);

 private:
  const Duration hold_;
  bool known_;
  unsigned shown_;
  Instant since_;  ///< when the score began to differ in the held direction; 0: it does not
};

}  // namespace checks
}  // namespace sioha
#endif
