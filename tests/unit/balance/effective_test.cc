#include "mod_sioha/balance/effective.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

namespace sioha {
namespace balance {
namespace {

const Instant kNow = seconds(1000);

// One word a member, '/' and a number is its rank, '-' a draining one, '!' a stopped one:
// up turn slow rise unk stale staledown refused disabled nomdm 503 hangs
Member member(std::string word) {
  Member m;
  if (word[0] == '-') m.admin = Admin::disabled;
  if (word[0] == '!') m.admin = Admin::stopped;
  if (m.admin != Admin::active) word.erase(0, 1);
  const std::size_t slash = word.find('/');
  if (slash != std::string::npos) {
    m.rank = word[slash + 1] - '0';
    word.erase(slash);
  }
  HealthRecord* h = &m.health;
  h->probedUs = kNow.count() - 1;
  h->reason = Reason::none;
  h->step = 2;
  h->state = Health::down;
  if (word == "up" || word == "stale") h->state = Health::up;
  if (word == "turn") h->state = Health::turning;
  if (word == "slow") h->state = Health::slowStart;
  if (word == "rise") h->state = Health::rising;
  if (word == "unk") m.health = freshRecord();
  if (word == "slow") h->slowStartUs = (kNow - seconds(5)).count();
  if (word == "stale" || word == "staledown") h->probedUs = (kNow - seconds(60)).count();
  if (word == "refused" || word == "staledown" || word == "rise") h->reason = Reason::connectRefused;
  if (word == "refused") h->step = 1;
  if (word == "disabled") h->reason = Reason::gatewayDisabled;
  if (word == "503") h->reason = Reason::unavailable;
  if (word == "hangs") h->reason = Reason::replyTimeout;
  if (word == "nomdm") h->reason = Reason::mdmUnreachable;
  if (word == "nomdm") h->step = 3;
  return m;
}

std::vector<Member> members(const std::string& words) {
  std::vector<Member> list;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    list.push_back(member(words.substr(at, end - at)));
    at = end + 1;
  }
  return list;
}

std::vector<Judgement> judged(const std::vector<Member>& list) {
  std::vector<Judgement> judgements(list.size());
  judge(list.data(), list.size(), kNow, HealthPolicy(), judgements.data());
  return judgements;
}

// "effective standing[ release](why,why)" of each.
std::string describe(const std::vector<Judgement>& judgements) {
  static const char* const kStandings[] = {"good", "unknown", "last", "affine", "unusable"};
  std::string text;
  for (const Judgement& j : judgements) {
    text += text.empty() ? "" : " | ";
    text += std::string(effectiveWord(j.effective)) + " " + kStandings[static_cast<int>(j.standing)];
    if (j.release) text += " release";
    std::string whys;
    for (std::size_t i = 0; i < j.whyCount; ++i) whys += std::string(i ? "," : "") + whyWord(j.why[i]);
    if (!whys.empty()) text += " (" + whys + ")";
  }
  return text;
}

struct Row {
  const char* members;
  const char* expected;
};

const Row kRows[] = {
    {"up up/1", "up good | standby good (standby)"},
    {"turn up/1", "up good (turning) | standby good (standby)"},
    {"slow up/1", "slow-start good (slow-start) | standby good (standby)"},
    {"up slow/1", "up good | slow-start good (slow-start,standby)"},
    {"refused up/1", "down unusable release (down) | up good"},
    {"503 up/1", "down unusable release (down) | up good"},
    {"rise up/1", "down unusable release (rising) | up good"},
    {"unk up/1", "unknown unknown (unknown) | standby good (standby)"},
    {"unk unk", "unknown unknown (unknown) | unknown unknown (unknown)"},
    // A stale verdict is unknown, whatever it was.
    {"stale staledown/1", "stale unknown (stale) | stale unknown (stale,standby)"},
    {"-up up/1", "draining affine (draining) | up good"},
    {"-refused up/1", "draining unusable release (draining,down) | up good"},
    {"!up up/1", "stopped unusable (stopped) | up good"},
    {"!refused up", "stopped unusable release (stopped,down) | up good"},
    {"refused refused", "down unusable release (down) | down unusable release (down)"},
    // Fail open: the trouble is behind all of them.
    {"nomdm nomdm", "fail-open last (down,fail-open) | fail-open last (down,fail-open)"},
    {"disabled 503", "fail-open last (down,fail-open) | fail-open last (down,fail-open)"},
    // A hang is not waited out.
    {"503 hangs", "fail-open last (down,fail-open) | down unusable release (down)"},
    {"hangs hangs", "down unusable release (down) | down unusable release (down)"},
    {"nomdm refused", "fail-open last (down,fail-open) | down unusable release (down)"},
    {"disabled nomdm", "down unusable release (down) | fail-open last (down,fail-open)"},
    {"rise nomdm", "fail-open last (rising,fail-open) | down unusable release (down)"},
    {"nomdm unk", "down unusable release (down) | unknown unknown (unknown)"},
    {"nomdm stale", "down unusable release (down) | stale unknown (stale)"},
    {"nomdm -up", "fail-open last (down,fail-open) | draining affine (draining)"},
    {"nomdm !up", "fail-open last (down,fail-open) | stopped unusable (stopped)"},
    {"nomdm -nomdm", "fail-open last (down,fail-open) | draining affine (draining,down)"},
    {"!nomdm !nomdm", "stopped unusable release (stopped,down) | stopped unusable release (stopped,down)"},
};

}  // namespace

class EffectiveTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EffectiveTest);
  CPPUNIT_TEST(followsTheTable);
  CPPUNIT_TEST(fullAndTriedMembersAreUnusableForThisRequest);
  CPPUNIT_TEST(sendsNobodyToTheUnreachable);
  CPPUNIT_TEST(passesShareWeightAndLoadOn);
  CPPUNIT_TEST(leavesOutWhoIsTooMany);
  CPPUNIT_TEST(wordsAreThoseOfTheStatusPage);
  CPPUNIT_TEST_SUITE_END();

 public:
  void followsTheTable() {
    for (const Row& row : kRows)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.members, std::string(row.expected),
                                   describe(judged(members(row.members))));
  }

  void fullAndTriedMembersAreUnusableForThisRequest() {
    std::vector<Member> list = members("up up up -up");
    list[0].full = list[1].tried = list[3].tried = true;
    std::vector<Candidate> candidates(list.size());
    standings(list.data(), list.size(), kNow, HealthPolicy(), candidates.data());
    CPPUNIT_ASSERT(candidates[0].standing == Standing::unusable);
    CPPUNIT_ASSERT(candidates[1].standing == Standing::unusable);
    CPPUNIT_ASSERT(candidates[2].standing == Standing::good);
    CPPUNIT_ASSERT(candidates[3].standing == Standing::unusable);
    CPPUNIT_ASSERT_EQUAL(std::string("up good (full)"), describe(std::vector<Judgement>(1, judged(list)[0])));
    // A member that was tried is no reason to use one that is down.
    list = members("up nomdm");
    list[0].tried = true;
    standings(list.data(), 2, kNow, HealthPolicy(), candidates.data());
    CPPUNIT_ASSERT(allUnusable(candidates.data(), 2));
  }

  void sendsNobodyToTheUnreachable() {
    const std::vector<Member> list = members("refused refused/1");
    Candidate candidates[2];
    standings(list.data(), 2, kNow, HealthPolicy(), candidates);
    CPPUNIT_ASSERT(allUnusable(candidates, 2));
    CPPUNIT_ASSERT_EQUAL(int(kNobody), elect(candidates, 2, 0, 1));
    CPPUNIT_ASSERT(allUnusable(candidates, 0));
  }

  void passesShareWeightAndLoadOn() {
    std::vector<Member> list = members("slow/3");
    list[0].weight = 7;
    list[0].load = 11;
    Candidate c;
    standings(list.data(), 1, kNow, HealthPolicy(), &c);
    CPPUNIT_ASSERT_EQUAL(50, int(c.share));
    CPPUNIT_ASSERT_EQUAL(3, c.rank);
    CPPUNIT_ASSERT_EQUAL(7u, unsigned(c.weight));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t(11), c.load);
  }

  void leavesOutWhoIsTooMany() {
    const std::vector<Member> list(kMostMembers + 2, member("up"));
    std::vector<Candidate> candidates(list.size());
    standings(list.data(), list.size(), kNow, HealthPolicy(), candidates.data());
    CPPUNIT_ASSERT(candidates[kMostMembers - 1].standing == Standing::good);
    CPPUNIT_ASSERT(candidates[kMostMembers].standing == Standing::unusable);
  }

  void wordsAreThoseOfTheStatusPage() {
    CPPUNIT_ASSERT_EQUAL(std::string("down"), std::string(effectiveWord(Effective::down)));
    CPPUNIT_ASSERT_EQUAL(std::string("standby"), std::string(whyWord(Why::standby)));
    CPPUNIT_ASSERT_EQUAL(std::string("disabled"), std::string(adminWord(Admin::disabled)));
    CPPUNIT_ASSERT_EQUAL(std::string("ACT"), std::string(activationWord(Admin::active)));
    CPPUNIT_ASSERT_EQUAL(std::string("DIS"), std::string(activationWord(Admin::disabled)));
    CPPUNIT_ASSERT_EQUAL(std::string("STP"), std::string(activationWord(Admin::stopped)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EffectiveTest);

}  // namespace balance
}  // namespace sioha
