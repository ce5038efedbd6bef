"""What somebody brought, read by what it is: a table or a calendar; told apart by its content, never by its name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from events.intake.columns import Column, digest_of_headings, guessed, mapping_from
from events.intake.placing import Placed, placed
from events.intake.rows import stated_rows
from events.intake.sheets import SheetRefused, read_sheet
from events.intake.stated import Problem, Stated
from events.models.intake import IntakeKind
from feeds.intake.files import read_calendar
from venues.places import Places

_CALENDAR = b"BEGIN:VCALENDAR"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: what it states, each listing in its house, and for tables which column says what."""

    kind: IntakeKind
    listings: tuple[Placed, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    refused: str = ""
    headings: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """By which a mapping is remembered."""
        return digest_of_headings(self.headings)


def kind_of(content: bytes, name: str) -> IntakeKind:
    """A calendar where it begins like one or is called one; else a table."""
    head = content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").upper()
    is_calendar = head.startswith((_CALENDAR, b"BEGIN:VCARD")) or name.lower().endswith((".ics", ".ical", ".ifb", ".vcs"))
    return IntakeKind.CALENDAR if is_calendar else IntakeKind.SHEET


def calendar_read(content: bytes, places: Places, *, today: date, kind: IntakeKind = IntakeKind.CALENDAR) -> Reading:
    """A calendar's bytes, read."""
    return _placed(kind, read_calendar(content, today=today), places)


def table_of(content: bytes, name: str) -> dict[str, Any] | Reading:
    """A table's headings and rows; a `Reading` that says why where nothing of it is taken."""
    try:
        return read_sheet(content, name=name)
    except SheetRefused as refused:
        problem = Problem(line=0, code=refused.code, is_fatal=True)
        return Reading(IntakeKind.SHEET, problems=(problem,), refused=refused.code)


def table_read(table: Mapping[str, Any], places: Places, *, today: date, mapping: Mapping[str, str] | None = None) -> Reading:
    """A table's rows, read by a mapping that is known, else by what its headings seem to say."""
    headings = table["headings"]
    columns = mapping_from(mapping, len(headings)) if mapping else guessed(headings, table["rows"])
    reading = _placed(IntakeKind.SHEET, stated_rows(table, columns, today=today, places=places), places)
    return Reading(
        reading.kind, reading.listings, reading.problems, reading.warnings, headings=tuple(headings), mapping=_stored(columns)
    )


def _stored(columns: Mapping[int, Column]) -> dict[str, str]:
    return {str(number): column.value for number, column in columns.items()}


def _placed(kind: IntakeKind, stated: Stated, places: Places) -> Reading:
    listings, doubts = placed(stated, places)
    return Reading(kind, tuple(listings), stated.problems, (*stated.warnings, *doubts), refused=stated.refused)
