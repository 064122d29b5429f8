#!/bin/sh
# Installs what the build (`build`) or also the tests (`test`) need and this machine lacks: `make` calls it first, so that
# a fresh clone builds on a bare machine. What cannot be installed is said in one line, before anything is built.
set -eu

fail() {
    echo "$1" >&2
    exit 1
}

command -v swift >/dev/null 2>&1 ||
    fail "swift was not found: install Swift 6.2 or newer from https://www.swift.org/install and put it on the PATH."

wanted="libcurl4-openssl-dev libsqlite3-dev pkg-config"
[ "${1:-build}" != test ] || wanted="$wanted faketime"

if ! command -v dpkg-query >/dev/null 2>&1; then
    pkg-config --exists libcurl sqlite3 2>/dev/null ||
        fail "Install the development files of libcurl and SQLite and pkg-config (on Debian: apt-get install $wanted)."
    exit 0
fi

missing=""
for package in $wanted; do
    # `pkgconf` has replaced pkg-config on newer systems and brings the same command.
    [ "$package" != pkg-config ] || ! command -v pkg-config >/dev/null 2>&1 || continue
    case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true) in
    installed) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    root="sudo -n"
else
    fail "Run this once, then make again:  sudo apt-get update && sudo apt-get install -y$missing"
fi
echo "Installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# A package list that cannot be refreshed may still be good enough for the installation.
$root apt-get update -qq </dev/null >&2 || true
# $root and $missing are lists of words.
# shellcheck disable=SC2086
$root apt-get install -y -qq --no-install-recommends $missing </dev/null >&2 ||
    fail "Installing failed. Run this, then make again:  sudo apt-get update && sudo apt-get install -y$missing"
