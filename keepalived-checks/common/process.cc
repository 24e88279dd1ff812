#include "keepalived-checks/common/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "keepalived-checks/common/file.h"

namespace sioha {
namespace checks {

static void closeInherited() {
  DIR* directory = ::opendir("/proc/self/fd");
  if (!directory) {
    for (int fd = 3; fd < 1024; ++fd) ::close(fd);
    return;
  }
  const int own = ::dirfd(directory);
  while (struct dirent* entry = ::readdir(directory)) {
    unsigned long long fd = 0;
    if (parseDecimal(entry->d_name, 1 << 30, &fd) && fd > 2 && static_cast<int>(fd) != own)
      ::close(static_cast<int>(fd));
  }
  ::closedir(directory);
}

static void setSignals() {
  struct sigaction action;
  ::memset(&action, 0, sizeof action);
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &action, nullptr);
  action.sa_handler = SIG_DFL;
  const int deadly[] = {SIGTERM, SIGINT, SIGHUP, SIGALRM, SIGQUIT, SIGCHLD};
  for (int signal : deadly) ::sigaction(signal, &action, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// glibc gives each thread a heap of its own and grows that by a system call for each page: 75 of node-score's 520. What
// one heap takes in advance is only reserved: memory that nobody touches is none.
static void setHeap() {
#if defined(M_ARENA_MAX) && defined(M_TOP_PAD)
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_TOP_PAD, 1024 * 1024);
#endif
}

void cleanEnvironment() {
  setHeap();
  closeInherited();
  for (int fd = 0; fd <= 2; ++fd) {
    // open(2) takes the lowest free number, which is this one.
    if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) < 0) ::_exit(1);
  }
  ::umask(022);
  setSignals();
  ::clearenv();
}

void say(const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = ::write(STDOUT_FILENO, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    done += static_cast<std::size_t>(n);
  }
}

Watchdog::Watchdog() : at_(0), claimed_(0), exitCode_(1) {}

Result<bool> Watchdog::start(Instant at, const LastWords& words) {
  update(at, words);
  pthread_attr_t attributes;
  if (::pthread_attr_init(&attributes) != 0) return Error("cannot prepare the watchdog thread");
  ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  ::pthread_attr_setstacksize(&attributes, 256 * 1024);
  pthread_t thread;
  const int error = ::pthread_create(&thread, &attributes, &Watchdog::run, this);
  ::pthread_attr_destroy(&attributes);
  if (error != 0) return Error(std::string("cannot start the watchdog thread: ") + ::strerror(error));
  return true;
}

void Watchdog::update(Instant at, const LastWords& words) {
  Monitor::Lock lock(&monitor_);
  at_ = at;
  words_ = words;
  lock.tellAll();
}

bool Watchdog::claim(int exitCode) {
  exitCode_ = exitCode;
  int nobody = 0;
  return claimed_.compare_exchange_strong(nobody, 1);
}

void* Watchdog::run(void* self) {
  static_cast<Watchdog*>(self)->watch();
  return nullptr;
}

void Watchdog::sleepUntilDue() {
  const SystemClock clock;
  Monitor::Lock lock(&monitor_);
  while (clock.now() < at_) lock.waitUntil(at_);
}

void Watchdog::watch() {
  sleepUntilDue();
  int nobody = 0;
  if (claimed_.compare_exchange_strong(nobody, 2)) {
    // update() holds it for a copy only, so this does not wait for what hangs.
    Monitor::Lock lock(&monitor_);
    speak();
  }
  // The program speaks: a stuck disk or pipe must not hold it.
  const struct timespec grace = {0, 30 * 1000 * 1000};
  ::clock_nanosleep(CLOCK_MONOTONIC, 0, &grace, nullptr);
  ::_exit(exitCode_);
}

// The main thread may hold any lock (malloc, stdio): system calls only, none that waits.
void Watchdog::speak() {
  const LastWords* words = &words_;
  if (words->journal && !words->entry.line.empty() && words->journal->socket() >= 0 &&
      ::send(words->journal->socket(), words->entry.line.data(), words->entry.line.size(),
             MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
    // Nobody is left to tell.
  }
  const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
  struct stat st;
  const bool pipe = ::fstat(STDOUT_FILENO, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
  if (pipe && flags >= 0) ::fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
  if (::write(STDOUT_FILENO, words->output.data(), words->output.size()) < 0) {
    // The exit code says it as well.
  }
  // Leave standard output as it was: it is shared with whoever started us.
  if (pipe && flags >= 0) ::fcntl(STDOUT_FILENO, F_SETFL, flags);
  // The state is written last: should its disk be what hangs, the alarm ends even that.
  const struct itimerval soon = {{0, 0}, {0, 20000}};
  ::setitimer(ITIMER_REAL, &soon, nullptr);
  if (words->journal && !words->journal->path().empty()) {
    const Journal& journal = *words->journal;
    const int fd = ::open(journal.temporary().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd >= 0) {
      if (::write(fd, words->entry.state.data(), words->entry.state.size()) >= 0)
        ::rename(journal.temporary().c_str(), journal.path().c_str());
    }
  }
  ::_exit(words->exitCode);
}

}  // namespace checks
}  // namespace sioha
