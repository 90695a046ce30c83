"""Says for each time whether a client's certificate is valid."""

import sys
from datetime import datetime

from cryptography import x509
from cryptography.x509 import verification


def read(name):
    with open(name, "rb") as file:
        return x509.load_pem_x509_certificate(file.read())


clients = verification.ExtensionPolicy.permit_all()
authorities = verification.ExtensionPolicy.webpki_defaults_ca()
builder = verification.PolicyBuilder().store(verification.Store([read("root.pem")]))
builder = builder.extension_policies(ca_policy=authorities, ee_policy=clients)
for time in sys.argv[1:]:
    verifier = builder.time(datetime.fromisoformat(time)).build_client_verifier()
    try:
        verifier.verify(read("client.pem"), [read("issuing.pem")])
        print("yes")
    except verification.VerificationError as error:
        print("no" if "validity" in str(error) or "not valid" in str(error) or "expired" in str(error) else error)
