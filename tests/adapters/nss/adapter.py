"""Reads PKCS#12 files and judges certificates with the tools of NSS, for kigen check."""

import ctypes
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile


def run(*arguments):
    ran = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True)
    if ran.returncode != 0:
        raise ValueError((ran.stderr + ran.stdout).decode(errors="replace").strip())
    return ran.stdout.decode(errors="replace")


def version():
    library = ctypes.CDLL("libnss3.so")
    library.NSS_GetVersion.restype = ctypes.c_char_p
    return library.NSS_GetVersion().decode().split()[0]


def hello(_):
    run("certutil", "-N", "-d", f"sql:{EMPTY}", "--empty-password")
    ops = ["open", "verify"]
    return {"name": "NSS", "version": version(), "language": "C", "ops": ops, "features": ["crl"]}


def imported(request, folder):
    """A database with what is in the file, and the names of the certificates that have keys."""
    database = os.path.join(folder, "db")
    shutil.copytree(EMPTY, database)
    password = ["-W", request["password"]]
    run("pk12util", "-i", request["file"], *password, "-d", f"sql:{database}", "-K", "")
    # Each line is a name, blanks, and three letters of trust: `u` is for a key.
    listed = run("certutil", "-L", "-d", f"sql:{database}").splitlines()
    return f"sql:{database}", [line.rsplit(None, 1)[0] for line in listed if line.rstrip().endswith("u,u,u")]


def open_file(request):
    with tempfile.TemporaryDirectory() as folder:
        return {"outcome": "ok", "keys": len(imported(request, folder)[1])}


def verify(request):
    with tempfile.TemporaryDirectory() as folder:
        database, [own, *_] = imported(request, folder)
        run("certutil", "-A", "-n", "trusted", "-t", "T,C,C", "-i", request["root"], "-d", database)
        if "crl" in request:
            with open(request["crl"]) as file:
                text = file.read().replace("X509 CRL", "CERTIFICATE")
            with open(os.path.join(folder, "crl.der"), "wb") as file:
                file.write(ssl.PEM_cert_to_DER_cert(text))
            run("crlutil", "-I", "-i", file.name, "-d", database)
        now = re.sub(r"[-:T]", "", request["now"])[2:]
        said = run("certutil", "-V", "-n", own, "-u", "C", "-e", "-b", now, "-d", database)
        if "certificate is valid" not in said:
            raise ValueError(said.strip())
    return {"outcome": "ok"}


OPS = {"hello": hello, "open": open_file, "verify": verify}
with tempfile.TemporaryDirectory() as EMPTY:
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = OPS[request["op"]](request)
        except Exception as error:
            answer = {"outcome": "other", "native": str(error)}
        print(json.dumps({"seq": request["seq"], **answer}), flush=True)
