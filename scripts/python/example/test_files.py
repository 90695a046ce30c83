"""What the fixture gives."""

import pytest

from kigen_pytest import KigenError


def test_files_say_how_they_are_refused_and_share_a_root(kigen_files):
    revoked, none = kigen_files("revoked"), kigen_files("untrusted", name="客")
    assert (revoked.outcome, none.outcome) == ("revoked", "untrusted")
    assert none.p12.name == "客.p12"
    for path in [revoked.p12, revoked.cert, revoked.key, revoked.root, revoked.crl]:
        assert path.stat().st_size > 100
    assert revoked.root.read_bytes() == none.root.read_bytes()
    assert revoked.cert.read_bytes() != kigen_files("valid").cert.read_bytes()


def test_dates_decide_where_no_state_is_given(kigen_files):
    assert kigen_files(expires_in="-1s").manifest["state"] == "expired"
    assert kigen_files(expires_in="30d").manifest["state"] == "renewal-due"


def test_what_is_mistyped_is_told(kigen_files):
    with pytest.raises(KigenError, match="expired"):
        kigen_files("expird")


def test_what_was_made_is_told_when_a_test_fails(pytester):
    pytester.makepyfile(
        """
        def test_that_fails(kigen_files):
            kigen_files("expired")
            assert False
        """
    )
    result = pytester.runpytest_subprocess()
    result.stdout.fnmatch_lines(["*kigen made*", "expired: refused: the certificate has expired*"])
