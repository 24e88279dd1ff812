#include <initializer_list>

#include "mod_sioha/status/format.h"
#include "mod_sioha/status/html_escape.h"
#include "mod_sioha/status/jk_view.h"

/// mod_jk's formats for scripts: xml, txt and prop say the same in the same order.
namespace sioha {
namespace status {

namespace {

/// In mod_jk's text these stand between quotes, and all of a map's.
bool isQuoted(const std::string& name) {
  for (const char* quoted : {"route", "redirect", "domain", "web_server", "message"})
    if (name == quoted) return true;
  return false;
}

std::string quoted(const std::string& value) {
  std::string text = "\"";
  for (char c : cleanLine(value)) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

std::string textLine(const char* head, const Fields& fields, bool isMap) {
  std::string line = std::string(head) + ":";
  for (const auto& field : fields) {
    const bool quotes = isMap ? field.first != "id" : isQuoted(field.first);
    line += " " + field.first + "=" + (quotes ? quoted(field.second) : cleanLine(field.second));
  }
  return line + "\n";
}

Fields named(const std::string& name, const Fields& fields) {
  Fields all(1, std::make_pair(std::string("name"), name));
  all.insert(all.end(), fields.begin(), fields.end());
  return all;
}

Fields one(const char* name, const std::string& value) {
  return Fields(1, std::make_pair(std::string(name), value));
}

Fields resultFields(const JkView& view) {
  std::string message = view.message;
  for (const std::string& note : view.notes) message += " " + note;
  Fields fields = one("type", view.ok ? "OK" : "ERROR");
  fields.push_back(std::make_pair("message", message));
  return fields;
}

Fields serverFields(const JkView& view) {
  Fields fields = one("name", view.serverName);
  fields.push_back(std::make_pair("port", std::to_string(view.port)));
  return fields;
}

Fields timeFields(const JkView& view) {
  Fields fields = one("datetime", jkDateTime(view.now));
  fields.push_back(std::make_pair("tz", "+0000"));
  fields.push_back(std::make_pair("unix", std::to_string(view.now)));
  return fields;
}

Fields softwareFields(const JkView& view) {
  Fields fields = one("web_server", view.software);
  fields.push_back(std::make_pair("jk_version", view.jkVersion));
  return fields;
}

/// What was asked for is told only where it could be done, and not behind a change.
bool tells(const JkView& view, const JkCommand& command) {
  return view.ok && !command.changes();
}

std::string countOf(const JkView& view, bool balancers) {
  std::size_t count = 0;
  for (const JkWorker& worker : view.workers)
    if (worker.isBalancer == balancers) ++count;
  return std::to_string(count);
}

bool isHidden(const JkCommand& command, bool balancers) {
  return command.hides(balancers ? kHideBalancers : kHideSingles);
}

/// Of a configuration's line, which may be called anything.
std::string attributeName(const std::string& name) {
  std::string valid;
  for (char c : name) {
    const char lower = lowerAscii(c);
    const bool letter = (lower >= 'a' && lower <= 'z') || c == '_';
    const bool later = !valid.empty() && ((c >= '0' && c <= '9') || c == '.' || c == '-');
    valid += letter || later ? c : '_';
  }
  return valid.empty() ? "_" : valid;
}

std::string element(const JkStyle& style, const char* indent, const char* name, const Fields& fields,
                    const char* end) {
  std::string xml = std::string(indent) + "<" + style.ns + name + "\n";
  for (const auto& field : fields)
    xml += std::string(indent) + "  " + attributeName(field.first) + "=\"" + escaped(field.second) + "\"\n";
  return xml + indent + end + "\n";
}

std::string closed(const JkStyle& style, const char* indent, const char* name) {
  return std::string(indent) + "</" + style.ns + name + ">\n";
}

std::string mapsXml(const JkWorker& worker, const JkCommand& command, const JkStyle& style) {
  std::string xml;
  for (std::size_t i = 0; i < worker.maps.size() && !command.hides(kHideMaps); ++i)
    xml += element(style, "      ", "map", mapFields(worker, i), "/>");
  return xml;
}

std::string balancerXml(const JkWorker& worker, const JkView& view, const JkCommand& command,
                        const JkStyle& style) {
  std::string xml =
      element(style, "  ", "balancer", named(worker.name, balancerFields(worker, style, view.now)), ">");
  for (const JkMember& member : worker.members)
    if (!command.hides(kHideMembers) && asksFor(command, member))
      xml += element(style, "      ", "member", named(member.name, memberFields(member, view.now)), "/>");
  return xml + mapsXml(worker, command, style) + closed(style, "  ", "balancer");
}

std::string workersXml(const JkView& view, const JkCommand& command, const JkStyle& style, bool balancers) {
  if (isHidden(command, balancers)) return std::string();
  const char* const list = balancers ? "balancers" : "ajp_workers";
  const bool isList = command.verb == JkVerb::list;
  std::string xml;
  for (const JkWorker& worker : view.workers) {
    if (worker.isBalancer != balancers) continue;
    xml += balancers ? balancerXml(worker, view, command, style)
                     : element(style, "  ", "ajp", named(worker.name, singleFields(worker, view.now)), "/>") +
                           mapsXml(worker, command, style);
  }
  if (!isList || xml.empty()) return xml;
  return element(style, "", list, one("count", countOf(view, balancers)), ">") + xml +
         closed(style, "", list);
}

std::string workersText(const JkView& view, const JkCommand& command, const JkStyle& style, bool balancers) {
  std::string text;
  for (const JkWorker& worker : view.workers) {
    if (worker.isBalancer != balancers || isHidden(command, balancers)) continue;
    if (text.empty() && command.verb == JkVerb::list)
      text +=
          std::string(balancers ? "Balancer" : "AJP") + " Workers: count=" + countOf(view, balancers) + "\n";
    text += balancers ? textLine("Balancer Worker",
                                 named(worker.name, balancerFields(worker, style, view.now)), false)
                      : textLine("AJP Worker", named(worker.name, singleFields(worker, view.now)), false);
    for (const JkMember& member : worker.members)
      if (balancers && !command.hides(kHideMembers) && asksFor(command, member))
        text += textLine("Member", named(member.name, memberFields(member, view.now)), false);
    for (std::size_t i = 0; i < worker.maps.size() && !command.hides(kHideMaps); ++i)
      text += textLine("Map", mapFields(worker, i), true);
  }
  return text;
}

std::string lines(const std::string& name, const Fields& fields) {
  std::string text;
  for (const auto& field : fields) text += name + field.first + "=" + cleanLine(field.second) + "\n";
  return text;
}

/// mod_jk writes these behind the balancer's name, and its scripts look for them there.
Fields errorTimes(const Fields& fields) {
  Fields times;
  for (const auto& field : fields)
    if (Slice(field.first).startsWith("error_time_")) times.push_back(field);
  return times;
}

std::string mapsProperties(const JkWorker& worker, const JkCommand& command, const std::string& name) {
  std::string text;
  for (std::size_t i = 0; i < worker.maps.size() && !command.hides(kHideMaps); ++i)
    text += lines(name + "map." + std::to_string(i + 1) + ".", worker.maps[i]);
  return text;
}

std::string workersProperties(const JkView& view, const JkCommand& command, const JkStyle& style,
                              bool balancers) {
  const std::string prefix = style.prefix + ".";
  std::string text;
  for (const JkWorker& worker : view.workers) {
    if (worker.isBalancer != balancers || isHidden(command, balancers)) continue;
    const std::string name = prefix + worker.name + ".";
    if (text.empty() && command.verb == JkVerb::list)
      text += prefix + (balancers ? "lb" : "ajp") + "_count=" + countOf(view, balancers) + "\n";
    // In the second place mod_jk writes the list's name behind the worker's.
    text += (balancers ? prefix : name) + "list=" + cleanLine(worker.name) + "\n";
    text += lines(name, balancers ? balancerFields(worker, style, view.now) : singleFields(worker, view.now));
    for (const JkMember& member : worker.members) {
      if (!balancers || command.hides(kHideMembers) || !asksFor(command, member)) continue;
      const Fields fields = memberFields(member, view.now);
      text += name + "balance_workers=" + cleanLine(member.name) + "\n" +
              lines(prefix + member.name + ".", fields) + lines(name, errorTimes(fields));
    }
    text += mapsProperties(worker, command, name);
  }
  return text;
}

}  // namespace

std::string toJkXml(const JkView& view, const JkCommand& command, const JkStyle& style) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n";
  if (!style.doctype.empty()) xml += style.doctype + "\n";
  xml += "<" + style.ns + "status" + (style.xmlns.empty() ? "" : "\n  " + style.xmlns) + ">\n";
  if (tells(view, command)) {
    xml += element(style, "", "server", serverFields(view), "/>") +
           element(style, "", "time", timeFields(view), "/>") +
           element(style, "", "software", softwareFields(view), "/>") +
           workersXml(view, command, style, true) + workersXml(view, command, style, false);
    if (command.verb == JkVerb::dump) xml += element(style, "  ", "configuration", view.dump, "/>");
  }
  return xml + element(style, "  ", "result", resultFields(view), "/>") + closed(style, "", "status");
}

std::string toJkText(const JkView& view, const JkCommand& command, const JkStyle& style) {
  std::string text;
  if (tells(view, command)) {
    text = textLine("Server", serverFields(view), false) + textLine("Time", timeFields(view), false) +
           textLine("Software", softwareFields(view), false) + workersText(view, command, style, true) +
           workersText(view, command, style, false);
    if (command.verb == JkVerb::dump) text += "Configuration:\n" + lines("", view.dump);
  }
  return text + textLine("Result", resultFields(view), false);
}

std::string toJkProperties(const JkView& view, const JkCommand& command, const JkStyle& style) {
  const std::string prefix = style.prefix + ".";
  std::string text;
  if (tells(view, command)) {
    text = lines(prefix + "server_", serverFields(view)) + lines(prefix + "time_", timeFields(view)) +
           lines(prefix, softwareFields(view)) + workersProperties(view, command, style, true) +
           workersProperties(view, command, style, false);
    if (command.verb == JkVerb::dump) text += lines("", view.dump);
  }
  return text + lines(prefix + "result.", resultFields(view));
}

}  // namespace status
}  // namespace sioha
