#ifndef SIOHA_HTTPD_MOUNT_FILE_H
#define SIOHA_HTTPD_MOUNT_FILE_H

#include <memory>
#include <string>
#include <vector>

#include "mod_sioha/config/file_watch.h"
#include "mod_sioha/httpd/mount_table.h"
#include "mod_sioha/httpd/server_config.h"

namespace sioha {
namespace httpd {

const std::size_t kLargestMountFile = 4 * 1024 * 1024;

/// The server whose MountFile's rules `config` has: itself, the main server by MountCopy, or null.
const ServerConfig* mountFileOwner(const ServerConfig& main, const ServerConfig& config);

/// All rules of one server as a table. `fault` says what is wrong, or is empty.
std::unique_ptr<MountTable> makeMountTable(const Runtime& runtime, const ServerConfig& main,
                                           const ServerConfig& config, std::string* fault);

/// A file's text as all children see it. One child reads the file and judges it, all take the text from
/// here: so they all have the same rules, a child that starts later too, and a fault is said once.
struct SharedMountFile {
  std::int64_t readerBeatUs;  ///< when it last did
  std::int32_t readerPid;     ///< the child that looks at the file; 0: the next
  std::uint32_t version;      ///< odd while the text is being written; 0: none since httpd read its configuration
  config::FileStamp settled;  ///< the state that was acted on last
  std::uint32_t size;
  char text[kLargestMountFile];
};

/// One file of MountFile and the servers that have its rules. Lives in a child's thread for reloads, after
/// the parent made it.
class MountFile {
 public:
  MountFile(const Runtime& runtime, server_rec* mainServer, server_rec* owner, SharedMountFile* shared,
            Instant now);
  /// About once a second. Does I/O.
  void tick();
  /// Takes the rules that the other children use by now.
  void catchUp();

 private:
  void lookAtFile();
  bool isReader(Instant now) const;
  void reload(const config::FileStamp& seen);
  bool copyText(std::string* text, std::uint32_t* version) const;
  void publishText(const std::string& text) const;
  /// Replaces the rules in all servers that have them, or in none. Returns what is wrong, or "".
  std::string use(const std::string& text);
  void say(int level, const std::string& sentence) const;

  const Runtime& runtime_;
  server_rec* const mainServer_;
  server_rec* const owner_;
  SharedMountFile* const shared_;
  config::FileWatch watch_;
  std::uint32_t version_;  ///< of the text that this child uses
};

/// Those that are to be reloaded.
struct MountFiles {
  std::vector<std::unique_ptr<MountFile>> files;
};

}  // namespace httpd
}  // namespace sioha
#endif
