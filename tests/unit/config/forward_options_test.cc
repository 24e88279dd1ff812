#include "mod_sioha/config/forward_options.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace config {

class ForwardOptionsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ForwardOptionsTest);
  CPPUNIT_TEST(withoutWordsTheDefaultsHold);
  CPPUNIT_TEST(eachOptionIsSetAndCleared);
  CPPUNIT_TEST(aVirtualHostsWordsComeAfterTheServers);
  CPPUNIT_TEST(ofTheForwardUriOptionsTheLastOneHolds);
  CPPUNIT_TEST(ofTheTwoAddressesTheLastOneHolds);
  CPPUNIT_TEST(aForwardUriOptionCannotBeTakenAway);
  CPPUNIT_TEST(anUnknownWordNamesTheNearestOne);
  CPPUNIT_TEST(onlyWordsThatDoNothingOrAreUnsafeAreWarnedOf);
  CPPUNIT_TEST_SUITE_END();

  /// "+A -B" as the main server's and the virtual host's words in a row.
  static ForwardOptions resolved(const char* words) {
    std::vector<ForwardOptionWord> parsed;
    const Slice all(words);
    for (std::size_t at = 0; at < all.size();) {
      std::size_t end = all.find(' ', at);
      if (end == Slice::npos) end = all.size();
      const Result<ForwardOptionWord> word = parseForwardOption(all.sub(at, end - at));
      CPPUNIT_ASSERT_MESSAGE(word.error(), word.ok());
      parsed.push_back(word.value());
      at = end + 1;
    }
    return resolveForwardOptions(parsed);
  }

  static std::string errorOf(const char* word) {
    const Result<ForwardOptionWord> parsed = parseForwardOption(word);
    return parsed.ok() ? "" : parsed.error();
  }

 public:
  void withoutWordsTheDefaultsHold() {
    const ForwardOptions options = resolved("");
    CPPUNIT_ASSERT(options.pathForm == PathForm::asSent);
    CPPUNIT_ASSERT(options.clientAddress == ClientAddress::client);
    CPPUNIT_ASSERT(options.keySize);
    CPPUNIT_ASSERT(!options.directories && !options.flushPackets && !options.flushHeader);
    CPPUNIT_ASSERT(!options.disableReuse && !options.certificateChain && !options.rejectUnsafePath);
  }

  void eachOptionIsSetAndCleared() {
    const struct {
      const char* name;
      bool ForwardOptions::*value;
    } rows[] = {{"ForwardDirectories", &ForwardOptions::directories},
                {"FlushPackets", &ForwardOptions::flushPackets},
                {"FlushHeader", &ForwardOptions::flushHeader},
                {"DisableReuse", &ForwardOptions::disableReuse},
                {"ForwardKeySize", &ForwardOptions::keySize},
                {"ForwardSSLCertChain", &ForwardOptions::certificateChain},
                {"RejectUnsafeURI", &ForwardOptions::rejectUnsafePath},
                {"rejectunsafeuri", &ForwardOptions::rejectUnsafePath}};
    for (const auto& row : rows) {
      const std::string name(row.name);
      CPPUNIT_ASSERT_MESSAGE(name, resolved(name.c_str()).*row.value);
      CPPUNIT_ASSERT_MESSAGE(name, resolved(("+" + name).c_str()).*row.value);
      CPPUNIT_ASSERT_MESSAGE(name, !(resolved(("-" + name).c_str()).*row.value));
    }
    CPPUNIT_ASSERT(resolved("ForwardURICompat").pathForm == PathForm::compat);
    CPPUNIT_ASSERT(resolved("+ForwardURICompatUnparsed").pathForm == PathForm::compatUnparsed);
    CPPUNIT_ASSERT(resolved("+ForwardURIEscaped").pathForm == PathForm::escaped);
    CPPUNIT_ASSERT(resolved("+ForwardLocalAddress").clientAddress == ClientAddress::local);
    CPPUNIT_ASSERT(resolved("+ForwardPhysicalAddress").clientAddress == ClientAddress::physical);
  }

  void aVirtualHostsWordsComeAfterTheServers() {
    CPPUNIT_ASSERT(!resolved("+FlushPackets -FlushPackets").flushPackets);
    CPPUNIT_ASSERT(resolved("-FlushPackets +FlushPackets").flushPackets);
    CPPUNIT_ASSERT(!resolved("-ForwardKeySize +FlushHeader").keySize);
    CPPUNIT_ASSERT(resolved("-ForwardKeySize +ForwardKeySize").keySize);
  }

  void ofTheForwardUriOptionsTheLastOneHolds() {
    CPPUNIT_ASSERT(resolved("+ForwardURIEscaped +ForwardURICompat").pathForm == PathForm::compat);
    CPPUNIT_ASSERT(resolved("+ForwardURICompat +ForwardURIProxy").pathForm == PathForm::proxy);
  }

  void ofTheTwoAddressesTheLastOneHolds() {
    CPPUNIT_ASSERT(resolved("+ForwardLocalAddress +ForwardPhysicalAddress").clientAddress ==
                   ClientAddress::physical);
    CPPUNIT_ASSERT(resolved("+ForwardPhysicalAddress +ForwardLocalAddress").clientAddress ==
                   ClientAddress::local);
    CPPUNIT_ASSERT(resolved("+ForwardLocalAddress -ForwardLocalAddress").clientAddress ==
                   ClientAddress::client);
    // Taking away what is not there leaves the other one.
    CPPUNIT_ASSERT(resolved("+ForwardPhysicalAddress -ForwardLocalAddress").clientAddress ==
                   ClientAddress::physical);
  }

  void aForwardUriOptionCannotBeTakenAway() {
    for (const char* word :
         {"-ForwardURIProxy", "-ForwardURICompat", "-ForwardURICompatUnparsed", "-ForwardURIEscaped"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(word) +
                               ": one of the ForwardURI options always holds; write the one that shall "
                               "hold, such as +ForwardURIProxy, or none",
                           errorOf(word));
    }
  }

  void anUnknownWordNamesTheNearestOne() {
    CPPUNIT_ASSERT_EQUAL(std::string("+ForwardKeysSize is no option; did you mean ForwardKeySize?"),
                         errorOf("+ForwardKeysSize"));
    CPPUNIT_ASSERT_EQUAL(
        std::string("+Nonsense is no option; the manual lists them, with + or - before the name"),
        errorOf("+Nonsense"));
    for (const char* word : {"", "+", "-", "++FlushHeader", "FlushHeader,"})
      CPPUNIT_ASSERT_MESSAGE(word, !errorOf(word).empty());
  }

  void onlyWordsThatDoNothingOrAreUnsafeAreWarnedOf() {
    for (const char* word : {"CollapseSlashesAll", "+CollapseSlashesNone", "-CollapseSlashesUnmount"})
      CPPUNIT_ASSERT_MESSAGE(word, forwardOptionWarning(parseForwardOption(word).value()).find("no effect") !=
                                       std::string::npos);
    CPPUNIT_ASSERT(!forwardOptionWarning(parseForwardOption("ForwardURICompat").value()).empty());
    for (const char* word : {"+ForwardURIProxy", "-FlushHeader", "ForwardURICompatUnparsed"})
      CPPUNIT_ASSERT_EQUAL(std::string(), forwardOptionWarning(parseForwardOption(word).value()));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ForwardOptionsTest);

}  // namespace config
}  // namespace sioha
