#!/usr/bin/env bash
# Measures what random worlds find by themselves: plants the bugs of tests/planted/bugs that concern
# worlds, one at a time, and has so many worlds look for each. It takes an hour of one core.
#
#   scripts/swarm-planted.sh                  500 worlds for each bug
#   KIGEN_WORLDS=2000 scripts/swarm-planted.sh --part 1/4
set -euo pipefail

export KIGEN_WORLDS=${KIGEN_WORLDS:-500}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
exec "$root/scripts/planted.sh" \
    --area actors --area lifecycle --area notices --area power --area clock \
    --by "worlds whatever_breaks_service_comes_back_and_nothing_happens_that_must_not" "$@"
