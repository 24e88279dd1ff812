#ifndef SIOHA_CONFIG_FORWARD_OPTIONS_H
#define SIOHA_CONFIG_FORWARD_OPTIONS_H

#include <string>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

/// SiohaOptions (JkOptions): words -> values. No I/O.
namespace sioha {
namespace config {

/// How a request's path is written for the gateway.
enum class PathForm {
  asSent,          ///< as the client sent it where httpd decodes that to the path that was mapped; else escaped
  proxy,           ///< decoded by httpd, escaped anew as mod_jk does
  compat,          ///< decoded
  compatUnparsed,  ///< as the client sent it
  escaped          ///< decoded by httpd, escaped by httpd's own rules
};

/// Whose address the gateway takes for the client's.
enum class ClientAddress {
  client,   ///< httpd's idea of it, with mod_remoteip the one that a trusted proxy names
  physical, ///< of the TCP connection, whatever mod_remoteip says
  local     ///< the server's own, with port 0
};

struct ForwardOptions {
  ForwardOptions();
  PathForm pathForm;           ///< asSent, where no ForwardURI option is written
  ClientAddress clientAddress; ///< client
  bool directories;            ///< off: requests that httpd resolved to a directory
  bool flushPackets;           ///< off
  bool flushHeader;            ///< off
  bool disableReuse;           ///< off
  bool keySize;                ///< on
  bool certificateChain;       ///< off
  bool rejectUnsafePath;       ///< off
};

enum class ForwardOption {
  uriProxy,
  uriCompat,
  uriCompatUnparsed,
  uriEscaped,
  localAddress,
  physicalAddress,
  directories,
  flushPackets,
  flushHeader,
  disableReuse,
  keySize,
  certificateChain,
  rejectUnsafePath,
  collapseSlashes  ///< one of three that have no effect
};

/// One word of the directive.
struct ForwardOptionWord {
  ForwardOption option;
  bool on;
};

/// "+Name", "-Name" or "Name". The error says what to write instead, without the directive's name.
Result<ForwardOptionWord> parseForwardOption(Slice word);
/// What is said once at start of a word that is accepted, without the directive's name; "": nothing.
std::string forwardOptionWarning(const ForwardOptionWord& word);

/// The words of the main server and then those of the virtual host, in the order given: the last one counts,
/// and of the ForwardURI ones and of the two addresses there is one at a time.
ForwardOptions resolveForwardOptions(const std::vector<ForwardOptionWord>& words);

}  // namespace config
}  // namespace sioha
#endif
