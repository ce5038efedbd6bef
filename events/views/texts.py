"""Longer texts for a page: paragraphs in the reader's language, with marks where a translation lacks or lags behind."""

from dataclasses import dataclass
from typing import Protocol

from core.language import TAGS, language, other
from core.types import Bilingual


class HasTranslations(Protocol):
    """A row that knows whether its translation is out of date."""

    source_language: str

    def is_outdated(self, field: str) -> bool:
        """Whether the source text changed after its translation was written."""
        ...


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs. `lang` is set where they are not in the reader's language; `is_outdated` where the original has moved on."""

    paragraphs: tuple[str, ...]
    lang: str
    is_outdated: bool


def prose(row: HasTranslations, field: str) -> Prose | None:
    """A text of a row ("summary"), or None where there is none."""
    text: Bilingual = getattr(row, field)
    if not text:
        return None
    speaks = language()
    paragraphs = tuple(part.strip() for part in text.in_language(speaks).split("\n") if part.strip())
    return Prose(paragraphs, "" if text.has(speaks) else TAGS[other(speaks)], is_outdated(row, field))


def is_outdated(row: HasTranslations, field: str) -> bool:
    """Whether what this reader sees of a field is a translation whose original has changed."""
    return language() != row.source_language and row.is_outdated(field)


def alternative(name: Bilingual) -> Bilingual | None:
    """A name to be shown in the other language, too: only where it has one that differs."""
    return name if name.zh and name.en and name.zh != name.en else None
