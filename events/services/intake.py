"""Deeds on imports: read, mapped, confirmed, claimed, finished, given up, taken back.

Writing the dates is services/staging.py, showing them services/showing.py.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.access import found
from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.queries import people
from accounts.queries.organisations import organisation_by_key
from accounts.retention import PREVIEW
from accounts.services import telling, trail
from core.db import session
from core.errors import Refused
from events.intake.placing import Placed
from events.intake.stated import Problem
from events.intake.stored import stored_listings, stored_problems
from events.models.intake import ColumnMapping, Intake, IntakeKind, IntakeState, Origin, SubscribedSource
from events.queries import intake as queries
from events.services import import_letters, resuming, showing, sources, staging
from events.services.resuming import Drafts
from events.services.screening import Looked

MOST_TRIES = 3


def begin(
    organisation: Organisation, kind: IntakeKind, *, at: datetime, actor: Actor, source: SubscribedSource | None = None,
    **facts: Any,
) -> Intake:
    """Keep what somebody brought; nothing of it is written before it is confirmed."""
    row = Intake(
        organisation_id=organisation.id, person_id=actor.person_id, kind=kind, made_at=at,
        source=source.name if source else kind.value, source_id=source.id if source else None, **facts,
    )
    session.add(row)
    session.flush()  # its key is in the address of its page
    return row


def note_reading(
    row: Intake, listings: Sequence[Placed], problems: Sequence[Problem], warnings: Sequence[Problem], *, refused: str = ""
) -> None:
    """Keep what a file states and what is wrong with it; only before it is confirmed."""
    if row.state is not IntakeState.PREVIEW:
        raise Refused("already_confirmed")
    row.stated = stored_listings(each.listing for each in listings)
    row.problems, row.warnings, row.refused = stored_problems(problems), stored_problems(warnings), refused
    row.listings, row.total = len(listings), sum(len(each.listing.showings) for each in listings)
    row.counts = {"problems": len(problems), "left_out": sum(each.is_fatal for each in problems)}


def remember_mapping(row: Intake, mapping: Mapping[str, str], digest: str, *, at: datetime) -> None:
    """Keep which column says what, for this import and for the next table with the same headings."""
    row.mapping = dict(mapping)
    known = queries.mapping_of(row.organisation_id, digest)
    if known is None:
        known = ColumnMapping(organisation_id=row.organisation_id, digest=digest, mapping={}, used_at=at)
        session.add(known)
    known.mapping, known.used_at = dict(mapping), at


def confirm(row: Intake, *, at: datetime, actor: Actor) -> bool:
    """Let it be imported; answers whether that is new. An empty one is refused."""
    if row.state is not IntakeState.PREVIEW:
        return False
    if not row.total:
        raise Refused("nothing_to_import")
    row.confirmed_at = at
    trail.note("import_confirmed", at=at, actor=actor, organisation_id=row.organisation_id, subject=row,
               after={"dates": row.total, "file": row.file_name})
    return True


def take(row: Intake, *, at: datetime) -> None:
    """Claim one import, so that no worker begins it too."""
    row.claimed_at = at
    row.tries += 1


def claim(*, at: datetime) -> int | None:
    """Take the import that has waited longest; None where nothing waits. What is tried too often is given up."""
    while key := queries.waiting_intake(at):
        row = queries.intake_by_key(key)
        if row is None:
            return None
        row.claimed_at, row.done = at, 0
        row.tries += 1
        if row.tries <= MOST_TRIES:
            return row.id
        give_up(row, at=at)
        session.flush()  # the next question must not find it again
    return None


def release(row: Intake, *, at: datetime) -> None:
    """Give a claim back after a failure: it is taken up again, or given up after three tries."""
    if row.committed_at is None:
        row.claimed_at = None
        if row.tries >= MOST_TRIES:
            give_up(row, at=at)


def give_up(row: Intake, *, at: datetime) -> None:
    """It cannot be imported: its file goes, its source is asked anew a day later, and its organisation is told."""
    row.failed_at = at
    import_letters.tell_of_import(row, at=at)
    _empty(row)
    told_by = f"intake:{row.id}"
    source = queries.source_by_key(row.source_id) if row.source_id is not None else None
    if source is not None:
        # Once for each calendar that breaks, however often it is tried.
        told_by = f"source:{source.id}:{source.digest}"
        sources.note_broken(source, at=at)
    slug = found(organisation_by_key(row.organisation_id)).slug
    for person in people.people_to_tell(row.organisation_id, at):
        telling.tell(
            "import_failed", at=at, to=person, key=f"import_failed:{told_by}:{person.id}", organisation_id=row.organisation_id,
            facts={"intake": row.id, "file": row.file_name, "is_source": source is not None, "organisation": slug},
        )


def _empty(row: Intake) -> None:
    """Drop the file and what it states."""
    row.stated = row.content = None


def finish(
    row: Intake, organisation: Organisation, counts: Mapping[str, int], *, at: datetime, looked: Sequence[Looked] = (),
    drafts: Drafts | None = None, prepared: Sequence[Any] = (),
) -> None:
    """Show everything that was staged and change the drafts that are known, all at once; remember what was done."""
    if drafts is not None:
        resuming.write(drafts)
    shown = showing.show(row, organisation, looked, at=at, prepared=prepared)
    row.committed_at, row.done = at, row.total
    row.counts = {**row.counts, **counts, **shown}
    import_letters.tell_of_import(row, at=at)
    _empty(row)
    actor = Actor(person_id=row.person_id, via="import")
    trail.note("imported", at=at, actor=actor, organisation_id=row.organisation_id, subject=row, after=dict(row.counts))


def undo(row: Intake, *, at: datetime, actor: Actor) -> int:
    """Take back the drafts of an import, all at once; what was published, is in review or was given away stays.

    Answers how many listings went.
    """
    if row.state is not IntakeState.DONE:
        raise Refused("not_done")
    hidden = showing.hide(row)
    row.undone_at = at
    row.counts = {**row.counts, **hidden}
    trail.note("import_undone", at=at, actor=actor, organisation_id=row.organisation_id, subject=row,
               after={"listings": hidden["withdrawn"], "kept": hidden["kept"]})
    return hidden["withdrawn"]


def sweep(intake_id: int) -> int:
    """Delete some of what an import staged and that nobody may see; answers how much."""
    if keys := queries.staged_events(intake_id, limit=staging.LISTINGS_A_BATCH):
        showing.delete_events(keys)
    elif keys := queries.staged_dates(intake_id, limit=staging.DATES_A_BATCH):
        showing.delete_dates(keys)
    return len(keys)


def forget_files(*, at: datetime) -> int:
    """Drop the files of imports that nobody confirmed for two days, and of those that were given up."""
    keys = queries.files_to_forget(at - PREVIEW)
    for key in keys:
        row = queries.intake_by_key(key)
        if row is not None:
            _empty(row)
            row.failed_at = row.failed_at or at
    return len(keys)


def drop_proposal(origin: Origin, *, at: datetime, actor: Actor) -> None:
    """Somebody has looked at what a source says; it is not shown again until the source says something new."""
    seen = dict(origin.proposed)
    trail.note("proposal_seen", at=at, actor=actor, organisation_id=origin.organisation_id, subject=origin, before=seen)
    origin.proposed, origin.proposed_at = {}, None
