#ifndef SIOHA_TESTS_AJP_CASES_H
#define SIOHA_TESTS_AJP_CASES_H

#include <functional>
#include <map>
#include <string>

#include "tests/ajp/session.h"
#include "tests/ajp/text.h"

namespace sioha {
namespace testajp {

/// What a case works with. The request is read, with its body unless the case
/// is one of those that leave it, and is counted as executed.
struct Scene {
  Session* session;
  const ForwardRequest* request;
  std::string body;
  Query query;
  bool closeAtNext;  ///< set by a case: the next request finds the connection closing

  Conn* conn() { return session->conn(); }
  bool send(const std::string& packets) { return conn()->write(packets); }
};

/// False when the connection ends with the case.
typedef std::function<bool(Scene* scene)> Case;

struct CaseEntry {
  const char* about;
  bool readsBody;
  Case play;
};
typedef std::map<std::string, CaseEntry> Cases;

/// All cases by name: packets that are no AJP, and AJP that is no good answer.
const Cases& allCases();
void addWireCases(Cases* cases);
void addAnswerCases(Cases* cases);
void addBodyCases(Cases* cases);
void addTimingCases(Cases* cases);

/// A plain answer's head and whole.
std::string plainHead(int status, const Headers& more = Headers());
std::string plainAnswer(const std::string& body = "fine", const Headers& more = Headers());

}  // namespace testajp
}  // namespace sioha
#endif
