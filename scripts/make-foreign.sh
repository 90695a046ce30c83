#!/usr/bin/env bash
# Makes the PKCS#12 files of OpenSSL under fixtures/foreign/: one for each way in which Windows'
# export wizard protects a file, with the same key and certificates.
#
# The keys are new each time, so running it changes every byte: fixtures/foreign/index.toml says
# which OpenSSL made the files that are committed. Runs from any directory; takes a few seconds.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
foreign=$here/../fixtures/foreign
pin=0427
friendly_name='オン資PC_受付01'

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mkdir -p -- "$foreign"
cd -- "$work"

# `openssl ca` is what states both dates in OpenSSL 3.0; `x509 -not_before` came with 3.4.
: > index.txt
cat > openssl.cnf <<'CONFIG'
[ca]
default_ca = default
[default]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = policy
string_mask = utf8only
[policy]
organizationName = optional
organizationalUnitName = optional
commonName = supplied
[req]
distinguished_name = unused
prompt = no
utf8 = yes
string_mask = utf8only
[unused]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[issuing]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[client]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONFIG

request() { # name subject
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key" 2>/dev/null
    openssl req -config openssl.cnf -new -utf8 -key "$1.key" -subj "$2" -out "$1.csr"
}

sign() { # name not_before not_after, then what says who signs
    local name=$1 not_before=$2 not_after=$3
    shift 3
    openssl ca -config openssl.cnf -batch -notext -utf8 -in "$name.csr" -out "$name.pem" \
        -extensions "$name" -startdate "$not_before" -enddate "$not_after" "$@" 2>/dev/null
}

request root '/O=kigen (simulated, made by OpenSSL)/CN=Foreign Root'
request issuing '/O=kigen (simulated, made by OpenSSL)/CN=Foreign Issuing Authority'
request client "/O=kigen (simulated, made by OpenSSL)/OU=1312345/CN=受付01"

# Root 20 years, issuing authority 10 years, client 3 years and 3 months with the end of February.
sign root 20201001000000Z 20401001000000Z -selfsign -keyfile root.key
sign issuing 20201001000000Z 20301001000000Z -cert root.pem -keyfile root.key
sign client 20221130010000Z 20260228010000Z -cert issuing.pem -keyfile issuing.key
cat issuing.pem root.pem > chain.pem

export_pkcs12() { # file, then how it is protected
    local file=$1
    shift
    openssl pkcs12 -export -inkey client.key -in client.pem -certfile chain.pem \
        -name "$friendly_name" -passout "pass:$pin" -out "$foreign/$file" "$@"
}

export_pkcs12 openssl-triple-des-sha1.p12 \
    -legacy -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -iter 2000
export_pkcs12 openssl-aes256-sha256.p12 \
    -keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256 -iter 2000
cp root.pem "$foreign/root.pem"
chmod 644 "$foreign"/openssl-*.p12 # OpenSSL keeps them to their owner; the PIN is public anyway

openssl version
