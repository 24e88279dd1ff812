#ifndef SIOHA_GATEWAY_LADDER_H
#define SIOHA_GATEWAY_LADDER_H

#include <string>

#include "mod_sioha/base/probe_script.h"
#include "mod_sioha/base/reason.h"

namespace sioha {
namespace gateway {

/// How deep a probe looks, and what it accepts.
struct LadderPlan {
  enum class Kind { scaleio, cping, http };
  LadderPlan() : kind(Kind::scaleio), cpingTimeout(0), requestTimeout(0), expectStatus(200) {}
  Kind kind;
  Duration cpingTimeout, requestTimeout;
  std::string path;          ///< what is asked for in step 2
  unsigned expectStatus;     ///< http only, like the next two
  std::string expectHeader;  ///< "Name: value", or the name alone; empty: any
  std::string expectBody;    ///< text that stands in the body; empty: any
};

/// The probe ladder CPING -> application, as a script: pure, no I/O.
class Ladder : public ProbeScript {
 public:
  explicit Ladder(const LadderPlan& plan);

  bool next(const ProbeAnswer* last, ProbeCall* call) override;
  void failed(Cause cause, bool connecting) override;

  /// Of the finished probe. none: good.
  Reason reason() const { return reason_; }
  bool isGood() const { return reason_ == Reason::none; }
  /// The step that failed, or the last one passed.
  std::uint8_t step() const { return step_; }
  /// What was seen instead, for people; empty where good.
  const std::string& text() const { return text_; }

 private:
  Reason readApplication(const ProbeAnswer& answer) const;

  const LadderPlan plan_;
  std::uint8_t step_;
  Reason reason_;
  std::string text_;
};

}  // namespace gateway
}  // namespace sioha
#endif
