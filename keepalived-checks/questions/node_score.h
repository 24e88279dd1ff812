#ifndef SIOHA_CHECKS_QUESTIONS_NODE_SCORE_H
#define SIOHA_CHECKS_QUESTIONS_NODE_SCORE_H

#include <memory>
#include <string>
#include <vector>

#include "keepalived-checks/common/program.h"
#include "keepalived-checks/questions/score.h"

namespace sioha {
namespace checks {

const char kNodeScore[] = "node-score";

/// A question that node-score may ask.
struct Question {
  const char* name;          ///< "serving"
  const Program* program;
  Duration period;           ///< with --every: not more often than this
  const char* hears;         ///< the question whose TLS answer it may take instead of asking itself; null: none
};

/// Asks several questions side by side, again and again: see beginSideBySide(). A question that hangs keeps
/// its thread and counts as failed until it returns; it is never asked twice at once.
class Scorer {
 public:
  Scorer(const std::vector<Question>& questions, const Clock& clock);
  ~Scorer();
  /// Reads each question's options from the configuration; `own` are node-score's, and some are for all questions.
  Result<bool> configure(const Arguments& own);
  /// All parts, at the latest at `deadline`.
  std::vector<Part> ask(Instant deadline);
  bool isConfigured() const { return !lanes_.empty(); }

 private:
  struct Lane;
  Scorer(const Scorer&);
  Scorer& operator=(const Scorer&);
  static void run(Lane* lane);
  std::vector<std::shared_ptr<Lane>> beginRound(Instant deadline);
  static void withdraw(Lane* lane);
  Part collect(Lane* lane, Instant deadline);

  const std::vector<Question> questions_;
  const Clock& clock_;
  std::vector<std::shared_ptr<Lane>> lanes_;
};

/// main() of node-score.
int runNodeScore(const std::vector<Question>& questions, int argc, const char* const* argv);

}  // namespace checks
}  // namespace sioha
#endif
