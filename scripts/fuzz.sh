#!/usr/bin/env bash
# Fuzzes the readers with cargo-fuzz: opening, BER, certificates, scenario files.
#
#   scripts/fuzz.sh                      every target for a minute
#   scripts/fuzz.sh 3600                 every target for an hour
#   scripts/fuzz.sh 600 open             one target for ten minutes
#
# What is found lies in target/fuzz/found/ and ends the run with 1: make a case of the hostile corpus
# (or a line of a test) out of it, then mend it. Needs cargo-fuzz (cargo install cargo-fuzz) and a C++
# compiler. Works with the stable toolchain; a nightly one adds the address sanitizer:
# SANITIZER=address scripts/fuzz.sh.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$root"

fail() {
    printf 'fuzz.sh: error: %s\n' "$1" >&2
    printf 'fuzz.sh: hint: %s\n' "$2" >&2
    exit 1
}

seconds=${1:-60}
[[ $seconds =~ ^[0-9]+$ ]] || fail "$seconds is no number of seconds" "scripts/fuzz.sh [SECONDS [TARGET]]"
targets=(open ber certificate scenario)
if [ $# -ge 2 ]; then
    [[ " ${targets[*]} " == *" $2 "* ]] || fail "there is no target $2" "one of: ${targets[*]}"
    targets=("$2")
fi
command -v cargo-fuzz >/dev/null || fail "cargo-fuzz is not installed" "cargo install cargo-fuzz"

work=${CARGO_TARGET_DIR:-$root/target}/fuzz
mkdir -p -- "$work/found"
export CARGO_TARGET_DIR=$work
# The stable compiler has what libFuzzer needs, but wants to be told.
export RUSTC_BOOTSTRAP=1

fixtures=$root/fixtures
for target in "${targets[@]}"; do
    case $target in
    open | ber) seeds=("$fixtures"/hostile/*.p12 "$fixtures"/foreign/*.p12) ;;
    certificate) seeds=("$fixtures"/hostile/*.der "$fixtures"/foreign/*.pem) ;;
    scenario) seeds=("$fixtures"/scenarios/*.toml) ;;
    esac
    corpus=$work/corpus/$target
    mkdir -p -- "$corpus"
    cp -n -- "${seeds[@]}" "$corpus/"
    cargo fuzz run --fuzz-dir tests/fuzz --debug-assertions --sanitizer "${SANITIZER:-none}" \
        "$target" "$corpus" -- -max_len=8192 -max_total_time="$seconds" -print_final_stats=1 \
        -artifact_prefix="$work/found/$target-"
done
