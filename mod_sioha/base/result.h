#ifndef SIOHA_BASE_RESULT_H
#define SIOHA_BASE_RESULT_H

#include <string>
#include <utility>

namespace sioha {

/// Why something was not done: one sentence for a person (what, where, what to do).
struct Error {
  explicit Error(const std::string& sentence) : text(sentence) {}
  std::string text;
};

/// A value or the Error that took its place. T needs a default constructor.
template <class T>
class Result {
 public:
  Result(const T& value) : value_(value), ok_(true) {}
  Result(T&& value) : value_(std::move(value)), ok_(true) {}
  Result(const Error& error) : value_(), error_(error.text), ok_(false) {}

  bool ok() const { return ok_; }
  const T& value() const { return value_; }
  T& value() { return value_; }
  const std::string& error() const { return error_; }

 private:
  T value_;
  std::string error_;
  bool ok_;
};

}  // namespace sioha
#endif
