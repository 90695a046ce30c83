#!/usr/bin/env bash
# Makes the PKCS#12 files from elsewhere that scenarios of the catalogue import, with OpenSSL, into
# the folder that is given; and beside each the root to trust, as PEM.
#
#   vpn.p12, vpn.pem          the client certificate of a VPN, good for ten years
#   same-key.p12, same-key.pem  one key with two certificates: the first, and its renewal
#
# Keys and signatures are new each time, so a new file has a new SHA-256: a scenario names it, and
# carries it along under that name in fixtures/scenarios/<scenario>.files/. Takes a second.
set -euo pipefail

out=$(realpath -- "${1:?the folder to write to}")
pin=0427
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"

cat > ca.cnf <<'CNF'
[ca]
default_ca = one
[one]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
x509_extensions = client
[any]
organizationName = optional
commonName = supplied
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CNF
touch index.txt

new_key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

# A root that is good from 2020 to 2050: name, subject.
root() {
    new_key "$1.key"
    openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
    openssl ca -batch -notext -config ca.cnf -selfsign -keyfile "$1.key" -in "$1.csr" -out "$1.pem" \
        -extensions root -startdate 20200101000000Z -enddate 20500101000000Z 2>/dev/null
}

# A client's certificate: root, key, subject, first and last second, file.
client() {
    openssl req -new -key "$2" -subj "$3" -out client.csr
    openssl ca -batch -notext -config ca.cnf -keyfile "$1.key" -cert "$1.pem" -in client.csr -out "$6" \
        -startdate "$4" -enddate "$5" 2>/dev/null
}

root vpn '/O=Example VPN (simulated)/CN=Example VPN Root'
new_key user.key
client vpn user.key '/O=Example VPN (simulated)/CN=vpn-user' 20220101000000Z 20320101000000Z user.pem
openssl pkcs12 -export -inkey user.key -in user.pem -certfile vpn.pem -name 'VPN' \
    -passout "pass:$pin" -out "$out/vpn.p12"
openssl x509 -in vpn.pem -out "$out/vpn.pem"

root same-key '/O=Example Same Key (simulated)/CN=Example Same Key Root'
new_key kept.key
client same-key kept.key '/O=Example Same Key (simulated)/CN=desk-1' 20220401000000Z 20230401000000Z old.pem
client same-key kept.key '/O=Example Same Key (simulated)/CN=desk-1' 20230301000000Z 20240301000000Z new.pem
cat new.pem old.pem > both.pem
openssl pkcs12 -export -inkey kept.key -in both.pem -certfile same-key.pem -name 'desk-1' \
    -passout "pass:$pin" -out "$out/same-key.p12"
openssl x509 -in same-key.pem -out "$out/same-key.pem"
