"""Files of a client certificate in a state."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Client:
    """A client certificate with its key, as files of a folder."""

    folder: Path
    name: str

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

    def configure_cert(self, context: ssl.SSLContext) -> None:
        """Makes the context show this certificate."""
        context.load_cert_chain(self.cert, self.key)


@dataclass(frozen=True)
class Files(Client):
    """A client certificate with its key, in a state, and what belongs to it."""

    #: As the manifest has it: state, outcome, rule, certificate, stages.
    manifest: dict[str, Any] = field(repr=False)

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
