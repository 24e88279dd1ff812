#include "keepalived-checks/common/process.h"

#include <cppunit/extensions/HelperMacros.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keepalived-checks/common/file.h"

namespace sioha {
namespace checks {

class ProcessTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProcessTest);
  CPPUNIT_TEST(theWatchdogEndsAProcessThatHangs);
  CPPUNIT_TEST(theWatchdogEndsAProcessThatHangsWhileItSpeaks);
  CPPUNIT_TEST(anEarlierDeadlineCountsAtOnce);
  CPPUNIT_TEST(onlyAChangeOfVerdictIsTold);
  CPPUNIT_TEST(readsRegularFilesOnly);
  CPPUNIT_TEST(replacesAFileAsAWhole);
  CPPUNIT_TEST_SUITE_END();

  std::string directory_;

 public:
  void setUp() override {
    char name[] = "/tmp/sioha-process-test-XXXXXX";
    CPPUNIT_ASSERT(::mkdtemp(name) != nullptr);
    directory_ = name;
  }
  void tearDown() override {
    for (const char* file : {"/x.state", "/file", "/fifo"}) ::unlink((directory_ + file).c_str());
    ::rmdir(directory_.c_str());
  }

  // Runs `child` in a process of its own that hangs afterwards; its exit status and what it wrote.
  template <class Child>
  static int runHanging(Child child, std::string* output) {
    int ends[2];
    CPPUNIT_ASSERT_EQUAL(0, ::pipe(ends));
    const pid_t pid = ::fork();
    CPPUNIT_ASSERT(pid >= 0);
    if (pid == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      child();
      for (;;) ::pause();
    }
    ::close(ends[1]);
    char buffer[256];
    for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) output->append(buffer, static_cast<std::size_t>(n));
    ::close(ends[0]);
    int status = 0;
    CPPUNIT_ASSERT_EQUAL(pid, ::waitpid(pid, &status, 0));
    CPPUNIT_ASSERT(WIFEXITED(status));
    return WEXITSTATUS(status);
  }

  static Watchdog::LastWords words() {
    Watchdog::LastWords words;
    words.output = "too late\n";
    words.exitCode = 7;
    return words;
  }

  void theWatchdogEndsAProcessThatHangs() {
    std::string output;
    CPPUNIT_ASSERT_EQUAL(7, runHanging([]() { (new Watchdog)->start(SystemClock().now() + milliseconds(20), words()); }, &output));
    CPPUNIT_ASSERT_EQUAL(std::string("too late\n"), output);
  }

  void theWatchdogEndsAProcessThatHangsWhileItSpeaks() {
    std::string output;
    const int code = runHanging([]() {
      Watchdog* watchdog = new Watchdog;
      watchdog->start(SystemClock().now() + milliseconds(20), words());
      watchdog->claim(3);
    }, &output);
    CPPUNIT_ASSERT_EQUAL(3, code);
    CPPUNIT_ASSERT_EQUAL(std::string(), output);
  }

  void anEarlierDeadlineCountsAtOnce() {
    std::string output;
    const int code = runHanging([]() {
      Watchdog* watchdog = new Watchdog;
      watchdog->start(SystemClock().now() + seconds(3600), words());
      Watchdog::LastWords others = words();
      others.exitCode = 5;
      watchdog->update(SystemClock().now() + milliseconds(20), others);
    }, &output);
    CPPUNIT_ASSERT_EQUAL(5, code);
  }

  void onlyAChangeOfVerdictIsTold() {
    const Journal unknown(directory_, "x");
    CPPUNIT_ASSERT(!unknown.known());
    CPPUNIT_ASSERT(unknown.entryFor(true, "s").line.empty());
    CPPUNIT_ASSERT(!unknown.entryFor(false, "s").line.empty());
    CPPUNIT_ASSERT(replaceFile(unknown.path(), unknown.entryFor(true, "fine").state).ok());
    const Journal passed(directory_, "x");
    CPPUNIT_ASSERT(passed.known() && passed.knewPass());
    CPPUNIT_ASSERT(passed.entryFor(true, "s").line.empty());
    CPPUNIT_ASSERT(passed.entryFor(false, "gone").line.find(": fails: gone") != std::string::npos);
    CPPUNIT_ASSERT(replaceFile(passed.path(), passed.entryFor(false, "gone").state).ok());
    const Journal failed(directory_, "x");
    CPPUNIT_ASSERT(failed.known() && !failed.knewPass());
    CPPUNIT_ASSERT(failed.entryFor(false, "s").line.empty());
    CPPUNIT_ASSERT(failed.entryFor(true, "s").line.find(": passes again: s") != std::string::npos);
    CPPUNIT_ASSERT(replaceFile(failed.path(), "\xFF\xFE").ok());
    CPPUNIT_ASSERT(!Journal(directory_, "x").known());
    CPPUNIT_ASSERT(Journal("", "x").path().empty());
  }

  void readsRegularFilesOnly() {
    const std::string file = directory_ + "/file", fifo = directory_ + "/fifo";
    CPPUNIT_ASSERT(replaceFile(file, "12345").ok());
    CPPUNIT_ASSERT_EQUAL(std::string("12345"), readFile(file, 5).value());
    CPPUNIT_ASSERT(!readFile(file, 4).ok());
    CPPUNIT_ASSERT_EQUAL(0, ::mkfifo(fifo.c_str(), 0600));
    CPPUNIT_ASSERT(!readFile(fifo, 10).ok());
    CPPUNIT_ASSERT(!readFile(directory_, 10).ok());
    CPPUNIT_ASSERT(!readFile("/dev/zero", 10).ok());
    CPPUNIT_ASSERT(!readFile(directory_ + "/none", 10).ok());
    // A size of 0 says nothing in /proc.
    CPPUNIT_ASSERT(!readFile("/proc/self/status", 1 << 16).value().empty());
  }

  void replacesAFileAsAWhole() {
    const std::string file = directory_ + "/file";
    const mode_t before = ::umask(0177);
    CPPUNIT_ASSERT(replaceFile(file, "one").ok());
    ::umask(before);
    CPPUNIT_ASSERT(replaceFile(file, "two").ok());
    struct stat st;
    CPPUNIT_ASSERT_EQUAL(0, ::stat(file.c_str(), &st));
    CPPUNIT_ASSERT_EQUAL(0644u, static_cast<unsigned>(st.st_mode & 0777));
    CPPUNIT_ASSERT_EQUAL(std::string("two"), readFile(file, 10).value());
    CPPUNIT_ASSERT(!replaceFile(directory_ + "/none/file", "x").ok());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ProcessTest);

}  // namespace checks
}  // namespace sioha
