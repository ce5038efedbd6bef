"""The letters of what an import changed of dates that everybody sees: one a person, whatever number of listings it is about.

What begins within 24 hours is told at once (services/deeds.py), so that there may be one letter of that and one of the rest.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models.person import Person
from accounts.services import telling
from events.models.deed import Deed, DeedKind
from events.models.intake import Intake
from events.queries import import_letters as queries
from events.queries import intake as intakes
from events.queries.import_letters import Done, Line
from events.services import deed_letters as letters
from events.services.deed_letters import DATES_OF_EACH, MOST_LINES, both, when_words


def tell_of_import(intake: Intake, *, at: datetime) -> None:
    """Tell of all that it changed, when it is done or given up: at once, or when the last can be undone no more."""
    done = queries.done_by(intake.id)
    urgent = [each for each in done if each.is_urgent]
    _tell(intake.id, "now", urgent, at=at, due_at=at)
    _tell_later(intake.id, [each for each in done if not each.is_urgent], at=at)


def tell_anew(deed: Deed, *, at: datetime) -> None:
    """One of its deeds was undone, or is told by itself: what was not sent yet is written again without it."""
    intake = intakes.intake_by_key(deed.intake_id) if deed.intake_id is not None else None
    if intake is None or (intake.committed_at is None and intake.failed_at is None):
        return  # nothing is told before all of it is done
    telling.recall(_group(intake.id), at=at)
    kept = [each for each in queries.done_by(intake.id) if not each.is_urgent and each.id != deed.id]
    _tell_later(intake.id, kept, at=at)


def _group(intake_id: int) -> str:
    return f"import:{intake_id}"


def _tell_later(intake_id: int, done: Sequence[Done], *, at: datetime) -> None:
    due_at = max((each.undo_until for each in done), default=at)
    _tell(intake_id, "later", done, at=at, due_at=max(at, due_at), group=_group(intake_id))


def _tell(intake_id: int, when: str, done: Sequence[Done], *, at: datetime, due_at: datetime, group: str = "") -> None:
    houses = {each.id: each.houses for each in done}
    owners = {each.id: each.owner_id for each in done}
    for person, mine in letters.each_with_theirs(houses, owners, at=at) if done else ():
        _write(person, [each for each in done if each.id in mine], f"{intake_id}:{when}", at=at, due_at=due_at, group=group)


def _write(person: Person, done: Sequence[Done], name: str, *, at: datetime, due_at: datetime, group: str) -> None:
    """One deed is told as one that was done by hand."""
    if len(done) == 1:
        kind, key, facts = "deed", f"deed:{done[0].id}", _one(done[0])
    else:
        kind, key, facts = "imported_changes", f"imported_changes:{name}", _several(done)
    telling.tell(
        kind, at=at, to=person, key=f"{key}:{person.id}", facts=facts, due_at=due_at, group=group,
        organisation_id=done[0].owner_id,
    )


def _one(deed: Done) -> dict[str, Any]:
    return {
        "kind": deed.kind.value, "event": deed.slug, "title": both(deed.title), "reason": both(deed.reason),
        "refund": both(deed.refund), "cause": "", "dates": [_line(each) for each in deed.lines[:MOST_LINES]],
        "more": max(0, len(deed.lines) - MOST_LINES),
    }


def _line(of: Line) -> dict[str, Any]:
    was = of.before.get("starts_at")
    start = datetime.fromisoformat(was) if was else of.starts_at
    return {"was": when_words(of.form, start), "now": when_words(of.form, of.starts_at) if was else None}


def _several(done: Sequence[Done]) -> dict[str, Any]:
    by_event: dict[str, list[Done]] = {}
    for each in done:
        by_event.setdefault(each.slug, []).append(each)
    return {
        "events": [_event(slug, several) for slug, several in list(by_event.items())[:MOST_LINES]], "number": len(by_event),
        "reason": both(done[0].reason),
    }


def _event(slug: str, deeds: Sequence[Done]) -> dict[str, Any]:
    lines = [_line(line) | {"is_hall": deed.kind is DeedKind.HALL} for deed in deeds for line in deed.lines[:DATES_OF_EACH]]
    return {
        "event": slug, "title": both(deeds[0].title), "dates": lines, "refund": both(deeds[0].refund),
        "more": sum(len(deed.lines) for deed in deeds) - len(lines),
    }
