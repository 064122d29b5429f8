#!/bin/sh
# Which lines of the readers the inputs reach: builds the fuzzer with counters, tries COUNT inputs a target, and prints
# the share of lines by file. `docs/fuzz-coverage.sh [header,batch,…]`; COUNT=20000.
set -eu
cd "$(dirname "$0")/.."
build=.build-coverage
mkdir -p "$build"
swift build --product fuzz --scratch-path "$build" -Xswiftc -profile-generate -Xswiftc -profile-coverage-mapping \
    >"$build/build.txt" 2>&1 || { tail -n 20 "$build/build.txt" >&2; exit 1; }
program=$(swift build --product fuzz --scratch-path "$build" --show-bin-path)/fuzz
rm -rf "$build/profiles"
mkdir -p "$build/profiles"
LLVM_PROFILE_FILE="$PWD/$build/profiles/%p.profraw" "$program" --targets "${1:-all}" --count "${COUNT:-20000}"
tools=$(dirname "$(readlink -f "$(command -v swift)")")
"$tools/llvm-profdata" merge --sparse "$build"/profiles/*.profraw -o "$build/fuzz.profdata"
"$tools/llvm-cov" report "$program" --instr-profile "$build/fuzz.profdata" Sync Tiers Sources/HallNode
