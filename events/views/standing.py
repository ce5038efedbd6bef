"""How far a run may be relied on: what its organiser said last, and what to do where the seller's link leads nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from core.language import day_words
from events.models.performance import Performance
from events.models.run import Run
from events.views.facts import web_address


@dataclass(frozen=True, slots=True)
class Standing:
    """`words` are empty where nothing is to come."""

    words: str = ""
    is_confirmed: bool = False
    instead_of_link: str = ""


def standing(run: Run, dates: Sequence[Performance], now: datetime) -> Standing:
    """How a run stands, of whose dates these are some."""
    own = [each for each in dates if each.run_id == run.id and each.takes_place and not each.has_ended_at(now)]
    if not own:
        return Standing()
    instead = _instead(run) if any(each.sells_at(now) for each in own) else ""
    if run.event.owner_id is None:
        return Standing(gettext("Listed by our desk; no organiser has confirmed it"), instead_of_link=instead)
    if run.doubted_at is not None or run.confirmed_at is None:
        return Standing(gettext("Not yet confirmed by the organiser"), instead_of_link=instead)
    words = gettext("Confirmed by the organiser on %(day)s", day=day_words(run.confirmed_at))
    return Standing(words, is_confirmed=True, instead_of_link=instead)


def _instead(run: Run) -> str:
    """What stands in the place of a dead link: the public contact where one is stated."""
    if run.is_free or not run.is_seller_url_dead or not web_address(run.seller_url):
        return ""
    if run.event.contact:
        return gettext("The link to the tickets does not work just now. Please ask: %(contact)s", contact=run.event.contact)
    return gettext("The link to the tickets does not work just now. Please ask the house or the organiser.")
