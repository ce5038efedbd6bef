"""Which dates on a reader's lists clash, in words."""

from collections.abc import Collection

from core import clock
from notices.calendar_words import clash_words
from notices.clashes import clashes
from notices.queries import calendars as queries


def clash_lines(keys: Collection[int], follower_id: int, *, are_offered: bool = False) -> list[str]:
    """Which of these dates clash with each other, or with what is on any of the reader's lists. Dates that are only offered
    are looked at beside what is on a list, not beside each other."""
    listed = queries.dates_on_all(follower_id)
    known = queries.visits(sorted(listed | set(keys)), clock.now())

    def is_asked(one: int, other: int) -> bool:
        is_beside = one in listed or other in listed or not are_offered
        return is_beside and (one in keys or other in keys)

    return [clash_words(each) for each in clashes(known, is_asked)]
