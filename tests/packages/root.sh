# Clean Debian roots, each made once and never written to again. To be sourced.
# shellcheck shell=bash

# What the proof installs beside our packages. It is fetched when the root is made and installed in each run, so
# that a run needs no network.
PROOF_PACKAGES="apache2 keepalived libapache2-mod-jk curl openssl iproute2 python3-minimal python3 procps man-db
  bash-completion autopkgtest dpkg-dev"
LIBRARIES_bookworm="libnl-3-200 libnl-route-3-200 libxml2 libssl3"
LIBRARIES_trixie="libnl-3-200 libnl-route-3-200 libxml2 libssl3t64"

roots() { echo "${SIOHA_ROOTS:-${XDG_CACHE_HOME:-$HOME/.cache}/sioha/roots}"; }

# root_of SUITE KIND PACKAGES...: the path. Another list of packages is another root.
root_of() {
  local suite=$1 kind=$2
  shift 2
  echo "$(roots)/$suite-$kind-$(echo "$*" | md5sum | cut -c1-8)"
}

# clean_root SUITE: a minimal Debian and what the proof needs, as archives only.
clean_root() {
  local suite=$1 libraries=LIBRARIES_$1
  # shellcheck disable=SC2086
  make_root "$suite" clean --download-only $PROOF_PACKAGES ${!libraries}
}

# build_root SUITE: the same with the build dependencies installed.
build_root() {
  # shellcheck disable=SC2046
  make_root "$1" build --yes build-essential fakeroot $(build_dependencies)
}

build_dependencies() {
  perl -0777 -ne 's/\n\s+/ /g; while (/^Build-Depends[^:]*:(.*)$/mg) { my $l = $1; $l =~ s/\([^)]*\)//g; print join(" ", split(/[\s,]+/, $l)), " "; }' \
    "$top/debian/control"
}

make_root() { # suite, kind, option of apt-get install, packages...
  local suite=$1 kind=$2 option=$3
  shift 3
  local root
  root=$(root_of "$suite" "$kind" "$@")
  if [ ! -e "$root" ]; then
    mkdir -p "$(roots)"
    rm -rf "$root.new"
    debootstrap --variant=minbase "$suite" "$root.new" >&2 || return 1
    echo force-unsafe-io >"$root.new/etc/dpkg/dpkg.cfg.d/unsafe-io"
    in_root "$root.new" --writable --network -- env DEBIAN_FRONTEND=noninteractive \
      apt-get -y -q install --no-install-recommends "$option" "$@" >&2 || return 1
    mv "$root.new" "$root"
  fi
  echo "$root"
}

# in_root ROOT [--writable] [--network] [--bind FROM TO] [--before COMMAND] -- COMMAND...
# In namespaces of its own: what is mounted, started or configured there is gone when the command ends. Without
# --writable, what it writes is in memory only. --before runs outside the root, inside the namespaces.
in_root() {
  local root=$1 writable=no network=no binds=() before=:
  shift
  while [ "$1" != -- ]; do
    case $1 in
      --writable) writable=yes ;;
      --network) network=yes ;;
      --bind) binds+=("$2" "$3"); shift 2 ;;
      --before) before=$2; shift ;;
    esac
    shift
  done
  shift
  local spaces=(--mount --pid --fork --kill-child --uts)
  [ "$network" = yes ] || spaces+=(--net)
  ROOT=$root WRITABLE=$writable NETWORK=$network BEFORE=$before BINDS=$(printf '%s\n' "${binds[@]}") \
    unshare "${spaces[@]}" bash "$here/enter.sh" "$@"
}
