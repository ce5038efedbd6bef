"""Codes of the second factor."""

from datetime import datetime, timedelta

import pytest

from accounts import codes

# RFC 6238, appendix B, SHA-1: the last six of its eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert codes.code_at(SECRET, datetime.fromisoformat("1970-01-01T00:00:00+00:00") + timedelta(seconds=second)) == code


def test_a_neighbouring_step_counts_and_a_used_one_does_not(now: datetime) -> None:
    for offset, counts in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
        code = codes.code_at(SECRET, now + timedelta(seconds=offset))
        step = codes.matching_step(SECRET, code, at=now, after=0)
        assert (step is not None) is counts, offset
        if step is not None:
            assert codes.matching_step(SECRET, code, at=now, after=step) is None


def test_what_is_typed_may_have_blanks_and_wide_digits() -> None:
    assert codes.typed("１２３ 456") == "123456"
    assert codes.typed("ABCD-efgh jkmn") == "abcdefghjkmn"


def test_recovery_codes_are_ten_and_differ() -> None:
    made = codes.fresh_recovery_codes()
    assert len(set(made)) == 10
    assert all(len(codes.typed(code)) == 16 and not codes.is_by_time(code) for code in made)
