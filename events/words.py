"""The words that readers see for the calendar's codes, in both languages by way of translations."""

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from accounts.models.organisation import OrganisationKind
from events.models.words import ApprovalState, EventKind, LeadBody, Phase, PremiereKind, PremiereScope, PremiereState, Status
from repertoire.models import Genre, Surtitles
from venues.models import HallKind

KINDS: dict[EventKind, LazyString] = {
    EventKind.SHOW: _("Performance"),
    EventKind.EXHIBITION: _("Exhibition"),
    EventKind.FESTIVAL: _("Festival"),
    EventKind.FORUM: _("Forum"),
    EventKind.SUMMIT: _("Summit"),
    EventKind.PROMOTION_MEETING: _("Promotion meeting"),
    EventKind.INVESTMENT_MEETING: _("Investment meeting"),
    EventKind.SHOWCASE_MEETING: _("Showcase meeting"),
    EventKind.LAUNCH: _("Launch"),
    EventKind.EXPO: _("Expo"),
    EventKind.FAIR: _("Fair"),
    EventKind.ROADSHOW: _("Roadshow"),
    EventKind.CONTEST: _("Contest"),
    EventKind.LECTURE: _("Lecture"),
    EventKind.WORKSHOP: _("Workshop"),
    EventKind.TRAINING: _("Training"),
    EventKind.SCREENING: _("Screening"),
    EventKind.OPEN_CALL: _("Open call"),
    EventKind.SERIES: _("Series"),
    EventKind.PUBLICATION: _("Publication"),
}

GENRES: dict[Genre, LazyString] = {
    Genre.SPOKEN_DRAMA: _("Drama"),
    Genre.MULTIMEDIA_DRAMA: _("Multimedia drama"),
    Genre.IMMERSIVE: _("Immersive theatre"),
    Genre.CHILDREN: _("Children's theatre"),
    Genre.PUPPET: _("Puppetry"),
    Genre.MUSICAL: _("Musical"),
    Genre.OPERA: _("Opera"),
    Genre.DANCE_DRAMA: _("Dance drama"),
    Genre.BALLET: _("Ballet"),
    Genre.MODERN_DANCE: _("Contemporary dance"),
    Genre.XIQU: _("Chinese opera (xiqu)"),
    Genre.CONCERT_CLASSICAL: _("Classical concert"),
    Genre.CONCERT_FOLK: _("Folk music concert"),
    Genre.CHORAL: _("Choral concert"),
    Genre.POP: _("Pop concert"),
    Genre.ACROBATICS: _("Acrobatics"),
    Genre.MAGIC: _("Magic"),
    Genre.CROSSTALK: _("Crosstalk and storytelling"),
    Genre.STANDUP: _("Stand-up comedy"),
    Genre.EXHIBITION: _("Exhibition"),
    Genre.OTHER: _("Other"),
}

STATUSES: dict[Status, LazyString] = {
    Status.SCHEDULED: _("Scheduled"),
    Status.RESCHEDULED: _("New time"),
    Status.POSTPONED: _("Postponed"),
    Status.CANCELLED: _("Cancelled"),
    Status.SOLD_OUT: _("Sold out"),
    Status.MOVED_ONLINE: _("Moved online"),
}

# What is said of a thing of which nothing stands.
OFF: dict[Status, LazyString] = {
    Status.CANCELLED: _("Cancelled"),
    Status.POSTPONED: _("Postponed, new date to come"),
}

LEADS: dict[LeadBody, LazyString] = {
    LeadBody.GOVERNMENT: _("Led by government"),
    LeadBody.ENTERPRISE: _("Led by enterprises"),
    LeadBody.ASSOCIATION: _("Led by an association"),
    LeadBody.JOINT: _("Led jointly"),
}

PHASES: dict[Phase, LazyString] = {
    Phase.DATED: _("In the calendar"),
    Phase.PAST: _("Held"),
    Phase.RECURRING: _("Held regularly"),
    Phase.PLANNED: _("Planned"),
    Phase.EXPLORING: _("Being explored"),
}

PREMIERES: dict[PremiereKind, LazyString] = {
    PremiereKind.PERFORMANCE: _("Premiere"),
    PremiereKind.SCREENING: _("First screening"),
    PremiereKind.EXHIBITION: _("First exhibition"),
    PremiereKind.SHOW: _("First showing"),
}

SCOPES: dict[PremiereScope, LazyString] = {
    PremiereScope.WORLD: _("in the world"),
    PremiereScope.CHINA: _("in China"),
    PremiereScope.DELTA: _("in the Delta"),
    PremiereScope.CITY: _("in the city"),
    PremiereScope.VENUE: _("in the house"),
}

SURTITLES: dict[Surtitles, LazyString] = {
    Surtitles.NONE: _("No surtitles"),
    Surtitles.ZH: _("Chinese surtitles"),
    Surtitles.EN: _("English surtitles"),
    Surtitles.BOTH: _("Chinese and English surtitles"),
}

LANGUAGES_SPOKEN: dict[str, LazyString] = {
    "zh": _("Mandarin"),
    "wu": _("Wu (Shanghai and Suzhou speech)"),
    "en": _("English"),
    "none": _("Without words"),
    "zh-xiqu": _("Chinese opera, in its own idiom"),
}


PREMIERE_PHRASES: dict[tuple[PremiereKind, PremiereScope], LazyString] = {
    (PremiereKind.PERFORMANCE, PremiereScope.WORLD): _("World premiere"),
    (PremiereKind.PERFORMANCE, PremiereScope.CHINA): _("China premiere"),
    (PremiereKind.PERFORMANCE, PremiereScope.DELTA): _("Delta premiere"),
    (PremiereKind.PERFORMANCE, PremiereScope.CITY): _("City premiere"),
    (PremiereKind.PERFORMANCE, PremiereScope.VENUE): _("House premiere"),
    (PremiereKind.SCREENING, PremiereScope.WORLD): _("First screening in the world"),
    (PremiereKind.SCREENING, PremiereScope.CHINA): _("First screening in China"),
    (PremiereKind.SCREENING, PremiereScope.DELTA): _("First screening in the Delta"),
    (PremiereKind.SCREENING, PremiereScope.CITY): _("First screening in the city"),
    (PremiereKind.SCREENING, PremiereScope.VENUE): _("First screening in the house"),
    (PremiereKind.EXHIBITION, PremiereScope.WORLD): _("First exhibition in the world"),
    (PremiereKind.EXHIBITION, PremiereScope.CHINA): _("First exhibition in China"),
    (PremiereKind.EXHIBITION, PremiereScope.DELTA): _("First exhibition in the Delta"),
    (PremiereKind.EXHIBITION, PremiereScope.CITY): _("First exhibition in the city"),
    (PremiereKind.EXHIBITION, PremiereScope.VENUE): _("First exhibition in the house"),
    (PremiereKind.SHOW, PremiereScope.WORLD): _("First showing in the world"),
    (PremiereKind.SHOW, PremiereScope.CHINA): _("First showing in China"),
    (PremiereKind.SHOW, PremiereScope.DELTA): _("First showing in the Delta"),
    (PremiereKind.SHOW, PremiereScope.CITY): _("First showing in the city"),
    (PremiereKind.SHOW, PremiereScope.VENUE): _("First showing in the house"),
}


def premiere_words(kind: PremiereKind, scope: PremiereScope | None) -> LazyString:
    """Kind and scope in one phrase; the kind alone where no scope is stated."""
    return PREMIERE_PHRASES[kind, scope] if scope else PREMIERES[kind]


PREMIERE_STATES: dict[PremiereState, LazyString] = {
    PremiereState.CLAIMED: _("To be confirmed"),
    PremiereState.CONFIRMED: _("Confirmed"),
    PremiereState.REFUSED: _("Refused"),
    PremiereState.WITHDRAWN: _("Withdrawn"),
}
FIRSTS: dict[PremiereKind, LazyString] = {
    PremiereKind.PERFORMANCE: _("First nights"),
    PremiereKind.SCREENING: _("First screenings"),
    PremiereKind.EXHIBITION: _("First exhibitions"),
    PremiereKind.SHOW: _("First showings"),
}


def premiere_short(kind: PremiereKind, scope: PremiereScope | None, state: PremiereState | None) -> str:
    """The first in a word or two; what is not confirmed says so."""
    first = str(premiere_words(kind, scope))
    return first if state is PremiereState.CONFIRMED else gettext("%(first)s (to be confirmed)", first=first)


def premiere_full(kind: PremiereKind, scope: PremiereScope | None, state: PremiereState | None) -> str:
    """The first with what the register says of it, whatever that is."""
    if state is PremiereState.CONFIRMED:
        return gettext("%(first)s (confirmed)", first=str(premiere_words(kind, scope)))
    return premiere_short(kind, scope, state)


APPROVALS: dict[ApprovalState, LazyString] = {
    ApprovalState.NOT_REQUIRED: _("No approval needed"),
    ApprovalState.PREPARING: _("Application being prepared"),
    ApprovalState.SUBMITTED: _("Applied for"),
    ApprovalState.APPROVED: _("Approved"),
    ApprovalState.STALE: _("To be approved again after a change"),
    ApprovalState.REJECTED: _("Not approved"),
}

HALL_KINDS: dict[HallKind, LazyString] = {
    HallKind.OPERA: _("Opera house"),
    HallKind.THEATRE: _("Theatre"),
    HallKind.MUSICAL: _("Musical theatre"),
    HallKind.CONCERT: _("Concert hall"),
    HallKind.XIQU: _("Xiqu theatre"),
    HallKind.CHILDREN: _("Children's theatre (hall)"),
    HallKind.STUDIO: _("Studio"),
    HallKind.MIXED: _("Hall for many uses"),
}

ORGANISATION_KINDS: dict[OrganisationKind, LazyString] = {
    OrganisationKind.GOVERNMENT: _("Public body"),
    OrganisationKind.ENTERPRISE: _("Enterprise"),
    OrganisationKind.ASSOCIATION: _("Association"),
    OrganisationKind.INSTITUTE: _("Institute"),
    OrganisationKind.VENUE: _("Venue"),
    OrganisationKind.COMPANY: _("Company"),
}
