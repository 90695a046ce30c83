"""Reads PKCS#12 files and judges certificates with Python's cryptography, for kigen check."""

import json
import sys
from datetime import datetime

# This folder has the name of no library, but nothing is to be looked for in it.
sys.path.pop(0)

import cryptography  # noqa: E402
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes  # noqa: E402
from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: E402
from cryptography.x509 import verification  # noqa: E402


def hello(_):
    return {
        "name": "pyca/cryptography",
        "version": cryptography.__version__,
        "language": "Python",
        "ops": ["open", "verify"],
        "features": ["der"],
    }


def load(request):
    with open(request["file"], "rb") as file:
        return pkcs12.load_pkcs12(file.read(), request["password"].encode() or None)


def open_file(request):
    if request["format"] == "der":
        with open(request["file"], "rb") as file:
            found = x509.load_der_x509_certificate(file.read())
        # It parses dates when they are asked for.
        found.not_valid_before_utc, found.not_valid_after_utc
        return {"outcome": "ok", "certificates": [seen(found, False)]}
    found = load(request)
    own = [seen(found.cert.certificate, found.key is not None)] if found.cert else []
    others = [seen(one.certificate, False) for one in found.additional_certs]
    return {"outcome": "ok", "keys": int(found.key is not None), "certificates": own + others}


def seen(certificate, key):
    return {"sha256": certificate.fingerprint(hashes.SHA256()).hex(), "key": key}


def verify(request):
    found = load(request)
    with open(request["root"], "rb") as file:
        roots = x509.load_pem_x509_certificates(file.read())
    now = datetime.fromisoformat(request["now"].replace("Z", "+00:00")).replace(tzinfo=None)
    builder = verification.PolicyBuilder().store(verification.Store(roots)).time(now)
    # kigen's certificates follow RFC 5280, and not the rules for public web servers.
    policy, any_way = verification.ExtensionPolicy.permit_all(), verification.Criticality.AGNOSTIC
    builder = builder.extension_policies(
        ca_policy=policy.require_present(x509.BasicConstraints, any_way, None),
        ee_policy=policy.require_present(x509.ExtendedKeyUsage, any_way, for_clients),
    )
    chain = [one.certificate for one in found.additional_certs]
    builder.build_client_verifier().verify(found.cert.certificate, chain)
    return {"outcome": "ok"}


def for_clients(_policy, _certificate, usage):
    if usage is not None and x509.ExtendedKeyUsageOID.CLIENT_AUTH not in usage:
        raise ValueError("not for client authentication")


OPS = {"hello": hello, "open": open_file, "verify": verify}
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = OPS[request["op"]](request)
    except BaseException as error:  # Rust's panics are none of Exception
        answer = {"outcome": "other", "native": f"{type(error).__name__}: {error}"}
    print(json.dumps({"seq": request["seq"], **answer}), flush=True)
