"""The history of an event in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from markupsafe import Markup

from core import history
from core.language import clock_words, day_short, say
from core.models import Change
from core.types import Bilingual
from events.models.event import Event
from events.models.performance import Performance

SHOWN = (
    "edited", "included", "moved", "cancelled", "postponed", "sold_out", "scheduled", "rescheduled", "moved_online",
    "changed_place", "withdrawn", "changed",
)


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
    row = by_key.get(change.subject_id)
    which = _moment(row.starts_at) if row else gettext("one date")
    match change.deed:
        case "moved":
            return _moved(change)
        case "cancelled":
            return gettext("%(date)s: cancelled.", date=which)
        case "postponed":
            return gettext("%(date)s: postponed; the new date is not known yet.", date=which)
        case "sold_out":
            return gettext("%(date)s: sold out.", date=which)
        case "scheduled" | "rescheduled":
            return gettext("%(date)s: takes place after all.", date=which)
        case "moved_online":
            return gettext("%(date)s: moved online.", date=which)
        case "changed_place":
            return gettext("%(date)s: in another place.", date=which)
        case "withdrawn":
            return gettext("A date was withdrawn.")
    return gettext("%(date)s: details changed.", date=which)


def _moved(change: Change) -> str:
    before, after = change.before.get("starts_at"), change.after.get("starts_at")
    if not before or not after:
        return gettext("A date has another length.")
    return gettext(
        "Moved from %(before)s to %(after)s.",
        before=_moment(datetime.fromisoformat(before)), after=_moment(datetime.fromisoformat(after)),
    )


def _about_event(change: Change) -> str:
    if change.deed == "included":
        return gettext("Its programme has grown.")
    names = set(change.after)
    if names & {"title_zh", "title_en"}:
        return gettext("The title was changed.")
    if names & {"prices", "is_free"}:
        return gettext("Prices were changed.")
    if names & {"seller_zh", "seller_en", "seller_url", "seller_licence"}:
        return gettext("The ticket seller was changed.")
    if names & {"main_performers_zh", "main_performers_en"}:
        return gettext("The main performers were changed.")
    return gettext("Details were updated.")


def _moment(moment: datetime) -> str:
    return f"{day_short(moment)} {clock_words(moment)}"
