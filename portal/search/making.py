"""Makes documents, and from a document the tokens by which it is found."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from core import pinyin
from core.folding import folded
from core.ordinals import in_figures
from core.pinyin import initials, read_aloud
from core.types import Bilingual
from delta.cities import City, all_cities
from portal.search.document import OTHER_NAMES, SOUNDING, Document, Kind, Remark, Topic
from portal.search.tokens import BEGINNING, Field, stored
from portal.search.words import other_names

FORM = "4"
DATA = Path(__file__).parent.parent / "data"
SPELLINGS = (("theatre", "theater"), ("centre", "center"), ("theater", "theatre"), ("center", "centre"))
WHERE = {"n": Field.NAME, "o": Field.OTHER, "a": Field.ABOUT}


def _forms(text: str) -> Iterable[str]:
    """A folded text, with its numbers as figures, and as the other side of the ocean spells it."""
    plain = folded(text)
    yield plain
    yield in_figures(plain)
    for ours, theirs in SPELLINGS:
        if ours in plain:
            yield plain.replace(ours, theirs)


def _lines(texts: Iterable[Bilingual]) -> tuple[str, ...]:
    """Each form of each text once, in order."""
    forms = (form for text in texts for side in (text.zh, text.en) if side for form in _forms(side))
    return tuple(dict.fromkeys(form for form in forms if form))


def _sounds(where: str, texts: Iterable[Bilingual]) -> list[str]:
    words = dict.fromkeys(folded(text.zh).replace(" ", "") for text in texts if text.zh)
    return [f"{where}|{word}|{line}" for word in words for line in read_aloud(word)]


def _sounding(remarks: Iterable[Remark]) -> list[Bilingual]:
    """The texts about a thing that are looked for by their sound."""
    return [each.text for each in remarks if each.topic in SOUNDING]


def document(
    kind: Kind, key: int, slug: str, title: Bilingual, *, remarks: Sequence[Remark] = (), names: Sequence[Bilingual] = (),
    **facts: Any,
) -> Document:
    """A document from what is known of a thing; `names` are what it is called as well, as good as its title."""
    known = tuple(dict.fromkeys(each for each in remarks if each.text))
    called = [title, *names]
    others = [each.text for each in known if each.topic in OTHER_NAMES]
    about = [each.text for each in known if each.topic not in OTHER_NAMES]
    sounds = [*_sounds("n", called), *_sounds("o", others), *_sounds("a", _sounding(known))]
    return Document(
        kind=kind, key=key, slug=slug, title=title, remarks=known,
        names="\n".join(_lines(called)), others="\n".join(_lines(others)), about="\n".join(_lines(about)),
        sounds="\n".join(dict.fromkeys(sounds)), **facts,
    )


def tokens_of(of: Document) -> str:
    """All tokens of a document, in one order, parted by blanks."""
    found = stored(Field.NAME, of.names.splitlines()) | stored(Field.OTHER, of.others.splitlines())
    found |= stored(Field.ABOUT, of.about.splitlines())
    for line in of.sounds.splitlines():
        where, _, said = line.split("|")
        found |= stored(Field.SOUND, [said])
        if where != "a":
            found |= stored(Field.INITIALS, [BEGINNING + initials(said)])
    return " ".join(sorted(found))


def names_given(kind: Kind, slug: str) -> list[Remark]:
    """The other names that our own table knows."""
    return [Remark(Topic.OTHER_NAME, name) for name in other_names(kind, slug)]


def place_remarks(*, city: City | None) -> list[Remark]:
    """City and province as people write them."""
    if city is None:
        return []
    return [Remark(Topic.PLACE, city.name), Remark(Topic.PLACE, city.province)]


def _city(of: City) -> Document:
    remarks = [*names_given(Kind.CITY, of.slug), Remark(Topic.PLACE, of.province)]
    return document(Kind.CITY, int(of.adcode), of.slug, of.short, remarks=remarks, names=[of.name], city=of.adcode)


@cache
def city_documents() -> tuple[Document, ...]:
    """The 41 cities: code and data, so that no row of the index has to be kept for them."""
    return tuple(map(_city, all_cities()))


@cache
def form_of_index() -> str:
    """Changes when the code's form or one of its tables does, so that an index made before is made anew."""
    digest = sha256(FORM.encode())
    for table in (*pinyin.TABLES, *(DATA / name for name in ("stage_words.csv", "other_names.csv"))):
        digest.update(table.read_bytes())
    return digest.hexdigest()[:16]
