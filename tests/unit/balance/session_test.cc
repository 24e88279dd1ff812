#include "mod_sioha/balance/session.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

namespace sioha {
namespace balance {
namespace {

// One letter a member: g good, u unknown, l last resort, a affine only (disabled), x unusable.
std::vector<Candidate> field(const std::string& letters) {
  std::vector<Candidate> members(letters.size());
  for (std::size_t i = 0; i < letters.size(); ++i)
    members[i].standing = letters[i] == 'g'   ? Standing::good
                          : letters[i] == 'u' ? Standing::unknown
                          : letters[i] == 'l' ? Standing::lastResort
                          : letters[i] == 'a' ? Standing::affineOnly
                                              : Standing::unusable;
  return members;
}

struct Row {
  const char* members;
  const char* redirects;  // a digit or '-' a member
  const char* domains;
  int owner, domain;
  int elected;
};

const Row kRows[] = {
    // The owner while it can, also when it is disabled for everybody else.
    {"ggg", "---", "---", 1, kNobody, 1},
    {"gag", "---", "---", 1, kNobody, 1},
    // Its redirect, also a disabled one, never a stopped one.
    {"xga", "2--", "---", 0, kNobody, 2},
    {"xgx", "2--", "---", 0, kNobody, 1},
    {"xgl", "2--", "---", 0, kNobody, 1},
    // The redirect goes before the domain, the domain before anybody; a domain has no disabled stand-in.
    {"xgg", "2--", "11-", 0, kNobody, 2},
    {"xggg", "----", "1--1", 0, kNobody, 3},
    {"xgga", "----", "1--1", 0, kNobody, 1},
    {"xggx", "3---", "1-1-", 0, kNobody, 2},
    // The route names no member but begins with a domain.
    {"ggg", "---", "--1", kNobody, 1, 2},
    {"ggx", "---", "--1", kNobody, 1, 0},
    {"ggg", "---", "---", kNobody, 1, 0},
    // Nobody left: the first redirect there is, as a hot standby.
    {"xxa", "-2-", "---", kNobody, kNobody, 2},
    {"xxa", "-2-", "---", 0, kNobody, 2},
    {"xxx", "-2-", "---", kNobody, kNobody, kNobody},
    {"xxa", "---", "---", kNobody, kNobody, kNobody},
    // One that is DOWN is no hot standby, but fail open keeps it in use.
    {"xxl", "-2-", "---", kNobody, kNobody, 2},
};

int numberAt(const char* digits, std::size_t i) {
  return digits[i] == '-' ? kNobody : digits[i] - '0';
}

}  // namespace

class SessionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionTest);
  CPPUNIT_TEST(followsTheTable);
  CPPUNIT_TEST(theStandInsShareByLoad);
  CPPUNIT_TEST_SUITE_END();

 public:
  void followsTheTable() {
    for (const Row& row : kRows) {
      const std::vector<Candidate> members = field(row.members);
      std::vector<Kinship> kinship(members.size());
      for (std::size_t i = 0; i < members.size(); ++i) {
        kinship[i].redirect = numberAt(row.redirects, i);
        kinship[i].domain = numberAt(row.domains, i);
      }
      Place place;
      place.owner = row.owner;
      place.domain = row.domain;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(row.members) + " " + row.redirects + " " + row.domains,
                                   row.elected,
                                   electFor(place, members.data(), kinship.data(), members.size(), 0));
    }
  }

  void theStandInsShareByLoad() {
    std::vector<Candidate> members = field("xggg");
    std::vector<Kinship> kinship(4);
    for (Kinship& each : kinship) each.domain = 7;
    kinship[3].domain = 8;
    members[1].load = 5;
    members[2].load = 4;
    Place place;
    place.owner = 0;
    CPPUNIT_ASSERT_EQUAL(2, electFor(place, members.data(), kinship.data(), 4, 0));
    members[2].load = 6;
    CPPUNIT_ASSERT_EQUAL(1, electFor(place, members.data(), kinship.data(), 4, 0));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SessionTest);

}  // namespace balance
}  // namespace sioha
