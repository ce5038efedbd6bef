"""The desk of the register on the command line."""

from collections.abc import Callable

import pytest
from flask import Flask

from core.db import session
from events.models.premiere import PremiereClaim
from events.models.run import Run
from tests.factories import events, repertoire

Desk = Callable[..., tuple[int, str]]
PROOF = ("--by", "desk", "--evidence-en", "A programme")


@pytest.fixture
def desk(app: Flask) -> Desk:
    """Run a command of the register; answers its exit code and what it printed."""

    def run(*arguments: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["premieres", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        session.rollback()
        return result.exit_code, result.output

    return run


def two_claims() -> tuple[int, int]:
    work = repertoire.production()
    one, other = (events.premiere(slug, production_id=work.id) for slug in ("here", "there"))
    return events.claim_of(one).id, events.claim_of(other).id


def test_claims_are_listed_with_what_speaks_against_them(desk: Desk) -> None:
    one, other = two_claims()
    events.premiere("alone", is_demo=True)
    code, said = desk("list")
    assert code == 0
    assert f"{one}: claimed: performance, delta, 2026-11-21, 310000 here-house" in said
    assert f"against: claim {other} (claimed, 2026-11-21)" in said
    assert "[demo]" in said
    assert "3 claims" in said
    assert "2 claims" in desk("list", "--disputed")[1]
    assert "0 claims" in desk("list", "--state", "confirmed")[1]
    assert "3 claims" in desk("list", "--state", "all")[1]


def test_one_is_confirmed_and_the_other_refused(desk: Desk) -> None:
    one, other = two_claims()
    assert desk("confirm", str(one), "--by", "desk") == (
        1, "Error: Nothing was handed in: give --evidence-zh or --evidence-en, or --url.\n"
    )
    assert desk("confirm", str(one), *PROOF) == (0, f"claim {one}: confirmed\n")
    assert desk("confirm", str(one), *PROOF) == (0, f"claim {one} was confirmed already\n")
    code, said = desk("confirm", str(other), *PROOF)
    assert (code, said) == (
        1, f"Error: Another claim to the same first is confirmed: {one} (event here). Refuse that one first.\n"
    )
    assert desk("refuse", str(other), "--by", "desk")[0] == 1
    assert desk("refuse", str(other), "--by", "desk", "--reason-zh", "已有首演") == (0, f"claim {other}: refused\n")
    assert desk("withdraw", str(one), "--by", "its organiser") == (0, f"claim {one}: withdrawn\n")
    claim = session.get_one(PremiereClaim, one)
    assert not session.get_one(Run, claim.run_id).is_premiere
    assert "the claim is withdrawn" in desk("confirm", str(one), *PROOF)[1].lower()


def test_a_first_of_nowhere_and_a_bad_address_are_told(desk: Desk) -> None:
    key = events.claim_of(events.premiere(scope=None)).id
    assert "says not where" in desk("confirm", str(key), *PROOF)[1]
    other = events.claim_of(events.premiere("other")).id
    assert "https://" in desk("confirm", str(other), "--by", "desk", "--url", "javascript:x")[1]
    assert "longer than 300" in desk("confirm", str(other), *PROOF, "--source", "x" * 301)[1]


@pytest.mark.parametrize("key", ["99", "2147483647"])
def test_an_unknown_claim_is_told(desk: Desk, key: str) -> None:
    assert desk("confirm", key, *PROOF) == (1, f"Error: There is no claim {key}.\n")


@pytest.mark.parametrize("key", ["0", "-1", "x", "99999999999999"])
def test_a_bad_key_is_refused(desk: Desk, key: str) -> None:
    assert desk("refuse", key, "--by", "desk")[0] == 2
