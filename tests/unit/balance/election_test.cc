#include "mod_sioha/balance/election.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

namespace sioha {
namespace balance {
namespace {

typedef std::vector<Candidate> Candidates;

// One letter a member: g good, u unknown, l last resort, a affine only, x unusable; each may be
// followed by its rank. "g0u1" is two members.
Candidates field(const std::string& text) {
  Candidates members;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    Candidate c;
    switch (text[i]) {
      case 'g':
        c.standing = Standing::good;
        break;
      case 'u':
        c.standing = Standing::unknown;
        break;
      case 'l':
        c.standing = Standing::lastResort;
        break;
      case 'a':
        c.standing = Standing::affineOnly;
        break;
      default:
        c.standing = Standing::unusable;
        break;
    }
    c.rank = text[i + 1] - '0';
    members.push_back(c);
  }
  return members;
}

int chosen(const Candidates& members, int owner = kNobody, std::uint64_t ticket = 0) {
  return elect(members.data(), members.size(), owner, ticket);
}

void raise(Candidates* members, const Candidates& seen, std::size_t at) {
  const std::uint64_t level = levelLoad(seen.data(), seen.size(), at);
  if ((*members)[at].load == seen[at].load) (*members)[at].load = level;
}

// As the caller does it, after a look at the loads as `seen`.
void count(Candidates* members, const Candidates& seen, std::size_t elected) {
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (i == elected || isLeftOut(seen.data(), seen.size(), i)) raise(members, seen, i);
  ++(*members)[elected].load;
}

// `atOnce` elections at a time see the same loads.
std::vector<unsigned> runsLevelled(Candidates* members, unsigned requests, unsigned atOnce = 1) {
  std::vector<unsigned> counts(members->size(), 0);
  Candidates seen;
  for (unsigned ticket = 0; ticket < requests; ++ticket) {
    if (ticket % atOnce == 0) seen = *members;
    const int index = chosen(seen, kNobody, ticket);
    CPPUNIT_ASSERT(index != kNobody);
    ++counts[static_cast<std::size_t>(index)];
    count(members, seen, static_cast<std::size_t>(index));
  }
  return counts;
}

std::vector<unsigned> runs(Candidates members, unsigned requests) {
  std::vector<unsigned> counts(members.size(), 0);
  for (unsigned ticket = 0; ticket < requests; ++ticket) {
    const int index = chosen(members, kNobody, ticket);
    CPPUNIT_ASSERT(index != kNobody);
    ++counts[static_cast<std::size_t>(index)];
    ++members[static_cast<std::size_t>(index)].load;
  }
  return counts;
}

void assertNear(unsigned expected, unsigned tolerance, unsigned got) {
  CPPUNIT_ASSERT_DOUBLES_EQUAL(double(expected), double(got), double(tolerance));
}

struct Row {
  const char* members;
  int owner;
  int expected;
};

const Row kRows[] = {
    {"", kNobody, kNobody},
    {"", 0, kNobody},
    {"x0x0", kNobody, kNobody},
    {"a0a0", kNobody, kNobody},
    {"g0g1", kNobody, 0},
    {"g1g0", kNobody, 1},
    {"x0g1", kNobody, 1},
    {"a0g1", kNobody, 1},
    // Priority is not given up for want of news.
    {"u0g1", kNobody, 0},
    {"u0g0", kNobody, 1},
    {"u1x0", kNobody, 0},
    // The owner, whatever its rank, as long as it can.
    {"g0g1", 1, 1},
    {"g0u1", 1, 1},
    {"g0a1", 1, 1},
    {"g0x1", 1, 0},
    {"x0x1", 1, kNobody},
    {"g0g1", 7, 0},
    {"g0g1", -5, 0},
    // Fail open: only when nobody is good or unknown.
    {"l0g1", kNobody, 1},
    {"l0u1", kNobody, 1},
    {"l1l0", kNobody, 1},
    {"l0l1", 1, 1},
    {"l0g1", 0, 1},
    {"a0l1", kNobody, 1},
    {"a0l1", 0, 0},
};

}  // namespace

class ElectionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ElectionTest);
  CPPUNIT_TEST(followsTheTable);
  CPPUNIT_TEST(equalsTakeTurns);
  CPPUNIT_TEST(weightsShareTheWork);
  CPPUNIT_TEST(comparesLoadsExactlyAndWithoutOverflow);
  CPPUNIT_TEST(takesAZeroWeightForOne);
  CPPUNIT_TEST(slowStartTakesItsShareAndLeavesTheRestToTheStandby);
  CPPUNIT_TEST(slowStartIsAShareOfTheFairPart);
  CPPUNIT_TEST(slowStartIsEvenOverTime);
  CPPUNIT_TEST(slowStartYieldsWhenNobodyElseIsThere);
  CPPUNIT_TEST(returningMemberStartsLevel);
  CPPUNIT_TEST(levellingKeepsTheSharesOfTheWeights);
  CPPUNIT_TEST(electionsAtOnceKeepTheSharesOfTheWeights);
  CPPUNIT_TEST(levellingLeavesNoDebtAfterAnAbsence);
  CPPUNIT_TEST(whoWasLeftOutGetsItsShareAtOnce);
  CPPUNIT_TEST_SUITE_END();

 public:
  void followsTheTable() {
    for (const Row& row : kRows)
      for (std::uint64_t ticket = 0; ticket < 5; ++ticket)
        CPPUNIT_ASSERT_EQUAL_MESSAGE(row.members, row.expected,
                                     chosen(field(row.members), row.owner, ticket));
  }

  void equalsTakeTurns() {
    const Candidates members = field("g0x0g0g0g1");
    unsigned counts[5] = {0, 0, 0, 0, 0};
    for (std::uint64_t ticket = 0; ticket < 300; ++ticket) ++counts[chosen(members, kNobody, ticket)];
    CPPUNIT_ASSERT_EQUAL(100u, counts[0]);
    CPPUNIT_ASSERT_EQUAL(0u, counts[1]);
    CPPUNIT_ASSERT_EQUAL(100u, counts[2]);
    CPPUNIT_ASSERT_EQUAL(100u, counts[3]);
    CPPUNIT_ASSERT_EQUAL(0u, counts[4]);
  }

  void weightsShareTheWork() {
    Candidates members = field("g0g0g0");
    members[0].weight = 1;
    members[1].weight = 2;
    members[2].weight = 7;
    const std::vector<unsigned> counts = runs(members, 10000);
    assertNear(1000, 2, counts[0]);
    assertNear(2000, 2, counts[1]);
    assertNear(7000, 2, counts[2]);
  }

  void comparesLoadsExactlyAndWithoutOverflow() {
    Candidates members = field("g0g0");
    const std::uint64_t most = ~std::uint64_t(0);
    members[0].weight = members[1].weight = ~std::uint32_t(0);
    members[0].load = most;
    members[1].load = most - 1;
    CPPUNIT_ASSERT_EQUAL(1, chosen(members));
    members[1].weight -= 1;
    members[1].load = most;
    CPPUNIT_ASSERT_EQUAL(0, chosen(members));
    members[0].load = 5;
    members[0].weight = 3;
    members[1].load = 3;
    members[1].weight = 2;
    CPPUNIT_ASSERT_EQUAL(1, chosen(members));
  }

  void takesAZeroWeightForOne() {
    Candidates members = field("g0g0");
    members[0].weight = 0;
    const std::vector<unsigned> counts = runs(members, 100);
    CPPUNIT_ASSERT_EQUAL(50u, counts[0]);
  }

  void slowStartTakesItsShareAndLeavesTheRestToTheStandby() {
    for (unsigned share = 1; share < 100; share += 14) {
      Candidates members = field("g0g1");
      members[0].share = static_cast<std::uint8_t>(share);
      const std::vector<unsigned> counts = runs(members, 10000);
      assertNear(share * 100, 30, counts[0]);
      CPPUNIT_ASSERT_EQUAL(10000u, counts[0] + counts[1]);
    }
  }

  void slowStartIsAShareOfTheFairPart() {
    Candidates members = field("g0g0");
    members[0].weight = 3;
    members[0].share = 20;
    assertNear(1500, 30, runs(members, 10000)[0]);
  }

  void slowStartIsEvenOverTime() {
    Candidates members = field("g0g1");
    members[0].share = 10;
    unsigned gap = 0, longest = 0;
    for (std::uint64_t ticket = 0; ticket < 5000; ++ticket) {
      gap = chosen(members, kNobody, ticket) == 0 ? 0 : gap + 1;
      if (gap > longest) longest = gap;
    }
    CPPUNIT_ASSERT(longest <= 20);
  }

  void slowStartYieldsWhenNobodyElseIsThere() {
    Candidates members = field("g0x1l2a3");
    members[0].share = 1;
    for (std::uint64_t ticket = 0; ticket < 500; ++ticket)
      CPPUNIT_ASSERT_EQUAL(0, chosen(members, kNobody, ticket));
    members = field("g0g0");
    members[0].share = members[1].share = 1;
    for (std::uint64_t ticket = 0; ticket < 500; ++ticket)
      CPPUNIT_ASSERT(chosen(members, kNobody, ticket) != kNobody);
  }

  void levellingKeepsTheSharesOfTheWeights() {
    Candidates members = field("g0g0g0");
    members[0].weight = 1;
    members[1].weight = 2;
    members[2].weight = 7;
    const std::vector<unsigned> counts = runsLevelled(&members, 10000);
    assertNear(1000, 20, counts[0]);
    assertNear(2000, 20, counts[1]);
    assertNear(7000, 20, counts[2]);
  }

  // Each number of threads, and sets of weights: what one election gives away by an old look, others give back.
  void electionsAtOnceKeepTheSharesOfTheWeights() {
    static const unsigned kWeights[][3] = {{1, 1, 1}, {1, 1, 3}, {2, 3, 5}, {1, 2, 97}};
    for (const unsigned* weights : kWeights) {
      for (unsigned atOnce = 1; atOnce <= 40; ++atOnce) {
        Candidates members = field("g0g0g0");
        unsigned sum = 0;
        for (std::size_t i = 0; i < 3; ++i) sum += members[i].weight = weights[i];
        const std::vector<unsigned> counts = runsLevelled(&members, 40000, atOnce);
        for (std::size_t i = 0; i < 3; ++i) assertNear(40000 * weights[i] / sum, 2 * atOnce + 2, counts[i]);
      }
    }
  }

  void whoWasLeftOutGetsItsShareAtOnce() {
    for (const char* before : {"x0g0g0", "a0g0g0", "u0g0g0"}) {
      Candidates members = field(before);
      runsLevelled(&members, 60);
      members[0].standing = Standing::good;
      assertNear(20, 2, runsLevelled(&members, 60)[0]);
    }
    // One that is full makes up for it: nothing but its bound kept requests from it.
    Candidates members = field("x0g0g0");
    members[0].passedOver = true;
    runsLevelled(&members, 60);
    members[0].standing = Standing::good;
    members[0].passedOver = false;
    assertNear(40, 2, runsLevelled(&members, 60)[0]);
  }

  void levellingLeavesNoDebtAfterAnAbsence() {
    Candidates members = field("x0g0g0");
    runsLevelled(&members, 9000);
    members[0].standing = Standing::good;
    members[0].share = 30;
    assertNear(100, 15, runsLevelled(&members, 1000)[0]);
    members[0].share = 100;
    assertNear(333, 5, runsLevelled(&members, 1000)[0]);
  }

  void returningMemberStartsLevel() {
    Candidates members = field("g0g0x0g1");
    members[0].load = 3;
    members[0].weight = 2;
    members[1].load = 1000;
    members[1].weight = 4;
    CPPUNIT_ASSERT_EQUAL(std::uint64_t(500), levelLoad(members.data(), members.size(), 0));
    members[0].load = 501;
    CPPUNIT_ASSERT_EQUAL(std::uint64_t(501), levelLoad(members.data(), members.size(), 0));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), levelLoad(members.data(), members.size(), 3));
    members[0].weight = 8;
    members[0].load = 0;
    members[1].load = ~std::uint64_t(0);
    CPPUNIT_ASSERT_EQUAL(~std::uint64_t(0), levelLoad(members.data(), members.size(), 0));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ElectionTest);

}  // namespace balance
}  // namespace sioha
