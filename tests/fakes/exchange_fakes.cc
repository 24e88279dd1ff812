#include "tests/fakes/exchange_fakes.h"

#include <cstdlib>
#include <cstring>

namespace sioha {
namespace fakes {

net::BodySource::Status FakeBody::read(char* to, std::size_t room, std::size_t* count) {
  ++reads;
  if (next_ == parts_.size()) return then_;
  std::string& part = parts_[next_];
  *count = part.size() < room ? part.size() : room;
  std::memcpy(to, part.data(), *count);
  part.erase(0, *count);
  if (part.empty()) ++next_;
  return Status::data;
}

char* FakeSink::buffer(std::size_t atLeast, std::size_t* room) {
  if (!memory_.empty() && !lent_) memory_.pop_back();
  memory_.push_back(std::unique_ptr<std::vector<char> >(new std::vector<char>(atLeast)));
  lent_ = false;
  ++buffers;
  if (atLeast > largest) largest = atLeast;
  *room = atLeast;
  return memory_.back()->data();
}

net::AnswerSink::Take FakeSink::head(int code, Slice text, ajp::HeadReader* reader) {
  ++heads;
  order += 'h';
  status = code;
  reason = text.str();
  Slice name, value;
  ajp::HeadReader::Next next;
  while ((next = reader->next(&name, &value)) == ajp::HeadReader::Next::header)
    headers.push_back(std::make_pair(name.str(), value.str()));
  // exchange() promises that the head is whole.
  if (next != ajp::HeadReader::Next::end) std::abort();
  return answerTo;
}

net::AnswerSink::Take FakeSink::body(Slice data) {
  const std::vector<char>& last = *memory_.back();
  // Slices lie in the memory that was lent last.
  if (data.begin() < last.data() || data.end() > last.data() + last.size()) std::abort();
  lent_ = true;
  order += 'b';
  slices.push_back(data);
  return bodyAnswer;
}

net::AnswerSink::Take FakeSink::flush() {
  ++flushes;
  order += 'f';
  return Take::pass;
}

net::AnswerSink::Take FakeSink::pause() {
  ++pauses;
  order += 'p';
  return pauseAnswer;
}

std::string FakeSink::bodyText() const {
  std::string text;
  for (std::size_t i = 0; i < slices.size(); ++i) text.append(slices[i].data(), slices[i].size());
  return text;
}

}  // namespace fakes
}  // namespace sioha
