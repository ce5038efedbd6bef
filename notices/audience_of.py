"""Whom a notice is for, as a value: kept as JSON with the notice and with segments. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from notices.news import News

MOST_SUBJECTS = 200


class Circle(StrEnum):
    """Followers of chosen things, the organisation's own people, or (the staff's) everybody who follows anything.

    Another circle, such as those who registered, is one more word here and one more reading in queries/announcements.py.
    """

    FOLLOWERS = "followers"
    MEMBERS = "members"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Audience:
    """A circle, and for followers the refs of the things they follow."""

    circle: Circle = Circle.FOLLOWERS
    subjects: tuple[str, ...] = ()

    @classmethod
    def stored(cls, facts: Mapping[str, Any]) -> "Audience":
        """As it was kept; followers of nothing where there is nothing that we know."""
        kind = facts.get("kind", "")
        circle = Circle(kind) if kind in set(Circle) else Circle.FOLLOWERS
        return cls(circle, tuple(str(each) for each in facts.get("subjects", ()))[:MOST_SUBJECTS])

    def to_store(self) -> dict[str, Any]:
        """As JSON."""
        return {"kind": self.circle.value, "subjects": list(self.subjects) if self.circle is Circle.FOLLOWERS else []}


def news_of(*, is_promotional: bool) -> str:
    """What followers must have asked for to get it."""
    return News.PROMOTION.value if is_promotional else News.ORGANISER.value
