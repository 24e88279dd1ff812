#include "keepalived-checks/common/file.h"
#include "keepalived-checks/common/http.h"
#include "keepalived-checks/questions/gateways.h"

namespace sioha {
namespace checks {

static const char kExplain[] =
    "First mod_sioha's own verdict, from its status page on this node: what it sees is what requests get.\n"
    "Where that page does not answer, each gateway of workers.properties is asked over AJP by this check\n"
    "itself: connect, CPING, then GET /api/version, as mod_sioha's prober does (without credentials).\n\n"
    "--any    passes where each balancer has a usable gateway (the default)\n"
    "--all    passes where each gateway in service is usable\n"
    "--score  the mean of the gateways' scores; --min-score says what passes\n\n"
    "Usable: up, standby, slow start. Not usable: down, stale, unknown, and fail-open, where each gateway\n"
    "fails in the same way and is used for want of a better one. Gateways that an administrator has\n"
    "disabled or stopped do not count.\n";

namespace {

class NoVariables : public config::Variables {
 public:
  bool lookUp(const std::string&, std::string*) const override { return false; }
};

Result<std::vector<GatewayFact>> askStatusPage(const Arguments& arguments, const Context& context) {
  IpAddress address;
  if (!parseAddress(arguments.text("status-address"), &address))
    return Error("option --status-address wants an address");
  const Result<double> port = arguments.number("status-port", 1, 65535);
  if (!port.ok()) return Error(port.error());
  // Half of the time stays for asking the gateways themselves.
  const Instant deadline = context.deadline - context.left() / 2;
  Result<Fd> fd = connectTcp(address, static_cast<unsigned>(port.value()), deadline, context.clock);
  if (!fd.ok()) return Error(fd.error());
  PlainStream stream(std::move(fd.value()), context.clock);
  const HttpLimits limits = {32768, 1 << 20, false};
  const Result<HttpAnswer> answer =
      httpGet(&stream, arguments.text("status-host"), arguments.text("status-path"), limits, deadline);
  if (!answer.ok()) return Error(answer.error());
  if (answer.value().status != 200) return Error("it answers " + std::to_string(answer.value().status));
  return readStatusPage(answer.value().body);
}

Result<std::vector<GatewayFact>> askGateways(const Arguments& arguments, const Context& context) {
  const std::string path = arguments.text("workers");
  const Result<std::string> text = readFile(path, 1 << 20);
  if (!text.ok()) return Error(text.error());
  const Result<std::vector<config::Property>> properties = config::parseProperties(text.value(), path, NoVariables());
  if (!properties.ok()) return Error(properties.error());
  const Result<config::Workers> workers = config::readWorkers(properties.value());
  if (!workers.ok()) return Error(workers.error());
  return probeGateways(workers.value(), context.deadline, context.clock);
}

Verdict refuse(const std::string& sentence) {
  Verdict verdict;
  verdict.fail(sentence);
  return verdict;
}

Verdict ask(const Arguments& arguments, const Context& context) {
  GatewayMode mode = GatewayMode::any;
  if (arguments.flag("score")) mode = GatewayMode::score;
  if (arguments.flag("all")) mode = GatewayMode::all;
  if (arguments.flag("any") + arguments.flag("all") + arguments.flag("score") > 1)
    return refuse("of --any, --all and --score only one can be asked");
  const std::string path = arguments.text("status-path");
  if (path.empty() || path[0] != '/' || path.find_first_of(" \r\n") != std::string::npos)
    return refuse("option --status-path wants a path that begins with '/'");
  Result<std::vector<GatewayFact>> facts = askStatusPage(arguments, context);
  if (facts.ok()) return judgeGateways(facts.value(), mode);
  const std::string why = "the status page of mod_sioha does not answer (" + facts.error() + ")";
  facts = askGateways(arguments, context);
  if (!facts.ok()) return refuse(why + ", and the gateways cannot be asked: " + facts.error());
  Verdict verdict = judgeGateways(facts.value(), mode);
  verdict.note(why + ", so the gateways were asked over AJP");
  return verdict;
}

}  // namespace

const Program kGatewaysProgram = {
    "check-gateways",
    "Are the gateways usable from this node?",
    kExplain,
    {{"any", nullptr, "", "one usable gateway is enough (the default)"},
     {"all", nullptr, "", "each gateway has to be usable"},
     {"score", nullptr, "", "the mean of the gateways' scores"},
     {"status-address", "ADDRESS", "127.0.0.1", "where httpd is asked for mod_sioha's status page"},
     {"status-port", "PORT", "80", "likewise"},
     {"status-host", "NAME", "localhost", "Host header of that request"},
     {"status-path", "PATH", "/sioha-status?format=json", "the status page"},
     {"workers", "FILE", "/etc/apache2/workers.properties", "the gateways, where the page does not answer"}},
    ask,
    nullptr};

}  // namespace checks
}  // namespace sioha
