"""What somebody typed, read in the ways in which it may be meant, and what the index is asked for each of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from core.folding import folded, is_han, squashed, words_of
from core.ordinals import in_figures
from core.pinyin import abbreviations, read_aloud, typed
from core.text import clean_line
from delta.cities import City, all_cities
from portal.search.expression import And, Expression, Or
from portal.search.tokens import BEGINNING, Field, asked, asked_anywhere
from portal.search.words import stage_words

MOST_SIGNS = 64
MOST_WORDS = 8
MOST_SLIPS = 3
LEAST_HAN, LEAST_LATIN, LONGEST_SIMILAR = 3, 4, 20
SHORTEST_PART, LONGEST_SPLIT = 2, 14
LONGEST_ABBREVIATION = 10
# They say nothing where other words stand beside them.
SMALL_WORDS = frozenset({
    "a", "an", "the", "of", "in", "at", "on", "to", "for", "and", "with", "by", "near", "的", "和", "与", "在", "了",
})
CITY_ENDINGS = ("city", "shi")
NAMED = (Field.NAME, Field.OTHER)
ANYWHERE = (Field.NAME, Field.OTHER, Field.ABOUT)


class Manner(StrEnum):
    """How a word is taken: as it stands, by its sound, or with one sign wrong."""

    PLAIN = "plain"
    ALIKE = "alike"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was asked for: the forms in which it may stand in a text, all squashed."""

    forms: tuple[str, ...]
    manner: Manner = Manner.PLAIN

    @property
    def text(self) -> str:
        """As it was typed."""
        return self.forms[0]

    @property
    def is_letters(self) -> bool:
        """Whether it may be pinyin."""
        return self.text.isascii() and self.text.isalpha()

    @property
    def is_han(self) -> bool:
        """Whether all of it is Chinese."""
        return all(map(is_han, self.text))

    @property
    def sounds(self) -> tuple[str, ...]:
        """How it sounds: pinyin as typed, or the ways in which its Chinese is read."""
        return (typed(self.text),) if self.is_letters else tuple(each.replace(" ", "") for each in read_aloud(self.text))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the words typed, cut to a fit length. `was_cut`: there was more."""

    text: str
    words: tuple[Word, ...]
    whole: Word
    was_cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it holds no letter, digit or character."""
        return not self.words


def _forms(text: str) -> tuple[str, ...]:
    """A folded text as it stands, with numbers as figures, and in the singular; squashed."""
    plain = squashed(text)
    forms = [plain, squashed(in_figures(text))]
    if plain.isascii() and plain.isalpha() and len(plain) > LEAST_LATIN and plain.endswith("s") and not plain.endswith("ss"):
        forms.append(plain[:-1])
    return tuple(dict.fromkeys(forms))


def read(typed_text: str) -> Asked:
    """A question as it was typed."""
    line = clean_line(typed_text[: 4 * MOST_SIGNS])
    was_cut = len(line) > MOST_SIGNS or len(typed_text) > 4 * MOST_SIGNS
    line = line[:MOST_SIGNS].rstrip()
    plain = folded(line)
    typed_words = words_of(in_figures(plain)) if in_figures(plain).count(" ") < plain.count(" ") else words_of(plain)
    telling = [each for each in typed_words if each not in SMALL_WORDS and not (len(each) == 1 and "a" <= each <= "z")]
    chosen = list(dict.fromkeys(telling or typed_words))[:MOST_WORDS]
    return Asked(line, tuple(Word(_forms(each)) for each in chosen), Word(_forms(plain)), was_cut)


@cache
def _namesakes() -> dict[str, tuple[City, ...]]:
    found: dict[str, tuple[City, ...]] = {}
    for city in all_cities():
        name = squashed(folded(city.name.en))
        found[name] = (*found.get(name, ()), city)
    return {name: cities for name, cities in found.items() if len(cities) > 1}


def namesakes(question: Asked) -> tuple[City, ...]:
    """Cities that share the English name that was typed: Suzhou and Taizhou are two each."""
    texts = [question.whole.text, *(word.text for word in question.words)]
    for text in texts:
        for ending in ("", *CITY_ENDINGS):
            found = _namesakes().get(text.removesuffix(ending))
            if found:
                return found
    return ()


# --- what the index is asked ---


def _any_form(fields: Sequence[Field], word: Word) -> list[Expression]:
    return [asked_anywhere(fields, form) for form in word.forms]


def _by_sound(word: Word) -> list[Expression]:
    """Where letters may be pinyin."""
    return [asked(Field.SOUND, typed(word.text))] if word.is_letters and len(word.text) > 1 else []


def by_name(question: Asked) -> Expression:
    """Things whose names have all the words."""
    every = And(tuple(Or(tuple(_any_form(NAMED, word))) for word in question.words))
    return Or((every, *_any_form(NAMED, question.whole)))


def by_anything(question: Asked) -> Expression:
    """Things that have each word somewhere: in a name, in what is said of them, in how they sound."""
    every = And(tuple(_somewhere(word) for word in question.words))
    return Or((every, *_by_sound(question.whole)))


def by_initials(question: Asked) -> Expression | None:
    """Things whose name the letters abbreviate: by its first letters, or by the beginnings of its syllables."""
    letters = typed(question.whole.text)
    if not question.whole.is_letters or not SHORTEST_PART <= len(letters) <= LONGEST_ABBREVIATION:
        return None
    beginnings = (asked(Field.INITIALS, BEGINNING + each) for each in abbreviations(letters))
    return Or((asked(Field.INITIALS, letters), *beginnings))


def _somewhere(word: Word) -> Expression:
    return Or((*_any_form(ANYWHERE, word), *_by_sound(word)))


def _with_one_wrong(fields: Sequence[Field], text: str) -> list[Expression]:
    """Texts that have all of it but one sign, or two neighbours that changed places."""
    found: list[Expression] = []
    for place in range(len(text)):
        for width in (1, 2):
            parts = [part for part in (text[:place], text[place + width :]) if part]
            longer = [part for part in parts if len(part) > 1 or is_han(part)]
            found += [And(tuple(asked(field, part) for part in longer or parts)) for field in fields if parts]
    return found


def _nearly(word: Word) -> Expression:
    """What the index is asked for a word that is not taken as it stands."""
    if word.manner is Manner.PLAIN:
        return _somewhere(word)
    if word.manner is Manner.ALIKE:
        return Or((*(asked(Field.SOUND, each) for each in word.sounds), *_any_form(ANYWHERE, word)))
    fields = (*ANYWHERE, Field.SOUND) if word.is_letters else ANYWHERE
    return Or(tuple(_with_one_wrong(fields, word.text)))


def nearly(readings: Sequence[tuple[Word, ...]]) -> Expression:
    """Things that fit one of several readings."""
    return Or(tuple(And(tuple(map(_nearly, words))) for words in readings))


# --- other readings, for what was not found as it stands ---


def _parts(word: Word) -> Iterator[tuple[Word, ...]]:
    """A run of Chinese written without blanks, parted in two: 杭州越剧 → 杭州 and 越剧; around 的 in any case."""
    text = word.text
    if not _may_be_parted(text):
        return
    if "的" in text.strip("的"):
        yield tuple(Word(_forms(part)) for part in text.split("的") if part)
    for place in range(SHORTEST_PART, len(text) - SHORTEST_PART + 1):
        yield Word(_forms(text[:place])), Word(_forms(text[place:]))


def _may_be_parted(text: str) -> bool:
    return 2 * SHORTEST_PART <= len(text) <= LONGEST_SPLIT and all(is_han(sign) or sign.isdecimal() for sign in text)


def _alike(word: Word) -> Iterator[tuple[Word, ...]]:
    if word.is_han and len(word.text) >= SHORTEST_PART:
        yield (Word(word.forms, Manner.ALIKE),)


def _similar(word: Word) -> Iterator[tuple[Word, ...]]:
    """A wrong figure is another number, no slip."""
    least = LEAST_HAN if word.is_han else LEAST_LATIN
    if least <= len(word.text) <= LONGEST_SIMILAR and not any(map(str.isdecimal, word.text)):
        yield (Word(word.forms, Manner.SIMILAR),)


def _each_read(question: Asked, way: Callable[[Word], Iterator[tuple[Word, ...]]]) -> list[tuple[Word, ...]]:
    """One word read otherwise, all others as they stand."""
    return [
        (*question.words[:number], *other, *question.words[number + 1 :])
        for number, word in enumerate(question.words)
        for other in way(word)
    ]


def readings_apart(question: Asked) -> list[tuple[Word, ...]]:
    """A run of Chinese in two parts, or taken by its sound."""
    return _each_read(question, _parts) + _each_read(question, _alike)


def readings_similar(question: Asked) -> list[tuple[Word, ...]]:
    """One word with one slip."""
    found = _each_read(question, _similar)[:MOST_SLIPS]
    if len(question.words) > 1 and question.whole.is_letters:
        found += list(_similar(question.whole))
    return found


def readings_in_part(question: Asked) -> list[tuple[Word, ...]]:
    """Each word alone, or each part of a single run of Chinese; what says little (论坛, 演出) last."""
    parts = [(word,) for word in question.words] if len(question.words) > 1 else []
    if not parts:
        parts = [(part,) for word in question.words for pair in _parts(word) for part in pair]
    telling = [each for each in parts if len(each[0].text) >= SHORTEST_PART]
    return sorted(dict.fromkeys(telling), key=lambda each: (each[0].text in stage_words(), -len(each[0].text)))
