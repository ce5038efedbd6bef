"""Why a thing answers a question, in terms that a page or an interface can put into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.folding import folded, plain_sign
from core.ordinals import in_figures
from core.types import Bilingual
from portal.search.document import OTHER_NAMES, Document, Topic
from portal.search.matching import Match, Tier


class Because(StrEnum):
    """The kinds of reasons."""

    NAME = "name"
    OTHER_NAME = "other_name"
    ABOUT = "about"
    SOUND = "sound"
    ALIKE = "alike"
    SIMILAR = "similar"
    IN_PART = "in_part"


BY_TIER = {
    Tier.EXACT: Because.NAME, Tier.BEGINS: Because.NAME, Tier.CONTAINS: Because.NAME, Tier.INSIDE: Because.NAME,
    Tier.OTHER_EXACT: Because.OTHER_NAME, Tier.OTHER: Because.OTHER_NAME, Tier.ABOUT: Because.ABOUT, Tier.SOUND: Because.SOUND,
    Tier.SOUND_WITHIN: Because.SOUND, Tier.INITIALS: Because.SOUND, Tier.ABBREVIATED: Because.SOUND,
    Tier.ABOUT_SOUND: Because.SOUND, Tier.ALIKE: Because.ALIKE, Tier.SIMILAR: Because.SIMILAR, Tier.IN_PART: Because.IN_PART,
}


# What stands in the text is not what was typed.
AS_FOUND = frozenset({Because.SOUND, Because.ALIKE, Because.SIMILAR})


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: its kind, the word asked for, what stands for it in the thing, and of what that text speaks.

    `text` is the text that has it where that is not the title; `words` are all folded texts to be marked in the title.
    """

    because: Because
    asked: str
    found: str
    topic: Topic | None = None
    text: Bilingual = Bilingual("", "")
    words: tuple[str, ...] = ()


def _holds(text: str, found: str) -> bool:
    """Whether a text, in one of its forms, holds a folded one."""
    if not text:
        return False
    plain = folded(text)
    wanted = found.replace(" ", "")
    return any(wanted in form.replace(" ", "") for form in (plain, in_figures(plain)))


def _said(of: Document, found: str) -> tuple[Topic | None, Bilingual]:
    """Which remark holds what was found."""
    for remark in of.remarks:
        if _holds(remark.text.zh, found) or _holds(remark.text.en, found):
            return remark.topic, remark.text
    return None, Bilingual("", "")


def _is_in_title(of: Document, found: str) -> bool:
    return _holds(of.title.zh, found) or _holds(of.title.en, found)


def reason(of: Document, matches: Sequence[Match]) -> Why:
    """The weakest match tells why; all of them are marked in the title."""
    weakest = matches[0]
    because = BY_TIER[weakest.tier]
    marked = tuple(each.found if BY_TIER[each.tier] in AS_FOUND else each.word for each in matches)
    is_of_name = because not in {Because.OTHER_NAME, Because.ABOUT} and weakest.tier is not Tier.ABOUT_SOUND
    if is_of_name and _is_in_title(of, weakest.found if because in AS_FOUND else weakest.word):
        return Why(because, weakest.word, weakest.found, words=marked)
    topic, text = _said(of, weakest.found)
    if because is Because.NAME and topic:
        because = Because.OTHER_NAME if topic in OTHER_NAMES else Because.ABOUT
    return Why(because, weakest.word, weakest.found, topic, text, marked)


def marks(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where folded words stand in a text as it is written: (start, end), in order, apart from each other."""
    bare, places = _bare(text)
    found: list[tuple[int, int]] = []
    for word in words:
        wanted = word.replace(" ", "")
        at = bare.find(wanted) if wanted else -1
        if at >= 0:
            found.append((places[at], places[at + len(wanted) - 1] + 1))
    return _apart(sorted(set(found)))


def as_written(of: Document, found: str) -> str:
    """A folded text as it is written in the thing's name, or in what is said of it; as it is folded where it is in neither."""
    for text in (of.title, *(remark.text for remark in of.remarks)):
        for side in (text.en, text.zh):
            for start, end in marks(side, (found,)):
                return side[start:end]
    return found


def _bare(text: str) -> tuple[str, list[int]]:
    """A text folded sign by sign without blanks, and from where in the text each of its signs comes."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for each in plain_sign(sign):
            if each != " ":
                signs.append(each)
                places.append(place)
    return "".join(signs), places


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
