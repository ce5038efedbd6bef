"""Deeds on who manages a listing: claiming, deciding, offering, taking; and what follows when two organisations become one."""

from datetime import datetime

from sqlalchemy import update

from accounts.access import found
from accounts.actor import Actor
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.models.proof import Evidence, Outcome
from accounts.queries import people
from accounts.queries.memberships import owners
from accounts.services import telling, trail
from accounts.services.organisations import list_organisation
from core import history
from core.db import session
from core.editing import set_fields
from core.errors import Refused
from events import signals
from events.models.event import Event
from events.models.ownership import Claim, Transfer
from events.queries import ownership as stored
from events.queries.records import events_naming
from events.services.events import edit_event

MOST_CLAIMS = 20


def claim(
    event: Event, organisation: Organisation, *, reason: str, evidence: Evidence | None, at: datetime, actor: Actor
) -> Claim:
    """Say that a listing is an organisation's own; the staff decide."""
    if not reason.strip():
        raise Refused("reason_needed")
    if stored.open_claim(event.id, organisation.id) is not None:
        raise Refused("claimed_already")
    if stored.number_of_open_claims(organisation.id) >= MOST_CLAIMS:
        raise Refused("too_many_claims", limit=MOST_CLAIMS)
    row = Claim(
        event_id=event.id, organisation_id=organisation.id, person_id=actor.person_id or 0, made_at=at,
        evidence_id=evidence.id if evidence else None,
    )
    set_fields(row, {"reason": reason}, prose=("reason",))
    session.add(row)
    session.flush()  # the trail names it
    trail.note(
        "listing_claimed", at=at, actor=actor, organisation_id=organisation.id, subject=row, after={"event": event.slug}
    )
    return row


def decide(row: Claim, accepted: bool, *, answer: str, at: datetime, actor: Actor) -> None:
    """Give a listing to whoever claimed it, or say why not. `row` is held; what others claimed of it waits no longer."""
    if row.outcome is not None:
        raise Refused("decided")
    if row.organisation_id in actor.roles:
        raise Refused("own_organisation")
    if not accepted and not answer.strip():
        raise Refused("reason_needed")
    _answer(row, Outcome.ACCEPTED if accepted else Outcome.REFUSED, answer, at=at, actor=actor)
    if accepted:
        event = found(stored.event_held(row.event_id))
        _give(event, row.organisation, at=at, actor=actor)
        for other in stored.claims_on(event.id):
            if other.id != row.id:
                _answer(other, Outcome.REFUSED, "", at=at, actor=actor)


def _answer(row: Claim, outcome: Outcome, answer: str, *, at: datetime, actor: Actor) -> None:
    row.outcome, row.decided_at, row.decided_by_id = outcome, at, actor.person_id
    set_fields(row, {"answer": answer}, prose=("answer",))
    trail.note(
        f"claim_{outcome.value}", at=at, actor=actor, organisation_id=row.organisation_id, subject=row, reason=row.answer,
        after={"event": row.event.slug},
    )
    facts = {"outcome": outcome.value, "answer": row.answer} | _titles(row.event) | _names(row.organisation)
    telling.tell(
        "claim_decided", at=at, to=row.person, key=f"claim:{row.id}", facts=facts, organisation_id=row.organisation_id
    )


def _names(organisation: Organisation) -> dict[str, str]:
    return {
        "slug": organisation.slug, "zh": organisation.name_zh or organisation.name_en,
        "en": organisation.name_en or organisation.name_zh,
    }


def _give(event: Event, to: Organisation, *, at: datetime, actor: Actor) -> None:
    """Let another organisation manage a listing: both sides' trails say so, and open offers of it end."""
    if to.merged_into_id is not None or to.suspended_at is not None:
        raise Refused("cannot_take")
    earlier = event.owner_id
    event.owner_id = to.id
    session.flush()  # a stale row must refuse before anything else is said
    for offer in stored.open_transfers_of_event(event.id):
        offer.withdrawn_at = at
    for key in {earlier, to.id} - {None}:
        trail.note(
            "listing_changed_hands", at=at, actor=actor, organisation_id=key, subject=event,
            before={"owner": earlier}, after={"owner": to.id, "event": event.slug},
        )
    if earlier is not None and earlier != to.id:
        for person in people.people_to_tell(earlier, at):
            telling.tell(
                "listing_given", at=at, to=person, key=f"given:{event.id}:{at.isoformat()}:{person.id}",
                facts=_titles(event) | _names(to), organisation_id=earlier,
            )


def _titles(event: Event) -> dict[str, str]:
    return {"event": event.title.zh or event.title.en, "event_en": event.title.en or event.title.zh}


# --- offers ----------------------------------------------------------------------------------------------------------


def offer(event: Event, to: Organisation, *, at: datetime, actor: Actor) -> Transfer:
    """Offer a listing that one manages to another organisation."""
    if event.owner_id is None or event.owner_id == to.id or to.merged_into_id is not None or to.suspended_at is not None:
        raise Refused("cannot_take")
    if not owners(to.id, at):
        raise Refused("nobody_accepts")
    if any(each.taker_id == to.id for each in stored.open_transfers_of_event(event.id)):
        raise Refused("offered_already")
    row = Transfer(
        event_id=event.id, giver_id=event.owner_id, taker_id=to.id, offered_by_id=actor.person_id or 0, offered_at=at
    )
    session.add(row)
    session.flush()  # the letter and the trail name it
    for key in (row.giver_id, to.id):
        trail.note(
            "listing_offered", at=at, actor=actor, organisation_id=key, subject=row,
            after={"event": event.slug, "to": to.slug},
        )
    for person in people.people_to_tell(to.id, at, (Role.OWNER,)):
        telling.tell(
            "listing_offered", at=at, to=person, key=f"transfer:{row.id}:{person.id}", facts=_titles(event) | _names(to),
            group=f"transfer:{row.id}", organisation_id=to.id,
        )
    return row


def accept(row: Transfer, organisation: Organisation, *, at: datetime, actor: Actor) -> None:
    """Take a listing that was offered, if the giver still manages it. `row` is held."""
    found(row if row.taker_id == organisation.id else None)
    event = found(stored.event_held(row.event_id))
    if not row.is_open or event.owner_id != row.giver_id:
        raise Refused("offer_closed")
    row.accepted_at = at
    organised_by = event.organiser_id
    _give(event, organisation, at=at, actor=actor)
    if organised_by == row.giver_id:
        _name_as_organiser(event, organisation, at=at, actor=actor)


def _name_as_organiser(event: Event, organisation: Organisation, *, at: datetime, actor: Actor) -> None:
    """Whoever took a listing from its organiser is the one who organises it; approvals that name the giver go stale."""
    giver = event.organiser_id
    if event.is_public:
        list_organisation(organisation, at=at)
    edit_event(event, at=at, actor=str(actor.person_id or ""), organiser_id=organisation.id)
    for key in {giver, organisation.id} - {None}:
        trail.note(
            "listing_edited", at=at, actor=actor, organisation_id=key, subject=event, before={"organiser_id": giver},
            after={"organiser_id": organisation.id},
        )


def end_offer(row: Transfer, organisation: Organisation, *, at: datetime, actor: Actor) -> None:
    """Take an offer back (the giver) or decline it (the taker). A second time is nothing new."""
    if not row.is_open:
        return
    if row.giver_id == organisation.id:
        row.withdrawn_at = at
    else:
        row.declined_at = at
    telling.recall(f"transfer:{row.id}", at=at)
    for key in (row.giver_id, row.taker_id):
        trail.note("listing_offer_ended", at=at, actor=actor, organisation_id=key, subject=row)


# --- organisations that became one -----------------------------------------------------------------------------------


def follow_merger(kept: Organisation, merged: Organisation, *, at: datetime) -> None:
    """Let every listing that names the merged organisation name the kept one."""
    for event in events_naming(merged.id):
        before = {"organiser_id": event.organiser_id, "on_behalf_of_id": event.on_behalf_of_id}
        event.organiser_id = kept.id if event.organiser_id == merged.id else event.organiser_id
        event.on_behalf_of_id = kept.id if event.on_behalf_of_id == merged.id else event.on_behalf_of_id
        after = {"organiser_id": event.organiser_id, "on_behalf_of_id": event.on_behalf_of_id}
        if event.is_public:
            history.record(event, "edited", at=at, topic=event.topic, before=before, after=after)
            session.flush()  # whoever is told finds it as it is now
            signals.event_changed.send(event, at=at)
    for table, column in ((Event, "owner_id"), (Claim, "organisation_id"), (Transfer, "giver_id"), (Transfer, "taker_id")):
        named = getattr(table, column)
        session.execute(
            update(table).where(named == merged.id).values({column: kept.id}), execution_options={"synchronize_session": False}
        )
    session.expire_all()
