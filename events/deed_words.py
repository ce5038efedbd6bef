"""The words of the change desk: deeds, causes, refunds, and why a rule said no."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from core.language import language, moment_words
from core.types import Bilingual
from events.causes import Refund
from events.models.deed import Cause, DeedKind

# What a button says.
VERBS: dict[DeedKind, LazyString] = {
    DeedKind.MOVE: _("Move"),
    DeedKind.CANCEL: _("Cancel"),
    DeedKind.POSTPONE: _("Postpone"),
    DeedKind.SELL_OUT: _("Sold out"),
    DeedKind.REOPEN: _("Takes place after all"),
    DeedKind.HALL: _("Another hall"),
    DeedKind.CAST: _("Another cast"),
}
# What a button says that does it.
DO_IT: dict[DeedKind, LazyString] = {
    DeedKind.MOVE: _("Move it now"),
    DeedKind.CANCEL: _("Cancel it now"),
    DeedKind.POSTPONE: _("Postpone it now"),
    DeedKind.SELL_OUT: _("Say that it is sold out"),
    DeedKind.REOPEN: _("Say that it takes place"),
    DeedKind.HALL: _("Change the hall now"),
    DeedKind.CAST: _("Change the cast now"),
}
DONE: dict[DeedKind, LazyString] = {
    DeedKind.MOVE: _("Moved"),
    DeedKind.CANCEL: _("Cancelled"),
    DeedKind.POSTPONE: _("Postponed"),
    DeedKind.SELL_OUT: _("Sold out"),
    DeedKind.REOPEN: _("Takes place after all"),
    DeedKind.HALL: _("In another hall"),
    DeedKind.CAST: _("With another cast"),
}
CAUSES: dict[Cause, LazyString] = {
    Cause.ILLNESS: _("Illness in the company"),
    Cause.TECHNICAL: _("Technical problem"),
    Cause.SCHEDULING: _("Change of schedule"),
    Cause.VENUE: _("The house"),
    Cause.APPROVAL: _("The approval"),
    Cause.DEMAND: _("Public demand"),
    Cause.ARTISTIC: _("Artistic decision"),
    Cause.OTHER: _("Something else: I write it below"),
    Cause.FORCE_MAJEURE: _("Force majeure (storm, flood, an authority's order)"),
}
REFUNDS: dict[Refund, LazyString] = {
    Refund.FULL: _("Refund in full where they were bought"),
    Refund.VALID: _("Tickets stay valid; who cannot come is refunded in full"),
    Refund.NONE_SOLD: _("No tickets were sold"),
    Refund.OWN: _("In my own words below"),
}
REFUSALS: dict[str, LazyString] = {
    "no_dates": _("Choose at least one date."),
    "too_many_dates": _("That is more than %(limit)s dates at once. Choose fewer."),
    "changed_meanwhile": _("Somebody changed this meanwhile. Nothing was done: look at both versions below."),
    "already_over": _("One of these dates is over. What is over stays as it is."),
    "nothing_changes": _("Nothing would change: it stands like this already."),
    "is_cancelled": _(
        "What is cancelled stays so until you say that it takes place after all. For another day, add a new date instead."
    ),
    "is_postponed": _("It is postponed: move it to its new time first, or say that it takes place after all."),
    "is_online": _("It takes place online: say first that it takes place in the hall after all."),
    "reason_needed": _("The audience must be told why. Choose a reason, or write one in at least one language."),
    "performers_needed": _("Write who plays now."),
    "hall_needed": _("Choose a hall."),
    "ends_before_it_starts": _("It would end before it starts."),
    "in_the_past": _("The new time is in the past."),
    "span_has_days": _("This lasts for whole days: give it a first and a last day."),
    "hall_taken": _("The hall is taken then: %(other)s, %(starts_at)s."),
    "dates_overlap": _("Two of these dates would overlap in one hall."),
    "beyond_the_calendar": _("That day lies outside the calendar."),
    "too_long": _("A text is too long: at most %(limit)s characters."),
    "already_undone": _("This was undone already."),
    "too_late_to_undo": _("The ten minutes are over. Make a new change instead."),
    "part_of_a_batch": _("This is part of a batch: the whole batch is undone, or nothing."),
    "nothing_struck": _("Nothing takes place there in that time."),
    "place_needed": _("Choose a city or a house."),
    "not_for_a_batch": _("Only cancelling and postponing can be done to many events at once."),
    "selection_moved_on": _("Meanwhile %(now)s dates are concerned, not %(expected)s. Look at the preview again."),
    "stale": _("Somebody changed this at the same moment. Nothing was done: look again and press once more."),
    "expired": _("This form had been open for too long, so it was not sent. Nothing is lost: look it over and press again."),
    "hall_of_another_venue": _("That hall is in another house."),
}
OTHERWISE = _("That cannot be done as things stand.")


def refused_words(reason: str, facts: Mapping[str, object]) -> str:
    """Why a rule said no, in the reader's language."""
    filled = {name: _plain(value) for name, value in facts.items()}
    return str(REFUSALS.get(reason, OTHERWISE)) % filled if filled else str(REFUSALS.get(reason, OTHERWISE))


def _plain(value: object) -> object:
    if isinstance(value, Bilingual):
        return value.in_language(language())
    return moment_words(value) if isinstance(value, datetime) else value
