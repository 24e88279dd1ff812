#ifndef SIOHA_NET_PATIENCE_H
#define SIOHA_NET_PATIENCE_H

#include "mod_sioha/base/clock.h"

namespace sioha {
namespace net {

/// How long each wait of an exchange may last. All are finite, always.
struct Limits {
  Duration connect;    ///< TCP connect
  Duration send;       ///< progress of a send: one partial write to the next
  Duration firstByte;  ///< request sent (or last body packet sent) to the first packet of the answer
  Duration betweenPackets;
};

/// Asked at the start of a wait for the gateway and after each slice of it
/// (kWaitSliceMilliseconds), in the thread that waits; a send asks only once it
/// has to wait. A verdict that turned DOWN releases it at once.
class Patience {
 public:
  virtual ~Patience() {}
  /// `waited`: 0 at the start; then since the request or its last body packet was sent,
  /// later since the last packet of the answer, for connect since the call. True: stop waiting.
  virtual bool released(Duration waited) = 0;
};

/// Sockets block in slices of this, so a release is seen within it and the
/// usual request needs no poll(2) of its own.
const long kWaitSliceMilliseconds = 50;

/// An answer whose head has come is released from a wait for more only after this much silence: it may be
/// a download that flows while the application answers nobody else.
const long kFlowSilenceMilliseconds = 250;

}  // namespace net
}  // namespace sioha
#endif
