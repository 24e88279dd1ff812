#include "tests/gateway/tokens.h"

#include <stdio.h>
#include <sys/time.h>

#include <random>

#include "tests/ajp/text.h"

namespace sioha {
namespace sim {
namespace {

std::string randomHex32() {
  static std::random_device device;
  char text[40];
  snprintf(text, sizeof text, "%08x%08x%08x%08x", device(), device(), device(), device());
  return text;
}

}  // namespace

std::string Tokens::issue(Kind kind, const std::string& user, const std::string& session) {
  std::lock_guard<std::mutex> hold(mutex_);
  timeval now;
  gettimeofday(&now, 0);
  const long long expiry = static_cast<long long>(now.tv_sec) * 1000 + now.tv_usec / 1000 + lifeMs_;
  std::string token = testajp::base64Encode(user + ":" + std::to_string(expiry) + ":" + randomHex32());
  while (!token.empty() && token.back() == '=') token.erase(token.size() - 1);
  const Entry entry = {kind, session, Clock::now(), Clock::now()};
  entries_[token] = entry;
  return token;
}

bool Tokens::tooOld(const Entry& entry) const {
  return Clock::now() - entry.issued > std::chrono::milliseconds(lifeMs_) ||
         Clock::now() - entry.used > std::chrono::milliseconds(idleMs_);
}

bool Tokens::accept(Kind kind, const std::string& token) {
  std::lock_guard<std::mutex> hold(mutex_);
  const auto found = entries_.find(token);
  if (found == entries_.end() || found->second.kind != kind || tooOld(found->second)) return false;
  found->second.used = Clock::now();
  return true;
}

bool Tokens::drop(const std::string& token, std::string* session) {
  std::lock_guard<std::mutex> hold(mutex_);
  const auto found = entries_.find(token);
  if (found == entries_.end()) return false;
  *session = found->second.session;
  entries_.erase(found);
  return true;
}

std::vector<std::string> Tokens::wipe() {
  std::lock_guard<std::mutex> hold(mutex_);
  std::vector<std::string> sessions;
  for (const auto& entry : entries_) sessions.push_back(entry.second.session);
  entries_.clear();
  return sessions;
}

std::vector<std::string> Tokens::expire() {
  std::lock_guard<std::mutex> hold(mutex_);
  std::vector<std::string> sessions;
  for (auto it = entries_.begin(); it != entries_.end();) {
    if (!tooOld(it->second)) {
      ++it;
      continue;
    }
    sessions.push_back(it->second.session);
    entries_.erase(it++);
  }
  return sessions;
}

std::size_t Tokens::count() {
  std::lock_guard<std::mutex> hold(mutex_);
  return entries_.size();
}

}  // namespace sim
}  // namespace sioha
