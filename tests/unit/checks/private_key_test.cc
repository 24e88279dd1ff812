#include "keepalived-checks/common/certificate.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace checks {

// Made for this test: CN=a.example, RSA of 1024 bits, with its key in both forms and another; used nowhere else.
static const std::string kPem =
    "-----BEGIN CERTIFICATE-----\n"
    "MIICBDCCAW2gAwIBAgIUaQP7zFq2kdvGCudMajlmZRwoRqIwDQYJKoZIhvcNAQEL\n"
    "BQAwFDESMBAGA1UEAwwJYS5leGFtcGxlMB4XDTI2MTEyNjAwMTg0M1oXDTM2MTEy\n"
    "MzAwMTg0M1owFDESMBAGA1UEAwwJYS5leGFtcGxlMIGfMA0GCSqGSIb3DQEBAQUA\n"
    "A4GNADCBiQKBgQCmO9d3v280+pn5Z/+KNMmjskZIMYdHwc6wi25F3vfwAH0R29aN\n"
    "je1yK8K5noKGcdqLzJMcgZBBKOlCPRdCTfQwymQblnOP60hJ+yPa+7LllEV8zZMw\n"
    "8ZV4FKo29ORXSdNuDT4gCxnsBrJHvpSuVFArGgzCdJTRQZVcyGtoDt1UmwIDAQAB\n"
    "o1MwUTAdBgNVHQ4EFgQUUaJ41YXKxMplIMXUZufufYHbFmowHwYDVR0jBBgwFoAU\n"
    "UaJ41YXKxMplIMXUZufufYHbFmowDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0B\n"
    "AQsFAAOBgQAeWDEXWJPwc/PZIHWp5juEMOPUA71E27Td8z31sl6ikjQeXf1EBmwS\n"
    "H/0cYFuHDXihoS+SDNcfH7vK3CZGIi8uTPlUWnl3MDhuIHhTPiuILsc6x1hPxAoO\n"
    "gu4boOYoA5vc4MEOWQfXI6hDfShZX15Anlze1bYKuhGVXhEHf4b88A==\n"
    "-----END CERTIFICATE-----\n";

static const std::string kBareKey =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIICXgIBAAKBgQCmO9d3v280+pn5Z/+KNMmjskZIMYdHwc6wi25F3vfwAH0R29aN\n"
    "je1yK8K5noKGcdqLzJMcgZBBKOlCPRdCTfQwymQblnOP60hJ+yPa+7LllEV8zZMw\n"
    "8ZV4FKo29ORXSdNuDT4gCxnsBrJHvpSuVFArGgzCdJTRQZVcyGtoDt1UmwIDAQAB\n"
    "AoGBAKMQKnFVwOGoPafwgzPwSiegdd7Vbs1N6NE3RMmXSYENCaKeEl2y7kvDb3Uj\n"
    "bwgw4N+nolshIP86AW4vfQRWcYRiGOMUXwcczlosVN+9g1Re/XaHL4QUMig0mXog\n"
    "PH2L1nkc7vHG7kLHTdZw8qRcSBGFqzegACbCHdtewLZ2aeJ5AkEAz/8Fz3YCbEo8\n"
    "m5yss70QTWaa+AUrQGTJ9ia9PBnWcBJE9o0r9+4qUeMJF2C7JSEbNfbyUDm9OyC+\n"
    "Gg9QBKz/rQJBAMyZYcBnTvwsVTE+ULSGcOvtV97LDS8HZlBtUOHTFfDSsKm9VMD7\n"
    "u7HqgvCU38J9UutfogIN8vXeErC/qqFDDmcCQQCgeQ5/kHmwGNqH6KoqBk1Emkwn\n"
    "3L0Q8nILUrofW4PhdYb1fdeVco/+G58RBVV+APvgd8Vd9h40Nz/UFUpUQTEFAkEA\n"
    "tWzlc3moXpDpUmtRoWL9yxeBrbwcirFjFrp42GcXs58ArOOIvj/7Jj8vsSoyaQI8\n"
    "fx8kR/Iamc88f6LWKX2OzQJAN/UfesFLS4K1vxbOpZywA02QSIgwvTqqDGKbQ0Vl\n"
    "kye9QefYQDV1zyQLfrGQBh6jCGhSgzFVdJC3WM1xQdH8zw==\n"
    "-----END RSA PRIVATE KEY-----\n";

static const std::string kWrappedKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAKY713e/bzT6mfln\n"
    "/4o0yaOyRkgxh0fBzrCLbkXe9/AAfRHb1o2N7XIrwrmegoZx2ovMkxyBkEEo6UI9\n"
    "F0JN9DDKZBuWc4/rSEn7I9r7suWURXzNkzDxlXgUqjb05FdJ024NPiALGewGske+\n"
    "lK5UUCsaDMJ0lNFBlVzIa2gO3VSbAgMBAAECgYEAoxAqcVXA4ag9p/CDM/BKJ6B1\n"
    "3tVuzU3o0TdEyZdJgQ0Jop4SXbLuS8NvdSNvCDDg36eiWyEg/zoBbi99BFZxhGIY\n"
    "4xRfBxzOWixU372DVF79docvhBQyKDSZeiA8fYvWeRzu8cbuQsdN1nDypFxIEYWr\n"
    "N6AAJsId217AtnZp4nkCQQDP/wXPdgJsSjybnKyzvRBNZpr4BStAZMn2Jr08GdZw\n"
    "EkT2jSv37ipR4wkXYLslIRs19vJQOb07IL4aD1AErP+tAkEAzJlhwGdO/CxVMT5Q\n"
    "tIZw6+1X3ssNLwdmUG1Q4dMV8NKwqb1UwPu7seqC8JTfwn1S61+iAg3y9d4SsL+q\n"
    "oUMOZwJBAKB5Dn+QebAY2ofoqioGTUSaTCfcvRDycgtSuh9bg+F1hvV915Vyj/4b\n"
    "nxEFVX4A++B3xV32HjQ3P9QVSlRBMQUCQQC1bOVzeahekOlSa1GhYv3LF4GtvByK\n"
    "sWMWunjYZxeznwCs44i+P/smPy+xKjJpAjx/HyRH8hqZzzx/otYpfY7NAkA39R96\n"
    "wUtLgrW/Fs6lnLADTZBIiDC9OqoMYptDRWWTJ71B59hANXXPJAt+sZAGHqMIaFKD\n"
    "MVV0kLdYzXFB0fzP\n"
    "-----END PRIVATE KEY-----\n";

static const std::string kOtherKey =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIICXAIBAAKBgQCsdBrpIgfi3ptsziy/ZEqVzMXxN+ClADwppFqi+QLgdut9k8V3\n"
    "CIcwxR+xXO3a9rV0qm/HZ/Lfi+JiG8LRwcMqJgSMsRYxMRI8MOufDcY4LC4hJeJH\n"
    "WjykqJAoVr4bMpBr8KsBdLrgQV5X/vRN8XsIrkiiMuSnMeutcu5KQ0164wIDAQAB\n"
    "AoGAdwdEM7lLXClteXHsrMVaPX6y+MUqhnhdDhjkfiwE8kziSTCfUINQXDcSouaT\n"
    "PVie8cFZmXaDygvQ2wpyMzjbrK8/dX9olE2VEU03Q0+KLz/jY3wKSy7XtQ6doLza\n"
    "jP+NYWs/UX8usTKp08x/mM8awSsqHgNdLQ5RNMmyQg8EVIECQQDec/N3xvsihHiH\n"
    "e0tvkZtB60rrs4vwOJR5Tt2hl+9GoACoNwSiopW0MDpztgY/4x8CgoEB7twmfUOg\n"
    "20O8s5IhAkEAxnXezsOVJWvqbXTlgMSS5b3ApTRFfLiT8kDmOhI6fQ6OTNoaR+9h\n"
    "6tmGyQ8vmmRgThdexORE4mYTjdOeSFs0gwJABjRtwhWGw7u2MPE7dW02S2xotpJX\n"
    "gOfTHF8ax3sZbXrhCdAfDPpD+ratqrSVEAshvkwtlQQ4l8o+rKnxBb5sgQJAclrK\n"
    "5vM1xplXPHjmIXujdXQQRGFJROOKhEW3I3ELeLHhdxEZoaejEVMEYmg4ssrx3y2C\n"
    "MwuhUZ8l10w/4UuEhwJBAIUvQuY1t2ZdT+5Bn/CMnV05yXaivZRgp4+zGaj+pRZ2\n"
    "lw/7Gs3NTAG22A9n2hlD9IirpVEBga3PeTuAowItug4=\n"
    "-----END RSA PRIVATE KEY-----\n";

class PrivateKeyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PrivateKeyTest);
  CPPUNIT_TEST(bothFormsOfAnRsaKeyFit);
  CPPUNIT_TEST(anotherRsaKeyDoesNotFit);
  CPPUNIT_TEST(everyTruncationOfAnRsaKeyIsRefused);
  CPPUNIT_TEST(noChangeOfAPublicNumberFits);
  CPPUNIT_TEST_SUITE_END();

  static Certificate certificate() { return readCertificates(kPem, "f").value()[0]; }

 public:
  void bothFormsOfAnRsaKeyFit() {
    for (const std::string& key : {kBareKey, kWrappedKey, "text before\n" + kWrappedKey, kPem + kBareKey}) {
      const Result<bool> fits = keyFits(certificate(), key, "k");
      CPPUNIT_ASSERT_MESSAGE(fits.error(), fits.ok());
      CPPUNIT_ASSERT(fits.value());
    }
  }

  void anotherRsaKeyDoesNotFit() {
    const Result<bool> fits = keyFits(certificate(), kOtherKey, "k");
    CPPUNIT_ASSERT_MESSAGE(fits.error(), fits.ok());
    CPPUNIT_ASSERT(!fits.value());
  }

  void everyTruncationOfAnRsaKeyIsRefused() {
    const Certificate whole = certificate();
    for (const std::string* key : {&kBareKey, &kWrappedKey})
      // Without the last line's end it is still whole.
      for (std::size_t n = 0; n + 1 < key->size(); ++n)
        CPPUNIT_ASSERT(!keyFits(whole, Slice(key->data(), n), "k").ok());
  }

  // In the first three lines of base64: the modulus from their 15th character on, and the exponent to their end.
  void noChangeOfAPublicNumberFits() {
    const Certificate whole = certificate();
    const std::size_t first = kBareKey.find('\n') + 1;
    for (std::size_t at = first + 14; at < first + 3 * 65; ++at) {
      std::string key = kBareKey;
      if (key[at] == '\n') continue;
      key[at] = key[at] == 'A' ? 'B' : 'A';
      const Result<bool> fits = keyFits(whole, key, "k");
      CPPUNIT_ASSERT_MESSAGE(key, !fits.ok() || !fits.value());
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PrivateKeyTest);

}  // namespace checks
}  // namespace sioha
