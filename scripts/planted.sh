#!/usr/bin/env bash
# Plants the bugs of tests/planted/bugs in a copy of the checkout, one at a time, and expects the
# named test of each to fail. `--help` is not needed: a wrong option says what there is.
#
#   scripts/planted.sh --list          what there is
#   scripts/planted.sh --only renewal  those that have to do with it
#   scripts/planted.sh --part 2/4      every fourth, beginning with the second
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
exec cargo run --quiet --locked --manifest-path tests/planted/Cargo.toml -- "$@"
