#include "mod_sioha/httpd/token_cipher.h"

#include <apr_general.h>
#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <string>

namespace {

bool randomWorks;
unsigned char lastRandom;

}  // namespace

/// Instead of libapr's: each byte is another one than before.
extern "C" apr_status_t apr_generate_random_bytes(unsigned char* buffer, apr_size_t size) {
  if (!randomWorks) return APR_EGENERAL;
  for (apr_size_t i = 0; i < size; ++i) buffer[i] = ++lastRandom;
  return APR_SUCCESS;
}

namespace sioha {
namespace httpd {
namespace {

const char kToken[] = "YWRtaW46MTU1ODA5ODgyNjQyODozMDVjYWQ3NjljNWFlNWU4";
const char kOther[] = "YWRtaW46MTU1ODA5ODgyNjQyODozMDVjYWQ3NjljNWFlNWU5";

}  // namespace

class TokenCipherTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TokenCipherTest);
  CPPUNIT_TEST(whoHasTheTokenReadsWhatWasSealed);
  CPPUNIT_TEST(anotherTokenOpensNothing);
  CPPUNIT_TEST(aChangedBitIsNoticedWhereverItIs);
  CPPUNIT_TEST(whatWasCutOrProlongedIsRefused);
  CPPUNIT_TEST(theSameTextIsSealedDifferentlyEachTime);
  CPPUNIT_TEST(withoutRandomNumbersNothingIsSealed);
  CPPUNIT_TEST(idsAreStableAndTellTokensApart);
  CPPUNIT_TEST(neitherTheTokenNorTheTextCanBeSeen);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    randomWorks = true;
    lastRandom = 0;
  }

  void whoHasTheTokenReadsWhatWasSealed() {
    for (const std::size_t size : {1, 15, 16, 17, 4000}) {
      const std::string plain(size, 'p');
      const std::string sealed = seal(kToken, plain);
      CPPUNIT_ASSERT_EQUAL(size + kSealOverhead, sealed.size());
      std::string opened;
      CPPUNIT_ASSERT(openSealed(kToken, sealed, &opened));
      CPPUNIT_ASSERT_EQUAL(plain, opened);
    }
  }

  void anotherTokenOpensNothing() {
    const std::string sealed = seal(kToken, "machine2");
    std::string opened = "untouched";
    CPPUNIT_ASSERT(!openSealed(kOther, sealed, &opened));
    CPPUNIT_ASSERT(!openSealed("", sealed, &opened));
    CPPUNIT_ASSERT_EQUAL(std::string("untouched"), opened);
  }

  void aChangedBitIsNoticedWhereverItIs() {
    const std::string sealed = seal(kToken, "machine2");
    for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
      std::string changed = sealed, opened = "untouched";
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
      CPPUNIT_ASSERT_MESSAGE(std::to_string(bit), !openSealed(kToken, changed, &opened));
      CPPUNIT_ASSERT_EQUAL(std::string("untouched"), opened);
    }
  }

  void whatWasCutOrProlongedIsRefused() {
    const std::string sealed = seal(kToken, "machine2");
    std::string opened;
    for (std::size_t size = 0; size < sealed.size(); ++size)
      CPPUNIT_ASSERT_MESSAGE(std::to_string(size), !openSealed(kToken, Slice(sealed.data(), size), &opened));
    CPPUNIT_ASSERT(!openSealed(kToken, sealed + "x", &opened));
  }

  void theSameTextIsSealedDifferentlyEachTime() {
    CPPUNIT_ASSERT(seal(kToken, "machine2") != seal(kToken, "machine2"));
  }

  // A nonce that comes twice would give the key's stream away.
  void withoutRandomNumbersNothingIsSealed() {
    randomWorks = false;
    CPPUNIT_ASSERT(seal(kToken, "machine2").empty());
  }

  void idsAreStableAndTellTokensApart() {
    CPPUNIT_ASSERT_EQUAL(std::size_t(32), sharedIdOf(kToken).size());
    CPPUNIT_ASSERT(sharedIdOf(kToken) == sharedIdOf(kToken));
    std::set<std::string> ids;
    for (const char* token : {kToken, kOther, "", "a", "A"}) ids.insert(sharedIdOf(token));
    CPPUNIT_ASSERT_EQUAL(std::size_t(5), ids.size());
  }

  void neitherTheTokenNorTheTextCanBeSeen() {
    const std::string left = sharedIdOf(kToken) + seal(kToken, std::string("the peer's ") + kOther);
    for (const std::string& secret : {std::string(kToken, 8), std::string("the peer's")})
      CPPUNIT_ASSERT_MESSAGE(secret, left.find(secret) == std::string::npos);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TokenCipherTest);

}  // namespace httpd
}  // namespace sioha
