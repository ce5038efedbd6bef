"""What private calendars say to their readers: services by name, alarms, refusals, clashes."""

from datetime import timedelta

from flask_babel import gettext, ngettext

from core.errors import Refused
from core.language import clock_words, day_short, language
from notices.clashes import Clash, Visit

SERVICES = {
    "google": "Google", "apple": "Apple", "outlook": "Outlook", "thunderbird": "Thunderbird", "icsx5": "ICSx⁵",
    "nextcloud": "Nextcloud", "gnome": "GNOME", "vdirsyncer": "vdirsyncer", "yahoo": "Yahoo", "xiaomi": "Xiaomi",
}
A_DAY = 24 * 60


def service_words(code: str) -> str:
    """What people call the program that fetched a calendar."""
    if code == "browser":
        return gettext("a browser")
    return SERVICES.get(code) or gettext("another program")


def length_words(minutes: int) -> str:
    """A length of time in its largest whole unit: 30 minutes, 2 hours, 1 day, 1 week."""
    if minutes % (7 * A_DAY) == 0:
        return ngettext("%(num)d week", "%(num)d weeks", minutes // (7 * A_DAY))
    if minutes % A_DAY == 0:
        return ngettext("%(num)d day", "%(num)d days", minutes // A_DAY)
    if minutes % 60 == 0:
        return ngettext("%(num)d hour", "%(num)d hours", minutes // 60)
    return ngettext("%(num)d minute", "%(num)d minutes", minutes)


def alarm_words(minutes: int) -> str:
    """What an alarm says."""
    return gettext("Begins in %(length)s", length=length_words(minutes))


def refusal_words(refused: Refused) -> str:
    """Why a rule said no."""
    most = refused.facts.get("most", "")
    known = {
        "name_needed": gettext("Please give the list a name."),
        "name_long": gettext("The name is too long: %(most)s characters are the most.", most=most),
        "too_many_calendars": gettext("%(most)s lists are the most. Delete one first.", most=most),
        "is_full": gettext("A list holds %(most)s entries. Take some off, or begin another list.", most=most),
        "too_many_things": gettext("A list follows %(most)s houses, cities and the like at most.", most=most),
        "unknown_alarm": gettext("Please choose the alarms from the list."),
        "nothing_chosen": gettext("Please choose at least one date."),
        "too_many": gettext("Too many new lists came from your network. Please try again in an hour."),
        "expired": gettext("This page had been open for too long, so nothing was done. Please press again."),
        "stale": gettext("Somebody changed this at the same moment. Please look and press again."),
    }
    return known.get(refused.reason) or gettext("That cannot be done as things stand.")


def visit_words(visit: Visit) -> str:
    """One date of a pair: what, when, where."""
    said = gettext(
        "“%(title)s” (%(when)s)", title=visit.title.in_language(language()),
        when=("" if language() == "zh" else " ").join((day_short(visit.starts_at), clock_words(visit.starts_at))),
    )
    return said if visit.end_is_stated else said + gettext(" (its end is not stated; two hours are assumed)")


def clash_words(clash: Clash) -> str:
    """Why two dates cannot both be seen, or hardly."""
    one, other = visit_words(clash.first), visit_words(clash.second)
    if clash.overlaps:
        return gettext("%(one)s and %(other)s overlap.", one=one, other=other)
    left, needed = _hours_words(clash.left), _hours_words(clash.needed)
    if clash.towns:
        speaks = language()
        here, there = (each.told_apart.in_language(speaks) for each in clash.towns)
        return gettext(
            "%(one)s ends %(left)s before %(other)s, and the way from %(here)s to %(there)s takes about %(needed)s.",
            one=one, other=other, left=left, here=here, there=there, needed=needed,
        )
    return gettext(
        "%(one)s ends %(left)s before %(other)s, and the way across town takes about %(needed)s.",
        one=one, other=other, left=left, needed=needed,
    )


def _hours_words(length: timedelta) -> str:
    """2 hours 55 minutes."""
    hours, minutes = divmod(int(length / timedelta(minutes=1)), 60)
    parts = [each for each in (hours * 60, minutes) if each]
    return " ".join(map(length_words, parts)) or ngettext("%(num)d minute", "%(num)d minutes", 0)
