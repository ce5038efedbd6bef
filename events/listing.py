"""A listing as its checks see it: plain facts of an event, its runs and its dates, without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models.organisation import OrganisationKind
from core.types import Bilingual
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import ApprovalState, EventKind
from repertoire.models import Genre

NOTHING = Bilingual("", "")
PLACE_SETTLED = "place_settled"
# Works that are played: what the rules for commercial performances and the facts of a stage are about.
PLAYED = frozenset({EventKind.SHOW})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What several dates have in common: where their approval stands, how many may come (R1, R7, R15)."""

    approval: ApprovalState | None = None
    number: str = ""
    approved_audience: int | None = None
    public_allotment: int | None = None

    @property
    def permits_sale(self) -> bool:
        """Whether tickets may be offered."""
        return self.approval in {ApprovalState.APPROVED, ApprovalState.NOT_REQUIRED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One run. Minutes; prices in fen; `seats` is the sum of the seats that its price tiers name, None where they name none."""

    minutes: int | None = None
    performers: Bilingual = NOTHING
    is_free: bool = False
    prices: tuple[int, ...] = ()
    seats: int | None = None
    least_age: int | None = None
    age_advice: Bilingual = NOTHING
    seller: Bilingual = NOTHING
    seller_licence: str = ""
    seller_url: str = ""
    spoken: str = ""
    has_venue: bool = False
    has_hall: bool = False

    @property
    def says_age(self) -> bool:
        """Whether it says from which age it is fit."""
        return self.least_age is not None or bool(self.age_advice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A whole listing. `dates`: how many dated rows it has; `outdated`: fields whose translation is older than its source.

    `place_is_open`: its place was brought in words, and nobody has said yet which house that is, or that it is none of ours.
    """


    kind: EventKind
    title: Bilingual
    summary: Bilingual = NOTHING
    genre: Genre | None = None
    organiser: Bilingual = NOTHING
    organiser_kind: OrganisationKind | None = None
    contact: str = ""
    image: str = ""
    image_alt: Bilingual = NOTHING
    place: Bilingual = NOTHING
    place_is_open: bool = False
    refund: Bilingual = NOTHING
    dates: int = 0
    says_access: bool = False
    stays: tuple[Stay, ...] = ()
    sittings: tuple[Sitting, ...] = ()
    outdated: tuple[str, ...] = ()

    @property
    def is_played(self) -> bool:
        """Whether it is a stage work, of which a visitor asks its length, its players and its prices."""
        return self.kind in PLAYED

    @property
    def is_commercial(self) -> bool:
        """Whether it is a commercial performance (R1): a show for money, unless its approval is said not to be required."""
        is_free = bool(self.stays) and all(stay.is_free for stay in self.stays)
        needs_none = bool(self.sittings) and all(each.approval is ApprovalState.NOT_REQUIRED for each in self.sittings)
        return self.is_played and not is_free and not needs_none

    @property
    def is_on_sale(self) -> bool:
        """Whether tickets are offered: a seller's address, and an approval that permits it."""
        return any(stay.seller_url for stay in self.stays) and any(each.permits_sale for each in self.sittings)


def place_is_open(event: Event) -> bool:
    """Whether a listing was brought by a file or from an address and nobody has chosen its place since.

    A program that sends a place in words has been told so in its answer.
    """
    extra = event.extra or {}
    return "intake" in extra and not extra.get(PLACE_SETTLED)


def refund_of(event: Event) -> Bilingual:
    """The refund rule that the organiser states."""
    stated = (event.extra or {}).get("refund") or {}
    return Bilingual(str(stated.get("zh", "")), str(stated.get("en", "")))


def stay_of(run: Run) -> Stay:
    """A run's facts; its production fills what it does not say itself."""
    prices = run.prices or []
    seats = [int(price["seats"]) for price in prices if price.get("seats")]
    return Stay(
        minutes=run.running_minutes, performers=run.main_performers, is_free=run.is_free,
        prices=tuple(int(price["fen"]) for price in prices), seats=sum(seats) if seats else None, least_age=run.least_age,
        age_advice=run.age_advice, seller=run.seller, seller_licence=run.seller_licence, seller_url=run.seller_url,
        spoken=run.spoken, has_venue=run.venue_id is not None, has_hall=run.hall_id is not None,
    )


def sittings_of(rows: Iterable[Performance]) -> tuple[Sitting, ...]:
    """What the timed dates say of approval and audience, each combination once; rows need their approvals."""
    found = dict.fromkeys(
        Sitting(
            approval=row.approvals[-1].state if row.approvals else None,
            number=row.approvals[-1].number if row.approvals else "",
            approved_audience=row.approved_audience, public_allotment=row.public_allotment,
        )
        for row in rows if row.is_timed and row.takes_place
    )
    return tuple(found)


def says_access(row: Performance) -> bool:
    """Whether a date says anything of who can get in and follow."""
    return bool(row.wheelchair_places or row.is_signed or row.is_captioned or row.is_relaxed or row.has_quiet_room)


def listing_of(
    event: Event, runs: Sequence[Run], *, sittings: tuple[Sitting, ...] = (), dates: int = 0, has_access: bool = False
) -> Listing:
    """An event with its runs (production and organiser loaded) as one value."""
    genre = event.genre or next((run.production.genre for run in runs if run.production), None)
    return Listing(
        kind=event.kind, title=event.title, summary=event.summary, genre=genre,
        organiser=event.organiser.name if event.organiser else NOTHING,
        organiser_kind=event.organiser.kind if event.organiser else None, contact=event.contact, image=event.image,
        image_alt=event.image_alt, place=event.place_stated,
        place_is_open=place_is_open(event), refund=refund_of(event), dates=dates, says_access=has_access,
        stays=tuple(map(stay_of, runs)), sittings=sittings,
        outdated=tuple(field for field in ("title", "summary") if event.is_outdated(field)),
    )
