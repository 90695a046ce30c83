"""The kigen command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from datetime import datetime
from pathlib import Path
from typing import Any

from .files import Files


class KigenError(Exception):
    """The command refused; its message says why and what to do."""


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
        arguments += arguments_of(options)
        self.made.append(self.run(*arguments))
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        specimen = manifest["specimens"][0]
        return Files(folder, specimen["name"], specimen)


def find_command() -> str | None:
    """Returns the command: `KIGEN`, or the one that came with this module, or one in the path."""
    own = Path(sysconfig.get_path("scripts")) / ("kigen.exe" if os.name == "nt" else "kigen")
    return os.environ.get("KIGEN") or (str(own) if own.exists() else shutil.which("kigen"))


def arguments_of(options: dict[str, Any]) -> list[str]:
    """Options as the command takes them: `expires_in="-1s"`, `resumption=True`, and a list for one that may
    be given several times."""
    arguments: list[str] = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        for one in value if isinstance(value, (list, tuple)) else [value]:
            arguments += [option] if one is True else [f"{option}={one}"]
    return arguments
