"""Near-duplicates as the pages show them: what it is, why it looks the same, and what one can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from accounts.models.organisation import Organisation
from core.language import day_short, language, say
from core.web import link
from events.desk_words import ALIKE
from events.duplicates import Likeness


@dataclass(frozen=True, slots=True)
class Alike:
    """Another listing that may be the same thing. `claim` is where it is claimed; empty for one's own."""

    title: Markup
    href: str
    days: str
    reasons: str
    is_own: bool
    claim: str


def alike_of(organisation: Organisation, found: Sequence[Likeness]) -> list[Alike]:
    """The likeliest first."""
    return [_one(organisation, each) for each in found]


def _one(organisation: Organisation, found: Likeness) -> Alike:
    other = found.other
    key = other.event_id
    days = sorted(other.days)
    joint = "、" if language() == "zh" else ", "
    shown = joint.join(day_short(day) for day in days[:3]) + (" …" if len(days) > 3 else "")
    own = link("desk.listing", organisation=organisation.slug, key=key)
    return Alike(
        title=say(other.title), href=own if other.is_own else link("events.event", slug=other.slug),
        days=shown, reasons=joint.join(str(ALIKE[each]) for each in found.reasons), is_own=other.is_own,
        claim="" if other.is_own else link("hands.claim", organisation=organisation.slug, event=key),
    )
