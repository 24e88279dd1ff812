#include "mod_sioha/httpd/client_body.h"

#include <string.h>

#include <algorithm>
#include <limits>

namespace sioha {
namespace httpd {

ClientBody::ClientBody(request_rec* r, bool keepAll, std::size_t keepLimit)
    : r_(r),
      brigade_(nullptr),
      keepAll_(keepAll),
      keepLimit_(keepLimit),
      length_(0),
      position_(0),
      started_(false),
      ended_(false),
      lost_(false),
      failure_(0) {}

ClientBody::~ClientBody() {
  if (brigade_) apr_brigade_destroy(brigade_);
}

int ClientBody::announced() {
  // Anything but the one word "chunked" is how requests are smuggled (CVE-2022-26377, CVE-2022-36760).
  if (const char* encoding = apr_table_get(r_->headers_in, "Transfer-Encoding")) {
    length_ = -1;
    return equalsNoCase(encoding, "chunked") ? OK : HTTP_NOT_IMPLEMENTED;
  }
  const char* value = apr_table_get(r_->headers_in, "Content-Length");
  unsigned long long length = 0;
  if (value && !parseDecimal(value, std::numeric_limits<long long>::max(), &length)) return HTTP_BAD_REQUEST;
  length_ = static_cast<long long>(length);
  return OK;
}

static int statusOfReadError(apr_status_t error) {
  if (APR_STATUS_IS_TIMEUP(error)) return HTTP_REQUEST_TIME_OUT;
  if (APR_STATUS_IS_ENOSPC(error)) return HTTP_REQUEST_ENTITY_TOO_LARGE;
  // The input filter has answered already.
  if (error == AP_FILTER_ERROR) return AP_FILTER_ERROR;
  return HTTP_BAD_REQUEST;
}

net::BodySource::Status ClientBody::read(char* to, std::size_t room, std::size_t* count) {
  if (position_ < kept_.size()) {
    *count = std::min(room, kept_.size() - position_);
    memcpy(to, &kept_[position_], *count);
    position_ += *count;
    return Status::data;
  }
  if (ended_) return Status::end;
  // A second read means that what the first brought has left for the gateway.
  if (started_ && !keepAll_) lost_ = true;
  started_ = true;
  const Status status = readFromClient(to, room, count);
  if (status == Status::data) keep(to, *count);
  return status;
}

net::BodySource::Status ClientBody::readFromClient(char* to, std::size_t room, std::size_t* count) {
  if (!brigade_) brigade_ = apr_brigade_create(r_->pool, r_->connection->bucket_alloc);
  while (!ended_) {
    const apr_status_t got = ap_get_brigade(r_->input_filters, brigade_, AP_MODE_READBYTES, APR_BLOCK_READ,
                                            static_cast<apr_off_t>(room));
    if (got != APR_SUCCESS) {
      failure_ = statusOfReadError(got);
      return Status::clientGone;
    }
    if (APR_BRIGADE_EMPTY(brigade_)) {
      failure_ = HTTP_BAD_REQUEST;
      return Status::clientGone;
    }
    ended_ = APR_BUCKET_IS_EOS(APR_BRIGADE_LAST(brigade_));
    apr_size_t size = room;
    const apr_status_t flattened = apr_brigade_flatten(brigade_, to, &size);
    apr_brigade_cleanup(brigade_);
    if (flattened != APR_SUCCESS) {
      failure_ = statusOfReadError(flattened);
      return Status::clientGone;
    }
    if (size > 0) {
      *count = size;
      return Status::data;
    }
  }
  return Status::end;
}

void ClientBody::keep(const char* data, std::size_t count) {
  if (lost_ || kept_.size() + count > keepLimit_) {
    lost_ = true;
    kept_.clear();
    position_ = 0;
    return;
  }
  kept_.insert(kept_.end(), data, data + count);
  position_ = kept_.size();
}

}  // namespace httpd
}  // namespace sioha
