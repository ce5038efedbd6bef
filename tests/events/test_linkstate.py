"""When a link counts as dead: what is gone at the second check, what may pass after two days, what keeps machines out never."""

from datetime import UTC, datetime, timedelta

import pytest

from events.linkstate import Standing, State, Verdict, after, pause, verdict

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("reason", "status", "said"), [
    ("done", 200, Verdict.ALIVE), ("too_large", 200, Verdict.ALIVE),
    ("status", 404, Verdict.GONE), ("status", 410, Verdict.GONE),
    ("unresolved", 0, Verdict.GONE), ("tls", 0, Verdict.GONE), ("not_public", 0, Verdict.GONE),
    ("status", 403, Verdict.UNSURE), ("status", 429, Verdict.UNSURE), ("status", 412, Verdict.UNSURE),
    ("status", 500, Verdict.FAILED), ("status", 503, Verdict.FAILED), ("timeout", 0, Verdict.FAILED),
    ("unreachable", 0, Verdict.FAILED), ("port", 0, Verdict.UNSURE), ("downgrade", 0, Verdict.UNSURE),
    ("something_new", 0, Verdict.UNSURE),
])
def test_what_an_answer_says(reason: str, status: int, said: Verdict) -> None:
    assert verdict(reason, status) is said


def run(*checks: tuple[float, Verdict], known: Standing | None = None) -> Standing:
    """Checks so many hours after the first."""
    standing = known or Standing()
    for hours, found in checks:
        standing = after(standing, found, at=NOW + hours * HOUR)
    return standing


def test_what_is_gone_is_dead_at_the_second_check() -> None:
    once = run((0, Verdict.GONE))
    assert (once.state, pause(once)) == (State.FAILING, HOUR)
    twice = run((0, Verdict.GONE), (1, Verdict.GONE))
    assert (twice.state, twice.dead_since, pause(twice)) == (State.DEAD, NOW + HOUR, 24 * HOUR)


def test_what_may_pass_is_dead_after_five_checks_and_two_days() -> None:
    assert run(*((hours, Verdict.FAILED) for hours in range(10))).state is State.FAILING, "ten checks within ten hours"
    assert run((0, Verdict.FAILED), (49, Verdict.FAILED)).state is State.FAILING, "two checks in two days"
    assert run(*((hours, Verdict.FAILED) for hours in (0, 12, 24, 36, 48))).state is State.DEAD


def test_one_good_answer_ends_the_row() -> None:
    assert run((0, Verdict.GONE), (1, Verdict.ALIVE), (2, Verdict.GONE)).state is State.FAILING
    dead = run((0, Verdict.GONE), (1, Verdict.GONE))
    assert run((25, Verdict.ALIVE), known=dead) == Standing(state=State.ALIVE)


def test_what_keeps_machines_out_is_never_dead_and_proves_no_life() -> None:
    assert run(*((hours, Verdict.UNSURE) for hours in range(0, 999, 24))).state is State.ALIVE
    dead = run((0, Verdict.GONE), (1, Verdict.GONE))
    assert run((25, Verdict.UNSURE), known=dead).state is State.DEAD


def test_gone_and_failed_in_turn_is_no_second_check() -> None:
    assert run((0, Verdict.GONE), (1, Verdict.FAILED), (2, Verdict.GONE)).state is State.FAILING
