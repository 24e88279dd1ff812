#ifndef SIOHA_HTTPD_POOL_OBJECT_H
#define SIOHA_HTTPD_POOL_OBJECT_H

#include <apr_pools.h>

#include <new>
#include <utility>

namespace sioha {
namespace httpd {

template <class T>
apr_status_t destroyInPool(void* object) {
  static_cast<T*>(object)->~T();
  return APR_SUCCESS;
}

/// A C++ object that lives and dies with an APR pool. Children that are forked do not run its destructor.
template <class T, class... Args>
T* poolNew(apr_pool_t* pool, Args&&... args) {
  T* object = new (apr_palloc(pool, sizeof(T))) T(std::forward<Args>(args)...);
  apr_pool_cleanup_register(pool, object, destroyInPool<T>, apr_pool_cleanup_null);
  return object;
}

}  // namespace httpd
}  // namespace sioha
#endif
