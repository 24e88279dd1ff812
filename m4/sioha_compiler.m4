# SIOHA_COMPILER_OPTIONS
# Options that every target gets. g++ 4.8 refuses some, so each is tried.
AC_DEFUN([SIOHA_COMPILER_OPTIONS], [
  SIOHA_CXXFLAGS="-pthread -fvisibility=hidden"
  AC_LANG_PUSH([C++])
  m4_foreach_w([sioha_option], [-Wall -Wextra -Wformat=2 -Wpointer-arith -Wcast-qual -Wnon-virtual-dtor
                -Woverloaded-virtual -Wundef -fvisibility-inlines-hidden -fno-gnu-unique], [
    AX_CHECK_COMPILE_FLAG(sioha_option, [SIOHA_CXXFLAGS="$SIOHA_CXXFLAGS sioha_option"], [], [-Werror])])
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
