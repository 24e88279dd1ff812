#ifndef SIOHA_CONFIG_WORKER_READERS_H
#define SIOHA_CONFIG_WORKER_READERS_H

#include <string>
#include <vector>

#include "mod_sioha/config/settings.h"
#include "mod_sioha/config/workers.h"

/// The parts of readWorkers(), one a kind of thing. Each returns what is wrong, or "".
namespace sioha {
namespace config {

std::string readMember(const Section& section, const FileReader& files, Member* member,
                       std::vector<std::string>* warnings);

/// What concerns sessions and election; not its members.
std::string readBalancer(const Section& section, Balancer* balancer, std::vector<std::string>* warnings);

/// health.kind is the default of the worker's type at the call.
std::string readHealth(const Section& section, Health* health, std::vector<std::string>* warnings);

std::string readStatusWorker(const Section& section, StatusWorker* worker, std::vector<std::string>* warnings);

/// From `secret` or `secret_file`; leaves *secret alone where neither is set.
std::string readSecret(const Section& section, const FileReader& files, std::string* secret);

/// Refuses or warns of what is set and has no effect, here or at all. `scope` is what the worker is.
std::string checkEffects(const Section& section, unsigned scope, const std::string& type,
                         std::vector<std::string>* warnings);

/// Adds a warning unless it is there: a template's line counts once however many inherit it.
void warnOnce(const std::string& sentence, std::vector<std::string>* warnings);

}  // namespace config
}  // namespace sioha
#endif
