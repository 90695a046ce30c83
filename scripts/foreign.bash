# What the scripts that make fixtures/foreign/ begin with: the key and the certificates of
# openssl-aes256-sha256.p12 there, which they leave alone, in a folder that is deleted at the end.
# To be sourced.

foreign=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../fixtures/foreign" && pwd)
source=$foreign/openssl-aes256-sha256.p12
pin=0427
friendly_name='オン資PC_受付01'
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"

openssl pkcs12 -in "$source" -passin "pass:$pin" -nodes -nocerts -out key.pem
openssl pkcs12 -in "$source" -passin "pass:$pin" -nokeys -clcerts -out client.pem
openssl pkcs12 -in "$source" -passin "pass:$pin" -nokeys -cacerts -out chain.pem
cat client.pem chain.pem > all.pem
