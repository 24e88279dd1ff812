// doc/worker-properties.md says about each property what the parser's own table says.
#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "mod_sioha/config/known_properties.h"
#include "mod_sioha/config/settings.h"

namespace sioha {
namespace config {

class WorkerPropertiesDocTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WorkerPropertiesDocTest);
  CPPUNIT_TEST(supportedOnesHaveTheirUnitAndDefault);
  CPPUNIT_TEST(theOthersStandInTheirTables);
  CPPUNIT_TEST_SUITE_END();

  struct Row {
    std::string section;
    std::vector<std::string> cells;
  };

  static std::vector<std::string> cellsOf(Slice line) {
    std::vector<std::string> cells;
    for (std::size_t bar = line.find('|', 1), from = 1; bar != Slice::npos; bar = line.find('|', from)) {
      cells.push_back(line.sub(from, bar - from).trimmed().str());
      from = bar + 1;
    }
    return cells;
  }

  /// The rows of all tables below "## ..." headings, without their first two lines.
  static std::vector<Row> readRows() {
    std::ifstream doc(SIOHA_WORKER_PROPERTIES_DOC);
    CPPUNIT_ASSERT_MESSAGE(SIOHA_WORKER_PROPERTIES_DOC, doc.good());
    std::vector<Row> rows;
    std::string line, section;
    while (std::getline(doc, line)) {
      if (line.compare(0, 3, "## ") == 0) section = line.substr(3);
      if (line.compare(0, 2, "| ") != 0 || line.compare(0, 10, "| Property") == 0) continue;
      rows.push_back(Row());
      rows.back().section = section;
      rows.back().cells = cellsOf(line);
    }
    return rows;
  }

  static std::string scopeWord(const KnownProperty& known) {
    if (known.scope == kForAll) return "all";
    if (known.scope == (kForMember | kForBalancer)) return "both";
    if (known.scope == kForStatus) return "status";
    return known.scope == kForMember ? "ajp13" : "lb";
  }

  static std::set<std::string> namesOf(Support support) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < kKnownPropertyCount; ++i)
      if (kKnownProperties[i].support == support) names.insert(kKnownProperties[i].name);
    return names;
  }

 public:
  void supportedOnesHaveTheirUnitAndDefault() {
    std::set<std::string> left = namesOf(Support::full);
    for (const Row& row : readRows()) {
      if (row.section != "Supported") continue;
      CPPUNIT_ASSERT_EQUAL(std::size_t(5), row.cells.size());
      const KnownProperty* known = findKnownProperty(row.cells[0]);
      CPPUNIT_ASSERT_MESSAGE(row.cells[0], known && left.erase(row.cells[0]) == 1);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.cells[0], scopeWord(*known), row.cells[1]);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.cells[0], std::string(known->unit), row.cells[2]);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.cells[0], std::string(known->defaultValue), row.cells[3]);
      CPPUNIT_ASSERT_MESSAGE(row.cells[0], !row.cells[4].empty());
    }
    CPPUNIT_ASSERT_MESSAGE(left.empty() ? "" : *left.begin(), left.empty());
  }

  void theOthersStandInTheirTables() {
    static const struct {
      Support support;
      const char* section;
    } kTables[] = {
        {Support::noEffect, "Accepted, with a warning: no effect"},
        {Support::renamed, "Deprecated names, taken with a warning"},
        {Support::refused, "Refused"},
    };
    const std::vector<Row> rows = readRows();
    for (const auto& table : kTables) {
      std::set<std::string> documented;
      for (const Row& row : rows)
        if (row.section == table.section)
          for (const std::string& name : splitList(row.cells[0])) documented.insert(name);
      CPPUNIT_ASSERT_MESSAGE(table.section, documented == namesOf(table.support));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WorkerPropertiesDocTest);

}  // namespace config
}  // namespace sioha
