"""Whether and how well a document answers a question. The index only proposes; this decides, the same on every database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from portal.search.asked import Manner, Word
from portal.search.document import Document
from portal.search.folding import is_han
from portal.search.pinyin import boundaries, initials, is_abbreviated
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


class Where(IntEnum):
    """How a text stands in a line: the whole of it, its beginning, from the beginning of a word on, within a word."""

    WHOLE = 0
    BEGINS = 1
    WORD = 2
    INSIDE = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Why a document answers: the tier, the word as it was asked, and what stands in the document for it."""

    tier: Tier
    word: str
    found: str

    def __lt__(self, other: "Match") -> bool:
        return self.tier < other.tier


NAME_TIERS = {Where.WHOLE: Tier.EXACT, Where.BEGINS: Tier.BEGINS, Where.WORD: Tier.CONTAINS, Where.INSIDE: Tier.INSIDE}
OTHER_TIERS = {Where.WHOLE: Tier.OTHER_EXACT, Where.BEGINS: Tier.OTHER, Where.WORD: Tier.OTHER, Where.INSIDE: Tier.INSIDE}
ABOUT_TIERS = {Where.WHOLE: Tier.ABOUT, Where.BEGINS: Tier.ABOUT, Where.WORD: Tier.ABOUT, Where.INSIDE: Tier.INSIDE}
HAS_FIRST_LETTERS = 2


def where_in(line: str, text: str) -> Where | None:
    """How a squashed text stands in a folded line."""
    bare = line.replace(" ", "")
    place = bare.find(text)
    if place < 0:
        return None
    if place == 0:
        return Where.WHOLE if len(bare) == len(text) else Where.BEGINS
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
            for line in lines.splitlines():
                where = where_in(line, form)
                if where is not None:
                    yield Match(tiers[where], form, line)


def _by_text(of: Document, word: Word) -> Iterator[Match]:
    yield from _in_lines(of.names, word, NAME_TIERS)
    yield from _in_lines(of.others, word, OTHER_TIERS)
    yield from _in_lines(of.about, word, ABOUT_TIERS)


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
    letters = word.sound
    for where, han, said in _sound_lines(of):
        for first, meant in _spoken(han, said, letters):
            tier = _sound_tier(where, first, han, meant)
            if tier is not None:
                yield Match(tier, word.text, meant)


def _by_initials(of: Document, word: Word) -> Iterator[Match]:
    """Letters for syllables: from a name's beginning, or (first letters alone) from anywhere in it."""
    letters = word.sound
    if len(letters) < HAS_FIRST_LETTERS:
        return
    for where, han, said in _sound_lines(of):
        if where == "a":
            continue
        place = initials(said).find(letters)
        if place >= 0:
            tier = Tier.INITIALS if place == 0 else Tier.ABBREVIATED
            yield Match(tier, word.text, han[place : place + len(letters)])
        count = is_abbreviated(letters, said.split())
        if count >= HAS_FIRST_LETTERS:
            yield Match(Tier.ABBREVIATED, word.text, han[:count])


def _alike(of: Document, word: Word) -> Iterator[Match]:
    for where, han, said in _sound_lines(of):
        for first, meant in _spoken(han, said, word.sound):
            if len(meant) == len(word.text) and (where != "a" or first == 0):
                yield Match(Tier.ALIKE, word.text, meant)


def _nearly(of: Document, word: Word) -> Iterator[Match]:
    for lines in (of.names, of.others, of.about):
        for line in lines.splitlines():
            meant = nearly_in(line, word.text) if word.is_han else _nearly_word(line, word.text)
            if meant:
                yield Match(Tier.SIMILAR, word.text, meant)
                break
    if word.is_letters:
        for where, han, said in _sound_lines(of):
            if where != "a" and _nearly_spoken(said, word.sound):
                yield Match(Tier.SIMILAR, word.text, han)


def _nearly_word(line: str, text: str) -> str:
    """The word of a line, or the words written as one, that a text is nearly."""
    whole = line.replace(" ", "")
    candidates = [*line.split(), whole]
    return next((each for each in candidates if is_nearly(text, each)), "") or next(
        (each for each in candidates if begins_nearly(text, each)), ""
    )


def _nearly_spoken(said: str, letters: str) -> bool:
    joined, starts = boundaries(said)
    return any(is_nearly(letters, joined[start:]) or begins_nearly(letters, joined[start:]) for start in starts)


def matches_of(of: Document, word: Word) -> Iterator[Match]:
    """Every way in which a document has a word."""
    if word.manner is Manner.SIMILAR:
        yield from _nearly(of, word)
        return
    yield from _by_text(of, word)
    if word.manner is Manner.ALIKE:
        yield from _alike(of, word)
    if word.is_letters:
        yield from _by_sound(of, word)
        yield from _by_initials(of, word)


def best(of: Document, words: Iterable[Word]) -> list[Match]:
    """The best match of each word, the weakest first; empty where a word is nowhere."""
    found = [min(matches_of(of, word), default=None) for word in words]
    return [] if None in found else sorted((each for each in found if each), reverse=True)


def answers(of: Document, words: tuple[Word, ...], whole: Word | None = None) -> list[Match]:
    """Why a document answers a question, the weakest reason first; where all of it stands together that counts alone."""
    together = min(matches_of(of, whole), default=None) if whole else None
    apart = best(of, words) if whole is None or len(words) > 1 else []
    if together and (not apart or together.tier <= max(apart[0].tier, Tier.CONTAINS)):
        return [together]
    if apart and len(apart) > 1:
        # Words that stand apart are at best contained.
        apart[0] = Match(Tier(max(apart[0].tier, Tier.CONTAINS)), apart[0].word, apart[0].found)
    return apart
