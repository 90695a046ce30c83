"""A world of `kigen serve`, whose clock the test moves."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

from .command import Kigen, KigenError, arguments_of
from .files import Client

#: Seconds that the command has for its start, for an answer and for its end.
PATIENCE = 30


class Clock:
    """The one clock of a world: of certificates, lists, notices and services. It stands until it is moved."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def now(self) -> datetime:
        """What time it is in the world."""
        return _moment(self._world.ask("/clock"))

    def advance(self, by: str) -> datetime:
        """Moves it on: `"90d"`, `"1h30m"`. All that falls due happens; connections from before end."""
        return _moment(self._world.ask("/clock/advance", {"by": by}))

    def set(self, to: str | datetime) -> datetime:
        """Moves it on to a moment: a time, or one of the world's own such as `"受付01.not_after + 1s"`."""
        text = to.isoformat() if isinstance(to, datetime) else to
        return _moment(self._world.ask("/clock/set", {"to": text}))


class World:
    """TLS servers that ask for a client certificate, and the certificates that they know."""

    def __init__(self, kigen: Kigen, folder: Path, scenario: str | os.PathLike[str] | None, options: dict[str, Any]) -> None:
        folder.mkdir()
        self.folder = folder
        ready = folder / "ready.json"
        arguments = ["--lang", "en", "serve", "--until-eof", f"--ready-file={ready}", f"--out={folder}"]
        arguments += arguments_of(options) + ([] if scenario is None else [os.fspath(scenario)])
        self._said = (folder / "said").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [kigen.command, *arguments], stdin=subprocess.PIPE, stdout=self._said, stderr=self._said
        )
        self.clock = Clock(self)
        try:
            self._ready = self._wait_until(ready)
        except BaseException:
            self.close()
            raise

    def _wait_until(self, ready: Path) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._said.seek(0)
                raise KigenError(self._said.read().strip() or "kigen serve did not begin")
            time.sleep(0.005)
        return json.loads(ready.read_text("utf-8"))

    def url(self, endpoint: str = "claims") -> str:
        """Where clients connect: `eligibility`, `claims`, or `claims@NAME` with a time of its own (`at`)."""
        urls = {one["name"]: one["url"] for one in self._ready["endpoints"]}
        if endpoint not in urls:
            raise KigenError(f"there is no endpoint {endpoint}; there is {', '.join(urls)}")
        return urls[endpoint]

    @property
    def site(self) -> str:
        """Where the authority publishes its certificates and lists."""
        return self._ready["site"]

    @property
    def root(self) -> Path:
        """What clients trust the servers by, in PEM."""
        return self.folder / "server-root.pem"

    @property
    def clients(self) -> list[Client]:
        """The certificates that were issued so far, in the order of their names: `受付01-1`, `受付01-2`."""
        keys = sorted(self.folder.glob("*.key.pem"))
        return [Client(self.folder, key.name.removesuffix(".key.pem")) for key in keys]

    def client_context(self, name: str | None = None) -> ssl.SSLContext:
        """A client that shows a certificate, the first unless it is named, and trusts the servers."""
        context = ssl.create_default_context(cafile=self.root)
        named = [client for client in self.clients if name in (None, client.name)]
        if not named:
            names = ", ".join(client.name for client in self.clients) or "none"
            raise KigenError(f"there is no certificate {name or ''}; there is {names}")
        named[0].configure_cert(context)
        return context

    def act(self, **step: Any) -> dict[str, Any]:
        """Does what a step of a scenario does: `act(do={"renew": {"pc": "受付01"}})`."""
        return self.ask("/act", step)

    def events(self, after: int = 0) -> dict[str, Any]:
        """What happened and who connected."""
        return self.ask(f"/events?after={after}")

    @property
    def session(self) -> str:
        """All that was done so far, as a file that `kigen run` plays again."""
        return self._request("/session.toml", None).decode("utf-8")

    def ask(self, path: str, body: Any = None) -> Any:
        """Asks the admin interface; with a body, it is told."""
        return json.loads(self._request(path, body))

    def _request(self, path: str, body: Any) -> bytes:
        request = urllib.request.Request(
            self._ready["admin"] + path,
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Bearer {self._ready['token']}", "Content-Type": "application/json"},
        )
        straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with straight.open(request, timeout=PATIENCE) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            problem = json.loads(error.read())
            raise KigenError(problem.get("en", str(problem))) from None

    def close(self) -> None:
        """Ends the servers."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()


def _moment(answer: Any) -> datetime:
    return datetime.fromisoformat(answer["now"])
