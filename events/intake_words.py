"""What the reader of announcements says of what it found: why something is open, what other times are."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from core.language import clock_words, day_words

WHYS: Mapping[str, LazyString] = {
    "": _("It can be read in more than one way."),
    "no_time": _("A day without a time: add the date below once you know it."),
    "no_day": _("A time without a day."),
    "no_dates": _("No date was found in it."),
    "no_month": _("A day without a month."),
    "no_end": _("It has no stated end."),
    "no_such_day": _("There is no such day."),
    "weekday": _("Day and weekday do not fit together."),
    "weekday_only": _("A weekday without a date."),
    "which_day": _("It may be one of several days."),
    "which_days": _("It may be one of several runs of days."),
    "which_time": _("It may be one of several times."),
    "which_week": _("It may be this week or the next."),
    "which_month": _("It may be one of several months."),
    "this_month": _("It may be this month or another."),
    "next_month": _("It may be the next month or another."),
    "year": _("The year is not certain."),
    "am_pm": _("Morning or evening is not certain."),
    "day_month": _("Day and month may stand in either order."),
    "day_first": _("Day and month may stand in either order."),
    "month_first": _("Day and month may stand in either order."),
    "lunar_or_solar": _("It may be a date of the lunar or of the solar calendar."),
    "holiday": _("The day of this holiday is not certain."),
    "to_be_announced": _("The text itself says that it is still to be announced."),
}
OTHER_TIMES: Mapping[str, LazyString] = {
    "on_sale": _("Tickets go on sale"), "doors": _("Doors open"), "deadline": _("Deadline"), "was": _("The date before"),
    "cancelled": _("Cancelled"), "meeting": _("Talk or signing"), "rehearsal": _("Rehearsal"), "press": _("Published on"),
    "refund": _("Refunds"), "pickup": _("Ticket collection"), "history": _("In the past"), "hours": _("Opening hours"),
    "off": _("No show"), "change": _("Change"), "to_be_announced": _("To be announced"), "postponed": _("Postponed"),
}


def when_words(first: date | datetime | None, last: date | None = None) -> str:
    """A moment, a day, or days from first to last, in the reader's language."""
    if first is None:
        return ""
    words = day_words(first)
    if isinstance(first, datetime):
        words = f"{words} {clock_words(first)}"
    return f"{words} – {day_words(last)}" if last and last != first else words
