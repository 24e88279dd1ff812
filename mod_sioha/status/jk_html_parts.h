#ifndef SIOHA_STATUS_JK_HTML_PARTS_H
#define SIOHA_STATUS_JK_HTML_PARTS_H

#include <string>

#include "mod_sioha/status/jk_view.h"

/// Parts of a status worker's page.
namespace sioha {
namespace status {

extern const char kJkStyle[];

/// What all parts of one page want to know.
struct JkPage {
  JkPage(const JkView& v, const JkCommand& c, const JkStyle& s) : view(v), command(c), style(s) {}
  /// May this page change something?
  bool edits() const { return !view.token.empty() && !style.readOnly && !command.hides(kReadOnlyView); }
  /// A link's address, escaped; `query` is escaped for a query already. What the page leaves out stays out.
  std::string link(const std::string& query) const;
  const JkView& view;
  const JkCommand& command;
  const JkStyle& style;
};

/// "&w=...&sw=..." of a worker and, where there is one, its member.
std::string placeQuery(const std::string& worker, const std::string& member);
/// The head of a form that sends `verb` for a worker or, where there is one, its member.
std::string formHead(const JkPage& page, JkVerb verb, const std::string& worker, const std::string& member,
                     const char* kind);
/// One button in a form of its own.
std::string button(const JkPage& page, JkVerb verb, const std::string& worker, const std::string& member,
                   const char* text);

/// The forms of cmd=edit for the worker that the command names, or one setting of all its members.
std::string editForms(const JkPage& page);

}  // namespace status
}  // namespace sioha
#endif
