#include "keepalived-checks/common/certificate.h"

#include <cppunit/extensions/HelperMacros.h>

#include "keepalived-checks/questions/certificate_check.h"
#include "keepalived-checks/questions/serving.h"

namespace sioha {
namespace checks {

static const long long kDay = 86400, kNow = 20000 * kDay;

static Certificate certificate() {
  Certificate c;
  c.subject = "/CN=api.example.com";
  c.commonName = "api.example.com";
  c.dnsNames = {"api.example.com", "*.nodes.example.com"};
  IpAddress vip;
  parseAddress("192.0.2.100", &vip);
  c.addresses = {vip};
  c.notBefore = kNow - kDay;
  c.notAfter = kNow + 90 * kDay;
  c.keyKind = "RSA";
  c.keyBits = 2048;
  return c;
}

static CertificateWishes wishes() {
  CertificateWishes w;
  w.names = {"api.example.com", "192.0.2.100"};
  w.warnDays = 30;
  w.failDays = 3;
  w.now = kNow;
  return w;
}

class CertificateTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CertificateTest);
  CPPUNIT_TEST(namesMatchAsRfc6125Says);
  CPPUNIT_TEST(theCommonNameCountsOnlyWithoutAlternativeNames);
  CPPUNIT_TEST(readsBothFormsOfAsn1Time);
  CPPUNIT_TEST(judgesDates);
  CPPUNIT_TEST(judgesKeysAndSignatures);
  CPPUNIT_TEST(refusesPemThatIsNone);
  CPPUNIT_TEST(servingJudgesWhatWasSeen);
  CPPUNIT_TEST(readsStatusRanges);
  CPPUNIT_TEST_SUITE_END();

 public:
  void namesMatchAsRfc6125Says() {
    const struct { const char* pattern; const char* name; bool match; } rows[] = {
        {"a.example", "A.EXAMPLE", true},      {"a.example", "a.example.", true},   {"*.b.example", "a.b.example", true},
        {"*.b.example", "b.example", false},   {"*.b.example", "x.a.b.example", false}, {"*.example", "a.example", false},
        {"a*.b.example", "ab.b.example", false}, {"*", "a", false},                 {"*.*.example", "a.b.example", false},
        {"*.b.example", ".b.example", false},  {"", "", false},                     {"a.example", "b.example", false}};
    for (const auto& row : rows)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.pattern, row.match, matchesHostName(row.pattern, row.name));
  }

  void theCommonNameCountsOnlyWithoutAlternativeNames() {
    Certificate c = certificate();
    c.commonName = "other.example.com";
    CPPUNIT_ASSERT(!coversName(c, "other.example.com"));
    c.dnsNames.clear();
    CPPUNIT_ASSERT(coversName(c, "other.example.com"));
    CPPUNIT_ASSERT(coversName(c, "192.0.2.100"));
    CPPUNIT_ASSERT(!coversName(c, "192.0.2.101"));
    c.commonName = "192.0.2.101";
    CPPUNIT_ASSERT(coversName(c, "192.0.2.101"));
    CPPUNIT_ASSERT(!coversName(Certificate(), "a.example"));
  }

  void readsBothFormsOfAsn1Time() {
    const struct { const char* text; bool good; long long seconds; } rows[] = {
        {"700101000000Z", true, 0},         {"19700102000000Z", true, 86400}, {"491231235959Z", true, 2524607999LL},
        {"500101000000Z", true, -631152000}, {"20380119031408Z", true, 2147483648LL}, {"99991231235959Z", true, 253402300799LL},
        {"", false, 0},                     {"700101000000", false, 0},       {"7001010000Z", false, 0},
        {"701301000000Z", false, 0},        {"700100000000Z", false, 0},      {"700101240000Z", false, 0},
        {"700101000000+0100", false, 0},    {"7x0101000000Z", false, 0}};
    for (const auto& row : rows) {
      long long seconds = 0;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.text, row.good, parseAsn1Time(row.text, &seconds));
      if (row.good) CPPUNIT_ASSERT_EQUAL(row.seconds, seconds);
    }
  }

  void judgesDates() {
    const struct { double days; unsigned score; bool failure; } rows[] = {
        {90, 100, false}, {30.1, 100, false}, {29, 70, false}, {3.1, 70, false}, {2.9, 0, true}, {-1, 0, true}};
    for (const auto& row : rows) {
      Certificate c = certificate();
      c.notAfter = kNow + static_cast<long long>(row.days * 86400);
      const Verdict v = judgeCertificate(c, "f", wishes());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(v.summary(), row.score, v.score());
      CPPUNIT_ASSERT_EQUAL(row.failure, v.hasFailure());
    }
    Certificate future = certificate();
    future.notBefore = kNow + 10;
    CPPUNIT_ASSERT(judgeCertificate(future, "f", wishes()).hasFailure());
  }

  void judgesKeysAndSignatures() {
    const struct { const char* kind; int bits; bool weakDigest, selfIssued; unsigned score; } rows[] = {
        {"RSA", 2048, false, false, 100}, {"RSA", 1024, false, false, 85}, {"RSA", 512, false, false, 0},
        {"EC", 256, false, false, 100},   {"EC", 192, false, false, 85},   {"RSA", 2048, true, false, 85},
        {"RSA", 2048, true, true, 100},   {"ED25519", 253, false, false, 100}};
    for (const auto& row : rows) {
      Certificate c = certificate();
      c.keyKind = row.kind;
      c.keyBits = row.bits;
      c.weakDigest = row.weakDigest;
      c.selfIssued = row.selfIssued;
      CPPUNIT_ASSERT_EQUAL(row.score, judgeCertificate(c, "f", wishes()).score());
    }
  }

  void refusesPemThatIsNone() {
    const std::string rows[] = {"", "\0\xFF\xFE", "-----BEGIN CERTIFICATE-----\n", std::string(100000, 'A'),
                                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"};
    for (const std::string& row : rows) {
      CPPUNIT_ASSERT(!readCertificates(row, "f").ok());
      CPPUNIT_ASSERT(!keyFits(row, row, "k").ok());
      CPPUNIT_ASSERT(!whyChainIsIncomplete(row, "", "").empty());
    }
  }

  static ServingFacts served() {
    ServingFacts f;
    f.where = "127.0.0.1 port 443";
    f.certificate = certificate();
    f.status = 200;
    f.body = "hello";
    return f;
  }

  void servingJudgesWhatWasSeen() {
    ServingWishes w;
    w.accepted = parseStatusRanges("200-399,401").value();
    w.name = "api.example.com";
    w.judgeCertificate = true;
    w.now = kNow;
    struct Row { const char* what; void (*change)(ServingFacts*); unsigned score; };
    const Row rows[] = {
        {"good", [](ServingFacts*) {}, 100},
        {"401", [](ServingFacts* f) { f->status = 401; }, 100},
        {"503", [](ServingFacts* f) { f->status = 503; }, 0},
        {"404", [](ServingFacts* f) { f->status = 404; }, 0},
        {"refused", [](ServingFacts* f) { f->connectError = "refused"; }, 0},
        {"hung", [](ServingFacts* f) { f->httpError = "no answer in time"; }, 0},
        {"no handshake", [](ServingFacts* f) { f->tlsError = "no answer in time"; }, 0},
        {"plain", [](ServingFacts* f) { f->tlsError = "x"; f->plainStatus = 200; }, 0},
        {"plain on the standby", [](ServingFacts* f) { f->tlsError = "x"; f->plainStatus = 200; f->vipElsewhere = true; }, 60},
        {"broken TLS on the standby", [](ServingFacts* f) { f->tlsError = "x"; f->plainStatus = 400; f->vipElsewhere = true; }, 0},
        {"hung on the standby", [](ServingFacts* f) { f->tlsError = "x"; f->vipElsewhere = true; }, 0},
        {"expired", [](ServingFacts* f) { f->certificate.notAfter = kNow - 1; }, 0},
        {"another name", [](ServingFacts* f) { f->certificate.dnsNames = {"b.example.com"}; }, 0},
        {"no certificate", [](ServingFacts* f) { f->certificateError = "none"; }, 0}};
    for (const Row& row : rows) {
      ServingFacts f = served();
      row.change(&f);
      const Verdict v = judgeServing(f, w);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.what, row.score, v.score());
    }
    w.match = "bye";
    CPPUNIT_ASSERT(judgeServing(served(), w).hasFailure());
    w.match = "ell";
    CPPUNIT_ASSERT(!judgeServing(served(), w).hasFailure());
  }

  void readsStatusRanges() {
    const char* bad[] = {"", "x", "99", "200-", "-200", "300-200", "200-1000", "2e2"};
    for (const char* text : bad) CPPUNIT_ASSERT_MESSAGE(text, !parseStatusRanges(text).ok());
    const Result<StatusRanges> good = parseStatusRanges("200, 300-399");
    CPPUNIT_ASSERT(good.ok());
    CPPUNIT_ASSERT_EQUAL(std::size_t(2), good.value().size());
    CPPUNIT_ASSERT_EQUAL(399, good.value()[1].second);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CertificateTest);

}  // namespace checks
}  // namespace sioha
