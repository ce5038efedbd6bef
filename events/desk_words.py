"""What the organisers’ desk says: what is missing and why it is wanted, what was found, what clashes, what is refused."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from core.language import clock_words, day_short, language
from core.quoting import unnested
from core.types import Bilingual
from events.advert import Code, Finding
from events.completeness import Fact
from events.duplicates import Alike
from events.radar import Density, Why

# What to add, and why visitors want it.
FACTS: dict[Fact, tuple[LazyString, LazyString]] = {
    Fact.TITLE: (_("Title"), _("it is how people find it")),
    Fact.DATES: (_("Dates"), _("without a date it is in no calendar")),
    Fact.PLACE: (_("Place"), _("people ask first where it is")),
    Fact.HALL: (_("Hall"), _("large houses have several doors")),
    Fact.GENRE: (_("Genre"), _("visitors browse by it")),
    Fact.SUMMARY: (_("What it is about"), _("nobody buys a title alone")),
    Fact.SUMMARY_LENGTH: (_("A little more about it"), _("two or three sentences are read, one is passed over")),
    Fact.DURATION: (_("Running time"), _("visitors filter on it, and the last metro leaves on time")),
    Fact.PERFORMERS: (_("Main performers"), _("the rules ask for them once tickets are sold")),
    Fact.PRICES: (_("Prices, or free"), _("visitors filter on them")),
    Fact.AGE: (_("Age advice"), _("families look for it")),
    Fact.SELLER: (_("Ticket seller"), _("so that people know where to buy")),
    Fact.REFUND: (_("Refunds"), _("it must be said when tickets are sold")),
    Fact.IMAGE: (_("Picture"), _("shared links show it")),
    Fact.IMAGE_ALT: (_("Words for the picture"), _("for those who cannot see it")),
    Fact.SPOKEN: (_("Language spoken"), _("visitors from elsewhere filter on it")),
    Fact.ACCESS: (_("Access"), _("who needs it plans by it")),
    Fact.CONTACT: (_("Contact"), _("so that questions reach you")),
    Fact.TITLE_TRANSLATED: (_("Title in both languages"), _("half of the city’s visitors read the other one")),
    Fact.SUMMARY_TRANSLATED: (_("Text in both languages"), _("half of the city’s visitors read the other one")),
}

FINDINGS: dict[Code, LazyString] = {
    Code.TITLE_WORD: _("The title of a commercial performance should not say “%(word)s”; a reviewer decides."),
    Code.GOVERNMENT_ORGANISER: _("A public body cannot be the organiser of a commercial performance."),
    Code.GOVERNMENT_WORDING: _("A commercial performance cannot be called hosted by a government: “%(words)s”."),
    Code.ORGANISER_UNNAMED: _("The organiser is not named."),
    Code.APPROVAL_UNSTATED: _("It is not said where the approval stands."),
    Code.APPROVAL_UNNUMBERED: _("The approval has no number."),
    Code.DURATION_UNSTATED: _("Tickets are offered, so the running time has to be stated."),
    Code.PERFORMERS_UNSTATED: _("Tickets are offered, so the main performers have to be named."),
    Code.PRICES_UNSTATED: _("Tickets are offered, so the prices have to be stated."),
    Code.SEATS_OVER_APPROVED: _("The price tiers have %(seats)s seats, but %(approved)s people were approved."),
    Code.ALLOTMENT_OVER_APPROVED: _("%(allotment)s tickets for sale, but %(approved)s people were approved."),
    Code.ALLOTMENT_TOO_SMALL: _("Only %(allotment)s tickets are sold publicly; at least %(least)s should be."),
    Code.AGE_UNSTATED: _("There is no age advice."),
    Code.REFUND_UNSTATED: _("Tickets are offered, so it has to be said how they are refunded."),
    Code.SELLER_UNNAMED: _("The ticket seller is not named."),
    Code.SELLER_UNLICENSED: _("The ticket seller’s licence number is missing."),
    Code.SELLER_ADDRESS: _("The address of the ticket seller must begin with https://."),
    Code.LINK_BEFORE_APPROVAL: _("The ticket link stays hidden until the performance is approved."),
    Code.LINK_IN_TEXT: _("The text leads to tickets (“%(words)s”) before the performance is approved."),
    Code.SURCHARGE_WORDING: _("The text speaks of surcharges: “%(words)s”."),
    Code.NO_DATES: _("It has no date yet."),
    Code.NO_PLACE: _("It has no place yet."),
    Code.HALL_TAKEN: _("The hall is taken (%(when)s): “%(title)s” stands there. Choose other dates or another hall."),
    Code.PLACE_TO_CHOOSE: _("“%(place)s” is a place to choose: choose its house, or say that it is another place."),
}

DATES_NAMED = 4
ALSO_THERE = _("“%(title)s” stands in the same hall at the same time (%(when)s).")
# Why an organiser of record may not hold a commercial show, and the way on.
TO_HOLD_IT = _("An owner can show a licence among the papers; where another organisation holds the show, that one lists it.")
HOLDING: dict[str, LazyString] = {
    "licence_needed": _("We have seen no licence by which this organiser may hold a commercial performance."),
    "expired": _("The licence by which this organiser may hold commercial performances has expired by its first day."),
    "agency_needed": _("A show like this is held by a performance agency; this organiser has shown no licence of one."),
    "own_house_only": _("This organiser runs a house, and may hold shows in that house only."),
    "place_rents_only": _("A house only rents its stage out for this; an organiser with a licence has to hold it."),
    "broker_mediates_only": _("A broker mediates; an organiser with a licence has to hold the show."),
    "declarations_needed": _("For performers from abroad, the agency states its experience to the department first."),
    "own_show_only": _("A company may invite performers from abroad into its own show only."),
}

DENSITIES: dict[Density, LazyString] = {
    Density.QUIET: _("quiet"), Density.SOME: _("some things on"), Density.BUSY: _("busy"), Density.CROWDED: _("crowded"),
    Density.TAKEN: _("hall taken"),
}

ALIKE: dict[Alike, LazyString] = {
    Alike.SAME_TITLE: _("the same title"), Alike.SUBTITLE: _("the same title but for a subtitle"),
    Alike.SAME_SOUND: _("the title sounds the same"), Alike.SIMILAR_TITLE: _("a similar title"),
    Alike.SAME_DAY: _("on the same day"), Alike.NEXT_DAY: _("one day apart"), Alike.SAME_VENUE: _("in the same house"),
    Alike.SAME_CITY: _("in the same city"),
}

EXPIRED = _("This form had been open for too long, so it was not saved. Nothing is lost: look it over and press again.")
REFUSALS: dict[str, LazyString] = {
    "stale": _("Somebody else saved it while you were typing. Both versions stand below; nothing is lost."),
    "expired": EXPIRED,
    "by_the_change_desk": _("It is public: moving, cancelling, and changing hall or cast is done at the change desk."),
    "approvals_go_stale": _(
        "With a new title, the approvals of %(number)s dates no longer hold. Nothing is saved yet, nothing is lost: "
        "tick below that you want this, and save again."
    ),
    "edit_kept_back": _("It is public, and with this it could not stay so. Nothing is lost; please put this right:"),
    "needs_a_word": _(
        "It is public, and a reviewer has to read these words first. Nothing is lost: change them, or hand them in."
    ),
    "already_submitted": _("It waits for the review already."),
    "suspended": _("This organisation is suspended and cannot hand anything in. Write to the desk."),
    "no_dates": _("That would leave no date at all."),
    "in_the_past": _("That lies in the past."),
    "date_stands": _("There is a date at that time already: %(day)s."),
    "beyond_the_calendar": _("This date lies beyond the calendar."),
    "ends_before_it_starts": _("It would end before it starts."),
    "hall_of_another_venue": _("This hall stands in another house."),
    "unknown_city": _("This city is not one of the Delta’s 41."),
    "approval_number_needed": _("An approval that was given has a number: please add it."),
    "approval_reason_needed": _("Please say why no approval is needed."),
    "is_public": _("It is public, so it cannot be thrown away; withdraw it at the change desk."),
    "in_use": _("It is being looked at, so it cannot be thrown away."),
    "title_needed": _("What is it called?"),
    "too_long": _("This is too long: at most %(limit)s characters."),
    "address_needed": _("Please give a whole address of the open net, such as https://www.example.com/tickets."),
}


def refusal_words(reason: str, facts: Mapping[str, object]) -> str:
    """Why a rule said no, in the reader's language."""
    words = REFUSALS.get(reason)
    return str(words) % facts if words else gettext("This is not possible (%(code)s).", code=reason)


def finding_words(finding: Finding) -> str:
    """What a check found, in the reader's language."""
    if finding.code is Code.HALL_TAKEN:
        return _hall_words(finding)
    if finding.code is Code.ORGANISER_UNLICENSED:
        between = "" if language() == "zh" else " "
        return f"{HOLDING[str(finding.facts['reason'])]}{between}{TO_HOLD_IT}"
    return str(FINDINGS[finding.code]) % finding.facts


def _hall_words(finding: Finding) -> str:
    """Which show stands in the hall, and at which of the dates."""
    title, starts = finding.facts["title"], finding.facts["starts"]
    assert isinstance(title, Bilingual)
    assert isinstance(starts, tuple)
    speaks = language()
    named = [f"{day_short(each)} {clock_words(each)}" for each in starts[:DATES_NAMED]]
    when = ("、" if speaks == "zh" else ", ").join(named) + (" …" if len(starts) > DATES_NAMED else "")
    words = str(FINDINGS[finding.code]) if finding.blocks else str(ALSO_THERE)
    return unnested(words % {"when": when, "title": title.in_language(speaks)})


WHYS: dict[Why, LazyString] = {
    Why.HALL_TAKEN: _("The hall is taken: %(title)s, %(when)s."),
    Why.HALL_TIGHT: _("Too little time to get in or out beside %(title)s, %(when)s."),
    Why.HOUSE_IN_USE: _("In the same house, the hall is not said: %(title)s, %(when)s."),
    Why.SAME_GENRE: _("The same genre: %(title)s, %(when)s, %(where)s."),
    Why.SAME_FAMILY: _("Something alike: %(title)s, %(when)s, %(where)s."),
    Why.PREMIERE: _("A premiere on that night: %(title)s, %(where)s."),
    Why.FESTIVAL: _("A festival is on: %(title)s, %(where)s."),
    Why.HOLIDAY: _("Public holiday (%(name)s): many people travel."),
    Why.MAKE_UP_WORKDAY: _("%(name)s: offices work on this weekend."),
}
