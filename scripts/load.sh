#!/usr/bin/env bash
# Puts kigen serve under load, and says what it stood: handshakes a second with one client and with
# 64 at once, beside openssl s_server in the same run; slow, silent, broken and killed clients among
# good ones; memory; and a server that is killed in the middle of its steps. Some minutes; it needs
# OpenSSL and Python 3, and ends with 1 where something is lost.
#
#   scripts/load.sh           builds an optimised kigen first
#   scripts/load.sh KIGEN     with a command that is there
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
kigen=${1:-}
if [ -z "$kigen" ]; then
    cargo build --quiet --locked --release --manifest-path "$root/sim/cli/Cargo.toml"
    kigen=${CARGO_TARGET_DIR:-$root/target}/release/kigen
fi
exec python3 "$root/scripts/load.py" "$kigen"
