#include <cerrno>
#include <cstring>

#include "mod_sioha/ajp/protocol.h"
#include "mod_sioha/net/exchange.h"

namespace sioha {
namespace net {

static const char kCpong[] = {'A', 'B', 0, 1, 9};

static IoResult ended(IoStatus status, std::size_t count, int error) {
  IoResult r;
  r.status = status;
  r.count = count;
  r.error = error;
  return r;
}

IoResult ping(Connection* connection, Duration limit, const Clock& clock, Patience* patience) {
  const Slice cping = ajp::cpingPacket();
  struct iovec part;
  part.iov_base = const_cast<char*>(cping.data());
  part.iov_len = cping.size();
  const Instant since = clock.now();
  const IoResult sent = connection->send(&part, 1, limit, clock, patience);
  if (sent.status != IoStatus::ok) return sent;

  char answer[sizeof kCpong + 1];  // one more, so that stray bytes show
  std::size_t count = 0;
  while (count < sizeof kCpong) {
    // A peer that dribbles does not make the limit longer.
    if (count > 0 && clock.now() - since >= limit) return ended(IoStatus::timeout, count, ETIMEDOUT);
    const IoResult got =
        connection->receive(answer + count, sizeof answer - count, since, limit, clock, patience);
    if (got.status != IoStatus::ok) return got;
    count += got.count;
    const std::size_t known = count < sizeof kCpong ? count : sizeof kCpong;
    if (count > sizeof kCpong || std::memcmp(answer, kCpong, known) != 0)
      return ended(IoStatus::reset, count, EPROTO);
  }
  return ended(IoStatus::ok, count, 0);
}

}  // namespace net
}  // namespace sioha
