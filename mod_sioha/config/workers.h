#ifndef SIOHA_CONFIG_WORKERS_H
#define SIOHA_CONFIG_WORKERS_H

#include <string>
#include <vector>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/result.h"
#include "mod_sioha/config/properties.h"

/// workers.properties -> values. Every error and warning is one sentence that begins with file:line.
namespace sioha {
namespace config {

enum class HealthKind { scaleio, cping, http };
enum class Method { priority, requests, sessions, next, traffic, busyness };
enum class Activation { active, disabled, stopped };

/// An ajp13 worker: by itself a balancer of one, or a member.
struct Member {
  Member();
  std::string name;
  std::string host;              ///< "localhost"
  unsigned port;                 ///< 8009
  std::string route;             ///< Tomcat's jvmRoute; the worker's name
  std::string domain;
  std::string redirect;
  std::string secret;
  unsigned lbfactor;             ///< 1
  unsigned distance;             ///< 0
  Activation activation;
  std::size_t maxPacketSize;     ///< 8192 to 65536
  std::size_t poolSize;          ///< 0: httpd's threads per child
  std::size_t poolMinimum;       ///< kept idle
  Duration poolIdle;             ///< below Tomcat's keepAliveTimeout (20 s by default)
  Duration poolAcquire;
  Duration connectTimeout;
  Duration replyTimeout;         ///< to the first packet and between packets
  Duration sendTimeout;
  Duration pingTimeout;          ///< CPING before a call that may not run twice; 0: none
  bool socketKeepAlive;
  int socketBuffer;
  bool preferIpv6;
  std::size_t maxInFlight;       ///< over all children; 0: no bound
  std::string file;              ///< where its first property stands
  unsigned line;
};

struct Health {
  Health();
  HealthKind kind;
  unsigned fall, rise;
  Duration interval, fastInterval, slowStart, suspectAfter;
  Duration cpingTimeout, requestTimeout, mdmTimeout;
  std::string path;              ///< GET this; /api/version with scaleio
  unsigned expectStatus;         ///< http: 200
  std::string expectHeader, expectBody;
  std::string credentialsFile;
};

/// An lb worker, or an ajp13 worker that is mounted by itself (one member).
struct Balancer {
  Balancer();
  std::string name;
  std::vector<Member> members;
  bool stickySession;            ///< true
  bool stickySessionForce;
  std::string sessionCookie;     ///< "JSESSIONID"
  std::string sessionPath;       ///< ";jsessionid"
  Method method;                 ///< priority where health is scaleio and no method is named
  Health health;
  std::size_t maxReplayBody;     ///< 65536
  std::string file;
  unsigned line;
};

struct Workers {
  std::vector<Balancer> balancers;       ///< those in worker.list, in its order
  std::vector<std::string> warnings;     ///< sentences, to be logged once at start
};

/// Interprets `properties`. The error names file:line, what is wrong, and what to write instead.
Result<Workers> readWorkers(const std::vector<Property>& properties);

}  // namespace config
}  // namespace sioha
#endif
