# The key and the certificate of each folder, in PEM and DER: do they belong together?
import sys
from cryptography import x509
from cryptography.hazmat.primitives import serialization as s

for folder in sys.argv[1:]:
    read = lambda name: open(f"{folder}/{name}", "rb").read()
    keys = [s.load_pem_private_key(read("key.pem"), None), s.load_der_private_key(read("key.der"), None)]
    own = [x509.load_pem_x509_certificate(read("own.pem")), x509.load_der_x509_certificate(read("own.cer"))]
    spki = lambda key: key.public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)
    assert len({spki(key.public_key()) for key in keys} | {spki(one.public_key()) for one in own}) == 1, folder
    print("ok")
