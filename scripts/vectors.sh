#!/usr/bin/env bash
# Opens every PKCS#12 file of PyPI's `cryptography-vectors` (pyca's own and NIST's PKITS), and
# compares the numbers of certificates and private keys with what OpenSSL finds. Differences have to
# be in fixtures/field/exceptions.toml, and those in there have to occur.
#
#   scripts/vectors.sh             downloads the vectors first, unless they are there
#
# Needs OpenSSL 3 and Python 3.11 with pip.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$root"

vectors=${CARGO_TARGET_DIR:-$root/target}/vectors
if ! [ -d "$vectors/cryptography_vectors" ]; then
    mkdir -p -- "$vectors"
    python3 -m pip download --quiet --no-deps --no-binary=:none: --dest "$vectors" cryptography-vectors
    python3 -m zipfile -e "$vectors"/cryptography_vectors-*.whl "$vectors"
fi
cargo build --locked --quiet -p kigen-cli
kigen=${CARGO_TARGET_DIR:-$root/target}/debug/kigen

python3 - "$kigen" "$vectors/cryptography_vectors" fixtures/field/exceptions.toml <<'PYTHON'
import json, pathlib, re, subprocess, sys, tempfile, tomllib

kigen, corpus, exceptions = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
with open(exceptions, "rb") as file:
    listed = tomllib.load(file).get("exception", [])
allowed = {one["file"]: one for one in listed if one["corpus"] == "cryptography-vectors"}
PASSWORDS = ["password", "cryptography", ""]


def openssl(file):
    """Certificates, keys and the password that opened the file."""
    for password in PASSWORDS:
        for provider in [["-legacy"], []]:
            command = ["openssl", "pkcs12", "-in", file, "-nodes", "-passin", f"pass:{password}"]
            said = subprocess.run(command + provider, capture_output=True)
            if said.returncode == 0:
                text = said.stdout.decode(errors="replace")
                blocks = re.findall("-----BEGIN (.*)-----", text)
                keys = sum("PRIVATE KEY" in block for block in blocks)
                return sum("CERTIFICATE" in block for block in blocks), keys, password
    sys.exit(f"vectors.sh: error: OpenSSL opens {file} with no password that is known here")


def inspect(file, password):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as secret:
        secret.write(password + "\n")
        secret.flush()
        command = [kigen, "inspect", file, "--password-file", secret.name, "--format", "json"]
        found = json.loads(subprocess.run(command, capture_output=True).stdout)["files"][0]
    return len(found["certificates"]), found.get("private_keys", 0)


files, wrong = sorted(corpus.rglob("*.p12")), []
for file in files:
    certificates, keys, password = openssl(file)
    expected, actual = (certificates, keys), inspect(file, password)
    name = str(file.relative_to(corpus))
    exception = allowed.pop(name, None)
    as_listed = exception and (exception["expected"], exception["actual"]) == (str(expected), str(actual))
    if (expected != actual and not as_listed) or (expected == actual and exception):
        wrong.append(f"{name}: OpenSSL finds {expected}, kigen {actual}")
wrong += [f"{name}: listed in {exceptions}, and not there" for name in allowed]
print("\n".join(wrong))
print(f"vectors.sh: {len(files) - len(wrong)} of {len(files)} files as OpenSSL finds them")
sys.exit(1 if wrong or not files else 0)
PYTHON
