#include <algorithm>

#include "keepalived-checks/common/monitor.h"
#include "keepalived-checks/common/side_by_side.h"
#include "keepalived-checks/common/tls_answer.h"
#include "keepalived-checks/questions/node_score.h"

namespace sioha {
namespace checks {

// A question that takes longer than this has the next one asked beside it: twice what a TLS answer takes on a busy node,
// and little enough of a short --timeout that with all of them hanging the last one still has most of it.
static const Duration kPatience = milliseconds(20);
static const long kPatiences = 32;

struct Scorer::Lane {
  explicit Lane(const Question& asked, const Clock& time)
      : question(asked), clock(time), arguments(allOptions(*asked.program)), weight(0), running(false), everAsked(false),
        deadline(0), startedAt(0), took(0) {}

  const Question question;
  const Clock& clock;
  Arguments arguments;
  double weight;
  Monitor monitor;
  bool running, everAsked;
  Instant deadline, startedAt;
  Duration took;
  Verdict verdict;
  std::shared_ptr<TlsHandover> tells, hears;  ///< of the round that it runs in
};

Scorer::Scorer(const std::vector<Question>& questions, const Clock& clock) : questions_(questions), clock_(clock) {}
Scorer::~Scorer() {}

// What node-score is told goes to each question that knows it: from its command line before all, from its own
// section before what is written for everybody, which the question has read itself.
static void handOn(const Arguments& own, Arguments* to) {
  for (const char* name : {"vip", "interface", "host", "gateways", "workers"}) {
    const Arguments::Origin from = own.origin(name);
    const bool first = from == Arguments::Origin::commandLine ||
                       (from == Arguments::Origin::section && to->origin(name) != Arguments::Origin::section);
    if (first && own.has(name)) to->set(name, own.text(name));
  }
}

Result<bool> Scorer::configure(const Arguments& own) {
  const Result<std::map<std::string, double>> weights = parseWeights(own.text("weights"));
  if (!weights.ok()) return Error(weights.error());
  for (const Question& question : questions_) {
    const std::shared_ptr<Lane> lane = std::make_shared<Lane>(question, clock_);
    lane->weight = weights.value().find(question.name)->second;
    if (lane->weight <= 0) continue;
    if (own.has("config")) lane->arguments.set("config", own.text("config"));
    const Result<bool> read = checks::configure(question.program->name, &lane->arguments, kNodeScore);
    if (!read.ok()) return read;
    handOn(own, &lane->arguments);
    lanes_.push_back(lane);
  }
  if (lanes_.empty()) return Error("option --weights leaves nothing to ask");
  return true;
}

void Scorer::run(Lane* lane) {
  const Instant began = lane->clock.now();
  const Context context = {lane->clock, lane->deadline, false, lane->tells.get(), lane->hears.get()};
  const Verdict verdict = lane->question.program->ask(lane->arguments, context);
  if (lane->tells) lane->tells->close();
  Monitor::Lock lock(&lane->monitor);
  lane->verdict = verdict;
  lane->took = lane->clock.now() - began;
  lane->running = false;
  lock.tellAll();
}

// Those that are to be started now.
std::vector<std::shared_ptr<Scorer::Lane>> Scorer::beginRound(Instant deadline) {
  std::vector<std::shared_ptr<Lane>> due;
  for (const std::shared_ptr<Lane>& lane : lanes_) {
    Monitor::Lock lock(&lane->monitor);
    const Instant now = clock_.now();
    if (lane->running || (lane->everAsked && now - lane->startedAt < lane->question.period)) continue;
    lane->running = lane->everAsked = true;
    lane->startedAt = now;
    lane->deadline = deadline;
    lane->tells.reset();
    lane->hears.reset();
    due.push_back(lane);
  }
  for (const std::shared_ptr<Lane>& listener : due)
    for (const std::shared_ptr<Lane>& teller : due)
      if (listener->question.hears && Slice(listener->question.hears) == Slice(teller->question.name))
        listener->hears = teller->tells = std::make_shared<TlsHandover>();
  return due;
}

// No thread could be started for it: it may be asked in the next round.
void Scorer::withdraw(Lane* lane) {
  if (lane->tells) lane->tells->close();
  Verdict never;
  never.fail("not asked: no thread could be started in time");
  Monitor::Lock lock(&lane->monitor);
  lane->verdict = never;
  lane->took = Duration(0);
  lane->running = lane->everAsked = false;
}

Part Scorer::collect(Lane* lane, Instant deadline) {
  Part part;
  part.name = lane->question.name;
  part.weight = lane->weight;
  part.asked = true;
  Monitor::Lock lock(&lane->monitor);
  while (lane->running && clock_.now() < deadline) lock.waitUntil(deadline);
  if (lane->running) part.verdict.fail("no verdict in time: something that it asked hangs");
  else part.verdict = lane->verdict;
  part.took = lane->running ? clock_.now() - lane->startedAt : lane->took;
  return part;
}

std::vector<Part> Scorer::ask(Instant deadline) {
  // The questions' own deadline comes first, so that they can still say why.
  const std::vector<std::shared_ptr<Lane>> due = beginRound(deadline - milliseconds(10));
  std::vector<Job> jobs;
  for (const std::shared_ptr<Lane>& lane : due) jobs.push_back([lane]() { run(lane.get()); });
  const Duration patience = std::min<Duration>(kPatience, (deadline - clock_.now()) / kPatiences);
  for (std::size_t i = beginSideBySide(jobs, patience, deadline, clock_); i < due.size(); ++i) withdraw(due[i].get());
  std::vector<Part> parts;
  for (const std::shared_ptr<Lane>& lane : lanes_) parts.push_back(collect(lane.get(), deadline));
  return parts;
}

}  // namespace checks
}  // namespace sioha
