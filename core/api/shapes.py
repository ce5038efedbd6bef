"""What answers are made of: marks that describe fields, and the plain forms of texts, moments and links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, TypedDict

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from core import clock
from core.types import Bilingual
from core.web import absolute

Words = LazyString | str
PLACEHOLDER = "9081726354"  # fits every place of a path


@dataclass(frozen=True, slots=True, eq=False)
class Doc:
    """What a field means, and a value that could stand there."""

    about: Words = ""
    example: object = None


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Keywords of JSON Schema that narrow a type, with a value that fits."""

    keywords: Mapping[str, Any] = field(default_factory=dict)
    example: object = None


Day = Annotated[str, Limits({"format": "date"}, "2026-11-21")]
Moment = Annotated[str, Limits({"format": "date-time"}, "2026-11-21T19:30:00+08:00")]
Address = Annotated[str, Limits({"format": "uri"}, "https://example.org/")]
Slug = Annotated[str, Limits({"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}, "the-long-bridge")]


class Text(TypedDict):
    """A text in both languages; a language in which it was not written is null."""

    zh: Annotated[str | None, Doc(_("In Chinese"), "长桥")]
    en: Annotated[str | None, Doc(_("In English"), "The Long Bridge")]


class Links(TypedDict):
    """The same address in both languages."""

    zh: Annotated[Address, Doc(_("In Chinese"), "https://example.org/events/the-long-bridge")]
    en: Annotated[Address, Doc(_("In English"), "https://example.org/en/events/the-long-bridge")]


def text(said: Bilingual | None) -> Text | None:
    """A text of ours; None where neither language has one."""
    return {"zh": said.zh or None, "en": said.en or None} if said else None


def name(said: Bilingual) -> Text:
    """A text that is never missing: a title, a name."""
    return {"zh": said.zh or None, "en": said.en or None}


def moment(at: datetime) -> str:
    """A moment on the Delta's clocks, with its offset."""
    return clock.local(at).isoformat(timespec="seconds")


def links(endpoint: str, /, **values: str | int) -> Links:
    """The whole addresses of a page or feed in both languages. The last value is the one that differs from row to row."""
    *fixed, (last, value) = values.items()
    known: dict[Any, tuple[str, str]] = current_app.extensions["api_links"]
    key = (endpoint, *fixed)
    if key not in known:
        stated = dict(fixed) | {last: PLACEHOLDER}
        known[key] = (absolute(endpoint, "zh", **stated), absolute(endpoint, "en", **stated))
    zh, en = known[key]
    return {"zh": zh.replace(PLACEHOLDER, str(value)), "en": en.replace(PLACEHOLDER, str(value))}
