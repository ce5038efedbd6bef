"""The files of an export that say what was done: trail, decisions, deeds, readers' reports (nobody's address), daily counts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from accounts.models.person import Person
from accounts.models.trail import TrailEntry
from core.editing import plain
from events.models.deed import Deed, DeedRow
from events.models.event import Event
from events.models.submission import Submission
from notices.models.notice import Announcement
from notices.queries.reports import reports_of
from portal.archive import File
from portal.models import Report
from portal.queries import annals as stored
from portal.queries.reach import titles_of
from portal.reach import Thing
from portal.written import as_json, as_line

SENT_IN = (
    "submitted_at", "promised_by", "is_after", "plea", "withdrawn_at", "decision", "decided_at", "reason_zh", "reason_en",
)
DONE = ("kind", "at", "cause", "reason_zh", "reason_en", "refund_zh", "refund_en", "told_at", "undone_at")
WRITTEN = (
    "subject_zh", "subject_en", "body_zh", "body_en", "audience", "is_promotional", "wall", "zone", "offset_minutes", "made_at",
    "edited_at", "handed_in_at", "size", "approved_at", "refused_at", "refusal", "cancelled_at",
)
SAID = ("path", "wrong", "said", "language", "made_at", "outcome", "answer", "answered_at")


def files_of_annals(key: int) -> Iterator[File]:
    """One after another."""
    yield File("trail.json", _list(stored.batches_of_trail(key), lambda rows: map(_entry, rows)))
    yield File("decisions.json", _list(stored.batches_of_submissions(key), lambda rows: map(_decision, rows)))
    yield File("deeds.json", _list(stored.batches_of_deeds(key), _deeds))
    yield File("reports.json", _list(stored.batches_of_reports(key), lambda rows: map(_report, rows)))
    yield File("notices.json", _list(stored.batches_of_notices(key), _notices))
    yield File("reach-days.csv", _days(key))
    yield File("reach-weeks.csv", _weeks(key))


def _list(batches: Iterable[Sequence[Any]], told: Callable[[Sequence[Any]], Iterable[object]]) -> Iterator[bytes]:
    yield b"["
    separator = b"\n"
    for rows in batches:
        for each in told(rows):
            yield separator + as_json(each)
            separator = b",\n"
    yield b"\n]\n"


def _facts(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}


def _title(event: Event | None) -> dict[str, str] | None:
    return {"slug": event.slug, "zh": event.title_zh, "en": event.title_en} if event else None


def _entry(row: TrailEntry) -> dict[str, Any]:
    who = row.person.name if row.person and row.person.closed_at is None else ""
    return _facts(row, ("at", "deed", "via", "subject", "before", "after", "reason")) | {"by": who}


def _decision(row: Submission) -> dict[str, Any]:
    return _facts(row, SENT_IN) | {"listing": _title(row.event), "is_appeal": row.appeal_of_id is not None}


def _report(row: Report) -> dict[str, Any]:
    return _facts(row, SAID) | {"listing": _title(row.event)}


def _notices(rows: Sequence[Announcement]) -> Iterator[dict[str, Any]]:
    """What was written, and in numbers what became of it; never to whom."""
    told = stored.told_of([row.id for row in rows])
    numbers = reports_of([each.id for each in told.values()])
    for row in rows:
        notice = told.get(row.id)
        report = numbers.get(notice.id) if notice else None
        yield _facts(row, WRITTEN) | {
            "by": _who(row.author), "approved_by": _who(row.approved_by), "due_at": plain(notice.due_at) if notice else None,
            "released_at": plain(notice.released_at) if notice else None, "not_sent": notice.void_reason if notice else "",
            "became": asdict(report) if report else None,
        }


def _who(person: Person | None) -> str:
    return person.name if person and person.closed_at is None else ""


def _deeds(rows: Sequence[Deed]) -> Iterator[dict[str, Any]]:
    places = _places([each for row in rows for each in row.rows])
    for row in rows:
        changed = [
            {
                "uid": each.performance.uid if each.performance else None, "before": _named(each.before, places),
                "after": _named(each.after, places),
            }
            for each in row.rows
        ]
        yield _facts(row, DONE) | {"listing": _title(row.event), "dates": changed}


def _places(rows: Sequence[DeedRow]) -> Mapping[str, Mapping[int, Any]]:
    stated = [facts for row in rows for facts in (row.before, row.after)]
    keys = {name: [facts[name] for facts in stated if facts.get(name)] for name in ("venue_id", "hall_id")}
    venues, halls = stored.names_of_places(keys["venue_id"], keys["hall_id"])
    return {"venue_id": venues, "hall_id": halls}


def _named(facts: Mapping[str, Any], places: Mapping[str, Mapping[int, Any]]) -> dict[str, Any]:
    """The same with names where our keys stood."""
    told: dict[str, Any] = {}
    for name, value in facts.items():
        known = places.get(name)
        told[name.removesuffix("_id") if known is not None else name] = known.get(value) if known is not None else value
    return told


def _days(key: int) -> Iterator[bytes]:
    yield ("\ufeff" + as_line(("day", "listing", "kind", "number"))).encode()
    for day in stored.days_counted(key):
        rows = stored.counts_on(key, day)
        slugs = titles_of([row.key for row in rows if row.thing is Thing.EVENT])
        lines = [(row.day.isoformat(), _about(row, slugs), row.kind.value, str(row.number)) for row in rows]
        yield "".join(map(as_line, lines)).encode()


def _weeks(key: int) -> Iterator[bytes]:
    yield ("\ufeff" + as_line(("week", "listing", "service", "addresses"))).encode()
    rows = stored.weeks_followed(key)
    slugs = titles_of([row.key for row in rows if row.thing is Thing.EVENT])
    lines = [(row.week.isoformat(), _about(row, slugs), row.service, str(row.addresses)) for row in rows]
    yield "".join(map(as_line, lines)).encode()


def _about(row: Any, slugs: Mapping[int, tuple[str, Any]]) -> str:
    """The listing's address; empty for the organisation's own page."""
    return slugs[row.key][0] if row.thing is Thing.EVENT and row.key in slugs else ""
