#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>

#include "tests/ajp/cases.h"
#include "tests/ajp/http.h"
#include "tests/ajp/options.h"

namespace {

using namespace sioha::testajp;

const char kAbout[] =
    "A scripted AJP backend. GET /echo: the request as JSON; /size/N: N bytes; /chunks/N/SIZE/DELAYMS;\n"
    "/case/NAME: one behaviour, most of them wrong (--list names them, ?bytes= ms= rst= shape some).\n"
    "Each execution is counted under X-Request-Id or ?id=. Control over HTTP: GET /counts[?id=],\n"
    "GET /connections, GET /pings, POST /reset, POST /pong?mode=right|wrong|silent|close.\n"
    "Prints its AJP port, its control port and \"ready\"; ends on SIGTERM.\n";

/// What was executed, and how CPING is answered; shared by all connections.
class Book {
 public:
  Book() : connections_(0), pings_(0), pong_("right") {}
  void executed(const std::string& id) {
    std::lock_guard<std::mutex> hold(mutex_);
    ++counts_[id];
  }
  void connected() { ++connections_; }
  void pinged() { ++pings_; }
  std::string pong() {
    std::lock_guard<std::mutex> hold(mutex_);
    return pong_;
  }

  ControlAnswer control(const HttpRequest& request, const Query& query) {
    std::lock_guard<std::mutex> hold(mutex_);
    ControlAnswer answer = {200, ""};
    if (request.path == "/reset")
      counts_.clear();
    else if (request.path == "/pong")
      pong_ = valueOf(query, "mode", "right");
    else if (request.path != "/counts" && request.path != "/connections" && request.path != "/pings")
      answer.status = 404;
    if (query.count("id")) {
      answer.body = std::to_string(counts_[valueOf(query, "id")]);
    } else if (request.path == "/connections") {
      answer.body = std::to_string(connections_);
    } else if (request.path == "/pings") {
      answer.body = std::to_string(pings_);
    } else {
      for (const auto& entry : counts_)
        answer.body +=
            (answer.body.empty() ? "" : ",") + jsonString(entry.first) + ":" + std::to_string(entry.second);
      answer.body = "{" + answer.body + "}";
    }
    return answer;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, long> counts_;
  std::atomic<long> connections_;
  std::atomic<long> pings_;
  std::string pong_;
};

std::string jsonPairs(const Headers& pairs) {
  std::string out;
  for (const Header& pair : pairs)
    out += (out.empty() ? "" : ",") + ("[" + jsonString(pair.name) + "," + jsonString(pair.value) + "]");
  return "[" + out + "]";
}

std::string echo(const ForwardRequest& request, const std::string& body) {
  std::string coded;
  for (const auto& entry : request.coded)
    coded += (coded.empty() ? "" : ",") + jsonPair(entry.first, entry.second);
  return "{" + jsonPair("method", request.method) + "," + jsonPair("protocol", request.protocol) + "," +
         jsonPair("uri", request.uri) + "," + jsonPair("query", request.query()) + "," +
         jsonPair("remoteAddr", request.remoteAddr) + "," + jsonPair("remoteHost", request.remoteHost) + "," +
         jsonPair("serverName", request.serverName) +
         ",\"serverPort\":" + std::to_string(request.serverPort) +
         ",\"ssl\":" + (request.ssl ? "true" : "false") + ",\"headers\":" + jsonPairs(request.headers) +
         ",\"coded\":{" + coded + "},\"attributes\":" + jsonPairs(request.attributes) +
         ",\"bodyLength\":" + std::to_string(body.size()) + "," + jsonPair("bodyCrc32", crc32Hex(body)) + "}";
}

/// N chunks of SIZE bytes with a flush after each, DELAYMS apart.
bool sendChunks(Scene* scene, const std::vector<std::string>& parts) {
  const auto number = [&](std::size_t i) { return i < parts.size() ? strtoul(parts[i].c_str(), 0, 10) : 0; };
  const std::string data(std::min<std::size_t>(number(3), maxChunk(scene->session->packetSize())), 'c');
  if (!scene->send(plainHead(200))) return false;
  for (unsigned long i = 0; i < number(2); ++i) {
    if (i > 0) ::usleep(static_cast<useconds_t>(number(4) * 1000));
    if (!scene->send(sendBodyChunk(data.data(), data.size()) + sendBodyChunk("", 0))) return false;
  }
  return scene->send(endResponse(true));
}

bool sendSize(Scene* scene, unsigned long size) {
  std::string body;
  for (unsigned long i = 0; i < size; ++i) body.push_back(static_cast<char>('a' + i % 26));
  const Headers headers = {{"Content-Length", std::to_string(size)}, {"X-Body-Crc32", crc32Hex(body)}};
  return scene->send(plainHead(200, headers) + bodyChunks(body, scene->session->packetSize()) +
                     endResponse(true));
}

bool serveRequest(Scene* scene, Book* book) {
  const ForwardRequest& request = *scene->request;
  const std::vector<std::string> parts = split(request.uri, '/');
  const std::string kind = parts.size() > 1 ? parts[1] : "";
  const Cases::const_iterator found = allCases().find(kind == "case" && parts.size() > 2 ? parts[2] : "");
  const bool known = found != allCases().end();
  scene->query = parseQuery(request.query());
  if ((!known || found->second.readsBody) && !scene->session->readBody(request, &scene->body)) return false;
  const std::string* const id = findHeader(request.headers, "X-Request-Id");
  book->executed(id ? *id : valueOf(scene->query, "id"));
  if (known) return found->second.play(scene);
  if (kind == "echo") {
    const std::string body = echo(request, scene->body);
    const Headers headers = {{"Content-Type", "application/json"},
                             {"Content-Length", std::to_string(body.size())}};
    return scene->send(sendHeaders(200, "200", headers) +
                       (request.method == "HEAD" ? "" : bodyChunks(body, scene->session->packetSize())) +
                       endResponse(true));
  }
  if (kind == "size" && parts.size() > 2) return sendSize(scene, strtoul(parts[2].c_str(), 0, 10));
  if (kind == "chunks") return sendChunks(scene, parts);
  return scene->send(plainHead(404) + bodyChunks("no such case", 8192) + endResponse(true));
}

bool answerPing(Session* session, const std::string& mode) {
  if (mode == "silent") return true;
  if (mode == "close") return false;
  return session->conn()->write(mode == "wrong" ? packet("\x08") : cpong());
}

void serveConnection(Conn* conn, std::size_t packetSize, Book* book) {
  Session session(conn, packetSize);
  Scene scene = {&session, 0, "", Query(), false};
  book->connected();
  for (;;) {
    ForwardRequest request;
    const Session::Got got = session.next(&request);
    if (got == Session::Got::nothing) {
      if (!session.why().empty()) fprintf(stderr, "malformed: %s\n", session.why().c_str());
      return;
    }
    if (got == Session::Got::ping) {
      book->pinged();
      if (!answerPing(&session, book->pong())) return;
      continue;
    }
    if (scene.closeAtNext) return;
    scene.request = &request;
    scene.body.clear();
    if (!serveRequest(&scene, book)) return;
  }
}

void listCases() {
  for (const auto& entry : allCases()) printf("%-30s %s\n", entry.first.c_str(), entry.second.about);
}

}  // namespace

int main(int argc, char** argv) {
  int port = 0;
  int control = 0;
  long packetSize = 8192;
  bool list = false;
  OptionTable table;
  table.number("port", &port, "0 picks a free one")
      .number("control", &control, "port of the control endpoint, 0 picks a free one")
      .number("packet-size", &packetSize, "AJP packet size, 8192 to 65536")
      .flag("list", &list, "names all cases")
      .parse(argc, argv, kAbout);
  if (list) {
    listCases();
    return 0;
  }
  quietSignals();
  Book book;
  Server server;
  Server desk;
  std::string why;
  const auto serve = [&](Conn* conn) { serveConnection(conn, static_cast<std::size_t>(packetSize), &book); };
  const auto handle = [&](const HttpRequest& request, const Query& query) {
    return book.control(request, query);
  };
  if (!server.listen(port, serve, &why) || !desk.listen(control, serveControl(handle), &why)) {
    fprintf(stderr, "%s: %s\n", argv[0], why.c_str());
    return 1;
  }
  printf("%d %d\nready\n", server.port(), desk.port());
  fflush(stdout);
  for (;;) ::pause();
}
