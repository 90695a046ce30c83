#!/usr/bin/env bash
# Makes fixtures/foreign/openssl-openssh-keys.pem: private keys in every form that OpenSSL and OpenSSH
# write without PKCS#12, and between them the certificate of each.
#
# The keys are new in each run; tests/suite/inspect_keys.rs knows their order. Takes a second.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
out=$here/../fixtures/foreign/openssl-openssh-keys.pem
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"

organisation='/O=kigen (simulated, made by OpenSSL)'
openssl ecparam -name prime256v1 -genkey -noout -out ca.key
openssl req -new -x509 -key ca.key -subj "$organisation/CN=keys" -days 9000 -out ca.pem
openssl req -new -key ca.key -subj "$organisation/CN=a client" -out request.pem
printf 'basicConstraints = CA:FALSE\n' > extensions

certify() { # the name; its public key is public.pem
    openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 8000 -force_pubkey public.pem \
        -subj "$organisation/CN=$1" -extfile extensions 2> /dev/null >> certificates.pem
}
take() { # the name; its key is key.pem
    openssl pkey -in key.pem -pubout -out public.pem
    certify "$1"
    cat key.pem >> keys.pem
}

openssl genrsa -traditional -out key.pem 1024
take rsa
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out key.pem
take rsa-pkcs8
openssl ecparam -name prime256v1 -genkey -noout -out key.pem
take p-256
openssl ecparam -name secp521r1 -genkey -noout -out key.pem
take p-521
openssl ecparam -name prime256v1 -genkey -noout | openssl ec -no_public -out key.pem 2> /dev/null
take p-256-without-public-half
openssl ecparam -name prime256v1 -param_enc explicit -genkey -noout -out key.pem
take explicit-curve
openssl dsaparam -genkey -noout 1024 2> /dev/null | openssl dsa -out key.pem 2> /dev/null
take dsa
openssl genpkey -quiet -algorithm ED25519 -out key.pem
take ed25519

openssh() { # the name and the password; its key is key.pem
    openssl pkey -in key.pem -pubout -out public.pem
    certify "$1"
    chmod 600 key.pem
    ssh-keygen -q -p -P '' -N "$2" -f key.pem > /dev/null
    cat key.pem >> keys.pem
}
openssl genrsa -traditional -out key.pem 1024
openssh openssh-rsa ''
openssl ecparam -name secp384r1 -genkey -noout -out key.pem
openssh openssh-p-384-encrypted 0427
ssh-keygen -q -t ed25519 -N '' -C '' -f own
{
    printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'
    cut -d ' ' -f 2 own.pub | base64 -d | tail -c 32
} | openssl pkey -pubin -inform DER -out public.pem
certify openssh-ed25519
cat own >> keys.pem

cat certificates.pem keys.pem > "$out"
