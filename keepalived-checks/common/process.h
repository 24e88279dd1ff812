#ifndef SIOHA_CHECKS_COMMON_PROCESS_H
#define SIOHA_CHECKS_COMMON_PROCESS_H

#include <atomic>
#include <string>

#include "keepalived-checks/common/monitor.h"
#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/fd.h"
#include "mod_sioha/base/result.h"

namespace sioha {
namespace checks {

/// keepalived 1.2.7 starts a check with umask 0000, 2.x with 0177, leaking descriptors, SIGPIPE
/// deadly and an environment of chance. Makes all of that the same everywhere: descriptors above
/// 2 closed, 0..2 open, umask 022, SIGPIPE ignored, SIGTERM deadly, environment empty.
void cleanEnvironment();

/// Where a change of verdict is remembered and told. Neither may ever block: syslog(3) does when
/// the daemon hangs, so the line is sent as one datagram or not at all.
class Journal {
 public:
  /// `directory` is made when it is missing; empty: remember and tell nothing.
  Journal(const std::string& directory, const std::string& name);
  /// What the last run said; false also where nothing is known.
  bool knewPass() const { return known_ && pass_; }
  bool known() const { return known_; }
  const std::string& path() const { return path_; }

  struct Entry {
    std::string state;   ///< content of the state file
    std::string line;    ///< datagram for the syslog; empty: not to be told
  };
  Entry entryFor(bool pass, const std::string& summary) const;
  /// Writes the state and tells the change if it is one. Empty, or why it could not be remembered.
  std::string record(bool pass, const std::string& summary) const;
  int socket() const { return socket_.get(); }
  const std::string& temporary() const { return temporary_; }

 private:
  std::string path_, temporary_, name_;
  bool known_, pass_;
  Fd socket_;
};

/// Ends the process at its deadline, whatever hangs. A thread, because a signal handler does not
/// run while the main thread sits in a killable sleep (FUSE, NFS), and exit_group(2) ends that.
class Watchdog {
 public:
  Watchdog();
  struct LastWords {
    LastWords() : exitCode(1), journal(nullptr) {}
    std::string output;     ///< for standard output
    int exitCode;
    const Journal* journal; ///< may be null; outlives the process's end
    Journal::Entry entry;
  };
  /// Starts to watch; at `at` says `words` and exits. To be called once.
  Result<bool> start(Instant at, const LastWords& words);
  /// Another deadline and other words, once more is known.
  void update(Instant at, const LastWords& words);
  /// True: the caller may speak; the watchdog will only end the process, with `exitCode`, should
  /// speaking hang. False: too late, the watchdog is speaking.
  bool claim(int exitCode);

 private:
  Watchdog(const Watchdog&);
  Watchdog& operator=(const Watchdog&);
  static void* run(void* self);
  void watch();
  void sleepUntilDue();
  void speak();

  Monitor monitor_;
  Instant at_;
  LastWords words_;
  std::atomic<int> claimed_;   ///< 0 nobody, 1 the program, 2 the watchdog
  std::atomic<int> exitCode_;
};

/// Writes all of `text` to standard output; what cannot be written is lost.
void say(const std::string& text);

}  // namespace checks
}  // namespace sioha
#endif
