#!/bin/sh
# Becomes process 1 of a container: the image with a layer to write on, /data from outside, nothing else.
# $1 the image's root, $2 an empty folder of ours, $3 the data folder, $4 how /data is mounted ("rw" or "ro"),
# $5 "none" for a root without capabilities.
set -eu
mount -t tmpfs tmpfs "$2"
mkdir "$2/upper" "$2/work" "$2/root"
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root"
mkdir -p "$2/root/data"
mount -t proc proc "$2/root/proc"
mount --rbind /dev "$2/root/dev"
mount -t sysfs -o ro sysfs "$2/root/sys"
mount -t tmpfs -o mode=755 tmpfs "$2/root/run"
mount --bind "$3" "$2/root/data"
cat /etc/hosts >"$2/root/etc/hosts"
if [ "$4" = ro ]; then mount -o remount,bind,ro "$2/root/data"; fi
if [ "$5" = none ]; then
  exec chroot "$2/root" setpriv --bounding-set=-all --inh-caps=-all /init
fi
exec chroot "$2/root" /init
