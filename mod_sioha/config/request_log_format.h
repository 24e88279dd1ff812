#ifndef SIOHA_CONFIG_REQUEST_LOG_FORMAT_H
#define SIOHA_CONFIG_REQUEST_LOG_FORMAT_H

#include <string>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

/// SiohaRequestLogFormat (JkRequestLogFormat). No I/O.
namespace sioha {
namespace config {

/// What the format's codes stand for.
struct RequestLogValues {
  RequestLogValues();
  unsigned long long bytes;  ///< %b (CLF: "-" for none), %B
  std::string protocol;      ///< %H
  std::string method;        ///< %m
  unsigned port;             ///< %p
  std::string query;         ///< %q, with its '?'; or ""
  std::string requestLine;   ///< %r
  int status;                ///< %s
  unsigned long long microseconds;  ///< %T, as seconds.microseconds
  std::string path;                 ///< %U
  std::string serverName;           ///< %v
  std::string canonicalName;        ///< %V, by UseCanonicalName
  std::string worker;               ///< %w
  std::string route;                ///< %R
};

class RequestLogFormat {
 public:
  RequestLogFormat() {}
  /// The error says what is wrong, without the directive's name. "" is no format: nothing is logged.
  static Result<RequestLogFormat> parse(Slice format);
  bool empty() const { return items_.empty(); }
  /// One line, without its end. Control characters of what clients sent are written as \xHH: one request
  /// is one line.
  std::string write(const RequestLogValues& values) const;

 private:
  struct Item {
    char code;         ///< '\0': text
    std::string text;
  };
  std::vector<Item> items_;
};

}  // namespace config
}  // namespace sioha
#endif
