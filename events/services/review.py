"""Handing a listing in, deciding on it, appealing: every step a row, an entry of the trail and a letter."""

from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.licensing import Rung, Tier
from accounts.models.organisation import Organisation
from accounts.services import trail
from accounts.services.verification import rung_of
from core import history
from core.db import session
from core.errors import Refused
from core.types import Bilingual
from events.models.event import Event
from events.models.submission import Decision, Submission
from events.portrait import portrait, unseen
from events.promise import promised_by
from events.queries import review as queries
from events.services import edits
from events.services import review_letters as letters
from events.services.checks import checked, checked_parts
from events.services.publishing import hide_listing, hide_what_came_since, publish_listing

NEEDS_REASON = frozenset({Decision.CHANGES_ASKED, Decision.REFUSED})


def submit(event: Event, organisation: Organisation, *, at: datetime, actor: Actor) -> Submission:
    """Hand a listing in, its row locked. `Refused("not_ready")` names what is missing, as notes.

    A trusted organisation's listing is public at once and looked at afterwards, unless a warning needs a reviewer's word (R8).
    """
    _refuse_second(event)
    if organisation.suspended_at is not None:
        raise Refused("suspended")
    if event.is_public and all(row.published_at for row in queries.rows_of_listing(event.id)):
        raise Refused("nothing_to_publish")
    row, is_clean = _new(event, organisation, at=at, actor=actor)
    row.is_after = organisation.is_trusted and is_clean
    if row.is_after:
        publish_listing(event, organisation, at=at, actor=actor)
    return _written(row, "listing_submitted", at=at, actor=actor)


def _refuse_second(event: Event) -> None:
    """What is public already, and only looked at afterwards, keeps nothing back."""
    if queries.waiting_of(event.id) is not None:
        raise Refused("already_submitted")


def _new(event: Event, organisation: Organisation, *, at: datetime, actor: Actor) -> tuple[Submission, bool]:
    """A submission of the listing as it stands, and whether nothing in it needs a reviewer's word."""
    runs, rows = queries.runs_of_listing(event.id), queries.rows_of_listing(event.id)
    found = checked_parts(event, runs, rows)
    if found.blocking:
        raise Refused("not_ready", notes=found.blocking)
    for run in runs:
        run.confirmed_at = run.confirmed_at or at  # who hands a listing in says that it stands so
    row = Submission(
        event=event, organisation=organisation, submitted_at=at, submitted_by_id=actor.person_id, promised_by=promised_by(at),
        facts=portrait(event, runs, rows), notes=found.codes,
    )
    return row, not found.to_override


def _written(row: Submission, deed: str, *, at: datetime, actor: Actor) -> Submission:
    session.add(row)
    session.flush()  # its key names it in trail and letters
    trail.note(
        deed, at=at, actor=actor, organisation_id=row.organisation.id, subject=row.event,
        after={"submission": row.id, "promised_by": row.promised_by.isoformat(), "is_after": row.is_after},
    )
    letters.tell_received(row, row.event, row.organisation, at=at)
    return row


def withdraw_submission(row: Submission, *, at: datetime, actor: Actor) -> None:
    """Take a submission back before it is decided, its row locked."""
    _refuse_settled(row)
    if row.is_after:
        raise Refused("published_already")
    row.withdrawn_at = at
    trail.note("submission_withdrawn", at=at, actor=actor, organisation_id=row.organisation_id, subject=row.event)


def appeal(event: Event, organisation: Organisation, plea: str, *, at: datetime, actor: Actor) -> Submission:
    """Ask another person to decide on what was refused: once, and with words."""
    refused = queries.latest_of(event.id)
    if refused is None or refused.decision is not Decision.REFUSED:
        raise Refused("nothing_to_appeal")
    if refused.appeal_of_id is not None or queries.appeal_against(refused.id) is not None:
        raise Refused("appealed_already")
    if not plea.strip():
        raise Refused("plea_needed")
    row, _is_clean = _new(event, organisation, at=at, actor=actor)
    row.appeal_of, row.plea = refused, plea.strip()
    if refused.is_proposal:
        row.facts = edits.said_when_decided(refused, row.facts)
    return _written(row, "listing_appealed", at=at, actor=actor)


def claim(row: Submission, *, at: datetime, actor: Actor) -> None:
    """Say that one is looking at it, so that others take something else; it binds nobody."""
    _refuse_settled(row)
    row.claimed_by_id, row.claimed_at = actor.person_id, at


def _refuse_settled(row: Submission) -> None:
    if row.withdrawn_at is not None:
        raise Refused("withdrawn_meanwhile", at=row.withdrawn_at)
    if row.decided_at is not None:
        by = row.decided_by.name if row.decided_by else ""
        raise Refused("already_decided", by=by, at=row.decided_at, decision=row.decision)


def decide(
    row: Submission, decision: Decision, *, at: datetime, actor: Actor, reason: Bilingual = history.NO_REASON,
    override: str = "", seen: str | None = None,
) -> None:
    """Decide on a submission, its row locked: of two who decide at once the second is told that it is decided.

    `seen` is what the listing said on the page that is decided by (`portrait.seen_of`); `Refused("changed_meanwhile")` names
    what it says now and was not read.

    Publishing makes listing, dates and organisation public in one deed, or what a proposal wants. What is public already
    (`is_after`) is confirmed by publishing and taken back by refusing: edits say again what stood before.
    """
    _refuse_settled(row)
    _refuse_partial(row, actor)
    _refuse_unseen(row, seen)
    if decision in NEEDS_REASON and not reason:
        raise Refused("reason_needed")
    event, organisation = row.event, row.organisation
    if decision is Decision.PUBLISHED:
        _publish(row, override, at=at, actor=actor)
    elif decision is Decision.REFUSED and row.is_after:
        _take_back(row, at=at, actor=actor)
    row.decision, row.decided_at, row.decided_by_id = decision, at, actor.person_id
    row.reason_zh, row.reason_en, row.override = reason.zh, reason.en, override
    row.facts = edits.said_when_decided(row, _says(event))
    trail.note(
        f"review_{decision.value}", at=at, actor=actor, organisation_id=organisation.id, subject=event,
        after={"submission": row.id} | ({"override": override} if override else {}), reason=reason.zh or reason.en,
    )
    session.flush()  # a stale row must refuse before anybody is told
    letters.tell_decided(row, event, organisation, at=at)


def _says(event: Event) -> dict[str, Any]:
    return portrait(event, queries.runs_of_listing(event.id), queries.rows_of_listing(event.id))


def _publish(row: Submission, override: str, *, at: datetime, actor: Actor) -> None:
    event, organisation = row.event, row.organisation
    if row.is_proposal:
        edits.take(row, at=at, actor=actor)
    _refuse_unready(row, override)
    if is_stranger(organisation, at=at) and not override.strip():
        raise Refused("stranger")
    if not row.is_after and not row.is_proposal:
        publish_listing(event, organisation, at=at, actor=actor)


def _take_back(row: Submission, *, at: datetime, actor: Actor) -> None:
    """Edits are put back; where they were of another kind (approvals), or the listing itself is new, it leaves the public."""
    if not row.is_of_edits:
        hide_what_came_since(row.event, row.submitted_at, at=at)
    elif not edits.put_back(row, at=at, actor=actor) and row.event.is_public:
        hide_listing(row.event, at=at)


def is_stranger(organisation: Organisation, *, at: datetime) -> bool:
    """Whether nothing of the organisation was ever published and nobody has seen its papers (domain.md 3, below V1).

    Its first publication takes a reviewer's word that it is real (decision 0014).
    """
    return is_unknown(organisation, rung_of(organisation, at=at))


def is_unknown(organisation: Organisation, reached: Rung) -> bool:
    """The same, where it is known already how far its papers were seen."""
    return not organisation.is_listed and reached.tier < Tier.V1


def _refuse_unseen(row: Submission, seen: str | None) -> None:
    if seen is None:
        return
    fields = unseen(seen, _says(row.event), row.facts)
    if fields:
        raise Refused("changed_meanwhile", fields=fields)


def partiality(row: Submission, actor: Actor) -> str:
    """Why somebody else has to decide: a code, or nothing."""
    if row.organisation_id in actor.roles:
        return "own_organisation"
    first = row.appeal_of
    return "second_person_needed" if first is not None and first.decided_by_id == actor.person_id else ""


def _refuse_partial(row: Submission, actor: Actor) -> None:
    if why := partiality(row, actor):
        raise Refused(why)


def _refuse_unready(row: Submission, override: str) -> None:
    found = checked(row.event)
    if found.final:
        raise Refused("not_ready", notes=found.final)
    # Of what is public already no date is published now, so that no hall is asked for.
    asks = found.to_override if row.is_after or row.is_proposal else found.asks_a_word
    if asks and not override.strip():
        raise Refused("override_needed", notes=asks)
