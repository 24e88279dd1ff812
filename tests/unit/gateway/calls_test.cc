#include "mod_sioha/gateway/calls.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace sioha {
namespace gateway {
namespace {

struct Row {
  const char* method;
  const char* path;
  Call call;
  bool repeatable;
};

const Row kRows[] = {
    {"GET", "/api/login", Call::login, true},
    {"GET", "/api/login/", Call::login, true},
    {"POST", "/api/login", Call::login, false},
    {"GET", "/api/logout", Call::logout, false},
    {"GET", "/api/gatewayLogin", Call::gatewayLogin, false},
    {"GET", "/api/gatewayLogout/", Call::gatewayLogout, false},
    {"GET", "/api/Configuration", Call::administration, false},
    {"POST", "/api/updateConfiguration", Call::administration, false},
    {"GET", "/api/getHostCertificate/Mdm", Call::administration, false},
    {"GET", "/api/getHostCertificate/Lia/", Call::administration, false},
    {"POST", "/api/trustHostCertificate/Mdm", Call::administration, false},
    {"POST", "/api/gatewaySetSecureCommunication", Call::administration, false},
    {"POST", "/api/instances/System/action/createMdmCluster", Call::administration, false},
    {"GET", "/api/version", Call::safeRead, true},
    {"HEAD", "/api/version", Call::safeRead, true},
    {"OPTIONS", "/api/instances", Call::safeRead, true},
    {"GET", "/api/types/Volume/instances/", Call::safeRead, true},
    {"GET", "/api", Call::safeRead, true},
    {"GET", "/api/", Call::safeRead, true},
    {"POST", "/api/instances/querySelectedStatistics", Call::safeRead, true},
    {"POST", "/api/types/Volume/instances/action/queryIdByKey", Call::safeRead, true},
    {"POST", "/api/types/Volume/instances/action/queryIdByKey/", Call::safeRead, true},
    {"POST", "/api/types/Volume/instances/action/queryIdByKey//", Call::safeRead, true},
    {"POST", "/api/instances/System/queryMdmCluster", Call::safeRead, true},
    {"POST", "/api/instances/System/action/querySystemLimits", Call::safeRead, true},
    {"POST", "/api/types/Volume/instances", Call::unsafe, false},
    {"POST", "/api/instances/Volume::query/action/removeVolume", Call::unsafe, false},
    {"POST", "/api/query/types", Call::unsafe, false},
    {"POST", "/api/instances/System/Query", Call::unsafe, false},
    {"PUT", "/api/instances/queryX", Call::unsafe, false},
    {"DELETE", "/api/instances/queryX", Call::unsafe, false},
    {"post", "/api/instances/queryX", Call::unsafe, false},
    {"get", "/api/version", Call::unsafe, false},
    {"POST", "/api", Call::unsafe, false},
    {"", "/api/version", Call::unsafe, false},
    {"GET", "/api/Login", Call::safeRead, true},
    {"GET", "/api/login/x", Call::safeRead, true},
    {"GET", "/im", Call::installer, true},
    {"POST", "/im/types/installationPackages/instances/uploadPackage", Call::installer, false},
    {"POST", "/j_spring_security_check", Call::installer, false},
    {"GET", "/login.jsp", Call::installer, true},
    {"GET", "/", Call::installer, true},
    {"GET", "/apical/login", Call::other, true},
    {"GET", "/imx", Call::other, true},
    {"TRACE", "/shop", Call::other, true},
    {"POST", "/shop/query", Call::other, false},
    {"", "", Call::other, false},
};

}  // namespace

class CallsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CallsTest);
  CPPUNIT_TEST(followsTheTable);
  CPPUNIT_TEST(eachCallHasItsWord);
  CPPUNIT_TEST(aKeyIsMoreThanBlanksAndQuotes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void followsTheTable() {
    for (const Row& row : kRows) {
      const std::string what = std::string(row.method) + " " + row.path;
      const Call call = classify(row.method, row.path);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(what, std::string(callWord(row.call)), std::string(callWord(call)));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(what, row.repeatable, isRepeatable(call, row.method));
    }
  }

  void eachCallHasItsWord() {
    for (int i = 0; i < static_cast<int>(Call::other); ++i)
      for (int k = i + 1; k <= static_cast<int>(Call::other); ++k)
        CPPUNIT_ASSERT(std::string(callWord(static_cast<Call>(i))) != callWord(static_cast<Call>(k)));
  }

  void aKeyIsMoreThanBlanksAndQuotes() {
    for (const char* key : {"8e03978e-40d5-43e8-bc93-6894a57f9324", "\"8e03978e\"", " x ", "\"x", "\""})
      CPPUNIT_ASSERT_MESSAGE(key, isIdempotencyKey(key));
    for (const char* none : {"", " \t", "\"\"", " \" \" "}) CPPUNIT_ASSERT_MESSAGE(none, !isIdempotencyKey(none));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CallsTest);

}  // namespace gateway
}  // namespace sioha
