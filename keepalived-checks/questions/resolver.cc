#include "keepalived-checks/questions/resolver.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>

#include "keepalived-checks/common/address.h"
#include "mod_sioha/base/fd.h"

namespace sioha {
namespace checks {

// node-score --every asks again and again while a resolver hangs.
static const int kMostThreads = 16;
static std::atomic<int> threads(0);

struct Resolver::Shared {
  Shared() { ::pthread_mutex_init(&mutex, nullptr); }
  pthread_mutex_t mutex;
  std::vector<Answer> answers;
  Fd readEnd, writeEnd;

  void add(const Answer& answer) {
    ::pthread_mutex_lock(&mutex);
    answers.push_back(answer);
    ::pthread_mutex_unlock(&mutex);
    const char byte = 0;
    if (writeEnd.valid() && ::write(writeEnd.get(), &byte, 1) < 0) {
      // The pipe is full: then there is something to read.
    }
  }
};

struct Resolver::Task {
  std::shared_ptr<Shared> shared;
  std::string host;
  unsigned port;
  bool preferIpv6;
  std::size_t tag;

  void answer() const { shared->add(Answer{tag, net::resolve(host, port, preferIpv6)}); }
};

Resolver::Resolver() : shared_(std::make_shared<Shared>()), pending_(0) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
  shared_->readEnd.reset(ends[0]);
  shared_->writeEnd.reset(ends[1]);
}

void* Resolver::run(void* task) {
  const std::unique_ptr<Task> own(static_cast<Task*>(task));
  own->answer();
  --threads;
  return nullptr;
}

void Resolver::ask(const std::string& host, unsigned port, bool preferIpv6, std::size_t tag) {
  std::unique_ptr<Task> task(new Task{shared_, host, port, preferIpv6, tag});
  ++pending_;
  IpAddress address;
  if (parseAddress(host, &address)) {
    task->answer();
    return;
  }
  pthread_attr_t attributes;
  pthread_t thread;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  ::pthread_attr_setstacksize(&attributes, 256 * 1024);
  if (++threads > kMostThreads || ::pthread_create(&thread, &attributes, run, task.get()) != 0) {
    --threads;
    shared_->add(Answer{tag, Error("the resolver still hangs")});
  } else {
    task.release();
  }
  ::pthread_attr_destroy(&attributes);
}

int Resolver::fd() const {
  return shared_->readEnd.get();
}

std::vector<Resolver::Answer> Resolver::take() {
  char bytes[64];
  while (shared_->readEnd.valid() && ::read(shared_->readEnd.get(), bytes, sizeof bytes) > 0) {
  }
  std::vector<Answer> taken;
  ::pthread_mutex_lock(&shared_->mutex);
  taken.swap(shared_->answers);
  ::pthread_mutex_unlock(&shared_->mutex);
  pending_ -= taken.size();
  return taken;
}

}  // namespace checks
}  // namespace sioha
