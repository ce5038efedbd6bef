"""What programs of organisers send and are answered."""

from typing import Annotated, Literal, NotRequired, TypedDict

from flask_babel import lazy_gettext as _

from core.api.shapes import Address, Day, Doc, Limits, Moment, Slug, Text
from events.models.words import EventKind
from repertoire.models import Genre

# What no person sees in a number: controls, separators of lines, marks of direction (core.text).
SEEN = "^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]*$"
Uid = Annotated[str, Limits({"minLength": 1, "maxLength": 200, "pattern": SEEN}, "season-27/bridge")]
Title = Annotated[str, Limits({"maxLength": 300}, "长桥")]
Minutes = Annotated[int, Limits({"minimum": 1, "maximum": 1_440}, 120)]
Years = Annotated[int, Limits({"minimum": 0, "maximum": 99}, 6)]
Fen = Annotated[int, Limits({"minimum": 1, "maximum": 10_000_000}, 18_000)]


class Said(TypedDict):
    """A text in one language or in both."""

    zh: NotRequired[Annotated[str, Limits({"maxLength": 4_000}, "一出小戏。")]]
    en: NotRequired[Annotated[str, Limits({"maxLength": 4_000}, "A small play.")]]


class SaidShort(TypedDict):
    """A line in one language or in both."""

    zh: NotRequired[Title]
    en: NotRequired[Annotated[str, Limits({"maxLength": 300}, "The Long Bridge")]]


DATES: list[dict[str, str]] = [
    {"uid": "season-27/bridge/1", "start": "2026-12-05T19:30:00+08:00", "end": "2026-12-05T21:30:00+08:00"},
    {"start": "2026-12-06T14:00:00+08:00"},
    {"first": "2026-12-10", "last": "2026-12-12"},
]


class SentDate(TypedDict):
    """One performance (`start`, 24 hours at most), or a span of whole days (`first`)."""

    uid: NotRequired[Annotated[Uid, Doc(_("Your own number of it, by which it is known again"))]]
    start: NotRequired[Annotated[Moment, Doc(_("With its offset"))]]
    end: NotRequired[Moment]
    first: NotRequired[Annotated[Day, Doc(_("Instead of a start: the first of several whole days"), "2026-12-10")]]
    last: NotRequired[Annotated[Day, Doc(_("The last of them"), "2026-12-12")]]


class SentRun(TypedDict):
    """A stay in one hall, with its dates."""

    place: NotRequired[Annotated[str, Limits({"maxLength": 300}, "上海大剧院 中剧场")]]
    prices: NotRequired[Annotated[list[Fen], Limits({"maxItems": 20}), Doc(_("In fen"))]]
    is_free: NotRequired[bool]
    duration_minutes: NotRequired[Minutes]
    age_min: NotRequired[Years]
    ticket_url: NotRequired[Annotated[Address, Limits({"maxLength": 300}, "https://tickets.example/1")]]
    main_performers: NotRequired[SaidShort]
    dates: Annotated[list[SentDate], Limits({"minItems": 1, "maxItems": 400}, DATES)]


class SentListing(TypedDict):
    """A listing: it becomes a draft, or is public at once where the organisation is trusted."""

    uid: Annotated[Uid, Doc(_("Your own number of the listing; a second one with the same number is refused"))]
    title: SaidShort
    kind: NotRequired[EventKind]
    genre: NotRequired[Genre]
    summary: NotRequired[Said]
    contact: NotRequired[Annotated[str, Limits({"maxLength": 300}, "+86 21 0000 0000")]]
    runs: Annotated[
        list[SentRun], Limits({"minItems": 1, "maxItems": 20}), Doc(_("All of them together have 500 dates at most"))
    ]


class OwnDate(TypedDict):
    """A date of a listing of yours."""

    id: int
    uid: Annotated[str, Doc(_("Your own number of it"), "season-27/bridge#1")]
    start: Moment
    end: Moment
    is_public: bool


class OwnListing(TypedDict):
    """A listing of yours and where it stands."""

    id: int
    slug: Slug
    uid: Annotated[str | None, Doc(_("Your own number; null where it was not sent by a program"), "season-27/bridge")]
    state: Literal["draft", "submitted", "changes_asked", "refused", "public", "withdrawn"]
    title: Text
    dates: list[OwnDate]
    doubts: Annotated[list[str], Doc(_(
        "Places that are none of the houses we know, as they were written; and halls that are taken at the time, in words"
    ))]


class OwnListings(TypedDict):
    """Listings of yours, the latest first."""

    results: list[OwnListing]
    next: Annotated[str | None, Doc(_("The path of the next page with its query; null on the last one"))]
