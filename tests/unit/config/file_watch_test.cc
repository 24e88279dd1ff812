#include "mod_sioha/config/file_watch.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace config {

class FileWatchTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FileWatchTest);
  CPPUNIT_TEST(looksOnceAnInterval);
  CPPUNIT_TEST(neverLooksWithoutAnInterval);
  CPPUNIT_TEST(actsOnAChangeThatRests);
  CPPUNIT_TEST(waitsWhileTheFileIsWritten);
  CPPUNIT_TEST(aFileThatComesBackUnchangedIsNotRead);
  CPPUNIT_TEST(aMissingFileIsOneState);
  CPPUNIT_TEST_SUITE_END();

  static FileStamp stamp(std::uint64_t size, std::int32_t error = 0) {
    FileStamp made = noStamp();
    made.size = size;
    made.error = error;
    return made;
  }

 public:
  void looksOnceAnInterval() {
    FileWatch watch(seconds(60), seconds(100));
    CPPUNIT_ASSERT(!watch.isDue(seconds(159)) && watch.isDue(seconds(160)));
    CPPUNIT_ASSERT(!watch.look(seconds(160), stamp(1), stamp(1)));
    CPPUNIT_ASSERT(!watch.isDue(seconds(219)) && watch.isDue(seconds(220)));
  }

  void neverLooksWithoutAnInterval() {
    CPPUNIT_ASSERT(!FileWatch(Duration(0), seconds(1)).isDue(seconds(1000000)));
  }

  void actsOnAChangeThatRests() {
    FileWatch watch(seconds(60), seconds(0));
    CPPUNIT_ASSERT(!watch.look(seconds(60), stamp(2), stamp(1)));
    CPPUNIT_ASSERT(watch.isDue(seconds(61)));
    CPPUNIT_ASSERT(watch.look(seconds(61), stamp(2), stamp(1)));
    CPPUNIT_ASSERT(!watch.isDue(seconds(120)));
    CPPUNIT_ASSERT(!watch.look(seconds(121), stamp(2), stamp(2)));
    // Acted on by another process, which became the one that looks: not once more.
    CPPUNIT_ASSERT(!watch.look(seconds(181), stamp(3), stamp(3)));
  }

  void waitsWhileTheFileIsWritten() {
    FileWatch watch(seconds(60), seconds(0));
    for (int size = 2; size < 9; ++size) {
      CPPUNIT_ASSERT(!watch.look(seconds(60 + size), stamp(static_cast<std::uint64_t>(size)), stamp(1)));
      CPPUNIT_ASSERT(watch.isDue(seconds(61 + size)));
    }
    CPPUNIT_ASSERT(watch.look(seconds(69), stamp(8), stamp(1)));
  }

  void aFileThatComesBackUnchangedIsNotRead() {
    FileWatch watch(seconds(60), seconds(0));
    CPPUNIT_ASSERT(!watch.look(seconds(60), stamp(2), stamp(1)));
    CPPUNIT_ASSERT(!watch.look(seconds(61), stamp(1), stamp(1)));
    CPPUNIT_ASSERT(!watch.look(seconds(121), stamp(2), stamp(1)));
    CPPUNIT_ASSERT(watch.look(seconds(122), stamp(2), stamp(1)));
  }

  void aMissingFileIsOneState() {
    FileWatch watch(seconds(60), seconds(0));
    CPPUNIT_ASSERT(!watch.look(seconds(60), stamp(0, 2), stamp(1)));
    CPPUNIT_ASSERT(watch.look(seconds(61), stamp(0, 2), stamp(1)));
    CPPUNIT_ASSERT(!watch.look(seconds(121), stamp(0, 2), stamp(0, 2)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FileWatchTest);

}  // namespace config
}  // namespace sioha
