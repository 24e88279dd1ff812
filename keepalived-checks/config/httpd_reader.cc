#include <map>
#include <set>

#include "keepalived-checks/common/file.h"
#include "keepalived-checks/config/httpd_conf.h"

namespace sioha {
namespace checks {
namespace {

// httpd's own limit is 20 (AP_MAX_INCLUDE_DEPTH and, for folders, AP_MAX_INCLUDE_DIR_DEPTH).
const unsigned kDeepest = 20;
const std::size_t kMostDirectives = 50000, kMostFiles = 2000;

std::vector<std::string> wordsOf(Slice line) {
  std::vector<std::string> words;
  std::size_t i = 0;
  while (i < line.size()) {
    while (i < line.size() && (line[i] == ' ' || line[i] == '\t')) ++i;
    if (i >= line.size()) break;
    const char quote = line[i] == '"' || line[i] == '\'' ? line[i] : '\0';
    const std::size_t start = quote ? i + 1 : i;
    i = start;
    while (i < line.size() && (quote ? line[i] != quote : line[i] != ' ' && line[i] != '\t')) ++i;
    words.push_back(line.sub(start, i - start).str());
    if (quote) ++i;
  }
  return words;
}

// "mod_ssl.c" of <IfModule> and "ssl_module" of LoadModule are one module.
std::string moduleName(const std::string& name) {
  const Slice text(name);
  if (text.startsWith("mod_") && text.endsWith(".c")) return text.sub(4, text.size() - 6).str() + "_module";
  return name;
}

class Reader {
 public:
  explicit Reader(const ConfigurationFiles* files)
      : files_(files), hostLine_(0), skipping_(0), filesRead_(0) {}

  std::string readText(Slice text, const std::string& file, unsigned depth);
  std::string readPath(const std::string& path, unsigned depth);

  HttpdConf conf;

 private:
  struct Line {
    Slice content;
    std::string at;  ///< "FILE:LINE: "
    std::string file;
    unsigned number, depth;
  };
  std::string readLine(const Line& line);
  void openOrClose(const std::vector<std::string>& words, const Line& line);
  void openCondition(const std::vector<std::string>& words);
  void define(const std::vector<std::string>& words);
  std::string include(const std::vector<std::string>& words, const Line& line);
  std::string includeOne(const std::string& path, bool optional, const Line& line);
  std::vector<std::string> matches(const std::string& path, const std::string& file) const;
  std::string expand(const std::string& word) const;

  const ConfigurationFiles* files_;
  std::map<std::string, std::string> defines_;
  std::set<std::string> modules_;
  std::string host_, hostFile_;
  unsigned hostLine_;
  unsigned skipping_;  ///< how many sections deep in one whose condition is false; 0: not in one
  std::size_t filesRead_;
};

std::string Reader::expand(const std::string& word) const {
  std::string out;
  std::size_t i = 0;
  while (i < word.size()) {
    const std::size_t end = word.compare(i, 2, "${") == 0 ? word.find('}', i) : std::string::npos;
    const auto value =
        end == std::string::npos ? defines_.end() : defines_.find(word.substr(i + 2, end - i - 2));
    if (value == defines_.end()) {
      out += word[i++];
    } else {
      out += value->second;
      i = end + 1;
    }
  }
  return out;
}

void Reader::define(const std::vector<std::string>& words) {
  if (words.size() < 2) return;
  if (equalsNoCase(words[0], "UnDefine"))
    defines_.erase(words[1]);
  else
    defines_[words[1]] = words.size() > 2 ? expand(words[2]) : "";
}

// Only what these files decide is decided here; the rest of the conditions counts as true.
void Reader::openCondition(const std::vector<std::string>& words) {
  const bool isDefine = equalsNoCase(words[0], "IfDefine"), isModule = equalsNoCase(words[0], "IfModule");
  if (skipping_ > 0) {
    ++skipping_;
    return;
  }
  if (words.size() < 2 || (!isDefine && !isModule)) return;
  const bool inverted = words[1][0] == '!';
  const std::string name = inverted ? words[1].substr(1) : words[1];
  const bool known = isDefine ? defines_.count(name) > 0 : modules_.count(moduleName(name)) > 0;
  // A module may be linked into httpd, or stand in for another: that it is absent is never known.
  const bool holds = isDefine ? known != inverted : !(known && inverted);
  if (!holds) skipping_ = 1;
}

void Reader::openOrClose(const std::vector<std::string>& words, const Line& line) {
  if (words.empty()) return;
  const bool closes = !words[0].empty() && words[0][0] == '/';
  if (closes && skipping_ > 0) {
    --skipping_;
    return;
  }
  if (!closes) openCondition(words);
  if (skipping_ > 0) return;
  if (equalsNoCase(words[0], "/VirtualHost")) host_.clear();
  if (!equalsNoCase(words[0], "VirtualHost")) return;
  host_ = words.size() > 1 ? expand(words[1]) : "_default_";
  for (std::size_t w = 2; w < words.size(); ++w) host_ += " " + expand(words[w]);
  hostFile_ = line.file;
  hostLine_ = line.number;
}

// httpd's is compiled in where none is written: Debian's is the folder of apache2.conf.
std::vector<std::string> Reader::matches(const std::string& path, const std::string& file) const {
  std::vector<std::string> folders(1, conf.serverRoot);
  if (conf.serverRoot.empty()) folders = {folderOf(file), folderOf(folderOf(file))};
  for (const std::string& folder : folders) {
    const std::vector<std::string> found = files_->match(below(folder, path));
    if (!found.empty()) return found;
  }
  return std::vector<std::string>();
}

std::string Reader::includeOne(const std::string& path, bool optional, const Line& line) {
  if (line.depth >= kDeepest) return line.at + "Include is nested more than 20 deep, which httpd refuses";
  std::vector<std::string> found = matches(path, line.file);
  if (found.empty() && !optional)
    return line.at + "Include names " + path +
           " and there is no such file, so httpd does not start; write the right path" +
           (hasWildcard(path) ? ", or IncludeOptional" : "");
  for (const std::string& one : found) {
    const bool folder = files_->isDirectory(one);
    Line inside = line;
    ++inside.depth;
    // A whole folder, with the folders in it; an empty one is none of httpd's business.
    const std::string error =
        folder ? includeOne(below(one, "*"), true, inside) : readPath(one, inside.depth);
    if (!error.empty()) return error;
  }
  return std::string();
}

std::string Reader::include(const std::vector<std::string>& words, const Line& line) {
  if (!files_ || words.size() < 2) return std::string();
  const std::string path = expand(words[1]);
  if (path.find("${") != std::string::npos) {
    conf.notes.push_back(line.at + words[0] + " " + path +
                         " is not followed: what it stands for is defined elsewhere");
    return std::string();
  }
  return includeOne(path, equalsNoCase(words[0], "IncludeOptional"), line);
}

std::string Reader::readLine(const Line& line) {
  const Slice content = line.content;
  if (content[0] == '<') {
    openOrClose(wordsOf(content.sub(1, content.size() - (content.endsWith(">") ? 2 : 1))), line);
    return std::string();
  }
  if (skipping_ > 0) return std::string();
  if (conf.directives.size() >= kMostDirectives) return line.file + " is longer than any configuration";
  std::vector<std::string> words = wordsOf(content);
  if (equalsNoCase(words[0], "Define") || equalsNoCase(words[0], "UnDefine")) define(words);
  if (equalsNoCase(words[0], "LoadModule") && words.size() > 1) modules_.insert(words[1]);
  // <IfModule jk_module> is true with mod_sioha (doc/adr/0004).
  if (modules_.count("sioha_module") > 0) modules_.insert("jk_module");
  if (equalsNoCase(words[0], "ServerRoot") && words.size() > 1 && host_.empty())
    conf.serverRoot = expand(words[1]);
  HttpdDirective directive;
  directive.name = words[0];
  for (std::size_t i = 1; i < words.size(); ++i) directive.words.push_back(expand(words[i]));
  directive.host = host_;
  directive.file = line.file;
  directive.line = line.number;
  directive.hostFile = hostFile_;
  directive.hostLine = hostLine_;
  conf.directives.push_back(directive);
  if (equalsNoCase(words[0], "Include") || equalsNoCase(words[0], "IncludeOptional"))
    return include(words, line);
  return std::string();
}

std::string Reader::readText(Slice text, const std::string& file, unsigned depth) {
  std::string pending;
  unsigned start = 0;
  const std::vector<Slice> lines = splitLines(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const unsigned number = static_cast<unsigned>(i + 1);
    if (lines[i].find('\0') != Slice::npos)
      return file + ":" + std::to_string(number) + ": a NUL byte: this is no configuration";
    if (pending.empty()) start = number;
    const Slice part = lines[i].trimmed();
    if (part.endsWith("\\") && i + 1 < lines.size()) {
      pending += part.sub(0, part.size() - 1).str() + " ";
      continue;
    }
    const std::string whole = pending + part.str();
    pending.clear();
    const Slice content = Slice(whole).trimmed();
    if (content.empty() || content[0] == '#') continue;
    const Line line = {content, file + ":" + std::to_string(start) + ": ", file, start, depth};
    const std::string error = readLine(line);
    if (!error.empty()) return error;
  }
  if (!host_.empty() && hostFile_ == file)
    return file + ":" + std::to_string(hostLine_) + ": this <VirtualHost> has no end";
  return std::string();
}

std::string Reader::readPath(const std::string& path, unsigned depth) {
  if (++filesRead_ > kMostFiles) return path + ": more files are included than any configuration has";
  const Result<std::string> text = files_->read(path);
  return text.ok() ? readText(text.value(), path, depth) : text.error();
}

}  // namespace

Result<HttpdConf> parseHttpdConf(Slice text, const std::string& file) {
  Reader reader(nullptr);
  const std::string error = reader.readText(text, file, 0);
  if (!error.empty()) return Error(error);
  return reader.conf;
}

Result<HttpdConf> readHttpdConf(const std::string& path, const ConfigurationFiles& files) {
  Reader reader(&files);
  std::string error = reader.readPath(path, 0);
  if (error.empty() && reader.conf.directives.empty())
    error = path +
            " holds no directive of httpd; name the file that httpd reads, such as /etc/apache2/apache2.conf";
  if (!error.empty()) return Error(error);
  return reader.conf;
}

}  // namespace checks
}  // namespace sioha
