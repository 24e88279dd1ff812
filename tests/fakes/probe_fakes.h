#ifndef SIOHA_TESTS_FAKES_PROBE_FAKES_H
#define SIOHA_TESTS_FAKES_PROBE_FAKES_H

#include <string>
#include <vector>

#include "mod_sioha/base/fd.h"
#include "mod_sioha/base/probe_script.h"
#include "mod_sioha/net/endpoint.h"

namespace sioha {
namespace fakes {

/// A gateway at the end of a unix socket without a name in any file system.
class FakeListener {
 public:
  FakeListener();

  const net::Endpoint& endpoint() const { return endpoint_; }
  /// Takes the next connection; what follows is about that one.
  void accept();
  bool hasAnother() const;
  /// Nobody listens any more.
  void stop() { listener_.reset(); }

  void say(const std::string& bytes);
  void close() { fd_.reset(); }
  /// What arrived and was not heard yet.
  std::string heard();
  bool isClosedByPeer();

  int accepted;

 private:
  Fd listener_;
  Fd fd_;
  net::Endpoint endpoint_;
};

/// Asks `calls` one after the other and keeps what comes of it.
class FakeScript : public ProbeScript {
 public:
  FakeScript() : connecting(false), asked_(0), failed_(false), cause_(Cause::none) {}

  static ProbeCall cping();
  static ProbeCall get(const std::string& uri);

  void restart();
  bool next(const ProbeAnswer* last, ProbeCall* call) override;
  void failed(Cause cause, bool whileConnecting) override;
  /// "2 answers", or the word of the cause it failed of.
  std::string outcome() const;

  std::vector<ProbeCall> calls;
  std::vector<ProbeAnswer> answers;
  bool connecting;

 private:
  std::size_t asked_;
  bool failed_;
  Cause cause_;
};

}  // namespace fakes
}  // namespace sioha
#endif
