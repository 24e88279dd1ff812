#include "keepalived-checks/questions/config_check.h"

#include "keepalived-checks/common/file.h"
#include "keepalived-checks/config/httpd_conf.h"
#include "keepalived-checks/config/keepalived_conf.h"
#include "keepalived-checks/config/server_xml.h"
#include "keepalived-checks/questions/vip_option.h"

namespace sioha {
namespace checks {

static const char kExplain[] =
    "The six tasks of EMC's guide, verified in the files themselves. Each finding says file:line, why, and the\n"
    "line to write instead.\n\n"
    "--server-xml    task 1: AJP connector there, not commented out, port, address, secret and jvmRoute as in\n"
    "                workers.properties. Name copies of both gateways' files.\n"
    "--workers       task 2.6: as httpd will read it\n"
    "--httpd-conf    tasks 2.8 and 3: mounts, virtual host, certificate\n"
    "--keepalived    task 5: scripts, weights, priorities; with --peer-config against the other node's file\n"
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

void askServerXml(const Arguments& arguments, const config::Workers* workers, Verdict* verdict) {
  for (const std::string& path : splitList(arguments.text("server-xml"), ',')) {
    if (!wanted(arguments, "server-xml", path)) continue;
    const Result<std::string> text = readFile(path, kMostBytes);
    const Result<XmlNode> root = text.ok() ? parseXml(text.value(), path) : Result<XmlNode>(Error(text.error()));
    if (!root.ok()) verdict->fail(root.error());
    else verdict->merge(judgeServerXml(root.value(), path, workers));
  }
}

void askHttpd(const Arguments& arguments, const config::Workers* workers, const std::string& vip, Verdict* verdict) {
  std::vector<HttpdDirective> directives;
  bool any = false;
  for (const std::string& path : splitList(arguments.text("httpd-conf"), ',')) {
    if (!wanted(arguments, "httpd-conf", path)) continue;
    any = true;
    const Result<std::string> text = readFile(path, kMostBytes);
    const Result<std::vector<HttpdDirective>> read =
        text.ok() ? parseHttpdConf(text.value(), path) : Result<std::vector<HttpdDirective>>(Error(text.error()));
    if (!read.ok()) verdict->fail(read.error());
    else directives.insert(directives.end(), read.value().begin(), read.value().end());
  }
  if (any) verdict->merge(judgeHttpdConf(directives, workers, workers ? arguments.text("workers") : "", vip));
}

Result<std::vector<KeepalivedStatement>> readKeepalived(const std::string& path) {
  const Result<std::string> text = readFile(path, kMostBytes);
  if (!text.ok()) return Error(text.error());
  if (Slice(text.value()).trimmed().empty()) return Error(path + " is empty; sioha-keepalived-conf writes one");
  return parseKeepalivedConf(text.value(), path);
}

void askKeepalived(const Arguments& arguments, const std::string& vip, Verdict* verdict) {
  const std::string path = arguments.text("keepalived");
  if (!wanted(arguments, "keepalived", path)) return;
  const Result<std::vector<KeepalivedStatement>> own = readKeepalived(path);
  if (!own.ok()) {
    verdict->fail(own.error());
    return;
  }
  std::vector<KeepalivedStatement> peer;
  if (arguments.has("peer-config")) {
    const Result<std::vector<KeepalivedStatement>> read = readKeepalived(arguments.text("peer-config"));
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
  config::Workers workers;
  const bool haveWorkers = readWorkers(arguments, &workers, &verdict);
  askServerXml(arguments, haveWorkers ? &workers : nullptr, &verdict);
  askHttpd(arguments, haveWorkers ? &workers : nullptr, vip, &verdict);
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
     {"httpd-conf", "LIST",
      "/etc/apache2/mods-enabled/jk.conf,/etc/apache2/mods-enabled/sioha.conf,"
      "/etc/apache2/conf-enabled/sioha-from-jk.conf,/etc/apache2/sites-enabled/default-ssl.conf,"
      "/etc/apache2/sites-enabled/scaleio-api.conf",
      "httpd's files with mounts and the virtual host"},
     {"keepalived", "FILE", "/etc/keepalived/keepalived.conf", "this node's file"},
     {"peer-config", "FILE", "", "the other node's keepalived.conf"}},
    ask,
    nullptr};

}  // namespace checks
}  // namespace sioha
