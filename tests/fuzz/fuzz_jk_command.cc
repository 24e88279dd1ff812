// What a client asks of a status worker, and the page that shows it: nothing of it may become markup.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "mod_sioha/status/jk_view.h"

namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha::status;
  const sioha::Slice input(reinterpret_cast<const char*>(data), size);
  const std::size_t half = input.find('\n');
  const JkCommand command =
      parseJkCommand(input.sub(0, half), half == sioha::Slice::npos ? sioha::Slice() : input.sub(half + 1));
  require(command.refreshSeconds <= 86400 && command.options <= 0xffff && command.values.size() <= 1000);
  for (const std::string& text :
       {command.wrong, command.worker, command.member, command.attribute, command.token})
    for (char c : text) require(static_cast<unsigned char>(c) >= ' ');
  namesWorker(command.worker, command.member);

  JkView view;
  view.path = "/jk";
  view.token = "t";
  view.ok = command.wrong.empty();
  view.message = command.wrong;
  view.notes.push_back(command.member);
  JkWorker worker;
  worker.name = command.worker;
  JkMember member;
  member.name = command.member;
  for (const auto& value : command.values) {
    const JkSetting setting = {value.first, value.first, value.second, "", "", value.second, false};
    member.settings.push_back(setting);
  }
  worker.members.push_back(member);
  view.workers.push_back(worker);
  JkStyle style;
  const std::string shown = toJk(view, command, style);
  require(!shown.empty());
  if (command.format == JkFormat::html || command.format == JkFormat::xml)
    require(shown.find("<script") == std::string::npos && shown.find("<img") == std::string::npos);
  return 0;
}
