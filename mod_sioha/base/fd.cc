#include "mod_sioha/base/fd.h"

#include <unistd.h>

namespace sioha {

void Fd::reset(int fd) {
  // close(2) on Linux releases the descriptor even when it says EINTR: never repeat it.
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

}  // namespace sioha
