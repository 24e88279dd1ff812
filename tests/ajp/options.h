#ifndef SIOHA_TESTS_AJP_OPTIONS_H
#define SIOHA_TESTS_AJP_OPTIONS_H

#include <string>
#include <vector>

namespace sioha {
namespace testajp {

/// A table of long options: --name VALUE, or --name alone for a bool.
class OptionTable {
 public:
  OptionTable& text(const char* name, std::string* value, const char* help);
  OptionTable& number(const char* name, long* value, const char* help);
  OptionTable& number(const char* name, int* value, const char* help);
  OptionTable& flag(const char* name, bool* value, const char* help);

  /// Prints help and exits for --help; says what is wrong and exits with 2 for bad arguments.
  void parse(int argc, char** argv, const char* about) const;

 private:
  struct Entry {
    std::string name;
    std::string help;
    std::string* asText;
    long* asLong;
    int* asInt;
    bool* asFlag;
  };
  void help(const char* program, const char* about) const;
  void assign(const Entry& entry, const char* value) const;
  std::vector<Entry> entries_;
};

}  // namespace testajp
}  // namespace sioha
#endif
