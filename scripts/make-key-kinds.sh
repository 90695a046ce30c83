#!/usr/bin/env bash
# Makes fixtures/readers/: for each kind of key, a key in PKCS#8 with a certificate of it, by OpenSSL.
# tests/suite/readers/ puts them into PKCS#12 files and has other programs read those.
#
# The keys are new in each run; the committed ones are there so that everybody tries the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
out=fixtures/readers
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
printf 'basicConstraints = CA:FALSE\n' >"$work/extensions"

openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -subj "/O=kigen (simulated)/CN=Root of all kinds of keys" \
    -days 9000 -out "$work/ca.pem"
openssl req -new -key "$work/ca.key" -subj "/O=kigen (simulated)/CN=a client" -out "$work/request.pem"

make() { # the name, then the arguments of genpkey
    local name=$1
    shift
    openssl genpkey -quiet "$@" -out "$work/key.pem"
    openssl pkey -in "$work/key.pem" -pubout -out "$work/public.pem"
    # Some of them cannot sign a request, so that the public key is put into another's.
    openssl x509 -req -in "$work/request.pem" -CA "$work/ca.pem" -CAkey "$work/ca.key" -days 8000 \
        -force_pubkey "$work/public.pem" -subj "/O=kigen (simulated)/CN=$name" \
        -extfile "$work/extensions" \
        -out "$work/certificate.pem" 2>"$work/said" || { cat "$work/said" >&2; exit 1; }
    cat "$work/key.pem" "$work/certificate.pem" >"$out/$name.pem"
}

curve() { # the name, the curve as OpenSSL calls it
    make "$1" -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -pkeyopt ec_param_enc:named_curve
}

make rsa-1024 -algorithm RSA -pkeyopt rsa_keygen_bits:1024
make rsa-3072 -algorithm RSA -pkeyopt rsa_keygen_bits:3072
make rsa-4096 -algorithm RSA -pkeyopt rsa_keygen_bits:4096
make rsa-pss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
curve p-224 P-224
curve p-384 P-384
curve p-521 P-521
curve secp256k1 secp256k1
curve brainpool-p256r1 brainpoolP256r1
make ed25519 -algorithm ED25519
make ed448 -algorithm ED448
make x25519 -algorithm X25519
openssl genpkey -quiet -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 -out "$work/dsa.param"
make dsa -paramfile "$work/dsa.param"
