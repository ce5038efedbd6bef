"""What follows for listings when their organisation closes."""

from datetime import datetime

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.obstacles import Obstacle
from core.types import Bilingual
from events.queries import deeds, force_majeure, intake, ownership
from events.services import review
from events.services.ownership import end_offer

FORCE_MAJEURE = Bilingual("不可抗力", "Force majeure")


def to_come(organisation: Organisation, *, at: datetime) -> list[Obstacle]:
    """What is still to take place in public, to be cancelled or handed over; and changes that can still be undone."""
    return _dates_to_come(organisation, at) + _to_undo(organisation, at)


def _dates_to_come(organisation: Organisation, at: datetime) -> list[Obstacle]:
    return [
        Obstacle(event.title, "desk.listing", {"organisation": organisation.slug, "key": event.id})
        for event in ownership.events_to_come(organisation.id, at)
    ]


def _to_undo(organisation: Organisation, at: datetime) -> list[Obstacle]:
    slug = organisation.slug
    found = [
        Obstacle(each.event.title, "changes.deed", {"organisation": slug, "key": each.id}, until=each.undo_until)
        for each in deeds.running_deeds(organisation.id, at)
    ]
    found += [
        Obstacle(FORCE_MAJEURE, "force_majeure.house_batch", {"organisation": slug, "key": each.id}, until=each.undo_until)
        for each in force_majeure.running_batches(organisation.id, at)
    ]
    return found


def end_with(organisation: Organisation, *, at: datetime, actor: Actor) -> None:
    """Take back what waits for a review, end offers of listings, and ask its calendars no more. Drafts stay unseen."""
    for submission in ownership.waiting_submissions(organisation.id):
        review.withdraw_submission(submission, at=at, actor=actor)
    for transfer in ownership.transfers_of(organisation.id):
        end_offer(transfer, organisation, at=at, actor=actor)
    for source in intake.sources_of(organisation.id):
        source.paused_at, source.next_at = source.paused_at or at, None
