#ifndef SIOHA_BASE_MAKE_UNIQUE_H
#define SIOHA_BASE_MAKE_UNIQUE_H

#include <memory>
#include <utility>

namespace sioha {

/// std::make_unique is C++14; a name of its own keeps argument dependent lookup unambiguous there.
template <class T, class... Args>
std::unique_ptr<T> makeUnique(Args&&... args) {
  return std::unique_ptr<T>(new T(std::forward<Args>(args)...));
}

}  // namespace sioha
#endif
