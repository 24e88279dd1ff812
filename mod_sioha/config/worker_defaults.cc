#include "mod_sioha/config/workers.h"

namespace sioha {
namespace config {

Member::Member()
    : host("localhost"),
      port(8009),
      lbfactor(1),
      distance(0),
      activation(Activation::active),
      maxPacketSize(8192),
      poolSize(0),
      poolMinimum(0),
      poolIdle(seconds(15)),
      poolAcquire(milliseconds(1000)),
      connectTimeout(milliseconds(1000)),
      replyTimeout(seconds(60)),
      sendTimeout(seconds(10)),
      pingTimeout(milliseconds(1000)),
      connectPing(0),
      prepostPing(0),
      pingInterval(0),
      recoveryOptions(0),
      tries(1),
      retryInterval(milliseconds(100)),
      socketKeepAlive(false),
      socketBuffer(0),
      preferIpv6(false),
      maxInFlight(0),
      line(0) {}

// One failure may be a full GC; two, the second of them after the fast
// interval, are noticed within a second and a half of a hang.
Health::Health()
    : kind(HealthKind::scaleio),
      fall(2),
      rise(2),
      interval(seconds(2)),
      fastInterval(milliseconds(500)),
      slowStart(seconds(10)),
      recoverTime(0),
      escalation(0),
      maxReplyTimeouts(-1),
      suspectAfter(milliseconds(250)),
      cpingTimeout(milliseconds(500)),
      requestTimeout(seconds(1)),
      mdmTimeout(seconds(2)),
      path("/api/version"),
      expectStatus(200) {}

Balancer::Balancer()
    : stickySession(true),
      stickySessionForce(false),
      sessionCookie("JSESSIONID"),
      sessionPath(";jsessionid"),
      setSessionCookie(false),
      sessionCookiePath("/"),
      rounds(1),
      triesPerRound(0),
      retryInterval(milliseconds(100)),
      method(Method::priority),
      maxReplayBody(65536),
      idempotencyKey(false),
      tokenFanout(false),
      fanoutWait(milliseconds(100)),
      line(0) {}

const char* healthKindWord(HealthKind kind) {
  switch (kind) {
    case HealthKind::scaleio:
      return "scaleio";
    case HealthKind::cping:
      return "cping";
    case HealthKind::http:
      return "http";
  }
  return "unknown";
}

const char* methodWord(Method method) {
  switch (method) {
    case Method::priority:
      return "priority";
    case Method::requests:
      return "Request";
    case Method::sessions:
      return "Session";
    case Method::next:
      return "Next";
    case Method::traffic:
      return "Traffic";
    case Method::busyness:
      return "Busyness";
  }
  return "unknown";
}

const char* activationWord(Activation activation) {
  switch (activation) {
    case Activation::active:
      return "active";
    case Activation::disabled:
      return "disabled";
    case Activation::stopped:
      return "stopped";
  }
  return "unknown";
}

}  // namespace config
}  // namespace sioha
