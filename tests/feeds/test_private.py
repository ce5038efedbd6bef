"""Secret addresses: 128 random bits that we know for ours afterwards; and how often one may be asked."""

from base64 import urlsafe_b64decode

import pytest

from feeds.private import BURST, Pace, fresh_secret, was_ours


def test_a_secret_has_128_random_bits_and_is_known_for_ours() -> None:
    several = {fresh_secret("key") for _ in range(200)}
    assert len(several) == 200
    assert len({urlsafe_b64decode(each)[:16] for each in several}) == 200
    assert all(was_ours("key", each) for each in several)
    assert not any(was_ours("another key", each) for each in several)


@pytest.mark.parametrize("stated", ["", "A" * 27, "A" * 28, "é" * 28, "=" * 28, "A" * 29, "\x00" * 28])
def test_what_is_made_up_is_not(stated: str) -> None:
    assert not was_ours("key", stated)


def test_a_burst_then_one_each_ten_seconds() -> None:
    moment = [0.0]
    pace = Pace(now=lambda: moment[0])
    assert all(pace.allows("one") for _ in range(BURST))
    assert not pace.allows("one")
    assert pace.allows("other")
    moment[0] += 9
    assert not pace.allows("one")
    moment[0] += 1
    assert pace.allows("one")
    assert not pace.allows("one")


def test_what_is_remembered_is_bounded() -> None:
    pace = Pace(now=lambda: 0.0, most=3)
    assert all(pace.allows(str(each)) for each in range(10))
    assert len(pace._left) == 3
