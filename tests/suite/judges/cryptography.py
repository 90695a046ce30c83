"""Reads and writes PKCS#12 files with Python's cryptography.

cryptography.py version
cryptography.py read FILE PIN          prints the name, then key and certificates in PEM
cryptography.py write WAY PIN NAME     writes theirs.p12 from key.pem, client.pem and chain.pem
"""

import sys
from pathlib import Path

# This file may lie under the library's own name; the library is not to be looked for beside it.
sys.path.pop(0)

from cryptography.hazmat.backends.openssl import backend  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: E402
from cryptography.x509 import load_pem_x509_certificate  # noqa: E402

PEM = serialization.Encoding.PEM
PKCS8 = serialization.PrivateFormat.PKCS8


def read(file, pin):
    found = pkcs12.load_pkcs12(Path(file).read_bytes(), pin.encode())
    print((found.cert.friendly_name or b"").decode())
    print(found.key.private_bytes(PEM, PKCS8, serialization.NoEncryption()).decode())
    # Some versions give the others in the order of the file, some from the end.
    others = [other.certificate for other in found.additional_certs]
    certificate = found.cert.certificate
    while True:
        print(certificate.public_bytes(PEM).decode())
        issuers = [other for other in others if other.subject == certificate.issuer]
        if not issuers:
            break
        certificate = issuers[0]
        others.remove(certificate)


def write(way, pin, name):
    key = serialization.load_pem_private_key(Path("key.pem").read_bytes(), None)
    certificate = load_pem_x509_certificate(Path("client.pem").read_bytes())
    end = "-----END CERTIFICATE-----\n"
    chain = [one + end for one in Path("chain.pem").read_text().split(end) if one.strip()]
    chain = [load_pem_x509_certificate(one.encode()) for one in chain]
    builder = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2000)
    if way == "default":
        protection = serialization.BestAvailableEncryption(pin.encode())
    elif way == "TripleDES, MAC SHA-1":
        builder = builder.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
        protection = builder.hmac_hash(hashes.SHA1()).build(pin.encode())
    else:
        builder = builder.key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        protection = builder.hmac_hash(hashes.SHA256()).build(pin.encode())
    file = pkcs12.serialize_key_and_certificates(
        name.encode(), key, certificate, chain, protection
    )
    Path("theirs.p12").write_bytes(file)


command, *arguments = sys.argv[1:]
if command == "version":
    print(backend.openssl_version_text())
elif command == "read":
    read(*arguments)
else:
    write(*arguments)
