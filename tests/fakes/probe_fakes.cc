#include "tests/fakes/probe_fakes.h"

#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdio>
#include <cstdlib>

namespace sioha {
namespace fakes {

FakeListener::FakeListener() : accepted(0), listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  struct sockaddr_un any;
  memset(&any, 0, sizeof any);
  any.sun_family = AF_UNIX;
  // With the family alone the kernel picks an abstract name.
  socklen_t size = sizeof endpoint_.address;
  if (::bind(listener_.get(), reinterpret_cast<struct sockaddr*>(&any), sizeof any.sun_family) != 0 ||
      ::listen(listener_.get(), 8) != 0 ||
      ::getsockname(listener_.get(), reinterpret_cast<struct sockaddr*>(&endpoint_.address), &size) != 0) {
    std::perror("unix socket");
    std::abort();
  }
  endpoint_.length = size;
}

void FakeListener::accept() {
  fd_.reset(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  ++accepted;
}

bool FakeListener::hasAnother() const {
  struct pollfd ready = {listener_.get(), POLLIN, 0};
  return ::poll(&ready, 1, 0) == 1;
}

void FakeListener::say(const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n = ::send(fd_.get(), bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n <= 0) return;
    done += static_cast<std::size_t>(n);
  }
}

std::string FakeListener::heard() {
  std::string all;
  char part[65536];
  for (;;) {
    const ssize_t n = ::recv(fd_.get(), part, sizeof part, MSG_DONTWAIT);
    if (n <= 0) return all;
    all.append(part, static_cast<std::size_t>(n));
  }
}

bool FakeListener::isClosedByPeer() {
  heard();
  char byte;
  const ssize_t n = ::recv(fd_.get(), &byte, 1, MSG_DONTWAIT);
  struct pollfd state = {fd_.get(), 0, 0};
  return n == 0 || (::poll(&state, 1, 0) == 1 && (state.revents & (POLLHUP | POLLERR)));
}

ProbeCall FakeScript::cping() {
  ProbeCall call;
  call.step = 1;
  call.cping = true;
  call.timeout = milliseconds(500);
  return call;
}

ProbeCall FakeScript::get(const std::string& uri) {
  ProbeCall call;
  call.step = 2;
  call.method = "GET";
  call.uri = uri;
  call.timeout = seconds(1);
  return call;
}

void FakeScript::restart() {
  answers.clear();
  asked_ = 0;
  failed_ = false;
}

bool FakeScript::next(const ProbeAnswer* last, ProbeCall* call) {
  if (last) answers.push_back(*last);
  if (asked_ == calls.size()) return false;
  *call = calls[asked_++];
  return true;
}

void FakeScript::failed(Cause cause, bool whileConnecting) {
  failed_ = true;
  cause_ = cause;
  connecting = whileConnecting;
}

std::string FakeScript::outcome() const {
  return failed_ ? causeWord(cause_) : std::to_string(answers.size()) + " answers";
}

}  // namespace fakes
}  // namespace sioha
