#!/usr/bin/env bash
# Compares kigen with OpenSSL and with other crates, on the same files in one run on one core.
#
#   scripts/bench.sh           some minutes
#   scripts/bench.sh --quick   within a minute, once built
#
# --without-avx512 before that measures what processors with AVX2 at most get.
#
# Prints lines `ratio NAME PEER X.XX`: kigen is that many times faster than PEER. The other lines are
# explained at the top of benches/peers/src/main.rs. Nothing else should run meanwhile. Needs OpenSSL's
# command and headers, on Debian: sudo apt-get install openssl libssl-dev pkg-config
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    printf 'bench.sh: error: %s\n' "$1" >&2
    printf 'bench.sh: hint: %s\n' "$2" >&2
    exit 1
}

narrow=no
if [ "${1:-}" = --without-avx512 ]; then
    narrow=yes
    shift
fi
case "${1:-}" in
"" | --quick) ;;
*) fail "there is no option $1" "scripts/bench.sh [--without-avx512] [--quick]" ;;
esac
command -v cargo >/dev/null || fail "cargo is not installed" "see https://rustup.rs"
command -v openssl >/dev/null || fail "openssl is not installed" "sudo apt-get install openssl"
if command -v pkg-config >/dev/null && ! pkg-config --exists openssl; then
    fail "OpenSSL's headers are not installed" "sudo apt-get install libssl-dev"
fi

cd -- "$root"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target/peers}
if [ "$narrow" = yes ]; then
    # A folder of its own, so that neither build throws the other away.
    export CARGO_TARGET_DIR=$CARGO_TARGET_DIR-without-avx512
    export RUSTFLAGS="${RUSTFLAGS:-} --cfg kigen_without_avx512"
    echo "# as on a processor without AVX-512"
fi
cargo build --release --locked --quiet --manifest-path benches/peers/Cargo.toml

if [ -r /proc/cpuinfo ]; then
    printf '# %s, ' "$(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo)"
    for feature in avx512f avx2 sha_ni; do
        if grep -qw "$feature" /proc/cpuinfo; then printf '%s ' "$feature"; fi
    done
    printf '\n'
fi
printf '# %s; %s\n' "$(openssl version)" "$(rustc --version)"
exec "$CARGO_TARGET_DIR/release/kigen-peers" "$@"
