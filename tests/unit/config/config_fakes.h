#ifndef TESTS_UNIT_CONFIG_CONFIG_FAKES_H
#define TESTS_UNIT_CONFIG_CONFIG_FAKES_H

#include <cppunit/TestAssert.h>

#include <map>
#include <string>
#include <vector>

#include "mod_sioha/config/properties.h"
#include "mod_sioha/config/workers.h"

namespace sioha {
namespace config {

/// An environment that a test decides.
class FakeVariables : public Variables {
 public:
  bool lookUp(const std::string& name, std::string* value) const override {
    const auto found = table.find(name);
    if (found == table.end()) return false;
    *value = found->second;
    return true;
  }
  std::map<std::string, std::string> table;
};

/// Files that are good, missing, open to all, empty, or of several lines.
class FakeFiles : public FileReader {
 public:
  Result<SecretFile> read(const std::string& path) const override {
    SecretFile file;
    file.mode = path == "open" ? 0644 : 0640;
    file.text = path == "empty" ? " \n" : path == "lines" ? "a\nb\n" : "s3cret\n";
    if (path == "missing") return Error("No such file");
    return file;
  }
};

inline Result<Workers> readText(const std::string& text) {
  FakeVariables variables;
  variables.table["HOME"] = "/opt/of";
  const Result<std::vector<Property>> properties = parseProperties(text, "w.properties", variables);
  if (!properties.ok()) return Error(properties.error());
  return readWorkers(properties.value(), FakeFiles());
}

inline Workers mustRead(const std::string& text) {
  const Result<Workers> workers = readText(text);
  CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string(), workers.error());
  return workers.value();
}

inline std::string join(const std::vector<std::string>& sentences) {
  std::string all;
  for (const std::string& sentence : sentences) all += (all.empty() ? "" : "\n") + sentence;
  return all;
}

/// "w.properties:12: what. " and nothing that could only be a fragment.
inline bool isSentence(const std::string& text) {
  return text.compare(0, 13, "w.properties:") == 0 && text.size() > 20 &&
         (text[text.size() - 1] == '.' || text[text.size() - 1] == '?');
}

}  // namespace config
}  // namespace sioha
#endif
