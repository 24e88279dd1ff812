#ifndef SIOHA_CONFIG_FILE_WATCH_H
#define SIOHA_CONFIG_FILE_WATCH_H

#include <cstdint>

#include "mod_sioha/base/clock.h"

namespace sioha {
namespace config {

/// What tells one state of a file from another. Plain data, so that processes can share it.
struct FileStamp {
  std::int32_t error;  ///< errno where there is no such file; 0
  std::uint32_t padding;
  std::uint64_t device, inode, size;
  std::int64_t modifiedNs;
};
FileStamp noStamp();
bool operator==(const FileStamp& a, const FileStamp& b);

/// When a file that may change is to be read again. No I/O.
///
/// It is read when it looks the same at two looks in a row after it has changed: a file that is written in place, or
/// removed and written anew, is not read half.
class FileWatch {
 public:
  /// An interval of 0: never due.
  FileWatch(Duration interval, Instant now);
  bool isDue(Instant now) const { return interval_ > Duration(0) && now >= next_; }
  /// `settled` is the state that was acted on last. True: act on `seen`, which is then the settled one; false:
  /// look again when it is due.
  bool look(Instant now, const FileStamp& seen, const FileStamp& settled);

 private:
  const Duration interval_;
  Instant next_;
  bool changing_;
  FileStamp changed_;
};

}  // namespace config
}  // namespace sioha
#endif
