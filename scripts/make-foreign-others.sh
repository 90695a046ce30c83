#!/usr/bin/env bash
# Makes the files of NSS, Java, GnuTLS and older OpenSSL under fixtures/foreign/, out of the key and
# certificates of openssl-aes256-sha256.p12 there, which it leaves alone.
#
# Salts and dates are new each time, so running it changes every byte: fixtures/foreign/index.toml
# says which programs made the files that are committed. Takes a few seconds.
set -euo pipefail

. "$(dirname -- "${BASH_SOURCE[0]}")/foreign.bash"
openssl x509 -in "$foreign/root.pem" -out root.pem

# NSS: indefinite lengths and strings in pieces.
mkdir nss
certutil -N -d sql:nss --empty-password
pk12util -i "$source" -d sql:nss -W "$pin"
nss() { # file password, then how it is protected
    local file=$1 password=$2
    shift 2
    pk12util -o "$foreign/$file" -n "$friendly_name" -d sql:nss -W "$password" "$@"
}
nss nss-default.p12 "$pin"
nss nss-rc2-40.p12 "$pin" -c 'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC' \
    -C 'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC' -M SHA-1
nss nss-unicode-password.p12 '鍵パスワード' -c 'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC' \
    -C 'PKCS #12 V2 PBE With SHA-1 And 128 Bit RC2 CBC' -M SHA-512

# Java: a key store, one with several keys and a secret, a trust store, and its own older format.
java_store() { # file, then options
    local file=$1
    shift
    rm -f -- "$foreign/$file"
    keytool -importkeystore -noprompt -srckeystore "$source" -srcstoretype PKCS12 \
        -srcstorepass "$pin" -destkeystore "$foreign/$file" -deststorepass "${pin}00" "$@"
}
java_store java-17.p12 -deststoretype PKCS12
java_store java-17-legacy.p12 -deststoretype PKCS12 -J-Dkeystore.pkcs12.legacy
java_store java-17-several.p12 -deststoretype PKCS12
keytool -genkeypair -alias second -keyalg RSA -keysize 2048 -dname 'CN=second' -validity 36500 \
    -keystore "$foreign/java-17-several.p12" -storepass "${pin}00" -startdate '2022/01/01 00:00:00'
keytool -genseckey -alias secret -keyalg AES -keysize 256 \
    -keystore "$foreign/java-17-several.p12" -storepass "${pin}00"
java_store java-17.jks -deststoretype JKS
rm -f -- "$foreign/java-17-trust.p12"
for name in first second; do
    keytool -importcert -noprompt -alias "$name" -file root.pem \
        -keystore "$foreign/java-17-trust.p12" -storetype PKCS12 -storepass "${pin}00"
done

# GnuTLS: two encrypted safes.
gnutls() { # file password, then how it is protected
    local file=$1 password=$2
    shift 2
    # GnuTLS 3.7 takes a name for Latin-1, and one authority only with --load-ca-certificate.
    certtool --to-p12 --load-privkey key.pem --load-certificate all.pem \
        --p12-name terminal-01 --password "$password" \
        --outder --outfile "$foreign/$file" "$@"
}
gnutls gnutls-default.p12 "$pin"
gnutls gnutls-aes192-sha512.p12 "$pin" --pkcs-cipher aes-192 --hash sha512
gnutls gnutls-3des.p12 "$pin" --pkcs-cipher 3des

# OpenSSL in the ways that the two of Windows do not cover.
openssl_store() { # file password, then how it is protected
    local file=$1 password=$2
    shift 2
    openssl pkcs12 -export -inkey key.pem -in client.pem -certfile chain.pem \
        -name "$friendly_name" -passout "pass:$password" -out "$foreign/$file" "$@"
}
openssl_store openssl-default.p12 "$pin"
openssl_store openssl-legacy.p12 "$pin" -legacy
openssl_store openssl-rc2-128.p12 "$pin" -legacy -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-RC2-128
for bits in 40 64; do
    openssl_store "openssl-pbes2-rc2-$bits.p12" "$pin" -legacy \
        -keypbe "RC2-$bits-CBC" -certpbe "RC2-$bits-CBC"
done
openssl_store openssl-pbes2-rc2-128.p12 "$pin" -legacy -keypbe RC2-CBC -certpbe RC2-CBC
openssl_store openssl-des-ede3-sha384.p12 "$pin" -keypbe DES-EDE3-CBC -certpbe DES-EDE3-CBC -macalg sha384
openssl_store openssl-sha224.p12 "$pin" -macalg sha224
openssl_store openssl-empty-password.p12 ''
openssl_store openssl-no-mac-in-the-clear.p12 "$pin" -keypbe NONE -certpbe NONE -nomac
openssl_store openssl-unicode-password.p12 '鍵🔑'
openssl pkcs12 -export -nokeys -in client.pem -certfile chain.pem -passout "pass:$pin" \
    -out "$foreign/openssl-no-key.p12"
openssl pkcs12 -export -nocerts -inkey key.pem -passout "pass:$pin" -out "$foreign/openssl-key-only.p12"

# RSA keys that are sound and that few programs compute with.
openssl_rsa() { # file, then what the key is like
    local file=$1
    shift
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 "$@" -out unusual.pem 2> /dev/null
    openssl req -x509 -key unusual.pem -subj "/CN=terminal-01" -days 3650 -out unusual-client.pem
    openssl pkcs12 -export -inkey unusual.pem -in unusual-client.pem -passout "pass:$pin" \
        -out "$foreign/$file"
}
openssl_rsa openssl-rsa-exponent.p12 -pkeyopt rsa_keygen_pubexp:1099511627791
openssl_rsa openssl-rsa-three-primes.p12 -pkeyopt rsa_keygen_primes:3

chmod 644 "$foreign"/*.p12 "$foreign"/*.jks

openssl version
certtool --version | head -n 1
java --version | head -n 1
