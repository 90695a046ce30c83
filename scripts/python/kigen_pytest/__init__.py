"""Fixtures for pytest: client certificates in any state, made by the kigen command.

    def test_it(kigen_files):
        expired = kigen_files("expired")
        expired.configure_cert(client)  # as trustme does it, with an ssl.SSLContext of yours
        expired.configure_trust(server)

Everything is done by the command; this module finds it, runs it and reads what it wrote.
"""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sysconfig
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable

import pytest

__all__ = ["Files", "Kigen", "KigenError"]


class KigenError(Exception):
    """The command refused; its message says why and what to do."""


@dataclass(frozen=True)
class Files:
    """A client certificate with its key, in a state, and what belongs to it."""

    folder: Path
    name: str
    #: As the manifest has it: state, outcome, rule, certificate, stages.
    manifest: dict[str, Any] = field(repr=False)

    @property
    def p12(self) -> Path:
        """The PKCS#12 file: key, certificate and chain, protected by `pin`."""
        return self.folder / f"{self.name}.p12"

    @property
    def cert(self) -> Path:
        """The certificate and its chain, in PEM."""
        return self.folder / f"{self.name}.pem"

    @property
    def key(self) -> Path:
        """The private key, in PEM, unencrypted."""
        return self.folder / f"{self.name}.key.pem"

    @property
    def root(self) -> Path:
        """The root that servers trust, in PEM. It is the same for all files of a session with one kind of
        key."""
        return self.folder / "root.pem"

    @property
    def crl(self) -> Path:
        """A revocation list of every authority, in PEM."""
        return self.folder / "crl.pem"

    @property
    def outcome(self) -> str:
        """`ok`, or the reason code with which it should be refused."""
        return self.manifest["outcome"]

    def configure_cert(self, context: ssl.SSLContext) -> None:
        """Makes the context show this certificate."""
        context.load_cert_chain(self.cert, self.key)

    def configure_trust(self, context: ssl.SSLContext) -> None:
        """Makes the context trust the root above this certificate."""
        context.load_verify_locations(self.root)

    def client_context(self) -> ssl.SSLContext:
        """A client that shows this certificate, and takes any server for the right one."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.configure_cert(context)
        return context

    def server_context(self) -> ssl.SSLContext:
        """A server that wants a client certificate of the session's root. Its own certificate is this
        one, which names no host: for clients that do not look, such as `client_context`.

        It speaks TLS 1.2. In TLS 1.3 a client is done before the server has looked at its certificate,
        and a refusal that crosses its first words is often a connection reset instead of an alert."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.verify_mode = ssl.CERT_REQUIRED
        self.configure_cert(context)
        self.configure_trust(context)
        return context


class Kigen:
    """The kigen command. `now` is the time for which files are made, the same for all of a session:
    what is made at different moments still trusts the same root."""

    def __init__(self, command: str, now: datetime) -> None:
        self.command = command
        self.now = now
        #: What each test asked for, to be told when it fails.
        self.made: list[str] = []

    def run(self, *arguments: str | os.PathLike[str]) -> str:
        """Runs the command and returns what it printed."""
        said = subprocess.run(
            [self.command, "--lang", "en", *arguments], capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL
        )
        if said.returncode != 0:
            raise KigenError((said.stderr or said.stdout).strip())
        return said.stdout

    def files(self, folder: Path, state: str | None = None, *, pin: str = "0427", **options: str | int) -> Files:
        """Makes files in a folder. Options are those of `kigen make`: `expires_in="-1s"`,
        `key="p-256"`, `profile="openssl-3"`, `name="client"`."""
        arguments = ["make", "--out", os.fspath(folder), "--at", self.now.isoformat(), "--pin", pin]
        if state is not None:
            arguments.append(f"--state={state}")
        options.setdefault("key", "p-256")
        arguments += [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        self.made.append(self.run(*arguments))
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        specimen = manifest["specimens"][0]
        return Files(folder, specimen["name"], specimen)


def find_command() -> str | None:
    """Returns the command: `KIGEN`, or the one that came with this module, or one in the path."""
    own = Path(sysconfig.get_path("scripts")) / ("kigen.exe" if os.name == "nt" else "kigen")
    return os.environ.get("KIGEN") or (str(own) if own.exists() else shutil.which("kigen"))


@pytest.fixture(scope="session")
def kigen() -> Kigen:
    """The kigen command, at the current time."""
    command = find_command()
    if command is None:
        pytest.fail("there is no kigen command: install the package kigen, or set KIGEN to the command's path")
    return Kigen(command, datetime.now(timezone.utc).replace(microsecond=0))


@pytest.fixture
def kigen_files(kigen: Kigen, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., Files]:
    """Makes files: `kigen_files("expired")`. Each call has a folder of its own, which pytest removes."""
    kigen.made.clear()
    request.node.stash[_USED] = kigen

    def make(state: str | None = None, **options: Any) -> Files:
        return kigen.files(tmp_path / f"kigen-{len(kigen.made) + 1}", state, **options)

    return make


_USED = pytest.StashKey[Kigen]()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Tells what was made, and by which rule it is refused, of a test that failed."""
    outcome = yield
    report = outcome.get_result()
    used = item.stash.get(_USED, None)
    if report.when == "call" and report.failed and used is not None and used.made:
        report.sections.append(("kigen made", "\n".join(used.made)))
