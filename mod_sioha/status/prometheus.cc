#include <functional>

#include "mod_sioha/base/json_text.h"
#include "mod_sioha/status/format.h"
#include "mod_sioha/status/snapshot.h"

namespace sioha {
namespace status {
namespace {

const char* const kStates[] = {"up",    "standby",  "slow-start", "fail-open", "unknown",
                               "stale", "draining", "stopped",    "down"};

std::string label(const char* name, const std::string& value) {
  std::string text = std::string(name) + "=\"";
  for (char c : validUtf8(value)) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

class Page {
 public:
  explicit Page(const Snapshot& snapshot) : snapshot_(snapshot) {}

  void family(const char* name, const char* type, const char* help) {
    name_ = name;
    text_ += std::string("# HELP ") + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n';
  }

  void sample(const std::string& labels, const std::string& value) {
    text_ += name_;
    if (!labels.empty()) text_ += '{' + labels + '}';
    text_ += ' ' + value + '\n';
  }

  void eachBalancer(const char* name, const char* type, const char* help,
                    std::uint64_t (*value)(const BalancerSnapshot&)) {
    family(name, type, help);
    for (const BalancerSnapshot& balancer : snapshot_.balancers)
      sample(label("balancer", balancer.name), std::to_string(value(balancer)));
  }

  void eachMember(const std::function<void(const MemberSnapshot&, const std::string& labels)>& write) {
    for (const BalancerSnapshot& balancer : snapshot_.balancers)
      for (const MemberSnapshot& member : balancer.members)
        write(member, label("balancer", balancer.name) + ',' + label("node", member.name));
  }

  void eachMember(const char* name, const char* type, const char* help,
                  std::uint64_t (*value)(const MemberSnapshot&)) {
    family(name, type, help);
    eachMember([this, value](const MemberSnapshot& member, const std::string& labels) {
      sample(labels, std::to_string(value(member)));
    });
  }

  const std::string& text() const { return text_; }

 private:
  const Snapshot& snapshot_;
  std::string name_;
  std::string text_;
};

// The verdict is good now; what an administrator wants of the member is node_state's.
std::uint64_t isUp(const MemberSnapshot& m) {
  const bool good = m.health == "up" || m.health == "turning" || m.health == "slow-start";
  return good && m.effective != "stale";
}

void writeProcess(Page* page, const Snapshot& s) {
  page->family("sioha_build_info", "gauge", "Versions, as labels of a constant 1.");
  page->sample(label("version", s.version) + ',' + label("httpd", s.httpdVersion), "1");
  page->family("sioha_start_time_seconds", "gauge", "When httpd started, in seconds since 1970.");
  page->sample("", decimal(s.startedAt.count(), 6));
  page->family("sioha_generation", "gauge", "Graceful restarts of httpd.");
  page->sample("", std::to_string(s.generation));
  page->family("sioha_children", "gauge", "Processes of httpd that report.");
  page->sample("", std::to_string(s.children));
  page->family("sioha_prober_running", "gauge", "1 while a process probes the nodes.");
  page->sample("", s.proberPid > 0 ? "1" : "0");
}

void writeBalancers(Page* page) {
  page->eachBalancer("sioha_balancer_nodes", "gauge", "Nodes of the balancer.",
                     [](const BalancerSnapshot& b) -> std::uint64_t { return b.members.size(); });
  page->eachBalancer("sioha_balancer_usable_nodes", "gauge", "Nodes that may get requests.",
                     [](const BalancerSnapshot& b) -> std::uint64_t { return b.usable; });
  page->eachBalancer("sioha_balancer_fail_open", "gauge", "1 while all nodes fail alike and all stay in use.",
                     [](const BalancerSnapshot& b) -> std::uint64_t { return b.failOpen; });
  page->eachBalancer("sioha_balancer_no_node_total", "counter",
                     "Requests answered 503 because no node was left.",
                     [](const BalancerSnapshot& b) -> std::uint64_t { return b.noMember; });
}

void writeState(Page* page) {
  page->eachMember("sioha_node_up", "gauge", "1 when the last verdict on the node is good and not stale.",
                   isUp);
  page->family("sioha_node_state", "gauge", "1 for the state that election sees, 0 for the others.");
  page->eachMember([page](const MemberSnapshot& m, const std::string& labels) {
    for (const char* state : kStates)
      page->sample(labels + ',' + label("state", state), m.effective == state ? "1" : "0");
  });
  page->family("sioha_node_reason", "gauge", "Why the verdict is what it is, as a label of a constant 1.");
  page->eachMember([page](const MemberSnapshot& m, const std::string& labels) {
    page->sample(labels + ',' + label("reason", m.reason), "1");
  });
  page->eachMember("sioha_node_score", "gauge", "Health from 0 to 100.",
                   [](const MemberSnapshot& m) -> std::uint64_t { return m.score; });
  page->eachMember("sioha_node_slow_start_percent", "gauge",
                   "Part of its share of new work; 100 outside slow start.",
                   [](const MemberSnapshot& m) -> std::uint64_t { return m.slowStartPercent; });
  page->family("sioha_node_transitions_total", "counter", "How often the verdict turned.");
  page->eachMember([page](const MemberSnapshot& m, const std::string& labels) {
    page->sample(labels + ",to=\"down\"", std::to_string(m.timesDown));
  });
}

void writeChecks(Page* page) {
  page->eachMember("sioha_node_checks_total", "counter", "Probes sent.",
                   [](const MemberSnapshot& m) { return m.probes; });
  page->eachMember("sioha_node_check_failures_total", "counter", "Probes that failed.",
                   [](const MemberSnapshot& m) { return m.probeFailures; });
  page->family("sioha_node_last_check_duration_seconds", "gauge", "How long the last probe took.");
  page->eachMember([page](const MemberSnapshot& m, const std::string& labels) {
    page->sample(labels, decimal(m.probeTook.count(), 6));
  });
}

void writeRequests(Page* page) {
  page->family("sioha_node_requests_total", "counter", "Requests by how they ended at this node.");
  page->eachMember([page](const MemberSnapshot& m, const std::string& labels) {
    page->sample(labels + ",result=\"served\"", std::to_string(m.served));
    page->sample(labels + ",result=\"failed\"", std::to_string(m.failed));
    page->sample(labels + ",result=\"client-gone\"", std::to_string(m.clientErrors));
  });
  page->family("sioha_node_retries_total", "counter",
               "Requests that left for another node, or came from one.");
  page->eachMember([page](const MemberSnapshot& m, const std::string& labels) {
    page->sample(labels + ",direction=\"out\"", std::to_string(m.failedOver));
    page->sample(labels + ",direction=\"in\"", std::to_string(m.takenOver));
  });
  page->eachMember("sioha_node_released_total", "counter",
                   "Waiting requests let go because the verdict turned.",
                   [](const MemberSnapshot& m) { return m.released; });
  page->eachMember("sioha_node_in_flight", "gauge", "Requests at the node now.",
                   [](const MemberSnapshot& m) { return m.inFlight; });
  page->eachMember("sioha_node_queued", "gauge", "Requests that wait for a place at the node now.",
                   [](const MemberSnapshot& m) { return m.queued; });
  page->family("sioha_node_connections", "gauge", "Pooled connections over all children.");
  page->eachMember([page](const MemberSnapshot& m, const std::string& labels) {
    page->sample(labels + ",state=\"idle\"", std::to_string(m.poolIdle));
    page->sample(labels + ",state=\"used\"", std::to_string(m.poolUsed));
  });
  page->eachMember("sioha_node_received_bytes_total", "counter", "Bytes of request bodies.",
                   [](const MemberSnapshot& m) { return m.bytesIn; });
  page->eachMember("sioha_node_sent_bytes_total", "counter", "Bytes of answer bodies.",
                   [](const MemberSnapshot& m) { return m.bytesOut; });
}

}  // namespace

std::string toPrometheus(const Snapshot& snapshot) {
  Page page(snapshot);
  writeProcess(&page, snapshot);
  writeBalancers(&page);
  writeState(&page);
  writeChecks(&page);
  writeRequests(&page);
  return page.text();
}

}  // namespace status
}  // namespace sioha
