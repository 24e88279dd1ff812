#include "keepalived-checks/questions/level.h"

#include "keepalived-checks/common/file.h"
#include "keepalived-checks/questions/score.h"

namespace sioha {
namespace checks {

const char kPublishedFile[] = "/run/keepalived-checks/score";

static const char kExplain[] =
    "Reads what node-score --publish wrote. Fails where the file is missing, is no score, or is older than\n"
    "--max-age: a dead scorer must not keep its last score for ever.\n\n"
    "A thermometer: several vrrp_scripts with LEVEL 25, 50, 75 and 90 and positive weights make one priority\n"
    "out of the score, also with keepalived 1.2.7. While they run one after the other the priority only\n"
    "passes through values between the old and the new one.\n\n"
    "--hysteresis=5: once passed, it passes down to LEVEL - 5. Level 0 asks only whether the score is fresh.\n";

static Verdict ask(const Arguments& arguments, const Context& context) {
  Verdict verdict;
  const std::string word = arguments.words().empty() ? "" : arguments.words()[0];
  unsigned long long level = 0;
  const Result<double> hysteresis = arguments.number("hysteresis", 0, 100);
  const Result<double> age = arguments.number("max-age", 0.01, 86400);
  const std::string path = arguments.text("file");
  const Result<std::string> text = readFile(path, 4096);
  const Result<Published> published = text.ok() ? readPublished(text.value()) : Result<Published>(Error(text.error()));
  if (!parseDecimal(word, 100, &level)) verdict.fail("it wants a level from 0 to 100: check-level 75");
  else if (!hysteresis.ok()) verdict.fail(hysteresis.error());
  else if (!age.ok()) verdict.fail(age.error());
  else if (!published.ok()) verdict.fail(text.ok() ? path + ": " + published.error() : published.error());
  if (verdict.hasFailure()) return verdict;
  const unsigned score = published.value().score;
  if (!isFresh(published.value(), context.clock.now(), Duration(static_cast<long long>(age.value() * 1e6)))) {
    verdict.fail(path + " is stale: node-score --publish does not run any more");
  } else if (!passesLevel(score, static_cast<unsigned>(level), static_cast<unsigned>(hysteresis.value()),
                          context.passedBefore)) {
    verdict.fail("the score is " + std::to_string(score) + ", below " + word);
  } else {
    // The exit code is what counts; the score tells people.
    verdict.startFrom(score == 0 ? 1 : score);
    verdict.note("the score is " + std::to_string(score) + ", level " + word);
  }
  return verdict;
}

const Program kLevelProgram = {
    "check-level",
    "Is this node's published score fresh and at least LEVEL?",
    kExplain,
    {{"file", "FILE", kPublishedFile, "what node-score --publish writes"},
     {"max-age", "SECONDS", "3", "an older score does not count"},
     {"hysteresis", "N", "0", "once passed, pass down to LEVEL - N"}},
    ask,
    "LEVEL"};

}  // namespace checks
}  // namespace sioha
