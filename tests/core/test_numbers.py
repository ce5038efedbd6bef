"""Numbers of addresses and forms: read, or as if nothing had been sent; never an error."""

import pytest

from core.numbers import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_a_whole_number_is_read(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", [None, "", " 7", "-1", "+1", "1.0", "1e5", "٣", "一", "９", "x", "9" * 19, "9" * 5_000])
def test_anything_else_is_none(text: str | None) -> None:
    assert whole_number(text) is None
