#include <algorithm>

#include "mod_sioha/status/format.h"
#include "mod_sioha/status/html_escape.h"
#include "mod_sioha/status/html_style.h"
#include "mod_sioha/status/snapshot.h"

namespace sioha {
namespace status {
namespace {

// Colour says what a word says already; an unknown word is no reason to look healthy.
const char* tone(const std::string& state) {
  if (state == "up") return "good";
  if (state == "standby") return "idle";
  if (state == "down") return "bad";
  if (state == "stopped") return "off";
  return "warn";
}

std::string badge(const std::string& state) {
  return std::string("<span class=\"badge ") + tone(state) + "\">" + escaped(state) + "</span>";
}

std::string cell(const char* title, const std::string& html, const char* kind = "") {
  return std::string("<td data-title=\"") + title + "\" class=\"" + kind + "\">" + html + "</td>";
}

std::string ago(std::chrono::microseconds at, const Snapshot& snapshot) {
  if (at.count() == 0) return "never";
  return "<time datetime=\"" + utcTime(at) + "\" title=\"" + utcTime(at) + "\">" +
         spellDuration(snapshot.at - at) + "</time>";
}

std::string fact(const char* name, const std::string& html) {
  return std::string("<dt>") + name + "</dt><dd>" + html + "</dd>";
}

std::string flying(const MemberSnapshot& m) {
  std::string text = std::to_string(m.inFlight);
  if (m.maxInFlight > 0) text += " of " + std::to_string(m.maxInFlight);
  if (m.queued > 0) text += ", " + std::to_string(m.queued) + " queued";
  return text;
}

std::string scoreMeter(unsigned score) {
  const std::string number = std::to_string(std::min(score, 100u));
  return "<meter min=\"0\" max=\"100\" low=\"50\" high=\"75\" optimum=\"100\" value=\"" + number +
         "\"></meter> " + number;
}

std::string stateCell(const MemberSnapshot& m) {
  std::string html = badge(m.effective);
  if (m.slowStartPercent < 100)
    html += " <small>" + std::to_string(m.slowStartPercent) + " % of its share</small>";
  if (m.health == "turning" || m.health == "rising")
    html += " <small>" + escaped(m.health) + ", " + std::to_string(m.streak) + " so far</small>";
  return html;
}

std::string memberRow(const MemberSnapshot& m, const Snapshot& snapshot) {
  return "<tr><th scope=\"row\">" + escaped(m.name) + "<small>" + escaped(m.address) + "</small></th>" +
         cell("State", stateCell(m)) + cell("Reason", escaped(m.reason)) +
         cell("Since", ago(m.since, snapshot)) + cell("Score", scoreMeter(m.score), "score") +
         cell("In flight", flying(m), "number") + cell("Served", std::to_string(m.served), "number") +
         cell("Failed", std::to_string(m.failed), "number") +
         cell("Moved on", std::to_string(m.failedOver), "number") + "</tr>\n";
}

std::string probeFact(const MemberSnapshot& m, const Snapshot& snapshot) {
  if (m.probedAt.count() == 0) return "not yet";
  std::string html = escaped(m.probe) + ", " + ago(m.probedAt, snapshot) + " ago, took " +
                     decimal(m.probeTook.count(), 3) + " ms";
  if (m.nextProbeIn.count() >= 0) html += "; next in " + spellDuration(m.nextProbeIn);
  return html + "; " + std::to_string(m.probeFailures) + " of " + std::to_string(m.probes) + " failed";
}

std::string transitionList(const MemberSnapshot& m) {
  if (m.transitions.empty()) return "";
  std::string html = "<ol>";
  for (const Transition& t : m.transitions)
    html += "<li><time>" + utcTime(t.at) + "</time> " + escaped(t.from) + " &rarr; <b>" + escaped(t.to) +
            "</b> <span>" + escaped(t.reason) + "</span></li>";
  return html + "</ol>\n";
}

std::string memberDetails(const MemberSnapshot& m, const Snapshot& snapshot) {
  std::string why;
  for (const std::string& word : m.why) why += (why.empty() ? "" : ", ") + escaped(word);
  // A reload closes what was opened, so what needs a look is open from the start.
  const bool well = m.effective == "up" || m.effective == "standby";
  const std::string& headline = m.text.empty() ? m.mdm : m.text;
  std::string html = well ? "<details><summary>" : "<details open><summary>";
  html += escaped(m.name) + (headline.empty() ? "" : ": " + escaped(headline)) + "</summary>\n<dl>";
  html += fact("Health", escaped(m.health) + ", administrator: " + escaped(m.admin));
  if (!why.empty()) html += fact("Because", why);
  html += fact("Last probe", probeFact(m, snapshot));
  if (!m.mdm.empty()) html += fact("MDM", escaped(m.mdm));
  html += fact("Route", m.route.empty() ? "none" : escaped(m.route));
  html += fact("lbfactor", std::to_string(m.lbfactor));
  html += fact("Taken over", std::to_string(m.takenOver) + " requests from others");
  html += fact("Released", std::to_string(m.released) + " when it turned down (" +
                               std::to_string(m.timesDown) + " times)");
  html += fact("Clients gone", std::to_string(m.clientErrors));
  html += fact("Bodies", spellBytes(m.bytesIn) + " in, " + spellBytes(m.bytesOut) + " out");
  html += fact("Connections", std::to_string(m.poolUsed) + " used, " + std::to_string(m.poolIdle) + " idle");
  return html + "</dl>\n" + transitionList(m) + "</details>\n";
}

const char* balancerTone(const BalancerSnapshot& b) {
  if (b.usable == 0) return "bad";
  return b.usable < b.members.size() || b.failOpen ? "warn" : "good";
}

std::string balancerSection(const BalancerSnapshot& b, const Snapshot& snapshot) {
  std::string html = "<section>\n<h2>" + escaped(b.name) + " <span class=\"badge " + balancerTone(b) + "\">" +
                     std::to_string(b.usable) + " of " + std::to_string(b.members.size()) + " usable" +
                     (b.failOpen ? ", fail open" : "") + "</span></h2>\n<p>health " + escaped(b.health) +
                     ", method " + escaped(b.method) + ", " + std::to_string(b.noMember) +
                     " requests found no member</p>\n<table>\n<thead><tr>";
  for (const char* title :
       {"Member", "State", "Reason", "Since", "Score", "In flight", "Served", "Failed", "Moved on"})
    html += std::string("<th scope=\"col\">") + title + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (const MemberSnapshot& m : b.members) html += memberRow(m, snapshot);
  html += "</tbody>\n</table>\n";
  for (const MemberSnapshot& m : b.members) html += memberDetails(m, snapshot);
  return html + "</section>\n";
}

std::string summary(const Snapshot& snapshot) {
  std::string troubles;
  for (const BalancerSnapshot& b : snapshot.balancers)
    for (const MemberSnapshot& m : b.members)
      if (m.effective != "up" && m.effective != "standby")
        troubles += (troubles.empty() ? "" : "; ") + escaped(m.name) + " is " + escaped(m.effective) +
                    (m.reason == "ok" ? "" : " (" + escaped(m.reason) + ")");
  if (snapshot.balancers.empty()) return "<p class=\"summary warn\">No balancer is configured.</p>\n";
  if (troubles.empty()) return "<p class=\"summary good\">All members are up.</p>\n";
  bool nobody = false;
  for (const BalancerSnapshot& b : snapshot.balancers) nobody = nobody || b.usable == 0;
  return std::string("<p class=\"summary ") + (nobody ? "bad" : "warn") + "\">" + troubles + ".</p>\n";
}

}  // namespace

std::string toHtml(const Snapshot& snapshot, unsigned refreshSeconds) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  if (refreshSeconds > 0)
    html += "<meta http-equiv=\"refresh\" content=\"" + std::to_string(refreshSeconds) + "\">\n";
  html += "<title>sioha at " + escaped(snapshot.serverName) + "</title>\n<style>\n" + kStatusStyle +
          "</style>\n</head>\n<body>\n<header><h1>" + escaped(snapshot.serverName) + "</h1><p>sioha " +
          escaped(snapshot.version) + " in " + escaped(snapshot.httpdVersion) + "</p></header>\n";
  html += summary(snapshot);
  for (const BalancerSnapshot& balancer : snapshot.balancers) html += balancerSection(balancer, snapshot);
  html +=
      "<footer>" + utcTime(snapshot.at) + ", up " + spellDuration(snapshot.at - snapshot.startedAt) + ", " +
      std::to_string(snapshot.generation) + " graceful restarts, " + std::to_string(snapshot.children) +
      " children, " +
      (snapshot.proberPid > 0 ? "prober is process " + std::to_string(snapshot.proberPid) : "no prober yet") +
      "</footer>\n</body>\n</html>\n";
  return html;
}

}  // namespace status
}  // namespace sioha
