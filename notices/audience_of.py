"""Whom a notice is for, as a value: kept as JSON with the notice and with segments. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from notices.news import News

MOST_SUBJECTS = 200


class Circle(StrEnum):
    """The kinds of audience of this package (notices/audiences); others bring theirs and are not named here."""

    FOLLOWERS = "followers"
    MEMBERS = "members"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Audience:
    """A kind of audience (notices/audience_kind.py), and the refs of the things by which it is chosen, if it is."""

    circle: str = Circle.FOLLOWERS.value
    subjects: tuple[str, ...] = ()

    @classmethod
    def stored(cls, facts: Mapping[str, Any]) -> "Audience":
        """As it was kept; followers of nothing where there is nothing that we know."""
        kind = str(facts.get("kind") or Circle.FOLLOWERS.value)
        return cls(kind, tuple(str(each) for each in facts.get("subjects", ()))[:MOST_SUBJECTS])

    def to_store(self) -> dict[str, Any]:
        """As JSON."""
        return {"kind": str(self.circle), "subjects": list(self.subjects)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one notice asks of an audience: the things it is chosen by, whose notice it is (None: the staff's), and what
    somebody must have asked to hear where that counts (a word of notices/news.py)."""

    subjects: tuple[str, ...] = ()
    organisation_id: int | None = None
    news: str = News.ORGANISER.value


def stop_of(circle: str, organisation_id: int | None) -> str:
    """By what word a mailbox is kept that wants no more notices to one circle of one organisation (None: the site's)."""
    return f"announcement:{organisation_id or 0}:{circle}"


def news_of(*, is_promotional: bool) -> str:
    """What followers must have asked for to get it."""
    return News.PROMOTION.value if is_promotional else News.ORGANISER.value


def asked(audience: Audience, organisation_id: int | None, *, is_promotional: bool) -> Asked:
    """The audience of one notice."""
    return Asked(
        subjects=audience.subjects, organisation_id=organisation_id, news=news_of(is_promotional=is_promotional)
    )
