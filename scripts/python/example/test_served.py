"""Servers whose clock the test moves."""

import urllib.request
from datetime import timedelta

import pytest

from kigen_pytest import KigenError


def ask(world, context, endpoint="claims"):
    return urllib.request.urlopen(world.url(endpoint), context=context, timeout=10).status


def test_a_certificate_is_good_until_its_last_second(kigen_world):
    world = kigen_world()
    client = world.client_context()
    world.clock.set("受付01.not_after")
    assert ask(world, client) == 200
    world.clock.advance("1s")
    with pytest.raises(OSError, match="CERTIFICATE_EXPIRED"):
        ask(world, client)


def test_a_renewal_is_a_second_certificate(kigen_world):
    world = kigen_world(start="2026-03-05T10:00:00+09:00", seed=7)
    before = world.clock.now
    assert world.clock.set("受付01.not_after - 30d") > before + timedelta(days=1000)
    renewed = world.act(do={"renew": {"pc": "受付01"}})
    assert renewed["step"]["outcome"] == "ok"
    assert [client.name for client in world.clients] == ["受付01-1", "受付01-2"]
    assert ask(world, world.client_context("受付01-2")) == 200
    assert "renew" in world.session


def test_an_endpoint_may_have_a_time_of_its_own(kigen_world):
    world = kigen_world(at=["after=受付01.not_after + 1s"], manner="nginx")
    client = world.client_context()
    assert ask(world, client) == 200
    with pytest.raises(OSError, match="400"):
        ask(world, client, "claims@after")


def test_what_is_mistyped_is_told(kigen_world):
    with pytest.raises(KigenError, match="ngnix"):
        kigen_world(manner="ngnix")
    world = kigen_world()
    with pytest.raises(KigenError, match="eligibility, claims"):
        world.url("claim")
    with pytest.raises(KigenError, match="受付01-1"):
        world.client_context("受付02-1")
    with pytest.raises(KigenError, match="受付09"):
        world.clock.set("受付09.letter")


def test_what_was_done_is_told_when_a_test_fails(pytester):
    pytester.makepyfile(
        """
        def test_that_fails(kigen_world):
            kigen_world().clock.advance("90d")
            assert False
        """
    )
    result = pytester.runpytest_subprocess()
    result.stdout.fnmatch_lines(["*kigen session*", 'after = "90d"'])
