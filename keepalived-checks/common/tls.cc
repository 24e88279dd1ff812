#include "keepalived-checks/common/tls.h"

#include <errno.h>
#include <poll.h>

#include "keepalived-checks/common/openssl_compat.h"
#include "keepalived-checks/common/tls_answer.h"

namespace sioha {
namespace checks {

static std::string errorText(const char* otherwise) {
  const unsigned long code = ERR_get_error();
  if (code) loadTlsErrorTexts();
  const char* reason = code ? ERR_reason_error_string(code) : nullptr;
  ERR_clear_error();
  return reason ? reason : otherwise;
}

// The chain is judged by whoever asks, so OpenSSL need not follow it.
static int acceptAnyChain(X509_STORE_CTX*, void*) {
  return 1;
}

static SSL_CTX* newContext() {
  initTls();
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  if (!context) return nullptr;
  allowOldTls(context);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_cert_verify_callback(context, acceptAnyChain, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY);
  return context;
}

// Making one costs more than a handshake: it looks up every algorithm that there is.
static SSL_CTX* sharedContext() {
  static SSL_CTX* const context = newContext();
  return context;
}

TlsStream::TlsStream(Fd fd, const Clock& clock) : fd_(std::move(fd)), clock_(clock), ssl_(nullptr) {}

TlsStream::~TlsStream() {
  if (ssl_) SSL_free(ssl_);
}

std::string TlsStream::settle(int result, Instant deadline) {
  const int saved = errno;
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ: return waitFor(fd_.get(), POLLIN, deadline, clock_);
    case SSL_ERROR_WANT_WRITE: return waitFor(fd_.get(), POLLOUT, deadline, clock_);
    case SSL_ERROR_ZERO_RETURN: return "the connection was closed";
    case SSL_ERROR_SYSCALL:
      return errorText(result == 0 || saved == 0 ? "the connection was closed" : std::strerror(saved));
    default: return errorText("TLS error");
  }
}

Result<std::unique_ptr<TlsStream>> TlsStream::handshake(Fd fd, const std::string& serverName,
                                                        Instant deadline, const Clock& clock) {
  SSL_CTX* const context = sharedContext();    // first: it says how OpenSSL is to begin
  ERR_clear_error();
  if (!context) return Error(errorText("no TLS context"));
  std::unique_ptr<TlsStream> opened(new TlsStream(std::move(fd), clock));
  opened->ssl_ = SSL_new(context);
  if (!opened->ssl_ || SSL_set_fd(opened->ssl_, opened->fd_.get()) != 1) return Error(errorText("no TLS connection"));
  const std::string sent = serverNameFor(serverName);
  if (!sent.empty()) SSL_set_tlsext_host_name(opened->ssl_, const_cast<char*>(sent.c_str()));
  for (;;) {
    const int result = SSL_connect(opened->ssl_);
    if (result == 1) return Result<std::unique_ptr<TlsStream>>(std::move(opened));
    const std::string trouble = opened->settle(result, deadline);
    if (!trouble.empty()) return Error(trouble);
  }
}

std::string TlsStream::send(Slice bytes, Instant deadline) {
  while (!bytes.empty()) {
    ERR_clear_error();
    const int most = bytes.size() > 16384 ? 16384 : static_cast<int>(bytes.size());
    const int n = SSL_write(ssl_, bytes.data(), most);
    if (n > 0) {
      bytes = bytes.sub(static_cast<std::size_t>(n));
      continue;
    }
    const std::string trouble = settle(n, deadline);
    if (!trouble.empty()) return trouble;
  }
  return std::string();
}

std::string TlsStream::receive(char* to, std::size_t room, Instant deadline, std::size_t* count) {
  for (;;) {
    ERR_clear_error();
    const int n = SSL_read(ssl_, to, room > 65536 ? 65536 : static_cast<int>(room));
    if (n > 0) {
      *count = static_cast<std::size_t>(n);
      return std::string();
    }
    const int error = SSL_get_error(ssl_, n);
    // An end without close_notify is an end as well: HTTP lengths say whether all came.
    if (error == SSL_ERROR_ZERO_RETURN || (error == SSL_ERROR_SYSCALL && n == 0)) {
      *count = 0;
      return std::string();
    }
    const std::string trouble = settle(n, deadline);
    if (!trouble.empty()) return trouble;
  }
}

Result<Certificate> TlsStream::peer() const {
  X509* x = SSL_get1_peer_certificate(ssl_);
  if (!x) return Error("the server showed no certificate");
  const Result<Certificate> certificate = describeCertificate(x);
  X509_free(x);
  return certificate;
}

Result<std::vector<Certificate>> TlsStream::peerChain() const {
  const int most = 32;
  STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl_);
  std::vector<Certificate> certificates;
  for (int i = 0; chain && i < sk_X509_num(chain) && i < most; ++i) {
    const Result<Certificate> certificate = describeCertificate(sk_X509_value(chain, i));
    if (!certificate.ok()) return Error(certificate.error());
    certificates.push_back(certificate.value());
  }
  if (certificates.empty()) return Error("the server showed no certificate");
  return certificates;
}

void TlsStream::describe(TlsAnswer* answer) const {
  const Result<std::vector<Certificate>> chain = peerChain();
  if (chain.ok()) answer->served = chain.value();
  else answer->certificateError = chain.error();
}

std::string TlsStream::protocol() const { return SSL_get_version(ssl_); }

}  // namespace checks
}  // namespace sioha
