#include "mod_sioha/net/pool.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>

#include <atomic>
#include <list>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "tests/fakes/exchange_fakes.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/socket_peer.h"

namespace sioha {
namespace net {

class PoolTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PoolTest);
  CPPUNIT_TEST(theLastOneInIsTheFirstOneOut);
  CPPUNIT_TEST(whatIsNotReusableIsClosed);
  CPPUNIT_TEST(staleConnectionsAreClosedAndTheNextIsTried);
  CPPUNIT_TEST(oldConnectionsAreNotHandedOut);
  CPPUNIT_TEST(freshTakesThePlaceOfAnIdleOne);
  CPPUNIT_TEST(aFullPoolIsWaitedForWithinItsLimit);
  CPPUNIT_TEST(aReleaseEndsTheWait);
  CPPUNIT_TEST(aPlaceThatComesFreeIsTaken);
  CPPUNIT_TEST(trimStartsWithTheOldest);
  CPPUNIT_TEST(idleOnesAreAskedOnceAnInterval);
  CPPUNIT_TEST(anIdleOneThatDoesNotAnswerIsClosed);
  CPPUNIT_TEST(clearClosesWhatIsIdle);
  CPPUNIT_TEST(whatWasInUseAtAClearIsNotKept);
  CPPUNIT_TEST(theIdleLimitMayChange);
  CPPUNIT_TEST(leasesMove);
  CPPUNIT_TEST(threadsNeverShareAConnectionOrExceedTheBound);
  CPPUNIT_TEST_SUITE_END();

  fakes::FakeClock clock_;
  SystemClock systemClock_;  // where threads share it
  fakes::FakePatience patience_;
  std::list<fakes::SocketPeer> peers_;

  static PoolLimits limits(std::size_t most) {
    PoolLimits l;
    l.most = most;
    l.keep = 0;
    l.idle = seconds(20);
    l.acquire = seconds(10);
    return l;
  }

  /// As exchange() leaves it; the descriptor tells connections apart.
  int open(Pool::Lease* lease) {
    peers_.emplace_back();
    lease->connection = std::move(peers_.back().connection);
    lease->reusable = true;
    return lease->connection.fd();
  }

  /// Idle connections, the oldest first; one second passes after each.
  std::vector<int> fill(Pool* pool, std::size_t count) {
    std::vector<Pool::Lease> leases;
    std::vector<int> fds;
    for (std::size_t i = 0; i < count; ++i) {
      leases.push_back(pool->acquire(false, &patience_));
      fds.push_back(open(&leases.back()));
    }
    for (std::size_t i = 0; i < count; ++i) {
      leases[i] = Pool::Lease();
      clock_.advance(seconds(1));
    }
    return fds;
  }

  static std::string numbers(const Pool& pool) {
    const PoolCounters c = pool.counters();
    return std::to_string(c.idle) + " idle " + std::to_string(c.inUse) + " in use " + std::to_string(c.opened) +
           " opened " + std::to_string(c.reused) + " reused " + std::to_string(c.closedStale) + " stale";
  }

 public:
  void theLastOneInIsTheFirstOneOut() {
    Pool pool(limits(4), clock_);
    const std::vector<int> fds = fill(&pool, 3);
    const Pool::Lease a = pool.acquire(false, &patience_);
    const Pool::Lease b = pool.acquire(false, &patience_);
    CPPUNIT_ASSERT_EQUAL(fds[2], a.connection.fd());
    CPPUNIT_ASSERT_EQUAL(fds[1], b.connection.fd());
    CPPUNIT_ASSERT_EQUAL(std::string("1 idle 2 in use 3 opened 2 reused 0 stale"), numbers(pool));
    CPPUNIT_ASSERT_EQUAL(0, patience_.asked);
  }

  void whatIsNotReusableIsClosed() {
    Pool pool(limits(4), clock_);
    {
      Pool::Lease lease = pool.acquire(false, &patience_);
      CPPUNIT_ASSERT(lease && !lease.connection.isOpen());
      open(&lease);
      lease.reusable = false;
    }
    {
      Pool::Lease neverOpened = pool.acquire(false, &patience_);
      neverOpened.reusable = true;
    }
    CPPUNIT_ASSERT_EQUAL(std::string("0 idle 0 in use 2 opened 0 reused 0 stale"), numbers(pool));
  }

  void staleConnectionsAreClosedAndTheNextIsTried() {
    Pool pool(limits(4), clock_);
    const std::vector<int> fds = fill(&pool, 3);
    std::list<fakes::SocketPeer>::iterator peer = peers_.begin();
    (++peer)->say("bytes nobody asked for");
    (++peer)->close();
    const Pool::Lease lease = pool.acquire(false, &patience_);
    CPPUNIT_ASSERT_EQUAL(fds[0], lease.connection.fd());
    CPPUNIT_ASSERT_EQUAL(std::string("0 idle 1 in use 3 opened 1 reused 2 stale"), numbers(pool));
  }

  void oldConnectionsAreNotHandedOut() {
    Pool pool(limits(4), clock_);
    fill(&pool, 1);
    clock_.advance(seconds(19));
    const Pool::Lease lease = pool.acquire(false, &patience_);
    CPPUNIT_ASSERT(lease && !lease.connection.isOpen());
    CPPUNIT_ASSERT_EQUAL(std::string("0 idle 1 in use 2 opened 0 reused 1 stale"), numbers(pool));
  }

  void freshTakesThePlaceOfAnIdleOne() {
    Pool pool(limits(2), clock_);
    fill(&pool, 2);
    const Pool::Lease lease = pool.acquire(true, &patience_);
    CPPUNIT_ASSERT(lease && !lease.connection.isOpen());
    CPPUNIT_ASSERT_EQUAL(std::string("1 idle 1 in use 3 opened 0 reused 0 stale"), numbers(pool));
  }

  void aFullPoolIsWaitedForWithinItsLimit() {
    Pool pool(limits(1), clock_);
    const Pool::Lease only = pool.acquire(false, &patience_);
    clock_.step = seconds(6);
    const int before = clock_.readings;
    CPPUNIT_ASSERT(!pool.acquire(false, &patience_));
    CPPUNIT_ASSERT_EQUAL(3, clock_.readings - before);  // start, 6 s, 12 s
    CPPUNIT_ASSERT_EQUAL(std::string("0 idle 1 in use 1 opened 0 reused 0 stale"), numbers(pool));
  }

  void aReleaseEndsTheWait() {
    Pool pool(limits(1), clock_);
    const Pool::Lease only = pool.acquire(false, &patience_);
    fakes::FakePatience none(1);
    CPPUNIT_ASSERT(!pool.acquire(true, &none));
  }

  void aPlaceThatComesFreeIsTaken() {
    Pool pool(limits(1), systemClock_);
    Pool::Lease only = pool.acquire(false, &patience_);
    const int fd = open(&only);
    fakes::FakePatience waiting;
    int got = -1;
    std::thread waiter([&pool, &waiting, &got] { got = pool.acquire(false, &waiting).connection.fd(); });
    only = Pool::Lease();
    waiter.join();
    CPPUNIT_ASSERT_EQUAL(fd, got);
  }

  void trimStartsWithTheOldest() {
    PoolLimits l = limits(4);
    l.keep = 1;
    Pool pool(l, clock_);
    const std::vector<int> fds = fill(&pool, 4);  // 4, 3, 2 and 1 s ago
    clock_.advance(seconds(18));
    pool.trim();
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), pool.counters().idle);
    CPPUNIT_ASSERT_EQUAL(-1, ::fcntl(fds[2], F_GETFD));
    CPPUNIT_ASSERT(::fcntl(fds[3], F_GETFD) >= 0);
    clock_.advance(seconds(100));
    pool.trim();
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), pool.counters().idle);
  }

  void idleOnesAreAskedOnceAnInterval() {
    Pool pool(limits(4), clock_);
    const std::vector<int> fds = fill(&pool, 3);  // unused for 3, 2 and 1 s
    for (fakes::SocketPeer& peer : peers_) peer.say("AB");
    // What is there before it is asked would be taken for the CPONG.
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), pool.pingIdle(seconds(2), seconds(1), &patience_));
    CPPUNIT_ASSERT_EQUAL(std::string(), peers_.front().heard());
    CPPUNIT_ASSERT_EQUAL(std::string("2 idle 0 in use 3 opened 0 reused 0 stale"), numbers(pool));

    Pool quiet(limits(4), clock_);
    peers_.clear();
    const std::vector<int> kept = fill(&quiet, 2);
    std::thread answers([&] {
      for (fakes::SocketPeer& peer : peers_) {
        peer.hear(5);
        peer.say(std::string("AB\0\1\x09", 5));
      }
    });
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), quiet.pingIdle(seconds(1), seconds(30), &patience_));
    answers.join();
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), quiet.pingIdle(seconds(1), seconds(1), &patience_));
    CPPUNIT_ASSERT_EQUAL(std::string(), peers_.front().heard());
    // The order of age is what it was, and so is the age.
    Pool::Lease newest = quiet.acquire(false, &patience_);
    CPPUNIT_ASSERT_EQUAL(kept[1], newest.connection.fd());
    clock_.advance(seconds(19));
    quiet.trim();
    CPPUNIT_ASSERT_EQUAL(std::string("0 idle 1 in use 2 opened 1 reused 0 stale"), numbers(quiet));
  }

  void anIdleOneThatDoesNotAnswerIsClosed() {
    Pool pool(limits(4), clock_);
    fill(&pool, 2);
    clock_.step = milliseconds(600);
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), pool.pingIdle(seconds(1), seconds(1), &patience_));
    CPPUNIT_ASSERT_EQUAL(std::string("1 idle 0 in use 2 opened 0 reused 0 stale"), numbers(pool));
    CPPUNIT_ASSERT_EQUAL(std::string("\x12\x34\0\1\x0A", 5), peers_.front().heard());
    peers_.back().close();
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), pool.pingIdle(seconds(1), seconds(1), &patience_));
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.counters().idle);
  }

  void whatWasInUseAtAClearIsNotKept() {
    Pool pool(limits(4), clock_);
    fill(&pool, 1);
    {
      Pool::Lease used = pool.acquire(false, &patience_);
      used.reusable = true;
      pool.clear();
    }
    CPPUNIT_ASSERT_EQUAL(std::string("0 idle 0 in use 1 opened 1 reused 0 stale"), numbers(pool));
    CPPUNIT_ASSERT_EQUAL(std::string(), peers_.front().hear(1));  // closed
    fill(&pool, 1);
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), pool.counters().idle);
  }

  void theIdleLimitMayChange() {
    Pool pool(limits(4), clock_);
    fill(&pool, 2);
    pool.setIdleLimit(Duration(0));
    pool.trim();
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.counters().idle);
  }

  void clearClosesWhatIsIdle() {
    Pool pool(limits(4), clock_);
    fill(&pool, 3);
    Pool::Lease used = pool.acquire(false, &patience_);
    pool.clear();
    CPPUNIT_ASSERT_EQUAL(std::string("0 idle 1 in use 3 opened 1 reused 0 stale"), numbers(pool));
    CPPUNIT_ASSERT(used.connection.isOpen());
    CPPUNIT_ASSERT_EQUAL(std::string(), peers_.front().hear(1));  // closed
  }

  void leasesMove() {
    Pool pool(limits(2), clock_);
    Pool::Lease a = pool.acquire(false, &patience_);
    const int fd = open(&a);
    Pool::Lease b(std::move(a));
    CPPUNIT_ASSERT(b && !a);
    CPPUNIT_ASSERT_EQUAL(fd, b.connection.fd());
    Pool::Lease c = pool.acquire(false, &patience_);
    c = std::move(b);  // gives back what c held
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), pool.counters().inUse);
    CPPUNIT_ASSERT_EQUAL(fd, c.connection.fd());
  }

  void threadsNeverShareAConnectionOrExceedTheBound() {
    const std::size_t most = 3;
    Pool pool(limits(most), systemClock_);
    std::atomic<int> failures(0), now(0), served(0);
    std::vector<std::atomic<int> > owners(4096);
    for (std::size_t i = 0; i < owners.size(); ++i) owners[i] = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        fakes::FakePatience patience;
        for (int i = 0; i < 200; ++i) {
          Pool::Lease lease = pool.acquire(i % 50 == 49, &patience);
          if (!lease) {
            ++failures;
            continue;
          }
          if (++now > static_cast<int>(most)) ++failures;
          // An end of a socketpair whose other end stays open: it is quiet.
          fakes::SocketPeer* peer = nullptr;
          if (!lease.connection.isOpen()) {
            peer = new fakes::SocketPeer;
            lease.connection = std::move(peer->connection);
          }
          const std::size_t fd = static_cast<std::size_t>(lease.connection.fd());
          if (fd >= owners.size() || owners[fd]++ != 0) ++failures;
          std::this_thread::yield();
          if (fd < owners.size()) --owners[fd];
          lease.reusable = peer == nullptr || i % 2 == 0;
          if (peer && !lease.reusable) delete peer;
          else if (peer) keep(peer);
          ++served;
          --now;
        }
      });
    }
    for (std::size_t t = 0; t < threads.size(); ++t) threads[t].join();
    CPPUNIT_ASSERT_EQUAL(0, failures.load());
    CPPUNIT_ASSERT_EQUAL(1600, served.load());
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.counters().inUse);
    CPPUNIT_ASSERT(pool.counters().idle <= most);
    CPPUNIT_ASSERT_EQUAL(1600ULL, pool.counters().opened + pool.counters().reused);
  }

 private:
  void keep(fakes::SocketPeer* peer) {
    std::lock_guard<std::mutex> lock(mutex_);
    kept_.push_back(std::unique_ptr<fakes::SocketPeer>(peer));
  }
  std::mutex mutex_;
  std::vector<std::unique_ptr<fakes::SocketPeer> > kept_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(PoolTest);

}  // namespace net
}  // namespace sioha
