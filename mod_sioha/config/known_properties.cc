#include "mod_sioha/config/known_properties.h"

#include "mod_sioha/config/nearest.h"

namespace sioha {
namespace config {

#define SIOHA_JNI "JNI workers are gone since mod_jk 1.2.x; remove it"

const KnownProperty kKnownProperties[] = {
    {"type", Support::full, kForAll, "word", "ajp13", ""},
    {"reference", Support::full, kForAll, "text", "", ""},

    {"host", Support::full, kForMember, "text", "localhost", ""},
    {"port", Support::full, kForMember, "number", "8009", ""},
    {"prefer_ipv6", Support::full, kForMember, "flag", "0", ""},
    {"secret", Support::full, kForMember | kForBalancer, "text", "", ""},
    {"secret_file", Support::full, kForMember | kForBalancer, "file", "", ""},
    {"max_packet_size", Support::full, kForMember, "bytes", "8192", ""},
    {"connection_pool_size", Support::full, kForMember, "number", "0", ""},
    {"connection_pool_minsize", Support::full, kForMember, "number", "0", ""},
    {"connection_pool_timeout", Support::full, kForMember, "s", "15", ""},
    {"connection_acquire_timeout", Support::full, kForMember, "ms", "1000", ""},
    {"socket_timeout", Support::full, kForMember, "s", "10", ""},
    {"socket_connect_timeout", Support::full, kForMember, "ms", "1000", ""},
    {"socket_keepalive", Support::full, kForMember, "flag", "0", ""},
    {"socket_buffer", Support::full, kForMember, "bytes", "0", ""},
    {"reply_timeout", Support::full, kForMember, "ms", "60000", ""},
    {"ping_timeout", Support::full, kForMember, "ms", "1000", ""},
    {"ping_mode", Support::full, kForMember, "word", "", ""},
    {"connect_timeout", Support::full, kForMember, "ms", "0", ""},
    {"prepost_timeout", Support::full, kForMember, "ms", "0", ""},
    {"connection_ping_interval", Support::full, kForMember, "s", "0", ""},
    {"retries", Support::full, kForMember | kForBalancer, "number", "1", ""},
    {"retry_interval", Support::full, kForMember | kForBalancer, "ms", "100", ""},
    {"recovery_options", Support::full, kForMember, "number", "0", ""},
    {"fail_on_status", Support::full, kForMember, "list", "", ""},
    {"source", Support::full, kForMember, "text", "", ""},
    {"mount", Support::full, kForAll, "list", "", ""},
    {"max_in_flight", Support::full, kForMember, "number", "0", ""},
    {"busy_limit", Support::alias, kForMember, "", "", "max_in_flight"},
    {"lbfactor", Support::full, kForMember, "number", "1", ""},
    {"distance", Support::full, kForMember, "number", "0", ""},
    {"route", Support::full, kForMember, "text", "", ""},
    {"domain", Support::full, kForMember, "text", "", ""},
    {"redirect", Support::full, kForMember, "text", "", ""},
    {"activation", Support::full, kForMember, "word", "active", ""},

    {"balance_workers", Support::full, kForBalancer, "list", "", ""},
    {"method", Support::full, kForBalancer, "word", "", ""},
    {"sticky_session", Support::full, kForBalancer, "flag", "1", ""},
    {"sticky_session_force", Support::full, kForBalancer, "flag", "0", ""},
    {"session_cookie", Support::full, kForBalancer, "text", "JSESSIONID", ""},
    {"session_path", Support::full, kForBalancer, "text", ";jsessionid", ""},
    {"set_session_cookie", Support::full, kForBalancer, "flag", "0", ""},
    {"session_cookie_path", Support::full, kForBalancer, "text", "/", ""},
    {"lb_retries", Support::full, kForBalancer, "number", "", ""},
    {"recover_time", Support::full, kForBalancer, "s", "0", ""},
    {"error_escalation_time", Support::full, kForBalancer, "s", "", ""},
    {"max_reply_timeouts", Support::full, kForBalancer, "number", "", ""},
    {"max_replay_body", Support::full, kForBalancer, "bytes", "65536", ""},
    {"idempotency_key", Support::full, kForBalancer, "flag", "0", ""},
    {"token_fanout", Support::full, kForBalancer, "flag", "0", ""},
    {"fanout_wait", Support::full, kForBalancer, "duration", "100ms", ""},
    {"health", Support::full, kForBalancer, "word", "scaleio", ""},
    {"health_interval", Support::full, kForBalancer, "duration", "2s", ""},
    {"health_fast_interval", Support::full, kForBalancer, "duration", "500ms", ""},
    {"health_fall", Support::full, kForBalancer, "number", "2", ""},
    {"fall", Support::alias, kForBalancer, "", "", "health_fall"},
    {"health_rise", Support::full, kForBalancer, "number", "2", ""},
    {"rise", Support::alias, kForBalancer, "", "", "health_rise"},
    {"slow_start", Support::full, kForBalancer, "duration", "10s", ""},
    {"suspect_after", Support::full, kForBalancer, "duration", "250ms", ""},
    {"health_cping_timeout", Support::full, kForBalancer, "duration", "500ms", ""},
    {"health_timeout", Support::full, kForBalancer, "duration", "1s", ""},
    {"health_path", Support::full, kForBalancer, "text", "", ""},
    {"health_expect_status", Support::full, kForBalancer, "number", "200", ""},
    {"health_expect_header", Support::full, kForBalancer, "text", "", ""},
    {"health_expect_body", Support::full, kForBalancer, "text", "", ""},
    {"health_credentials_file", Support::full, kForBalancer, "file", "", ""},

    {"lock", Support::noEffect, kForBalancer, "word", "",
     "an election takes no lock, and its counts are shared by all processes"},

    {"secretkey", Support::refused, kForMember, "text", "", "it belongs to ajp14; write secret"},

    {"cachesize", Support::renamed, kForMember, "", "", "connection_pool_size"},
    {"cache_timeout", Support::renamed, kForMember, "", "", "connection_pool_timeout"},
    {"balanced_workers", Support::renamed, kForBalancer, "", "", "balance_workers"},
    {"jvm_route", Support::renamed, kForMember, "", "", "route"},
    {"disabled", Support::renamed, kForMember, "", "", "activation"},
    {"stopped", Support::renamed, kForMember, "", "", "activation"},
    {"recycle_timeout", Support::noEffect, kForMember, "", "",
     "mod_jk ignores it too; write connection_pool_timeout"},
    {"local_worker", Support::noEffect, kForMember, "", "",
     "mod_jk ignores it too; write distance (0 for the near workers, 1 for the others)"},
    {"local_worker_only", Support::noEffect, kForBalancer, "", "",
     "mod_jk ignores it too; write distance (0 for the near workers, 1 for the others)"},

    {"css", Support::full, kForStatus, "text", "", ""},
    {"ns", Support::full, kForStatus, "text", "jk:", ""},
    {"xmlns", Support::full, kForStatus, "text", "", ""},
    {"doctype", Support::full, kForStatus, "text", "", ""},
    {"prefix", Support::full, kForStatus, "text", "worker", ""},
    {"read_only", Support::full, kForStatus, "flag", "0", ""},
    {"allow_get_updates", Support::full, kForStatus, "flag", "0", ""},
    {"user", Support::full, kForStatus, "list", "", ""},
    {"user_case_insensitive", Support::full, kForStatus, "flag", "0", ""},
    {"good", Support::full, kForStatus, "list", "a.o,a.i,a.b,a.r", ""},
    {"bad", Support::full, kForStatus, "list", "e,s", ""},

    {"sysprops", Support::noEffect, kForAll, "", "", SIOHA_JNI},
    {"stdout", Support::noEffect, kForAll, "", "", SIOHA_JNI},
    {"stderr", Support::noEffect, kForAll, "", "", SIOHA_JNI},
    {"mx", Support::noEffect, kForAll, "", "", SIOHA_JNI},
    {"ms", Support::noEffect, kForAll, "", "", SIOHA_JNI},
    {"class_path", Support::noEffect, kForAll, "", "", SIOHA_JNI},
    {"bridge", Support::noEffect, kForAll, "", "", SIOHA_JNI},
    {"jvm_lib", Support::noEffect, kForAll, "", "", SIOHA_JNI},
    {"ld_path", Support::noEffect, kForAll, "", "", SIOHA_JNI},
    {"cmd_line", Support::noEffect, kForAll, "", "", SIOHA_JNI},
    {"native_lib", Support::noEffect, kForAll, "", "", SIOHA_JNI},
};

#undef SIOHA_JNI

const std::size_t kKnownPropertyCount = sizeof kKnownProperties / sizeof kKnownProperties[0];

const KnownProperty* findKnownProperty(Slice name) {
  for (const KnownProperty& known : kKnownProperties)
    if (name == Slice(known.name)) return &known;
  return nullptr;
}

std::string suggestProperty(Slice mistyped) {
  Nearest nearest(mistyped);
  for (const KnownProperty& known : kKnownProperties)
    if (known.support == Support::full) nearest.offer(known.name);
  return nearest.found() ? "did you mean '" + nearest.name() + "'?"
                         : "remove it, or see doc/worker-properties.md for the names there are.";
}

}  // namespace config
}  // namespace sioha
