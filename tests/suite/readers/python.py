"""Reads PKCS#12 files with Python's cryptography.

python.py FOLDER    answers jobs.tsv there, a line each: file, keys, certificates; or file, `error`, why
"""

import sys
from pathlib import Path

# This file may lie under the library's own name; the library is not to be looked for beside it.
sys.path.pop(0)

from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: E402


def look(file, password):
    found = pkcs12.load_pkcs12(file.read_bytes(), password.encode() or None)
    certificates = len(found.additional_certs) + (found.cert is not None)
    return int(found.key is not None), certificates


folder = Path(sys.argv[1])
for line in (folder / "jobs.tsv").read_text(encoding="utf-8").splitlines():
    file, password = line.split("\t")[:2]
    try:
        keys, certificates = look(folder / file, password)
        print(file, keys, certificates, sep="\t")
    except BaseException as error:  # Rust's panics are none of Exception
        said = f"{type(error).__name__}: {error}".replace("\n", " ").replace("\t", " ")
        print(file, "error", said, sep="\t", flush=True)
