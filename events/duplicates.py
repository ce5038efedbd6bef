"""Whether two listings are one and the same thing: by title (readings too), by day, by place. Pure.

Titles are compared as they are said: 《》 and what stands around it fall away, a subtitle is forgiven, 第二十一届 is 第21届;
two different editions are never the same thing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from core.folding import folded, is_han, squashed
from core.ordinals import in_figures
from core.pinyin import syllables, typed
from core.types import Bilingual

NEAR_DAYS = 1
LIKELY, POSSIBLE = 0.8, 0.65
LEAST_TITLE = 0.7
TITLE, DAY, PLACE = 0.6, 0.25, 0.15
SHORT = 2
_QUOTED = re.compile("[《〈「『“](.+?)[》〉」』”]")
_SUBTITLE = re.compile(r"\s*(?:[:：·・|｜/（(—–]|--|\s-\s)")
_EDITION = re.compile(r"第(\d+)|(\d+)(?:st|nd|rd|th)\b|((?:19|20)\d\d)")


class Alike(StrEnum):
    """In what two listings agree."""

    SAME_TITLE = "same_title"
    SUBTITLE = "subtitle"
    SAME_SOUND = "same_sound"
    SIMILAR_TITLE = "similar_title"
    SAME_DAY = "same_day"
    NEXT_DAY = "next_day"
    SAME_VENUE = "same_venue"
    SAME_CITY = "same_city"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A listing as it is compared: its titles, its days, its place (`venue_id` None where the house is unknown)."""

    event_id: int | None
    slug: str
    title: Bilingual
    days: frozenset[date]
    city: str
    venue_id: int | None = None
    is_own: bool = False
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far another listing is the same thing: `score` from 0 to 1, and in what they agree."""

    other: Listed
    score: float
    reasons: tuple[Alike, ...]

    @property
    def is_likely(self) -> bool:
        """Whether it is to be asked about loudly; else it is only mentioned."""
        return self.score >= LIKELY


def near_duplicates(listed: Listed, others: Iterable[Listed], *, most: int = 5) -> tuple[Likeness, ...]:
    """Those of the others that may be the same thing, the likeliest first."""
    found = [likeness(listed, other) for other in others if other.event_id != listed.event_id]
    return tuple(sorted((each for each in found if each.score >= POSSIBLE), key=lambda each: -each.score)[:most])


def likeness(one: Listed, other: Listed) -> Likeness:
    """How far two are alike; 0 where title, day or place say that they are different things."""
    title, title_why = _titles(one.title, other.title)
    day, day_why = _days(one.days, other.days)
    place, place_why = _places(one, other)
    reasons = tuple(each for each in (title_why, day_why, place_why) if each)
    if title < LEAST_TITLE or not day or place < 0:
        return Likeness(other, 0.0, ())
    return Likeness(other, round(TITLE * title + DAY * day + PLACE * place, 2), reasons)


def _days(ours: frozenset[date], theirs: frozenset[date]) -> tuple[float, Alike | None]:
    if ours & theirs:
        return 1.0, Alike.SAME_DAY
    step = timedelta(days=NEAR_DAYS)
    if any(day + step in theirs or day - step in theirs for day in ours):
        return 0.6, Alike.NEXT_DAY
    return 0.0, None


def _places(one: Listed, other: Listed) -> tuple[float, Alike | None]:
    """Two houses that are both known and differ speak against it: the same work may play twice in one city on one night."""
    if one.venue_id is not None and other.venue_id is not None:
        return (1.0, Alike.SAME_VENUE) if one.venue_id == other.venue_id else (-1.0, None)
    if one.city and one.city == other.city:
        return 0.6, Alike.SAME_CITY
    return -1.0, None


def _titles(ours: Bilingual, theirs: Bilingual) -> tuple[float, Alike | None]:
    """The best of what the languages say; Chinese is also heard, so that a title in pinyin finds it."""
    found = [
        _texts(mine, other)
        for mine in (ours.zh, ours.en) if mine
        for other in (theirs.zh, theirs.en) if other
    ]
    return max(found, key=lambda each: each[0], default=(0.0, None))


def _texts(mine: str, other: str) -> tuple[float, Alike | None]:
    plain, plain_other = said(mine), said(other)
    if not plain or not plain_other or _are_two_editions(mine, other):
        return 0.0, None
    if plain == plain_other:
        return 1.0, Alike.SAME_TITLE
    if _is_subtitled(mine, other):
        return 0.9, Alike.SUBTITLE
    if _heard(plain) == _heard(plain_other):
        return 0.9, Alike.SAME_SOUND
    return SequenceMatcher(None, plain, plain_other, autojunk=False).ratio() * 0.95, Alike.SIMILAR_TITLE


def _are_two_editions(mine: str, other: str) -> bool:
    ours, theirs = editions(mine), editions(other)
    return bool(ours and theirs) and ours != theirs


def said(title: str) -> str:
    """A title bare of its marks: what 《》 encloses where there is any, numbers in figures, nothing between the signs."""
    quoted = _QUOTED.search(title)
    return squashed(in_figures(folded(quoted.group(1) if quoted else title)))


def _main_part(title: str) -> str:
    """A title without its subtitle, and without what stands around 《》."""
    quoted = _QUOTED.search(title)
    text = quoted.group(1) if quoted else title
    return squashed(in_figures(folded(_SUBTITLE.split(text.strip(), maxsplit=1)[0])))


def _is_subtitled(mine: str, other: str) -> bool:
    """Whether both have one main part, or one begins or ends with the other (话剧长桥 and 《长桥》)."""
    main, main_other = _main_part(mine), _main_part(other)
    if len(main) >= SHORT and main == main_other:
        return True
    plain, plain_other = sorted((said(mine), said(other)), key=len)
    is_long_enough = len(plain) > SHORT or (len(plain) == SHORT and len(plain_other) <= 2 * SHORT + 1 and is_han(plain[0]))
    return is_long_enough and (plain_other.startswith(plain) or plain_other.endswith(plain))


def _heard(text: str) -> str:
    return typed("".join(syllables(text)))


def editions(title: str) -> frozenset[str]:
    """The editions and years that a title names: 第二十一届 → {"21"}."""
    return frozenset(next(filter(None, each)) for each in _EDITION.findall(in_figures(folded(title))))


def around(days: Sequence[date], most: int) -> tuple[date, ...]:
    """The days on which the same thing could stand: each day and its neighbours, the first `most` of them."""
    near = {day + timedelta(days=step) for day in days for step in range(-NEAR_DAYS, NEAR_DAYS + 1)}
    return tuple(sorted(near)[:most])
