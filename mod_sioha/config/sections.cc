#include "mod_sioha/config/sections.h"

#include <utility>

namespace sioha {
namespace config {

namespace {

const std::size_t kDeepestReference = 20;

std::string overwritten(const Property& property, const Property& earlier) {
  return where(property) + ": " + shown(property.name) + " is set again; its value from " + where(earlier) +
         " is overwritten.";
}

/// A later line of the same name: lists grow, anything else is replaced.
void merge(const Property& later, Setting* setting, std::vector<std::string>* warnings) {
  if (isListProperty(later.name)) {
    if (!setting->property.value.empty()) setting->property.value += ",";
    setting->property.value += later.value;
    setting->property.line = later.line;
    setting->property.file = later.file;
    return;
  }
  warnings->push_back(overwritten(later, setting->property));
  setting->property = later;
}

/// `section` already has a setting of the name that counts, written in another way.
void mergeRenamed(const Property& property, bool isOldName, Setting* setting,
                  std::vector<std::string>* warnings) {
  const Property& other = setting->property;
  const std::string& ignored = isOldName ? property.name : other.name;
  warnings->push_back(where(isOldName ? property : other) + ": " + shown(ignored) + " is overridden by " +
                      shown(isOldName ? other.name : property.name) + " at " +
                      where(isOldName ? other : property) + ": remove it.");
  if (!isOldName) setting->property = property;
}

}  // namespace

std::string Sections::addGlobal(const Property& property, std::vector<std::string>* warnings) {
  const std::string name = property.name.substr(7);
  if (name == "list") {
    Setting setting;
    setting.property = list_;
    if (hasList_) merge(property, &setting, warnings);
    list_ = hasList_ ? setting.property : property;
    hasList_ = true;
    return std::string();
  }
  if (name == "maintain") {
    if (maintain_.line) warnings->push_back(overwritten(property, maintain_));
    maintain_ = property;
    return std::string();
  }
  return where(property) + ": '" + shown(property.name) +
         "' is no property: write worker.list, worker.maintain or worker.<name>.<property>.";
}

std::string Sections::add(const Property& property, std::vector<std::string>* warnings) {
  const std::size_t dot = property.name.rfind('.');
  if (dot == std::string::npos) return std::string();
  const bool isWorker = property.name.compare(0, 7, "worker.") == 0;
  if (isWorker && dot == 6) return addGlobal(property, warnings);
  const std::string key = property.name.substr(0, dot);
  std::string name = property.name.substr(dot + 1);

  const KnownProperty* known = findKnownProperty(name);
  bool isOldName = false;
  if (isWorker) {
    if (key == "worker." || name.empty())
      return where(property) + ": '" + shown(property.name) +
             "' lacks a name: write worker.<name>.<property>.";
    if (!known)
      return where(property) + ": '" + shown(name) + "' is no worker property: " + suggestProperty(name);
    if (known->support == Support::renamed)
      warnings->push_back(where(property) + ": '" + name + "' is deprecated: write '" + known->note + "'.");
    // These two become one: which of them counts is for the reader of `activation`.
    isOldName = (known->support == Support::renamed || known->support == Support::alias) &&
                name != "disabled" && name != "stopped";
    if (isOldName) {
      name = known->note;
      known = findKnownProperty(name);
    }
  }
  if (property.value.empty()) {
    warnings->push_back(where(property) + ": " + shown(property.name) +
                        " has no value and counts as not set.");
    return std::string();
  }

  Section& section = byKey_[key];
  if (section.key.empty()) {
    section.key = key;
    section.file = property.file;
    section.line = property.line;
    if (isWorker) workers_.push_back(key.substr(7));
  }
  if (name == "reference") templates_.insert(property.value);
  Setting& setting = section.settings[name];
  // One block is another's copy whose name was not changed: half of each would count.
  if (isWorker && name == "type" && setting.property.line != 0)
    return where(property) + ": worker '" + shown(key.substr(7)) + "' is defined twice (first at " +
           where(setting.property) + "): give one of the two another name, or remove it.";
  if (setting.property.line == 0) {
    setting.property = property;
  } else if (setting.property.name == property.name) {
    merge(property, &setting, warnings);
  } else {
    mergeRenamed(property, isOldName, &setting, warnings);
  }
  setting.known = known;
  return std::string();
}

Result<Sections> Sections::build(const std::vector<Property>& properties,
                                 std::vector<std::string>* warnings) {
  Sections sections;
  for (const Property& property : properties) {
    const std::string wrong = sections.add(property, warnings);
    if (!wrong.empty()) return Error(wrong);
  }
  return sections;
}

std::string Sections::inherit(const Section& from, Section* to, std::set<std::string>* seen) const {
  const auto reference = from.settings.find("reference");
  if (reference == from.settings.end()) return std::string();
  const Property& property = reference->second.property;
  const std::string& key = property.value;
  const std::string at = where(property) + ": " + shown(property.name) + "=" + shown(key);
  if (!seen->insert(key).second) return at + " leads back to itself: remove one reference of the circle.";
  if (seen->size() > kDeepestReference + 1)
    return at + " is more than " + std::to_string(kDeepestReference) +
           " references deep: inherit in fewer steps.";
  const auto found = byKey_.find(key);
  if (found == byKey_.end())
    return at + ": there are no properties that begin with '" + shown(key) +
           ".': write worker.<name> of a template.";
  for (const auto& entry : found->second.settings) {
    if (entry.first == "reference" || to->settings.count(entry.first)) continue;
    Setting setting = entry.second;
    setting.inherited = true;
    if (!setting.known) setting.known = findKnownProperty(entry.first);
    if (!setting.known)
      return where(setting.property) + ": '" + shown(entry.first) + "' is no worker property, and " +
             where(property) + " makes one of it: " + suggestProperty(entry.first);
    to->settings[entry.first] = setting;
  }
  return inherit(found->second, to, seen);
}

const Section* Sections::find(const std::string& worker) const {
  const auto found = byKey_.find("worker." + worker);
  return found == byKey_.end() ? nullptr : &found->second;
}

Result<Section> Sections::resolve(const std::string& worker) const {
  const Section* own = find(worker);
  if (!own) return Error("worker '" + worker + "' has no properties.");
  Section section = *own;
  std::set<std::string> seen;
  seen.insert(section.key);
  const std::string wrong = inherit(*own, &section, &seen);
  if (!wrong.empty()) return Error(wrong);
  return section;
}

}  // namespace config
}  // namespace sioha
