#ifndef SIOHA_TESTS_AJP_TEXT_H
#define SIOHA_TESTS_AJP_TEXT_H

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace sioha {
namespace testajp {

/// The text with quotes around it and everything escaped that JSON wants escaped.
std::string jsonString(const std::string& text);
/// One member, `"name":"value"`.
std::string jsonPair(const std::string& name, const std::string& value);

/// The same number as Python's zlib.crc32, as eight hex digits.
std::string crc32Hex(const std::string& bytes);

std::string urlDecode(const std::string& text);
typedef std::map<std::string, std::string> Query;
Query parseQuery(const std::string& query);
/// The value, or `otherwise` when it is absent.
std::string valueOf(const Query& query, const std::string& name, const std::string& otherwise = "");
/// The value as a number, or `otherwise` when it is absent.
long numberOf(const Query& query, const std::string& name, long otherwise);

std::vector<std::string> split(const std::string& text, char separator);
std::string base64Encode(const std::string& bytes);
/// Ignores what is no base64 digit; stops at '='.
std::string base64Decode(const std::string& text);

}  // namespace testajp
}  // namespace sioha
#endif
