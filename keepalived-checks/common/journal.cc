#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <cstdio>

#include "keepalived-checks/common/file.h"
#include "keepalived-checks/common/process.h"

namespace sioha {
namespace checks {

static int openSyslog() {
  Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return -1;
  struct sockaddr_un address;
  ::memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  ::strcpy(address.sun_path, "/dev/log");
  if (::connect(fd.get(), reinterpret_cast<struct sockaddr*>(&address), sizeof address) != 0) return -1;
  return fd.release();
}

Journal::Journal(const std::string& directory, const std::string& name)
    : name_(name), known_(false), pass_(false) {
  if (directory.empty()) return;
  ::mkdir(directory.c_str(), 0755);
  path_ = directory + "/" + name + ".state";
  char suffix[32];
  std::snprintf(suffix, sizeof suffix, ".%ld.tmp", static_cast<long>(::getpid()));
  temporary_ = path_ + suffix;
  const Result<std::string> last = readFile(path_, 4096);
  if (last.ok()) {
    pass_ = Slice(last.value()).startsWith("pass ");
    known_ = pass_ || Slice(last.value()).startsWith("fail ");
  }
  socket_.reset(openSyslog());
}

Journal::Entry Journal::entryFor(bool pass, const std::string& summary) const {
  Entry entry;
  entry.state = (pass ? "pass " : "fail ") + summary + "\n";
  if (known_ && pass == pass_) return entry;
  // The first verdict of all is only worth a line when it is bad.
  if (!known_ && pass) return entry;
  char head[160];
  std::snprintf(head, sizeof head, "<%d>%.60s[%ld]: %s: ", LOG_DAEMON | (pass ? LOG_NOTICE : LOG_WARNING),
                name_.c_str(), static_cast<long>(::getpid()), pass ? "passes again" : "fails");
  entry.line = head + summary.substr(0, 800);
  return entry;
}

std::string Journal::record(bool pass, const std::string& summary) const {
  if (path_.empty() || (known_ && pass == pass_)) return std::string();
  const Entry entry = entryFor(pass, summary);
  // Without a state the next run would tell the same again: tell only what could be remembered.
  const Result<bool> remembered = replaceFile(path_, entry.state);
  if (!remembered.ok()) return remembered.error();
  if (socket_.valid() && !entry.line.empty() &&
      ::send(socket_.get(), entry.line.data(), entry.line.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
    // The syslog is away or full; the state file still tells.
  }
  return std::string();
}

}  // namespace checks
}  // namespace sioha
