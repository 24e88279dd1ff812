#include "mod_sioha/config/file_watch.h"

namespace sioha {
namespace config {

FileStamp noStamp() {
  const FileStamp none = {0, 0, 0, 0, 0, 0};
  return none;
}

bool operator==(const FileStamp& a, const FileStamp& b) {
  return a.error == b.error && a.device == b.device && a.inode == b.inode && a.size == b.size &&
         a.modifiedNs == b.modifiedNs;
}

FileWatch::FileWatch(Duration interval, Instant now)
    : interval_(interval), next_(now + interval), changing_(false), changed_(noStamp()) {}

bool FileWatch::look(Instant now, const FileStamp& seen, const FileStamp& settled) {
  const bool isNew = !(seen == settled);
  const bool rests = changing_ && seen == changed_;
  changing_ = isNew && !rests;
  changed_ = seen;
  // While it changes, the next tick of whoever asks is soon enough.
  next_ = changing_ ? now : now + interval_;
  return isNew && rests;
}

}  // namespace config
}  // namespace sioha
