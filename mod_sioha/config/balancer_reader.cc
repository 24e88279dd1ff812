#include <algorithm>
#include <initializer_list>

#include "mod_sioha/config/worker_readers.h"

namespace sioha {
namespace config {

namespace {

/// By the first letter or mod_jk's number; `priority` is ours.
bool methodFrom(Slice word, Method* method) {
  if (equalsNoCase(word, "priority")) {
    *method = Method::priority;
    return true;
  }
  switch (word.empty() ? '\0' : lowerAscii(word[0])) {
    case 'r':
    case '0':
      *method = Method::requests;
      return true;
    case 't':
    case '1':
      *method = Method::traffic;
      return true;
    case 'b':
    case '2':
      *method = Method::busyness;
      return true;
    case 's':
    case '3':
      *method = Method::sessions;
      return true;
    case 'n':
    case '4':
      *method = Method::next;
      return true;
    default:
      return false;
  }
}

bool kindFrom(Slice word, HealthKind* kind) {
  const HealthKind kinds[] = {HealthKind::scaleio, HealthKind::cping, HealthKind::http};
  for (HealthKind each : kinds) {
    if (!equalsNoCase(word, healthKindWord(each))) continue;
    *kind = each;
    return true;
  }
  return false;
}

/// Settings that only one kind of health reads.
void warnOfOtherKinds(const Settings& settings, HealthKind kind, std::vector<std::string>* warnings) {
  static const struct {
    const char* name;
    HealthKind kind;
  } kOnly[] = {
      {"health_path", HealthKind::http},
      {"health_expect_status", HealthKind::http},
      {"health_expect_header", HealthKind::http},
      {"health_expect_body", HealthKind::http},
      {"health_credentials_file", HealthKind::scaleio},
      {"token_fanout", HealthKind::scaleio},
      {"fanout_wait", HealthKind::scaleio},
  };
  for (const auto& only : kOnly) {
    const bool read =
        only.kind == kind || (kind == HealthKind::scaleio && Slice(only.name) == Slice("health_path"));
    if (read || !settings.has(only.name)) continue;
    warnOnce(settings.about(only.name) + "it has no effect with health=" + healthKindWord(kind) +
                 "; write health=" + healthKindWord(only.kind) + " or remove it.",
             warnings);
  }
}

void readProbe(Settings* settings, Health* health) {
  if (health->kind == HealthKind::http) health->path = "/";
  if (health->kind == HealthKind::cping) health->path.clear();
  settings->word("health_path", 1024, &health->path);
  if (settings->has("health_path") && health->path.compare(0, 1, "/") != 0)
    settings->fail(settings->about("health_path") +
                   "the path does not begin with '/': write one such as /api/version.");
  settings->number("health_expect_status", 100, 599, &health->expectStatus);
  settings->text("health_expect_header", &health->expectHeader);
  if (!health->expectHeader.empty() && health->expectHeader.find(':') == std::string::npos)
    settings->fail(settings->about("health_expect_header") + "there is no ':': write Name: value.");
  settings->text("health_expect_body", &health->expectBody);
  settings->text("health_credentials_file", &health->credentialsFile);
  if (!health->credentialsFile.empty()) health->aboutCredentials = settings->about("health_credentials_file");
}

/// mod_jk's words for when a member is used and when not.
void readErrorTimes(Settings* settings, Health* health) {
  settings->seconds("recover_time", &health->recoverTime);
  settings->seconds("error_escalation_time", &health->escalation);
  // There 0 means: at the first failure.
  if (settings->has("error_escalation_time") && health->escalation.count() == 0 && !settings->has("health_fall"))
    health->fall = 1;
  settings->number("max_reply_timeouts", 0, 1000000, &health->maxReplyTimeouts);
}

void readSession(Settings* settings, Balancer* balancer) {
  settings->flag("sticky_session", &balancer->stickySession);
  settings->flag("sticky_session_force", &balancer->stickySessionForce);
  settings->word("session_cookie", 63, &balancer->sessionCookie);
  settings->word("session_path", 63, &balancer->sessionPath);
  settings->flag("set_session_cookie", &balancer->setSessionCookie);
  settings->word("session_cookie_path", 63, &balancer->sessionCookiePath);
  for (const char* name : {"session_cookie", "session_cookie_path"})
    if (const Property* property = settings->find(name))
      if (property->value.find_first_of(";,\"=") != std::string::npos)
        settings->fail(settings->about(name) + "';', ',', '=' and '\"' are not allowed in a cookie: remove them.");
}

void positive(Settings* settings, const char* name, Duration* value) {
  settings->duration(name, value);
  if (settings->has(name) && value->count() == 0)
    settings->fail(settings->about(name) + "0 is not possible here: write a time, such as 500ms or 2s.");
}

}  // namespace

std::string readHealth(const Section& section, Health* health, std::vector<std::string>* warnings) {
  Settings settings(section);
  if (const Property* kind = settings.find("health"))
    if (!kindFrom(kind->value, &health->kind))
      settings.fail(settings.about("health") + "write scaleio, cping or http.");
  readProbe(&settings, health);
  settings.number("health_fall", 1, 100, &health->fall);
  settings.number("health_rise", 1, 100, &health->rise);
  readErrorTimes(&settings, health);
  positive(&settings, "health_interval", &health->interval);
  positive(&settings, "health_fast_interval", &health->fastInterval);
  if (health->fastInterval > health->interval && settings.has("health_fast_interval"))
    settings.fail(settings.about("health_fast_interval") +
                  "this is longer than health_interval: write a shorter time.");
  health->fastInterval = std::min(health->fastInterval, health->interval);
  settings.duration("slow_start", &health->slowStart);
  settings.duration("suspect_after", &health->suspectAfter);
  positive(&settings, "health_cping_timeout", &health->cpingTimeout);
  positive(&settings, "health_timeout", &health->requestTimeout);
  health->mdmTimeout = std::max(health->mdmTimeout, health->requestTimeout);
  warnOfOtherKinds(settings, health->kind, warnings);
  return settings.error();
}

std::string readBalancer(const Section& section, Balancer* balancer, std::vector<std::string>* warnings) {
  balancer->file = section.file;
  balancer->line = section.line;
  Settings settings(section);
  readSession(&settings, balancer);
  settings.number("retries", 1, 100, &balancer->rounds);
  settings.number("lb_retries", 1, 1000, &balancer->triesPerRound);
  settings.milliseconds("retry_interval", &balancer->retryInterval);
  settings.number("max_replay_body", 0, 16 * 1024 * 1024, &balancer->maxReplayBody);
  settings.flag("idempotency_key", &balancer->idempotencyKey);
  settings.flag("token_fanout", &balancer->tokenFanout);
  settings.duration("fanout_wait", &balancer->fanoutWait);
  const std::string wrong = readHealth(section, &balancer->health, warnings);
  if (!wrong.empty()) return wrong;
  balancer->method = balancer->health.kind == HealthKind::scaleio ? Method::priority : Method::requests;
  if (const Property* method = settings.find("method"))
    if (!methodFrom(method->value, &balancer->method))
      settings.fail(settings.about("method") +
                    "write Request, Session, Next, Traffic, Busyness or priority.");
  return settings.error();
}

}  // namespace config
}  // namespace sioha
