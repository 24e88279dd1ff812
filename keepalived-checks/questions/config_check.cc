#include "keepalived-checks/questions/config_check.h"

#include <set>

#include "keepalived-checks/common/file.h"
#include "keepalived-checks/common/stream.h"
#include "keepalived-checks/config/httpd_conf.h"
#include "keepalived-checks/config/keepalived_conf.h"
#include "keepalived-checks/config/server_xml.h"
#include "keepalived-checks/questions/vip_option.h"

namespace sioha {
namespace checks {

static const char kExplain[] =
    "The six tasks of EMC's guide, verified in the files themselves. Each finding says file:line, why, and "
    "the\n"
    "line to write instead.\n\n"
    "--server-xml    task 1: AJP connector there, not commented out, port, address, secret and jvmRoute as "
    "in\n"
    "                workers.properties. Name copies of both gateways' files.\n"
    "--workers       task 2.6: as httpd will read it\n"
    "--httpd-conf    tasks 2.8, 3 and 4: modules, mounts, virtual host, certificate. What a file includes is "
    "read as\n"
    "                httpd would, so its main file is enough\n"
    "--keepalived    task 5: scripts, weights, priorities; with --peer-config against the other node's "
    "file;\n"
    "                include is followed\n"
    "A file of a list that is not named and does not exist is left out; one that is named has to be there.\n"
    "Task 2's certificates are check-certificate's, task 6's sysctl is check-network's.\n";

namespace {

const std::size_t kMostBytes = 4 << 20;

class NoVariables : public config::Variables {
 public:
  bool lookUp(const std::string&, std::string*) const override { return false; }
};

// The usual places count only where they exist; what an administrator names has to be there.
bool wanted(const Arguments& arguments, const char* option, const std::string& path) {
  return arguments.isGiven(option) || fileExists(path);
}

bool anyWanted(const Arguments& arguments) {
  for (const char* option : {"server-xml", "workers", "httpd-conf", "keepalived"})
    for (const std::string& path : splitList(arguments.text(option), ','))
      if (wanted(arguments, option, path)) return true;
  return false;
}

bool readWorkers(const Arguments& arguments, config::Workers* workers, Verdict* verdict) {
  const std::string path = arguments.text("workers");
  if (!wanted(arguments, "workers", path)) {
    verdict->note(path + " does not exist and was left out");
    return false;
  }
  const Result<std::string> text = readFile(path, kMostBytes);
  const Result<std::vector<config::Property>> properties =
      text.ok() ? config::parseProperties(text.value(), path, NoVariables())
                : Result<std::vector<config::Property>>(Error(text.error()));
  const Result<config::Workers> read = properties.ok() ? config::readWorkers(properties.value())
                                                       : Result<config::Workers>(Error(properties.error()));
  if (!read.ok()) {
    verdict->fail(read.error());
    return false;
  }
  for (const std::string& warning : read.value().warnings) verdict->warn(2, warning);
  if (read.value().balancers.empty()) verdict->fail(path + ": worker.list names no worker; write worker.list=balance1");
  *workers = read.value();
  return true;
}

bool isHere(const std::string& host) {
  IpAddress address;
  return host == "localhost" ||
         (parseAddress(host, &address) && (address.isLoopback() || isLocalAddress(address)));
}

void askServerXml(const Arguments& arguments, const config::Workers* workers, const HttpdConf& httpd,
                  Verdict* verdict) {
  const HttpdBeside beside = {listenPorts(httpd), isHere};
  for (const std::string& path : splitList(arguments.text("server-xml"), ',')) {
    if (!wanted(arguments, "server-xml", path)) continue;
    const Result<std::string> text = readFile(path, kMostBytes);
    const Result<XmlNode> root = text.ok() ? parseXml(text.value(), path) : Result<XmlNode>(Error(text.error()));
    if (!root.ok()) verdict->fail(root.error());
    else
      verdict->merge(judgeServerXml(root.value(), path, workers, beside));
  }
}

// All files that are named, one after the other; false: none could be read.
bool readHttpd(const Arguments& arguments, HttpdConf* all, Verdict* verdict) {
  std::set<std::string> known;
  bool any = false;
  for (const std::string& path : splitList(arguments.text("httpd-conf"), ',')) {
    // One that an earlier one includes is not to be judged twice.
    if (known.count(path) > 0 || !wanted(arguments, "httpd-conf", path)) continue;
    const Result<HttpdConf> read = readHttpdConf(path, DiskFiles());
    if (!read.ok()) {
      verdict->fail(read.error());
      continue;
    }
    any = true;
    const HttpdConf& one = read.value();
    for (const HttpdDirective& directive : one.directives) known.insert(directive.file);
    all->directives.insert(all->directives.end(), one.directives.begin(), one.directives.end());
    all->notes.insert(all->notes.end(), one.notes.begin(), one.notes.end());
    if (all->serverRoot.empty()) all->serverRoot = one.serverRoot.empty() ? folderOf(path) : one.serverRoot;
  }
  return any;
}

void askKeepalived(const Arguments& arguments, const std::string& vip, Verdict* verdict) {
  const std::string path = arguments.text("keepalived");
  if (!wanted(arguments, "keepalived", path)) return;
  const Result<std::vector<KeepalivedStatement>> own = readKeepalivedConf(path, DiskFiles());
  if (!own.ok()) {
    verdict->fail(own.error());
    return;
  }
  std::vector<KeepalivedStatement> peer;
  if (arguments.has("peer-config")) {
    const Result<std::vector<KeepalivedStatement>> read =
        readKeepalivedConf(arguments.text("peer-config"), DiskFiles());
    if (read.ok()) peer = read.value();
    else verdict->fail(read.error());
  }
  verdict->merge(judgeKeepalivedConf(own.value(), path, peer, vip));
}

Verdict ask(const Arguments& arguments, const Context&) {
  Verdict verdict;
  std::string vip;
  if (arguments.has("vip")) {
    const Result<IpAddress> read = vipOption(arguments);
    if (!read.ok()) {
      verdict.fail(read.error());
      return verdict;
    }
    vip = read.value().text();
  }
  if (!anyWanted(arguments)) {
    verdict.fail(
        "none of the usual files is here; name some by --server-xml, --workers, --httpd-conf and "
        "--keepalived");
    return verdict;
  }
  config::Workers workers;
  const bool haveWorkers = readWorkers(arguments, &workers, &verdict);
  const config::Workers* const known = haveWorkers ? &workers : nullptr;
  HttpdConf httpd;
  const bool haveHttpd = readHttpd(arguments, &httpd, &verdict);
  askServerXml(arguments, known, httpd, &verdict);
  if (haveHttpd) verdict.merge(judgeHttpdConf(httpd, known, known ? arguments.text("workers") : "", vip));
  askKeepalived(arguments, vip, &verdict);
  if (!verdict.hasFailure() && !verdict.hasWarning()) verdict.note("the files agree with each other");
  return verdict;
}

}  // namespace

const Program kConfigProgram = {
    "check-config",
    "Do server.xml, workers.properties, httpd's files and keepalived.conf fit together?",
    kExplain,
    {{"vip", "ADDRESS", "", "the virtual IP"},
     {"server-xml", "LIST", "/opt/emc/scaleio/gateway/conf/server.xml", "the gateways' files"},
     {"workers", "FILE", "/etc/apache2/workers.properties", "JkWorkersFile"},
     {"httpd-conf", "LIST", "/etc/apache2/apache2.conf,/etc/httpd/conf/httpd.conf",
      "httpd's main file, or those of its files that matter"},
     {"keepalived", "FILE", "/etc/keepalived/keepalived.conf", "this node's file"},
     {"peer-config", "FILE", "", "the other node's keepalived.conf"}},
    ask,
    nullptr};

}  // namespace checks
}  // namespace sioha
