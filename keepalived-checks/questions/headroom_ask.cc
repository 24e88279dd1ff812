#include <sys/statvfs.h>
#include <unistd.h>

#include "keepalived-checks/common/file.h"
#include "keepalived-checks/common/http.h"
#include "keepalived-checks/questions/headroom.h"

namespace sioha {
namespace checks {

static const char kExplain[] =
    "fails (0 points)  httpd accepts a connection for its status page and no worker answers it\n"
    "60 points         no free worker in mod_status' scoreboard (from 20 % free on downwards)\n"
    "40 points         no file descriptor left in the system or in a process of httpd's; no memory left (from 10 %\n"
    "                  downwards)\n"
    "30 points         log disk full (from 10 %), or its inodes (from 5 %); load of 8 per CPU (from 2 upwards)\n"
    "In between the cost is proportional. Without mod_status (ExtendedStatus is not needed) the workers are\n"
    "not seen, and httpd's descriptors only by root, which is said and costs nothing.\n";

static void askWorkers(const Arguments& arguments, const Context& context, HeadroomFacts* facts) {
  IpAddress address;
  const Result<double> port = arguments.number("status-port", 1, 65535);
  if (!parseAddress(arguments.text("status-address"), &address) || !port.ok()) {
    facts->unseen = "the workers are not seen: --status-address or --status-port is no good";
    return;
  }
  Result<Fd> fd = connectTcp(address, static_cast<unsigned>(port.value()), context.deadline, context.clock);
  if (!fd.ok()) {
    facts->unseen = "httpd's workers are not seen: " + fd.error();
    return;
  }
  PlainStream stream(std::move(fd.value()), context.clock);
  const HttpLimits limits = {32768, 1 << 20, false};
  const Result<HttpAnswer> answer =
      httpGet(&stream, arguments.text("status-host"), arguments.text("server-status"), limits, context.deadline);
  if (!answer.ok()) {
    facts->workersHang = answer.error();
    return;
  }
  if (answer.value().status == 200) facts->workersFree = freeWorkers(answer.value().body);
  if (facts->workersFree < 0)
    facts->unseen = "httpd's workers are not seen: " + arguments.text("server-status") + " is answered " +
                    std::to_string(answer.value().status) + " and has no scoreboard";
}

static void askSystem(const std::string& directory, HeadroomFacts* facts) {
  const Result<std::string> meminfo = readFile("/proc/meminfo", 1 << 16);
  if (meminfo.ok()) facts->memoryFree = freeMemory(meminfo.value());
  const Result<std::string> files = readFile("/proc/sys/fs/file-nr", 256);
  if (files.ok()) facts->descriptorsFree = freeDescriptors(files.value());
  const Result<std::string> load = readFile("/proc/loadavg", 256);
  const std::vector<std::string> words = splitWords(load.value());
  const long cpus = ::sysconf(_SC_NPROCESSORS_ONLN);
  double now = 0;
  if (!words.empty() && cpus > 0 && parseNumber(words[0], &now)) facts->loadPerCpu = now / static_cast<double>(cpus);
  struct statvfs disk;
  if (::statvfs(directory.c_str(), &disk) != 0) {
    facts->unseen += (facts->unseen.empty() ? "" : "; ") + ("the disk of " + directory + " is not seen");
    return;
  }
  // f_bavail: what is kept for root does not help the log of an unprivileged process.
  if (disk.f_blocks > 0) facts->diskFree = static_cast<double>(disk.f_bavail) / static_cast<double>(disk.f_blocks);
  if (disk.f_files > 0) facts->inodesFree = static_cast<double>(disk.f_ffree) / static_cast<double>(disk.f_files);
}

static Verdict ask(const Arguments& arguments, const Context& context) {
  HeadroomFacts facts;
  const std::string path = arguments.text("server-status");
  if (path.empty() || path[0] != '/' || path.find_first_of(" \r\n") != std::string::npos) {
    Verdict verdict;
    verdict.fail("option --server-status wants a path that begins with '/'");
    return verdict;
  }
  askWorkers(arguments, context, &facts);
  askDescriptors(arguments.text("pid-file"), &facts);
  askSystem(arguments.text("log-directory"), &facts);
  return judgeHeadroom(facts);
}

const Program kHeadroomProgram = {
    "check-headroom",
    "How much has this node left: httpd's workers, descriptors, memory, load, disk for logs?",
    kExplain,
    {{"status-address", "ADDRESS", "127.0.0.1", "where httpd is asked for mod_status' page"},
     {"status-port", "PORT", "80", "likewise"},
     {"status-host", "NAME", "localhost", "Host header of that request"},
     {"server-status", "PATH", "/server-status?auto", "mod_status' page, machine readable"},
     {"pid-file", "FILE", "/run/apache2/apache2.pid", "httpd's PidFile, for the descriptors of its processes"},
     {"log-directory", "DIR", "/var/log/apache2", "whose disk has to have room"}},
    ask,
    nullptr};

}  // namespace checks
}  // namespace sioha
