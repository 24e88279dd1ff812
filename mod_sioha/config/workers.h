#ifndef SIOHA_CONFIG_WORKERS_H
#define SIOHA_CONFIG_WORKERS_H

#include <string>
#include <vector>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/result.h"
#include "mod_sioha/config/properties.h"
#include "mod_sioha/config/uri_map.h"

/// workers.properties -> values. Every error and warning is one sentence that begins with file:line.
/// A property means what it means to mod_jk, but time-outs are finite: the defaults are below, and
/// 0 (mod_jk: for ever) is answered with a warning and the default.
namespace sioha {
namespace config {

enum class HealthKind { scaleio, cping, http };
enum class Method { priority, requests, sessions, next, traffic, busyness };
enum class Activation { active, disabled, stopped };

/// As they are written: "scaleio", "priority", "active".
const char* healthKindWord(HealthKind kind);
const char* methodWord(Method method);
const char* activationWord(Activation activation);

const std::size_t kLongestWorkerName = 60;  ///< bytes, as in mod_jk
const std::size_t kLongestRoute = 63;       ///< of route, domain and redirect

/// An ajp13 worker: by itself a balancer of one, or a member.
struct Member {
  Member();
  std::string name;
  std::string host;    ///< "localhost"; a name or an address without brackets
  unsigned port;       ///< 8009; 0 only with Activation::stopped: never contacted
  std::string route;   ///< Tomcat's jvmRoute; of a balancer's member the worker's name
  std::string domain;  ///< what stands before the first '.' of route, if it has one
  std::string redirect;
  std::string secret;  ///< its own, or its balancer's; never to be logged
  unsigned lbfactor;   ///< 1
  unsigned distance;   ///< 0
  Activation activation;
  std::size_t maxPacketSize;  ///< 8192 to 65536, a multiple of 1024
  std::size_t poolSize;       ///< connections per child; 0: httpd's threads per child
  std::size_t poolMinimum;   ///< kept idle beyond poolIdle; 0 (mod_jk: half of the pool, which Tomcat closes)
  Duration poolIdle;         ///< 15 s: below Tomcat's keepAliveTimeout (20 s by default)
  Duration poolAcquire;      ///< 1000 ms; 0: do not wait
  Duration connectTimeout;   ///< socket_connect_timeout, else socket_timeout, else 1000 ms
  Duration replyTimeout;     ///< to the first packet and between packets: reply_timeout, else
                             ///< socket_timeout, else 60 s
  Duration sendTimeout;      ///< socket_timeout, else 10 s: progress of a send
  Duration pingTimeout;      ///< 1000 ms: CPING before a call that may not run twice; 0: none
  Duration connectPing;      ///< connect_timeout or ping_mode C: CPING on a fresh connection; 0: none
  Duration prepostPing;      ///< prepost_timeout or ping_mode P: CPING before each request; 0: none
  Duration pingInterval;     ///< connection_ping_interval or ping_mode I: idle ones; 0: none
  unsigned recoveryOptions;  ///< 0: mod_jk's bits, of which only the forbidding ones count
  unsigned tries;            ///< retries, 1: of this member before another one is tried
  Duration retryInterval;    ///< 100 ms between two tries of this member
  /// An answer with one of these is not passed on, and the request goes elsewhere where it may be repeated.
  std::vector<int> failOnStatus;  ///< as written: a negative one does not speak against the member
  std::string source;             ///< address that connections come from; "": the system's choice
  bool socketKeepAlive;
  int socketBuffer;  ///< bytes, 0: the system's; else at least maxPacketSize
  bool preferIpv6;
  std::size_t maxInFlight;  ///< over all children; 0: no bound
  std::string file;         ///< where its first property stands
  unsigned line;
};

/// How the prober judges the members of a balancer.
struct Health {
  Health();
  HealthKind kind;              ///< scaleio for an lb, cping for an ajp13 worker by itself
  unsigned fall, rise;          ///< 2 and 2 in a row
  Duration interval;            ///< 2 s
  Duration fastInterval;        ///< 500 ms, while a verdict is turning; at most interval
  Duration slowStart;           ///< 10 s; 0: none
  Duration recoverTime;         ///< 0: a member that turned down stays so at least this long
  Duration escalation;          ///< 0: failures have to last this long before they turn a member down
  int maxReplyTimeouts;         ///< -1: late replies never turn a member down; else more than these do
  Duration suspectAfter;        ///< 250 ms: a reply later than this wakes the prober; 0: never
  Duration cpingTimeout;        ///< 500 ms
  Duration requestTimeout;      ///< 1 s, of the application step
  Duration mdmTimeout;          ///< 2 s, or health_timeout where that is longer
  std::string path;             ///< GET this; /api/version with scaleio, "/" with http
  unsigned expectStatus;        ///< http: 200
  std::string expectHeader;     ///< http: "Name: value", or "" for any
  std::string expectBody;       ///< http: a text that has to be in the body, or "" for any
  std::string credentialsFile;  ///< scaleio: as written; "" leaves the MDM step out
  std::string aboutCredentials; ///< how a sentence on that file begins: file:line: property=value
};

/// An lb worker, or an ajp13 worker that is mounted by itself (one member).
struct Balancer {
  Balancer();
  std::string name;
  std::vector<Member> members;  ///< at least one, in the order of balance_workers
  bool stickySession;           ///< true
  bool stickySessionForce;
  std::string sessionCookie;  ///< "JSESSIONID"
  std::string sessionPath;    ///< ";jsessionid"
  bool setSessionCookie;      ///< send a cookie of our own with the member's route
  std::string sessionCookiePath;  ///< "/": of that cookie
  unsigned rounds;                ///< retries, 1: how often all members are tried
  unsigned triesPerRound;         ///< lb_retries: members tried in a round; 0: all
  Duration retryInterval;         ///< 100 ms between two rounds
  Method method;              ///< priority where health is scaleio and no method is named, else requests
  Health health;
  std::size_t maxReplayBody;  ///< 65536 bytes
  bool idempotencyKey;        ///< what carries an Idempotency-Key and is no gateway's call may be repeated
  bool tokenFanout;           ///< scaleio: a login is repeated at the other members
  Duration fanoutWait;        ///< 100 ms: the client's login waits for them this long at most
  std::string file;
  unsigned line;
};

/// A worker of type status: mod_jk's page for people, and its formats for scripts.
struct StatusWorker {
  StatusWorker() : ns("jk:"), xmlns("xmlns:jk=\"http://tomcat.apache.org\""), prefix("worker"), readOnly(false),
                   allowGetUpdates(false), userCaseInsensitive(false) {}
  std::string name;
  std::string css;      ///< address of a style sheet for the page; "": its own
  std::string ns;       ///< before each element's name in XML; "": none
  std::string xmlns;    ///< attribute of the outermost element; "": none
  std::string doctype;  ///< a line of its own before the outermost element; "": none
  std::string prefix;   ///< of each name in the format prop
  bool readOnly;
  bool allowGetUpdates;            ///< as in mod_jk, changes need neither POST nor a token
  std::vector<std::string> users;  ///< who may use it; empty: whom httpd lets in
  bool userCaseInsensitive;
  /// How members are rated, as written: "a.o", "s" or "e": activation and state by their first letter.
  std::vector<std::string> good, bad;
  std::string file;
  unsigned line;
};

struct Workers {
  Workers() : maintain(std::chrono::seconds(60)) {}
  std::vector<Balancer> balancers;    ///< those in worker.list, in its order
  std::vector<MountRule> mounts;      ///< of their `mount` properties
  Duration maintain;  ///< worker.maintain, 60 s: how often what was counted for election fades; 0: never
  std::vector<StatusWorker> statusWorkers;  ///< in worker.list, in its order
  std::vector<std::string> warnings;  ///< sentences, to be logged once at start
};

/// A file with a secret, and who may read it.
struct SecretFile {
  SecretFile() : mode(0), owner(0) {}
  std::string text;
  unsigned mode;   ///< permission bits, as in stat(2)
  unsigned owner;  ///< user id
};

/// How `secret_file` is read. config/ does no I/O of its own.
class FileReader {
 public:
  virtual ~FileReader() {}
  /// `path` as it is written in the file. The error says why ("Permission denied"), without the path.
  virtual Result<SecretFile> read(const std::string& path) const = 0;
};

/// Interprets `properties`. The error names file:line, what is wrong, and what to write instead.
Result<Workers> readWorkers(const std::vector<Property>& properties, const FileReader& files);
/// The same where no file may be read: `secret_file` is an error.
Result<Workers> readWorkers(const std::vector<Property>& properties);

}  // namespace config
}  // namespace sioha
#endif
