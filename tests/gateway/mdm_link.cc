#include "tests/gateway/mdm_link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <thread>

#include "mod_sioha/base/fd.h"
#include "mod_sioha/base/make_unique.h"
#include "tests/ajp/socket.h"

namespace sioha {
namespace sim {
namespace {

// On the wire a call is its number of fields, then each as its size and its
// bytes; an answer is its status, its size and its bytes.
class Wire {
 public:
  explicit Wire(int fd) : fd_(fd), at_(0) {}

  bool number(unsigned long* out) {
    std::string digits;
    char c;
    while (next(&c) && c != '\n') digits.push_back(c);
    *out = strtoul(digits.c_str(), 0, 10);
    return !digits.empty();
  }
  bool bytes(unsigned long count, std::string* out) {
    out->clear();
    while (out->size() < count) {
      if (at_ == held_.size() && !fill()) return false;
      const std::size_t part = std::min<std::size_t>(held_.size() - at_, count - out->size());
      out->append(held_, at_, part);
      at_ += part;
    }
    return true;
  }

 private:
  bool next(char* out) {
    if (at_ == held_.size() && !fill()) return false;
    *out = held_[at_++];
    return true;
  }
  bool fill() {
    char block[65536];
    ssize_t got;
    while ((got = ::recv(fd_, block, sizeof block, 0)) < 0 && errno == EINTR) continue;
    held_.assign(block, got > 0 ? static_cast<std::size_t>(got) : 0);
    at_ = 0;
    return got > 0;
  }
  const int fd_;
  std::string held_;
  std::size_t at_;
};

void serveCall(Mdm* mdm, int accepted) {
  const sioha::Fd fd(accepted);
  Wire in(fd.get());
  unsigned long count;
  unsigned long size;
  Fields fields;
  if (!in.number(&count)) return;
  for (; count > 0; --count) {
    fields.push_back(std::string());
    if (!in.number(&size) || !in.bytes(size, &fields.back())) return;
  }
  const Answer answer = dispatch(mdm, fields);
  testajp::writeAll(fd.get(), std::to_string(answer.status) + "\n" + std::to_string(answer.body.size()) +
                                  "\n" + answer.body);
}

class Embedded : public MdmLink {
 public:
  Answer call(const Fields& fields) override { return dispatch(&mdm_, fields); }

 private:
  Mdm mdm_;
};

class Remote : public MdmLink {
 public:
  explicit Remote(const std::string& path) : path_(path) {}

  Answer call(const Fields& fields) override {
    const Answer lost = failed(500, "Could not connect to MDM");
    const sioha::Fd fd(testajp::connectUnix(path_));
    std::string text = std::to_string(fields.size()) + "\n";
    for (const std::string& field : fields) text += std::to_string(field.size()) + "\n" + field;
    if (!fd.valid() || !testajp::writeAll(fd.get(), text)) return lost;
    Wire in(fd.get());
    unsigned long status;
    unsigned long size;
    Answer answer;
    if (!in.number(&status) || !in.number(&size) || !in.bytes(size, &answer.body)) return lost;
    answer.status = static_cast<int>(status);
    return answer;
  }

 private:
  const std::string path_;
};

}  // namespace

Answer dispatch(Mdm* mdm, const Fields& fields) {
  const std::string verb = fields.empty() ? "" : fields[0];
  const auto arg = [&](std::size_t i) { return i < fields.size() ? fields[i] : std::string(); };
  if (verb == "hello") return mdm->hello(arg(1), arg(2));
  if (verb == "open") return mdm->openSession(arg(1));
  if (verb == "close") {
    mdm->closeSession(arg(1));
    return ok("{}");
  }
  if (verb == "list") return mdm->list(arg(1));
  if (verb == "one") return mdm->one(arg(1), arg(2));
  if (verb == "related") return mdm->related(arg(1), arg(2), arg(3));
  if (verb == "byname") return mdm->idByName(arg(1), arg(2));
  if (verb == "all") return mdm->everything();
  if (verb == "cluster") return mdm->cluster();
  if (verb == "statistics") return mdm->statistics(arg(1));
  if (verb == "change") {
    const Origin origin = {arg(1), arg(2), arg(3)};
    return mdm->change(origin, arg(4), arg(5), arg(6));
  }
  if (verb == "state") return ok(mdm->state());
  if (verb == "grow") {
    mdm->grow(static_cast<unsigned>(strtoul(arg(1).c_str(), 0, 10)));
    return ok(mdm->state());
  }
  if (verb == "control" && mdm->control(arg(1), strtol(arg(2).c_str(), 0, 10))) return ok(mdm->state());
  return failed(404, "unknown MDM call or fault");
}

std::unique_ptr<MdmLink> embeddedMdm() {
  return sioha::makeUnique<Embedded>();
}

std::unique_ptr<MdmLink> remoteMdm(const std::string& socketPath) {
  return sioha::makeUnique<Remote>(socketPath);
}

void serveMdm(Mdm* mdm, int listener) {
  for (;;) {
    const int fd = ::accept4(listener, 0, 0, SOCK_CLOEXEC);
    if (fd >= 0)
      std::thread(serveCall, mdm, fd).detach();
    else if (errno != EINTR && errno != ECONNABORTED && errno != EMFILE)
      return;
  }
}

}  // namespace sim
}  // namespace sioha
