#include "mod_sioha/config/worker_readers.h"

#include <algorithm>
#include <limits>

namespace sioha {
namespace config {

namespace {

const std::size_t kLongestHost = 253;
const unsigned long long kMostInt = 2147483647ULL;

/// 0 is mod_jk's "for ever".
void finite(Settings* settings, const char* name, const Duration fallback, Duration* value,
            std::vector<std::string>* warnings) {
  if (!settings->has(name) || value->count() != 0) return;
  *value = fallback;
  warnOnce(settings->about(name) + "waiting for ever is not supported: the default of " +
               std::to_string(fallback.count() / 1000) + " ms is used; write a finite time.",
           warnings);
}

std::string wrongHost(const std::string& host) {
  if (host.find_first_of("<>") != std::string::npos)
    return "the placeholder is still in place: write the gateway's address.";
  if (host.find_first_of("[]") != std::string::npos) return "write the IPv6 address without brackets.";
  const std::size_t colon = host.find(':');
  if (colon != std::string::npos && colon == host.rfind(':'))
    return "host:port is not supported: write host=" + host.substr(0, colon) + " and the port separately.";
  for (char c : host) {
    const bool letter = lowerAscii(c) >= 'a' && lowerAscii(c) <= 'z';
    const bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '.' && c != '-' && c != '_' && c != ':' && c != '%')
      return "this is no host name or address: write one, such as 192.0.2.1.";
  }
  return host.size() > kLongestHost ? "the name is too long: write at most 253 bytes." : "";
}

void readAddress(Settings* settings, Member* member) {
  settings->text("host", &member->host);
  const std::string wrong = wrongHost(member->host);
  if (!wrong.empty()) settings->fail(settings->about("host") + wrong);
  const Property* port = settings->find("port");
  unsigned long long number = 0;
  if (port && !parseDecimal(port->value, 65535, &number))
    settings->fail(settings->about("port") +
                   "this is no port: write a number from 1 to 65535 (0: never contacted).");
  if (port) member->port = static_cast<unsigned>(number);
  settings->flag("prefer_ipv6", &member->preferIpv6);
  settings->text("source", &member->source);
  if (!member->source.empty() && !wrongHost(member->source).empty())
    settings->fail(settings->about("source") + "write an address of this host, without a port.");
}

bool activationFrom(Slice word, Activation* activation) {
  static const struct {
    const char* word;
    Activation activation;
  } kWords[] = {
      {"a", Activation::active},   {"act", Activation::active},   {"active", Activation::active},
      {"d", Activation::disabled}, {"dis", Activation::disabled}, {"disabled", Activation::disabled},
      {"s", Activation::stopped},  {"stp", Activation::stopped},  {"stopped", Activation::stopped},
      {"0", Activation::active},   {"1", Activation::disabled},   {"2", Activation::stopped},
  };
  for (const auto& known : kWords) {
    if (!equalsNoCase(word, known.word)) continue;
    *activation = known.activation;
    return true;
  }
  return false;
}

void readActivation(Settings* settings, Member* member, std::vector<std::string>* warnings) {
  bool disabled = false, stopped = false;
  settings->flag("disabled", &disabled);
  settings->flag("stopped", &stopped);
  if (disabled) member->activation = Activation::disabled;
  if (stopped) member->activation = Activation::stopped;
  if (const Property* property = settings->find("activation"))
    if (!activationFrom(property->value, &member->activation))
      settings->fail(settings->about("activation") + "write active, disabled or stopped (or A, D, S).");
  if (member->port != 0 || member->activation == Activation::stopped) return;
  member->activation = Activation::stopped;
  if (settings->has("activation"))
    warnOnce(settings->about("activation") + "the worker's port is 0, so it is stopped.", warnings);
}

void readPlace(Settings* settings, Member* member) {
  member->route = member->name;
  settings->word("route", kLongestRoute, &member->route);
  const std::size_t dot = member->route.find('.');
  if (dot != std::string::npos) member->domain = member->route.substr(0, dot);
  settings->word("domain", kLongestRoute, &member->domain);
  settings->word("redirect", kLongestRoute, &member->redirect);
  settings->number("lbfactor", 1, kMostInt, &member->lbfactor);
  settings->number("distance", 0, kMostInt, &member->distance);
}

void readPool(Settings* settings, Member* member) {
  settings->number("connection_pool_size", 0, 100000, &member->poolSize);
  settings->number("connection_pool_minsize", 0, 100000, &member->poolMinimum);
  if (member->poolSize != 0 && member->poolMinimum > member->poolSize)
    settings->fail(settings->about("connection_pool_minsize") + "this is more than connection_pool_size=" +
                   std::to_string(member->poolSize) + ": write a smaller number.");
  settings->seconds("connection_pool_timeout", &member->poolIdle);
  // "Never" of mod_jk. Nobody waits for this, so it may be long; a year cannot overflow.
  if (member->poolIdle.count() == 0) member->poolIdle = sioha::seconds(365L * 24 * 3600);
  settings->milliseconds("connection_acquire_timeout", &member->poolAcquire);
  settings->number("max_in_flight", 0, kMostInt, &member->maxInFlight);
}

void readTimeouts(Settings* settings, Member* member, std::vector<std::string>* warnings) {
  const Member defaults;
  Duration socket = member->sendTimeout;
  settings->seconds("socket_timeout", &socket);
  if (settings->has("socket_timeout") && socket.count() != 0)
    member->sendTimeout = member->replyTimeout = member->connectTimeout = socket;
  finite(settings, "socket_timeout", defaults.sendTimeout, &socket, warnings);
  settings->milliseconds("socket_connect_timeout", &member->connectTimeout);
  finite(settings, "socket_connect_timeout", defaults.connectTimeout, &member->connectTimeout, warnings);
  settings->milliseconds("reply_timeout", &member->replyTimeout);
  finite(settings, "reply_timeout", defaults.replyTimeout, &member->replyTimeout, warnings);
}

void readPings(Settings* settings, Member* member) {
  settings->milliseconds("ping_timeout", &member->pingTimeout);
  if (const Property* mode = settings->find("ping_mode")) {
    const std::string& letters = mode->value;
    if (letters.find_first_not_of("CPIAcpia") != std::string::npos)
      settings->fail(settings->about("ping_mode") + "write letters of C, P and I, or A for all.");
    const bool all = letters.find_first_of("Aa") != std::string::npos;
    if (all || letters.find_first_of("Cc") != std::string::npos) member->connectPing = member->pingTimeout;
    if (all || letters.find_first_of("Pp") != std::string::npos) member->prepostPing = member->pingTimeout;
    // As in mod_jk: ten times ping_timeout, there with ms taken for s (ping_timeout / 100 seconds).
    if (all || letters.find_first_of("Ii") != std::string::npos)
      member->pingInterval = member->pingTimeout * 10;
  }
  settings->milliseconds("connect_timeout", &member->connectPing);
  settings->milliseconds("prepost_timeout", &member->prepostPing);
  settings->seconds("connection_ping_interval", &member->pingInterval);
}

void readRetries(Settings* settings, Member* member) {
  settings->number("retries", 1, 100, &member->tries);
  settings->milliseconds("retry_interval", &member->retryInterval);
  settings->number("recovery_options", 0, 31, &member->recoveryOptions);
  const Property* list = settings->find("fail_on_status");
  if (!list) return;
  for (const std::string& word : splitList(list->value)) {
    const bool soft = word[0] == '-';
    unsigned long long status = 0;
    if (!parseDecimal(Slice(word).sub(soft ? 1 : 0), 999, &status) || status < 100)
      return settings->fail(settings->about("fail_on_status") + "'" + shown(word) +
                            "' is no HTTP status: write numbers from 100 to 999, with '-' before one that does "
                            "not speak against the member.");
    member->failOnStatus.push_back(soft ? -static_cast<int>(status) : static_cast<int>(status));
  }
}

void readSocket(Settings* settings, Member* member, std::vector<std::string>* warnings) {
  std::size_t size = member->maxPacketSize;
  settings->number("max_packet_size", 0, kMostInt, &size);
  member->maxPacketSize =
      std::min<std::size_t>(std::max<std::size_t>((size + 1023) / 1024 * 1024, 8192), 65536);
  if (size < 8192 || size > 65536)
    warnOnce(settings->about("max_packet_size") + "8192 to 65536 are possible, " +
                 std::to_string(member->maxPacketSize) + " is used; write Tomcat's packetSize.",
             warnings);
  settings->flag("socket_keepalive", &member->socketKeepAlive);
  settings->number("socket_buffer", 0, kMostInt, &member->socketBuffer);
  if (member->socketBuffer != 0)
    member->socketBuffer = std::max(member->socketBuffer, static_cast<int>(member->maxPacketSize));
}

}  // namespace

std::string readMember(const Section& section, const FileReader& files, Member* member,
                       std::vector<std::string>* warnings) {
  member->file = section.file;
  member->line = section.line;
  Settings settings(section);
  readAddress(&settings, member);
  readActivation(&settings, member, warnings);
  readPlace(&settings, member);
  readSocket(&settings, member, warnings);
  readPool(&settings, member);
  readTimeouts(&settings, member, warnings);
  readPings(&settings, member);
  readRetries(&settings, member);
  if (!settings.error().empty()) return settings.error();
  return readSecret(section, files, &member->secret);
}

}  // namespace config
}  // namespace sioha
