#include "mod_sioha/config/run_time_changes.h"

#include <algorithm>

#include "mod_sioha/base/percent.h"
#include "mod_sioha/config/changeable.h"

namespace sioha {
namespace config {

namespace {

const char kHead[] = "sioha-state 1";
const std::size_t kParts = 5;
const std::size_t kMostChanges = 4096;

bool hasMeaning(char c) {
  return static_cast<unsigned char>(c) < ' ' || c == 0x7f || c == '%';
}

std::string escaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (hasMeaning(c)) appendPercentEncoded(c, &out);
    else out += c;
  }
  return out;
}

bool unescape(Slice text, std::string* out) {
  out->clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      if (hasMeaning(text[i])) return false;
      *out += text[i];
      continue;
    }
    const int byte = percentDecoded(text, i);
    if (byte < 0) return false;
    *out += static_cast<char>(byte);
    i += 2;
  }
  return true;
}

bool parseLine(Slice line, Change* change) {
  std::string* const parts[kParts] = {&change->balancer, &change->member, &change->property, &change->from,
                                      &change->to};
  for (std::size_t i = 0; i < kParts; ++i) {
    const std::size_t tab = line.find('\t');
    if ((tab == Slice::npos) != (i + 1 == kParts)) return false;
    if (!unescape(line.sub(0, tab), parts[i])) return false;
    line = tab == Slice::npos ? Slice() : line.sub(tab + 1);
  }
  return !change->balancer.empty() && !change->property.empty();
}

bool sameSetting(const Change& a, const Change& b) {
  return a.balancer == b.balancer && a.member == b.member && a.property == b.property;
}

std::string nameOf(const Change& change) {
  return shown("worker." + (change.member.empty() ? change.balancer : change.member) + "." + change.property);
}

template <class SomeBalancer>
auto memberNamed(const std::string& name, SomeBalancer* balancer) -> decltype(balancer->members.data()) {
  for (auto& member : balancer->members)
    if (member.name == name) return &member;
  return nullptr;
}

/// Returns why it does not count, or "".
std::string apply(const Change& change, Balancer* balancer) {
  Member* member = memberNamed(change.member, balancer);
  if (!member && !change.member.empty())
    return "'" + shown(change.balancer) + "' has no member '" + shown(change.member) + "' any more";
  const Changeable* what = findChangeable(change.property, member != nullptr);
  if (!what) return "there is no such setting to change";
  const std::string now = valueOf(*what, *balancer, member);
  if (now != change.from)
    return "workers.properties says " + shown(now) + " now and said " + shown(change.from) + " then";
  std::vector<std::string> notes;
  return setValue(*what, change.to, balancer, member, &notes);
}

}  // namespace

std::string formatChanges(const Changes& changes) {
  std::string text = std::string(kHead) + "\n";
  for (const Change& change : changes)
    text += escaped(change.balancer) + "\t" + escaped(change.member) + "\t" + escaped(change.property) +
            "\t" + escaped(change.from) + "\t" + escaped(change.to) + "\n";
  return text + "end " + std::to_string(changes.size()) + "\n";
}

ReadChanges parseChanges(Slice text) {
  ReadChanges read;
  bool ended = false;
  std::size_t number = 0, wrong = 0, first = 0;
  const std::string head = std::string(kHead) + "\n";
  if (text.sub(0, head.size()) != Slice(head).sub(0, text.size())) {
    read.trouble = std::string("it does not begin with '") + kHead + "'; nothing of it is used";
    return read;
  }
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == Slice::npos) break;
    const Slice line = text.sub(0, end);
    text = text.sub(end + 1);
    ++number;
    if (number == 1) continue;
    ended = line == Slice("end " + std::to_string(number - 2));
    if (ended) break;
    Change change;
    if (read.changes.size() < kMostChanges && parseLine(line, &change)) {
      remember(&read.changes, change);
    } else if (wrong++ == 0) {
      first = number;
    }
  }
  if (wrong > 0)
    read.trouble = std::to_string(wrong) + " of its lines make no sense (the first is line " +
                   std::to_string(first) + "); the others are used";
  else if (!ended)
    read.trouble =
        "its end is missing; " + std::to_string(read.changes.size()) + " changes that are whole are used";
  else if (!text.empty())
    read.trouble = "something stands behind its end, which is not used";
  return read;
}

void remember(Changes* changes, const Change& change) {
  const Changes::iterator found = std::find_if(
      changes->begin(), changes->end(), [&](const Change& other) { return sameSetting(other, change); });
  if (found != changes->end()) changes->erase(found);
  if (change.to != change.from) changes->push_back(change);
}

void applyChanges(const Changes& changes, Balancer* balancer, Changes* applied,
                  std::vector<std::string>* lost) {
  const Balancer configured = *balancer;
  const auto lose = [&](const Change& change, const std::string& why) {
    if (lost)
      lost->push_back(nameOf(change) + "=" + shown(change.to) +
                      " was set in the status worker and does not count any more: " + why);
  };
  Changes counting;
  for (const Change& change : changes) {
    if (change.balancer != balancer->name) continue;
    const std::string why = apply(change, balancer);
    if (why.empty())
      counting.push_back(change);
    else
      lose(change, why);
  }
  // The file may have given a route to one member that another one was given here.
  const std::string wrong = wrongRoutes(*balancer);
  for (const Change& change : counting) {
    if (!wrong.empty() && change.property == "route") {
      memberNamed(change.member, balancer)->route = memberNamed(change.member, &configured)->route;
      lose(change, wrong);
    } else {
      applied->push_back(change);
    }
  }
  for (Member& member : balancer->members)
    if (member.port == 0) member.activation = Activation::stopped;
}

std::string grant(const std::vector<Wish>& wishes, const Balancer& configured, Changes* changes,
                  Balancer* balancer, Changes* made, std::vector<std::string>* notes) {
  Changes next = *changes;
  Balancer wanted = *balancer;
  for (const Wish& wish : wishes) {
    Member* member = memberNamed(wish.member, &wanted);
    if (!member && !wish.member.empty()) return "there is no member '" + shown(wish.member) + "'";
    Change change = {configured.name, wish.member, wish.what->property, std::string(), std::string()};
    const std::string before = valueOf(*wish.what, wanted, member);
    // A form sends all of its fields, and what stands there need not be what one may write.
    if (wish.value == before) continue;
    const std::string wrong = setValue(*wish.what, wish.value, &wanted, member, notes);
    if (!wrong.empty()) return wrong;
    change.to = valueOf(*wish.what, wanted, member);
    change.from = valueOf(*wish.what, configured, memberNamed(wish.member, &configured));
    remember(&next, change);
    change.from = before;
    if (change.from != change.to) made->push_back(change);
  }
  const std::string wrong = wrongRoutes(wanted);
  if (!wrong.empty()) return wrong;
  if (formatChanges(next).size() > kLargestState)
    return "there is no more room for changes: write them into workers.properties and restart httpd.";
  changes->swap(next);
  *balancer = wanted;
  return std::string();
}

}  // namespace config
}  // namespace sioha
