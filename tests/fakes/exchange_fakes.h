#ifndef SIOHA_TESTS_FAKES_EXCHANGE_FAKES_H
#define SIOHA_TESTS_FAKES_EXCHANGE_FAKES_H

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mod_sioha/net/exchange.h"

namespace sioha {
namespace fakes {

/// Releases a wait at the n-th question (0: never).
class FakePatience : public net::Patience {
 public:
  explicit FakePatience(int releaseAt = 0) : asked(0), releaseAt_(releaseAt) {}
  bool released(Duration) override {
    ++asked;
    return releaseAt_ > 0 && asked >= releaseAt_;
  }

  int asked;

 private:
  int releaseAt_;
};

/// A request body of known parts; what comes after them is its end or the client's.
class FakeBody : public net::BodySource {
 public:
  FakeBody() : reads(0), length_(0), then_(Status::end), next_(0) {}
  FakeBody(long long length, const std::vector<std::string>& parts, Status after)
      : reads(0), length_(length), then_(after), parts_(parts), next_(0) {}

  long long length() const override { return length_; }
  Status read(char* to, std::size_t room, std::size_t* count) override;

  int reads;

 private:
  long long length_;
  Status then_;
  std::vector<std::string> parts_;
  std::size_t next_;
};

/// Keeps what it gets. Memory that no slice points into is freed as soon as the
/// next is asked for, so that ASan sees whoever still uses it.
class FakeSink : public net::AnswerSink {
 public:
  FakeSink() : heads(0), status(0), flushes(0), pauses(0), buffers(0), largest(0), answerTo(Take::pass),
        bodyAnswer(Take::pass), pauseAnswer(Take::pass), lent_(false) {}

  char* buffer(std::size_t atLeast, std::size_t* room) override;
  Take head(int status, Slice reason, ajp::HeadReader* reader) override;
  Take body(Slice data) override;
  Take flush() override;
  Take pause() override;

  /// The whole body, read from the slices only now.
  std::string bodyText() const;

  int heads;
  int status;
  std::string reason;
  std::vector<std::pair<std::string, std::string> > headers;
  std::vector<Slice> slices;
  int flushes, pauses, buffers;
  std::size_t largest;
  std::string order;  ///< h, b, f and p for the calls
  Take answerTo, bodyAnswer, pauseAnswer;

 private:
  std::vector<std::unique_ptr<std::vector<char> > > memory_;
  bool lent_;  ///< a slice of the last memory was passed
};

}  // namespace fakes
}  // namespace sioha
#endif
