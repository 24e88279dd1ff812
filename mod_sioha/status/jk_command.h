#ifndef SIOHA_STATUS_JK_COMMAND_H
#define SIOHA_STATUS_JK_COMMAND_H

#include <string>
#include <utility>
#include <vector>

#include "mod_sioha/base/slice.h"

/// What a request to a status worker asks for, in mod_jk's words: "cmd=show&w=lb&mime=xml". Pure.
namespace sioha {
namespace status {

enum class JkVerb { list, show, edit, update, reset, recover, version, dump };
const char* jkVerbWord(JkVerb verb);

enum class JkFormat { html, xml, txt, prop };
const char* jkFormatWord(JkFormat format);

/// Bits of opt=: what is left out.
const unsigned kHideMembers = 0x1, kHideMaps = 0x2, kHideLegend = 0x4, kHideBalancers = 0x8,
               kHideSingles = 0x10, kReadOnlyView = 0x20, kHideBalancerSettings = 0x40, kHideSums = 0x80,
               kHideConnections = 0x100;

struct JkCommand {
  JkCommand() : verb(JkVerb::list), format(JkFormat::html), options(0), refreshSeconds(0) {}
  bool changes() const { return verb == JkVerb::update || verb == JkVerb::reset || verb == JkVerb::recover; }
  bool hides(unsigned bit) const { return (options & bit) != 0; }
  JkVerb verb;
  JkFormat format;
  std::string worker, member;  ///< w and sw
  std::string attribute;       ///< att: a setting of all members
  std::string token;
  unsigned options;
  unsigned refreshSeconds;                                  ///< re: 0, or 1 to 86400
  std::vector<std::pair<std::string, std::string>> values;  ///< v...=
  std::string wrong;  ///< one sentence: the rest is what could be understood; "": nothing is
};

/// `query` as it stands in the URI, `body` a form's (application/x-www-form-urlencoded). Any bytes; of a
/// parameter that stands twice the last counts, and what is in the body counts before the query.
JkCommand parseJkCommand(Slice query, Slice body);

/// Does `pattern` (with '*' and '?') name it?
bool namesWorker(Slice pattern, Slice name);

}  // namespace status
}  // namespace sioha
#endif
