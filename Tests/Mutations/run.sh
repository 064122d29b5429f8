#!/bin/sh
# Each patch beside this script plants one fault. The simulator has to find each within SEEDS seeds, and nothing at that
# seed where none is planted: a fault that it does not see is one that could be in the program. `run.sh [NAME…]`;
# SEEDS=100.
#
# One build in `.build-mutants` holds them all; HALL_MUTANT names the one that lives. Lines before the diff say what
# the fault breaks, and what it takes to show: `halls: 12`, `faults: all`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/.build-mutants
seeds=${SEEDS:-100}

# The sources with every patch. What is the same as last time keeps its time, so that little is built anew.
plant() {
    rm -rf "$work/fresh"
    mkdir -p "$work/fresh" "$work/tree"
    for part in Package.swift Package.resolved Sources Sync Tiers Tests; do
        [ ! -e "$root/$part" ] || cp -a "$root/$part" "$work/fresh/"
    done
    for patch in "$here"/*.patch; do
        (cd "$work/fresh" && patch -p1 -s --no-backup-if-mismatch <"$patch") || {
            echo "$patch does not fit the sources" >&2
            exit 1
        }
    done
    (cd "$work/tree" && find . -type f) | while read -r file; do
        [ -e "$work/fresh/$file" ] || rm "$work/tree/$file"
    done
    (cd "$work/fresh" && find . -type f) | while read -r file; do
        cmp -s "$work/fresh/$file" "$work/tree/$file" && continue
        mkdir -p "$work/tree/$(dirname "$file")"
        cp "$work/fresh/$file" "$work/tree/$file"
    done
    rm -rf "$work/fresh"
}

build() {
    (cd "$work/tree" && swift build -c release --scratch-path "$work/build" --product hall) >"$work/build.txt" 2>&1 || {
        tail -n 30 "$work/build.txt" >&2
        exit 1
    }
}

# What a patch says of itself; $3 where it says nothing.
word() {
    found=$(sed -n "/^---/q; s/^$2: //p" "$1")
    echo "${found:-$3}"
}

# Plays a seed with a mutant, or with `none`: `play MUTANT PATCH SEED`.
play() {
    HALL_MUTANT=$1 "$hall" simulate --seed "$3" --halls "$(word "$2" halls 12)" --faults "$(word "$2" faults all)" \
        --whole --json >"$work/$1.json" 2>"$work/$1.txt"
}

# Plays seeds until one finds something, whose number it prints; fails where none does.
hunt() {
    seed=1
    while [ "$seed" -le "$seeds" ]; do
        play "$1" "$2" "$seed" || {
            echo "$seed"
            return 0
        }
        seed=$((seed + 1))
    done
    return 1
}

if [ -z "${HALL:-}" ]; then
    plant
    build
fi
mkdir -p "$work"
hall=${HALL:-$work/build/release/hall}
[ $# -gt 0 ] || set -- $(cd "$here" && ls ./*.patch | sed 's|^\./||; s|\.patch$||' | grep -v '^switch$')

missed=""
for name; do
    patch=$here/$name.patch
    if seed=$(hunt "$name" "$patch"); then
        play none "$patch" "$seed" || {
            echo "The sound program fails at seed $seed already, so $name is not caught:" >&2
            cat "$work/none.json" "$work/none.txt" >&2
            exit 1
        }
        what=$(grep -o '"violations": *\["[^"]*"' "$work/$name.json" | head -n 1 | sed 's/.*\["//; s/"$//')
        echo "caught   $name, seed $seed: ${what:-$(head -n 1 "$work/$name.txt")}"
    else
        echo "MISSED   $name, $seeds seeds: $(head -n 1 "$patch")"
        missed="$missed $name"
    fi
done
[ -z "$missed" ]
