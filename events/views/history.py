"""The history of an event in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape

from core import history
from core.language import clock_words, day_short, say
from core.models import Change
from core.types import Bilingual
from events.amended_words import ANOTHER_CAST, place_name
from events.amendments import CAST
from events.models.event import Event
from events.models.performance import Performance
from events.models.words import PremiereKind, PremiereScope
from events.queries.amendments import Places, places_named
from events.words import premiere_words

SHOWN = (
    "edited", "included", "moved", "cancelled", "postponed", "sold_out", "scheduled", "rescheduled", "moved_online",
    "changed_place", "withdrawn", "changed", "premiere_confirmed", "premiere_refused", "premiere_withdrawn", "undone",
)

OF_A_DATE = {
    "cancelled": _("%(date)s: cancelled."),
    "postponed": _("%(date)s: postponed; the new date is not known yet."),
    "sold_out": _("%(date)s: sold out."),
    "scheduled": _("%(date)s: takes place after all."),
    "rescheduled": _("%(date)s: takes place after all."),
    "moved_online": _("%(date)s: moved online."),
    "changed_place": _("%(date)s: in another place, %(now)s (was: %(was)s)."),
    "undone": _("%(date)s: the last change was taken back."),
}
OTHERWISE = _("%(date)s: details changed.")
OF_THE_EVENT = (
    ({"title_zh", "title_en"}, _("The title was changed.")),
    ({"prices", "is_free"}, _("Prices were changed.")),
    ({"seller_zh", "seller_en", "seller_url", "seller_licence"}, _("The ticket seller was changed.")),
    ({"main_performers_zh", "main_performers_en"}, _("The main performers were changed.")),
)
OF_A_FIRST = {
    "premiere_confirmed": _("The register of premieres confirmed: %(first)s."),
    "premiere_refused": _("The register of premieres refused: %(first)s."),
    "premiere_withdrawn": _("No longer claimed: %(first)s."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One change: when, and what in words."""

    at: datetime
    words: Markup | str
    reason: Markup


def told(event: Event, dates: Sequence[Performance]) -> list[Told]:
    """The latest public changes, newest first, down to the first publication."""
    by_key = {each.id: each for each in dates}
    changes = history.changes_of(event.topic, deeds=SHOWN)
    places = _places_in(changes)
    found = [
        Told(each.at, words, say(Bilingual(each.reason_zh, each.reason_en)))
        for each in changes
        if (words := _words(each, by_key, places))
    ]
    if event.published_at:
        found.append(Told(event.published_at, gettext("First published here."), Markup("")))
    return found


def _places_in(changes: Sequence[Change]) -> Places:
    """The houses and halls that changes of place name; no statement where there is none."""
    sides = [side for each in changes if each.deed == "changed_place" for side in (each.before, each.after)]
    return places_named((each.get("venue_id") for each in sides), (each.get("hall_id") for each in sides))


def _words(change: Change, by_key: Mapping[int, Performance], places: Places) -> Markup | str:
    if change.subject != "events_performance":
        return _about_event(change)
    if change.deed == "moved":
        return _moved(change)
    if change.deed == "withdrawn":
        return gettext("A date was withdrawn.")
    row = by_key.get(change.subject_id)
    which = _moment(row.starts_at) if row else gettext("one date")
    if change.deed == "changed_place":
        return _in_another_place(change, which, places)
    return str(OF_A_DATE.get(change.deed, OTHERWISE)) % {"date": which}


def _in_another_place(change: Change, which: str, places: Places) -> Markup:
    """Halls alone where the house is the same one: then the change names no house."""
    now, was = (places.at(side.get("venue_id"), side.get("hall_id")) for side in (change.after, change.before))
    names = [say(place_name(each.venue, each.hall, with_house=True)) or gettext("no hall stated") for each in (now, was)]
    return escape(str(OF_A_DATE[change.deed])) % {"date": which, "now": names[0], "was": names[1]}


def _moved(change: Change) -> str:
    before, after = change.before.get("starts_at"), change.after.get("starts_at")
    if not before or not after:
        return gettext("A date has another length.")
    return gettext(
        "Moved from %(before)s to %(after)s.",
        before=_moment(datetime.fromisoformat(before)), after=_moment(datetime.fromisoformat(after)),
    )


def _about_first(change: Change) -> str:
    scope = change.after.get("scope")
    first = premiere_words(PremiereKind(change.after["kind"]), PremiereScope(scope) if scope else None)
    return str(OF_A_FIRST[change.deed]) % {"first": str(first)}


def _another_cast(change: Change) -> Markup | str:
    was = Bilingual(*(change.before.get(name, "") for name in CAST))
    now = Bilingual(*(change.after.get(name, "") for name in CAST))
    return escape(str(ANOTHER_CAST)) % {"now": say(now), "was": say(was)} if was and now else ""


def _about_event(change: Change) -> Markup | str:
    if change.deed in OF_A_FIRST:
        return _about_first(change)
    if change.deed == "included":
        return gettext("Its programme has grown.")
    if cast := _another_cast(change):
        return cast
    said = (words for fields, words in OF_THE_EVENT if fields & change.after.keys())
    return str(next(said, gettext("Details were updated.")))


def _moment(moment: datetime) -> str:
    return f"{day_short(moment)} {clock_words(moment)}"
