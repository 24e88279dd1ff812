#ifndef SIOHA_CONFIG_SECTIONS_H
#define SIOHA_CONFIG_SECTIONS_H

#include <map>
#include <set>
#include <string>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/config/known_properties.h"
#include "mod_sioha/config/properties.h"

namespace sioha {
namespace config {

/// A property as it counts: repeated lines merged, deprecated names replaced.
struct Setting {
  Setting() : known(nullptr), inherited(false) {}
  Property property;           ///< name as written; of the last line that had a say
  const KnownProperty* known;  ///< of the name that counts; null in a variable's line
  bool inherited;              ///< through `reference`
};

/// All properties of one worker, by the name that counts.
struct Section {
  Section() : line(0) {}
  std::string key;  ///< "worker.machine1"
  std::map<std::string, Setting> settings;
  std::string file;  ///< where its first property stands
  unsigned line;
};

/// The properties of a file sorted by worker.
class Sections {
 public:
  /// Unknown names are errors here, repeated and deprecated ones warnings.
  static Result<Sections> build(const std::vector<Property>& properties, std::vector<std::string>* warnings);

  bool has(const std::string& worker) const { return find(worker) != nullptr; }
  /// Its own properties, or null.
  const Section* find(const std::string& worker) const;
  /// With what it inherits through `reference`: at most 20 steps, no cycle.
  Result<Section> resolve(const std::string& worker) const;
  /// In the order in which the file first names them.
  const std::vector<std::string>& workers() const { return workers_; }
  /// Workers that another one's `reference` names.
  bool isTemplate(const std::string& worker) const { return templates_.count("worker." + worker) != 0; }
  /// worker.list; null when it is not set.
  const Property* list() const { return hasList_ ? &list_ : nullptr; }
  /// worker.maintain; null when it is not set.
  const Property* maintain() const { return maintain_.line ? &maintain_ : nullptr; }

 private:
  std::string add(const Property& property, std::vector<std::string>* warnings);
  std::string addGlobal(const Property& property, std::vector<std::string>* warnings);
  std::string inherit(const Section& from, Section* to, std::set<std::string>* seen) const;

  std::map<std::string, Section> byKey_;
  std::vector<std::string> workers_;
  std::set<std::string> templates_;
  Property list_;
  Property maintain_;
  bool hasList_ = false;
};

}  // namespace config
}  // namespace sioha
#endif
