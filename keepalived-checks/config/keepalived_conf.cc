#include "keepalived-checks/config/keepalived_conf.h"

#include "keepalived-checks/common/file.h"

namespace sioha {
namespace checks {
namespace {

const std::size_t kDeepest = 8, kMostStatements = 20000;

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// "{" and "}" are words of their own at a line's end or alone, as keepalived's lexer wants them.
void readLine(Slice line, KeepalivedStatement* out) {
  std::size_t i = 0;
  while (i < line.size()) {
    while (i < line.size() && isBlank(line[i])) ++i;
    if (i >= line.size() || line[i] == '#' || line[i] == '!') return;
    if (line[i] == '"') {
      const std::size_t end = line.find('"', i + 1);
      const std::size_t stop = end == Slice::npos ? line.size() : end;
      out->words.push_back(line.sub(i + 1, stop - i - 1).str());
      ++out->quotedWords;
      i = stop + 1;
      continue;
    }
    const std::size_t start = i;
    if (line[i] == '{' || line[i] == '}') {
      ++i;
    } else {
      while (i < line.size() && !isBlank(line[i]) && line[i] != '{' && line[i] != '}') ++i;
    }
    out->words.push_back(line.sub(start, i - start).str());
  }
}

}  // namespace

const KeepalivedStatement* KeepalivedStatement::find(const std::string& keyword) const {
  for (const KeepalivedStatement& statement : block)
    if (!statement.words.empty() && statement.words[0] == keyword) return &statement;
  return nullptr;
}

std::string KeepalivedStatement::value(const std::string& keyword) const {
  const KeepalivedStatement* statement = find(keyword);
  return statement && statement->words.size() > 1 ? statement->words[1] : std::string();
}

Result<std::vector<KeepalivedStatement>> parseKeepalivedConf(Slice text, const std::string& file) {
  // A path of open blocks; the innermost gets the next statement when it closes.
  std::vector<KeepalivedStatement> open(1);
  std::size_t count = 0;
  const std::vector<Slice> lines = splitLines(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string at = file + ":" + std::to_string(i + 1) + ": ";
    if (lines[i].find('\0') != Slice::npos) return Error(at + "a NUL byte: this is no configuration");
    KeepalivedStatement statement;
    statement.line = static_cast<unsigned>(i + 1);
    readLine(lines[i], &statement);
    std::vector<std::string> words;
    words.swap(statement.words);
    for (const std::string& word : words) {
      if (++count > kMostStatements) return Error(at + "this is longer than any configuration");
      if (word == "{") {
        if (open.size() > kDeepest) return Error(at + "blocks are nested deeper than keepalived has any");
        open.push_back(statement);
        statement = KeepalivedStatement();
        statement.line = static_cast<unsigned>(i + 1);
      } else if (word == "}") {
        if (!statement.words.empty()) open.back().block.push_back(statement);
        statement.words.clear();
        if (open.size() == 1) return Error(at + "this '}' closes no block");
        const KeepalivedStatement closed = open.back();
        open.pop_back();
        open.back().block.push_back(closed);
      } else {
        statement.words.push_back(word);
      }
    }
    if (!statement.words.empty()) open.back().block.push_back(statement);
  }
  if (open.size() > 1)
    return Error(file + ":" + std::to_string(open.back().line) + ": this block has no '}'");
  return open[0].block;
}

}  // namespace checks
}  // namespace sioha
