#ifndef SIOHA_BASE_FD_H
#define SIOHA_BASE_FD_H

namespace sioha {

/// Owns a file descriptor; closes it.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) : fd_(other.release()) {}
  Fd& operator=(Fd&& other) {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~Fd() { reset(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }
  void reset(int fd = -1);

 private:
  Fd(const Fd&);
  Fd& operator=(const Fd&);
  int fd_;
};

}  // namespace sioha
#endif
