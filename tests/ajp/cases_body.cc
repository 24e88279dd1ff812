#include "tests/ajp/cases.h"

namespace sioha {
namespace testajp {
namespace {

std::string ask() {
  return getBodyChunk(8186);
}

/// Asks for data once more and answers how much came.
bool askAgain(Scene* scene, const std::string& before, const std::string& after) {
  std::string data;
  if (!scene->send(before + ask()) || !scene->session->readData(&data)) return false;
  return scene->send(after.empty() ? plainAnswer("got " + std::to_string(data.size())) : after);
}

}  // namespace

void addBodyCases(Cases* cases) {
  const auto add = [cases](const char* name, const char* about, bool readsBody, const Case& play) {
    const CaseEntry entry = {about, readsBody, play};
    (*cases)[name] = entry;
  };
  const std::string rest = bodyChunks("fine", 8192) + endResponse(true);
  add("ask-after-head", "reads the rest of the body after SEND_HEADERS", false, [](Scene* scene) {
    std::string body;
    scene->session->startBody(*scene->request);
    if (!scene->send(plainHead(200))) return false;
    if (!scene->session->readBody(*scene->request, &body)) return false;
    const std::string text = std::to_string(body.size()) + " " + crc32Hex(body);
    return scene->send(bodyChunks(text, 8192) + endResponse(true));
  });
  add("echo-body", "sends each part of the body back before it asks for the next", false, [](Scene* scene) {
    std::string part;
    scene->session->startBody(*scene->request);
    if (!scene->send(plainHead(200))) return false;
    while (scene->session->readBodyPart(&part))
      if (!scene->send(bodyChunks(part, 8192))) return false;
    return !scene->session->broken() && scene->send(endResponse(true));
  });
  add("ask-past-the-end", "asks once more after the whole body", true,
      [](Scene* scene) { return askAgain(scene, "", ""); });
  add("ask-after-end", "GET_BODY_CHUNK after END_RESPONSE", true,
      [](Scene* scene) { return scene->send(plainAnswer() + ask()); });
  add("ask-zero", "GET_BODY_CHUNK of 0 bytes, then the answer", true, [](Scene* scene) {
    std::string data;
    return scene->send(getBodyChunk(0)) && scene->session->readData(&data) && scene->send(plainAnswer());
  });
  add("ask-too-much", "GET_BODY_CHUNK of 65535 bytes", true, [](Scene* scene) {
    std::string data;
    return scene->send(getBodyChunk(65535)) && scene->session->readData(&data) && scene->send(plainAnswer());
  });
  add("short-ask", "GET_BODY_CHUNK without a length", true,
      [](Scene* scene) { return scene->send(packet("\x06") + plainAnswer()); });
  add("answer-before-body", "answers with bytes= (4) without reading the body, reuse=1", false, [](Scene* scene) {
    const std::size_t bytes = static_cast<std::size_t>(numberOf(scene->query, "bytes", 4));
    return scene->send(plainAnswer(std::string(bytes, 'n')));
  });
  add("answer-before-body-close", "answers without reading the body, reuse=0, closes", false,
      [rest](Scene* scene) {
        scene->send(plainHead(413) + bodyChunks("no", 8192) + endResponse(false));
        return false;
      });
  add("drop-in-body", "closes after the first part of the body; rst=1 resets", false, [](Scene* scene) {
    std::string part;
    scene->session->startBody(*scene->request);
    scene->session->readBodyPart(&part);
    if (numberOf(scene->query, "rst", 0)) scene->conn()->reset();
    return false;
  });
}

}  // namespace testajp
}  // namespace sioha
