#include <algorithm>

#include "mod_sioha/status/format.h"
#include "mod_sioha/status/html_escape.h"
#include "mod_sioha/status/html_style.h"
#include "mod_sioha/status/jk_html_parts.h"

/// A status worker's page. No script; one form for each thing that can be done.
namespace sioha {
namespace status {

const char kJkStyle[] =
    "nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;margin:.6rem 0;font-size:.92rem}\n"
    "a{color:var(--idle)}h2 a,th a{color:inherit;text-decoration-color:var(--line)}form.act{display:inline}\n"
    "button{font:inherit;font-size:.85rem;padding:.1rem .6rem;border:1px solid "
    "var(--line);border-radius:.35rem;"
    "background:var(--page);color:var(--ink);cursor:pointer}\n"
    "button:hover,button:focus{border-color:var(--idle)}\n"
    "button.primary{background:var(--idle);border-color:var(--idle);color:var(--card);font-size:1rem;"
    "padding:.3rem 1.2rem}\n"
    ".switch{display:inline-flex;border:1px solid var(--line);border-radius:.35rem;overflow:hidden}\n"
    ".switch button,.switch b{border:0;border-radius:0;font-size:.85rem;padding:.1rem "
    ".5rem;font-weight:400}\n"
    ".switch form+form,.switch form+b,.switch b+form{border-left:1px solid var(--line)}\n"
    ".switch,.acts{white-space:nowrap}.switch b{font-weight:600}"
    "form.act{white-space:nowrap}div.acts{margin:.3rem 0}td.number{white-space:nowrap}\n"
    ".groups{display:flex;flex-wrap:wrap;gap:1rem}\n"
    "fieldset{border:1px solid var(--line);border-radius:.5rem;background:var(--card);flex:1 1 22rem;"
    "padding:.4rem .9rem .7rem}legend{font-weight:600;padding:0 .4rem}\n"
    "label{display:grid;grid-template-columns:13rem 1fr;gap:0 .8rem;align-items:center;padding:.22rem 0}\n"
    "label small{display:block}\n"
    "input,select{font:inherit;padding:.15rem .4rem;border:1px solid var(--line);border-radius:.3rem;"
    "background:var(--page);color:var(--ink);max-width:100%}input.short{width:7rem}\n"
    ".facts{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;font-size:.9rem;color:var(--soft)}"
    ".facts b{color:var(--ink);font-weight:600}\n"
    "@media(max-width:46em){label{grid-template-columns:1fr}}\n";

std::string JkPage::link(const std::string& query) const {
  std::string address = view.path;
  std::string all = query;
  if (command.options != 0) all += (all.empty() ? "opt=" : "&opt=") + std::to_string(command.options);
  if (!all.empty()) address += "?" + all;
  return escaped(address);
}

namespace {

std::string valueNamed(const Fields& fields, const char* name) {
  for (const auto& field : fields)
    if (field.first == name) return field.second;
  return std::string();
}

std::string badge(const char* tone, const std::string& text) {
  return std::string("<span class=\"badge ") + tone + "\">" + escaped(text) + "</span>";
}

const char* toneOf(JkRating rating) {
  return rating == JkRating::good ? "good" : rating == JkRating::bad ? "bad" : "warn";
}

std::string cell(const char* title, const std::string& html, const char* kind = "") {
  return std::string("<td data-title=\"") + title + "\" class=\"" + kind + "\">" + html + "</td>";
}

std::string ago(std::int64_t seconds) {
  return spellDuration(std::chrono::microseconds(seconds * 1000000));
}

std::string activationSwitch(const JkPage& page, const JkWorker& worker, const JkMember& member) {
  const std::string now = settingNamed(member.settings, "activation");
  if (!page.edits()) return badge(now == "active" ? "idle" : now == "stopped" ? "off" : "warn", now);
  std::string html = "<span class=\"switch\">";
  for (const char* value : {"active", "disabled", "stopped"}) {
    const char* const tone = value[0] == 'a' ? "good" : value[0] == 'd' ? "warn" : "bad";
    if (now == value)
      html += std::string("<b class=\"") + tone + "\">" + value + "</b>";
    else
      html += formHead(page, JkVerb::update, worker.name, member.name, "act") +
              "<button name=\"vwa\" value=\"" + value + "\">" + value + "</button></form>";
  }
  return html + "</span>";
}

std::string acts(const JkPage& page, const JkWorker& worker, const JkMember& member) {
  const std::string sub = worker.isBalancer ? member.name : "";
  if (!page.edits()) return std::string();
  std::string html = "<a href=\"" + page.link("cmd=edit" + placeQuery(worker.name, sub)) + "\">Edit</a> " +
                     button(page, JkVerb::reset, worker.name, sub, "Reset");
  if (member.hasFailed) html += " " + button(page, JkVerb::recover, worker.name, member.name, "Recover");
  return html;
}

std::string stateCell(const JkPage& page, const JkMember& member) {
  const JkRating rating = rate(page.style, settingNamed(member.settings, "activation"), member.state);
  return badge(toneOf(rating), member.state) +
         (member.healthNote.empty() ? "" : " <small>" + escaped(member.healthNote) + "</small>");
}

std::string failures(const JkCounters& counters, std::int64_t now) {
  std::string html = std::to_string(counters.errors);
  if (counters.replyTimeouts > 0)
    html += "<small>" + std::to_string(counters.replyTimeouts) + " time-outs</small>";
  if (counters.errorAt > 0) html += "<small>last " + ago(now - counters.errorAt) + " ago</small>";
  return html;
}

std::string memberRow(const JkPage& page, const JkWorker& worker, const JkMember& member) {
  const JkCounters& c = member.counters;
  std::string html = "<tr><th scope=\"row\"><a href=\"" +
                     page.link("cmd=show" + placeQuery(worker.name, worker.isBalancer ? member.name : "")) +
                     "\">" + escaped(member.name) + "</a><small>" + escaped(member.address) + "</small></th>";
  if (worker.isBalancer) html += cell("Activation", activationSwitch(page, worker, member));
  html += cell("State", stateCell(page, member));
  if (worker.isBalancer) {
    const std::string redirect = settingNamed(member.settings, "redirect");
    html += cell("Factor",
                 escaped(settingNamed(member.settings, "lbfactor")) + "<small>distance " +
                     escaped(settingNamed(member.settings, "distance")) + "</small>",
                 "number") +
            cell("Route", escaped(settingNamed(member.settings, "route")) +
                              (redirect.empty() ? "" : "<small>then " + escaped(redirect) + "</small>"));
  }
  html +=
      cell("Busy", std::to_string(c.busy) + "<small>max " + std::to_string(c.maxBusy) + "</small>",
           "number") +
      cell("Requests", std::to_string(c.elected) + "<small>" + std::to_string(c.sessions) + " new</small>",
           "number") +
      cell("Errors", failures(c, page.view.now), "number") +
      cell("Bodies", spellBytes(c.transferred) + " in<small>" + spellBytes(c.read) + " out</small>",
           "number") +
      cell("", acts(page, worker, member), "acts");
  return html + "</tr>\n";
}

std::string tableOf(const JkPage& page, const JkWorker& worker) {
  std::string html = "<table>\n<thead><tr><th scope=\"col\">Worker</th>";
  if (worker.isBalancer) html += "<th scope=\"col\">Activation</th>";
  html += "<th scope=\"col\">State</th>";
  if (worker.isBalancer) html += "<th scope=\"col\">Factor</th><th scope=\"col\">Route</th>";
  for (const char* title : {"Busy", "Requests", "Errors", "Bodies"})
    html += std::string("<th scope=\"col\">") + title + "</th>";
  html += "<th></th></tr></thead>\n<tbody>\n";
  for (const JkMember& member : worker.members)
    if (asksFor(page.command, member)) html += memberRow(page, worker, member);
  return html + "</tbody>\n</table>\n";
}

std::string facts(const Fields& fields, std::initializer_list<const char*> names) {
  std::string html = "<p class=\"facts\">";
  for (const char* name : names)
    html += std::string("<span>") + name + " <b>" + escaped(valueNamed(fields, name)) + "</b></span> ";
  return html + "</p>\n";
}

std::string attributeChoice(const JkPage& page, const JkWorker& worker) {
  if (!page.edits() || worker.members.size() < 2) return std::string();
  std::string html =
      "<form method=\"get\" class=\"act\" action=\"" + escaped(page.view.path) +
      "\"><input type=\"hidden\" name=\"cmd\" value=\"edit\"><input type=\"hidden\" name=\"w\" value=\"" +
      escaped(worker.name) + "\">Edit for all members: <select name=\"att\">";
  for (const JkSetting& setting : worker.members[0].settings)
    if (setting.key != "vahst" && setting.key != "vaprt")
      html += "<option value=\"" + escaped(setting.key) + "\">" + escaped(setting.label) + "</option>";
  return html + "</select> <button>Go</button></form>\n";
}

std::string mapsOf(const JkPage& page, const JkWorker& worker) {
  if (worker.maps.empty() || page.command.hides(kHideMaps)) return std::string();
  std::string html = "<details><summary>" + std::to_string(worker.maps.size()) +
                     (worker.maps.size() == 1 ? " mount" : " mounts") + "</summary>\n<table>\n<thead><tr>";
  for (const auto& field : worker.maps[0]) html += "<th scope=\"col\">" + escaped(field.first) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (const Fields& map : worker.maps) {
    html += "<tr>";
    for (const auto& field : map)
      html += "<td data-title=\"" + escaped(field.first) + "\">" + escaped(field.second) + "</td>";
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table>\n</details>\n";
}

std::string connectionsOf(const JkPage& page, const JkWorker& worker) {
  if (page.command.hides(kHideConnections)) return std::string();
  std::string html =
      "<details><summary>Connections</summary>\n<table>\n<thead><tr><th scope=\"col\">Worker</th>";
  for (const JkSetting& setting : worker.members[0].settings)
    if (setting.key[1] == 'a')
      html += "<th scope=\"col\">" + escaped(setting.label) +
              (setting.unit.empty() ? "" : " (" + escaped(setting.unit) + ")") + "</th>";
  html += "<th scope=\"col\">Open now</th></tr></thead>\n<tbody>\n";
  for (const JkMember& member : worker.members) {
    if (!asksFor(page.command, member)) continue;
    html += "<tr><th scope=\"row\">" + escaped(member.name) + "</th>";
    for (const JkSetting& setting : member.settings)
      if (setting.key[1] == 'a')
        html += "<td data-title=\"" + escaped(setting.label) + "\">" +
                (setting.changed ? "<b>" + escaped(setting.value) + "</b>" : escaped(setting.value)) +
                "</td>";
    html += cell("Open now", std::to_string(member.counters.connected)) + "</tr>\n";
  }
  return html + "</tbody>\n</table>\n</details>\n";
}

std::string balancerBadges(const Fields& fields) {
  static const char* const kTones[][2] = {{"good", "good"}, {"degraded", "warn"}, {"bad", "bad"}};
  std::string html;
  for (const auto& tone : kTones) {
    const std::string count = valueNamed(fields, tone[0]);
    if (count != "0") html += " " + badge(tone[1], count + " " + tone[0]);
  }
  return html;
}

/// A worker by itself has these in its row.
std::string balancerActs(const JkPage& page, const JkWorker& worker) {
  if (!page.edits()) return std::string();
  return "<div class=\"acts\"><a href=\"" + page.link("cmd=edit" + placeQuery(worker.name, "")) +
         "\">Edit balancer</a> " + button(page, JkVerb::reset, worker.name, "", "Reset all") + "</div>\n";
}

std::string workerSection(const JkPage& page, const JkWorker& worker) {
  std::string html = "<section>\n<h2><a href=\"" + page.link("cmd=show" + placeQuery(worker.name, "")) +
                     "\">" + escaped(worker.name) + "</a>";
  if (worker.isBalancer) {
    const Fields fields = balancerFields(worker, page.style, page.view.now);
    if (!page.command.hides(kHideSums)) html += balancerBadges(fields);
    html += "</h2>\n" + balancerActs(page, worker);
    if (!page.command.hides(kHideBalancerSettings))
      html += facts(fields, {"method", "sticky_session", "sticky_session_force", "retries", "recover_time",
                             "error_escalation_time", "max_reply_timeouts", "busy", "max_busy"});
  } else {
    html += "</h2>\n";
  }
  if (!worker.isBalancer || !page.command.hides(kHideMembers))
    html += tableOf(page, worker) + attributeChoice(page, worker) + connectionsOf(page, worker);
  return html + mapsOf(page, worker) + "</section>\n";
}

std::string legend() {
  static const char* const kWords[][2] = {
      {"active", "gets requests as its factor says"},
      {"disabled", "gets only requests of its own sessions and tokens: drains"},
      {"stopped", "gets nothing"},
      {"OK", "healthy"},
      {"OK/IDLE", "healthy, and has had no request yet"},
      {"OK/BUSY", "has as many requests as it may have"},
      {"ERR", "down: it is probed, and gets nothing"},
      {"ERR/REC", "down, and its probes succeed again"},
      {"ERR/FRC", "down and still used, because all are"},
      {"Reset", "sets counters to 0, and has a member that is down probed at once"},
      {"Recover", "has it probed at once, and used again after one success"}};
  std::string html = "<details><summary>Legend</summary>\n<dl>";
  for (const auto& word : kWords)
    html += "<dt>" + escaped(word[0]) + "</dt><dd>" + escaped(word[1]) + "</dd>";
  return html + "</dl></details>\n";
}

std::string navigation(const JkPage& page) {
  const std::string place = page.command.worker.empty() || page.command.changes()
                                ? ""
                                : placeQuery(page.command.worker, page.command.member);
  const std::string command =
      "cmd=" + std::string(page.command.changes() ? "list" : jkVerbWord(page.command.verb)) + place;
  std::string html = "<nav><a href=\"" + page.link("cmd=list") + "\">All workers</a> <a href=\"" +
                     page.link("cmd=dump") + "\">Configuration</a>";
  if (page.command.verb != JkVerb::edit) {
    for (const char* format : {"txt", "xml", "prop"})
      html += " <a href=\"" + page.link(command + "&mime=" + format) + "\">As " + format + "</a>";
    html += page.command.refreshSeconds
                ? " <a href=\"" + page.link(command) + "\">Stop reloading</a>"
                : " <a href=\"" + page.link(command + "&re=10") + "\">Reload every 10 s</a>";
  }
  if (page.edits() && page.command.verb != JkVerb::edit)
    html += " <a href=\"" +
            escaped(page.view.path + "?" + command +
                    "&opt=" + std::to_string(page.command.options | kReadOnlyView)) +
            "\">Hide what changes</a>";
  return html + "</nav>\n";
}

std::string resultBar(const JkPage& page) {
  const bool speaks = !page.view.ok || page.command.changes() || !page.view.notes.empty();
  if (!speaks) return std::string();
  std::string html = std::string("<p class=\"summary ") +
                     (!page.view.ok             ? "bad"
                      : page.view.notes.empty() ? "good"
                                                : "warn") +
                     "\" role=\"status\">" + escaped(page.view.message);
  for (const std::string& note : page.view.notes) html += "<br>" + escaped(note);
  return html + "</p>\n";
}

std::string head(const JkPage& page) {
  const std::string title =
      page.style.name + " at " + page.view.serverName + ":" + std::to_string(page.view.port);
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  // A page that came of a change, or that somebody is filling in, is not asked for again.
  if (page.command.refreshSeconds && !page.command.changes() && page.command.verb != JkVerb::edit)
    html += "<meta http-equiv=\"refresh\" content=\"" + std::to_string(page.command.refreshSeconds) + "\">\n";
  html += "<title>" + escaped(title) + "</title>\n";
  if (page.style.css.empty())
    html += std::string("<style>\n") + kStatusStyle + kJkStyle + "</style>\n";
  else
    html += "<link rel=\"stylesheet\" href=\"" + escaped(page.style.css) + "\">\n";
  return html + "</head>\n<body>\n<header><h1>" + escaped(title) + "</h1><p>" + escaped(page.view.jkVersion) +
         " in " + escaped(page.view.software) + "</p></header>\n";
}

std::string dumpOf(const JkPage& page) {
  std::string html = "<section><h2>Configuration as it was read</h2>\n<pre>";
  for (const auto& line : page.view.dump) html += escaped(line.first + "=" + line.second) + "\n";
  return html + "</pre></section>\n";
}

}  // namespace

std::string toJkHtml(const JkView& view, const JkCommand& command, const JkStyle& style) {
  const JkPage page(view, command, style);
  std::string html = head(page) + navigation(page) + resultBar(page);
  if (command.verb == JkVerb::edit && view.ok) html += editForms(page);
  if (command.verb == JkVerb::dump && view.ok) html += dumpOf(page);
  const bool lists = command.verb != JkVerb::edit && command.verb != JkVerb::version;
  for (const JkWorker& worker : view.workers)
    if (lists && !command.hides(worker.isBalancer ? kHideBalancers : kHideSingles))
      html += workerSection(page, worker);
  if (lists && !view.workers.empty() && !command.hides(kHideLegend)) html += legend();
  return html + "<footer>" + utcTime(std::chrono::microseconds(view.now * 1000000)) +
         "</footer>\n</body>\n</html>\n";
}

}  // namespace status
}  // namespace sioha
