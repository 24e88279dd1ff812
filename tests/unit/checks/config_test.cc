#include <cppunit/extensions/HelperMacros.h>

#include "keepalived-checks/config/httpd_conf.h"
#include "keepalived-checks/config/keepalived_conf.h"
#include "keepalived-checks/config/server_xml.h"
#include "keepalived-checks/config/write_keepalived_conf.h"

namespace sioha {
namespace checks {

// The guide's own file, as printed for the master and for the slave.
static const std::string kGuide =
    "vrrp_script chk_apache_httpd {\n"
    "   script \"killall -0 apache2\"   # verify the pid is exist or not\n"
    "    interval 2                   # check every 2 seconds\n"
    "    weight 2                     # add 2 points of prio if OK\n"
    "}\n\n"
    "vrrp_instance VI_1 {\n"
    "    interface eth0               # interface to monitor\n"
    "    state MASTER\n"
    "    virtual_router_id 51         # Assign one ID for this route\n"
    "    priority 101                 # 101 on master, 100 on slave\n"
    "    virtual_ipaddress {\n"
    "         192.0.2.100            # the virtual IP\n"
    "    }\n"
    "    track_script {\n"
    "        chk_apache_httpd\n"
    "    }\n"
    "}\n";

static const std::string kServer =
    "<Server port=\"8005\">\n<Service name=\"Catalina\">\n"
    "<Connector port=\"8009\" protocol=\"AJP/1.3\" address=\"192.0.2.11\" secret=\"s\" redirectPort=\"${ssl.port}\"/>\n"
    "<Engine name=\"Catalina\" defaultHost=\"localhost\" jvmRoute=\"machine1\"/>\n</Service>\n</Server>\n";

static const std::string kHost =
    "LoadModule sioha_module mod_sioha.so\nJkMount /api/* balance1\n<VirtualHost 192.0.2.100:443 127.0.0.1:443>\n"
    "SSLEngine on\nSSLCertificateFile /c.pem\nJkMountCopy On\nJkMount /* \\\n  balance1\n</VirtualHost>\n";

static std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  CPPUNIT_ASSERT_MESSAGE(from, at != std::string::npos);
  return text.replace(at, from.size(), to);
}

static std::vector<KeepalivedStatement> conf(const std::string& text) {
  const Result<std::vector<KeepalivedStatement>> read = parseKeepalivedConf(text, "k");
  CPPUNIT_ASSERT_MESSAGE(read.error(), read.ok());
  return read.value();
}

static config::Workers workers() {
  config::Workers all;
  config::Balancer balancer;
  balancer.name = "balance1";
  config::Member member;
  member.name = member.route = "machine1";
  member.host = "192.0.2.11";
  member.secret = "s";
  balancer.members.push_back(member);
  all.balancers.push_back(balancer);
  return all;
}

class ConfigTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ConfigTest);
  CPPUNIT_TEST(findsTheFaultsOfAKeepalivedConf);
  CPPUNIT_TEST(comparesBothNodes);
  CPPUNIT_TEST(everyTruncationOfAKeepalivedConfIsReadOrRefused);
  CPPUNIT_TEST(findsTheFaultsOfAServerXml);
  CPPUNIT_TEST(refusesHostileXml);
  CPPUNIT_TEST(everyTruncationOfAServerXmlIsRefused);
  CPPUNIT_TEST(findsTheFaultsOfAnHttpdConf);
  CPPUNIT_TEST(everyTruncationOfAnHttpdConfIsReadOrRefused);
  CPPUNIT_TEST(whatIsWrittenHasNoFaults);
  CPPUNIT_TEST(weightsThatAreWrittenAreSuperincreasingAndFit);
  CPPUNIT_TEST(writesOnlyWhatThatKeepalivedReads);
  CPPUNIT_TEST(readsVersions);
  CPPUNIT_TEST_SUITE_END();

  static std::string judge(const std::string& text) {
    return judgeKeepalivedConf(conf(text), "k", std::vector<KeepalivedStatement>(), "192.0.2.100").summary();
  }

 public:
  void findsTheFaultsOfAKeepalivedConf() {
    const struct { const char* from; const char* to; const char* finding;
    } rows[] = {
        {"", "", "k:2: \"killall -0 apache2\" only sees that a process exists"},
        {"", "", "k:7: state MASTER and priority 101 as printed in the guide"},
        {"\"killall -0 apache2\"", "/bin/x -a b",
         "k:2: keepalived drops the arguments of a script line that is not one quoted string; write "
         "script \"/bin/x -a b\""},
        {"        chk_apache_httpd\n", "        chk_apache_http\n",
         "k:16: there is no vrrp_script chk_apache_http; keepalived only logs that and tracks "
         "nothing; write chk_apache_httpd"},
        {"        chk_apache_httpd\n", "        chk_apache_http\n",
         "k:1: vrrp_script chk_apache_httpd is tracked by no instance; write chk_apache_httpd in "
         "track_script"},
        {"state MASTER", "nopreempt", "k:9: nopreempt together with weights"},
        {"priority 101 ", "priority 253 ",
         "k:7: priority and weights reach 255, above 254 differences are lost; write priority 252 or less"},
        {"weight 2 ", "weight -101 ",
         "k:7: priority and weights fall to 0, below 1 differences are lost; write priority 102 or more"},
        {"192.0.2.100 ", "192.0.2.101 ",
         "k:7: vrrp_instance VI_1 does not carry the virtual IP; write 192.0.2.100 in virtual_ipaddress"},
        {"priority 101 ", "priority 150 ",
         "k:7: the weights (2) move the virtual IP only to a node with priority 149 or more; write a weight "
         "of 51 or more"},
        {"interval 2 ", "timeout 3 ", "k:1: vrrp_script chk_apache_httpd has a timeout above its interval"},
        {"killall -0 apache2", "check-serving", "k:2: \"check-serving\" is no absolute path"},
        {"vrrp_instance VI_1", "vrrp_instanc VI_1", "k: there is no vrrp_instance"},
        {"track_script", "track_scrip",
         "k:7: vrrp_instance VI_1 tracks no script: only the end of keepalived moves the virtual "
         "IP; write track_script with chk_apache_httpd"}};
    for (const auto& row : rows) {
      const std::string said = judge(row.from[0] ? replaced(kGuide, row.from, row.to) : kGuide);
      CPPUNIT_ASSERT_MESSAGE(std::string(row.finding) + " is not in: " + said, said.find(row.finding) != std::string::npos);
    }
    const std::string shared = replaced(replaced(kGuide, "killall -0 apache2", "/l/check-gateways"), "weight 2 ", "weight 0 ");
    CPPUNIT_ASSERT(judge(shared).find("has weight 0: both nodes see this cause") != std::string::npos);
    const std::string serving = replaced(replaced(kGuide, "killall -0 apache2", "/l/check-serving"), "weight 2 ", "weight 0 ");
    CPPUNIT_ASSERT(judge(serving).find("write weight 50, or check-serving --status=100-599 --no-certificate") != std::string::npos);
    const std::string own = replaced(serving, "check-serving", "check-serving --status=100-599 --no-certificate");
    CPPUNIT_ASSERT(judge(own).find("has weight 0") == std::string::npos);
    const std::size_t instance = kGuide.find("vrrp_instance");
    CPPUNIT_ASSERT(judge(kGuide.substr(instance) + kGuide.substr(0, instance)).find("stands after the instance") != std::string::npos);
  }

  void comparesBothNodes() {
    const std::vector<KeepalivedStatement> guide = conf(kGuide);
    const std::string same = judgeKeepalivedConf(guide, "k", guide, "").summary();
    CPPUNIT_ASSERT_MESSAGE(same, same.find("both nodes have priority 101") != std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(same, same.find("both nodes have state MASTER") != std::string::npos);  // lint48:ok
    const Verdict far = judgeKeepalivedConf(guide, "k", conf(replaced(kGuide, "priority 101", "priority 99")), "");
    CPPUNIT_ASSERT_MESSAGE(far.summary(), far.summary().find("the virtual IP will never move") != std::string::npos);
    const Verdict near = judgeKeepalivedConf(guide, "k", conf(replaced(kGuide, "priority 101", "priority 100")), "");
    CPPUNIT_ASSERT_MESSAGE(near.summary(), !near.hasFailure());
  }

  void everyTruncationOfAKeepalivedConfIsReadOrRefused() {
    for (std::size_t n = 0; n <= kGuide.size(); ++n) {
      const Result<std::vector<KeepalivedStatement>> read = parseKeepalivedConf(Slice(kGuide.data(), n), "k");
      if (read.ok()) judgeKeepalivedConf(read.value(), "k", read.value(), "192.0.2.100");
      else CPPUNIT_ASSERT_EQUAL(std::string("k:"), read.error().substr(0, 2));
    }
    CPPUNIT_ASSERT(!parseKeepalivedConf("}\n", "k").ok());
    CPPUNIT_ASSERT(!parseKeepalivedConf(std::string("a\0b", 3), "k").ok());
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "a {\n";
    CPPUNIT_ASSERT(!parseKeepalivedConf(deep, "k").ok());
  }

  static Verdict server(const std::string& text, const config::Workers* all) {
    const Result<XmlNode> root = parseXml(text, "s");
    CPPUNIT_ASSERT_MESSAGE(root.error(), root.ok());
    return judgeServerXml(root.value(), "s", all, HttpdBeside{{"80", "443"}, [](const std::string& host) {
                                                                return host == "127.0.0.1";
                                                              }});
  }

  void findsTheFaultsOfAServerXml() {
    const config::Workers all = workers();
    CPPUNIT_ASSERT_EQUAL_MESSAGE(server(kServer, &all).summary(), 100u, server(kServer, &all).score());
    const struct { const char* from; const char* to; const char* finding; bool failure; } rows[] = {
        {"<Connector", "<!-- <Connector", "s:3: the AJP connector is commented out", true},
        {"AJP/1.3", "HTTP/1.1", "s: there is no AJP connector", true},
        {" jvmRoute=\"machine1\"", "", "s:4: the Engine has no jvmRoute", true},
        {"machine1", "machine2", "s:4: jvmRoute=\"machine2\" is no worker's name", true},
        {"8009", "8010", "s:3: the AJP connector has port 8010 and worker machine1 has port 8009", true},
        {" address=\"192.0.2.11\"", "", "s:3: the AJP connector has no address", false},
        {"192.0.2.11", "127.0.0.1", "s:3: the AJP connector listens on 127.0.0.1 only", true},
        {" secret=\"s\"", "", "s:3: the AJP connector has no secret", true},
        {" secret=\"s\"", " secretRequired=\"false\"", "worker machine1 has a secret and the connector has none", true},
        {"secret=\"s\"", "secret=\"t\"", "s:3: the connector's secret is not that of worker machine1", true},
        {"Engine", "Motor", "s: there is no <Engine>", true}};
    config::Workers beside = all;
    beside.balancers[0].members[0].host = "127.0.0.1";
    const std::string http =
        replaced(kServer, "<Engine", "<Connector port=\"${http.port}\" protocol=\"HTTP/1.1\"/>\n<Engine");
    CPPUNIT_ASSERT(server(http, &all).summary().find("this connector takes port") == std::string::npos);
    const std::string unknown = server(http, &beside).summary();
    CPPUNIT_ASSERT_MESSAGE(
        unknown, unknown.find("s:4: this connector takes port ${http.port} on the machine of httpd, which "
                              "listens on 80; comment it out (task 1 c)") != std::string::npos);
    const Verdict taken = server(replaced(http, "${http.port}", "443"), &beside);
    CPPUNIT_ASSERT_MESSAGE(
        taken.summary(),
        taken.hasFailure() && taken.summary().find("s:4: this connector takes port 443, on which "
                                                   "httpd on the same machine listens") == 0);
    CPPUNIT_ASSERT(server(replaced(http, "${http.port}", "9090"), &beside).summary().find("this connector") ==
                   std::string::npos);
    for (const auto& row : rows) {
      std::string text = replaced(kServer, row.from, row.to);
      if (std::string(row.to).find("<!--") == 0) text = replaced(text, "${ssl.port}\"/>", "${ssl.port}\"/> -->");
      const Verdict v = server(text, &all);
      CPPUNIT_ASSERT_MESSAGE(std::string(row.finding) + " is not in: " + v.summary(),
                             v.summary().find(row.finding) != std::string::npos);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.finding, row.failure, v.hasFailure());
    }
    CPPUNIT_ASSERT(!server(kServer, nullptr).hasFailure());
  }

  void refusesHostileXml() {
    std::string deep;
    for (int i = 0; i < 200; ++i) deep += "<a>";
    for (int i = 0; i < 200; ++i) deep += "</a>";
    std::string wide = "<a>";
    for (int i = 0; i < 30000; ++i) wide += "<b/>";
    const std::string rows[] = {"", " \n", "not XML", std::string("<a>\0</a>", 8), std::string(5 << 20, ' ') + "<a/>", deep,
                                wide + "</a>", "<!DOCTYPE a><a/>",
                                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a b=\"1\">&x;</a>",
                                "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>", "<a>&undefined;</a>",
                                "\xFF\xFE<\0a\0/\0>\0"};
    for (const std::string& row : rows) {
      const Result<XmlNode> root = parseXml(row, "s");
      CPPUNIT_ASSERT_MESSAGE(row.substr(0, 60), !root.ok());
      CPPUNIT_ASSERT_EQUAL(std::string("s"), root.error().substr(0, 1));
    }
  }

  void everyTruncationOfAServerXmlIsRefused() {
    const std::size_t whole = kServer.rfind("</Server>") + 9;
    for (std::size_t n = 0; n < whole; ++n) CPPUNIT_ASSERT(!parseXml(Slice(kServer.data(), n), "s").ok());
  }

  static Verdict httpd(const std::string& text) {
    const Result<HttpdConf> read = parseHttpdConf(text, "h");
    CPPUNIT_ASSERT_MESSAGE(read.error(), read.ok());
    const config::Workers all = workers();
    return judgeHttpdConf(read.value(), &all, "/w", "192.0.2.100");
  }

  void findsTheFaultsOfAnHttpdConf() {
    CPPUNIT_ASSERT_EQUAL_MESSAGE(httpd(kHost).summary(), 100u, httpd(kHost).score());
    const struct { const char* from; const char* to; const char* finding; } rows[] = {
        {"JkMount /api/* balance1", "JkMount /api/* balance2", "h:2: JkMount names worker \"balance2\""},
        {"<VirtualHost 192.0.2.100:443 ", "<VirtualHost 192.0.2.9:443 ", "h:3: <VirtualHost 192.0.2.9:443 127.0.0.1:443> is not that of the virtual IP"},
        {":443 127.0.0.1:443>", ":443>", "h:3: <VirtualHost 192.0.2.100:443> has the virtual IP only"},
        {"SSLCertificateFile /c.pem\n", "", "h:3: <VirtualHost 192.0.2.100:443 127.0.0.1:443> has no SSLCertificateFile"},
        {"JkMountCopy On\nJkMount /* \\\n  balance1\n", "", "has no mount, and mounts outside are not inherited"},
        {"LoadModule sioha_module", "LoadModule jk_module m\nLoadModule sioha_module", "h:1: mod_jk is loaded beside mod_sioha"},
        {"SSLEngine on", "JkWorkersFile /v", "h:4: httpd reads /v and this check /w"},
        {"SSLEngine on", "sslengine ON\nJkMount \"/x y\" nobody", "h:5: JkMount names worker \"nobody\""}};
    for (const auto& row : rows) {
      const Verdict v = httpd(replaced(kHost, row.from, row.to));
      CPPUNIT_ASSERT_MESSAGE(std::string(row.finding) + " is not in: " + v.summary(),
                             v.summary().find(row.finding) != std::string::npos);
    }
    CPPUNIT_ASSERT(!httpd("<VirtualHost _default_:443>\nSSLEngine on\nSSLCertificateFile c\nJkMount /* balance1\n</VirtualHost>").hasFailure());
    CPPUNIT_ASSERT(httpd("").summary().find("no JkMount") != std::string::npos);
  }

  void everyTruncationOfAnHttpdConfIsReadOrRefused() {
    for (std::size_t n = 0; n <= kHost.size(); ++n) {
      const Result<HttpdConf> read = parseHttpdConf(Slice(kHost.data(), n), "h");
      if (read.ok()) judgeHttpdConf(read.value(), nullptr, "", "192.0.2.100");
      else CPPUNIT_ASSERT_EQUAL(std::string("h:"), read.error().substr(0, 2));
    }
    CPPUNIT_ASSERT(!parseHttpdConf(std::string("a\0b", 3), "h").ok());
  }

  static KeepalivedPlan plan(Scheme scheme, bool preferred) {
    KeepalivedPlan p;
    p.scheme = scheme;
    p.preferred = preferred;
    p.vip = "192.0.2.100/24";
    p.interface = "eth0";
    p.name = "n";
    p.directory = "/usr/lib/keepalived-checks";
    p.scoreFile = "/run/keepalived-checks/score";
    return p;
  }

  void whatIsWrittenHasNoFaults() {
    for (Scheme scheme : {Scheme::components, Scheme::fault, Scheme::thermometer, Scheme::fast}) {
      const std::vector<KeepalivedStatement> master = conf(writeKeepalivedConf(plan(scheme, true), kVersion210).value());
      const std::vector<KeepalivedStatement> slave = conf(writeKeepalivedConf(plan(scheme, false), kVersion210).value());
      for (const Verdict& v : {judgeKeepalivedConf(master, "k", slave, "192.0.2.100"), judgeKeepalivedConf(slave, "k", master, "192.0.2.100")})
        CPPUNIT_ASSERT_EQUAL_MESSAGE(v.summary(), 100u, v.score());
    }
  }

  void weightsThatAreWrittenAreSuperincreasingAndFit() {
    const std::vector<KeepalivedStatement> file = conf(writeKeepalivedConf(plan(Scheme::components, true), 10207).value());
    std::vector<int> weights;
    int sum = 31;
    for (const KeepalivedStatement& statement : file) {
      if (statement.words[0] != "vrrp_script") continue;
      weights.push_back(std::stoi(statement.value("weight")));
      sum += weights.back();
    }
    CPPUNIT_ASSERT(sum <= 254);
    for (int weight : weights) {
      int smaller = 1;  // the preferred node's point
      for (int other : weights) smaller += other < weight ? other : 0;
      CPPUNIT_ASSERT(weight > smaller);
    }
  }

  void writesOnlyWhatThatKeepalivedReads() {
    CPPUNIT_ASSERT(!writeKeepalivedConf(plan(Scheme::fast, true), 20099).ok());
    KeepalivedPlan unicast = plan(Scheme::components, true);
    unicast.peerAddress = "192.0.2.2";
    CPPUNIT_ASSERT(!writeKeepalivedConf(unicast, kVersion128).ok());
    unicast.ownAddress = "192.0.2.1";
    CPPUNIT_ASSERT(writeKeepalivedConf(unicast, kVersion128).ok());
    CPPUNIT_ASSERT(!writeKeepalivedConf(unicast, 10207).ok());
    const std::string portable = writeKeepalivedConf(plan(Scheme::thermometer, true), 10207).value();
    for (const char* unknown : {"track_file", "unicast_peer", "vrrp_version", "init_fail", "advert_int 0"})
      CPPUNIT_ASSERT_MESSAGE(unknown, portable.find(unknown) == std::string::npos);
  }

  void readsVersions() {
    const struct { const char* text; bool good; unsigned version; } rows[] = {
        {"1.2.7", true, 10207}, {"2.1", true, 20100}, {"2", true, 20000}, {"", false, 0}, {"x", false, 0}, {"1.2.3.4", false, 0}, {"v2.2", false, 0}};
    for (const auto& row : rows) {
      unsigned version = 0;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.text, row.good, parseVersion(row.text, &version));
      if (row.good) CPPUNIT_ASSERT_EQUAL(row.version, version);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ConfigTest);

}  // namespace checks
}  // namespace sioha
