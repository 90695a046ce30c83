#!/usr/bin/env bash
# Makes the files under fixtures/foreign/ that are protected in ways which OpenSSL keeps for old files
# alone, or which are rare outside their country, out of the key and certificates of
# openssl-aes256-sha256.p12 there, which it leaves alone.
#
# Salts are new each time, so running it changes every byte: fixtures/foreign/index.toml says which
# OpenSSL made the files that are committed. Takes a few seconds.
set -euo pipefail

. "$(dirname -- "${BASH_SOURCE[0]}")/foreign.bash"

legacy() { # name, then how the key, the certificates and the MAC are made
    openssl pkcs12 -export -legacy -provider legacy -provider default \
        -inkey key.pem -in client.pem -certfile chain.pem \
        -name "$friendly_name" -passout "pass:$pin" -out "$foreign/openssl-$1.p12" \
        -keypbe "$2" -certpbe "$3" -macalg "$4"
}
legacy rc4 PBE-SHA1-RC4-128 PBE-SHA1-RC4-40 md5
legacy two-key-triple-des PBE-SHA1-2DES PBE-SHA1-2DES sha1
legacy pbes1-des PBE-MD5-DES PBE-SHA1-DES md4
legacy pbes1-rc2 PBE-MD5-RC2-64 PBE-SHA1-RC2-64 ripemd160
legacy camellia camellia-128-cbc camellia-256-cbc sha3-224
legacy camellia-aria camellia-192-cbc aria-128-cbc sha3-256
legacy aria aria-192-cbc aria-256-cbc sha3-384
legacy cast5-blowfish cast5-cbc bf-cbc sha3-512
legacy sm4-seed sm4-cbc seed-cbc sm3
legacy des-rc4 des-cbc rc4 sha512-224
legacy ecb-cfb des-ede aes-128-cfb sha512-256
legacy ctr-ofb aria-192-ctr camellia-256-ofb whirlpool
legacy ecb-blake2b aes-256-ecb sm4-cfb blake2b512
legacy ofb-blake2s seed-ofb des-ofb blake2s256

# A certificate with its key, encrypted by itself in every form; and another key as DER.
keys=$foreign/openssl-encrypted-keys.pem
openssl ecparam -name prime256v1 -genkey -noout -out ec.pem
openssl req -new -x509 -key ec.pem -subj '/O=kigen (simulated, made by OpenSSL)/CN=keys' -days 3650 \
    -out "$keys"
pkcs8() { # how it is encrypted
    openssl pkcs8 -topk8 -provider legacy -provider default -in ec.pem -passout "pass:$pin" "$@" >> "$keys"
}
headers() { # the kind of key, its file, a cipher
    openssl "$1" -provider legacy -provider default -in "$2" "-$3" -passout "pass:$pin" "${@:4}" \
        >> "$keys" 2> /dev/null
}
pkcs8
pkcs8 -v2 des3 -v2prf hmacWithSHA1
pkcs8 -v2 aes-128-cbc -v2prf hmacWithMD5
pkcs8 -v2 aes-192-cbc -v2prf hmacWithSHA512-256
pkcs8 -v2 camellia-256-cbc -v2prf hmacWithSHA512-224
for scheme in PBE-MD5-DES PBE-SHA1-RC2-64 PBE-SHA1-RC4-128 PBE-SHA1-2DES PBE-SHA1-3DES; do
    pkcs8 -v1 "$scheme"
done
for cipher in des des3 aes128 aes192 aes256 camellia192 aria256; do
    headers ec ec.pem "$cipher"
done
openssl genrsa -out rsa.pem 1024 2> /dev/null
headers rsa rsa.pem aes128 -traditional
openssl dsaparam -genkey -out dsa.pem 1024 2> /dev/null
headers dsa dsa.pem des3
openssl pkcs8 -topk8 -in ec.pem -passout "pass:$pin" -outform DER -out "$foreign/openssl-encrypted-key.der"
chmod 644 "$foreign"/openssl-*

openssl version
