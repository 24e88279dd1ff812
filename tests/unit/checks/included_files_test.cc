#include "keepalived-checks/config/included_files.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fnmatch.h>

#include <map>

#include "keepalived-checks/config/httpd_conf.h"
#include "keepalived-checks/config/keepalived_conf.h"

namespace sioha {
namespace checks {

// A file system in a map; what ends in '/' is a folder.
class MapFiles : public ConfigurationFiles {
 public:
  Result<std::string> read(const std::string& path) const override {
    const auto found = files.find(path);
    if (found == files.end()) return Error("cannot read " + path + ": No such file or directory");
    return found->second;
  }
  std::vector<std::string> match(const std::string& pattern) const override {
    std::vector<std::string> found;
    for (const auto& file : files) {
      const bool folder = file.first[file.first.size() - 1] == '/';
      const std::string path = folder ? file.first.substr(0, file.first.size() - 1) : file.first;
      if (::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME) == 0) found.push_back(path);
    }
    return found;
  }
  bool isDirectory(const std::string& path) const override { return files.count(path + "/") > 0; }

  std::map<std::string, std::string> files;
};

// Debian's layout with the guide's files in it.
static MapFiles debian() {
  MapFiles all;
  all.files = {{"/e/apache2.conf",
                "#ServerRoot \"/e\"\nMutex file:${APACHE_LOCK_DIR} default\nInclude ports.conf\n"
                "IncludeOptional mods-enabled/*.load\nIncludeOptional mods-enabled/*.conf\n"
                "IncludeOptional conf-enabled/*.conf\nIncludeOptional sites-enabled/*.conf\n"},
               {"/e/ports.conf", "Listen 80\n<IfModule ssl_module>\nListen 443\n</IfModule>\n"},
               {"/e/mods-enabled/", ""},
               {"/e/mods-enabled/sioha.load", "LoadModule sioha_module m.so\n"},
               {"/e/mods-enabled/ssl.load", "LoadModule ssl_module s.so\n"},
               {"/e/mods-enabled/jk.conf", "<IfModule jk_module>\nJkMount /api/* balance1\n</IfModule>\n"},
               {"/e/sites-enabled/default-ssl.conf",
                "<IfModule mod_ssl.c>\n<VirtualHost 192.0.2.100:443>\nSSLEngine on\nInclude "
                "snippets/certificate.conf\n"
                "JkMountCopy On\n</VirtualHost>\n</IfModule>\n"},
               {"/e/snippets/certificate.conf", "SSLCertificateFile /c.pem\n"}};
  return all;
}

static std::string httpdVerdict(const MapFiles& files) {
  const Result<HttpdConf> read = readHttpdConf("/e/apache2.conf", files);
  if (!read.ok()) return read.error();
  const Verdict verdict = judgeHttpdConf(read.value(), nullptr, "", "192.0.2.100");
  return std::to_string(verdict.score()) + " " + verdict.summary();
}

static std::string keepalivedVerdict(const MapFiles& files) {
  const Result<std::vector<KeepalivedStatement>> read = readKeepalivedConf("/k/keepalived.conf", files);
  if (!read.ok()) return read.error();
  const Verdict verdict = judgeKeepalivedConf(read.value(), "/k/keepalived.conf",
                                              std::vector<KeepalivedStatement>(), "192.0.2.100");
  return std::to_string(verdict.score()) + " " + verdict.summary();
}

class IncludedFilesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncludedFilesTest);
  CPPUNIT_TEST(httpdFilesAreFollowedAsHttpdFollowsThem);
  CPPUNIT_TEST(httpdFilesThatHttpdWouldRefuseAreRefused);
  CPPUNIT_TEST(conditionsThatTheFilesDecideAreDecided);
  CPPUNIT_TEST(keepalivedFilesAreFollowed);
  CPPUNIT_TEST(circlesEnd);
  CPPUNIT_TEST(pathsAreJoined);
  CPPUNIT_TEST_SUITE_END();

  static void expect(const std::string& part, const std::string& said) {
    CPPUNIT_ASSERT_MESSAGE(part + " is not in: " + said, said.find(part) != std::string::npos);
  }

 public:
  void httpdFilesAreFollowedAsHttpdFollowsThem() {
    expect("100 /e/sites-enabled/default-ssl.conf:2: <VirtualHost 192.0.2.100:443> has the virtual IP only",
           httpdVerdict(debian()));
    const struct {
      const char* file;
      const char* content;
      const char* said;
    } rows[] = {
        {"/e/snippets/certificate.conf", "",
         "/e/sites-enabled/default-ssl.conf:2: <VirtualHost 192.0.2.100:443> has no SSLCertificateFile"},
        {"/e/mods-enabled/jk.conf", "#", "has no mount, and mounts outside are not inherited"},
        {"/e/mods-enabled/jk.conf", "SiohaMount /api/* balance1\n", "100 "},
        {"/e/mods-enabled/sioha.load", "LoadModule jk_module m.so\n", "100 "},
        {"/e/mods-enabled/sioha.load", "", "load neither mod_sioha nor mod_jk"},
        {"/e/mods-enabled/jk.load", "LoadModule jk_module m.so\n",
         "/e/mods-enabled/jk.load:1: mod_jk is loaded beside mod_sioha"},
        {"/e/mods-enabled/ssl.load", "", "do not load mod_ssl; a2enmod ssl"},
        {"/e/ports.conf", "Listen 80\n", "httpd does not listen on port 443; write Listen 443"},
        {"/e/ports.conf", "Listen [::]:443 https\n", "100 "},
        {"/e/sites-enabled/default-ssl.conf", "", "no <VirtualHost> in httpd's files has SSLEngine On"},
        {"/e/sites-enabled/000.conf",
         "<VirtualHost 192.0.2.7:443>\nSSLEngine on\nSSLCertificateFile d\n</VirtualHost>\n", "100 "},
        {"/e/conf-enabled/x.conf", "Include ${ELSEWHERE}/y.conf\n",
         "/e/conf-enabled/x.conf:1: Include ${ELSEWHERE}/y.conf is not followed"},
        {"/e/conf-enabled/x.conf", "Define HERE /e/snippets\nInclude ${HERE}/gone.conf\n",
         "/e/conf-enabled/x.conf:2: Include names /e/snippets/gone.conf"},
        {"/e/conf-enabled/x.conf", "JkWorkerProperty worker.list=a\nJkMount /x nobody\n", "100 "}};
    for (const auto& row : rows) {
      MapFiles files = debian();
      files.files[row.file] = row.content;
      expect(row.said, httpdVerdict(files));
    }
    MapFiles folder = debian();
    folder.files["/e/ports.conf"] = "ServerRoot /e\nListen 443\nInclude mods-enabled\n";
    folder.files["/e/mods-enabled/z.conf"] = "JkMount /x balance1\n<VirtualHost>\n";
    expect("/e/mods-enabled/z.conf:2: this <VirtualHost> has no end", httpdVerdict(folder));
  }

  void httpdFilesThatHttpdWouldRefuseAreRefused() {
    MapFiles files;
    expect("cannot read /e/apache2.conf", httpdVerdict(files));
    for (const char* text : {"", "# nothing\n\n", "   \n"}) {
      files.files["/e/apache2.conf"] = text;
      expect("/e/apache2.conf holds no directive of httpd", httpdVerdict(files));
    }
    files.files["/e/apache2.conf"] = "Include gone.conf\n";
    expect("/e/apache2.conf:1: Include names gone.conf and there is no such file", httpdVerdict(files));
    files.files["/e/apache2.conf"] = "Include gone/*.conf\n";
    expect("write the right path, or IncludeOptional", httpdVerdict(files));
    files = debian();
    files.files["/e/ports.conf"] = std::string("Listen\0 80", 10);
    expect("/e/ports.conf:1: a NUL byte", httpdVerdict(files));
  }

  void conditionsThatTheFilesDecideAreDecided() {
    const struct {
      const char* text;
      bool read;
    } rows[] = {{"<IfDefine X>\nJkMount /x a\n</IfDefine>\n", false},
                {"Define X\n<IfDefine X>\nJkMount /x a\n</IfDefine>\n", true},
                {"Define X\nUnDefine X\n<IfDefine X>\nJkMount /x a\n</IfDefine>\n", false},
                {"<IfDefine !X>\nJkMount /x a\n</IfDefine>\n", true},
                {"LoadModule ssl_module s\n<IfModule !mod_ssl.c>\n<IfModule x>\nJkMount /x "
                 "a\n</IfModule>\nJkMount /x a\n</IfModule>\n",
                 false},
                {"<IfModule !mod_ssl.c>\nJkMount /x a\n</IfModule>\n", true},
                {"<IfModule mod_ssl.c>\nJkMount /x a\n</IfModule>\n", true},
                {"<IfDefine X>\n<Location />\n</Location>\n</IfDefine>\nJkMount /x a\n", true},
                {"</IfDefine>\n<>\n<\n< >\n</>\nJkMount /x a\n", true}};
    for (const auto& row : rows) {
      const Result<HttpdConf> read = parseHttpdConf(row.text, "f");
      CPPUNIT_ASSERT(read.ok());
      bool mount = false;
      for (const HttpdDirective& directive : read.value().directives)
        mount = mount || directive.name == "JkMount";
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.text, row.read, mount);
    }
  }

  void keepalivedFilesAreFollowed() {
    MapFiles files;
    files.files = {{"/k/keepalived.conf", "include conf.d/*.conf\nvrrp_instance V {\n include /k/body\n}\n"},
                   {"/k/conf.d/a.conf",
                    "vrrp_script s {\n script \"/usr/lib/keepalived-checks/check-network\"\n weight 9\n}\n"},
                   {"/k/body", "track_script {\n s\n}\nvirtual_ipaddress {\n 192.0.2.100\n}\n"}};
    expect("100 ", keepalivedVerdict(files));
    MapFiles late = files;
    late.files["/k/keepalived.conf"] = "vrrp_instance V {\n include /k/body\n}\ninclude conf.d/a.conf\n";
    expect(
        "/k/conf.d/a.conf:1: vrrp_script s stands after the instance that tracks it and is ignored; move it "
        "before "
        "/k/keepalived.conf:1",
        keepalivedVerdict(late));
    late.files["/k/keepalived.conf"] = "vrrp_instance V {\n}\ninclude conf.d/gone.conf\n";
    expect("/k/keepalived.conf:3: include names /k/conf.d/gone.conf and there is no such file",
           keepalivedVerdict(late));
    late.files["/k/keepalived.conf"] = "include conf.d/none*\n";
    expect("/k/keepalived.conf is empty", keepalivedVerdict(late));
    files.files["/k/body"] = "track_script {\n";
    expect("/k/keepalived.conf:2: this block has no '}'", keepalivedVerdict(files));
  }

  void circlesEnd() {
    MapFiles files;
    files.files = {{"/e/apache2.conf", "Include a*.conf\n"}, {"/k/keepalived.conf", "include k*\n"}};
    expect("Include is nested more than 20 deep", httpdVerdict(files));
    expect("include is nested deeper than any configuration", keepalivedVerdict(files));
  }

  void pathsAreJoined() {
    CPPUNIT_ASSERT_EQUAL(std::string("/a"), folderOf("/a/b"));
    CPPUNIT_ASSERT_EQUAL(std::string("/"), folderOf("/b"));
    CPPUNIT_ASSERT_EQUAL(std::string("."), folderOf("b"));
    CPPUNIT_ASSERT_EQUAL(std::string("/a/b"), below("/a", "b"));
    CPPUNIT_ASSERT_EQUAL(std::string("/b"), below("/a", "/b"));
    CPPUNIT_ASSERT_EQUAL(std::string("/b"), below("/", "b"));
    CPPUNIT_ASSERT_EQUAL(std::string("b"), below(".", "b"));
    CPPUNIT_ASSERT(hasWildcard("a/*.conf") && !hasWildcard("a.conf"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncludedFilesTest);

}  // namespace checks
}  // namespace sioha
