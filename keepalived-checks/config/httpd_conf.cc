#include "keepalived-checks/config/httpd_conf.h"

#include <algorithm>

#include "keepalived-checks/common/address.h"
#include "keepalived-checks/common/file.h"

namespace sioha {
namespace checks {
namespace {

// Each Jk directive has a Sioha name as well; `name` is the Jk one.
bool is(const HttpdDirective& directive, const char* name) {
  const std::string& own = directive.name;
  if (own.size() > 5 && equalsNoCase(own.substr(0, 5), "Sioha"))
    return equalsNoCase("Jk" + own.substr(5), name);
  return equalsNoCase(own, name);
}

std::string at(const HttpdDirective& d) { return d.file + ":" + std::to_string(d.line) + ": "; }

bool knowsWorker(const config::Workers& workers, const std::string& name) {
  for (const config::Balancer& balancer : workers.balancers)
    if (balancer.name == name) return true;
  return false;
}

void judgeMount(const HttpdDirective& d, const config::Workers* workers, Verdict* verdict) {
  if (d.words.empty() || !workers) return;
  // mod_jk takes "worker;option=value" there.
  const std::string worker = d.words.back().substr(0, d.words.back().find(';'));
  const bool exclusion = d.words.size() == 2 && worker == "*";
  if (!exclusion && !knowsWorker(*workers, worker))
    verdict->fail(at(d) + d.name + " names worker \"" + worker +
                  "\", which is not in worker.list of workers.properties; write " +
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

std::string where(const TlsHost& host) {
  const HttpdDirective& d = *host.engine;
  return d.hostFile + ":" + std::to_string(d.hostLine) + ": <VirtualHost " + d.host + ">";
}

bool isOn(const HttpdDirective& d) {
  return d.words.size() == 1 && equalsNoCase(d.words[0], "on");
}

std::vector<TlsHost> tlsHosts(const std::vector<HttpdDirective>& directives) {
  std::vector<TlsHost> hosts;
  for (const HttpdDirective& d : directives)
    if (is(d, "SSLEngine") && !d.host.empty() && isOn(d)) hosts.push_back(TlsHost{&d, false, false, false});
  for (TlsHost& host : hosts) {
    for (const HttpdDirective& d : directives) {
      const bool own =
          !d.host.empty() && d.hostFile == host.engine->hostFile && d.hostLine == host.engine->hostLine;
      // Certificates are inherited from outside, mounts are not.
      host.certificate = host.certificate || ((own || d.host.empty()) && is(d, "SSLCertificateFile"));
      if (!own) continue;
      host.mount = host.mount || is(d, "JkMount") || is(d, "JkMountFile");
      host.copy = host.copy || (is(d, "JkMountCopy") && isOn(d));
    }
  }
  return hosts;
}

// Only hosts that clients of the virtual IP can reach count, where it is known.
void judgeTlsHosts(const std::vector<TlsHost>& all, const std::string& vip, bool globalMount,
                   Verdict* verdict) {
  std::vector<const TlsHost*> hosts;
  for (const TlsHost& host : all)
    if (vip.empty() || carriesVip(host.engine->host, vip)) hosts.push_back(&host);
  if (hosts.empty() && !all.empty())
    verdict->fail(where(all[0]) + " is not that of the virtual IP; write <VirtualHost " + vip +
                  ":443 127.0.0.1:443>");
  bool mounted = false;
  for (const TlsHost* host : hosts) mounted = mounted || host->mount || (globalMount && host->copy);
  for (const TlsHost* host : hosts) {
    if (!vip.empty() && !hasOwnAddressToo(host->engine->host, vip))
      verdict->note(
          where(*host) +
          " has the virtual IP only, so check-serving cannot try it on the standby; better <VirtualHost " +
          vip + ":443 127.0.0.1:443>");
    if (!host->certificate)
      verdict->fail(
          where(*host) +
          " has no SSLCertificateFile; write SSLCertificateFile /etc/apache2/certs/filename-cert.pem");
    if (!mounted)
      verdict->fail(where(*host) +
                    " has no mount, and mounts outside are not inherited; write JkMount /* balance1, or "
                    "JkMountCopy On");
  }
}

bool holds(const std::vector<HttpdDirective>& directives, const char* name, const char* first = nullptr) {
  for (const HttpdDirective& d : directives)
    if (is(d, name) && (!first || (!d.words.empty() && d.words[0] == first))) return true;
  return false;
}

// Of all that httpd reads it can be said what is missing; of single files it cannot.
void judgeWhole(const HttpdConf& conf, bool anyModule, const std::vector<TlsHost>& hosts, Verdict* verdict) {
  const std::vector<HttpdDirective>& directives = conf.directives;
  const std::vector<std::string> ports = listenPorts(conf);
  if (!holds(directives, "LoadModule") || !holds(directives, "Listen")) return;
  if (!anyModule)
    verdict->fail(
        "httpd's files load neither mod_sioha nor mod_jk; write LoadModule sioha_module "
        "/usr/lib/apache2/modules/mod_sioha.so (a2enmod sioha)");
  if (!hosts.empty() && !holds(directives, "LoadModule", "ssl_module"))
    verdict->warn(
        40, where(hosts[0]) +
                ": httpd's files do not load mod_ssl; a2enmod ssl (task 4), unless it is linked into httpd");
  if (hosts.empty())
    verdict->fail(
        "no <VirtualHost> in httpd's files has SSLEngine On; a2enmod ssl and a2ensite default-ssl (tasks 3 "
        "and 4)");
  for (const TlsHost& host : hosts) {
    const std::string first = host.engine->host.substr(0, host.engine->host.find(' '));
    const std::size_t colon = first.rfind(':');
    const std::string port = colon == std::string::npos ? "*" : first.substr(colon + 1);
    unsigned long long number = 0;
    if (parseDecimal(port, 65535, &number) && std::find(ports.begin(), ports.end(), port) == ports.end())
      verdict->fail(where(host) + ": httpd does not listen on port " + port + "; write Listen " + port);
  }
}

}  // namespace

// "443", "192.0.2.1:443", "[::]:443", each perhaps with a protocol behind it.
std::vector<std::string> listenPorts(const HttpdConf& conf) {
  std::vector<std::string> ports;
  for (const HttpdDirective& d : conf.directives)
    if (is(d, "Listen") && !d.words.empty()) ports.push_back(d.words[0].substr(d.words[0].rfind(':') + 1));
  return ports;
}

Verdict judgeHttpdConf(const HttpdConf& conf, const config::Workers* workers, const std::string& workersFile,
                       const std::string& vip) {
  Verdict verdict;
  bool anyMount = false, globalMount = false;
  const HttpdDirective* modJk = nullptr;
  const HttpdDirective* modSioha = nullptr;
  // Workers that are defined between the other directives are not in the file.
  if (holds(conf.directives, "JkWorkerProperty")) workers = nullptr;
  for (const HttpdDirective& d : conf.directives) {
    if (is(d, "JkMount") || is(d, "JkMountFile")) {
      anyMount = true;
      globalMount = globalMount || d.host.empty();
    }
    if (is(d, "JkMount")) judgeMount(d, workers, &verdict);
    if (is(d, "JkWorkersFile") && !d.words.empty() && !workersFile.empty() &&
        below(conf.serverRoot, d.words[0]) != workersFile)
      verdict.warn(15, at(d) + "httpd reads " + d.words[0] + " and this check " + workersFile + "; write " +
                           d.name + " " + workersFile);
    if (is(d, "LoadModule") && !d.words.empty() && d.words[0] == "jk_module") modJk = &d;
    if (is(d, "LoadModule") && !d.words.empty() && d.words[0] == "sioha_module") modSioha = &d;
  }
  if (modJk && modSioha)
    verdict.fail(at(*modJk) + "mod_jk is loaded beside mod_sioha and both want the Jk directives; remove this line");
  if (!anyMount)
    verdict.warn(20,
                 "no JkMount in httpd's files: nothing is led to the gateways; write JkMount /* balance1");
  const std::vector<TlsHost> hosts = tlsHosts(conf.directives);
  judgeTlsHosts(hosts, vip, globalMount, &verdict);
  judgeWhole(conf, modJk || modSioha, hosts, &verdict);
  for (const std::string& note : conf.notes) verdict.note(note);
  return verdict;
}

}  // namespace checks
}  // namespace sioha
