"""Fixtures for pytest: client certificates in any state, and servers whose clock a test moves.

    def test_it(kigen_files):
        expired = kigen_files("expired")
        expired.configure_cert(client)  # as trustme does it, with an ssl.SSLContext of yours
        expired.configure_trust(server)

    def test_that(kigen_world):
        world = kigen_world()
        world.clock.set("受付01.not_after + 1s")

Everything is done by the command; this package finds it, runs it and reads what it wrote.
"""

from __future__ import annotations

import itertools
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from .command import Kigen, KigenError, find_command
from .files import Client, Files
from .world import Clock, World

__all__ = ["Client", "Clock", "Files", "Kigen", "KigenError", "World"]


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


@pytest.fixture
def kigen_world(kigen: Kigen, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., World]]:
    """Serves a world: `kigen_world()`, `kigen_world("night.toml", manner="nginx")`. Options are those of
    `kigen serve`. It ends with the test."""
    worlds = request.node.stash[_WORLDS] = []
    numbers = itertools.count(1)

    def serve(scenario: str | Path | None = None, **options: Any) -> World:
        world = World(kigen, tmp_path / f"kigen-world-{next(numbers)}", scenario, options)
        worlds.append(world)
        return world

    yield serve
    for world in worlds:
        world.close()


_USED = pytest.StashKey[Kigen]()
_WORLDS = pytest.StashKey["list[World]"]()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Tells of a test that failed what was made, by which rule it is refused, and what was done to each
    world, as a scenario that `kigen run` plays again."""
    outcome = yield
    report = outcome.get_result()
    if report.when != "call" or not report.failed:
        return
    used = item.stash.get(_USED, None)
    if used is not None and used.made:
        report.sections.append(("kigen made", "\n".join(used.made)))
    for world in item.stash.get(_WORLDS, []):
        try:
            report.sections.append(("kigen session", world.session))
        except (OSError, KigenError) as error:
            report.sections.append(("kigen session", f"it cannot be had: {error}"))
