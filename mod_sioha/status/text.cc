#include <algorithm>

#include "mod_sioha/status/format.h"
#include "mod_sioha/status/snapshot.h"

namespace sioha {
namespace status {
namespace {

typedef std::vector<std::string> Cells;

struct Column {
  const char* title;
  bool right;
};

const Column kColumns[] = {{"member", false}, {"address", false}, {"state", false}, {"score", true},
                           {"reason", false}, {"since", false},   {"in flight", true}, {"served", true},
                           {"failed", true},  {"moved", true}};
const std::size_t kColumnCount = sizeof kColumns / sizeof kColumns[0];

Cells titles() {
  Cells cells;
  for (const Column& column : kColumns) cells.push_back(column.title);
  return cells;
}

Cells cellsOf(const MemberSnapshot& m, const Snapshot& snapshot) {
  Cells cells;
  cells.push_back(cleanLine(m.name));
  cells.push_back(cleanLine(m.address));
  cells.push_back(cleanLine(m.effective));
  cells.push_back(std::to_string(m.score));
  cells.push_back(cleanLine(m.reason));
  cells.push_back(m.since.count() == 0 ? "-" : spellDuration(snapshot.at - m.since));
  cells.push_back(std::to_string(m.inFlight));
  cells.push_back(std::to_string(m.served));
  cells.push_back(std::to_string(m.failed));
  cells.push_back(std::to_string(m.failedOver));
  return cells;
}

void appendTable(std::string* text, const std::vector<Cells>& rows) {
  std::size_t widths[kColumnCount] = {0};
  for (const Cells& row : rows)
    for (std::size_t i = 0; i < kColumnCount; ++i) widths[i] = std::max(widths[i], columns(row[i]));
  for (const Cells& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < kColumnCount; ++i) {
      const std::string padding(widths[i] - columns(row[i]), ' ');
      line += i ? "  " : " ";
      line += kColumns[i].right ? padding + row[i] : row[i] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    *text += line + '\n';
  }
}

void appendNotes(std::string* text, const MemberSnapshot& m, const Snapshot& snapshot) {
  std::string note;
  const auto add = [&note](const std::string& part) { note += (note.empty() ? "" : "; ") + part; };
  if (m.health != m.effective && !m.health.empty()) add("health " + cleanLine(m.health));
  std::string why;
  for (const std::string& word : m.why) why += (why.empty() ? "" : ", ") + cleanLine(word);
  if (!why.empty()) add("because " + why);
  if (m.slowStartPercent < 100) add("takes " + std::to_string(m.slowStartPercent) + " % of its share");
  if (m.queued > 0) add(std::to_string(m.queued) + " queued");
  if (m.probedAt.count() != 0)
    add("probed (" + cleanLine(m.probe) + ") " + spellDuration(snapshot.at - m.probedAt) + " ago in " +
        decimal(m.probeTook.count(), 3) + " ms");
  if (!m.mdm.empty()) add("MDM " + cleanLine(m.mdm));
  if (!m.text.empty()) add(cleanLine(m.text));
  if (!note.empty()) *text += "  " + cleanLine(m.name) + ": " + note + '\n';
}

void appendTransitions(std::string* text, const BalancerSnapshot& balancer) {
  const std::size_t kShown = 5;
  for (const MemberSnapshot& m : balancer.members)
    for (std::size_t i = 0; i < std::min(kShown, m.transitions.size()); ++i) {
      const Transition& t = m.transitions[i];
      *text += "  " + utcTime(t.at) + " " + cleanLine(m.name) + ": " + cleanLine(t.from) + " -> " +
               cleanLine(t.to) + " (" + cleanLine(t.reason) + ")\n";
    }
}

void appendBalancer(std::string* text, const BalancerSnapshot& balancer, const Snapshot& snapshot) {
  *text += "\nbalancer " + cleanLine(balancer.name) + ": " + std::to_string(balancer.usable) + " of " +
           std::to_string(balancer.members.size()) + " usable" + (balancer.failOpen ? " (fail open)" : "") +
           "; health " + cleanLine(balancer.health) + ", method " + cleanLine(balancer.method) + "; " +
           std::to_string(balancer.noMember) + " requests found no member\n";
  std::vector<Cells> rows(1, titles());
  for (const MemberSnapshot& m : balancer.members) rows.push_back(cellsOf(m, snapshot));
  appendTable(text, rows);
  for (const MemberSnapshot& m : balancer.members) appendNotes(text, m, snapshot);
  appendTransitions(text, balancer);
}

}  // namespace

std::string toText(const Snapshot& snapshot) {
  std::string text = "sioha " + cleanLine(snapshot.version) + " in " + cleanLine(snapshot.httpdVersion) +
                     " at " + cleanLine(snapshot.serverName) + ", " + utcTime(snapshot.at) + "\nup " +
                     spellDuration(snapshot.at - snapshot.startedAt) + ", " +
                     std::to_string(snapshot.generation) + " graceful restarts, " +
                     std::to_string(snapshot.children) + " children, ";
  text +=
      snapshot.proberPid > 0 ? "prober is process " + std::to_string(snapshot.proberPid) : "no prober yet";
  text += '\n';
  for (const BalancerSnapshot& balancer : snapshot.balancers) appendBalancer(&text, balancer, snapshot);
  if (snapshot.balancers.empty()) text += "\nno balancer is configured\n";
  return text;
}

}  // namespace status
}  // namespace sioha
