#include "mod_sioha/httpd/request_variables.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace httpd {

class RequestVariablesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestVariablesTest);
  CPPUNIT_TEST(aVariableIsOnUnlessItSaysNo);
  CPPUNIT_TEST_SUITE_END();

 public:
  void aVariableIsOnUnlessItSaysNo() {
    CPPUNIT_ASSERT(!isOn(nullptr));
    for (const char* off : {"0", "off", "Off", "no", "NO", "false"}) CPPUNIT_ASSERT_MESSAGE(off, !isOn(off));
    for (const char* on : {"", "1", "2", "on", "yes", "true", "00", "-1"}) CPPUNIT_ASSERT_MESSAGE(on, isOn(on));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestVariablesTest);

}  // namespace httpd
}  // namespace sioha
