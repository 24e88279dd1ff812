#include "mod_sioha/status/html_escape.h"
#include "mod_sioha/status/jk_html_parts.h"

namespace sioha {
namespace status {

namespace {

std::string hidden(const char* name, const std::string& value) {
  return std::string("<input type=\"hidden\" name=\"") + name + "\" value=\"" + escaped(value) + "\">";
}

/// "value=word value=word" as a list to choose from.
std::string choiceField(const std::string& name, const JkSetting& setting) {
  std::string html = "<select name=\"" + escaped(name) + "\">";
  Slice rest(setting.choice);
  while (!rest.empty()) {
    const std::size_t end = rest.find(' ');
    const Slice each = rest.sub(0, end);
    rest = end == Slice::npos ? Slice() : rest.sub(end + 1);
    const std::size_t equals = each.find('=');
    const std::string value = each.sub(0, equals).str(), word = each.sub(equals + 1).str();
    html += "<option value=\"" + escaped(value) + "\"" + (value == setting.value ? " selected" : "") + ">" +
            escaped(word) + "</option>";
  }
  return html + "</select>";
}

std::string inputField(const std::string& name, const JkSetting& setting) {
  if (!setting.choice.empty()) return choiceField(name, setting);
  const bool isText =
      setting.unit.empty() && (setting.property == "host" || setting.property == "route" ||
                               setting.property == "redirect" || setting.property == "domain");
  return "<input name=\"" + escaped(name) + "\" value=\"" + escaped(setting.value) + "\"" +
         (isText ? " maxlength=\"253\"" : " class=\"short\" inputmode=\"numeric\"") + ">" +
         (setting.unit.empty() ? "" : " " + escaped(setting.unit));
}

std::string row(const std::string& name, const JkSetting& setting) {
  return "<label><span>" + escaped(setting.label) + "<small>" + escaped(setting.property) +
         (setting.changed ? ", changed since start" : "") + "</small></span><span>" +
         inputField(name, setting) + "</span></label>\n";
}

std::string group(const char* legend, const JkSettings& settings, const char* keys) {
  std::string html;
  for (const JkSetting& setting : settings)
    if (Slice(setting.key).startsWith(keys)) html += row(setting.key, setting);
  return html.empty() ? html
                      : "<fieldset><legend>" + std::string(legend) + "</legend>\n" + html + "</fieldset>\n";
}

std::string formEnd(const JkPage& page) {
  return "<p><button class=\"primary\">Save</button> <a href=\"" + page.link("cmd=list") +
         "\">Cancel</a></p>\n</form>\n";
}

std::string settingsForm(const JkPage& page, const JkWorker& worker, const JkMember* member) {
  const std::string name = member && worker.isBalancer ? member->name : worker.name;
  std::string html =
      "<h2>Edit " + escaped(name) + "</h2>\n" +
      formHead(page, JkVerb::update, worker.name, member && worker.isBalancer ? member->name : "", "edit") +
      "<div class=\"groups\">";
  if (!member) {
    html += group("Balancer", worker.settings, "vl");
  } else {
    if (worker.isBalancer) html += group("Its place in the balancer", member->settings, "vw");
    html += group("Its connections", member->settings, "va");
  }
  return html + "</div>" + formEnd(page);
}

const JkSetting* settingOf(const JkMember& member, const std::string& key) {
  for (const JkSetting& setting : member.settings)
    if (setting.key == key) return &setting;
  return nullptr;
}

std::string attributeForm(const JkPage& page, const JkWorker& worker) {
  const JkSetting* first = settingOf(worker.members[0], page.command.attribute);
  if (!first) return std::string();
  std::string html = "<h2>Edit " + escaped(first->label) + " of all members of " + escaped(worker.name) +
                     "</h2>\n" + formHead(page, JkVerb::update, worker.name, "", "edit") +
                     hidden("att", first->key) + "<fieldset>\n";
  for (std::size_t i = 0; i < worker.members.size(); ++i) {
    JkSetting setting = *settingOf(worker.members[i], first->key);
    setting.label = worker.members[i].name;
    html += row("val" + std::to_string(i), setting);
  }
  return html + "</fieldset>\n" + formEnd(page);
}

}  // namespace

std::string placeQuery(const std::string& worker, const std::string& member) {
  return "&w=" + queryEscaped(worker) + (member.empty() ? "" : "&sw=" + queryEscaped(member));
}

std::string formHead(const JkPage& page, JkVerb verb, const std::string& worker, const std::string& member,
                     const char* kind) {
  return "<form method=\"post\" class=\"" + std::string(kind) + "\" action=\"" + page.link("") + "\">" +
         hidden("cmd", jkVerbWord(verb)) + hidden("w", worker) +
         (member.empty() ? "" : hidden("sw", member)) + hidden("token", page.view.token);
}

std::string button(const JkPage& page, JkVerb verb, const std::string& worker, const std::string& member,
                   const char* text) {
  return formHead(page, verb, worker, member, "act") + "<button>" + text + "</button></form>";
}

std::string editForms(const JkPage& page) {
  if (page.view.workers.empty() || !page.edits()) return std::string();
  const JkWorker& worker = page.view.workers[0];
  if (!page.command.attribute.empty()) return attributeForm(page, worker);
  if (worker.isBalancer && page.command.member.empty()) return settingsForm(page, worker, nullptr);
  for (const JkMember& member : worker.members)
    if (asksFor(page.command, member)) return settingsForm(page, worker, &member);
  return std::string();
}

}  // namespace status
}  // namespace sioha
