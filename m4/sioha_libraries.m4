# SIOHA_CHECK_LIBRARIES
# The floors are those of Ubuntu 14.04.
AC_DEFUN([SIOHA_CHECK_LIBRARIES], [
  PKG_CHECK_MODULES([OPENSSL], [openssl >= 1.0.1])
  PKG_CHECK_MODULES([CRYPTO], [libcrypto >= 1.0.1])
  PKG_CHECK_MODULES([LIBXML], [libxml-2.0 >= 2.9.1])
  PKG_CHECK_MODULES([LIBNL], [libnl-3.0 >= 3.2.21 libnl-route-3.0 >= 3.2.21])
  PKG_CHECK_MODULES([CPPUNIT], [cppunit >= 1.13.1], [have_cppunit=yes], [have_cppunit=no])
  AM_CONDITIONAL([HAVE_CPPUNIT], [test "x$have_cppunit" = xyes])
])

# SIOHA_TEST_TOOLS
# Tools that tests use when they are there; a test without its tool exits 77.
AC_DEFUN([SIOHA_TEST_TOOLS], [
  AC_PATH_PROGS([PYTHON3], [python3], [], [/usr/bin:$PATH])
  AM_CONDITIONAL([HAVE_PYTHON3], [test -n "$PYTHON3"])
  AC_PATH_PROG([CURL], [curl])
  AC_PATH_PROG([MARKDOWN], [markdown])
  AC_ARG_VAR([LIB_FUZZING_ENGINE], [what drives the fuzz targets, e.g. -fsanitize=fuzzer with clang @<:@replay of the corpus@:>@])
  AM_CONDITIONAL([FUZZING_ENGINE], [test -n "$LIB_FUZZING_ENGINE"])
  # The engine only learns from code that counts its branches; it brings a main of its own.
  AS_IF([test -n "$LIB_FUZZING_ENGINE"], [
    AC_LANG_PUSH([C++])
    AX_CHECK_COMPILE_FLAG([-fsanitize=fuzzer-no-link], [SIOHA_CXXFLAGS="$SIOHA_CXXFLAGS -fsanitize=fuzzer-no-link"], [], [-Werror])
    AC_LANG_POP([C++])
  ])
])

# SIOHA_SUMMARY
AC_DEFUN([SIOHA_SUMMARY], [
  AC_MSG_NOTICE([
sioha $VERSION is configured:
  compiler              $CXX $CXXFLAGS
  sanitizers            $enable_sanitizers
  warnings are errors   $enable_werror
  apxs                  $APXS
  httpd                 $HTTPD_BINARY
  mod_sioha.so goes to  $moduledir
  unit tests (CppUnit)  $have_cppunit
  fuzz targets          ${LIB_FUZZING_ENGINE:-replay their corpus}
Next: make, make check, make install
])
])
