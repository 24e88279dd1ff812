#include "tests/ajp/options.h"

#include <stdio.h>
#include <stdlib.h>

namespace sioha {
namespace testajp {

OptionTable& OptionTable::text(const char* name, std::string* value, const char* help) {
  const Entry entry = {name, help, value, 0, 0, 0};
  entries_.push_back(entry);
  return *this;
}

OptionTable& OptionTable::number(const char* name, long* value, const char* help) {
  const Entry entry = {name, help, 0, value, 0, 0};
  entries_.push_back(entry);
  return *this;
}

OptionTable& OptionTable::number(const char* name, int* value, const char* help) {
  const Entry entry = {name, help, 0, 0, value, 0};
  entries_.push_back(entry);
  return *this;
}

OptionTable& OptionTable::flag(const char* name, bool* value, const char* help) {
  const Entry entry = {name, help, 0, 0, 0, value};
  entries_.push_back(entry);
  return *this;
}

void OptionTable::help(const char* program, const char* about) const {
  printf("Usage: %s [--OPTION VALUE]...\n%s\n", program, about);
  for (const Entry& entry : entries_) {
    std::string shown = "--" + entry.name;
    if (entry.asText) shown += " TEXT (" + *entry.asText + ")";
    if (entry.asLong) shown += " N (" + std::to_string(*entry.asLong) + ")";
    if (entry.asInt) shown += " N (" + std::to_string(*entry.asInt) + ")";
    printf("  %-30s %s\n", shown.c_str(), entry.help.c_str());
  }
}

void OptionTable::assign(const Entry& entry, const char* value) const {
  char* end = 0;
  if (entry.asText) {
    *entry.asText = value;
    return;
  }
  const long parsed = strtol(value, &end, 10);
  if (!*value || *end || parsed < 0) {
    fprintf(stderr, "--%s wants a number, not \"%s\"\n", entry.name.c_str(), value);
    exit(2);
  }
  if (entry.asLong)
    *entry.asLong = parsed;
  else
    *entry.asInt = static_cast<int>(parsed);
}

void OptionTable::parse(int argc, char** argv, const char* about) const {
  for (int i = 1; i < argc; ++i) {
    const std::string given(argv[i]);
    const Entry* found = 0;
    for (const Entry& entry : entries_)
      if (given == "--" + entry.name) found = &entry;
    if (given == "--help") {
      help(argv[0], about);
      exit(0);
    }
    if (!found) {
      fprintf(stderr, "unknown option %s; --help lists them\n", argv[i]);
      exit(2);
    }
    if (found->asFlag) {
      *found->asFlag = true;
    } else if (++i < argc) {
      assign(*found, argv[i]);
    } else {
      fprintf(stderr, "%s wants a value\n", given.c_str());
      exit(2);
    }
  }
}

}  // namespace testajp
}  // namespace sioha
