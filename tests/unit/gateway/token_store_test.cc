#include <cppunit/extensions/HelperMacros.h>
#include <stdio.h>

#include <cstring>
#include <vector>

#include "mod_sioha/gateway/keyed_hash.h"
#include "mod_sioha/gateway/token_record.h"
#include "mod_sioha/gateway/token_table.h"

namespace sioha {
namespace gateway {
namespace {

Hash128 keyOfBytesInOrder() {
  const Hash128 key = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};
  return key;
}

std::string hex(const Hash128& hash) {
  std::string text;
  char two[3];
  for (int i = 0; i < 16; ++i) {
    const std::uint64_t word = i < 8 ? hash.low : hash.high;
    snprintf(two, sizeof two, "%02X", static_cast<unsigned>(word >> (8 * (i % 8)) & 0xFF));
    text += two;
  }
  return text;
}

std::string bytesInOrder(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += static_cast<char>(i);
  return text;
}

TokenRecord sample() {
  TokenRecord record;
  record.owner = memberId("machine2");
  record.certain = true;
  record.expiresAt = 1558098826;
  record.setPeer(memberId("machine1"), "YWRtaW46MTU1");
  record.setPeer(memberId("machine3"), "QUJD");
  return record;
}

const std::uint32_t kNow = 1500000000;

/// A table of `slots` with room for 64 sealed bytes an entry.
struct Table {
  explicit Table(std::size_t slots)
      : memory(TokenTable::sizeFor(slots, 64) / 8 + 8), table(aligned(), slots, 64) {}
  void* aligned() {
    const std::uintptr_t at = reinterpret_cast<std::uintptr_t>(memory.data());
    return reinterpret_cast<void*>((at + 63) & ~static_cast<std::uintptr_t>(63));
  }
  std::vector<std::uint64_t> memory;
  TokenTable table;
};

Hash128 key(std::uint64_t number) {
  const Hash128 made = {number << 32, number};  // all in the first bucket
  return made;
}

TokenEntry entryOf(std::uint32_t owner) {
  TokenEntry entry;
  entry.owner = owner;
  entry.certain = true;
  return entry;
}

}  // namespace

class TokenStoreTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TokenStoreTest);
  CPPUNIT_TEST(hashesAsTheReferenceDoes);
  CPPUNIT_TEST(hashesDependOnTheKey);
  CPPUNIT_TEST(memberIdsDifferAndAreNeverZero);
  CPPUNIT_TEST(recordsComeBackAsTheyWere);
  CPPUNIT_TEST(recordsDropPeersThatFindNoRoom);
  CPPUNIT_TEST(recordsForgetAMember);
  CPPUNIT_TEST(truncatedRecordsAreRefused);
  CPPUNIT_TEST(recordsThatNobodyWroteAreRefused);
  CPPUNIT_TEST(theTableGivesBackWhatItGot);
  CPPUNIT_TEST(theTableForgetsIdleTokens);
  CPPUNIT_TEST(theTableForgetsExpiredTokens);
  CPPUNIT_TEST(theTableForgetsWhatIsRemoved);
  CPPUNIT_TEST(aFullBucketGivesUpTheLeastRecentlyUsed);
  CPPUNIT_TEST(aSlotThatIsBeingWrittenIsLeftAlone);
  CPPUNIT_TEST(theTableHoldsNoToken);
  CPPUNIT_TEST_SUITE_END();

 public:
  // The authors' vectors for 128 bits: key 00..0f, texts 00, 00 01, ...
  void hashesAsTheReferenceDoes() {
    struct {
      std::size_t size;
      const char* hash;
    } const rows[] = {{0, "A3817F04BA25A8E66DF67214C7550293"}, {1, "DA87C1D86B99AF44347659119B22FC45"},
                      {2, "8177228DA4A45DC7FCA38BDEF60AFFE4"}, {3, "9C70B60C5267A94E5F33B6B02985ED51"},
                      {8, "3B62A9BA6258F5610F83E264F31497B4"}, {63, "5150D1772F50834A503E069A973FBD7C"}};
    for (const auto& row : rows)
      CPPUNIT_ASSERT_EQUAL(std::string(row.hash),
                           hex(keyedHash(keyOfBytesInOrder(), bytesInOrder(row.size))));
  }

  void hashesDependOnTheKey() {
    Hash128 other = keyOfBytesInOrder();
    other.high ^= 1;
    CPPUNIT_ASSERT(!(keyedHash(other, "token") == keyedHash(keyOfBytesInOrder(), "token")));
  }

  void memberIdsDifferAndAreNeverZero() {
    CPPUNIT_ASSERT(memberId("machine1") != memberId("machine2"));
    CPPUNIT_ASSERT(memberId("") != 0);
    CPPUNIT_ASSERT_EQUAL(0xe40c292cu, memberId("a"));  // FNV-1a's published value
  }

  void recordsComeBackAsTheyWere() {
    TokenRecord read;
    CPPUNIT_ASSERT(readRecord(writeRecord(sample(), 1000), &read));
    CPPUNIT_ASSERT_EQUAL(sample().owner, read.owner);
    CPPUNIT_ASSERT_EQUAL(sample().expiresAt, read.expiresAt);
    CPPUNIT_ASSERT(read.certain);
    CPPUNIT_ASSERT_EQUAL(std::size_t(2), read.peers.size());
    CPPUNIT_ASSERT(read.tokenAt(memberId("machine1")) == Slice("YWRtaW46MTU1"));
    CPPUNIT_ASSERT(read.tokenAt(memberId("machine3")) == Slice("QUJD"));
    CPPUNIT_ASSERT(read.tokenAt(memberId("machine2")).empty());
  }

  void recordsDropPeersThatFindNoRoom() {
    const std::string written = writeRecord(sample(), 11 + 6 + 4);
    TokenRecord read;
    CPPUNIT_ASSERT(readRecord(written, &read));
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), read.peers.size());
    CPPUNIT_ASSERT(read.tokenAt(memberId("machine3")) == Slice("QUJD"));
  }

  void recordsForgetAMember() {
    TokenRecord record = sample();
    record.drop(memberId("machine1"));
    CPPUNIT_ASSERT(record.tokenAt(memberId("machine1")).empty());
    CPPUNIT_ASSERT_EQUAL(memberId("machine2"), record.owner);
    record.drop(memberId("machine2"));
    CPPUNIT_ASSERT_EQUAL(0u, record.owner);
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), record.peers.size());
  }

  void truncatedRecordsAreRefused() {
    const std::string whole = writeRecord(sample(), 1000);
    TokenRecord read;
    for (std::size_t size = 0; size < whole.size(); ++size)
      CPPUNIT_ASSERT_MESSAGE(std::to_string(size), !readRecord(Slice(whole.data(), size), &read));
    CPPUNIT_ASSERT(!readRecord(whole + "x", &read));
  }

  void recordsThatNobodyWroteAreRefused() {
    const std::string whole = writeRecord(sample(), 1000);
    TokenRecord read;
    std::string other = whole;
    other[0] = 2;
    CPPUNIT_ASSERT_MESSAGE("version", !readRecord(other, &read));
    other = whole;
    other[1] = 2;
    CPPUNIT_ASSERT_MESSAGE("flags", !readRecord(other, &read));
    other = whole;
    other[whole.size() - 1] = '\n';
    CPPUNIT_ASSERT_MESSAGE("a line end in a token", !readRecord(other, &read));
    TokenRecord many;
    for (std::uint32_t member = 1; member <= 64; ++member) many.setPeer(member, "QQ");
    other = writeRecord(many, 4000);  // 63 of them
    CPPUNIT_ASSERT(readRecord(other, &read));
    other[10] = 64;
    CPPUNIT_ASSERT_MESSAGE("more peers than are written", !readRecord(other + other.substr(11, 8), &read));
  }

  void theTableGivesBackWhatItGot() {
    Table t(64);
    TokenEntry entry = entryOf(7);
    entry.expiresAt = kNow + 100;
    entry.sharedAt = kNow - 5;
    TokenEntry found;
    CPPUNIT_ASSERT(!t.table.find(key(1), kNow, &found));
    CPPUNIT_ASSERT(t.table.put(key(1), entry, "sealed bytes", kNow) == TokenTable::Put::stored);
    CPPUNIT_ASSERT(t.table.find(key(1), kNow, &found));
    CPPUNIT_ASSERT_EQUAL(7u, found.owner);
    CPPUNIT_ASSERT_EQUAL(kNow - 5, found.sharedAt);
    CPPUNIT_ASSERT(found.certain && found.hasSealed);
    std::string sealed;
    CPPUNIT_ASSERT(t.table.readSealed(key(1), &sealed));
    CPPUNIT_ASSERT_EQUAL(std::string("sealed bytes"), sealed);
    CPPUNIT_ASSERT(!t.table.find(key(2), kNow, &found));
    CPPUNIT_ASSERT(t.table.put(key(1), entryOf(8), Slice(), kNow) == TokenTable::Put::stored);
    CPPUNIT_ASSERT(t.table.find(key(1), kNow, &found));
    CPPUNIT_ASSERT_EQUAL(8u, found.owner);
    CPPUNIT_ASSERT(!t.table.readSealed(key(1), &sealed));
  }

  void theTableForgetsIdleTokens() {
    Table t(64);
    TokenEntry found;
    t.table.put(key(1), entryOf(7), Slice(), kNow);
    CPPUNIT_ASSERT(t.table.find(key(1), kNow + kTokenIdleSeconds - 1, &found));
    CPPUNIT_ASSERT_MESSAGE("the look was a use",
                           t.table.find(key(1), kNow + 2 * kTokenIdleSeconds - 2, &found));
    CPPUNIT_ASSERT(!t.table.find(key(1), kNow + 4 * kTokenIdleSeconds, &found));
  }

  void theTableForgetsExpiredTokens() {
    Table t(64);
    TokenEntry entry = entryOf(7), found;
    entry.expiresAt = kNow + 10;
    t.table.put(key(1), entry, Slice(), kNow);
    CPPUNIT_ASSERT(t.table.find(key(1), kNow + 9, &found));
    CPPUNIT_ASSERT(!t.table.find(key(1), kNow + 10, &found));
  }

  void theTableForgetsWhatIsRemoved() {
    Table t(64);
    TokenEntry found;
    t.table.put(key(1), entryOf(7), Slice(), kNow);
    t.table.put(key(2), entryOf(8), Slice(), kNow);
    t.table.remove(key(1));
    t.table.remove(key(3));
    CPPUNIT_ASSERT(!t.table.find(key(1), kNow, &found));
    CPPUNIT_ASSERT(t.table.find(key(2), kNow, &found));
  }

  void aFullBucketGivesUpTheLeastRecentlyUsed() {
    Table t(64);
    TokenEntry found;
    for (std::uint32_t i = 1; i <= 8; ++i)
      CPPUNIT_ASSERT(t.table.put(key(i), entryOf(i), Slice(), kNow + i) == TokenTable::Put::stored);
    CPPUNIT_ASSERT(t.table.find(key(1), kNow + 20, &found));
    CPPUNIT_ASSERT(t.table.put(key(9), entryOf(9), Slice(), kNow + 21) == TokenTable::Put::evicted);
    CPPUNIT_ASSERT(!t.table.find(key(2), kNow + 22, &found));
    CPPUNIT_ASSERT(t.table.find(key(1), kNow + 22, &found));
    CPPUNIT_ASSERT(t.table.find(key(9), kNow + 22, &found));
    t.table.remove(key(5));
    CPPUNIT_ASSERT(t.table.put(key(10), entryOf(10), Slice(), kNow + 23) == TokenTable::Put::stored);
  }

  void aSlotThatIsBeingWrittenIsLeftAlone() {
    Table t(8);
    TokenEntry found;
    t.table.put(key(1), entryOf(7), "sealed", kNow);
    std::uint32_t* version = static_cast<std::uint32_t*>(t.aligned());
    CPPUNIT_ASSERT_EQUAL(2u, *version);
    *version = 3;  // as a writer leaves it that was killed half way
    std::string sealed;
    CPPUNIT_ASSERT(!t.table.find(key(1), kNow, &found));
    CPPUNIT_ASSERT(!t.table.readSealed(key(1), &sealed));
    CPPUNIT_ASSERT(t.table.put(key(1), entryOf(7), Slice(), kNow) == TokenTable::Put::lost);
    CPPUNIT_ASSERT(t.table.put(key(2), entryOf(8), Slice(), kNow) == TokenTable::Put::stored);
    CPPUNIT_ASSERT(t.table.find(key(2), kNow, &found));
  }

  void theTableHoldsNoToken() {
    Table t(8);
    const std::string token = "YWRtaW46MTU1ODA5ODgyNjQyODozMDVjYWQ3NjljNWFlNWU4";
    t.table.put(keyedHash(keyOfBytesInOrder(), token), entryOf(7), Slice(), kNow);
    const char* at = reinterpret_cast<const char*>(t.memory.data());
    const std::string all(at, t.memory.size() * 8);
    CPPUNIT_ASSERT(all.find(token.substr(0, 8)) == std::string::npos);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TokenStoreTest);

}  // namespace gateway
}  // namespace sioha
