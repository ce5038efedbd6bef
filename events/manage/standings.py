"""Where listings stand, in words; drafts and public ones by their own columns."""

from collections.abc import Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from events.models.event import Event
from events.standing import Next, Standing

STANDINGS: dict[Standing, LazyString] = {
    Standing.DRAFT: _("Draft"),
    Standing.SUBMITTED: _("Submitted"),
    Standing.CHANGES_ASKED: _("Changes asked"),
    Standing.REFUSED: _("Refused"),
    Standing.PUBLISHED: _("Public"),
}
NEXTS: dict[Next, LazyString] = {
    Next.ADD_DATES: _("Add dates"),
    Next.REPAIR: _("Put right what keeps it back"),
    Next.SUBMIT: _("Send it for review"),
    Next.WAIT: _("Wait for the review"),
    Next.ANSWER: _("Answer the review"),
    Next.COMPLETE: _("Make it complete"),
    Next.REPEAT: _("Copy it for the next run"),
    Next.NOTHING: _("Nothing to do"),
}


def standings_of(events: Sequence[Event]) -> dict[int, Standing]:
    """Where each of these stands."""
    return {event.id: Standing.PUBLISHED if event.is_public else Standing.DRAFT for event in events}
