"""What an organisation changes of a listing that is public (decision 0015).

What the checks find nothing in is public at once, and a reviewer looks at it afterwards: one submission for all such edits
until it is decided. What a check keeps back is not saved; words that only a reviewer may let pass are handed in as a proposal.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Enum

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.services import trail
from core.db import session
from core.editing import plain
from core.errors import Refused
from events.advert import Code, Finding, Severity
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.submission import BEFORE, FOUND, SAYS, WANTED, Submission
from events.portrait import OF_EVENT, OF_RUN, portrait
from events.promise import promised_by
from events.queries import review as queries
from events.services import events
from events.services import review_letters as letters
from events.services.checks import said

KEPT = frozenset({BEFORE, WANTED, SAYS, FOUND})
# Words that the rules let pass with a reason only (R8, R17): a person has to read them before anybody else does.
NEED_A_WORD = frozenset({Code.TITLE_WORD, Code.SURCHARGE_WORDING})
# Columns by row: "event", or the key of a run.
Columns = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Look:
    """A listing at one moment: what it says, what the checks find, its columns."""

    says: dict[str, Any]
    found: tuple[Finding, ...]
    columns: Columns


@contextmanager
def watched(event: Event, *, at: datetime, actor: Actor) -> Iterator[None]:
    """Around every edit by its organisation. `Refused("edit_kept_back")` where a check finds something new that blocks,
    `Refused("needs_a_word")` where a reviewer may let it pass; both name the findings, as notes."""
    if not event.is_public or event.owner is None:
        yield
        return
    runs, rows = queries.runs_of_listing(event.id), queries.rows_of_listing(event.id)
    before = _look(event, runs, rows)
    yield
    after = _look(event, runs, rows)
    _refuse_found(before, after)
    if after.says != before.says or after.columns != before.columns:
        _look_at_it_later(event, event.owner, before, after, at=at, actor=actor)


def _look(event: Event, runs: Sequence[Run], rows: Sequence[Performance]) -> Look:
    columns: Columns = {"event": _columns(event, (*OF_EVENT, "extra"))}
    columns |= {str(run.id): _columns(run, OF_RUN) for run in runs}
    return Look(portrait(event, runs, rows), said(event, runs, rows), columns)


def _columns(row: Event | Run, names: Sequence[str]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}


def _differing(columns: Columns, other: Columns) -> Columns:
    """Those columns of the first that say something else in the second."""
    found = {
        name: {column: value for column, value in of_row.items() if value != other[name][column]}
        for name, of_row in columns.items()
    }
    return {name: of_row for name, of_row in found.items() if of_row}


def _refuse_found(before: Look, after: Look) -> None:
    new = [each for each in after.found if each not in before.found]
    if any(each.blocks for each in new):
        raise Refused("edit_kept_back", notes=tuple(each for each in new if each.blocks))
    words = tuple(each for each in new if each.code in NEED_A_WORD)
    wanted = _differing(after.columns, before.columns)
    if words and wanted:
        says = {name: after.says.get(name, "") for name in {**before.says, **after.says}}
        raise Refused(
            "needs_a_word", notes=words, wanted=wanted,
            says={name: text for name, text in says.items() if text != before.says.get(name, "")},
        )


def _look_at_it_later(
    event: Event, organisation: Organisation, before: Look, after: Look, *, at: datetime, actor: Actor
) -> None:
    """Open the look afterwards, or add to the one that is open; the earliest words are those that can be put back."""
    known = next((row for row in queries.to_look_at(event.id) if row.is_of_edits), None)
    was = _differing(before.columns, after.columns)
    if known is not None:
        known.facts = known.facts | {BEFORE: _merged(was, known.facts[BEFORE])}
        known.notes = [each.code.value for each in after.found]
        return
    session.add(
        Submission(
            event=event, organisation=organisation, submitted_at=at, submitted_by_id=actor.person_id,
            promised_by=promised_by(at), facts=before.says | {BEFORE: was}, notes=[each.code.value for each in after.found],
            is_after=True,
        )
    )


def _merged(columns: Columns, other: Columns) -> Columns:
    """Both; where both name a column, the second counts."""
    return {name: columns.get(name, {}) | other.get(name, {}) for name in {**columns, **other}}


def _without(columns: Columns, other: Columns) -> Columns:
    """Those columns of the first that the second does not name; an emptied row stays, so that it is known what it was about."""
    return {
        name: {column: value for column, value in of_row.items() if column not in other.get(name, {})}
        for name, of_row in columns.items()
    }


def propose(event: Event, refused: Refused, *, at: datetime, actor: Actor) -> Submission:
    """Hand in what `watched` refused for a reviewer's word, with what was handed in before and still waits."""
    organisation, waiting = event.owner, queries.waiting_of(event.id)
    if organisation is None or organisation.suspended_at is not None:
        raise Refused("suspended")
    facts: dict[str, Any] = {WANTED: refused.facts["wanted"], SAYS: refused.facts["says"], FOUND: _stored(refused)}
    if waiting is not None:
        if not waiting.is_proposal:
            raise Refused("already_submitted")
        waiting.withdrawn_at = at
        facts = {
            WANTED: _merged(waiting.facts[WANTED], facts[WANTED]), SAYS: waiting.facts[SAYS] | facts[SAYS],
            FOUND: waiting.facts[FOUND] + [each for each in facts[FOUND] if each not in waiting.facts[FOUND]],
        }
    runs, rows = queries.runs_of_listing(event.id), queries.rows_of_listing(event.id)
    row = Submission(
        event=event, organisation=organisation, submitted_at=at, submitted_by_id=actor.person_id, promised_by=promised_by(at),
        facts=portrait(event, runs, rows) | facts, notes=[each["code"] for each in facts[FOUND]],
    )
    session.add(row)
    session.flush()  # its key names it in trail and letters
    trail.note(
        "change_submitted", at=at, actor=actor, organisation_id=organisation.id, subject=event,
        after={"submission": row.id, "wanted": facts[WANTED]},
    )
    letters.tell_received(row, event, organisation, at=at)
    return row


def _stored(refused: Refused) -> list[dict[str, Any]]:
    notes: Any = refused.facts["notes"]
    return [
        {
            "code": each.code.value, "severity": each.severity.value, "rule": each.rule, "anchor": each.anchor,
            "facts": each.facts,
        }
        for each in notes
    ]


def found_in(row: Submission) -> tuple[Finding, ...]:
    """What the checks found in a proposal when it was handed in."""
    return tuple(
        Finding(Code(each["code"]), Severity(each["severity"]), each["rule"], each["anchor"], each["facts"])
        for each in row.facts.get(FOUND, ())
    )


def said_when_decided(row: Submission, says: Mapping[str, Any]) -> dict[str, Any]:
    """What a decided submission remembers: what the listing says now, and what it was about."""
    return dict(says) | {name: value for name, value in row.facts.items() if name in KEPT}


def wanted_by(row: Submission, says: Mapping[str, Any]) -> dict[str, Any]:
    """What the listing would say, had the proposal been taken."""
    changed: dict[str, Any] = row.facts.get(SAYS, {})
    return dict(says) | changed


def take(row: Submission, *, at: datetime, actor: Actor) -> None:
    """Make a proposal public. What it says a reviewer has approved: taking earlier edits back leaves that alone."""
    wanted: Columns = row.facts[WANTED]
    _set(row.event, wanted, at=at, actor=actor)
    for known in queries.to_look_at(row.event_id):
        if known.is_of_edits:
            known.facts = known.facts | {BEFORE: _without(known.facts[BEFORE], wanted)}


def put_back(row: Submission, *, at: datetime, actor: Actor) -> bool:
    """Let a listing say again what it said before the edits; answers whether they were of a kind that can be put back."""
    before: Columns = row.facts[BEFORE]
    _set(row.event, before, at=at, actor=actor)
    return bool(before)


def _set(event: Event, columns: Columns, *, at: datetime, actor: Actor) -> None:
    named = str(actor.person_id or "")
    if "event" in columns:
        events.edit_event(event, at=at, actor=named, **_read(Event, columns["event"]))
    for run in queries.runs_of_listing(event.id):
        if str(run.id) in columns:
            events.edit_run(run, at=at, actor=named, **_read(Run, columns[str(run.id)]))


def _read(model: type[Event | Run], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as JSON keeps them, in their own types again."""
    return {name: _typed(model.__table__.columns[name].type, value) for name, value in stored.items()}


def _typed(kind: Any, value: Any) -> Any:
    return kind.enum_class(value) if isinstance(kind, Enum) and kind.enum_class and value is not None else value
