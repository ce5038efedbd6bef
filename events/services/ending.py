"""What follows for listings when their organisation closes."""

from datetime import datetime

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.obstacles import Obstacle
from events.queries import intake, ownership
from events.services import review
from events.services.ownership import end_offer


def to_come(organisation: Organisation, *, at: datetime) -> list[Obstacle]:
    """Public listings of which something is still to take place: to be cancelled, or handed over."""
    return [
        Obstacle(event.title, "desk.listing", {"organisation": organisation.slug, "key": event.id})
        for event in ownership.events_to_come(organisation.id, at)
    ]


def end_with(organisation: Organisation, *, at: datetime, actor: Actor) -> None:
    """Take back what waits for a review, end offers of listings, and ask its calendars no more. Drafts stay unseen."""
    for submission in ownership.waiting_submissions(organisation.id):
        review.withdraw_submission(submission, at=at, actor=actor)
    for transfer in ownership.transfers_of(organisation.id):
        end_offer(transfer, organisation, at=at, actor=actor)
    for source in intake.sources_of(organisation.id):
        source.paused_at, source.next_at = source.paused_at or at, None
