#include "keepalived-checks/config/keepalived_conf.h"

#include "keepalived-checks/common/file.h"

namespace sioha {
namespace checks {
namespace {

const std::size_t kDeepest = 8, kMostStatements = 20000, kMostFiles = 1000;
const unsigned kDeepestInclude = 16;

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

namespace {

class Reader {
 public:
  explicit Reader(const ConfigurationFiles* files)
      : open(1), files_(files), count_(0), lines_(0), filesRead_(0) {}

  std::string readPath(const std::string& path, unsigned depth);
  std::string readText(Slice text, const std::string& file, unsigned depth);
  std::string whatIsStillOpen() const;

  // A path of open blocks; the innermost gets the next statement when it closes.
  std::vector<KeepalivedStatement> open;

 private:
  KeepalivedStatement emptyStatement(const std::string& file, unsigned line) const;
  std::string add(KeepalivedStatement statement);
  std::string include(const KeepalivedStatement& statement, unsigned depth);

  const ConfigurationFiles* files_;
  std::size_t count_;
  unsigned lines_;
  std::size_t filesRead_;
};

std::string at(const KeepalivedStatement& statement) {
  return statement.file + ":" + std::to_string(statement.line) + ": ";
}

KeepalivedStatement Reader::emptyStatement(const std::string& file, unsigned line) const {
  KeepalivedStatement statement;
  statement.file = file;
  statement.line = line;
  statement.order = lines_;
  return statement;
}

// keepalived looks for the keyword before it looks for blocks, so it may stand in any of them.
std::string Reader::include(const KeepalivedStatement& statement, unsigned depth) {
  const std::string path = below(folderOf(statement.file), statement.words[1]);
  if (depth >= kDeepestInclude) return at(statement) + "include is nested deeper than any configuration";
  const std::vector<std::string> found = files_->match(path);
  if (found.empty() && !hasWildcard(path))
    return at(statement) + "include names " + path +
           " and there is no such file; keepalived goes on without it and says nothing; write the right path";
  for (const std::string& one : found) {
    const std::string error = files_->isDirectory(one) ? std::string() : readPath(one, depth + 1);
    if (!error.empty()) return error;
  }
  return std::string();
}

std::string Reader::add(KeepalivedStatement statement) {
  std::vector<std::string> words;
  words.swap(statement.words);
  const KeepalivedStatement empty = statement;
  for (const std::string& word : words) {
    if (++count_ > kMostStatements) return at(empty) + "this is longer than any configuration";
    if (word == "{") {
      if (open.size() > kDeepest) return at(empty) + "blocks are nested deeper than keepalived has any";
      open.push_back(statement);
      statement = empty;
    } else if (word == "}") {
      if (!statement.words.empty()) open.back().block.push_back(statement);
      statement.words.clear();
      if (open.size() == 1) return at(empty) + "this '}' closes no block";
      const KeepalivedStatement closed = open.back();
      open.pop_back();
      open.back().block.push_back(closed);
    } else {
      statement.words.push_back(word);
    }
  }
  if (!statement.words.empty()) open.back().block.push_back(statement);
  return std::string();
}

std::string Reader::readText(Slice text, const std::string& file, unsigned depth) {
  const std::vector<Slice> lines = splitLines(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    ++lines_;
    KeepalivedStatement statement = emptyStatement(file, static_cast<unsigned>(i + 1));
    if (lines[i].find('\0') != Slice::npos) return at(statement) + "a NUL byte: this is no configuration";
    readLine(lines[i], &statement);
    const std::string keyword = statement.words.empty() ? "" : statement.words[0];
    const bool includes = keyword == "include" || keyword == "includer" || keyword == "includem" ||
                          keyword == "includew" || keyword == "includeb" || keyword == "includea";
    const std::string error =
        includes && files_ && statement.words.size() == 2 ? include(statement, depth) : add(statement);
    if (!error.empty()) return error;
  }
  return std::string();
}

std::string Reader::readPath(const std::string& path, unsigned depth) {
  if (++filesRead_ > kMostFiles) return path + ": more files are included than any configuration has";
  const Result<std::string> text = files_->read(path);
  return text.ok() ? readText(text.value(), path, depth) : text.error();
}

std::string Reader::whatIsStillOpen() const {
  return open.size() > 1 ? at(open.back()) + "this block has no '}'" : std::string();
}

}  // namespace

Result<std::vector<KeepalivedStatement>> parseKeepalivedConf(Slice text, const std::string& file) {
  Reader reader(nullptr);
  std::string error = reader.readText(text, file, 0);
  if (error.empty()) error = reader.whatIsStillOpen();
  if (!error.empty()) return Error(error);
  return reader.open[0].block;
}

Result<std::vector<KeepalivedStatement>> readKeepalivedConf(const std::string& path,
                                                            const ConfigurationFiles& files) {
  Reader reader(&files);
  std::string error = reader.readPath(path, 0);
  if (error.empty()) error = reader.whatIsStillOpen();
  if (error.empty() && reader.open[0].block.empty())
    error = path + " is empty; sioha-keepalived-conf writes one";
  if (!error.empty()) return Error(error);
  return reader.open[0].block;
}

}  // namespace checks
}  // namespace sioha
