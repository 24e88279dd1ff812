#include <cstddef>
#include <cstdint>

#include "keepalived-checks/config/httpd_conf.h"
#include "keepalived-checks/config/keepalived_conf.h"
#include "keepalived-checks/config/server_xml.h"

namespace {

// Each file that is included is the input again; the sixteenth cannot be read.
class EchoFiles : public sioha::checks::ConfigurationFiles {
 public:
  explicit EchoFiles(sioha::Slice text) : text_(text), reads_(0) {}
  sioha::Result<std::string> read(const std::string&) const override {
    if (++reads_ > 15) return sioha::Error("no more");
    return text_.str();
  }
  std::vector<std::string> match(const std::string& pattern) const override {
    return std::vector<std::string>(pattern.size() % 3, pattern);
  }
  bool isDirectory(const std::string& path) const override { return path[path.size() - 1] == 'd'; }

 private:
  sioha::Slice text_;
  mutable unsigned reads_;
};

}  // namespace

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
    const Result<std::vector<KeepalivedStatement>> whole = readKeepalivedConf("f", EchoFiles(text));
    if (whole.ok()) judgeKeepalivedConf(whole.value(), "f", std::vector<KeepalivedStatement>(), "");
  } else {
    const Result<HttpdConf> conf = parseHttpdConf(text, "f");
    if (conf.ok()) judgeHttpdConf(conf.value(), nullptr, "", "192.0.2.100");
    const Result<HttpdConf> whole = readHttpdConf("f", EchoFiles(text));
    if (whole.ok()) judgeHttpdConf(whole.value(), nullptr, "/w", "");
  }
  return 0;
}
