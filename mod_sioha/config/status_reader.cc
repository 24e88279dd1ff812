#include "mod_sioha/config/worker_readers.h"

namespace sioha {
namespace config {

namespace {

/// "a.o": an activation of A, D, S and a state of O(K), I(dle), B(usy), R(ecovering), P(robing), F(orced
/// recovery), E(rror); or one of either.
bool isRating(const std::string& word) {
  const std::string activations = "ads", states = "oibrpfe";
  const auto isOf = [](const std::string& letters, char c) {
    return letters.find(lowerAscii(c)) != std::string::npos;
  };
  if (word.size() == 1) return isOf(activations + states, word[0]);
  return word.size() == 3 && word[1] == '.' && isOf(activations, word[0]) && isOf(states, word[2]);
}

void readRating(Settings* settings, const char* name, const char* fallback,
                std::vector<std::string>* rating) {
  const Property* property = settings->find(name);
  *rating = splitList(property ? property->value : fallback);
  for (const std::string& word : *rating)
    if (!isRating(word))
      settings->fail(settings->about(name) + "'" + shown(word) +
                     "' is no rating: write a, d or s (activation), o, i, b, r, p, f or e (state), or both "
                     "with '.' between them, such as a.o.");
}

/// In the format prop it begins a line's name.
bool isName(const std::string& text) {
  return !text.empty() && text.find_first_of(" \t=#") == std::string::npos;
}

/// "jk:" or none.
bool isNamespace(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = lowerAscii(text[i]);
    const bool letter = (c >= 'a' && c <= 'z') || c == '_';
    const bool later = i > 0 && ((c >= '0' && c <= '9') || c == '-' || c == '.');
    if (!letter && !later && !(c == ':' && i > 0 && i + 1 == text.size())) return false;
  }
  return text.empty() || text[text.size() - 1] == ':';
}

}  // namespace

std::string readStatusWorker(const Section& section, StatusWorker* worker,
                             std::vector<std::string>* warnings) {
  worker->file = section.file;
  worker->line = section.line;
  Settings settings(section);
  settings.text("css", &worker->css);
  settings.text("ns", &worker->ns);
  settings.text("xmlns", &worker->xmlns);
  settings.text("doctype", &worker->doctype);
  settings.text("prefix", &worker->prefix);
  settings.flag("read_only", &worker->readOnly);
  settings.flag("allow_get_updates", &worker->allowGetUpdates);
  settings.flag("user_case_insensitive", &worker->userCaseInsensitive);
  if (const Property* users = settings.find("user")) worker->users = splitList(users->value);
  // mod_jk writes "-" for: none.
  if (worker->ns == "-") worker->ns.clear();
  if (worker->xmlns == "-") worker->xmlns.clear();
  if (!isName(worker->prefix)) settings.fail(settings.about("prefix") + "write one word such as worker.");
  if (!isNamespace(worker->ns))
    settings.fail(settings.about("ns") + "write a name and ':', such as jk:, or - for none.");
  readRating(&settings, "good", "a.o,a.i,a.b,a.r", &worker->good);
  readRating(&settings, "bad", "e,s", &worker->bad);
  if (worker->allowGetUpdates && !worker->readOnly)
    warnOnce(settings.about("allow_get_updates") +
                 "a link on any web page can now make the browser of whoever may use this worker change it "
                 "(cross-site request forgery): let scripts send POST with the answer's X-Sioha-Token, and "
                 "remove the line.",
             warnings);
  return settings.error();
}

}  // namespace config
}  // namespace sioha
