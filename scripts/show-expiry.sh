#!/usr/bin/env bash
# Shows a certificate running out: kigen makes one that is valid for five seconds more, a TLS server
# of OpenSSL on this machine accepts it, and six seconds later refuses it as expired.
#
# It runs from any directory, needs openssl, and leaves nothing behind. With KIGEN=path it uses that
# binary, otherwise it builds one.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
seconds=5
patience=100 # tenths of a second until the server has to listen

fail() { # what is wrong, what to do
    printf 'show-expiry.sh: error: %s\n' "$1" >&2
    if [ $# -gt 1 ]; then printf 'show-expiry.sh: hint: %s\n' "$2" >&2; fi
    exit 1
}

command -v openssl >/dev/null || fail "openssl is not installed" "scripts/install-judges.sh installs it"
kigen=${KIGEN:-}
if [ -z "$kigen" ]; then
    cargo build --quiet --locked --manifest-path "$root/Cargo.toml"
    target=$(cargo metadata --locked --no-deps --format-version 1 --manifest-path "$root/Cargo.toml" |
        sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
    kigen=$target/debug/kigen
fi

work=$(mktemp -d)
server=
cleanup() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
    rm -rf -- "$work"
}
trap cleanup EXIT
cd -- "$work"

# The server's own certificate; the client does not look at it.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost \
    -keyout server.key -out server.pem 2>/dev/null

# Made last: its seconds count from here.
"$kigen" make --key p-256 --as pem --name client --expires-in "${seconds}s" --out . --lang en
until=$((SECONDS + seconds + 1))

: >server.log
# Port 0: the system chooses a free one, and the server says which.
openssl s_server -accept 127.0.0.1:0 -www -cert server.pem -key server.key \
    -CAfile root.pem -Verify 3 -verify_return_error >server.log 2>&1 &
server=$!
port=
for ((tenths = 0; tenths < patience; tenths++)); do
    port=$(sed -n 's/^ACCEPT .*:\([0-9][0-9]*\)$/\1/p' server.log | head -n 1)
    if [ -n "$port" ]; then break; fi
    sleep 0.1
done
[ -n "$port" ] || fail "openssl s_server does not listen: $(cat server.log)"

connect() { # asks the server for a page with the certificate, and prints the line that says what came of it
    printf 'GET / HTTP/1.0\r\n\r\n' | openssl s_client -connect "127.0.0.1:$port" -ign_eof \
        -cert client.pem -key client.key.pem -cert_chain client.pem >client.log 2>&1 || true
    grep -E -o -m 1 'HTTP/1.0 200 ok|alert certificate expired' client.log ||
        fail "neither a page nor a refusal: $(cat client.log server.log)"
}

first=$(connect)
echo "at once: $first"
[ "$first" = "HTTP/1.0 200 ok" ] || fail "the certificate was to be accepted"

while [ "$SECONDS" -lt "$until" ]; do sleep 0.2; done
second=$(connect)
echo "$((seconds + 1)) seconds later: $second"
[ "$second" = "alert certificate expired" ] || fail "the certificate was to be refused as expired"
