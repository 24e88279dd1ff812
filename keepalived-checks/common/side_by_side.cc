#include "keepalived-checks/common/side_by_side.h"

#include <pthread.h>

#include <algorithm>
#include <memory>

#include "keepalived-checks/common/monitor.h"

namespace sioha {
namespace checks {

namespace {

// Shared by the caller and by every thread: who hangs looks at it long after the caller has gone.
struct Queue {
  Queue(const std::vector<Job>& all, const Clock& time) : jobs(all), clock(time), begun(0), lastBegin(Instant::min() / 2), open(true) {}

  const std::vector<Job> jobs;
  const Clock& clock;
  Monitor monitor;
  std::size_t begun;
  Instant lastBegin;
  bool open;  ///< false: what has not begun never will
};

const Job* next(Queue* queue) {
  Monitor::Lock lock(&queue->monitor);
  if (!queue->open || queue->begun == queue->jobs.size()) return nullptr;
  const Job* job = &queue->jobs[queue->begun++];
  queue->lastBegin = queue->clock.now();
  if (queue->begun == queue->jobs.size()) lock.tellAll();
  return job;
}

void* work(void* sharedQueue) {
  const std::unique_ptr<std::shared_ptr<Queue>> owner(static_cast<std::shared_ptr<Queue>*>(sharedQueue));
  while (const Job* job = next(owner->get())) (*job)();
  return nullptr;
}

void startWorker(const std::shared_ptr<Queue>& queue) {
  pthread_attr_t attributes;
  if (::pthread_attr_init(&attributes) != 0) return;
  ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  ::pthread_attr_setstacksize(&attributes, 1024 * 1024);
  std::unique_ptr<std::shared_ptr<Queue>> argument(new std::shared_ptr<Queue>(queue));
  pthread_t thread;
  if (::pthread_create(&thread, &attributes, work, argument.get()) == 0) argument.release();
  ::pthread_attr_destroy(&attributes);
}

// Waits until another thread is needed (true), or none any more.
bool waitForNeed(Queue* queue, Instant lastStart, Duration patience, Instant deadline) {
  Monitor::Lock lock(&queue->monitor);
  while (queue->begun < queue->jobs.size()) {
    const Instant now = queue->clock.now(), due = std::max(lastStart, queue->lastBegin) + patience;
    if (now >= deadline) break;
    if (now >= due) return true;
    lock.waitUntil(std::min(due, deadline));
  }
  queue->open = false;
  return false;
}

}  // namespace

std::size_t beginSideBySide(const std::vector<Job>& jobs, Duration patience, Instant deadline, const Clock& clock) {
  const std::shared_ptr<Queue> queue = std::make_shared<Queue>(jobs, clock);
  // Should no thread be had, it is tried again after a while: the first may yet come.
  for (Instant lastStart = clock.now() - patience; waitForNeed(queue.get(), lastStart, patience, deadline);
       lastStart = clock.now())
    startWorker(queue);
  return queue->begun;
}

}  // namespace checks
}  // namespace sioha
