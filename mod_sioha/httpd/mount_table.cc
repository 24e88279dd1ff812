#include "mod_sioha/httpd/mount_table.h"

#include "mod_sioha/balance/effective.h"
#include "mod_sioha/config/nearest.h"
#include "mod_sioha/config/properties.h"

namespace sioha {
namespace httpd {
namespace {

/// Of a rule in an environment variable, that one's name.
std::string placeOf(const config::MountRule& rule) {
  return rule.line ? config::where(rule.file, rule.line) : rule.file;
}

std::string unknownMember(const config::MountRule& rule, const BalancerRuntime& balancer,
                          const std::string& name) {
  config::Nearest nearest(name);
  std::string all;
  for (const auto& member : balancer.members) {
    nearest.offer(member->config().name);
    all += (all.empty() ? "" : ", ") + member->config().name;
  }
  return placeOf(rule) + ": '" + config::shown(name) + "' is no member of " +
         balancer.config().name + ": " +
         (nearest.found() ? "did you mean '" + nearest.name() + "'?" : "its members are " + all + ".");
}

/// The last list that names a member decides, as in mod_jk: stopped before disabled before active.
std::string applyActivation(const config::MountRule& rule, MountTarget* target) {
  const BalancerRuntime& balancer = *target->balancer;
  target->activation.assign(balancer.members.size(), kAsConfigured);
  const struct {
    const std::vector<std::string>& names;
    balance::Admin admin;
  } lists[] = {{rule.options.active, balance::Admin::active},
               {rule.options.disabled, balance::Admin::disabled},
               {rule.options.stopped, balance::Admin::stopped}};
  for (const auto& list : lists) {
    for (const std::string& name : list.names) {
      std::size_t at = 0;
      while (at < balancer.members.size() && balancer.members[at]->config().name != name) ++at;
      if (at == balancer.members.size()) return unknownMember(rule, balancer, name);
      target->activation[at] = static_cast<std::int8_t>(list.admin);
    }
  }
  return std::string();
}

}  // namespace

std::uint32_t adminOf(const Runtime& runtime, const MountTarget* target, const MemberRuntime& member,
                      std::size_t indexInBalancer) {
  if (target && !target->activation.empty() && target->activation[indexInBalancer] != kAsConfigured)
    return static_cast<std::uint32_t>(target->activation[indexInBalancer]);
  return atomicLoad(&runtime.shared().member(member.index).admin);
}

MountTarget targetOf(const Runtime& runtime, const config::MountRule& rule, std::string* fault) {
  MountTarget target;
  if (rule.exclude) return target;
  target.balancer = runtime.find(rule.worker);
  if (!target.balancer) target.statusWorker = runtime.findStatus(rule.worker);
  if (target.statusWorker) return target;
  if (!target.balancer) {
    *fault = placeOf(rule) + ": " + rule.pattern + " is mounted to " + rule.worker +
             ", which is not in worker.list; add it there or mount one that is";
    return target;
  }
  if (!rule.options.names.empty()) target.options = &rule.options;
  if (rule.options.hasActivation()) *fault = applyActivation(rule, &target);
  return target;
}

MountTable::MountTable(const Runtime& runtime, const std::vector<config::MountRule>& rules,
                       std::string* fault)
    : map_(rules) {
  for (const config::MountRule& rule : map_.rules()) {
    targets_.push_back(targetOf(runtime, rule, fault));
    if (!fault->empty()) return;
  }
}

const MountTarget* MountTable::find(Slice normalPath) const {
  const config::MountRule* rule = map_.find(normalPath);
  return rule ? &targets_[static_cast<std::size_t>(rule - map_.rules().data())] : nullptr;
}

}  // namespace httpd
}  // namespace sioha
