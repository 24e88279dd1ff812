# SIOHA_ENABLE_SANITIZERS
# --enable-sanitizers=address,undefined | thread: instruments everything, tests included.
AC_DEFUN([SIOHA_ENABLE_SANITIZERS], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers=LIST], [build with -fsanitize=LIST, e.g. address,undefined @<:@no@:>@])],
    [], [enable_sanitizers=no])
  AS_IF([test "x$enable_sanitizers" = xyes], [enable_sanitizers=address,undefined])
  AS_IF([test "x$enable_sanitizers" != xno], [
    sioha_flag="-fsanitize=$enable_sanitizers"
    AC_LANG_PUSH([C++])
    AX_CHECK_COMPILE_FLAG([$sioha_flag], [], [AC_MSG_ERROR([$CXX does not know $sioha_flag])], [-Werror])
    AC_LANG_POP([C++])
    SIOHA_CXXFLAGS="$SIOHA_CXXFLAGS $sioha_flag -fno-omit-frame-pointer"
    AX_CHECK_COMPILE_FLAG([-fno-sanitize-recover=all], [SIOHA_CXXFLAGS="$SIOHA_CXXFLAGS -fno-sanitize-recover=all"], [], [-Werror])
    SIOHA_SANITIZER_LDFLAGS="$sioha_flag"
    # libtool links C++ modules with -nostdlib and drops the run-time libraries:
    # a program that loads the module (httpd) has to preload them.
    for lib in libasan.so libubsan.so libtsan.so; do
      case "$enable_sanitizers,$lib" in
        *address*,libasan.so|*undefined*,libubsan.so|*thread*,libtsan.so)
          SIOHA_PRELOAD="$SIOHA_PRELOAD${SIOHA_PRELOAD:+:}`$CXX -print-file-name=$lib`" ;;
      esac
    done
  ])
  AC_SUBST([SIOHA_SANITIZER_LDFLAGS])
  AC_SUBST([SIOHA_PRELOAD])
  AC_SUBST([enable_sanitizers])
  AM_CONDITIONAL([SANITIZERS], [test "x$enable_sanitizers" != xno])
])

# SIOHA_FUZZING_ENGINE is set by SIOHA_TEST_TOOLS.
