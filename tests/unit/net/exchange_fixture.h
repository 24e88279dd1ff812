#ifndef SIOHA_TESTS_UNIT_NET_EXCHANGE_FIXTURE_H
#define SIOHA_TESTS_UNIT_NET_EXCHANGE_FIXTURE_H

#include <cppunit/TestAssert.h>

#include <string>

#include "mod_sioha/net/exchange.h"
#include "tests/fakes/exchange_fakes.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/gateway_packets.h"
#include "tests/fakes/socket_peer.h"

namespace sioha {
namespace net {

/// One exchange with a peer that has said everything before it starts.
struct Talk {
  Talk() : head("HEAD OF REQUEST") {
    request.answerHasNoBody = false;
    request.maxPacketSize = 8192;
    request.limits.connect = request.limits.send = seconds(10);
    request.limits.firstByte = request.limits.betweenPackets = seconds(10);
  }
  ExchangeResult run() {
    request.head = head;
    return exchange(&peer.connection, request, &body, &sink, clock, &patience);  // lint48:ok
  }
  ExchangeResult runWith(const std::string& answer) {
    peer.say(answer);
    peer.stopSaying();
    return run();
  }

  std::string head;
  ExchangeRequest request;
  fakes::SocketPeer peer;
  fakes::FakeBody body;
  fakes::FakeSink sink;
  fakes::FakeClock clock;
  fakes::FakePatience patience;
};

inline std::string words(const ExchangeResult& r) {
  return std::string(endingWord(r.ending)) + " " + causeWord(r.cause) + (r.reusable ? " reusable" : " closed");
}

}  // namespace net
}  // namespace sioha
#endif
