#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "keepalived-checks/common/file.h"
#include "keepalived-checks/questions/headroom.h"

namespace sioha {
namespace checks {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

/// How many a process has open. Negative: it cannot be seen; errno says why.
long countOpen(const std::string& process) {
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir((process + "/fd").c_str()));
  if (!directory) return -1;
  long count = 0;
  while (const struct dirent* entry = ::readdir(directory.get()))
    if (entry->d_name[0] != '.') ++count;
  return count;
}

void say(const std::string& sentence, HeadroomFacts* facts) {
  facts->unseen += (facts->unseen.empty() ? "" : "; ") + sentence;
}

/// False: the process is there and cannot be looked into.
bool look(const std::string& process, HeadroomFacts* facts) {
  const long open = countOpen(process);
  if (open < 0) return errno == ENOENT;  // a child may end at any time
  const Result<std::string> limits = readFile(process + "/limits", 1 << 14);
  const double free = limits.ok() ? freeDescriptorsOf(static_cast<unsigned long long>(open), limits.value()) : -1;
  if (free >= 0 && (facts->httpdDescriptorsFree < 0 || free < facts->httpdDescriptorsFree))
    facts->httpdDescriptorsFree = free;
  return true;
}

}  // namespace

void askDescriptors(const std::string& pidFile, HeadroomFacts* facts) {
  const Result<std::string> pid = readFile(pidFile, 64);
  if (!pid.ok()) return say("httpd's descriptors are not seen: " + pid.error(), facts);
  unsigned long long number = 0;
  const Slice text = Slice(pid.value()).trimmed();
  if (!parseDecimal(text, 1ULL << 31, &number) || number == 0)
    return say("httpd's descriptors are not seen: " + pidFile + " holds no process ID", facts);
  const std::string parent = text.str();
  // Linux 3.5 with CONFIG_PROC_CHILDREN, which Ubuntu's and Debian's kernels have.
  const Result<std::string> children = readFile("/proc/" + parent + "/task/" + parent + "/children", 1 << 16);
  std::vector<std::string> processes(1, parent);
  if (children.ok()) {
    const std::vector<std::string> more = splitWords(children.value());
    processes.insert(processes.end(), more.begin(), more.end());
  }
  const bool seen = std::all_of(processes.begin(), processes.end(),
                                [facts](const std::string& process) { return look("/proc/" + process, facts); });
  if (!seen) say("httpd's descriptors are seen by root only", facts);
  else if (facts->httpdDescriptorsFree < 0)
    say("httpd's descriptors are not seen: there is no process " + parent + " of " + pidFile, facts);
}

}  // namespace checks
}  // namespace sioha
