#ifndef SIOHA_TESTS_GATEWAY_GATEWAY_H
#define SIOHA_TESTS_GATEWAY_GATEWAY_H

#include <atomic>
#include <memory>
#include <set>
#include <string>

#include "tests/ajp/codec.h"
#include "tests/gateway/faults.h"
#include "tests/gateway/mdm_link.h"
#include "tests/gateway/ops_log.h"
#include "tests/gateway/tokens.h"

namespace sioha {
namespace sim {

struct Options {
  std::string name = "gw1";
  std::string secret;
  std::string jvmRoute;
  std::string mdmSocket;
  std::string opsLog;
  std::string user = "admin";
  std::string password = "Password1";
  std::string adminPassword = "Password1";
  std::string apiVersion = "3.6";
  std::string ajpHost = "127.0.0.1";
  int ajpPort = 0;
  int httpPort = 0;
  int controlPort = 0;
  long packetSize = 8192;
  long tokenLifeMs = 8L * 3600 * 1000;
  long tokenIdleMs = 10L * 60 * 1000;
  long latencyMs = 0;
  long latencyUsPerKb = 0;
  long startDelayMs = 0;
  long ajpIdleMs = 0;
  long volumes = 0;
  bool bareToken = false;
  bool contentLength = false;
};

/// A request, whatever it came over.
struct Call {
  std::string method;
  std::string path;
  std::string query;
  testajp::Headers headers;
  std::string body;
  std::string requestId;
};

struct Reply {
  int status = 200;
  std::string type;
  testajp::Headers headers;
  std::string body;
  std::string operation = "read";  ///< for the operations log; empty when it is logged already
  std::string object;
};

/// How an answer goes out: over AJP or HTTP. Each is false when the peer is gone.
class Outlet {
 public:
  virtual ~Outlet() {}
  virtual testajp::Conn* conn() = 0;
  virtual bool head(int status, const testajp::Headers& headers) = 0;
  virtual bool body(const char* data, std::size_t size) = 0;
  virtual bool end() = 0;
};

class Gateway {
 public:
  explicit Gateway(const Options& options);

  /// Executes the call and delivers its answer, as the active faults want it.
  /// False when the connection must not be used again.
  bool serve(const Call& call, Outlet* out);

  const Options& options() const { return options_; }
  Faults* faults() { return &faults_; }
  MdmLink* mdm() { return mdm_.get(); }
  void wipeTokens();
  void setLatency(long ms, long usPerKb);
  std::string stateMembers();

 private:
  Reply answer(const Call& call);
  bool illAsAWhole(const Call& call, Reply* reply);
  Reply api(const Call& call);
  Reply login(const Call& call);
  Reply logout(const Call& call, Tokens::Kind kind);
  Reply gatewayLogin(const Call& call);
  Reply administration(const Call& call, const std::string& path);
  Reply storage(const Call& call, const std::string& path);
  Reply installer(const Call& call);
  Answer ask(const Call& call, const std::string& path, std::string* operation);
  Answer askPost(const Call& call, const std::string& path, std::string* operation);
  bool reachMdm(const Call& call, Reply* reply);
  bool deliver(const Call& call, Reply* reply, Outlet* out);
  void delay(std::size_t bytes);
  void logOperation(const Call& call, const Reply& reply);
  void closeSessions(const std::vector<std::string>& sessions);
  std::string newWebSession();
  bool hasWebSession(const Call& call);

  const Options options_;
  Faults faults_;
  Tokens tokens_;
  std::unique_ptr<MdmLink> mdm_;
  const int opsLog_;
  std::atomic<long> latencyMs_;
  std::atomic<long> latencyUsPerKb_;
  std::atomic<long> served_;
  std::atomic<long> inFlight_;
  std::mutex mutex_;
  std::set<std::string> webSessions_;
  std::string mdmAddresses_;
};

/// What is in an Authorization header of type Basic, split at its first ':'.
bool basicCredentials(const testajp::Headers& headers, std::string* user, std::string* password);
Reply jsonReply(const Answer& answer, const std::string& operation);
Reply htmlReply(int status, const std::string& text);

/// The two ways in; see front_ajp.cc and front_http.cc.
testajp::Server::Serve ajpFront(Gateway* gateway);
testajp::Server::Serve httpFront(Gateway* gateway);

}  // namespace sim
}  // namespace sioha
#endif
