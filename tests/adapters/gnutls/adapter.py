"""Reads PKCS#12 files and judges certificates with GnuTLS's certtool, for kigen check."""

import hashlib
import json
import os
import re
import ssl
import subprocess
import sys
import tempfile

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def certtool(*arguments):
    command = ["certtool", *arguments]
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    said, complaint = (text.decode(errors="replace") for text in (ran.stdout, ran.stderr))
    # It warns of what it cannot read, and goes on.
    if ran.returncode != 0 or "error" in complaint.lower():
        raise ValueError(f"{complaint}\n{said}".strip())
    return said


def hello(_):
    version = certtool("--version").splitlines()[0].split()[-1]
    # Before 3.8 it knows no other time than now.
    ops = ["open", "verify"] if "--attime" in certtool("--help") else ["open"]
    return {"name": "GnuTLS", "version": version, "language": "C", "ops": ops, "features": ["crl", "der"]}


def certificates(text):
    return [BEGIN + part.split(END)[0] + END + "\n" for part in text.split(BEGIN)[1:]]


def open_file(request):
    if request["format"] == "der":
        found, keys = certtool("--certificate-info", "--inder", "--infile", request["file"]), None
    else:
        password = ["--password", request["password"]]
        found = certtool("--p12-info", "--inder", "--infile", request["file"], *password)
        # It shows keys as they lie in the file; to decrypt them is a second step.
        keys = re.findall(r"-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----[^-]*-----END [A-Z ]*-----\n", found)
        for key in keys:
            with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
                file.write(key)
                file.flush()
                certtool("--load-privkey", file.name, *password, "--pubkey-info")
    ders = map(ssl.PEM_cert_to_DER_cert, certificates(found))
    seen = [{"sha256": hashlib.sha256(der).hexdigest()} for der in ders]
    return {"outcome": "ok", "certificates": seen, **({} if keys is None else {"keys": len(keys)})}


def verify(request):
    password = ["--password", request["password"]]
    found = certtool("--p12-info", "--inder", "--infile", request["file"], *password)
    with tempfile.TemporaryDirectory() as folder:
        chain = os.path.join(folder, "chain.pem")
        with open(chain, "w") as file:
            file.write("".join(certificates(found)))
        arguments = ["--verify", "--infile", chain, "--load-ca-certificate", request["root"]]
        arguments += ["--verify-purpose", "1.3.6.1.5.5.7.3.2", "--attime", request["now"]]
        if "crl" in request:
            arguments += ["--load-crl", request["crl"]]
        certtool(*arguments)
    return {"outcome": "ok"}


OPS = {"hello": hello, "open": open_file, "verify": verify}
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = OPS[request["op"]](request)
    except Exception as error:
        answer = {"outcome": "other", "native": str(error)}
    print(json.dumps({"seq": request["seq"], **answer}), flush=True)
