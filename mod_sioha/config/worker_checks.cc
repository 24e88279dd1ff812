#include <algorithm>

#include "mod_sioha/config/worker_readers.h"

namespace sioha {
namespace config {

namespace {

const unsigned kReadableByOthers = 0007;

bool isBalancersOnly(const std::string& name) {
  // What an ajp13 worker by itself has no use for: it has one member and no one to choose from.
  static const char* const kNames[] = {"balance_workers",      "method",         "sticky_session",
                                       "sticky_session_force", "session_cookie", "session_path",
                                       "set_session_cookie", "session_cookie_path", "lb_retries", "lock"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

}  // namespace

void warnOnce(const std::string& sentence, std::vector<std::string>* warnings) {
  if (std::find(warnings->begin(), warnings->end(), sentence) == warnings->end())
    warnings->push_back(sentence);
}

std::string checkEffects(const Section& section, unsigned scope, const std::string& type,
                         std::vector<std::string>* warnings) {
  for (const auto& entry : section.settings) {
    const Setting& setting = entry.second;
    const std::string what = where(setting.property) + ": " + setting.property.name;
    const std::string note = setting.known->note;
    const bool takenHere = (setting.known->scope & scope) != 0 &&
                           !(scope == (kForMember | kForBalancer) && isBalancersOnly(entry.first));
    if (!takenHere) {
      // A template may serve workers of several types, so its lines are not to blame.
      if (!setting.inherited)
        warnOnce(what + " has no effect on a worker of type " + type + ": remove it" +
                     (scope == kForMember ? ", or set it on the lb worker." : "."),
                 warnings);
    } else if (setting.known->support == Support::refused) {
      return what + " is not supported: " + note + ".";
    } else if (setting.known->support == Support::noEffect) {
      warnOnce(what + " has no effect" + (note.empty() ? "." : ": " + note + "."), warnings);
    }
  }
  return std::string();
}

std::string readSecret(const Section& section, const FileReader& files, std::string* secret) {
  Settings settings(section);
  const bool direct = settings.has("secret"), fromFile = settings.has("secret_file");
  if (direct && fromFile && settings.isInherited("secret") == settings.isInherited("secret_file"))
    return settings.about("secret_file") + "secret is set too: write one of the two.";
  // A worker's own line counts before its template's.
  if (direct && (!fromFile || settings.isInherited("secret_file"))) {
    settings.text("secret", secret);
    return std::string();
  }
  if (!fromFile) return std::string();
  const std::string about = settings.about("secret_file");
  const Result<SecretFile> read = files.read(settings.find("secret_file")->value);
  if (!read.ok())
    return about + "the file cannot be read (" + read.error() +
           "): write a path that httpd can read at start.";
  if ((read.value().mode & kReadableByOthers) != 0)
    return about + "everybody may read the file: run chmod 600 on it.";
  const Slice text = trimmedAll(read.value().text);
  if (text.empty()) return about + "the file is empty: write the secret of Tomcat's AJP connector into it.";
  for (char c : text)
    if (static_cast<unsigned char>(c) < ' ')
      return about + "the file has more than one line: write the secret into it and nothing else.";
  *secret = text.str();
  return std::string();
}

}  // namespace config
}  // namespace sioha
