#!/bin/bash
# prove.sh fresh|beside_mod_jk|stock_mod_jk|autopkgtest. Runs inside a clean root, as root, without systemd and without
# network: installs the packages in /proof/debs, sets the guide up with their examples, upgrades, moves over from mod_jk
# and purges. Two simulated gateways are on 127.0.0.1:8009 (machine1) and :8010 (machine2). Each line says what is
# proved; the first failure ends it.
set -euE
trap 'echo "FAILED at line $LINENO: $BASH_COMMAND" >&2; tail -n 20 "$log" >&2' ERR
log=/tmp/proof.log
export DEBIAN_FRONTEND=noninteractive
vip=192.0.2.10

ok() { printf 'ok: %s\n' "$*"; }
quietly() { printf '+ %s\n' "$*" >>"$log"; "$@" >>"$log" 2>&1; }
install() { quietly apt-get -y -q -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install \
  --no-install-recommends "$@"; }
none() { [ -z "$1" ] || { printf '%s\n' "$1" >&2; return 1; }; }
until_true() { # seconds, command
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ]
    sleep 0.2
  done
}

# What is on the disk, without what the package manager and the logs keep anyway.
inventory() {
  find / -xdev \( -path /proof -o -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /run -o -path /var/log \
    -o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/dpkg \) -prune -o -print | sort
}

loaded_once() {
  [ "$(apache2ctl -M 2>/dev/null | grep -c sioha_module)" = 1 ]
  none "$(apache2ctl -t 2>&1 | grep -i 'already loaded' || :)"
}

fresh() {
  install apache2 keepalived curl openssl python3 procps man-db bash-completion
  echo 'APT::Get::Assume-Yes "true";' >/etc/apt/apt.conf.d/90proof
  inventory >/tmp/before
  run_manual /proof/debs guide.md install
  install /proof/debs/sioha-doc_*.deb
  loaded_once
  quietly apache2ctl configtest
  quietly service apache2 restart
  curl -sSf -o /dev/null http://127.0.0.1/
  ok "installed; the module is loaded once and httpd serves as before"
  every_file_has_its_place
  manuals
  guide
  upgrade
  purge
}

# What a user looks for, by where Debian has it.
every_file_has_its_place() {
  local file
  for file in /etc/apache2/mods-available/sioha.load /etc/apache2/mods-available/sioha.conf /etc/sioha/checks.conf \
    /usr/lib/apache2/modules/mod_sioha.so /usr/sbin/sioha-from-jk /usr/sbin/sioha-keepalived-conf \
    /usr/share/doc/libapache2-mod-sioha/examples/etc/apache2/workers.properties \
    /usr/share/doc/libapache2-mod-sioha/examples/etc/apache2/sites-available/scaleio-api.conf \
    /usr/share/doc/sioha-keepalived-checks/examples/keepalived-master.conf \
    /usr/share/doc/sioha-keepalived-checks/examples/keepalived-slave.conf \
    /usr/share/doc/sioha-keepalived-checks/examples/checks.conf /usr/share/doc/sioha-doc/html/worker-properties.html; do
    [ -f "$file" ]
  done
  none "$(sed '/^#/d; /^$/d' /etc/apache2/mods-available/sioha.conf /etc/sioha/checks.conf)"
  for file in /usr/share/doc/sioha-keepalived-checks/examples/keepalived-*.conf; do
    keepalived -t -f "$file" >>"$log" 2>&1
  done
  ok "examples and defaults are in their places; the defaults do nothing; keepalived takes both of its examples"
}

manuals() {
  local page program
  for program in /usr/lib/keepalived-checks/* /usr/sbin/sioha-keepalived-conf /usr/sbin/sioha-from-jk; do
    page=$(man -w 8 "${program##*/}")
    man -l "$page" >/tmp/page && [ -s /tmp/page ]
  done
  [ -e /usr/share/doc/sioha-doc/html/index.html ]
  # shellcheck disable=SC1091
  bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader /usr/lib/keepalived-checks/check-serving || :
    COMP_WORDS=(/usr/lib/keepalived-checks/check-serving --no-certif) COMP_CWORD=1
    _sioha_checks "${COMP_WORDS[0]}"; COMP_WORDS[1]=--vi; _sioha_checks "${COMP_WORDS[0]}"
    [ "${COMPREPLY[*]}" = "--vip=" ]'
  ok "each program has a manual page that man shows; completion knows the options"
}

answered_by() { # machine, curl's arguments
  local machine=$1
  shift
  curl -sSf --max-time 10 -D /tmp/head -o /tmp/body "$@" && grep -qi "^X-Gateway: $machine" /tmp/head
}

# The commands of the manual's blocks that are marked <!-- run: NAME -->, one a line.
from_manual() { # page, name
  awk -v marker="<!-- run: $2 -->" '$0 == marker { on = 1; next } on && /^    / { print substr($0, 5); seen = 1; next }
    on && seen { on = seen = 0 }' "/proof/manual/$1"
}

# All of a block's commands, as they are typed.
run_manual() { # folder, page, name
  from_manual "$2" "$3" >/tmp/commands && [ -s /tmp/commands ]
  # shellcheck disable=SC2016
  quietly bash -c 'cd "$1" && bash -ex /tmp/commands' - "$1"
}

# The guide's tasks 2 to 6 by the manual, which installs at first. The addresses are the only edit; here the gateways
# also differ by their ports.
guide() {
  local number=1 command
  while IFS= read -r command; do
    number=$((number + 1))
    case $command in
      "service apache2 restart"*)
        sed -i -e 's/192.0.2.1[12]/127.0.0.1/' -e '/machine2.port/s/8009/8010/' /etc/apache2/workers.properties
        quietly apache2ctl configtest ;;
    esac
    quietly bash -ec "$command"
  done < <(from_manual guide.md guide)
  [ "$number" -lt 10 ]

  until_true 30 ip -4 addr show dev eth0 to $vip
  until_true 20 answered_by machine2 --cacert /etc/apache2/certs/filename-cert.pem https://$vip/api/version
  ok "the guide's tasks in $number commands of the manual: https on the virtual IP is answered by the master gateway"
  [ "$(ps -o user= --ppid "$(cat /var/run/apache2/apache2.pid)" | sort -u)" = www-data ]
  curl -sSf 'http://127.0.0.1/sioha-status?format=json' | grep -q machine1
  ok "httpd's children run as www-data; the status page answers this machine"
  while IFS= read -r command; do
    # shellcheck disable=SC2086
    until_true 20 $command
  done < <(from_manual guide.md guide-checks)
  ok "the checks pass: config, gateways, serving, incumbent"
}

# The same packages with a lower version and older conffiles.
older_packages() {
  local deb name
  mkdir -p /tmp/older
  for deb in /proof/debs/*.deb; do
    name=$(basename "$deb" .deb)
    rm -rf /tmp/unpacked
    dpkg-deb -R "$deb" /tmp/unpacked
    sed -i 's/^Version: .*/Version: 0.0.1-1/' /tmp/unpacked/DEBIAN/control
    for conffile in /tmp/unpacked/etc/apache2/mods-available/sioha.conf /tmp/unpacked/etc/sioha/checks.conf; do
      [ ! -e "$conffile" ] || echo '# of an older version' >>"$conffile"
    done
    (cd /tmp/unpacked && find usr -type f -exec md5sum {} + >DEBIAN/md5sums)
    quietly dpkg-deb -b /tmp/unpacked "/tmp/older/$name.deb"
  done
}

upgrade() {
  older_packages
  quietly apt-get -y -q purge libapache2-mod-sioha sioha-keepalived-checks sioha-doc
  install /tmp/older/*.deb
  echo '# by the administrator' >>/etc/apache2/mods-available/sioha.conf
  mkdir -p /var/lib/sioha && touch /var/lib/sioha/state
  echo 'interface = eth0' >>/etc/sioha/checks.conf
  install /proof/debs/*.deb
  grep -q 'by the administrator' /etc/apache2/mods-available/sioha.conf
  grep -q '^interface = eth0' /etc/sioha/checks.conf
  loaded_once
  quietly service apache2 restart
  until_true 20 answered_by machine2 --cacert /etc/apache2/certs/filename-cert.pem https://$vip/api/version
  ok "an upgrade keeps what the administrator wrote, and httpd serves on"
  quietly a2dismod -f sioha
  quietly a2dissite scaleio-api
  install --reinstall /proof/debs/libapache2-mod-sioha_*.deb
  [ ! -e /etc/apache2/mods-enabled/sioha.load ]
  ok "a module that the administrator disabled stays disabled"
}

# apache2's own memory of what was enabled is its own; ours is gone.
purge() {
  quietly apt-get -y -q purge libapache2-mod-sioha sioha-keepalived-checks sioha-doc
  rm -f /etc/apache2/workers.properties /etc/sysctl.d/60-scaleio-vip.conf \
    /etc/apache2/sites-available/scaleio-api.conf
  none "$(inventory | comm -13 /tmp/before - | grep -i -e sioha -e keepalived-checks || :)"
  [ ! -e /run/keepalived-checks ]
  quietly apache2ctl configtest
  quietly service apache2 restart
  curl -sSf -o /dev/null http://127.0.0.1/
  ok "purge leaves nothing, and httpd serves"
}

# The packaged example with this proof's addresses.
workers() {
  dpkg-deb --fsys-tarfile /proof/debs/libapache2-mod-sioha_*.deb |
    tar -xO ./usr/share/doc/libapache2-mod-sioha/examples/etc/apache2/workers.properties |
    sed -e 's/192.0.2.1[12]/127.0.0.1/' -e '/machine2.port/s/8009/8010/'
}

beside_mod_jk() {
  install apache2 libapache2-mod-jk curl procps
  sed -i -e '/^ *<Location \/jk-/,/<\/Location>/d' -e 's|JkWorkersFile .*|JkWorkersFile /etc/apache2/workers.properties|' \
    -e 's|^</IfModule>|JkMountCopy All\nJkMount /api/* balance1\n</IfModule>|' "$(readlink -f /etc/apache2/mods-available/jk.conf)"
  workers >/etc/apache2/workers.properties
  quietly service apache2 restart
  until_true 20 curl -sSf -o /dev/null http://127.0.0.1/api/version
  echo 'APT::Get::Assume-Yes "true";' >/etc/apt/apt.conf.d/90proof
  run_manual /proof/debs from-mod-jk.md jk-install
  install /proof/debs/*.deb
  grep -q 'mod_jk is enabled, so mod_sioha is installed and not enabled' "$log"
  [ ! -e /etc/apache2/mods-enabled/sioha.load ]
  quietly service apache2 restart
  curl -sSf -o /dev/null http://127.0.0.1/api/version
  ok "installed beside an enabled mod_jk, which serves on"
  quietly a2enmod sioha
  if apache2ctl configtest >/tmp/refused 2>&1; then false; fi
  grep -q 'mod_jk' /tmp/refused
  ok "enabling both is refused: $(grep -m1 mod_jk /tmp/refused)"
  quietly a2dismod sioha
  cp -a /etc/apache2 /tmp/apache2-before
  quietly sioha-from-jk --dry-run
  diff -r /etc/apache2 /tmp/apache2-before
  for answer in n ""; do
    if sioha-from-jk >>"$log" 2>&1 <<<"$answer"; then false; fi
    diff -r /etc/apache2 /tmp/apache2-before
  done
  ok "sioha-from-jk --dry-run, and no for an answer, change nothing"
  run_manual / from-mod-jk.md jk
  loaded_once
  run_manual / from-mod-jk.md jk-elsewhere
  until_true 20 answered_by machine2 http://127.0.0.1/api/version
  ok "sioha-from-jk moves the set-up over; the master gateway answers"
  [ "$(find /var/backups/sioha-from-jk -mindepth 1 -maxdepth 1 | wc -l)" = 1 ]
  run_manual / from-mod-jk.md jk-back
  diff -r /etc/apache2 /tmp/apache2-before
  curl -sSf -o /dev/null http://127.0.0.1/api/version
  ok "sioha-from-jk --undo goes back to mod_jk"
  quietly sioha-from-jk --yes
  quietly apt-get -y -q purge libapache2-mod-sioha sioha-keepalived-checks sioha-doc
  none "$(find / -xdev -path /proof -prune -o -path /var/log -prune -o -path /tmp -prune -o -name '*sioha*' -print)"
  ok "purge after it leaves nothing"
}

# mod_jk as its package configures it, never touched by an administrator.
stock_mod_jk() {
  install apache2 libapache2-mod-jk curl procps
  install /proof/debs/*.deb
  cp -a /etc/apache2 /tmp/apache2-before
  sioha-from-jk --yes </dev/null >/tmp/said 2>&1 || { cat /tmp/said >&2; return 1; }
  grep -q 'libapache2-mod-jk is purged' /tmp/said
  loaded_once
  quietly service apache2 restart
  curl -sSf -o /dev/null http://127.0.0.1/
  quietly sioha-from-jk --undo --yes
  diff -r /etc/apache2 /tmp/apache2-before
  quietly service apache2 restart
  ok "sioha-from-jk moves mod_jk's set-up over as its package brings it, and back"
}

# As a distribution runs it. It installs the packages itself.
autopkgtest() {
  install autopkgtest dpkg-dev
  mkdir -p /tmp/tree
  cp -r /proof/debian /tmp/tree/
  # The whole root is thrown away afterwards, so its tests may break it.
  command autopkgtest --no-built-binaries --ignore-restrictions=isolation-container,breaks-testbed \
    --output-dir /tmp/autopkgtest /proof/debs/*.deb /tmp/tree/ -- null >>"$log" 2>&1 ||
    { tail -n 300 "$log" >&2; return 1; }
  [ "$(grep -c ' PASS' /tmp/autopkgtest/summary)" = "$(grep -c '^Tests:' /proof/debian/tests/control)" ]
  while IFS= read -r line; do
    ok "autopkgtest: $line"
  done </tmp/autopkgtest/summary
}

"$@"
