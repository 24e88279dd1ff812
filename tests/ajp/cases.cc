#include "tests/ajp/cases.h"

#include <unistd.h>

namespace sioha {
namespace testajp {

std::string plainHead(int status, const Headers& more) {
  Headers headers = {{"Content-Type", "text/plain"}};
  headers.insert(headers.end(), more.begin(), more.end());
  return sendHeaders(status, std::to_string(status), headers);
}

std::string plainAnswer(const std::string& body, const Headers& more) {
  return plainHead(200, more) + bodyChunks(body, 8192) + endResponse(true);
}

const Cases& allCases() {
  static const Cases all = [] {
    Cases cases;
    addWireCases(&cases);
    addAnswerCases(&cases);
    addBodyCases(&cases);
    addTimingCases(&cases);
    return cases;
  }();
  return all;
}

void addTimingCases(Cases* cases) {
  const auto add = [cases](const char* name, const char* about, const Case& play) {
    const CaseEntry entry = {about, true, play};
    (*cases)[name] = entry;
  };
  const auto ms = [](Scene* scene, long otherwise) {
    return static_cast<useconds_t>(numberOf(scene->query, "ms", otherwise) * 1000);
  };
  const auto silent = [](Scene* scene) {
    while (!scene->conn()->peerGone()) ::usleep(2000);
    return false;
  };
  add("dribble", "one byte each ms= (50) milliseconds", [ms](Scene* scene) {
    const std::string all = plainAnswer();
    for (char c : all) {
      if (!scene->send(std::string(1, c))) return false;
      ::usleep(ms(scene, 50));
    }
    return true;
  });
  add("late", "the answer comes after ms= (500)", [ms](Scene* scene) {
    ::usleep(ms(scene, 500));
    return scene->send(plainAnswer());
  });
  add("silence", "nothing after the request, until the client closes", silent);
  add("silence-after-head", "nothing after the head",
      [silent](Scene* scene) { return scene->send(plainHead(200)) && silent(scene); });
  add("silence-after-body", "no END_RESPONSE", [silent](Scene* scene) {
    return scene->send(plainHead(200) + bodyChunks("fine", 8192)) && silent(scene);
  });
  add("execute-then-drop", "executes, then closes without an answer; rst=1 resets", [](Scene* scene) {
    if (numberOf(scene->query, "rst", 0)) scene->conn()->reset();
    return false;
  });
  add("drop-after-flush", "half of an answer and a flush, then closes ms= (200) later", [ms](Scene* scene) {
    scene->send(plainHead(200) + bodyChunks("half", 8192) + sendBodyChunk("", 0));
    ::usleep(ms(scene, 200));
    return false;
  });
  add("close-idle", "a good answer with reuse=1; closes ms= (20) later", [ms](Scene* scene) {
    scene->send(plainAnswer());
    ::usleep(ms(scene, 20));
    return false;
  });
  add("close-at-next", "a good answer; the next request is not executed but meets a close", [](Scene* scene) {
    scene->closeAtNext = true;
    return scene->send(plainAnswer());
  });
  add("no-reuse", "END_RESPONSE reuse=0, then closes", [](Scene* scene) {
    scene->send(plainHead(200) + bodyChunks("fine", 8192) + endResponse(false));
    return false;
  });
  add("no-reuse-open", "END_RESPONSE reuse=0, and the connection stays open", [](Scene* scene) {
    return scene->send(plainHead(200) + bodyChunks("fine", 8192) + endResponse(false));
  });
}

}  // namespace testajp
}  // namespace sioha
