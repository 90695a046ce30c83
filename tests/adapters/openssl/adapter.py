"""Reads PKCS#12 files and judges certificates with OpenSSL's command line, for kigen check."""

import hashlib
import json
import os
import ssl
import subprocess
import sys
import tempfile
from datetime import datetime

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def openssl(*arguments, password=""):
    # A password may hold anything, and stands in nobody's list of processes.
    ran = subprocess.run(
        ["openssl", *arguments],
        env={**os.environ, "KIGEN_PASSWORD": password},
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    if ran.returncode != 0:
        raise ValueError((ran.stderr + ran.stdout).decode(errors="replace").strip())
    return ran.stdout.decode(errors="replace")


def hello(_):
    version, ops = openssl("version").split()[1], ["open", "verify"]
    return {"name": "OpenSSL", "version": version, "language": "C", "ops": ops, "features": ["crl", "der"]}


def certificates(text):
    return [BEGIN + part.split(END)[0] + END + "\n" for part in text.split(BEGIN)[1:]]


def load(request, *options):
    arguments = ["pkcs12", "-nodes", "-in", request["file"], "-passin", "env:KIGEN_PASSWORD"]
    return openssl(*arguments, *options, password=request["password"])


def open_file(request):
    if request["format"] == "der":
        found, keys = openssl("x509", "-inform", "DER", "-in", request["file"]), None
    else:
        found = load(request)
        keys = found.count("PRIVATE KEY-----\n") // 2
    ders = map(ssl.PEM_cert_to_DER_cert, certificates(found))
    seen = [{"sha256": hashlib.sha256(der).hexdigest()} for der in ders]
    return {"outcome": "ok", "certificates": seen, **({} if keys is None else {"keys": keys})}


def verify(request):
    now = datetime.fromisoformat(request["now"].replace("Z", "+00:00"))
    arguments = ["verify", "-purpose", "sslclient", "-attime", str(int(now.timestamp()))]
    arguments += ["-no-CAfile", "-no-CApath", "-no-CAstore", "-trusted", request["root"]]
    if "crl" in request:
        arguments += ["-crl_check", "-CRLfile", request["crl"]]
    own, *chain = certificates(load(request, "-nokeys"))
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("own.pem", own), ("chain.pem", "".join(chain))):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        if chain:
            arguments += ["-untrusted", os.path.join(folder, "chain.pem")]
        openssl(*arguments, os.path.join(folder, "own.pem"))
    return {"outcome": "ok"}


OPS = {"hello": hello, "open": open_file, "verify": verify}
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = OPS[request["op"]](request)
    except Exception as error:
        answer = {"outcome": "other", "native": str(error)}
    print(json.dumps({"seq": request["seq"], **answer}), flush=True)
