// A line each: a log stamp's format, a request log's format, words of SiohaOptions, a path that SiohaAutoAlias sees
// and what a client sent that a request log shows.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "mod_sioha/config/auto_alias.h"
#include "mod_sioha/config/forward_options.h"
#include "mod_sioha/config/log_stamp.h"
#include "mod_sioha/config/request_log_format.h"

namespace sioha {
namespace config {
namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

Slice takeUpTo(char end, Slice* input) {
  const std::size_t at = input->find(end);
  const Slice part = input->sub(0, at);
  *input = at == Slice::npos ? Slice() : input->sub(at + 1);
  return part;
}

bool isControl(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }

void stamp(Slice format) {
  const Result<LogStamp> parsed = LogStamp::parse(format);
  if (!parsed.ok()) return require(!parsed.error().empty());
  const std::time_t when = 1479168005;
  struct tm parts;
  ::gmtime_r(&when, &parts);
  char text[1024];
  for (const std::size_t room : {std::size_t(0), std::size_t(1), format.size(), sizeof text}) {
    std::fill(text, text + sizeof text, '\1');
    const std::size_t written = parsed.value().write(parts, 999999, text, room);
    require(written <= room && std::find(text, text + written, '\1') == text + written);
    require(written == sizeof text || text[written] == '\1');
  }
}

void requestLog(Slice format, Slice sent) {
  const Result<RequestLogFormat> parsed = RequestLogFormat::parse(format);
  if (!parsed.ok()) return require(!parsed.error().empty());
  require(parsed.value().empty() == format.empty());
  RequestLogValues values;
  for (std::string* value : {&values.protocol, &values.method, &values.query, &values.requestLine, &values.path,
                             &values.serverName, &values.canonicalName, &values.worker, &values.route})
    *value = sent.str();
  // Control characters come from the format alone; a backslash and a letter make two of them.
  const std::string line = parsed.value().write(values);
  const auto allowed = std::count_if(format.begin(), format.end(), isControl) +
                       std::count(format.begin(), format.end(), '\\');
  require(std::count_if(line.begin(), line.end(), isControl) <= allowed);
}

void options(Slice words) {
  std::vector<ForwardOptionWord> taken;
  while (!words.empty()) {
    const Result<ForwardOptionWord> word = parseForwardOption(takeUpTo(' ', &words));
    if (!word.ok()) {
      require(!word.error().empty());
      continue;
    }
    forwardOptionWarning(word.value());
    taken.push_back(word.value());
  }
  const ForwardOptions once = resolveForwardOptions(taken);
  taken.insert(taken.end(), taken.begin(), taken.end());
  const ForwardOptions twice = resolveForwardOptions(taken);
  require(once.pathForm == twice.pathForm && once.flushPackets == twice.flushPackets);
}

void alias(Slice path) {
  Slice context;
  if (autoAlias(path, &context) != AutoAlias::look) return;
  require(!context.empty() && context.find('/') == Slice::npos && !(context == Slice("..")));
  require(context.begin() >= path.begin() && context.end() <= path.end());
}

}  // namespace
}  // namespace config
}  // namespace sioha

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha::config;
  sioha::Slice input(reinterpret_cast<const char*>(data), size);
  stamp(takeUpTo('\n', &input));
  const sioha::Slice format = takeUpTo('\n', &input);
  options(takeUpTo('\n', &input));
  alias(takeUpTo('\n', &input));
  requestLog(format, input);
  return 0;
}
