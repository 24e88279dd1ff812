#include "mod_sioha/httpd/client_answer.h"

#include <apr_strings.h>
#include <http_protocol.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <util_filter.h>

#include <apr_portable.h>

#include "mod_sioha/httpd/hop_by_hop.h"

namespace sioha {
namespace httpd {
namespace {

// A small answer comes in one piece; a large one in as few pieces as httpd's core likes to write at once.
const std::size_t kFirstBuffer = 8192 + 512;
const std::size_t kLargeBuffer = 65536;
// httpd's core keeps less than this itself until it is told to flush (THRESHOLD_MIN_WRITE in 2.4.7's and today's
// core_filters.c), so keeping it here costs nobody time, and an answer cut before its end can be given by another.
const std::size_t kKeptUntilWhole = 4096;

const char* inPool(request_rec* r, Slice text) {
  return apr_pstrmemdup(r->pool, text.data(), text.size());
}

bool isNumber(Slice text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] < '0' || text[i] > '9') return false;
  return true;
}

}  // namespace

ClientAnswer::ClientAnswer(request_rec* r, const ClientBody* body)
    : r_(r),
      requestBody_(*body),
      judge_(nullptr),
      observer_(nullptr),
      brigade_(apr_brigade_create(r->pool, r->connection->bucket_alloc)),
      memory_(nullptr),
      previous_(nullptr),
      base_(nullptr),
      size_(0),
      kept_(0),
      status_(0),
      contentType_(""),
      challenges_(nullptr),
      serverFrom_(0),
      statusBefore_(r->status),
      leftToServer_(0),
      headersBefore_(nullptr),
      headTaken_(false),
      held_(false),
      handedOut_(false),
      started_(false),
      large_(false),
      flushHead_(false),
      flushBody_(false) {}

ClientAnswer::~ClientAnswer() {
  if (previous_) apr_bucket_destroy(previous_);
  if (memory_) apr_bucket_destroy(memory_);
  apr_brigade_cleanup(brigade_);
}

char* ClientAnswer::buffer(std::size_t atLeast, std::size_t* room) {
  if (memory_ && !handedOut_ && size_ >= atLeast && (!large_ || size_ >= kLargeBuffer)) {
    *room = size_;
    return base_;
  }
  if (previous_) apr_bucket_destroy(previous_);
  previous_ = memory_;
  const std::size_t usual = large_ ? kLargeBuffer : kFirstBuffer;
  size_ = atLeast > usual ? atLeast : usual;
  apr_bucket_alloc_t* allocator = r_->connection->bucket_alloc;
  base_ = static_cast<char*>(apr_bucket_alloc(size_, allocator));
  memory_ = apr_bucket_heap_create(base_, size_, apr_bucket_free, allocator);
  handedOut_ = false;
  *room = size_;
  return base_;
}

net::AnswerSink::Take ClientAnswer::head(int status, Slice reason, ajp::HeadReader* reader) {
  Slice name, value, contentType;
  unsigned long long length = 0;
  bool hasLength = false;
  ajp::HeadReader second = *reader;
  Slice connection;
  while (reader->next(&name, &value) == ajp::HeadReader::Next::header) {
    if (equalsNoCase(name, "Content-Type"))
      contentType = value;
    else if (equalsNoCase(name, "Connection"))
      connection = value;
    else if (equalsNoCase(name, "Content-Length"))
      hasLength = parseDecimal(value, 1ULL << 62, &length);
  }
  if (judge_ && judge_->isDoubtful(status, contentType)) {
    held_ = true;
    status_ = status;
    contentType_ = inPool(r_, contentType);
  }
  headersBefore_ = apr_is_empty_table(r_->headers_out) ? nullptr : apr_table_copy(r_->pool, r_->headers_out);
  headTaken_ = true;
  if (serverFrom_ && status >= serverFrom_) {
    leftToServer_ = status;
    takeChallenges(&second);
    return Take::pass;
  }
  takeStatus(status, reason);
  bool hasCookie = false;
  while (second.next(&name, &value) == ajp::HeadReader::Next::header) {
    if (isHopByHop(name) || (!connection.empty() && isNamedBy(connection, name))) continue;
    takeHeader(name, value);
    if (cookie_.value && equalsNoCase(name, "Set-Cookie") && setsCookie(value, cookie_.name)) hasCookie = true;
  }
  if (cookie_.value && !hasCookie) apr_table_addn(r_->headers_out, "Set-Cookie", cookie_.value);
  if (!contentType.empty()) ap_set_content_type(r_, inPool(r_, contentType));
  if (hasLength) ap_set_content_length(r_, static_cast<apr_off_t>(length));
  return Take::pass;
}

// A browser that is not told how to log in never asks for a password.
void ClientAnswer::takeChallenges(ajp::HeadReader* reader) {
  Slice name, value;
  challenges_ = apr_table_make(r_->pool, 2);
  while (reader->next(&name, &value) == ajp::HeadReader::Next::header)
    if (equalsNoCase(name, "WWW-Authenticate"))
      apr_table_addn(challenges_, "WWW-Authenticate", inPool(r_, value));
}

// Tomcat says its number again in place of a reason phrase, and a phrase from a
// gateway may hold anything (CVE-2026-33523): httpd's own phrase where it has one.
void ClientAnswer::takeStatus(int status, Slice reason) {
  // As an ErrorDocument it stands for the error.
  if (status == HTTP_OK) status = statusBefore_;
  r_->status = status;
  r_->status_line = nullptr;
  const char* own = ap_get_status_line(status);
  if (atoi(own) == status && (reason.empty() || isNumber(reason) || reason == Slice(own + 4))) return;
  const char* phrase = reason.empty() || isNumber(reason) ? "Status" : inPool(r_, reason);
  r_->status_line = apr_psprintf(r_->pool, "%03d %s", status, phrase);
}

net::AnswerSink::Take ClientAnswer::takeHeader(Slice name, Slice value) {
  switch (name.size()) {
    // Of these httpd says its own.
    case 4:
      if (equalsNoCase(name, "Date")) return Take::pass;
      break;
    case 6:
      if (equalsNoCase(name, "Server") || equalsNoCase(name, "Status")) return Take::pass;
      break;
    case 12:
      if (equalsNoCase(name, "Content-Type")) return Take::pass;
      break;
    case 14:
      if (equalsNoCase(name, "Content-Length")) return Take::pass;
      break;
    default:
      break;
  }
  apr_table_addn(r_->headers_out, inPool(r_, name), inPool(r_, value));
  return Take::pass;
}

bool ClientAnswer::isRefusedAtEnd() {
  const bool refused = held_ && judge_->refuses(status_, contentType_, Slice());
  if (!refused) held_ = false;
  return refused;
}

void ClientAnswer::forget() {
  leftToServer_ = 0;
  if (!headTaken_ || started_) return;
  if (headersBefore_) r_->headers_out = headersBefore_;
  else apr_table_clear(r_->headers_out);
  r_->status = statusBefore_;
  r_->status_line = nullptr;
  r_->clength = 0;
  r_->content_type = nullptr;
  apr_brigade_cleanup(brigade_);
  kept_ = 0;
  if (observer_) observer_->onForget();
  held_ = headTaken_ = false;
}

net::AnswerSink::Take ClientAnswer::body(Slice data) {
  if (held_ && judge_->refuses(status_, contentType_, data)) return Take::refuse;
  held_ = false;
  if (leftToServer_) return Take::pass;
  kept_ += data.size();
  if (observer_) observer_->onBody(data);
  apr_bucket* slice;
  if (apr_bucket_copy(memory_, &slice) != APR_SUCCESS) return Take::clientGone;
  slice->start = static_cast<apr_off_t>(data.data() - base_);
  slice->length = data.size();
  APR_BRIGADE_INSERT_TAIL(brigade_, slice);
  handedOut_ = true;
  return Take::pass;
}

net::AnswerSink::Take ClientAnswer::flush() {
  if (held_ || leftToServer_) return Take::pass;
  APR_BRIGADE_INSERT_TAIL(brigade_, apr_bucket_flush_create(r_->connection->bucket_alloc));
  return pass();
}

net::AnswerSink::Take ClientAnswer::pause() {
  // More is to come than what the first buffer brought.
  if (handedOut_) large_ = true;
  if (headTaken_ && !held_ && (flushHead_ || (flushBody_ && !APR_BRIGADE_EMPTY(brigade_)))) {
    flushHead_ = false;
    return flush();
  }
  const bool isKept = !started_ && kept_ < kKeptUntilWhole;
  return isKept || APR_BRIGADE_EMPTY(brigade_) ? Take::pass : pass();
}

// What the gateway has not asked for is still with the client, and httpd would read all of it before the next
// request. The connection ends instead, which the head has to say: once that is out it is too late.
void ClientAnswer::endConnectionOfUnreadBody() {
  if (!requestBody_.isConsumed()) r_->connection->keepalive = AP_CONN_CLOSE;
}

net::AnswerSink::Take ClientAnswer::pass() {
  if (!started_) endConnectionOfUnreadBody();
  started_ = true;
  kept_ = 0;
  const apr_status_t passed = ap_pass_brigade(r_->output_filters, brigade_);
  apr_brigade_cleanup(brigade_);
  return passed == APR_SUCCESS && !r_->connection->aborted ? Take::pass : Take::clientGone;
}

int ClientAnswer::finish() {
  if (leftToServer_) {
    endConnectionOfUnreadBody();
    apr_table_overlap(r_->err_headers_out, challenges_, APR_OVERLAP_TABLES_MERGE);
    return leftToServer_;
  }
  if (observer_) observer_->onEnd();
  APR_BRIGADE_INSERT_TAIL(brigade_, apr_bucket_eos_create(r_->connection->bucket_alloc));
  pass();
  return OK;
}

void ClientAnswer::cut() {
  held_ = false;
  apr_bucket_alloc_t* allocator = r_->connection->bucket_alloc;
  r_->no_cache = 1;
  // Where nothing has left yet httpd makes a 502 of the bucket below, which has to say that the connection ends.
  r_->connection->keepalive = AP_CONN_CLOSE;
  if (isKeptBack()) flush();
  // With this bucket httpd's chunk filter leaves out the last chunk and the connection is closed.
  APR_BRIGADE_INSERT_TAIL(brigade_, ap_bucket_error_create(HTTP_BAD_GATEWAY, nullptr, r_->pool, allocator));
  APR_BRIGADE_INSERT_TAIL(brigade_, apr_bucket_eos_create(allocator));
  pass();
  if (!r_->chunked && !apr_table_get(r_->headers_out, "Content-Length")) resetClientConnection();
}

// Where only the end of the connection ends the answer (HTTP/1.0), an orderly end would make it look whole.
void ClientAnswer::resetClientConnection() {
  apr_os_sock_t descriptor;
  apr_socket_t* socket = ap_get_conn_socket(r_->connection);
  if (!socket || apr_os_sock_get(&descriptor, socket) != APR_SUCCESS) return;
  struct linger reset;
  reset.l_onoff = 1;
  reset.l_linger = 0;
  ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  r_->connection->aborted = 1;
}

}  // namespace httpd
}  // namespace sioha
