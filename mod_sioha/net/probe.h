#ifndef SIOHA_NET_PROBE_H
#define SIOHA_NET_PROBE_H

#include <cstddef>
#include <string>

#include "mod_sioha/ajp/response_reader.h"
#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/fd.h"
#include "mod_sioha/base/probe_script.h"
#include "mod_sioha/net/endpoint.h"

namespace sioha {
namespace net {

/// What does not change between the probes of one member.
struct ProbeTarget {
  std::string secret;      ///< AJP secret; empty: none
  std::string serverName;  ///< Host header
  Endpoint source;         ///< address to connect from; without a length: the system's choice
};

/// Runs a ProbeScript against one member without ever blocking, so that one
/// thread probes many members at once. Keeps its connection between probes; one
/// that went stale meanwhile costs a fresh one and is no failure.
///
/// Use: start(), then wait for fd()/wants() or deadline(), then proceed(), while isRunning().
class Probe {
 public:
  Probe(const ProbeTarget& target, const Clock& clock);

  void start(const Endpoint& to, ProbeScript* script);
  bool isRunning() const { return script_ != nullptr; }
  int fd() const { return fd_.get(); }
  short wants() const;  ///< POLLIN or POLLOUT
  Instant deadline() const { return deadline_; }
  /// After poll(2) said so, or the deadline passed. Ends the probe on time-outs.
  void proceed();
  /// Gives the probe up and closes its connection.
  void abandon();

 private:
  enum class Phase { idle, connecting, sending, receiving };
  enum class Io { again, progress, over };

  void nextCall(const ProbeAnswer* last);
  void open();
  void encode();
  Io connectOn();
  Io sendOn();
  Io receiveOn();
  Io takeFrame(const ajp::Frame& frame);
  Io takeHead(const ajp::Frame& frame);
  Io takeEnd(const ajp::Frame& frame);
  Io fail(Cause cause);
  Io retryFresh(Cause cause);

  const ProbeTarget target_;
  const Clock& clock_;
  Endpoint to_;
  Fd fd_;
  Phase phase_;
  ProbeScript* script_;
  ProbeCall call_;
  ProbeAnswer answer_;
  Instant deadline_;
  std::string out_;
  std::size_t sent_;
  std::string in_;
  bool pooled_;  ///< the connection has served before
  bool anyByte_;
};

}  // namespace net
}  // namespace sioha
#endif
