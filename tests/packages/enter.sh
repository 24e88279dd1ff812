#!/bin/bash
# The inner half of in_root: mounts what the root needs, in this mount namespace only, and runs the command in it.
set -eu
place=$(mktemp -d)
mount -t tmpfs -o size=75% tmpfs "$place"
mkdir "$place/upper" "$place/work" "$place/root"
root=$place/root
if [ "$WRITABLE" = yes ]; then
  mount --bind "$ROOT" "$root"
elif ! mount -t overlay -o "lowerdir=$ROOT,upperdir=$place/upper,workdir=$place/work" overlay "$root" 2>/dev/null; then
  cp -a "$ROOT/." "$root/"
fi

mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for node in null zero full random urandom tty; do
  : >"$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
mkdir "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"

mapfile -t binds <<<"$BINDS"
for ((i = 0; i + 1 < ${#binds[@]}; i += 2)); do
  mkdir -p "$root${binds[i + 1]}"
  mount --bind "${binds[i]}" "$root${binds[i + 1]}"
done
if [ "$NETWORK" = yes ]; then
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
else
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -o remount,rw "$root/proc"
  hostname sioha-proof
  printf '127.0.0.1 localhost sioha-proof\n' >"$root/etc/hosts"
  ip link set lo up
fi
eval "$BEFORE"
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
  DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-}" chroot "$root" "$@"
