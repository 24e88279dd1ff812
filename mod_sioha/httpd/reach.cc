#include "mod_sioha/httpd/reach.h"

#include "mod_sioha/net/exchange.h"

namespace sioha {
namespace httpd {
namespace {

Reach reach(Cause cause, int error) {
  const Reach result = {cause, error};
  return result;
}

Cause causeOfOpening(net::IoStatus status) {
  switch (status) {
    case net::IoStatus::ok:
      return Cause::none;
    case net::IoStatus::refused:
      return Cause::connectRefused;
    case net::IoStatus::timeout:
      return Cause::connectTimeout;
    case net::IoStatus::released:
      return Cause::released;
    default:
      return Cause::connectFailed;
  }
}

Cause causeOfPing(net::IoStatus status) {
  switch (status) {
    case net::IoStatus::ok:
      return Cause::none;
    case net::IoStatus::closed:
      return Cause::closed;
    case net::IoStatus::released:
      return Cause::released;
    case net::IoStatus::timeout:
      return Cause::pingFailed;
    default:
      return Cause::reset;
  }
}

}  // namespace

Reach openConnection(const Runtime& runtime, const MemberRuntime& member, net::Patience* patience,
                     net::Connection* connection) {
  net::Endpoint to;
  if (!runtime.shared().readAddress(member.index, &to.address, &to.length))
    return reach(Cause::connectFailed, 0);
  const config::Member& config = member.config();
  net::SocketOptions options;
  options.keepAlive = config.socketKeepAlive;
  options.bufferBytes = config.socketBuffer;
  options.source = member.source.length > 0 ? &member.source : nullptr;
  const net::IoResult opened =
      net::Connection::open(to, options, config.connectTimeout, runtime.clock(), patience, connection);
  return reach(causeOfOpening(opened.status), opened.error);
}

Duration pingLimit(const config::Member& member, bool pooledConnection, bool repeatable) {
  if (!pooledConnection && member.connectPing > Duration(0)) return member.connectPing;
  if (member.prepostPing > Duration(0)) return member.prepostPing;
  return repeatable ? Duration(0) : member.pingTimeout;
}

Reach askForPong(const Runtime& runtime, Duration limit, net::Patience* patience,
                 net::Connection* connection) {
  const net::IoResult pong = net::ping(connection, limit, runtime.clock(), patience);
  return reach(causeOfPing(pong.status), pong.error);
}

}  // namespace httpd
}  // namespace sioha
