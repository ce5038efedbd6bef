"""Whether and how well a document answers a question. The index only proposes; this decides, the same on every database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from core.folding import is_han
from core.pinyin import boundaries, initials, is_abbreviated
from portal.search.asked import Manner, Word
from portal.search.document import Document
from portal.search.similar import begins_nearly, is_nearly, nearly_in
from portal.search.words import stage_words


class Tier(IntEnum):
    """How well; less is better."""

    EXACT = 0
    OTHER_EXACT = 1
    BEGINS = 2
    CONTAINS = 3
    OTHER = 4
    ABOUT = 5
    SOUND = 6
    SOUND_WITHIN = 7
    INITIALS = 8
    ABBREVIATED = 9
    ABOUT_SOUND = 10
    INSIDE = 11
    ALIKE = 12
    SIMILAR = 13
    IN_PART = 14


class Where(IntEnum):
    """How a text stands in a line: the whole of it, its beginning, from the beginning of a word on, within a word."""

    WHOLE = 0
    BEGINS = 1
    WORD = 2
    INSIDE = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Why a document answers: the tier, the word as it was asked, what stands in the document for it, and (among those that
    sound alike or are similar) how well it stands there."""

    tier: Tier
    word: str
    found: str
    fit: int = 0

    def __lt__(self, other: "Match") -> bool:
        return (self.tier, self.fit) < (other.tier, other.fit)


NAME_TIERS = {Where.WHOLE: Tier.EXACT, Where.BEGINS: Tier.BEGINS, Where.WORD: Tier.CONTAINS, Where.INSIDE: Tier.INSIDE}
OTHER_TIERS = {Where.WHOLE: Tier.OTHER_EXACT, Where.BEGINS: Tier.OTHER, Where.WORD: Tier.OTHER, Where.INSIDE: Tier.INSIDE}
ABOUT_TIERS = {Where.WHOLE: Tier.ABOUT, Where.BEGINS: Tier.ABOUT, Where.WORD: Tier.ABOUT, Where.INSIDE: Tier.INSIDE}
HAS_FIRST_LETTERS = 2


def where_in(line: str, text: str) -> Where | None:
    """How a squashed text stands in a folded line."""
    bare = line.replace(" ", "")
    place = bare.find(text)
    if place <= 0:
        return None if place < 0 else (Where.WHOLE if len(bare) == len(text) else Where.BEGINS)
    if is_han(text[0]):
        return Where.WORD
    starts = _word_starts(line)
    while place >= 0:
        if place in starts or is_han(bare[place - 1]):
            return Where.WORD
        place = bare.find(text, place + 1)
    return Where.INSIDE


def _word_starts(line: str) -> set[int]:
    starts, reached = set(), 0
    for word in line.split():
        starts.add(reached)
        reached += len(word)
    return starts


def _in_lines(lines: str, word: Word, tiers: dict[Where, Tier]) -> Iterator[Match]:
    bare = lines.replace(" ", "")
    for form in word.forms:
        if form in bare:
            for line, bare_line in zip(lines.split("\n"), bare.split("\n"), strict=True):
                where = where_in(line, form) if form in bare_line else None
                if where is not None:
                    yield Match(tiers[where], form, line)


def _sound_lines(of: Document) -> Iterator[tuple[str, str, str]]:
    for line in of.sounds.splitlines():
        where, han, said = line.split("|")
        yield where, han, said


def _spoken(han: str, said: str, letters: str) -> Iterator[tuple[int, str]]:
    """Where letters stand in a line of syllables from the beginning of one on: the place, and the Chinese meant."""
    if letters not in said.replace(" ", ""):
        return
    joined, starts = boundaries(said)
    ordered = sorted(starts)
    place = joined.find(letters)
    while place >= 0:
        if place in starts:
            first = ordered.index(place)
            last = sum(start < place + len(letters) for start in ordered)
            yield first, han[first:last]
        place = joined.find(letters, place + 1)


def _sound_tier(where: str, first: int, han: str, meant: str) -> Tier | None:
    """A whole name that was typed in pinyin is as good as its beginning in Chinese."""
    if where == "a":
        return Tier.ABOUT_SOUND if first == 0 else None
    if meant == han and where == "n":
        return Tier.BEGINS
    if meant == han or first == 0 or meant in stage_words():
        return Tier.SOUND
    return Tier.SOUND_WITHIN


def _by_sound(of: Document, word: Word) -> Iterator[Match]:
    letters = word.sounds[0]
    for where, han, said in _sound_lines(of):
        for first, meant in _spoken(han, said, letters):
            tier = _sound_tier(where, first, han, meant)
            if tier is not None:
                yield Match(tier, word.text, meant)


def _by_initials(of: Document, word: Word) -> Iterator[Match]:
    """Letters for syllables: from a name's beginning, or (first letters alone) from anywhere in it."""
    letters = word.sounds[0]
    for where, han, said in _sound_lines(of):
        if where == "a":
            continue
        place = initials(said).find(letters)
        if place >= 0:
            is_whole = where == "n" and len(letters) == len(han)
            tier = Tier.INITIALS if is_whole else Tier.ABBREVIATED
            yield Match(tier, word.text, han[place : place + len(letters)])
        count = is_abbreviated(letters, said.split())
        if count >= HAS_FIRST_LETTERS:
            yield Match(Tier.ABBREVIATED, word.text, han[:count])


def _alike(of: Document, word: Word) -> Iterator[Match]:
    for where, han, said in _sound_lines(of):
        for letters in word.sounds:
            for first, meant in _spoken(han, said, letters):
                if len(meant) == len(word.text) and (where != "a" or first == 0):
                    yield Match(Tier.ALIKE, word.text, meant, _fit(where, han, meant))


def _fit(where: str, text: str, meant: str) -> int:
    """A whole name first, then a part of one, then other names, then what is said of the thing."""
    if where == "n":
        return 0 if len(text.replace(" ", "")) == len(meant) else 1
    return 2 if where == "o" else 3


def _nearly(of: Document, word: Word) -> Iterator[Match]:
    for where, lines in (("n", of.names), ("o", of.others), ("a", of.about)):
        for line in lines.splitlines():
            meant = nearly_in(line, word.text) if word.is_han else _nearly_word(line, word.text)
            if meant:
                yield Match(Tier.SIMILAR, word.text, meant, _fit(where, line, meant))
    if word.is_letters:
        for where, han, said in _sound_lines(of):
            meant = _nearly_spoken(han, said, word.sounds[0]) if where != "a" else ""
            if meant:
                yield Match(Tier.SIMILAR, word.text, meant, _fit(where, han, meant))


def _nearly_word(line: str, text: str) -> str:
    """The word of a line, or the words written as one, that a text is nearly."""
    candidates = [*line.split(), line.replace(" ", "")]
    return next((each for each in candidates if is_nearly(text, each)), "") or next(
        (each for each in candidates if begins_nearly(text, each)), ""
    )


def _nearly_spoken(han: str, said: str, letters: str) -> str:
    """The Chinese whose syllables are nearly the letters."""
    syllables = said.split()
    for first in range(len(syllables)):
        spoken = ""
        for last in range(first, len(syllables)):
            spoken += syllables[last]
            if last > first and is_nearly(letters, spoken):
                return han[first : last + 1]
            if len(spoken) > len(letters):
                break
    return ""


def match_of(of: Document, word: Word) -> Match | None:
    """The best way in which a document has a word; what cannot be better is not looked for."""
    if word.manner is Manner.SIMILAR:
        return min(_nearly(of, word), default=None)
    named = (*_in_lines(of.names, word, NAME_TIERS), *_in_lines(of.others, word, OTHER_TIERS))
    found = min(named, default=None)
    if found and found.tier <= Tier.ABOUT:
        return found
    ways = [*([found] if found else []), *_in_lines(of.about, word, ABOUT_TIERS)]
    if word.manner is Manner.ALIKE:
        ways += _alike(of, word)
    if word.is_letters and len(word.text) > 1:
        ways += _by_sound(of, word)
        ways += _by_initials(of, word) if all(each.tier > Tier.INITIALS for each in ways) else ()
    return min(ways, default=None)


def _apart(of: Document, words: Iterable[Word]) -> list[Match]:
    """The match of each word, the weakest first; empty where a word is nowhere."""
    found: list[Match] = []
    for word in words:
        match = match_of(of, word)
        if match is None:
            return []
        found.append(match)
    return sorted(found, reverse=True)


def answers(of: Document, words: tuple[Word, ...], whole: Word | None = None) -> list[Match]:
    """Why a document answers a question, the weakest reason first; where all of it stands together that counts alone."""
    together = match_of(of, whole) if whole else None
    if together and together.tier <= Tier.CONTAINS:
        return [together]
    apart = _apart(of, words) if whole is None or len(words) > 1 else []
    if len(apart) > 1 and apart[0].tier < Tier.CONTAINS:
        # Words that stand apart are at best contained.
        apart[0] = replace(apart[0], tier=Tier.CONTAINS)
    if together and (not apart or together.tier <= apart[0].tier):
        return [together]
    return apart
