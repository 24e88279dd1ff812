#include "keepalived-checks/config/server_xml.h"

#include <algorithm>

#include "keepalived-checks/common/address.h"

namespace sioha {
namespace checks {
namespace {

bool isAjp(const XmlNode& node) {
  const std::string protocol = node.attribute("protocol");
  return node.name == "Connector" && (protocol.compare(0, 3, "AJP") == 0 || protocol.find(".ajp.") != std::string::npos);
}

bool isAjpComment(const XmlNode& node) {
  return node.isComment && node.text.find("<Connector") != std::string::npos && node.text.find("AJP/1.3") != std::string::npos;
}

const char kConnector[] = "<Connector port=\"8009\" protocol=\"AJP/1.3\" address=\"0.0.0.0\" secret=\"...\" redirectPort=\"${ssl.port}\" />";

std::string at(const std::string& file, const XmlNode& node) { return file + ":" + std::to_string(node.line) + ": "; }

const config::Member* memberWithRoute(const config::Workers& workers, const std::string& route) {
  for (const config::Balancer& balancer : workers.balancers)
    for (const config::Member& member : balancer.members)
      if (member.route == route) return &member;
  return nullptr;
}

bool isLoopbackName(const std::string& host) {
  IpAddress address;
  return host == "localhost" || (parseAddress(host, &address) && address.isLoopback());
}

// ${ajp.port} and the like are set elsewhere (catalina.properties) and cannot be compared.
bool isKnown(const std::string& value) { return !value.empty() && value.find("${") == std::string::npos; }

void judgeSecret(const XmlNode& connector, const std::string& file, const config::Member* member, Verdict* verdict) {
  const std::string secret = connector.has("secret") ? connector.attribute("secret") : connector.attribute("requiredSecret");
  if (secret.empty() && connector.attribute("secretRequired") != "false")
    verdict->warn(15, at(file, connector) +
                          "the AJP connector has no secret, with which Tomcat since 7.0.100, 8.5.51 and 9.0.31 does not start; "
                          "write secret=\"...\" here and worker.NAME.secret=... in workers.properties, or secretRequired=\"false\"");
  if (!member || (!secret.empty() && !isKnown(secret)) || secret == member->secret) return;
  verdict->fail(at(file, connector) + (member->secret.empty() ? "the connector has a secret and worker " + member->name + " has none"
                                       : secret.empty()       ? "worker " + member->name + " has a secret and the connector has none"
                                                              : "the connector's secret is not that of worker " + member->name) +
                "; write worker." + member->name + ".secret=... as in server.xml (" + member->file + ":" +
                std::to_string(member->line) + ")");
}

void judgeConnector(const XmlNode& connector, const std::string& file, const config::Member* member, Verdict* verdict) {
  const std::string port = connector.attribute("port"), address = connector.attribute("address");
  if (member && isKnown(port) && port != std::to_string(member->port))
    verdict->fail(at(file, connector) + "the AJP connector has port " + port + " and worker " + member->name + " has port " +
                  std::to_string(member->port) + "; write port=\"" + std::to_string(member->port) + "\"");
  const bool remote = !member || !isLoopbackName(member->host);
  if (address.empty() && remote)
    verdict->warn(15, at(file, connector) +
                          "the AJP connector has no address, and Tomcat since 7.0.100, 8.5.51 and 9.0.31 then listens on the "
                          "loopback only; write address=\"" + (member ? member->host : std::string("0.0.0.0")) + "\"");
  if (isKnown(address) && isLoopbackName(address) && member && remote)
    verdict->fail(at(file, connector) + "the AJP connector listens on " + address + " only and worker " + member->name +
                  " connects to " + member->host + "; write address=\"" + member->host + "\"");
  judgeSecret(connector, file, member, verdict);
}

// Task 1 c: where httpd runs beside the gateway, both want the ports of HTTP.
void judgeOtherConnectors(const XmlNode& root, const std::string& file, const HttpdBeside& httpd,
                          Verdict* verdict) {
  std::vector<const XmlNode*> others;
  collectXml(
      root, [](const XmlNode& node) { return node.name == "Connector" && !isAjp(node); }, &others);
  for (const XmlNode* other : others) {
    const std::string port = other->attribute("port");
    const std::string advice = "; comment it out (task 1 c), or give it another port";
    if (std::find(httpd.ports.begin(), httpd.ports.end(), port) != httpd.ports.end())
      verdict->fail(at(file, *other) + "this connector takes port " + port +
                    ", on which httpd on the same machine listens" + advice);
    else if (!isKnown(port) && !httpd.ports.empty())
      verdict->warn(5, at(file, *other) + "this connector takes port " + port +
                           " on the machine of httpd, which listens on " + httpd.ports[0] + advice);
  }
}

const config::Member* judgeRoute(const XmlNode& root, const std::string& file, const config::Workers* workers, Verdict* verdict) {
  std::vector<const XmlNode*> engines;
  collectXml(root, [](const XmlNode& node) { return node.name == "Engine"; }, &engines);
  if (engines.empty()) {
    verdict->fail(file + ": there is no <Engine>; is this Tomcat's server.xml?");
    return nullptr;
  }
  const XmlNode& engine = *engines[0];
  const std::string route = engine.attribute("jvmRoute");
  if (route.empty()) {
    verdict->fail(at(file, engine) +
                  "the Engine has no jvmRoute, so sessions cannot be led home; write <Engine name=\"Catalina\" "
                  "defaultHost=\"localhost\" jvmRoute=\"machine1\"> with the worker's name");
    return nullptr;
  }
  if (!workers || !isKnown(route)) return nullptr;
  const config::Member* member = memberWithRoute(*workers, route);
  if (!member)
    verdict->fail(at(file, engine) + "jvmRoute=\"" + route + "\" is no worker's name in workers.properties; both have to be the same");
  return member;
}

}  // namespace

Verdict judgeServerXml(const XmlNode& root, const std::string& file, const config::Workers* workers,
                       const HttpdBeside& httpd) {
  Verdict verdict;
  const config::Member* member = judgeRoute(root, file, workers, &verdict);
  std::vector<const XmlNode*> connectors, comments;
  collectXml(root, isAjp, &connectors);
  collectXml(root, isAjpComment, &comments);
  for (const XmlNode* connector : connectors) judgeConnector(*connector, file, member, &verdict);
  if (member && httpd.isHere(member->host)) judgeOtherConnectors(root, file, httpd, &verdict);
  if (connectors.empty() && !comments.empty())
    verdict.fail(at(file, *comments[0]) +
                 "the AJP connector is commented out (an upgrade of the gateway restores that); write " + kConnector);
  else if (connectors.empty())
    verdict.fail(file + ": there is no AJP connector; write " + kConnector);
  return verdict;
}

}  // namespace checks
}  // namespace sioha
