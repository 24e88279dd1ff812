# SIOHA_WITH_APXS
# Finds httpd's development files. Flags come from apxs and, for APR, from
# pkg-config without -I/usr/include, which breaks #include_next in g++ >= 6.
AC_DEFUN([SIOHA_WITH_APXS], [
  AC_ARG_WITH([apxs],
    [AS_HELP_STRING([--with-apxs=PATH], [path of httpd's apxs @<:@search in PATH@:>@])],
    [APXS="$withval"], [AC_PATH_PROGS([APXS], [apxs apxs2], [no], [$PATH:/usr/sbin:/usr/local/apache2/bin])])
  AS_IF([test "x$APXS" = xno || test ! -x "$APXS"],
    [AC_MSG_ERROR([cannot find apxs: install httpd's development files (Debian: apache2-dev) or name it by --with-apxs=PATH])])
  AC_SUBST([APXS])
  HTTPD_INCLUDEDIR=`$APXS -q INCLUDEDIR`
  HTTPD_BINARY=`$APXS -q sbindir`/`$APXS -q progname`
  HTTPD_LIBEXECDIR=`$APXS -q LIBEXECDIR`
  PKG_CHECK_MODULES([APR], [apr-1 >= 1.5.0 apr-util-1 >= 1.5.0])
  # System headers of others: not ours to mend, so no warnings from them.
  HTTPD_CPPFLAGS="-isystem $HTTPD_INCLUDEDIR"
  for flag in $APR_CFLAGS; do
    case $flag in
      -I/usr/include|-pthread) ;;
      -I*) HTTPD_CPPFLAGS="$HTTPD_CPPFLAGS -isystem ${flag#-I}" ;;
      *) HTTPD_CPPFLAGS="$HTTPD_CPPFLAGS $flag" ;;
    esac
  done
  AC_ARG_WITH([httpd-moduledir],
    [AS_HELP_STRING([--with-httpd-moduledir=DIR], [where to install mod_sioha.so @<:@as apxs says@:>@])],
    [moduledir="$withval"], [moduledir="$HTTPD_LIBEXECDIR"])
  AC_SUBST([moduledir])
  AC_SUBST([HTTPD_CPPFLAGS])
  AC_SUBST([HTTPD_BINARY])
  AC_SUBST([HTTPD_LIBEXECDIR])
])
