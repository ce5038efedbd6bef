"""Claims of the register of premieres in words: what is claimed, what was found, what speaks for and against it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask_babel import gettext
from markupsafe import Markup, escape

from core.clock import local
from core.language import say
from core.web import link
from events.models.premiere import PremiereClaim
from events.models.words import PremiereState
from events.premieres import Claim, Showing
from events.queries.premieres import Register, Shown
from events.views.rows import near_day, town
from events.words import PREMIERE_STATES, premiere_full, premiere_words

DOT = Markup(" · ")


@dataclass(frozen=True, slots=True)
class Objection:
    """Something that speaks against a claim: words, and where it can be seen."""

    words: str
    title: Markup
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One claim. `look`: confirmed, claimed, or disputed where another one claims the same first; `decided`: since when."""

    key: int
    href: str
    when: str
    where: Markup
    first: str
    look: str
    state: str
    decided: str
    evidence: Markup
    source: str
    url: str
    host: str
    objections: tuple[Objection, ...]

    @property
    def has_proof(self) -> bool:
        """Whether there is anything to read or to open."""
        return bool(self.evidence or self.url)


def side_of(claim: PremiereClaim, register: Register) -> Side:
    """A claim with everything that the register shows of it."""
    doubts, day = register.doubts_about(claim.id), register.day_of(claim.id)
    is_disputed = bool(doubts.rivals) and claim.state is PremiereState.CLAIMED
    run = claim.run
    house = say(run.venue.name) if run.venue else Markup("")
    url = web_address(claim.evidence_url)
    return Side(
        key=claim.id,
        href=link("events.event", slug=run.event.slug),
        when=near_day(day) if day else gettext("No date stands"),
        where=DOT.join(part for part in (escape(town(run.city)), house) if part),
        first=str(premiere_words(claim.kind, claim.scope)),
        look="disputed" if is_disputed else PremiereState.CLAIMED.value if doubts.has_moved else claim.state.value,
        state=_state(claim, is_disputed=is_disputed, has_moved=doubts.has_moved),
        decided=gettext("Confirmed on %(day)s.", day=near_day(local(claim.decided_at).date())) if claim.decided_at else "",
        evidence=say(claim.evidence),
        source=claim.evidence_source,
        url=url,
        host=(urlsplit(url).hostname or "") if url else "",
        objections=(
            *((_shown_before(doubts.before, register),) if doubts.before else ()),
            *(_contrary(each, register) for each in doubts.contrary),
            *((_moved(claim),) if doubts.has_moved else ()),
        ),
    )


def _state(claim: PremiereClaim, *, is_disputed: bool, has_moved: bool) -> str:
    if is_disputed:
        return gettext("Disputed, to be confirmed")
    return gettext("To be confirmed again: it has moved") if has_moved else str(PREMIERE_STATES[claim.state])


def _moved(claim: PremiereClaim) -> Objection:
    """It was claimed for another place than where it now opens."""
    event = claim.run.event
    words = gettext("It now opens elsewhere than it was claimed for")
    return Objection(words, say(event.title), link("events.event", slug=event.slug))


def web_address(stated: str) -> str:
    """An address that a page may link to, or nothing."""
    try:
        parts = urlsplit(stated)
        is_ours_to_link = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return stated if is_ours_to_link else ""


def _shown_before(showing: Showing, register: Register) -> Objection:
    shown: Shown = register.showings[showing.run_id]
    return Objection(
        gettext("Shown before, as far as we know: %(day)s, %(city)s", day=near_day(shown.day), city=town(shown.city)),
        say(shown.title), link("events.event", slug=shown.slug),
    )


def _contrary(other: Claim, register: Register) -> Objection:
    claim = register.claims[other.key]
    words = gettext(
        "Cannot both be true: %(first)s, %(day)s, %(city)s",
        first=premiere_full(claim.kind, claim.scope, claim.state), day=near_day(other.day) if other.day else "",
        city=town(other.city),
    )
    return Objection(words, say(claim.run.event.title), link("events.event", slug=claim.run.event.slug))
