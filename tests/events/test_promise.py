"""One working day, by the holiday calendar with its make-up days."""

from datetime import datetime

import pytest

from core.clock import SHANGHAI
from events.promise import promised_by


@pytest.mark.parametrize(
    ("comes_in", "answered"),
    [
        ("2026-11-19 14:20", "2026-11-20 14:20"),  # Thursday afternoon: Friday, the same clock
        ("2026-11-20 14:20", "2026-11-23 14:20"),  # Friday: Monday
        ("2026-11-20 18:00", "2026-11-23 18:00"),  # Friday after hours: Monday's end
        ("2026-11-21 12:00", "2026-11-23 18:00"),  # Saturday: Monday's end
        ("2026-11-23 07:00", "2026-11-23 18:00"),  # before hours: the same day
        ("2026-09-30 10:00", "2026-10-08 10:00"),  # National Day: seven days off
        ("2026-10-09 10:00", "2026-10-10 10:00"),  # a Saturday that is worked in exchange
        ("2026-10-10 19:00", "2026-10-12 18:00"),
        ("2026-12-31 10:00", "2027-01-04 10:00"),
    ],
)
def test_the_promise(comes_in: str, answered: str) -> None:
    at = datetime.fromisoformat(comes_in).replace(tzinfo=SHANGHAI)
    assert promised_by(at) == datetime.fromisoformat(answered).replace(tzinfo=SHANGHAI)
