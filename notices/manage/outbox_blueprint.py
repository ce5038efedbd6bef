"""The blueprint of the outbox desk, its entry in the staff's navigation, and what its pages share."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext

from accounts.models.membership import StaffRole
from accounts.places import Place
from accounts.queries import organisations
from core.language import language
from core.numbers import LARGEST_KEY, whole_number
from core.web import PrivateBlueprint, link
from notices.choosing import Choice, State
from notices.desk_words import FATES, STATES, channel_words, kind_words, why_words
from notices.problem_words import problem_words
from notices.queries import desk

bp = PrivateBlueprint("outbox", __name__)
PLACES: tuple[Place, ...] = (
    Place(
        name="outbox", endpoint="outbox.outbox", words=lambda: gettext("Outbox"), position=50, staff=StaffRole.CONSOLE,
    ),
)
THE_SITE = "-"


def page(template: str, title: str, **values: object) -> str:
    """The HTML of a page of this desk."""
    return render_template(
        f"outbox/{template}", title=title, place="outbox", states=STATES, fates=FATES, channel_words=channel_words,
        kind_words=kind_words, why_words=why_words, problem_words=problem_words, **values,
    )


def choice_asked_for() -> Choice | None:
    """The choice that the address names; None where it names none that there can be."""
    stated = request.values
    try:
        state = State(stated.get("state", ""))
    except ValueError:
        return None
    slug, of_notice = stated.get("organisation", ""), stated.get("notice", "")
    if of_notice and not 0 < (whole_number(of_notice) or 0) <= LARGEST_KEY:
        return None
    key: int | None = None
    if slug:
        owner = organisations.organisation_of_slug(slug) if slug != THE_SITE else None
        if owner is None and slug != THE_SITE:
            return None
        key = owner.id if owner is not None else 0
    return Choice(
        state=state, organisation_id=key, kind=stated.get("kind", "")[:40], channel=stated.get("channel", "")[:40],
        is_tried=stated.get("tried") == "yes", problem=stated.get("problem", "")[:300],
        notice_id=whole_number(stated.get("notice")),
    )


def as_query(choice: Choice, organisation: str) -> dict[str, str]:
    """The choice as values of an address."""
    stated = {
        "state": choice.state.value, "organisation": organisation, "kind": choice.kind, "channel": choice.channel,
        "tried": "yes" if choice.is_tried else "", "problem": choice.problem, "notice": str(choice.notice_id or ""),
    }
    return {name: value for name, value in stated.items() if value}


def choice_words(choice: Choice, name: str) -> str:
    """What a choice is called: "Given up for now · House of Shows · Digest · By mail"."""
    parts = [str(STATES[choice.state]), name]
    parts += [kind_words(choice.kind)] if choice.kind else []
    parts += [channel_words(choice.channel)] if choice.channel else []
    parts += [problem_words(choice.problem)] if choice.problem else [gettext("tried before")] if choice.is_tried else []
    parts += [gettext("notice %(number)d", number=choice.notice_id)] if choice.notice_id else []
    return " · ".join(each for each in parts if each)


@dataclass(frozen=True, slots=True)
class Body:
    """Whose a delivery is: what it is called, and what stands for it in an address."""

    name: str
    slug: str


class Bodies(dict[int | None, Body]):
    """Organisations by key; the site itself has none. One that is not known is a dash."""

    def __missing__(self, key: int | None) -> Body:
        return Body(gettext("This site"), THE_SITE) if not key else Body("–", "")


def bodies(keys: Iterable[int | None]) -> Bodies:
    """Whose some deliveries are: one statement."""
    speaks = language()
    found = desk.organisations_of(list(keys))
    return Bodies({key: Body(row.name.in_language(speaks), row.slug) for key, row in found.items()})


def name_of_choice(choice: Choice) -> str:
    """The organisation of a choice; empty where it is of anybody."""
    return bodies([choice.organisation_id])[choice.organisation_id].name if choice.organisation_id is not None else ""


def home() -> str:
    """The desk's first page."""
    return link("outbox.outbox")
