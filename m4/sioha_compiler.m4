# SIOHA_COMPILER_OPTIONS
# Options that every target gets. g++ 4.8 refuses some, so each is tried.
AC_DEFUN([SIOHA_COMPILER_OPTIONS], [
  SIOHA_CXXFLAGS="-pthread -fvisibility=hidden"
  AC_LANG_PUSH([C++])
  m4_foreach_w([sioha_option], [-Wall -Wextra -Wformat=2 -Wpointer-arith -Wcast-qual -Wnon-virtual-dtor
                -Woverloaded-virtual -Wundef -fvisibility-inlines-hidden -fno-gnu-unique], [
    AX_CHECK_COMPILE_FLAG(sioha_option, [SIOHA_CXXFLAGS="$SIOHA_CXXFLAGS sioha_option"], [], [-Werror])])
  # clang only. It warns of the -pthread that libtool hands on beside -nostdlib, where it links nothing.
  SIOHA_QUIET_LDFLAGS=
  AX_CHECK_COMPILE_FLAG([-Qunused-arguments], [SIOHA_QUIET_LDFLAGS="-XCClinker -Qunused-arguments"], [], [-Werror])
  AC_SUBST([SIOHA_QUIET_LDFLAGS])
  AC_LANG_POP([C++])
  # __FILE__ is in log lines: two builds in different folders are to give the same bytes.
  sioha_source=`cd "$srcdir" && pwd`
  SIOHA_CFLAGS=
  AX_CHECK_COMPILE_FLAG([-fmacro-prefix-map=$sioha_source/=],
    [SIOHA_CFLAGS="-fmacro-prefix-map=$sioha_source/="
     SIOHA_CXXFLAGS="$SIOHA_CXXFLAGS $SIOHA_CFLAGS"], [], [-Werror])
  AC_SUBST([SIOHA_CFLAGS])
  AC_SUBST([SIOHA_CXXFLAGS])
])

# SIOHA_ENABLE_WERROR
# For CI only: a newer compiler must not stop a user's build by a new warning.
AC_DEFUN([SIOHA_ENABLE_WERROR], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [turn warnings into errors (for CI) @<:@no@:>@])],
    [], [enable_werror=no])
  AS_IF([test "x$enable_werror" = xyes], [SIOHA_CXXFLAGS="$SIOHA_CXXFLAGS -Werror"])
])

# SIOHA_STATIC_RUNTIME
# A check starts every second and lives for milliseconds, of which binding the C++ run-time library's symbols
# is a third. Where that library is there as an archive too, it is linked into the checks.
AC_DEFUN([SIOHA_STATIC_RUNTIME], [
  CHECKS_RUNTIME_LDFLAGS=
  AS_IF([test "x$enable_sanitizers" = xno], [
    AC_MSG_CHECKING([whether the C++ run-time library can be linked into a program])
    sioha_saved_LDFLAGS="$LDFLAGS"
    LDFLAGS="$LDFLAGS -static-libstdc++ -static-libgcc"
    AC_LANG_PUSH([C++])
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string>]], [[return std::to_string(1).size() == 1 ? 0 : 1;]])],
      [CHECKS_RUNTIME_LDFLAGS="-static-libstdc++ -static-libgcc"
       AC_MSG_RESULT([yes])], [AC_MSG_RESULT([no])])
    AC_LANG_POP([C++])
    LDFLAGS="$sioha_saved_LDFLAGS"
  ])
  AC_SUBST([CHECKS_RUNTIME_LDFLAGS])
])
