"""The credit code: the standard's own sample, its neighbours, and the ways in which people write it."""

import pytest

from accounts.credit_code import ALPHABET, is_valid, normalised

SAMPLE = "91350100M000100Y43"


def test_the_sample_of_the_standard() -> None:
    assert is_valid(SAMPLE)
    assert not is_valid("91350100M000100Y44")


def test_no_other_check_digit_passes() -> None:
    assert [sign for sign in ALPHABET if is_valid(SAMPLE[:17] + sign)] == ["3"]


def test_two_signs_exchanged_are_seen() -> None:
    swapped = SAMPLE[:8] + SAMPLE[9] + SAMPLE[8] + SAMPLE[10:]
    assert swapped != SAMPLE
    assert not is_valid(swapped)


@pytest.mark.parametrize(
    "typed",
    [
        "91350100m000100y43", " 9135 0100 M000 100Y 43\n", "９１３５０１００Ｍ０００１００Ｙ４３",
        "91350100-M000100Y-43", "91350100\u3000M000100Y43",
    ],
)
def test_ways_of_writing_it(typed: str) -> None:
    assert normalised(typed) == SAMPLE


@pytest.mark.parametrize("letter", list("IOSVZ"))
def test_letters_that_are_no_signs(letter: str) -> None:
    assert not is_valid(SAMPLE[:8] + letter + SAMPLE[9:])


@pytest.mark.parametrize("code", ["", "9", SAMPLE[:17], SAMPLE + "0", "91A50100M000100Y43", "😀" * 18, "９" * 18, "٩" * 18])
def test_what_is_no_code(code: str) -> None:
    assert not is_valid(code)
