#!/bin/sh
# Run by mmdebstrap when a small Debian is there: "$1" is its root, OUT where to write, STAND_IN our folder.
set -eu
install -m 755 "$STAND_IN/init" "$1/init"
install -m 755 "$STAND_IN/apk" "$1/usr/sbin/apk"
install -D -m 755 "$STAND_IN/with-contenv" "$1/command/with-contenv"
for program in "$1"/usr/bin/s6-* "$1/usr/bin/execlineb"; do
  ln -s "/usr/bin/${program##*/}" "$1/command/${program##*/}"
done
mkdir -p "$1/.stand-in" "$1/data"
rm -rf "$1"/var/cache/* "$1"/var/log/* "$1"/etc/resolv.conf
tar -C "$1" --one-file-system --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' --exclude='./tmp/*' \
  --exclude='./var/lib/apt/lists/*' -cf "$OUT/base.tar" .

# What the compiler adds is what the build's stage gets by its apk.
cd "$1"
find . -xdev ! -type d | sort >"$OUT/before"
APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get -qq --yes --no-install-recommends \
  -oDPkg::Chroot-Directory="$1" install g++ make python3 >&2
find . -xdev ! -type d ! -path './var/*' ! -path './etc/ld.so.cache' | sort |
  comm -13 "$OUT/before" - >"$OUT/added"
grep -E 'python|/py3' "$OUT/added" >"$OUT/python3" || true
grep -vE 'python|/py3' "$OUT/added" >"$OUT/build-base"
for name in python3 build-base; do
  mkdir -p "$OUT/packages/$name"
  tar --no-recursion -T "$OUT/$name" -cf "$OUT/packages/$name/files.tar"
  echo 1 >"$OUT/packages/$name/version"
done
rm "$OUT/before" "$OUT/added" "$OUT/python3" "$OUT/build-base"
