"""Which poster stands for a thing: its own picture, else a motif by genre or kind, in a variant by its slug."""

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from core.imaging import WIDTHS
from core.language import TAGS, language, other
from core.uploads import Addresses, addresses_of, key_of
from core.web import link
from events.models.event import Event
from events.models.words import EventKind
from repertoire.models import Genre, Production, family_of

VARIANTS = 6
OWN_MOTIF = frozenset({Genre.CHILDREN, Genre.PUPPET, Genre.IMMERSIVE, Genre.EXHIBITION})
KIND_MOTIFS: dict[EventKind, str] = {
    EventKind.EXHIBITION: "exhibition",
    EventKind.FESTIVAL: "festival",
    EventKind.FORUM: "forum",
    EventKind.SUMMIT: "summit",
    EventKind.PROMOTION_MEETING: "meeting",
    EventKind.INVESTMENT_MEETING: "meeting",
    EventKind.SHOWCASE_MEETING: "meeting",
    EventKind.LAUNCH: "launch",
    EventKind.EXPO: "fair",
    EventKind.FAIR: "fair",
    EventKind.ROADSHOW: "meeting",
    EventKind.CONTEST: "contest",
    EventKind.LECTURE: "lecture",
    EventKind.WORKSHOP: "workshop",
    EventKind.TRAINING: "workshop",
    EventKind.OPEN_CALL: "open_call",
    EventKind.SERIES: "series",
    EventKind.PUBLICATION: "publication",
}
WINDOW = "other"
SHORT, LONG, VERTICAL = 5, 12, 8


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was sent: where it is served and what it shows, with the language of these words where it is not ours."""

    at: Addresses
    alt: str
    lang: str


@dataclass(frozen=True, slots=True)
class Poster:
    """The motif's name and the classes of the element; `picture` stands in its place where there is one."""

    motif: str
    classes: str
    picture: Picture | None = None


def picture_of(*rows: Event | Production | None) -> Picture | None:
    """The picture of the first row that has one: of an event before that of its work."""
    for row in rows:
        found = _addresses(row) if row is not None else None
        if row is not None and found is not None:
            speaks = language()
            lang = "" if row.image_alt.has(speaks) or not row.image_alt else TAGS[other(speaks)]
            return Picture(found, row.image_alt.in_language(speaks), lang)
    return None


def _addresses(row: Event | Production) -> Addresses | None:
    """Where its picture is served: a draft's to its own people only, as they look at it before it is public."""
    key = key_of(row.image)
    if key is None or not isinstance(row, Event) or row.is_public or row.owner is None:
        return addresses_of(row.image)
    own = {"organisation": row.owner.slug, "name": key}
    small, medium, large = (link("hands.own_picture", **own, width=str(width), ending="webp") for width in WIDTHS)
    return Addresses(small, medium, large, large)


def with_picture(drawn: Poster, *rows: Event | Production | None) -> Poster:
    """The poster with the picture of the first row that has one."""
    picture = picture_of(*rows)
    return replace(drawn, picture=picture) if picture else drawn


@lru_cache(maxsize=8192)
def variant_of(slug: str) -> int:
    """0 to 5, the same for a slug for ever."""
    return sha256(slug.encode()).digest()[0] % VARIANTS


def motif_of(kind: EventKind | None, genre: Genre | None) -> str:
    """The motif of a genre (or its family), else of a kind of event."""
    if genre is not None:
        return genre.value if genre in OWN_MOTIF else family_of(genre).value
    return KIND_MOTIFS.get(kind, WINDOW) if kind else WINDOW


def _is_wide(sign: str) -> bool:
    return sign >= "\u2e80"


@lru_cache(maxsize=8192)
def poster(motif: str, slug: str, title: str = "") -> Poster:
    """The poster of a thing; with its title where the title is printed on it."""
    variant = variant_of(slug)
    classes = [f"poster poster--{motif} poster--v{variant}"]
    if title:
        length = sum(1.0 if _is_wide(sign) else 0.5 for sign in title)
        if length <= SHORT:
            classes.append("poster--short")
        elif length > LONG:
            classes.append("poster--long")
        if length <= VERTICAL and variant % 2 == 0 and all(map(_is_wide, title)):
            classes.append("poster--vertical")
    return Poster(motif, " ".join(classes))
