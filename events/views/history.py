"""The history of an event in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from core import history
from core.language import clock_words, day_short, say
from core.models import Change
from core.types import Bilingual
from events.models.event import Event
from events.models.performance import Performance
from events.models.words import PremiereKind, PremiereScope
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
    "changed_place": _("%(date)s: in another place."),
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
    words: str
    reason: Markup


def told(event: Event, dates: Sequence[Performance]) -> list[Told]:
    """The latest public changes, newest first, down to the first publication."""
    by_key = {each.id: each for each in dates}
    found = [
        Told(each.at, words, say(Bilingual(each.reason_zh, each.reason_en)))
        for each in history.changes_of(event.topic, deeds=SHOWN)
        if (words := _words(each, by_key))
    ]
    if event.published_at:
        found.append(Told(event.published_at, gettext("First published here."), Markup("")))
    return found


def _words(change: Change, by_key: Mapping[int, Performance]) -> str:
    if change.subject != "events_performance":
        return _about_event(change)
    if change.deed == "moved":
        return _moved(change)
    if change.deed == "withdrawn":
        return gettext("A date was withdrawn.")
    row = by_key.get(change.subject_id)
    which = _moment(row.starts_at) if row else gettext("one date")
    return str(OF_A_DATE.get(change.deed, OTHERWISE)) % {"date": which}


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


def _about_event(change: Change) -> str:
    if change.deed in OF_A_FIRST:
        return _about_first(change)
    if change.deed == "included":
        return gettext("Its programme has grown.")
    said = (words for fields, words in OF_THE_EVENT if fields & change.after.keys())
    return str(next(said, gettext("Details were updated.")))


def _moment(moment: datetime) -> str:
    return f"{day_short(moment)} {clock_words(moment)}"
