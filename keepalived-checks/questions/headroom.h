#ifndef SIOHA_CHECKS_QUESTIONS_HEADROOM_H
#define SIOHA_CHECKS_QUESTIONS_HEADROOM_H

#include <string>

#include "keepalived-checks/common/program.h"

namespace sioha {
namespace checks {

extern const Program kHeadroomProgram;

/// What a node has left. Shares are 0..1; negative: not known.
struct HeadroomFacts {
  HeadroomFacts();
  double workersFree, descriptorsFree, memoryFree, diskFree, inodesFree;
  double httpdDescriptorsFree;  ///< of the one of its processes that has the fewest left
  double loadPerCpu;
  std::string workersHang;   ///< why mod_status took the connection and did not answer; empty: it did
  std::string unseen;        ///< what could not be looked at, and why; empty: nothing
};

/// Pure.
Verdict judgeHeadroom(const HeadroomFacts& facts);

/// Free share of the slots of mod_status' scoreboard ("?auto"): waiting workers and slots without a
/// process. Negative: no scoreboard in it.
double freeWorkers(Slice statusPage);
/// Free share of a /proc/meminfo. MemAvailable came with Linux 3.14; before, free, buffers and cache.
double freeMemory(Slice meminfo);
/// Free share of a /proc/sys/fs/file-nr.
double freeDescriptors(Slice fileNr);
/// Of a process with so many open, by its /proc/PID/limits. Negative: unlimited, or no such line in it.
double freeDescriptorsOf(unsigned long long open, Slice limits);

/// Looks at the processes of the httpd whose ID that file holds; a process of another user is seen by root only.
void askDescriptors(const std::string& pidFile, HeadroomFacts* facts);

}  // namespace checks
}  // namespace sioha
#endif
