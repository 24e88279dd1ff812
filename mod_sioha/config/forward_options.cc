#include "mod_sioha/config/forward_options.h"

#include "mod_sioha/config/nearest.h"

namespace sioha {
namespace config {
namespace {

const struct {
  const char* name;
  ForwardOption option;
} kOptions[] = {{"ForwardURIProxy", ForwardOption::uriProxy},
                {"ForwardURICompat", ForwardOption::uriCompat},
                {"ForwardURICompatUnparsed", ForwardOption::uriCompatUnparsed},
                {"ForwardURIEscaped", ForwardOption::uriEscaped},
                {"ForwardLocalAddress", ForwardOption::localAddress},
                {"ForwardPhysicalAddress", ForwardOption::physicalAddress},
                {"ForwardDirectories", ForwardOption::directories},
                {"FlushPackets", ForwardOption::flushPackets},
                {"FlushHeader", ForwardOption::flushHeader},
                {"DisableReuse", ForwardOption::disableReuse},
                {"ForwardKeySize", ForwardOption::keySize},
                {"ForwardSSLCertChain", ForwardOption::certificateChain},
                {"RejectUnsafeURI", ForwardOption::rejectUnsafePath},
                {"CollapseSlashesAll", ForwardOption::collapseSlashes},
                {"CollapseSlashesNone", ForwardOption::collapseSlashes},
                {"CollapseSlashesUnmount", ForwardOption::collapseSlashes}};

bool isPathForm(ForwardOption option) {
  return option == ForwardOption::uriProxy || option == ForwardOption::uriCompat ||
         option == ForwardOption::uriCompatUnparsed || option == ForwardOption::uriEscaped;
}

void setAddress(ClientAddress address, bool on, ForwardOptions* options) {
  if (on)
    options->clientAddress = address;
  else if (options->clientAddress == address)
    options->clientAddress = ClientAddress::client;
}

void apply(const ForwardOptionWord& word, ForwardOptions* options) {
  switch (word.option) {
    case ForwardOption::uriProxy:
      options->pathForm = PathForm::proxy;
      break;
    case ForwardOption::uriCompat:
      options->pathForm = PathForm::compat;
      break;
    case ForwardOption::uriCompatUnparsed:
      options->pathForm = PathForm::compatUnparsed;
      break;
    case ForwardOption::uriEscaped:
      options->pathForm = PathForm::escaped;
      break;
    case ForwardOption::localAddress:
      setAddress(ClientAddress::local, word.on, options);
      break;
    case ForwardOption::physicalAddress:
      setAddress(ClientAddress::physical, word.on, options);
      break;
    case ForwardOption::directories:
      options->directories = word.on;
      break;
    case ForwardOption::flushPackets:
      options->flushPackets = word.on;
      break;
    case ForwardOption::flushHeader:
      options->flushHeader = word.on;
      break;
    case ForwardOption::disableReuse:
      options->disableReuse = word.on;
      break;
    case ForwardOption::keySize:
      options->keySize = word.on;
      break;
    case ForwardOption::certificateChain:
      options->certificateChain = word.on;
      break;
    case ForwardOption::rejectUnsafePath:
      options->rejectUnsafePath = word.on;
      break;
    case ForwardOption::collapseSlashes:
      break;
  }
}

}  // namespace

ForwardOptions::ForwardOptions()
    : pathForm(PathForm::asSent),
      clientAddress(ClientAddress::client),
      directories(false),
      flushPackets(false),
      flushHeader(false),
      disableReuse(false),
      keySize(true),
      certificateChain(false),
      rejectUnsafePath(false) {}

Result<ForwardOptionWord> parseForwardOption(Slice word) {
  const bool off = word.startsWith("-");
  const Slice name = off || word.startsWith("+") ? word.sub(1) : word;
  Nearest nearest(name);
  for (const auto& known : kOptions) {
    nearest.offer(known.name);
    if (!equalsNoCase(name, known.name)) continue;
    if (off && isPathForm(known.option))
      return Error(word.str() +
                   ": one of the ForwardURI options always holds; write the one that shall hold, "
                   "such as +ForwardURIProxy, or none");
    const ForwardOptionWord parsed = {known.option, !off};
    return parsed;
  }
  return Error(word.str() + " is no option; " +
               (nearest.found() ? "did you mean " + nearest.name() + "?"
                                : std::string("the manual lists them, with + or - before the name")));
}

std::string forwardOptionWarning(const ForwardOptionWord& word) {
  if (word.option == ForwardOption::collapseSlashes)
    return "the CollapseSlashes options have no effect: paths are compared as Tomcat reads them, which has no "
           "double slashes; remove the word";
  if (word.option == ForwardOption::uriCompat)
    return "ForwardURICompat sends paths decoded (only a % is escaped again, CVE-2007-1860), which Tomcat may "
           "refuse; ForwardURIProxy or ForwardURICompatUnparsed serve every client";
  return std::string();
}

ForwardOptions resolveForwardOptions(const std::vector<ForwardOptionWord>& words) {
  ForwardOptions options;
  for (const ForwardOptionWord& word : words) apply(word, &options);
  return options;
}

}  // namespace config
}  // namespace sioha
