#include "keepalived-checks/questions/headroom.h"

#include <cstdio>

#include "keepalived-checks/common/file.h"

namespace sioha {
namespace checks {

HeadroomFacts::HeadroomFacts()
    : workersFree(-1),
      descriptorsFree(-1),
      memoryFree(-1),
      diskFree(-1),
      inodesFree(-1),
      httpdDescriptorsFree(-1),
      loadPerCpu(-1) {}

double freeWorkers(Slice page) {
  for (const Slice line : splitLines(page)) {
    if (!line.startsWith("Scoreboard: ")) continue;
    const Slice slots = line.sub(12).trimmed();
    std::size_t free = 0;
    for (const char c : slots) free += c == '_' || c == '.' ? 1 : 0;
    return slots.empty() ? -1 : static_cast<double>(free) / static_cast<double>(slots.size());
  }
  return -1;
}

double freeMemory(Slice meminfo) {
  double total = -1, available = -1, sum = 0;
  for (const Slice line : splitLines(meminfo)) {
    const std::vector<std::string> words = splitWords(line);
    unsigned long long value = 0;
    if (words.size() < 2 || !parseDecimal(words[1], 1ULL << 50, &value)) continue;
    if (words[0] == "MemTotal:") total = static_cast<double>(value);
    if (words[0] == "MemAvailable:") available = static_cast<double>(value);
    if (words[0] == "MemFree:" || words[0] == "Buffers:" || words[0] == "Cached:") sum += static_cast<double>(value);
  }
  return total <= 0 ? -1 : (available >= 0 ? available : sum) / total;
}

double freeDescriptors(Slice fileNr) {
  const std::vector<std::string> words = splitWords(fileNr);
  unsigned long long used = 0, most = 0;
  if (words.size() != 3 || !parseDecimal(words[0], ~0ULL, &used) || !parseDecimal(words[2], ~0ULL, &most) || most == 0)
    return -1;
  return used >= most ? 0 : 1 - static_cast<double>(used) / static_cast<double>(most);
}

double freeDescriptorsOf(unsigned long long open, Slice limits) {
  const Slice name("Max open files");
  for (const Slice line : splitLines(limits)) {
    if (!line.startsWith(name)) continue;
    const std::vector<std::string> words = splitWords(line.sub(name.size()));
    unsigned long long most = 0;
    if (words.empty() || !parseDecimal(words[0], ~0ULL, &most) || most == 0) return -1;
    return open >= most ? 0 : 1 - static_cast<double>(open) / static_cast<double>(most);
  }
  return -1;
}

// No cost while `enough` is free, all of `most` when nothing is.
static void judgeShare(double free, double enough, unsigned most, const char* name, const char* what, Verdict* verdict) {
  if (free < 0) return;
  verdict->measure(name, free * 100, "%");
  if (free >= enough) return;
  char text[96];
  std::snprintf(text, sizeof text, "only %.1f %% of %s free", free * 100, what);
  verdict->warn(static_cast<unsigned>(most * (1 - free / enough) + 0.5), text);
}

static void judgeLoad(double load, Verdict* verdict) {
  if (load < 0) return;
  verdict->measure("load_per_cpu", load);
  if (load <= 2) return;
  char text[64];
  std::snprintf(text, sizeof text, "load is %.1f per CPU", load);
  // 2 per CPU costs nothing, 8 and more all of 30 points.
  verdict->warn(load >= 8 ? 30 : static_cast<unsigned>((load - 2) * 5 + 0.5), text);
}

Verdict judgeHeadroom(const HeadroomFacts& facts) {
  Verdict verdict;
  if (!facts.workersHang.empty()) verdict.fail("httpd has no worker left to answer its status page: " + facts.workersHang);
  judgeShare(facts.workersFree, 0.20, 60, "workers_free", "httpd's workers are", &verdict);
  judgeShare(facts.descriptorsFree, 0.10, 40, "descriptors_free", "the system's descriptors are", &verdict);
  judgeShare(facts.httpdDescriptorsFree, 0.10, 40, "httpd_descriptors_free",
             "the descriptors of one of httpd's processes are", &verdict);
  judgeShare(facts.memoryFree, 0.10, 40, "memory_free", "the memory is", &verdict);
  judgeShare(facts.diskFree, 0.10, 30, "disk_free", "the log's disk is", &verdict);
  judgeShare(facts.inodesFree, 0.05, 30, "inodes_free", "the inodes of the log's disk are", &verdict);
  judgeLoad(facts.loadPerCpu, &verdict);
  if (!facts.unseen.empty()) verdict.note(facts.unseen);
  if (verdict.findings().empty()) verdict.note("there is room for more");
  return verdict;
}

}  // namespace checks
}  // namespace sioha
