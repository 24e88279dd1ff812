#ifndef SIOHA_CHECKS_COMMON_ARGUMENTS_H
#define SIOHA_CHECKS_COMMON_ARGUMENTS_H

#include <map>
#include <string>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

namespace sioha {
namespace checks {

/// One long option of a program. All texts are literals.
struct OptionSpec {
  const char* name;
  const char* argument;  ///< what --help calls the value; null: a flag, which takes none
  const char* fallback;  ///< "" where there is none
  const char* help;
};

typedef std::vector<OptionSpec> OptionSpecs;

/// Options as given: command line before configuration file before fallback. Plain value.
class Arguments {
 public:
  explicit Arguments(const OptionSpecs& specs = OptionSpecs()) : specs_(specs) {}

  /// "--name=value", "--name value", "--flag", "--no-flag", and words that are no options. The
  /// error is one sentence.
  Result<bool> parse(int count, const char* const* words);

  /// A configuration file: "[program]" begins a section, "name = value" gives an option, '#' a
  /// comment at the start of a line or after a blank. Lines before any section hold for each
  /// program that knows the name; in the program's own section an unknown name is an error.
  /// The own section goes before such lines, in whatever file either stands; else the file that was read first.
  Result<bool> parseConfiguration(Slice text, const std::string& file, const std::string& program);

  bool has(const std::string& name) const;      ///< has a value, be it the fallback
  bool isGiven(const std::string& name) const { return origin(name) != Origin::none; }
  enum class Origin { none, common, section, commandLine };    ///< what is more special goes before
  Origin origin(const std::string& name) const;
  bool flag(const std::string& name) const;
  std::string text(const std::string& name) const;
  /// A number with an optional fraction; the error names the option and its bounds.
  Result<double> number(const std::string& name, double least, double most) const;
  const std::vector<std::string>& words() const { return words_; }
  void set(const std::string& name, const std::string& value) { given_[name] = value; }

 private:
  struct Configured {
    std::string value, file;
    bool own;
  };
  const OptionSpec* find(const std::string& name) const;
  Result<bool> parseOne(const char* word, const char* next, bool* usedNext);
  void configure(const std::string& name, const Configured& line);
  Result<bool> take(const std::string& option, const char* next, bool* usedNext);

  OptionSpecs specs_;
  std::map<std::string, std::string> given_;
  std::map<std::string, Configured> configured_;
  std::vector<std::string> words_;
};

/// The options part of --help, one option a line, wrapped by hand in the literals.
std::string describeOptions(const OptionSpecs& specs);

/// Decimal with optional sign and fraction ("0.25"), nothing else: no locale, no exponent.
bool parseNumber(Slice text, double* value);

}  // namespace checks
}  // namespace sioha
#endif
