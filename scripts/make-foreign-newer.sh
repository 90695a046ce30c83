#!/usr/bin/env bash
# Makes the files under fixtures/foreign/ that want programs newer than Debian 12's: PBMAC1 (RFC 9579)
# by OpenSSL 3.4, NSS 3.110 and GnuTLS 3.8.9 or later, which have to be the first on PATH. The key and
# certificates are those of openssl-aes256-sha256.p12 there, which it leaves alone.
#
# Salts are new each time, so running it changes every byte: fixtures/foreign/index.toml says which
# programs made the files that are committed. Takes a few seconds.
set -euo pipefail

too_old() { # program
    printf '%s: error: this %s does not know PBMAC1\n' "$(basename "$0")" "$1" >&2
    printf 'hint: put OpenSSL 3.4, NSS 3.110 and GnuTLS 3.8.9 or later first on PATH\n' >&2
    exit 1
}
help=$(openssl pkcs12 -help 2>&1)
[[ $help == *-pbmac1_pbkdf2* ]] || too_old openssl
help=$(certtool --help)
[[ $help == *--pbmac1* ]] || too_old certtool

. "$(dirname -- "${BASH_SOURCE[0]}")/foreign.bash"

openssl_store() { # file, then how it is protected
    local file=$1
    shift
    openssl pkcs12 -export -inkey key.pem -in client.pem -certfile chain.pem \
        -name "$friendly_name" -passout "pass:$pin" -out "$foreign/$file" "$@"
}
openssl_store openssl-pbmac1.p12 -pbmac1_pbkdf2
openssl_store openssl-pbmac1-sha224.p12 -pbmac1_pbkdf2 -pbmac1_pbkdf2_md sha224 -macalg sha224
openssl_store openssl-pbmac1-sha512.p12 -pbmac1_pbkdf2 -pbmac1_pbkdf2_md sha1 -macalg sha512

mkdir nss
certutil -N -d sql:nss --empty-password
pk12util -i "$source" -d sql:nss -W "$pin"
nss() { # file, then how it is protected
    local file=$1
    shift
    pk12util -o "$foreign/$file" -n "$friendly_name" -d sql:nss -W "$pin" "$@"
}
nss nss-pbmac1.p12 -M 'HMAC SHA-256' || too_old pk12util
nss nss-sha224.p12 -M SHA-224

certtool --to-p12 --pbmac1 --load-privkey key.pem --load-certificate all.pem \
    --p12-name terminal-01 --password "$pin" --outder --outfile "$foreign/gnutls-pbmac1.p12"

chmod 644 "$foreign"/*.p12

openssl version
certtool --version | head -n 1
