#!/bin/sh
# Becomes process 1 of a container: the image with a layer to write on, /data from outside, nothing else.
# $1 the image's root, $2 an empty folder of ours, $3 the data folder, $4 how /data is mounted ("rw" or "ro"),
# $5 "none" for a root without capabilities.
set -eu
root=$2/root
mount -t tmpfs tmpfs "$2"
mkdir "$2/upper" "$2/work" "$root"
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$root"
mkdir -p "$root/data"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount --bind "$3" "$root/data"
cat /etc/hosts >"$root/etc/hosts"
if [ "$4" = ro ]; then mount -o remount,bind,ro "$root/data"; fi
if [ "$5" = none ]; then
  exec chroot "$root" setpriv --bounding-set=-all --inh-caps=-all /init
fi
exec chroot "$root" /init
