#!/bin/sh
# Runs `swift test` with the given options and fails also when no test ran: `swift test` itself calls that a success.
# At most as many tests at once as there are cores; many of them start processes and wait for them.
set -eu
cd "$(dirname "$0")/.."
cores=$(nproc 2>/dev/null || echo 2)
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH="${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-$cores}"
mkdir -p .build
log=.build/test-output.txt

# The status goes through a file, because a pipe gives only that of `tee`.
echo 1 >"$log.status"
{
    status=0
    swift test --disable-xctest "$@" 2>&1 || status=$?
    echo "$status" >"$log.status"
} | tee "$log"
[ "$(cat "$log.status")" = 0 ] || exit 1
if ! grep -Eq 'Test run with [1-9][0-9]* tests? ' "$log"; then
    echo "No test ran." >&2
    exit 1
fi
