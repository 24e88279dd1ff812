#include <pthread.h>

#include "keepalived-checks/questions/node_score.h"

namespace sioha {
namespace checks {

struct Scorer::Lane {
  explicit Lane(const Question& asked, const Clock& time)
      : question(asked), clock(time), arguments(allOptions(*asked.program)), weight(0), running(false), everAsked(false),
        deadline(0), startedAt(0), took(0) {
    ::pthread_mutex_init(&mutex, nullptr);
    pthread_condattr_t attributes;
    ::pthread_condattr_init(&attributes);
    ::pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    ::pthread_cond_init(&done, &attributes);
    ::pthread_condattr_destroy(&attributes);
  }

  const Question question;
  const Clock& clock;
  Arguments arguments;
  double weight;
  pthread_mutex_t mutex;
  pthread_cond_t done;
  bool running, everAsked;
  Instant deadline, startedAt;
  Duration took;
  Verdict verdict;
};

Scorer::Scorer(const std::vector<Question>& questions, const Clock& clock) : questions_(questions), clock_(clock) {}
Scorer::~Scorer() {}

Result<bool> Scorer::configure(const Arguments& own) {
  const Result<std::map<std::string, double>> weights = parseWeights(own.text("weights"));
  if (!weights.ok()) return Error(weights.error());
  for (const Question& question : questions_) {
    const std::shared_ptr<Lane> lane = std::make_shared<Lane>(question, clock_);
    lane->weight = weights.value().find(question.name)->second;
    if (lane->weight <= 0) continue;
    if (own.has("config")) lane->arguments.set("config", own.text("config"));
    const Result<bool> read = checks::configure(question.program->name, &lane->arguments);
    if (!read.ok()) return read;
    // What is named on node-score's own command line goes to each question that knows it.
    for (const char* name : {"vip", "interface", "host", "gateways", "workers"})
      if (own.has(name)) lane->arguments.set(name, own.text(name));
    lanes_.push_back(lane);
  }
  if (lanes_.empty()) return Error("option --weights leaves nothing to ask");
  return true;
}

void* Scorer::run(void* sharedLane) {
  const std::unique_ptr<std::shared_ptr<Lane>> owner(static_cast<std::shared_ptr<Lane>*>(sharedLane));
  Lane& lane = **owner;
  const Verdict verdict = lane.question.program->ask(lane.arguments, Context{lane.clock, lane.deadline, false});
  ::pthread_mutex_lock(&lane.mutex);
  lane.verdict = verdict;
  lane.took = lane.clock.now() - lane.startedAt;
  lane.running = false;
  ::pthread_cond_broadcast(&lane.done);
  ::pthread_mutex_unlock(&lane.mutex);
  return nullptr;
}

bool Scorer::start(const std::shared_ptr<Lane>& lane, Instant deadline) {
  ::pthread_mutex_lock(&lane->mutex);
  const Instant now = clock_.now();
  const bool due = !lane->running && (!lane->everAsked || now - lane->startedAt >= lane->question.period);
  if (due) {
    lane->running = lane->everAsked = true;
    lane->startedAt = now;
    lane->deadline = deadline;
  }
  ::pthread_mutex_unlock(&lane->mutex);
  if (!due) return true;
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  ::pthread_attr_setstacksize(&attributes, 1024 * 1024);
  std::unique_ptr<std::shared_ptr<Lane>> argument(new std::shared_ptr<Lane>(lane));
  pthread_t thread;
  const bool started = ::pthread_create(&thread, &attributes, &Scorer::run, argument.get()) == 0;
  ::pthread_attr_destroy(&attributes);
  if (started) argument.release();
  return started;
}

Part Scorer::collect(Lane* lane, Instant deadline) {
  Part part;
  part.name = lane->question.name;
  part.weight = lane->weight;
  part.asked = true;
  struct timespec due;
  due.tv_sec = static_cast<time_t>(deadline.count() / 1000000);
  due.tv_nsec = static_cast<long>(deadline.count() % 1000000) * 1000;
  ::pthread_mutex_lock(&lane->mutex);
  while (lane->running && clock_.now() < deadline) ::pthread_cond_timedwait(&lane->done, &lane->mutex, &due);
  if (lane->running) part.verdict.fail("no verdict in time: something that it asked hangs");
  else part.verdict = lane->verdict;
  part.took = lane->running ? clock_.now() - lane->startedAt : lane->took;
  ::pthread_mutex_unlock(&lane->mutex);
  return part;
}

std::vector<Part> Scorer::ask(Instant deadline) {
  std::vector<Part> parts;
  std::vector<bool> started;
  // The questions' own deadline comes first, so that they can still say why.
  for (const std::shared_ptr<Lane>& lane : lanes_) started.push_back(start(lane, deadline - milliseconds(10)));
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    parts.push_back(collect(lanes_[i].get(), started[i] ? deadline : Instant(0)));
  }
  return parts;
}

}  // namespace checks
}  // namespace sioha
