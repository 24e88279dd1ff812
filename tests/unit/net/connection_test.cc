#include "mod_sioha/net/connection.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

#include "mod_sioha/net/exchange.h"
#include "tests/fakes/exchange_fakes.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/gateway_packets.h"
#include "tests/fakes/socket_peer.h"

namespace sioha {
namespace net {

class ConnectionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ConnectionTest);
  CPPUNIT_TEST(isQuietUntilThePeerSpeaksOrCloses);
  CPPUNIT_TEST(movesItsSocket);
  CPPUNIT_TEST(openReachesAListener);
  CPPUNIT_TEST(openComesFromTheSource);
  CPPUNIT_TEST(openTellsThatNobodyListens);
  CPPUNIT_TEST(sendsAllPartsInOrder);
  CPPUNIT_TEST(pingWantsExactlyACpong);
  CPPUNIT_TEST(pingHasALimit);
  CPPUNIT_TEST(pingToADeadPeerFails);
  CPPUNIT_TEST(addressesAreWrittenForPeople);
  CPPUNIT_TEST(numericHostsResolve);
  CPPUNIT_TEST(thePreferredFamilyGoesFirst);
  CPPUNIT_TEST(anImpossibleHostIsNamed);
  CPPUNIT_TEST_SUITE_END();

  fakes::FakeClock clock_;

 public:
  void isQuietUntilThePeerSpeaksOrCloses() {
    fakes::SocketPeer speaks, closes;
    CPPUNIT_ASSERT(speaks.connection.isQuiet());
    speaks.say("x");
    CPPUNIT_ASSERT(!speaks.connection.isQuiet());
    CPPUNIT_ASSERT(closes.connection.isQuiet());
    closes.close();
    CPPUNIT_ASSERT(!closes.connection.isQuiet());
    CPPUNIT_ASSERT(!Connection().isQuiet());
  }

  void movesItsSocket() {
    fakes::SocketPeer peer;
    peer.connection.idleSince = seconds(7);
    const int fd = peer.connection.fd();
    Connection second(std::move(peer.connection));
    CPPUNIT_ASSERT(!peer.connection.isOpen());
    CPPUNIT_ASSERT_EQUAL(fd, second.fd());
    CPPUNIT_ASSERT(second.idleSince == seconds(7));
    Connection third;
    third = std::move(second);
    CPPUNIT_ASSERT_EQUAL(fd, third.fd());
    third.abort();
    CPPUNIT_ASSERT_EQUAL(-1, ::fcntl(fd, F_GETFD));
  }

  /// A name of the abstract name space: no file, no port.
  static Endpoint localEndpoint(const char* name) {
    Endpoint e;
    struct sockaddr_un local;
    std::memset(&local, 0, sizeof local);
    local.sun_family = AF_UNIX;
    const std::string text = std::string(name) + std::to_string(::getpid());
    text.copy(local.sun_path + 1, text.size());
    std::memcpy(&e.address, &local, sizeof local);
    e.length = static_cast<socklen_t>(offsetof(struct sockaddr_un, sun_path) + 1 + text.size());
    return e;
  }

  void openReachesAListener() {
    const Endpoint endpoint = localEndpoint("sioha-listens-");
    const Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    CPPUNIT_ASSERT_EQUAL(0, ::bind(listener.get(), reinterpret_cast<const struct sockaddr*>(&endpoint.address),
                                   endpoint.length));
    CPPUNIT_ASSERT_EQUAL(0, ::listen(listener.get(), 1));
    Connection connection;
    SocketOptions options;
    options.keepAlive = true;
    options.bufferBytes = 65536;
    fakes::FakePatience patience;
    const IoResult r = Connection::open(endpoint, options, seconds(1), clock_, &patience, &connection);
    CPPUNIT_ASSERT(r.status == IoStatus::ok);
    CPPUNIT_ASSERT_EQUAL(0, ::fcntl(connection.fd(), F_GETFL) & O_NONBLOCK);
    CPPUNIT_ASSERT(::fcntl(connection.fd(), F_GETFD) & FD_CLOEXEC);
    CPPUNIT_ASSERT(connection.isQuiet());
    int value = 0;
    socklen_t size = sizeof value;
    CPPUNIT_ASSERT_EQUAL(0, ::getsockopt(connection.fd(), SOL_SOCKET, SO_KEEPALIVE, &value, &size));
    CPPUNIT_ASSERT(value != 0);
    for (const int buffer : {SO_SNDBUF, SO_RCVBUF}) {
      CPPUNIT_ASSERT_EQUAL(0, ::getsockopt(connection.fd(), SOL_SOCKET, buffer, &value, &size));
      CPPUNIT_ASSERT(value >= 65536 && value <= 2 * 65536);
    }
    const Fd accepted(::accept(listener.get(), nullptr, nullptr));
    CPPUNIT_ASSERT_EQUAL(ssize_t(1), ::send(accepted.get(), "x", 1, MSG_NOSIGNAL));
    char byte = 0;
    CPPUNIT_ASSERT(connection.receive(&byte, 1, clock_.now(), seconds(1), clock_, &patience).status ==
                   IoStatus::ok);
    CPPUNIT_ASSERT_EQUAL('x', byte);
  }

  void openComesFromTheSource() {
    const Endpoint endpoint = localEndpoint("sioha-source-listens-"), source = localEndpoint("sioha-source-");
    const Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    CPPUNIT_ASSERT(bindTo(endpoint, listener.get()));
    CPPUNIT_ASSERT_EQUAL(0, ::listen(listener.get(), 1));
    Connection connection;
    SocketOptions options;
    options.source = &source;
    fakes::FakePatience patience;
    CPPUNIT_ASSERT(Connection::open(endpoint, options, seconds(1), clock_, &patience, &connection).status ==
                   IoStatus::ok);
    Endpoint peer;
    peer.length = sizeof peer.address;
    const Fd accepted(
        ::accept(listener.get(), reinterpret_cast<struct sockaddr*>(&peer.address), &peer.length));
    CPPUNIT_ASSERT_EQUAL(source.length, peer.length);
    CPPUNIT_ASSERT_EQUAL(0, std::memcmp(&source.address, &peer.address, peer.length));
    // Taken: an address that is not ours fails before anything is sent.
    Connection second;
    const IoResult r = Connection::open(endpoint, options, seconds(1), clock_, &patience, &second);
    CPPUNIT_ASSERT(r.status == IoStatus::reset && r.error == EADDRINUSE && !second.isOpen());
  }

  void openTellsThatNobodyListens() {
    Connection connection;
    fakes::FakePatience patience;
    const IoResult r = Connection::open(localEndpoint("sioha-nobody-"), SocketOptions(), seconds(1), clock_,
                                        &patience, &connection);
    CPPUNIT_ASSERT(r.status == IoStatus::refused);
    CPPUNIT_ASSERT_EQUAL(ECONNREFUSED, r.error);
    CPPUNIT_ASSERT(!connection.isOpen());
  }

  void sendsAllPartsInOrder() {
    fakes::SocketPeer peer;
    fakes::FakePatience patience;
    char a[] = "ab", c[] = "cd";
    struct iovec parts[3] = {{a, 2}, {a, 0}, {c, 2}};
    const IoResult r = peer.connection.send(parts, 3, seconds(1), clock_, &patience);
    CPPUNIT_ASSERT(r.status == IoStatus::ok);
    CPPUNIT_ASSERT_EQUAL(std::size_t(4), r.count);
    CPPUNIT_ASSERT_EQUAL(std::string("abcd"), peer.heard());
    CPPUNIT_ASSERT_EQUAL(0, clock_.readings);
  }

  void pingWantsExactlyACpong() {
    static const struct {
      std::string answer;
      IoStatus expected;
    } kTable[] = {{fakes::cpong(), IoStatus::ok},
                  {fakes::cpong() + "A", IoStatus::reset},
                  {fakes::end(), IoStatus::reset},
                  {std::string("AB\0\1\x0A", 5), IoStatus::reset},
                  {"H", IoStatus::reset},
                  {std::string("AB\0\1", 4), IoStatus::closed},
                  {"", IoStatus::closed}};
    for (std::size_t i = 0; i < sizeof kTable / sizeof kTable[0]; ++i) {
      fakes::SocketPeer peer;
      fakes::FakePatience patience;
      peer.say(kTable[i].answer);
      peer.stopSaying();
      CPPUNIT_ASSERT(ping(&peer.connection, seconds(1), clock_, &patience).status == kTable[i].expected);
      CPPUNIT_ASSERT_EQUAL(std::string("\x12\x34\x00\x01\x0A", 5), peer.heard());
    }
  }

  void pingHasALimit() {
    fakes::SocketPeer silent, slow, released;
    fakes::FakePatience patience, none(2);
    clock_.step = seconds(6);
    CPPUNIT_ASSERT(ping(&silent.connection, seconds(10), clock_, &patience).status == IoStatus::timeout);
    slow.say("AB");
    CPPUNIT_ASSERT(ping(&slow.connection, seconds(1), clock_, &patience).status == IoStatus::timeout);
    CPPUNIT_ASSERT(ping(&released.connection, seconds(1000), clock_, &none).status == IoStatus::released);
  }

  void pingToADeadPeerFails() {
    fakes::SocketPeer peer;
    fakes::FakePatience patience;
    peer.close();
    const IoResult r = ping(&peer.connection, seconds(1), clock_, &patience);
    CPPUNIT_ASSERT(r.status == IoStatus::reset);
    CPPUNIT_ASSERT_EQUAL(EPIPE, r.error);
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), r.count);
  }

  void addressesAreWrittenForPeople() {
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1:8009"), resolve("192.0.2.1", 8009, true).value()[0].text());
    CPPUNIT_ASSERT_EQUAL(std::string("[2001:db8::1]:65535"),
                         resolve("2001:db8::1", 65535, false).value()[0].text());
    CPPUNIT_ASSERT_EQUAL(std::string("unknown address"), Endpoint().text());
  }

  // prefer_ipv6
  void thePreferredFamilyGoesFirst() {
    std::vector<Endpoint> addresses;
    for (const char* host : {"192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2"})
      addresses.push_back(resolve(host, 8009, false).value()[0]);
    preferFamily(true, &addresses);
    CPPUNIT_ASSERT_EQUAL(std::string("[2001:db8::1]:8009 [2001:db8::2]:8009 192.0.2.1:8009 192.0.2.2:8009"),
                         addresses[0].text() + " " + addresses[1].text() + " " + addresses[2].text() + " " +
                             addresses[3].text());
    preferFamily(false, &addresses);
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1:8009 192.0.2.2:8009"),
                         addresses[0].text() + " " + addresses[1].text());
  }

  void numericHostsResolve() {
    const Result<std::vector<Endpoint> > r = resolve("192.0.2.1", 8009, false);
    CPPUNIT_ASSERT(r.ok());
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), r.value().size());
    CPPUNIT_ASSERT_EQUAL(AF_INET, int(r.value()[0].address.ss_family));
  }

  // A name that can be no name, so that nothing is asked of the network.
  void anImpossibleHostIsNamed() {
    const Result<std::vector<Endpoint> > r = resolve("no host", 8009, false);
    CPPUNIT_ASSERT(!r.ok());
    CPPUNIT_ASSERT(r.error().find("\"no host\"") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ConnectionTest);

}  // namespace net
}  // namespace sioha
