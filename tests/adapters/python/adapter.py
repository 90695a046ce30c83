"""Reads, keeps and judges certificates with Python's cryptography, for kigen check."""

import json
import sys
from datetime import datetime
from pathlib import Path

sys.path.pop(0)  # This folder has the name of no library, but nothing is to be looked for in it.

import cryptography  # noqa: E402
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes  # noqa: E402
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12  # noqa: E402
from cryptography.x509 import verification  # noqa: E402

STORE = {}  # What is kept, by its SHA-256.


def load(request):
    return pkcs12.load_pkcs12(Path(request["file"]).read_bytes(), request["password"].encode() or None)


def seen(certificate, key):
    return {"sha256": certificate.fingerprint(hashes.SHA256()).hex(), "key": key}


def open_file(request):
    if request["format"] == "der":
        found = x509.load_der_x509_certificate(Path(request["file"]).read_bytes())
        found.not_valid_before_utc, found.not_valid_after_utc  # parsed when they are asked for
        return {"certificates": [seen(found, False)]}
    found = load(request)
    own = [seen(found.cert.certificate, found.key is not None)] if found.cert else []
    others = [seen(one.certificate, False) for one in found.additional_certs]
    return {"keys": int(found.key is not None), "certificates": own + others}


def judge(found, request):
    roots = x509.load_pem_x509_certificates(Path(request["root"]).read_bytes())
    now = datetime.fromisoformat(request["now"].replace("Z", "+00:00")).replace(tzinfo=None)
    # kigen's certificates follow RFC 5280, and not the rules for public web servers.
    policy, any_way = verification.ExtensionPolicy.permit_all(), verification.Criticality.AGNOSTIC
    ca_policy = policy.require_present(x509.BasicConstraints, any_way, None)
    ee_policy = policy.require_present(x509.ExtendedKeyUsage, any_way, for_clients)
    builder = verification.PolicyBuilder().store(verification.Store(roots)).time(now)
    verifier = builder.extension_policies(ca_policy=ca_policy, ee_policy=ee_policy).build_client_verifier()
    verifier.verify(found.cert.certificate, [one.certificate for one in found.additional_certs])


def for_clients(_policy, _certificate, usage):
    if usage is not None and x509.ExtendedKeyUsageOID.CLIENT_AUTH not in usage:
        raise ValueError("not for client authentication")


def export(request):
    found, password = STORE[request["certificate"]], request["password"].encode()
    content = (found.key, found.cert.certificate, [one.certificate for one in found.additional_certs])
    sealed = pkcs12.serialize_key_and_certificates(None, *content, BestAvailableEncryption(password))
    Path(request["file"]).write_bytes(sealed)


OPS = {
    "open": open_file,
    "verify": lambda request: judge(load(request), request),
    "reset": lambda _: STORE.clear(),
    "import": lambda request: STORE.update({seen((found := load(request)).cert.certificate, 1)["sha256"]: found}),
    "list": lambda _: {"certificates": [{"sha256": one, "key": True} for one in STORE]},
    "export": export,
    "delete": lambda request: STORE.pop(request["certificate"]) and None,
}
HELLO = {"name": "pyca/cryptography", "version": cryptography.__version__, "language": "Python"}
for line in sys.stdin:
    request = json.loads(line)
    try:
        known = {**HELLO, "ops": list(OPS), "features": ["der"]} if request["op"] == "hello" else None
        answer = known or {"outcome": "ok", **(OPS[request["op"]](request) or {})}
    except BaseException as error:  # Rust's panics are none of Exception
        answer = {"outcome": "other", "native": f"{type(error).__name__}: {error}"}
    print(json.dumps({"seq": request["seq"], **answer}), flush=True)
