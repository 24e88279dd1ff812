#include <cppunit/CompilerOutputter.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <cppunit/TextTestProgressListener.h>
#include <cppunit/extensions/TestFactoryRegistry.h>
#include <cppunit/ui/text/TestRunner.h>

#include <iostream>

// Fails when no test ran, so that a forgotten registration cannot look like success.
int main() {
  CppUnit::TextUi::TestRunner runner;
  runner.addTest(CppUnit::TestFactoryRegistry::getRegistry().makeTest());
  runner.setOutputter(new CppUnit::CompilerOutputter(&runner.result(), std::cerr));
  const bool passed = runner.run("", false, true, false);
  const int count = runner.result().runTests();
  std::cout << count << " tests run" << std::endl;
  return passed && count > 0 ? 0 : 1;
}
