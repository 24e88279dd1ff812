#ifndef SIOHA_BASE_PUBLISHED_H
#define SIOHA_BASE_PUBLISHED_H

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

namespace sioha {

/// An object that many threads read while one thread replaces it now and then. Readers take no lock and never
/// wait; an object that was replaced is deleted when nobody can be reading it any more.
///
/// Readers are counted by the parity of the epoch in which they entered. After a replacement the writer
/// begins a new epoch once the counter that it is going to use has drained, and deletes what was replaced
/// before that when the other counter has drained too.
template <class T>
class Published {
 public:
  Published() : current_(nullptr), epoch_(0) {
    readers_[0] = 0;
    readers_[1] = 0;
  }
  ~Published() { delete current_.load(); }

  /// For where nothing is ever replaced: no counting.
  const T* peek() const { return current_.load(std::memory_order_acquire); }

  /// The object of now, which stays valid until leave(ticket).
  const T* enter(unsigned* ticket) {
    for (;;) {
      *ticket = epoch_.load();
      readers_[*ticket & 1].fetch_add(1);
      // Else the writer may have looked at this counter before it went up.
      if (epoch_.load() == *ticket) return current_.load();
      leave(*ticket);
    }
  }
  void leave(unsigned ticket) { readers_[ticket & 1].fetch_sub(1); }

  /// The writer's. Never waits either: what cannot be deleted yet is kept for tidy().
  void publish(std::unique_ptr<T> next) {
    T* const replaced = current_.exchange(next.release());  // lint48:ok
    if (replaced) replaced_.push_back(std::unique_ptr<T>(replaced));
    tidy();
  }
  /// The writer's: deletes what nobody reads any more.
  void tidy() {
    const unsigned epoch = epoch_.load();
    if (readers_[(epoch + 1) & 1].load() != 0) return;
    draining_.clear();
    if (replaced_.empty()) return;
    draining_.swap(replaced_);
    epoch_.store(epoch + 1);
    if (readers_[epoch & 1].load() == 0) draining_.clear();
  }
  /// How many that were replaced are not deleted yet.
  std::size_t kept() const { return replaced_.size() + draining_.size(); }

 private:
  Published(const Published&);
  Published& operator=(const Published&);
  std::atomic<T*> current_;
  std::atomic<unsigned> epoch_;
  std::atomic<long> readers_[2];
  std::vector<std::unique_ptr<T>> replaced_;  ///< readers of this epoch may have them
  std::vector<std::unique_ptr<T>> draining_;  ///< only readers of the epoch before may
};

}  // namespace sioha
#endif
