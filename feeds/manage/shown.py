"""What the pages of one import show: its listings with their dates, its problems by line, what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from accounts.models.organisation import Organisation
from core.language import clock_words, day_words, language
from events.intake.columns import NEEDED, Column, digest_of_headings
from events.intake.placing import Placed, placed
from events.intake.rows import is_of_days
from events.intake.stated import Showing, Stated, StatedListing
from events.intake.stored import listings_from, problems_from
from events.intake.wording import COLUMNS
from events.models.intake import Intake, IntakeKind
from events.queries import intake as queries
from events.services.staging import plan_of, uid_of
from feeds.intake.words import message_of
from venues.places import Places
from venues.queries import houses

SHOWN_LISTINGS, SHOWN_DATES, SHOWN_PROBLEMS = 60, 12, 200


@dataclass(frozen=True, slots=True)
class Line:
    """A problem, ready for the page."""

    line: int
    column: str
    words: str
    is_fatal: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the preview; `mark` says that it is new or changed where others of its source stand already."""

    words: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing of the preview, ready for the page."""

    title: str
    place: str
    is_known: bool
    dates: list[Dated]
    more: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an import would do to what stands of its source: the names of its new and of its changed dates, and how many
    stay as they are or are named no more."""

    new: frozenset[str]
    changed: frozenset[str]
    same: int
    missing: int

    @property
    def is_first(self) -> bool:
        """Whether nothing of this source stands."""
        return not (self.changed or self.same or self.missing > 0)

    @property
    def told(self) -> list[tuple[int, str]]:
        """The numbers with their words; none where nothing stands that they could be compared with."""
        numbers = [
            (len(self.new), gettext("new dates")), (len(self.changed), gettext("dates changed")),
            (self.same, gettext("dates as they were")),
            (self.missing, gettext("earlier dates that the file no longer names; they stay")),
        ]
        return [] if self.is_first else [(number, words) for number, words in numbers if number > 0]

    def mark(self, showing: Showing) -> str:
        """What is said beside a date."""
        if self.is_first:
            return ""
        name = uid_of(showing)
        return gettext("new") if name in self.new else gettext("changed") if name in self.changed else ""


def problem_lines(stored: Iterable[Mapping[str, Any]], *, is_table: bool) -> list[Line]:
    """Problems by their lines; what leaves something out first."""
    found = [
        Line(each.line, _column(each.column), message_of(each, is_table=is_table), each.is_fatal)
        for each in problems_from(stored)
    ]
    return sorted(found, key=lambda each: (not each.is_fatal, each.line))[:SHOWN_PROBLEMS]


def _column(name: str) -> str:
    return str(COLUMNS[Column(name)]) if name else ""


def preview_rows(row: Intake, organisation: Organisation) -> dict[str, Any]:
    """The first listings of an import with their first dates; for tables, the columns to choose and what they leave unsaid."""
    listings = listings_from(row.stated)
    found, _doubts = placed(Stated(listings=tuple(listings)), Places(houses()))
    compared = _compared(row, found)
    columns = [
        {"number": number, "heading": heading, "chosen": row.mapping.get(str(number), "")}
        for number, heading in enumerate(row.headings)
    ]
    unused = [str(each["heading"]) for each in columns if each["heading"] and not each["chosen"]]
    is_decided = bool(unused) and queries.mapping_of(organisation.id, digest_of_headings(row.headings)) is not None
    return {
        "listed": [_listed(each, compared) for each in found[:SHOWN_LISTINGS]], "more": max(0, row.listings - SHOWN_LISTINGS),
        "columns": columns, "choices": [(column.value, str(words)) for column, words in COLUMNS.items()],
        "is_trusted": organisation.is_trusted, "is_table": row.kind is IntakeKind.SHEET, "compared": compared.told,
        "missing": [str(COLUMNS[each]) for each in NEEDED if each.value not in row.mapping.values()] if columns else [],
        "unused": unused, "is_decided": is_decided, "timeless": sum(map(_timeless, listings)) if columns else 0,
    }


def _compared(row: Intake, found: Sequence[Placed]) -> Comparison:
    """What the import would do if it were confirmed now, by the very plan that it would follow."""
    plan = plan_of(row, found)
    added = [*plan.fresh, *plan.rest, *(more for _event_id, more in plan.more)]
    return Comparison(
        frozenset(uid_of(showing) for each in added for showing in each.listing.showings),
        frozenset(uid_of(each.showing) for each in plan.changed), plan.same, plan.missing,
    )


def _timeless(listing: StatedListing) -> int:
    """How many of its dates have no time although what is played has one."""
    return 0 if is_of_days(listing.event) else sum(each.is_all_day for each in listing.showings)


def _listed(each: Placed, compared: Comparison) -> Listed:
    listing = each.listing
    dates = [Dated(when_words(one), compared.mark(one)) for one in listing.showings[:SHOWN_DATES]]
    return Listed(
        listing.title.in_language(language()), listing.place.replace("\n", " · "), not each.place.code, dates,
        max(0, len(listing.showings) - SHOWN_DATES),
    )


def when_words(showing: Showing) -> str:
    """A date as one says it."""
    if showing.starts_at is not None:
        return f"{day_words(showing.starts_at)} {clock_words(showing.starts_at)}"
    first = day_words(showing.day)
    return first if showing.last in {None, showing.day} else f"{first} – {day_words(showing.last)}"


def results(row: Intake, organisation: Organisation) -> dict[str, Any]:
    """What became of an import."""
    counts = row.counts
    told = [
        (counts.get("added"), gettext("new dates")), (counts.get("changed"), gettext("dates changed")),
        (counts.get("same"), gettext("dates as they were")), (counts.get("proposed"), gettext("changes for you to look at")),
        (counts.get("foreign"), gettext("dates that are another organisation's by now")),
        (counts.get("missing"), gettext("earlier dates that the file no longer names; they stay")),
        (counts.get("left_out"), gettext("lines left out")),
        (counts.get("published"), gettext("listings that are public now")),
        (counts.get("waiting"), gettext("listings that a reviewer looks at first")),
        (counts.get("not_ready"), gettext("listings that lack something before they can be public; open them to see what")),
    ]
    return {
        "told": [(number, words) for number, words in told if number and number > 0],
        "events": queries.events_of_intake(row.id, organisation.id, SHOWN_LISTINGS),
        "desk_path": f"{'/en' if language() == 'en' else ''}/desk/{organisation.slug}",
        "drafts": len(queries.drafts_of_intake(row.id, organisation.id)), "percent": _percent(row),
    }


def _percent(row: Intake) -> int:
    return min(100, 100 * row.done // row.total) if row.total else 0
