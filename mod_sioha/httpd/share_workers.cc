#include "mod_sioha/httpd/share_workers.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include "mod_sioha/httpd/guard.h"
#include "mod_sioha/httpd/watch.h"

namespace sioha {
namespace httpd {
namespace {

// Each try of a store that hangs may cost one for as long as TCP takes to give up.
const std::size_t kMostThreads = 16;
const std::chrono::milliseconds kLongestEnd(200);

}  // namespace

struct ShareWorkers::Job {
  explicit Job(const Call& given) : call(given), status(APR_EGENERAL), over(false) {}
  Call call;
  apr_status_t status;
  bool over;
  std::condition_variable done;
};

/// Belongs to the threads as well: one that hangs outlives the rest.
struct ShareWorkers::State {
  State() : threads(0), idle(0), ending(false) {}
  std::mutex mutex;
  std::condition_variable work, ended;
  std::deque<std::shared_ptr<Job>> queue;
  std::size_t threads, idle;
  bool ending;
};

ShareWorkers::ShareWorkers() : state_(std::make_shared<State>()) {}

ShareWorkers::~ShareWorkers() {
  std::unique_lock<std::mutex> lock(state_->mutex);
  state_->ending = true;
  state_->work.notify_all();
  state_->ended.wait_for(lock, kLongestEnd, [this] { return state_->threads == 0; });
}

void ShareWorkers::serve(const std::shared_ptr<State>& state) {
  keepSignalsAway();
  apr_pool_t* pool = nullptr;
  apr_pool_create(&pool, nullptr);
  std::unique_lock<std::mutex> lock(state->mutex);
  for (;;) {
    ++state->idle;
    state->work.wait(lock, [&state] { return state->ending || !state->queue.empty(); });
    --state->idle;
    if (state->ending) break;
    const std::shared_ptr<Job> job = state->queue.front();
    state->queue.pop_front();
    lock.unlock();
    const apr_status_t status = guarded<apr_status_t>("token store", APR_EGENERAL, [&] { return job->call(pool); });
    apr_pool_clear(pool);
    lock.lock();
    job->status = status;
    job->over = true;
    job->done.notify_one();
  }
  apr_pool_destroy(pool);
  --state->threads;
  state->ended.notify_all();
}

// With the mutex held.
bool ShareWorkers::startOne() {
  if (state_->threads == kMostThreads) return false;
  try {
    std::thread(serve, state_).detach();
  } catch (const std::system_error&) {
    return false;  // no more threads in this system
  }
  ++state_->threads;
  return true;
}

apr_status_t ShareWorkers::run(const Call& call, Duration limit) {
  const std::shared_ptr<Job> job = std::make_shared<Job>(call);
  std::unique_lock<std::mutex> lock(state_->mutex);
  if (state_->queue.size() >= state_->idle && !startOne() && state_->queue.size() >= kMostThreads)
    return APR_TIMEUP;
  state_->queue.push_back(job);
  state_->work.notify_one();
  if (job->done.wait_for(lock, limit, [&job] { return job->over; })) return job->status;
  const auto waiting = std::find(state_->queue.begin(), state_->queue.end(), job);
  if (waiting != state_->queue.end()) state_->queue.erase(waiting);
  return APR_TIMEUP;
}

}  // namespace httpd
}  // namespace sioha
