#include "keepalived-checks/common/openssl_compat.h"
#include "keepalived-checks/questions/certificate_check.h"
#include "keepalived-checks/questions/gateways.h"
#include "keepalived-checks/questions/headroom.h"
#include "keepalived-checks/questions/incumbent.h"
#include "keepalived-checks/questions/network.h"
#include "keepalived-checks/questions/node_score.h"
#include "keepalived-checks/questions/serving.h"

using namespace sioha;
using namespace sioha::checks;

int main(int argc, char** argv) {
  const std::vector<Question> questions = {
      {"serving", &kServingProgram, Duration(0), nullptr},
      {"gateways", &kGatewaysProgram, Duration(0), nullptr},
      {"network", &kNetworkProgram, Duration(0), nullptr},
      {"headroom", &kHeadroomProgram, seconds(2), nullptr},
      {"certificate", &kCertificateProgram, seconds(60), "serving"},
      {"incumbent", &kIncumbentProgram, Duration(0), nullptr}};
  // Before any thread: OpenSSL 1.0 sets itself up without locks.
  initTls();
  return runNodeScore(questions, argc, argv);
}
