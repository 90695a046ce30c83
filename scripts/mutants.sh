#!/usr/bin/env bash
# Reads a million files of changed structure, each within 50 ms of a processor and 64 MiB, on as many
# cores as there are; CI reads the first ten thousand. A finding does not end the run: all of them are
# listed at its end, with their numbers.
#
#   scripts/mutants.sh            a million
#   scripts/mutants.sh 50000      another number
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$root"

count=${1:-1000000}
if ! [[ $count =~ ^[1-9][0-9]*$ ]]; then
    printf 'mutants.sh: error: %s is not a number of files\n' "$count" >&2
    printf 'mutants.sh: hint: scripts/mutants.sh 50000\n' >&2
    exit 1
fi

cargo test --locked -p kigen-cli --test suite --no-run
jobs=$(getconf _NPROCESSORS_ONLN)
share=$(((count + jobs - 1) / jobs))
running=()
for ((from = 0; from < count; from += share)); do
    to=$((from + share < count ? from + share : count))
    KIGEN_MUTANTS=$from..$to cargo test --locked -q -p kigen-cli --test suite \
        mutants::a_file_of_any_structure &
    running+=($!)
done
failed=0
for job in "${running[@]}"; do wait "$job" || failed=1; done
cargo test --locked -q -p kigen-cli --test suite heavy -- --include-ignored || failed=1
if ((failed)); then
    printf 'mutants.sh: error: there are findings; they are listed above\n' >&2
    exit 1
fi
printf 'mutants.sh: %d files read or refused, each within 50 ms and 64 MiB\n' "$count"
