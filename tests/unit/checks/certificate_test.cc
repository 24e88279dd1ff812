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

// Made for this test: CN=192.0.2.100, DNS:a.example, IP:192.0.2.100, P-256; used nowhere else.
static const std::string kPem =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBnDCCAUOgAwIBAgIUOW4el7tceaJAIIX4gxR1H7IcIQgwCgYIKoZIzj0EAwIw\n"
    "FjEUMBIGA1UEAwwLMTkyLjAuMi4xMDAwHhcNMjYxMTIyMTgwODEzWhcNMzYxMTE5\n"
    "MTgwODEzWjAWMRQwEgYDVQQDDAsxOTIuMC4yLjEwMDBZMBMGByqGSM49AgEGCCqG\n"
    "SM49AwEHA0IABD4jDBTiSGCbqk2TUFcipCbzYDUcwXZhnAFtONokU9X82KGiWK6L\n"
    "PjgnhH6j+fKLV7NZ5pEZUXbxXClZZh2/AAejbzBtMB0GA1UdDgQWBBSPlqGmp9G3\n"
    "BU1NXPkl8YbOXsUXqjAfBgNVHSMEGDAWgBSPlqGmp9G3BU1NXPkl8YbOXsUXqjAP\n"
    "BgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGCCWEuZXhhbXBsZYcEwAACZDAKBggq\n"
    "hkjOPQQDAgNHADBEAiAsd9H48vVdX0LAi8btl9xFwqIsCBS7uWRnl4ltd+JZ5gIg\n"
    "esoKrSQuF/G5X2suo6uDCWmfU0WKj3XVDMW+myt3rHw=\n"
    "-----END CERTIFICATE-----\n";

static const std::string kKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPma6MN/U3fjnscCm\n"
    "35zlfk4csuPMZWwv6LPm4A+RmSShRANCAAQ+IwwU4khgm6pNk1BXIqQm82A1HMF2\n"
    "YZwBbTjaJFPV/Niholiuiz44J4R+o/nyi1ezWeaRGVF28VwpWWYdvwAH\n"
    "-----END PRIVATE KEY-----\n";

class CertificateTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CertificateTest);
  CPPUNIT_TEST(namesMatchAsRfc6125Says);
  CPPUNIT_TEST(theCommonNameCountsOnlyWithoutAlternativeNames);
  CPPUNIT_TEST(readsBothFormsOfAsn1Time);
  CPPUNIT_TEST(judgesDates);
  CPPUNIT_TEST(judgesKeysAndSignatures);
  CPPUNIT_TEST(judgesIntermediateCertificates);
  CPPUNIT_TEST(saysWhenTheVirtualIpIsNotCovered);
  CPPUNIT_TEST(aKeyWithoutCertificateAndAChainOfNoneAreRefused);
  CPPUNIT_TEST(refusesPemThatIsNone);
  CPPUNIT_TEST(readsACertificateAndItsKey);
  CPPUNIT_TEST(everyTruncationOfAPemFileIsRefused);
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
      CPPUNIT_ASSERT(!keyFits(readCertificates(kPem, "f").value()[0], row, "k").ok());
    }
  }

  void aKeyWithoutCertificateAndAChainOfNoneAreRefused() {
    CPPUNIT_ASSERT(!keyFits(Certificate(), kKey, "k").ok());
    CPPUNIT_ASSERT(!whyChainIsIncomplete(std::vector<Certificate>(), "", "").empty());
    CPPUNIT_ASSERT(!whyChainIsIncomplete(std::vector<Certificate>(1), "", "").empty());
  }

  void judgesIntermediateCertificates() {
    const struct {
      double days;
      int bits;
      bool root;
      unsigned score;
    } rows[] = {{90, 2048, false, 100}, {29, 2048, false, 70}, {2.9, 2048, false, 0}, {-1, 2048, false, 0},
                {90, 1024, false, 85},  {90, 512, false, 0},   {-1, 512, true, 100}};
    for (const auto& row : rows) {
      std::vector<Certificate> chain(2, certificate());
      chain[1].subject = "/CN=between";
      chain[1].notAfter = kNow + static_cast<long long>(row.days * 86400);
      chain[1].keyBits = row.bits;
      chain[1].selfIssued = row.root;
      const Verdict v = judgeIssuers(chain, "f", wishes());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(v.summary(), row.score, v.score());
      CPPUNIT_ASSERT(row.score == 100 || v.summary().find("f: intermediate /CN=between") == 0);
    }
  }

  void saysWhenTheVirtualIpIsNotCovered() {
    CertificateWishes w = wishes();
    w.names = {"api.example.com"};
    w.alsoWanted = "192.0.2.100";
    CPPUNIT_ASSERT_EQUAL(100u, judgeCertificate(certificate(), "f", w).score());
    w.alsoWanted = "192.0.2.101";
    const Verdict v = judgeCertificate(certificate(), "f", w);
    CPPUNIT_ASSERT_EQUAL(95u, v.score());
    CPPUNIT_ASSERT_MESSAGE(
        v.summary(), v.summary().find("does not cover the virtual IP 192.0.2.101") != std::string::npos);
  }

  void readsACertificateAndItsKey() {
    const Result<std::vector<Certificate>> read = readCertificates("text before\n" + kPem + kPem, "f");
    CPPUNIT_ASSERT_MESSAGE(read.error(), read.ok());
    CPPUNIT_ASSERT_EQUAL(std::size_t(2), read.value().size());
    const Certificate& c = read.value()[0];
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.100"), c.commonName);
    CPPUNIT_ASSERT_EQUAL(std::string("EC"), c.keyKind);
    CPPUNIT_ASSERT_EQUAL(256, c.keyBits);
    CPPUNIT_ASSERT(c.selfIssued && !c.weakDigest);
    CPPUNIT_ASSERT(coversName(c, "A.example") && coversName(c, "192.0.2.100"));
    CPPUNIT_ASSERT(!coversName(c, "192.0.2.101") && !coversName(c, "b.example"));
    CPPUNIT_ASSERT_EQUAL(std::size_t(64), c.fingerprint.size());
    CPPUNIT_ASSERT(c.notAfter - c.notBefore == 3650 * kDay);
    CPPUNIT_ASSERT_EQUAL(std::string(), whyChainIsIncomplete(read.value(), "", ""));
    const Result<bool> fits = keyFits(c, kKey, "k");
    CPPUNIT_ASSERT(fits.ok() && fits.value());
  }

  void everyTruncationOfAPemFileIsRefused() {
    // Without the last line's end it is still whole.
    for (std::size_t n = 0; n + 1 < kPem.size(); ++n)
      CPPUNIT_ASSERT(!readCertificates(Slice(kPem.data(), n), "f").ok());
    const Certificate whole = readCertificates(kPem, "f").value()[0];
    for (std::size_t n = 0; n + 1 < kKey.size(); ++n)
      CPPUNIT_ASSERT(!keyFits(whole, Slice(kKey.data(), n), "k").ok());
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
