#include "keepalived-checks/questions/node_score.h"

#include <sys/stat.h>
#include <time.h>

#include "keepalived-checks/common/file.h"
#include "keepalived-checks/common/format.h"
#include "keepalived-checks/common/process.h"
#include "keepalived-checks/common/stream.h"
#include "keepalived-checks/questions/level.h"
#include "keepalived-checks/questions/vip_option.h"

namespace sioha {
namespace checks {
namespace {

const char kExplain[] =
    "Asks the checks side by side, each in its own thread of this process, under one deadline, and weighs\n"
    "their scores: serving 52, gateways 25, network 12, headroom 6, certificate 3, incumbent 2.\n"
    "Each weight is larger than the sum of the smaller ones. --weights, or \"weights = ...\" in the file,\n"
    "changes them; 0 leaves a check out.\n"
    "Each check reads its own section of the configuration, here of node-score.conf as well. It goes before\n"
    "[node-score], and that before lines for all; an option of node-score's command line goes before all.\n"
    "Where serving and certificate ask the same address, port and name, one TLS connection serves both.\n\n"
    "--publish=FILE writes the score for keepalived's vrrp_track_file and for check-level, through a\n"
    "temporary file and rename, with the time. --every=SECONDS goes on for ever (for a service manager):\n"
    "the certificate is then asked once a minute, headroom every 2 s, the others each time.\n\n"
    "--asymmetric-hold=SECONDS is for keepalived 1.2.7, where a cause that both nodes see a moment apart\n"
    "takes the VIP away: the holder of the VIP publishes what is worse so much later, the other node what\n"
    "is better. That httpd does not answer at all is never held back.\n";

// The questions of this program; runProgram's ask() takes none.
const std::vector<Question>* questionsOfThisProgram = nullptr;

Verdict summarize(const std::vector<Part>& parts, unsigned score) {
  Verdict verdict;
  verdict.startFrom(score);
  for (const Part& part : parts) {
    verdict.measure(part.name, part.verdict.score());
    const std::string text = part.name + " " + std::to_string(part.verdict.score()) + ": " + part.verdict.summary();
    if (part.verdict.hasFailure() || part.verdict.hasWarning()) verdict.warn(0, text);
    else verdict.note(text);
  }
  return verdict;
}

Result<bool> publish(const std::string& path, unsigned score, const Clock& clock) {
  return replaceFile(path, publishedText(score, clock.now(), clock.wallNow()));
}

Verdict refuse(const std::string& sentence) {
  Verdict verdict;
  verdict.fail(sentence);
  return verdict;
}

// The lanes outlive ask(): a thread of them may still hang when the process says its verdict.
Verdict ask(const Arguments& arguments, const Context& context) {
  Scorer* scorer = new Scorer(*questionsOfThisProgram, context.clock);
  const Result<bool> configured = scorer->configure(arguments);
  if (!configured.ok()) return refuse(configured.error());
  const std::vector<Part> parts = scorer->ask(context.deadline);
  const unsigned score = nodeScore(parts);
  Verdict verdict = summarize(parts, score);
  if (arguments.has("publish")) {
    const Result<bool> published = publish(arguments.text("publish"), score, context.clock);
    if (!published.ok()) verdict.fail(published.error());
  } else if (arguments.text("format") == "text" && !arguments.flag("quiet")) {
    say(scoreTable(parts, score));
  }
  return verdict;
}

const Program kNodeScoreProgram = {
    kNodeScore,
    "How well can this node serve, 0 to 100?",
    kExplain,
    {{"min-score", "N", "50",
      "fail below this score (0..100); the usual weights give 50 only to a node that serves"},
     {"weights", "LIST", "", "NAME=NUMBER,...: other weights than the usual ones"},
     {"publish", "FILE", "", "write the score there, e.g. /run/keepalived-checks/score"},
     {"every", "SECONDS", "", "with --publish: again and again, until it is ended"},
     {"asymmetric-hold", "SECONDS", "0", "with --every: see --explain"},
     {"vip", "ADDRESS", "", "for each check that wants it"},
     {"interface", "NAME", "", "likewise"},
     {"host", "NAME", "", "likewise"},
     {"gateways", "LIST", "", "likewise"},
     {"workers", "FILE", "", "likewise"}},
    ask,
    nullptr};

void sleepUntil(Instant at) {
  struct timespec t;
  t.tv_sec = static_cast<time_t>(at.count() / 1000000);
  t.tv_nsec = static_cast<long>(at.count() % 1000000) * 1000;
  while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) != 0) {
  }
}

struct Loop {
  Duration every, timeout, hold;
  unsigned minimum;
  IpAddress vip;
  std::string path, stateDirectory;
};

Result<Loop> readLoop(const Arguments& arguments) {
  Loop loop;
  const Result<double> every = arguments.number("every", 0.05, 3600);
  const Result<double> timeout = arguments.number("timeout", 50, 600000);
  const Result<double> hold = arguments.number("asymmetric-hold", 0, 3600);
  const Result<double> minimum = arguments.number("min-score", 0, 100);
  if (!every.ok()) return Error(every.error());
  if (!timeout.ok()) return Error(timeout.error());
  if (!hold.ok()) return Error(hold.error());
  if (!minimum.ok()) return Error(minimum.error());
  loop.every = Duration(static_cast<long long>(every.value() * 1e6));
  loop.timeout = Duration(static_cast<long long>(timeout.value() * 1e3));
  loop.hold = Duration(static_cast<long long>(hold.value() * 1e6));
  loop.minimum = static_cast<unsigned>(minimum.value());
  if (arguments.has("vip")) {
    const Result<IpAddress> vip = vipOption(arguments);
    if (!vip.ok()) return Error(vip.error());
    loop.vip = vip.value();
  }
  loop.path = arguments.has("publish") ? arguments.text("publish") : kPublishedFile;
  loop.stateDirectory = arguments.text("state-dir") == "none" ? "" : arguments.text("state-dir");
  return loop;
}

int runForEver(const Arguments& arguments, const Clock& clock) {
  const Result<Loop> read = readLoop(arguments);
  Scorer scorer(*questionsOfThisProgram, clock);
  const Result<bool> configured = read.ok() ? scorer.configure(arguments) : Result<bool>(Error(read.error()));
  if (!configured.ok()) {
    say("node-score: FAILED 0: " + configured.error() + "\n");
    return 1;
  }
  const Loop& loop = read.value();
  // /run is empty after each start of the node.
  ::mkdir(loop.path.substr(0, loop.path.rfind('/')).c_str(), 0755);
  AsymmetricHold hold(loop.hold);
  std::string told;
  for (;;) {
    const Instant began = clock.now();
    const std::vector<Part> parts = scorer.ask(began + loop.timeout);
    const unsigned score = nodeScore(parts);
    const bool incumbent = loop.vip.valid() && isLocalAddress(loop.vip);
    const unsigned shown = loop.hold.count() > 0 ? hold.show(score, isOwnFault(parts), incumbent, clock.now()) : score;
    const Result<bool> published = publish(loop.path, shown, clock);
    Verdict verdict = summarize(parts, score);
    if (!published.ok()) verdict.fail(published.error());
    const bool pass = verdict.passes(loop.minimum);
    const std::string state = published.ok() ? (pass ? "pass" : "fail") : published.error();
    if (state != told) Journal(loop.stateDirectory, kNodeScore).record(pass, verdict.summary());
    told = state;
    const Instant next = began + loop.every;
    if (clock.now() < next) sleepUntil(next);
  }
}

}  // namespace

int runNodeScore(const std::vector<Question>& questions, int argc, const char* const* argv) {
  static const SystemClock clock;
  questionsOfThisProgram = &questions;
  const OptionSpecs options = allOptions(kNodeScoreProgram);
  Arguments arguments(options);
  const bool parsed = arguments.parse(argc, argv).ok();
  if (!parsed || arguments.flag("help") || arguments.flag("explain") || arguments.flag("version") ||
      !arguments.has("every"))
    return runProgram(kNodeScoreProgram, argc, argv);
  cleanEnvironment();
  const Result<bool> configured = configure(kNodeScoreProgram.name, &arguments);
  if (!configured.ok()) {
    say("node-score: FAILED 0: " + configured.error() + "\n");
    return 1;
  }
  return runForEver(arguments, clock);
}

}  // namespace checks
}  // namespace sioha
