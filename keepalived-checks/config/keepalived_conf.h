#ifndef SIOHA_CHECKS_CONFIG_KEEPALIVED_CONF_H
#define SIOHA_CHECKS_CONFIG_KEEPALIVED_CONF_H

#include <string>
#include <vector>

#include "keepalived-checks/common/verdict.h"
#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

/// keepalived.conf as text -> values -> findings, and the other way round. Pure.
namespace sioha {
namespace checks {

/// One line of keepalived.conf with the block that it opens.
struct KeepalivedStatement {
  KeepalivedStatement() : line(0), quotedWords(0) {}
  std::vector<std::string> words;     ///< a "quoted string" is one word, without its quotes
  unsigned line;
  unsigned quotedWords;
  std::vector<KeepalivedStatement> block;
  const KeepalivedStatement* find(const std::string& keyword) const;
  std::string value(const std::string& keyword) const;   ///< second word of the first such line
};

/// Words, blocks and comments ('#', '!') as every version of keepalived reads them. The error begins with file:line.
Result<std::vector<KeepalivedStatement>> parseKeepalivedConf(Slice text, const std::string& file);

/// What is wrong with one node's file. `peer` is the other node's, empty where it is not known.
Verdict judgeKeepalivedConf(const std::vector<KeepalivedStatement>& conf, const std::string& file,
                            const std::vector<KeepalivedStatement>& peer, const std::string& vip);

}  // namespace checks
}  // namespace sioha
#endif
