#include "mod_sioha/balance/settle.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace sioha {
namespace balance {
namespace {

const Ending kEndings[] = {Ending::complete, Ending::notSent, Ending::noAnswer,
                           Ending::partial,  Ending::refused, Ending::clientGone};
const int kCauses = static_cast<int>(Cause::clientWrite) + 1;

// Flags of a row, as letters: p pooled, a any byte, r repeatable, b body at hand, o others left,
// f fresh tried, t trusted, m tries of the member left, k the part of an answer is kept back.
Situation situation(Ending ending, Cause cause, const std::string& flags) {
  Situation s;
  s.ending = ending;
  s.cause = cause;
  s.pooledConnection = flags.find('p') != std::string::npos;
  s.anyByte = flags.find('a') != std::string::npos;
  s.repeatable = flags.find('r') != std::string::npos;
  s.bodyAtHand = flags.find('b') != std::string::npos;
  s.othersLeft = flags.find('o') != std::string::npos;
  s.freshTried = flags.find('f') != std::string::npos;
  s.trusted = flags.find('t') != std::string::npos;
  s.triesLeft = flags.find('m') != std::string::npos;
  s.keptBack = flags.find('k') != std::string::npos;
  return s;
}

std::string describe(const Situation& s) {
  std::string text = std::string(endingWord(s.ending)) + " " + causeWord(s.cause) + " ";
  if (s.pooledConnection) text += 'p';
  if (s.anyByte) text += 'a';
  if (s.repeatable) text += 'r';
  if (s.bodyAtHand) text += 'b';
  if (s.othersLeft) text += 'o';
  if (s.freshTried) text += 'f';
  if (s.trusted) text += 't';
  if (s.triesLeft) text += 'm';
  if (s.keptBack) text += 'k';
  return text;
}

struct Row {
  Ending ending;
  Cause cause;
  const char* flags;
  Step step;
  int status;
  bool suspect;
};

const Row kRows[] = {
    {Ending::complete, Cause::none, "bo", Step::done, 0, false},
    {Ending::clientGone, Cause::clientRead, "rbo", Step::done, 0, false},
    {Ending::clientGone, Cause::clientWrite, "rbo", Step::done, 0, false},

    {Ending::notSent, Cause::connectRefused, "bo", Step::otherMember, 0, true},
    {Ending::notSent, Cause::connectRefused, "b", Step::fail, 503, true},
    {Ending::notSent, Cause::connectTimeout, "bo", Step::otherMember, 0, true},
    {Ending::notSent, Cause::connectFailed, "b", Step::fail, 503, true},
    {Ending::notSent, Cause::noFreeConnection, "bo", Step::otherMember, 0, false},
    {Ending::notSent, Cause::noFreeConnection, "b", Step::fail, 503, false},
    {Ending::notSent, Cause::requestTooLarge, "pbo", Step::fail, 413, false},
    {Ending::notSent, Cause::released, "bo", Step::otherMember, 0, false},
    // A stale pooled connection: the same member, whatever the method.
    {Ending::notSent, Cause::closed, "pbo", Step::freshConnection, 0, false},
    {Ending::notSent, Cause::reset, "pb", Step::freshConnection, 0, false},
    {Ending::notSent, Cause::sendFailed, "pbo", Step::freshConnection, 0, false},
    {Ending::notSent, Cause::sendFailed, "pbof", Step::otherMember, 0, true},
    {Ending::notSent, Cause::closed, "pbf", Step::fail, 503, true},
    {Ending::notSent, Cause::closed, "bo", Step::otherMember, 0, true},
    // Half of the body went to the first: nobody else can have it.
    {Ending::notSent, Cause::sendFailed, "po", Step::fail, 503, true},
    // No CPONG in time: the member hangs; with nobody else the connection gets the doubt.
    {Ending::notSent, Cause::pingFailed, "pbo", Step::otherMember, 0, true},
    {Ending::notSent, Cause::pingFailed, "pb", Step::freshConnection, 0, true},
    {Ending::notSent, Cause::pingFailed, "pbf", Step::fail, 503, true},
    {Ending::notSent, Cause::pingFailed, "b", Step::fail, 503, true},

    {Ending::noAnswer, Cause::closed, "prbo", Step::freshConnection, 0, false},
    {Ending::noAnswer, Cause::reset, "prb", Step::freshConnection, 0, false},
    {Ending::noAnswer, Cause::sendFailed, "prb", Step::freshConnection, 0, false},
    {Ending::noAnswer, Cause::closed, "prbof", Step::otherMember, 0, true},
    {Ending::noAnswer, Cause::closed, "parbo", Step::otherMember, 0, true},
    {Ending::noAnswer, Cause::closed, "rbo", Step::otherMember, 0, true},
    {Ending::noAnswer, Cause::closed, "rb", Step::fail, 502, true},
    {Ending::noAnswer, Cause::closed, "pbo", Step::fail, 502, true},
    {Ending::noAnswer, Cause::reset, "pro", Step::fail, 502, true},
    {Ending::noAnswer, Cause::replyTimeout, "prbo", Step::otherMember, 0, true},
    {Ending::noAnswer, Cause::replyTimeout, "bo", Step::fail, 504, true},
    // The member answers its probes: the request itself is slow, elsewhere too.
    {Ending::noAnswer, Cause::replyTimeout, "prbot", Step::fail, 504, true},
    {Ending::noAnswer, Cause::released, "rbo", Step::otherMember, 0, false},
    {Ending::noAnswer, Cause::released, "bo", Step::fail, 504, false},
    {Ending::noAnswer, Cause::sendTimeout, "bo", Step::fail, 504, true},
    {Ending::noAnswer, Cause::protocolError, "prbo", Step::otherMember, 0, true},
    {Ending::noAnswer, Cause::protocolError, "rb", Step::fail, 502, true},
    {Ending::noAnswer, Cause::lengthMismatch, "bo", Step::fail, 502, true},

    // `retries` of the member: only where a moment may mend it, and only what may run twice or was not sent.
    {Ending::notSent, Cause::connectRefused, "bom", Step::sameMember, 0, true},
    {Ending::notSent, Cause::connectRefused, "om", Step::fail, 503, true},
    {Ending::notSent, Cause::noFreeConnection, "bom", Step::otherMember, 0, false},
    {Ending::notSent, Cause::closed, "pbom", Step::freshConnection, 0, false},
    {Ending::noAnswer, Cause::closed, "rbom", Step::sameMember, 0, true},
    {Ending::noAnswer, Cause::closed, "bom", Step::fail, 502, true},
    {Ending::noAnswer, Cause::replyTimeout, "rbom", Step::sameMember, 0, true},
    {Ending::noAnswer, Cause::replyTimeout, "rbotm", Step::fail, 504, true},
    {Ending::noAnswer, Cause::released, "rbom", Step::otherMember, 0, false},
    {Ending::noAnswer, Cause::protocolError, "rbm", Step::fail, 502, true},
    {Ending::refused, Cause::refusedStatus, "rbom", Step::otherMember, 0, true},

    {Ending::partial, Cause::closed, "prbo", Step::cut, 0, true},
    {Ending::partial, Cause::lengthMismatch, "rbo", Step::cut, 0, true},
    {Ending::partial, Cause::released, "rbo", Step::cut, 0, false},
    // Nobody has seen the little that came.
    {Ending::partial, Cause::closed, "aprbok", Step::otherMember, 0, true},
    {Ending::partial, Cause::reset, "arbmk", Step::sameMember, 0, true},
    {Ending::partial, Cause::released, "arbok", Step::otherMember, 0, false},
    {Ending::partial, Cause::lengthMismatch, "arbok", Step::otherMember, 0, true},
    {Ending::partial, Cause::closed, "aprbk", Step::cut, 0, true},
    {Ending::partial, Cause::closed, "abok", Step::cut, 0, true},
    {Ending::partial, Cause::replyTimeout, "arbotk", Step::cut, 0, true},

    {Ending::refused, Cause::refusedStatus, "rbo", Step::otherMember, 0, true},
    {Ending::refused, Cause::refusedStatus, "rb", Step::done, 0, true},
    {Ending::refused, Cause::refusedStatus, "bo", Step::done, 0, true},
    {Ending::refused, Cause::refusedStatus, "ro", Step::done, 0, true},
};

template <class Check>
void forEverySituation(Check check) {
  for (Ending ending : kEndings)
    for (int cause = 0; cause < kCauses; ++cause)
      for (int bits = 0; bits < 512; ++bits) {
        std::string flags;
        for (int bit = 0; bit < 9; ++bit)
          if (bits & (1 << bit)) flags += "parboftmk"[bit];
        const Situation s = situation(ending, static_cast<Cause>(cause), flags);
        check(s, settle(s), describe(s));
      }
}

bool repeats(const Settlement& settlement) {
  return settlement.step == Step::freshConnection || settlement.step == Step::otherMember ||
         settlement.step == Step::sameMember;
}

}  // namespace

class SettleTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SettleTest);
  CPPUNIT_TEST(followsTheTable);
  CPPUNIT_TEST(neverRepeatsWhatMayHaveRun);
  CPPUNIT_TEST(neverRepeatsWithoutTheBody);
  CPPUNIT_TEST(neverRepeatsOnceAnAnswerBegan);
  CPPUNIT_TEST(goesElsewhereOnlyWhenSomebodyIsLeft);
  CPPUNIT_TEST(triesAFreshConnectionOnceAndOnlyAfterAPooledOne);
  CPPUNIT_TEST(saysAStatusExactlyWhenItFails);
  CPPUNIT_TEST(neverSuspectsForTheClientOrForUs);
  CPPUNIT_TEST(triesTheSameMemberOnlyWhenTriesAreLeft);
  CPPUNIT_TEST(recoveryOptionsOnlyForbid);
  CPPUNIT_TEST_SUITE_END();

 public:
  void followsTheTable() {
    for (const Row& row : kRows) {
      const Situation s = situation(row.ending, row.cause, row.flags);
      const Settlement got = settle(s);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(describe(s), static_cast<int>(row.step), static_cast<int>(got.step));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(describe(s), row.status, got.status);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(describe(s), row.suspect, got.suspect);
    }
  }

  void neverRepeatsWhatMayHaveRun() {
    forEverySituation([](const Situation& s, const Settlement& got, const std::string& what) {
      if (!s.repeatable && s.ending != Ending::notSent) CPPUNIT_ASSERT_MESSAGE(what, !repeats(got));
    });
  }

  void neverRepeatsWithoutTheBody() {
    forEverySituation([](const Situation& s, const Settlement& got, const std::string& what) {
      if (!s.bodyAtHand) CPPUNIT_ASSERT_MESSAGE(what, !repeats(got));
    });
  }

  void neverRepeatsOnceAnAnswerBegan() {
    forEverySituation([](const Situation& s, const Settlement& got, const std::string& what) {
      if (s.ending != Ending::partial || !s.keptBack)
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, s.ending == Ending::partial, got.step == Step::cut);
      if (s.ending == Ending::complete) CPPUNIT_ASSERT_MESSAGE(what, got.step == Step::done);
    });
  }

  void goesElsewhereOnlyWhenSomebodyIsLeft() {
    forEverySituation([](const Situation& s, const Settlement& got, const std::string& what) {
      if (got.step == Step::otherMember) CPPUNIT_ASSERT_MESSAGE(what, s.othersLeft);
    });
  }

  void triesAFreshConnectionOnceAndOnlyAfterAPooledOne() {
    forEverySituation([](const Situation& s, const Settlement& got, const std::string& what) {
      if (got.step == Step::freshConnection)
        CPPUNIT_ASSERT_MESSAGE(
            what, s.pooledConnection && !s.freshTried && !(s.anyByte && s.ending == Ending::noAnswer));
    });
  }

  void saysAStatusExactlyWhenItFails() {
    forEverySituation([](const Situation&, const Settlement& got, const std::string& what) {
      const bool known = got.status == 413 || (got.status >= 502 && got.status <= 504);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(what, got.step == Step::fail, known);
      if (!known) CPPUNIT_ASSERT_EQUAL_MESSAGE(what, 0, got.status);
    });
  }

  void neverSuspectsForTheClientOrForUs() {
    forEverySituation([](const Situation& s, const Settlement& got, const std::string& what) {
      const bool ours = s.ending == Ending::clientGone || s.ending == Ending::complete ||
                        (s.ending != Ending::refused &&
                         (s.cause == Cause::requestTooLarge || s.cause == Cause::noFreeConnection ||
                          s.cause == Cause::clientRead || s.cause == Cause::clientWrite));
      if (ours) CPPUNIT_ASSERT_MESSAGE(what, !got.suspect);
    });
  }

  void triesTheSameMemberOnlyWhenTriesAreLeft() {
    forEverySituation([](const Situation& s, const Settlement& got, const std::string& what) {
      if (got.step == Step::sameMember) CPPUNIT_ASSERT_MESSAGE(what, s.triesLeft);
    });
  }

  // mod_jk takes 8 and 16 for alternatives: with 24 or 27 it repeats HEAD and not GET.
  void recoveryOptionsOnlyForbid() {
    for (unsigned options = 0; options < 32; ++options) {
      const bool forbids = (options & 1) != 0;
      const std::string what = std::to_string(options);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(what, forbids, recoveryForbids(options, false, false));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(what, forbids && (options & 16) == 0, recoveryForbids(options, true, false));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(what, forbids && (options & 8) == 0, recoveryForbids(options, false, true));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SettleTest);

}  // namespace balance
}  // namespace sioha
