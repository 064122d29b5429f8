#!/bin/sh
# Makes one Debian package in dist/: the program with Swift's own libraries inside, its service, shell completions and the
# sample catalogue. The first run builds everything anew and takes some minutes. `make package` installs what it needs.
set -eu
cd "$(dirname "$0")/../.."
here=docs/package
scratch=${HALL_PACKAGE_SCRATCH:-.build-package}
for tool in dpkg-deb dpkg-query objdump strip; do
    command -v "$tool" >/dev/null || { echo "$tool was not found: install dpkg and binutils" >&2 && exit 1; }
done

version=$(sed -n 's/.*static let version = "\(.*\)".*/\1/p' Sources/HallNode/Hall/Release.swift)
architecture=$(dpkg --print-architecture)
[ -n "$version" ] || { echo "no version in Sources/HallNode/Hall/Release.swift" >&2 && exit 1; }

swift build -c release --static-swift-stdlib --scratch-path "$scratch" --product hall

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"
share="$tree/usr/share"
doc="$share/doc/hallnet"
install -d "$tree/usr/bin" "$doc" "$share/hall" "$share/bash-completion/completions" \
    "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
program="$tree/usr/bin/hall"
install -m 755 "$scratch/release/hall" "$program"
strip --strip-unneeded "$program"

# Completions as the very program gives them, in the language that every terminal shows.
LANG=C "$program" --generate-completion-script bash >"$share/bash-completion/completions/hall"
LANG=C "$program" --generate-completion-script zsh >"$share/zsh/vendor-completions/_hall"
LANG=C "$program" --generate-completion-script fish >"$share/fish/vendor_completions.d/hall.fish"

install -D -m 644 "$here/hall.service" "$tree/lib/systemd/system/hall.service"
install -D -m 644 "$here/hall.env" "$tree/etc/hall/hall.env"
install -m 644 docs/sample-catalogue.yaml "$share/hall/sample-catalogue.yaml"
install -m 644 README.md docs/commands.md docs/design.md docs/formats.md docs/operating.md docs/recovery.md "$doc"
gzip -9 -n -c CHANGELOG.md >"$doc/changelog.gz"

# Our licence, then those of what is linked into the program.
{
    cat LICENSE
    for file in "$scratch"/checkouts/*/LICENSE* "$scratch"/checkouts/*/NOTICE*; do
        [ -f "$file" ] || continue
        printf '\n---- %s ----\n\n' "${file#"$scratch"/checkouts/}"
        cat "$file"
    done
} >"$doc/copyright"

# The oldest C library that has what the program calls.
glibc=$(objdump -T "$program" | sed -n 's/.*GLIBC_\([0-9.]*\).*/\1/p' | sort -V | tail -n 1)
install -d "$tree/DEBIAN"
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@GLIBC@/$glibc/" \
    -e "s/@SIZE@/$(du -sk --exclude=DEBIAN "$tree" | cut -f 1)/" "$here/control" >"$tree/DEBIAN/control"
echo /etc/hall/hall.env >"$tree/DEBIAN/conffiles"
install -m 755 "$here/postinst" "$here/prerm" "$here/postrm" "$tree/DEBIAN"
(cd "$tree" && find etc lib usr -type f -exec md5sum {} +) >"$tree/DEBIAN/md5sums"
find "$tree" -type f -path "$share/*" -exec chmod 644 {} +
find "$tree" -type d -exec chmod 755 {} +
chmod 644 "$tree/DEBIAN/control" "$tree/DEBIAN/conffiles" "$tree/DEBIAN/md5sums"

mkdir -p dist
# The same commit gives the same package.
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}"
package="dist/hallnet_${version}_$architecture.deb"
dpkg-deb --root-owner-group -Zxz --build "$tree" "$package"
ls -l "$package"
