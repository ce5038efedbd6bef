"""The words of the stage that people search for, and names of houses and cities beside those that they now have."""

from functools import cache
from itertools import zip_longest
from pathlib import Path

from core.folding import folded, is_han, squashed
from core.tables import rows_of
from core.types import Bilingual
from portal.search.document import Kind

DATA = Path(__file__).parent.parent / "data"
PARTED_BY = ";"


@cache
def _table() -> dict[str, tuple[Bilingual, ...]]:
    return {row["code"]: tuple(_pairs(row["zh"], row["en"])) for row in rows_of(DATA / "stage_words.csv")}


def _pairs(zh: str, en: str) -> list[Bilingual]:
    """Words of both languages side by side; they are synonyms, so that it does not matter which stands by which."""
    sides = zip_longest(filter(None, zh.split(PARTED_BY)), filter(None, en.split(PARTED_BY)), fillvalue="")
    return [Bilingual(*pair) for pair in sides]


def words_for(code: str) -> tuple[Bilingual, ...]:
    """The words for a kind ("kind:forum"), a genre ("genre:musical"), a premiere, or a mark ("other:free")."""
    return _table().get(code, ())


@cache
def stage_words() -> frozenset[str]:
    """Every Chinese word of the table, folded."""
    return frozenset(squashed(folded(word.zh)) for row in _table().values() for word in row if word.zh)


@cache
def _others() -> dict[tuple[str, str], tuple[Bilingual, ...]]:
    found: dict[tuple[str, str], tuple[Bilingual, ...]] = {}
    for row in rows_of(DATA / "other_names.csv"):
        name = row["name"]
        text = Bilingual(name, "") if any(map(is_han, name)) else Bilingual("", name)
        found[row["kind"], row["slug"]] = (*found.get((row["kind"], row["slug"]), ()), text)
    return found


def other_names(kind: Kind, slug: str) -> tuple[Bilingual, ...]:
    """Former, short and other names of a house or a city, each in one language."""
    return _others().get((kind.value, slug), ())
