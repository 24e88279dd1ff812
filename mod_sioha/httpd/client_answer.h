#ifndef SIOHA_HTTPD_CLIENT_ANSWER_H
#define SIOHA_HTTPD_CLIENT_ANSWER_H

#include "mod_sioha/httpd/client_body.h"
#include "mod_sioha/httpd/private.h"
#include "mod_sioha/httpd/route_cookie.h"
#include "mod_sioha/net/exchange.h"

namespace sioha {
namespace httpd {

/// The answer on its way into httpd's output filters. The bytes from the gateway
/// are received straight into bucket memory and never copied.
class ClientAnswer : public net::AnswerSink {
 public:
  /// `body`: of the request, outlives this.
  ClientAnswer(request_rec* r, const ClientBody* body);
  ~ClientAnswer();

  /// Reads answers that may speak for the gateway and not for the request.
  class Judge {
   public:
    virtual ~Judge() {}
    /// By status and type alone: is its body worth a look before the client sees anything of it?
    virtual bool isDoubtful(int status, Slice contentType) = 0;
    /// With the first of its body. True: it is withheld, another member is asked.
    virtual bool refuses(int status, Slice contentType, Slice body) = 0;
  };
  void setJudge(Judge* judge) { judge_ = judge; }

  /// Sees the body of the answer that the client gets, each part before it goes out.
  class Observer {
   public:
    virtual ~Observer() {}
    virtual void onBody(Slice data) = 0;
    /// It is whole; its end is not sent yet.
    virtual void onEnd() = 0;
    /// What was seen so far is dropped: the client gets another answer.
    virtual void onForget() = 0;
  };
  void setObserver(Observer* observer) { observer_ = observer; }

  /// FlushHeader and FlushPackets: what is there goes to the client before more is waited for.
  void flushEarly(bool head, bool body) {
    flushHead_ = head;
    flushBody_ = body;
  }

  char* buffer(std::size_t atLeast, std::size_t* room) override;
  Take head(int status, Slice reason, ajp::HeadReader* reader) override;
  Take body(Slice data) override;
  Take flush() override;
  Take pause() override;

  /// Goes out with the answer, unless that has a cookie of this name of its own.
  void addCookie(const RouteCookie& cookie) { cookie_ = cookie; }
  /// Answers with this status or a higher one (0: none) are not passed on: httpd is to say its own page.
  void leaveToServerFrom(unsigned status) { serverFrom_ = static_cast<int>(status); }

  /// The answer is whole. Returns what the handler returns: OK, or the status that httpd has a page for.
  int finish();
  /// The answer was cut: the client must not take it for whole.
  void cut();
  /// Something may have reached the client. A head alone has not, nor has the little of a body that is kept
  /// back until it is whole.
  bool hasStarted() const { return started_; }
  /// Some of the body is here, and none of it has reached the client.
  bool isKeptBack() const { return !started_ && kept_ > 0; }
  /// The whole answer is there and has no body: is it refused after all?
  bool isRefusedAtEnd();
  /// Forgets what there is of an answer that has not started, before another one is made.
  void forget();

 private:
  Take pass();
  void endConnectionOfUnreadBody();
  Take takeHeader(Slice name, Slice value);
  void takeStatus(int status, Slice reason);
  void takeChallenges(ajp::HeadReader* reader);
  void resetClientConnection();

  request_rec* r_;
  const ClientBody& requestBody_;
  Judge* judge_;
  Observer* observer_;
  apr_bucket_brigade* brigade_;
  apr_bucket* memory_;    ///< what buffer() returned last
  apr_bucket* previous_;  ///< the one before: its bytes may still be copied from
  char* base_;
  std::size_t size_;
  std::size_t kept_;      ///< bytes of body since the last that went out
  int status_;
  const char* contentType_;
  RouteCookie cookie_;
  apr_table_t* challenges_;     ///< WWW-Authenticate of an answer that is left to httpd
  int serverFrom_;
  const int statusBefore_;      ///< an error's whose ErrorDocument this answer is; else 200
  int leftToServer_;            ///< its status; 0: not this answer
  apr_table_t* headersBefore_;  ///< what was in headers_out before the head; null where nothing was
  bool headTaken_;
  bool held_;                   ///< the head is taken but the judge has not seen the body yet
  bool handedOut_;
  bool started_;
  bool large_;
  bool flushHead_;  ///< and it was not yet
  bool flushBody_;
};

}  // namespace httpd
}  // namespace sioha
#endif
