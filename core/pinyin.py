"""How Chinese is read aloud, in letters without tones. The tables are written by tools/readings.py."""

from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from core.folding import is_han
from core.tables import rows_of

DATA = Path(__file__).parent / "data"
READINGS, PHRASES = TABLES = (DATA / "readings.csv", DATA / "phrases.csv")
# A second reading that people type for these characters where no phrase decides: 长 as in 校长, 乐 as in 音乐.
OTHER_READINGS = {
    "长": "zhang", "乐": "yue", "重": "chong", "行": "hang", "朝": "zhao", "传": "zhuan", "弹": "tan", "都": "du",
    "还": "huan", "调": "tiao", "藏": "zang", "角": "jue", "单": "shan", "曾": "zeng", "参": "shen", "降": "xiang", "厦": "xia",
    "樂": "yue", "長": "chang", "傳": "zhuan", "彈": "tan", "調": "tiao", "單": "shan", "還": "huan", "參": "shen",
}
MOST_ABBREVIATIONS = 24


def typed(letters: str) -> str:
    """Pinyin as it is compared: ü is typed v by some and u by others (nv er, yue jv)."""
    return letters.replace("v", "u")


@cache
def _readings() -> dict[str, str]:
    return {sign: typed(row["reading"]) for row in rows_of(READINGS) for sign in row["signs"]}


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    return {row["phrase"]: tuple(typed(row["reading"]).split()) for row in rows_of(PHRASES)}


@cache
def _longest_phrase() -> int:
    return max(map(len, _phrases()))


def warm() -> None:
    """Read the tables now (a web process before its first request)."""
    _readings()
    _longest_phrase()
    _openings()


def _phrase_at(text: str, place: int) -> tuple[str, ...]:
    phrases = _phrases()
    for length in range(min(_longest_phrase(), len(text) - place), 1, -1):
        found = phrases.get(text[place : place + length])
        if found:
            return found
    return ()


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[str, ...]:
    """The syllables of a folded text; what is not Chinese stands between them as it is, letter by letter.

    One entry a character, so that places in the text and in the answer are the same.
    """
    readings = _readings()
    found: list[str] = []
    while len(found) < len(text):
        place = len(found)
        phrase = _phrase_at(text, place) if is_han(text[place]) else ()
        found += phrase or (readings.get(text[place], text[place]),)
    return tuple(found)


def read_aloud(text: str) -> list[str]:
    """How the Chinese of a folded text sounds, syllables parted by blanks; a second line where another reading is usual.

    Empty for a text without Chinese.
    """
    bare = text.replace(" ", "")
    if not any(map(is_han, bare)):
        return []
    usual = syllables(bare)
    lines = [" ".join(usual)]
    alone = _readings()
    other = [
        OTHER_READINGS[sign] if sign in OTHER_READINGS and said == alone.get(sign) else said
        for sign, said in zip(bare, usual, strict=True)
    ]
    # A phrase that decided stays as it is.
    decided = _decided(bare)
    other = [said if place in decided else changed for place, (said, changed) in enumerate(zip(usual, other, strict=True))]
    return lines if tuple(other) == usual else [*lines, " ".join(other)]


def _decided(text: str) -> set[int]:
    """The places of a text that a phrase reads."""
    places: set[int] = set()
    place = 0
    while place < len(text):
        length = len(_phrase_at(text, place)) or 1
        if length > 1:
            places |= set(range(place, place + length))
        place += length
    return places


def initials(sounds: str) -> str:
    """The first letters of a line of syllables: "yan da shi jie" → "ydsj"."""
    return "".join(each[0] for each in sounds.split())


@cache
def _openings() -> frozenset[str]:
    """Everything that a syllable may begin with, whole syllables too."""
    return frozenset(each[:length] for each in set(_readings().values()) for length in range(1, len(each) + 1))


@lru_cache(maxsize=512)
def abbreviations(letters: str) -> tuple[str, ...]:
    """The first letters that typed letters may stand for: "shda" → s-h-d-a, sh-da → "sd", s-h-da → "shd"; few first."""
    openings = _openings()
    ways: list[set[str]] = [set() for _ in range(len(letters) + 1)]
    ways[0].add("")
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            if ways[start] and letters[start:end] in openings:
                ways[end] |= {way + letters[start] for way in ways[start]}
        if len(ways[end]) > MOST_ABBREVIATIONS:
            ways[end] = set(sorted(ways[end], key=lambda way: (len(way), way))[:MOST_ABBREVIATIONS])
    return tuple(sorted((way for way in ways[-1] if len(way) > 1), key=lambda way: (len(way), way)))


def is_abbreviated(letters: str, said: list[str]) -> int:
    """How many of the syllables, from the first on, the letters abbreviate (each by its beginning); 0 where they do not."""
    reached = {0}
    for number, syllable in enumerate(said, 1):
        reached = {
            place + length
            for place in reached
            for length in range(1, len(syllable) + 1)
            if letters.startswith(syllable[:length], place)
        }
        if len(letters) in reached:
            return number
        if not reached:
            return 0
    return 0


def boundaries(sounds: str) -> tuple[str, set[int]]:
    """A line of syllables written together, and the places where syllables begin."""
    lengths = [len(each) for each in sounds.split()]
    starts = [0]
    for before, _ in pairwise([*lengths, 0]):
        starts.append(starts[-1] + before)
    return sounds.replace(" ", ""), set(starts[:-1])
