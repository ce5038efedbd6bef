"""Which poster stands for a thing that has no picture: a motif by genre or kind, a variant by its slug."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from events.models.words import EventKind
from repertoire.models import Genre, family_of

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
class Poster:
    """The motif's name and the classes of the element."""

    motif: str
    classes: str


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
