#ifndef SIOHA_CHECKS_CONFIG_KEEPALIVED_CONF_H
#define SIOHA_CHECKS_CONFIG_KEEPALIVED_CONF_H

#include <string>
#include <vector>

#include "keepalived-checks/common/verdict.h"
#include "keepalived-checks/config/included_files.h"
#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

/// keepalived.conf as text -> values -> findings, and the other way round. Pure.
namespace sioha {
namespace checks {

/// One line of keepalived.conf with the block that it opens.
struct KeepalivedStatement {
  KeepalivedStatement() : line(0), order(0), quotedWords(0) {}
  std::vector<std::string> words;     ///< a "quoted string" is one word, without its quotes
  std::string file;
  unsigned line;
  unsigned order;  ///< of two statements the later has the higher, whatever file it is in
  unsigned quotedWords;
  std::vector<KeepalivedStatement> block;
  const KeepalivedStatement* find(const std::string& keyword) const;
  std::string value(const std::string& keyword) const;   ///< second word of the first such line
};

/// Words, blocks and comments ('#', '!') as every version of keepalived reads them. The error begins with
/// file:line. Nothing is included.
Result<std::vector<KeepalivedStatement>> parseKeepalivedConf(Slice text, const std::string& file);

/// The same of a file with all that it includes (include, and includer and the like of 2.3); relative paths
/// are below the folder of the file that names them.
Result<std::vector<KeepalivedStatement>> readKeepalivedConf(const std::string& path,
                                                            const ConfigurationFiles& files);

/// What is wrong with one node's file. `peer` is the other node's, empty where it is not known.
Verdict judgeKeepalivedConf(const std::vector<KeepalivedStatement>& conf, const std::string& file,
                            const std::vector<KeepalivedStatement>& peer, const std::string& vip);

}  // namespace checks
}  // namespace sioha
#endif
