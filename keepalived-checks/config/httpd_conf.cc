#include "keepalived-checks/config/httpd_conf.h"

#include "keepalived-checks/common/address.h"
#include "keepalived-checks/common/file.h"

namespace sioha {
namespace checks {
namespace {

const std::size_t kMostDirectives = 50000;

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

bool is(const HttpdDirective& directive, const char* name) { return equalsNoCase(directive.name, name); }

std::string at(const HttpdDirective& d) { return d.file + ":" + std::to_string(d.line) + ": "; }

bool knowsWorker(const config::Workers& workers, const std::string& name) {
  for (const config::Balancer& balancer : workers.balancers)
    if (balancer.name == name) return true;
  return false;
}

void judgeMount(const HttpdDirective& d, const config::Workers* workers, Verdict* verdict) {
  if (d.words.empty() || !workers) return;
  const std::string worker = d.words.back();
  const bool exclusion = d.words.size() == 2 && worker == "*";
  if (!exclusion && !knowsWorker(*workers, worker))
    verdict->fail(at(d) + "JkMount names worker \"" + worker + "\", which is not in worker.list of workers.properties; write " +
                  (workers->balancers.empty() ? "balance1" : workers->balancers[0].name));
}

// "[2001:db8::1]:443", "192.0.2.1:443", "*:443", "_default_:443"
std::string hostPart(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  return colon == std::string::npos || address[address.size() - 1] == ']' ? address : address.substr(0, colon);
}

bool carriesVip(const std::string& host, const std::string& vip) {
  IpAddress wanted;
  parseAddress(vip, &wanted);
  for (const std::string& word : splitWords(host)) {
    const std::string part = hostPart(word);
    IpAddress address;
    if (part == "*" || part == "_default_" || (parseAddress(part, &address) && address == wanted)) return true;
    // A name may well be the VIP's (/etc/hosts, task 3.1): not to be resolved here.
    if (!parseAddress(part, &address)) return true;
  }
  return false;
}

bool hasOwnAddressToo(const std::string& host, const std::string& vip) {
  IpAddress wanted, address;
  parseAddress(vip, &wanted);
  for (const std::string& word : splitWords(host)) {
    const std::string part = hostPart(word);
    if (part == "*" || part == "_default_") return true;
    if (parseAddress(part, &address) && !(address == wanted)) return true;
  }
  return false;
}

struct TlsHost {
  const HttpdDirective* engine;
  bool certificate, mount, copy;
};

void judgeTlsHost(const TlsHost& host, const std::string& vip, bool globalMount, Verdict* verdict) {
  const HttpdDirective& d = *host.engine;
  const std::string where = d.file + ":" + std::to_string(d.hostLine) + ": <VirtualHost " + d.host + ">";
  if (!vip.empty() && !carriesVip(d.host, vip))
    verdict->fail(where + " is not that of the virtual IP; write <VirtualHost " + vip + ":443 127.0.0.1:443>");
  else if (!vip.empty() && !hasOwnAddressToo(d.host, vip))
    verdict->note(where + " has the virtual IP only, so check-serving cannot try it on the standby; better <VirtualHost " + vip +
                  ":443 127.0.0.1:443>");
  if (!host.certificate)
    verdict->fail(where + " has no SSLCertificateFile; write SSLCertificateFile /etc/apache2/certs/filename-cert.pem");
  if (!host.mount && !(globalMount && host.copy))
    verdict->fail(where + " has no mount, and mounts outside are not inherited; write JkMount /* balance1, or JkMountCopy On");
}

std::vector<TlsHost> tlsHosts(const std::vector<HttpdDirective>& directives) {
  std::vector<TlsHost> hosts;
  for (const HttpdDirective& d : directives)
    if (is(d, "SSLEngine") && !d.host.empty() && d.words.size() == 1 && equalsNoCase(d.words[0], "on"))
      hosts.push_back(TlsHost{&d, false, false, false});
  for (TlsHost& host : hosts) {
    for (const HttpdDirective& d : directives) {
      if (d.file != host.engine->file || d.hostLine != host.engine->hostLine || d.host.empty()) continue;
      host.certificate = host.certificate || is(d, "SSLCertificateFile");
      host.mount = host.mount || is(d, "JkMount") || is(d, "JkMountFile");
      host.copy = host.copy || (is(d, "JkMountCopy") && !d.words.empty() && equalsNoCase(d.words[0], "on"));
    }
  }
  return hosts;
}

}  // namespace

Result<std::vector<HttpdDirective>> parseHttpdConf(Slice text, const std::string& file) {
  std::vector<HttpdDirective> directives;
  std::string host, pending;
  unsigned hostLine = 0, start = 0;
  const std::vector<Slice> lines = splitLines(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const unsigned line = static_cast<unsigned>(i + 1);
    if (lines[i].find('\0') != Slice::npos) return Error(file + ":" + std::to_string(line) + ": a NUL byte: this is no configuration");
    if (pending.empty()) start = line;
    Slice part = lines[i].trimmed();
    if (part.endsWith("\\") && i + 1 < lines.size()) {
      pending += part.sub(0, part.size() - 1).str() + " ";
      continue;
    }
    const std::string whole = pending + part.str();
    pending.clear();
    const Slice content = Slice(whole).trimmed();
    if (content.empty() || content[0] == '#') continue;
    if (content[0] == '<') {
      const std::vector<std::string> words = wordsOf(content.sub(1, content.size() - (content.endsWith(">") ? 2 : 1)));
      if (!words.empty() && equalsNoCase(words[0], "/VirtualHost")) host.clear();
      if (words.empty() || !equalsNoCase(words[0], "VirtualHost")) continue;
      host = words.size() > 1 ? words[1] : "_default_";
      for (std::size_t w = 2; w < words.size(); ++w) host += " " + words[w];
      hostLine = start;
      continue;
    }
    if (directives.size() >= kMostDirectives) return Error(file + " is longer than any configuration");
    std::vector<std::string> words = wordsOf(content);
    HttpdDirective directive = {words[0], std::vector<std::string>(words.begin() + 1, words.end()), host, file, start, hostLine};
    directives.push_back(directive);
  }
  if (!host.empty()) return Error(file + ":" + std::to_string(hostLine) + ": this <VirtualHost> has no end");
  return directives;
}

Verdict judgeHttpdConf(const std::vector<HttpdDirective>& directives, const config::Workers* workers,
                       const std::string& workersFile, const std::string& vip) {
  Verdict verdict;
  bool anyMount = false, globalMount = false;
  const HttpdDirective* modJk = nullptr;
  const HttpdDirective* modSioha = nullptr;
  for (const HttpdDirective& d : directives) {
    if (is(d, "JkMount") || is(d, "JkMountFile")) {
      anyMount = true;
      globalMount = globalMount || d.host.empty();
    }
    if (is(d, "JkMount")) judgeMount(d, workers, &verdict);
    if (is(d, "JkWorkersFile") && !d.words.empty() && !workersFile.empty() && d.words[0] != workersFile)
      verdict.warn(15, at(d) + "httpd reads " + d.words[0] + " and this check " + workersFile + "; write JkWorkersFile " + workersFile);
    if (is(d, "LoadModule") && !d.words.empty() && d.words[0] == "jk_module") modJk = &d;
    if (is(d, "LoadModule") && !d.words.empty() && d.words[0] == "sioha_module") modSioha = &d;
  }
  if (modJk && modSioha)
    verdict.fail(at(*modJk) + "mod_jk is loaded beside mod_sioha and both want the Jk directives; remove this line");
  if (!anyMount) verdict.warn(20, "no JkMount in httpd's files: nothing is led to the gateways; write JkMount /* balance1");
  for (const TlsHost& host : tlsHosts(directives)) judgeTlsHost(host, vip, globalMount, &verdict);
  return verdict;
}

}  // namespace checks
}  // namespace sioha
