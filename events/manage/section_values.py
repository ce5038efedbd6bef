"""What each section of a listing shows, and how what was typed is saved: one class a section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from core.addresses import is_shop_address
from core.errors import Refused
from core.types import Bilingual
from events.forms import sections as forms
from events.forms.start import ELSEWHERE
from events.listing import PLACE_SETTLED, place_is_open, refund_of
from events.manage.houses import choice_of, city_choices, city_slug_of, place_choices, place_of
from events.models.deed import DeedKind
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import ApprovalLevel, ApprovalState, EventKind, PremiereKind, PremiereScope
from events.prices import write_prices
from events.queries import listings as stored
from events.services import listings as deeds
from events.services.premieres import Evidence, claim_premiere
from repertoire.models import Genre, Surtitles

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a section is about: the event, its (first) run, and the dates that are not over.

    `approved`: how many dates of what is public have an approval that holds.
    """

    organisation: Organisation
    event: Event
    run: Run | None
    rows: Sequence[Performance]
    approved: int = 0

    @property
    def drafts(self) -> list[Performance]:
        """Dates that nobody sees yet."""
        return [row for row in self.rows if row.published_at is None]


class Kept:
    """A section whose fields are columns. `of_event` and `of_run` name them; `form` shows them."""

    form: type[forms.Section] = forms.Section
    of_event: tuple[str, ...] = ()
    of_run: tuple[str, ...] = ()
    # Of what is public, these are changed at the change desk, by this deed.
    at_the_desk: tuple[str, ...] = ()
    deed = DeedKind.CAST

    def shown(self, on: Subject) -> Values:
        """What the fields show now."""
        found = {name: getattr(on.event, name) for name in self.of_event}
        return found | ({name: getattr(on.run, name) for name in self.of_run} if on.run else {})

    def prepare(self, form: Any, on: Subject) -> None:
        """Give a form choices that the database knows."""

    def wanted(self, form: Any) -> tuple[Values, Values]:
        """What was typed, as columns of the event and of its run."""
        typed = form.data
        return {name: self.read(name, typed[name]) for name in self.of_event}, {
            name: self.read(name, typed[name]) for name in self.of_run
        }

    def read(self, name: str, value: Any) -> Any:
        """One typed value as its column keeps it."""
        words = WORDS.get(name)
        if words is not None:
            return words(value) if value else None
        return value if name in NUMBERS or isinstance(value, bool) else value or ""

    def save(self, form: Any, on: Subject, *, at: datetime, actor: Actor) -> None:
        """Save it; `Refused` where a rule says no."""
        of_event, of_run = self.wanted(form)
        deeds.edit_listing(on.event, on.run, {"event": of_event, "run": of_run}, at=at, actor=actor)


NUMBERS = frozenset({"duration_minutes", "interval_minutes", "age_min", "wheelchair_places"})
WORDS: dict[str, Any] = {
    "genre": Genre, "kind": EventKind, "surtitles": Surtitles, "premiere_kind": PremiereKind, "premiere_scope": PremiereScope,
}


class Basics(Kept):
    """Title, kind, genre, place, contact."""

    form = forms.BasicsSection
    at_the_desk = ("place", "city")
    deed = DeedKind.HALL
    of_event = ("title_zh", "title_en", "kind", "genre", "place_stated_zh", "place_stated_en", "contact")

    def shown(self, on: Subject) -> Values:
        """What the fields show now."""
        return super().shown(on) | {"place": self.chosen(on), "city": city_slug_of(on.run)}

    @staticmethod
    def chosen(on: Subject) -> str:
        """The choice that stands; none where the place was brought in words and nobody has chosen."""
        chosen = choice_of(on.run)
        return "" if chosen == ELSEWHERE and place_is_open(on.event) else chosen

    def prepare(self, form: Any, on: Subject) -> None:
        """Give the form its houses and cities."""
        form.place.choices, form.city.choices = place_choices(on.organisation), city_choices(on.organisation)
        if not on.approved:
            del form.renews

    def save(self, form: Any, on: Subject, *, at: datetime, actor: Actor) -> None:
        """Save it."""
        of_event, _ = self.wanted(form)
        if not (of_event["title_zh"] or of_event["title_en"]):
            raise Refused("title_needed")
        stated = Bilingual(of_event["place_stated_zh"], of_event["place_stated_en"])
        if "renews" not in form or not form.renews.data:
            deeds.refuse_unconfirmed(on.event, of_event, at=at)
        of_run: Values = {}
        if form.place.data != self.chosen(on) or form.city.data != city_slug_of(on.run):
            of_run = place_of(form.place.data, in_both=stated, city_slug=form.city.data or "").columns
            of_event["city"] = of_run["city"]
        if form.place.data and place_is_open(on.event):
            of_event["extra"] = dict(on.event.extra or {}) | {PLACE_SETTLED: True}
        deeds.edit_listing(on.event, on.run, {"event": of_event, "run": of_run}, at=at, actor=actor)


class Texts(Kept):
    """What it is about."""

    form = forms.TextsSection
    of_event = ("summary_zh", "summary_en")

    def save(self, form: Any, on: Subject, *, at: datetime, actor: Actor) -> None:
        """Save it."""
        super().save(form, on, at=at, actor=actor)
        fields = [name for name in ("title", "summary") if form[f"fits_{name}"].data and on.event.is_outdated(name)]
        if fields:
            on.event.note_translation(*fields)


class Facts(Kept):
    """Length, language, age."""

    form = forms.FactsSection
    of_run = (
        "duration_minutes", "interval_minutes", "language_spoken", "surtitles", "age_min", "age_advice_zh", "age_advice_en",
        "opening_hours_zh", "opening_hours_en",
    )


class Prices(Kept):
    """Prices and refunds."""

    form = forms.PricesSection

    def shown(self, on: Subject) -> Values:
        """What the fields show now."""
        refund = refund_of(on.event)
        return {
            "is_free": bool(on.run and on.run.is_free), "prices": write_prices(on.run.prices or []) if on.run else "",
            "refund_zh": refund.zh, "refund_en": refund.en,
        }

    def wanted(self, form: Any) -> tuple[Values, Values]:
        """What was typed, as columns."""
        refund = {"zh": form.refund_zh.data or "", "en": form.refund_en.data or ""}
        is_free = bool(form.is_free.data)
        return {"refund": refund}, {"is_free": is_free, "prices": [] if is_free else form.prices.prices}

    def save(self, form: Any, on: Subject, *, at: datetime, actor: Actor) -> None:
        """Save it."""
        of_event, of_run = self.wanted(form)
        extra = dict(on.event.extra or {}) | of_event
        deeds.edit_listing(on.event, on.run, {"event": {"extra": extra}, "run": of_run}, at=at, actor=actor)


class Seller(Kept):
    """Who sells the tickets."""

    form = forms.SellerSection
    of_run = ("seller_zh", "seller_en", "seller_licence", "seller_url")

    def wanted(self, form: Any) -> tuple[Values, Values]:
        """What was typed, as columns."""
        address = form.seller_url.data or ""
        if address and not is_shop_address(address):
            raise Refused("address_needed")
        return super().wanted(form)


class People(Kept):
    """Who plays."""

    form = forms.PeopleSection
    of_run = ("main_performers_zh", "main_performers_en")
    at_the_desk = of_run


class Access(Kept):
    """Who can get in and follow; the same for all dates that are not over."""

    form = forms.AccessSection
    marks = ("wheelchair_places", "is_signed", "is_captioned", "is_relaxed", "has_quiet_room")

    def shown(self, on: Subject) -> Values:
        """What the fields show now."""
        return {name: getattr(on.rows[0], name) for name in self.marks} if on.rows else {}

    def save(self, form: Any, on: Subject, *, at: datetime, actor: Actor) -> None:
        """Save it."""
        values = {name: self.read(name, form.data[name]) for name in self.marks}
        deeds.mark_dates(on.rows, at=at, actor=actor, event=on.event, **values)


class Approval(Kept):
    """Where the approval stands; how many may come."""

    form = forms.ApprovalSection

    def shown(self, on: Subject) -> Values:
        """What the fields show now."""
        row = next((each for each in on.rows if each.approvals), None)
        if row is None:
            return {"state": ApprovalState.PREPARING.value, "level": ApprovalLevel.COUNTY.value}
        known = row.approvals[-1]
        names = ("number", "authority_zh", "authority_en", "reason_zh", "reason_en")
        return {name: getattr(known, name) for name in names} | {
            "state": known.state.value, "level": known.level.value, "decided_on": known.decided_on,
            "approved_audience": row.approved_audience, "public_allotment": row.public_allotment,
        }

    def save(self, form: Any, on: Subject, *, at: datetime, actor: Actor) -> None:
        """Save it."""
        typed = form.data
        stated = deeds.Stated(
            state=ApprovalState(typed["state"]), level=ApprovalLevel(typed["level"]), number=typed["number"] or "",
            authority=Bilingual(typed["authority_zh"] or "", typed["authority_en"] or ""), decided_on=typed["decided_on"],
            reason=Bilingual(typed["reason_zh"] or "", typed["reason_en"] or ""),
        )
        deeds.state_approval(on.rows, stated, at=at, actor=actor, event=on.event)
        deeds.mark_dates(
            on.rows, at=at, actor=actor, event=on.event, approved_audience=typed["approved_audience"],
            public_allotment=typed["public_allotment"],
        )


class Premiere(Kept):
    """Whether it is a first; the register decides on the evidence."""

    form = forms.PremiereSection
    of_run = ("premiere_kind", "premiere_scope")

    def shown(self, on: Subject) -> Values:
        """What the fields show now."""
        claim = stored.live_claim(on.run.id) if on.run else None
        said = {
            "evidence_zh": claim.evidence_zh, "evidence_en": claim.evidence_en, "evidence_url": claim.evidence_url,
        } if claim else {}
        return super().shown(on) | said

    def save(self, form: Any, on: Subject, *, at: datetime, actor: Actor) -> None:
        """Save it."""
        super().save(form, on, at=at, actor=actor)
        typed = form.data
        if typed["evidence_url"] and not is_shop_address(typed["evidence_url"]):
            raise Refused("address_needed")
        evidence = Evidence(
            Bilingual(typed["evidence_zh"] or "", typed["evidence_en"] or ""), url=typed["evidence_url"] or "",
            source=on.organisation.name.in_language("zh"),
        )
        if on.run is not None and on.run.premiere_kind is not None and evidence:
            claim_premiere(
                on.run, at=at, kind=on.run.premiere_kind, scope=on.run.premiere_scope, evidence=evidence,
                actor=str(actor.person_id or ""),
            )


SECTIONS: Mapping[str, Kept] = {
    "basics": Basics(), "texts": Texts(), "facts": Facts(), "prices": Prices(), "seller": Seller(), "people": People(),
    "access": Access(), "approval": Approval(), "premiere": Premiere(),
}
