#include <cstddef>
#include <cstdint>

#include "keepalived-checks/config/httpd_conf.h"
#include "keepalived-checks/config/keepalived_conf.h"
#include "keepalived-checks/config/server_xml.h"

// The files that check-config reads; the first byte says which.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha;
  using namespace sioha::checks;
  if (size == 0) return 0;
  const Slice text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'x') {
    const Result<XmlNode> root = parseXml(text, "f");
    if (root.ok())
      judgeServerXml(root.value(), "f", nullptr,
                     HttpdBeside{{"443"}, [](const std::string&) { return true; }});
  } else if (data[0] == 'k') {
    const Result<std::vector<KeepalivedStatement>> conf = parseKeepalivedConf(text, "f");
    if (conf.ok()) judgeKeepalivedConf(conf.value(), "f", conf.value(), "192.0.2.100");
  } else {
    const Result<HttpdConf> conf = parseHttpdConf(text, "f");
    if (conf.ok()) judgeHttpdConf(conf.value(), nullptr, "", "192.0.2.100");
  }
  return 0;
}
