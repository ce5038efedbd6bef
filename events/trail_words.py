"""What the trail's entries about listings say to a reader."""

from collections.abc import Mapping, Sequence

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _

from accounts.models.trail import TrailEntry
from accounts.trail_words import Thing, TrailWords, coded
from core.language import language, money
from core.web import link
from events.models.event import Event
from events.queries import naming
from events.review_words import FIELDS
from events.words import APPROVALS, GENRES, KINDS, LANGUAGES_SPOKEN, PREMIERES, SCOPES, SURTITLES

DEEDS: dict[str, LazyString] = {
    "listing_started": _("Listing begun"), "listing_edited": _("Listing edited"), "listing_removed": _("Draft removed"),
    "listing_copied": _("Listing copied"), "listing_sent": _("Listing sent by a program"),
    "listing_submitted": _("Handed in for review"), "listing_appealed": _("Asked to look again"),
    "submission_withdrawn": _("Taken back from review"),
    "change_submitted": _("A change handed in for review"), "listing_published": _("Listing published"),
    "listing_withdrawn": _("Listing taken down"), "listing_claimed": _("Listing claimed"),
    "listing_changed_hands": _("Listing changed hands"), "listing_offered": _("Listing offered"),
    "listing_offer_ended": _("Offer of a listing ended"), "picture_changed": _("A listing's picture changed"),
    "review_published": _("Published by a reviewer"), "review_changes_asked": _("Changes asked by a reviewer"),
    "review_refused": _("Refused by a reviewer"),
    "dates_written": _("Dates written by a rule"), "date_added": _("Date added"), "dates_edited": _("Dates edited"),
    "dates_removed": _("Dates removed"), "dates_marked": _("Access of dates stated"), "days_stated": _("Days stated"),
    "approval_stated": _("Approval stated"),
    "approvals_stale": _("Approvals to be renewed after a new title"),
    "date_move": _("Dates moved"), "date_cancel": _("Dates cancelled"), "date_postpone": _("Dates postponed"),
    "date_sell_out": _("Dates sold out"), "date_reopen": _("Dates reopened"), "date_hall": _("Hall changed"),
    "date_cast": _("Cast changed"), "deed_undone": _("Change undone"), "deed_told": _("Change told at once"),
    "batch_told": _("Force majeure told at once"), "run_confirmed": _("Run confirmed"),
    "run_doubted": _("Something has changed, said its organiser"),
    "import_confirmed": _("Import confirmed"), "imported": _("Imported"), "import_undone": _("Import undone"),
    "proposal_seen": _("Proposal of a calendar settled"), "source_added": _("Calendar address added"),
    "source_paused": _("Calendar address paused"), "source_pulled": _("Calendar address asked again"),
    "report_answered": _("Report of a reader answered"),
}
OF_THE_TRAIL: dict[str, LazyString] = {
    "event": _("Listing"), "to": _("Offered to"), "state": _("Approval"), "number": _("Its number"), "dates": _("Dates"),
    "promised_by": _("Answer promised by"), "override": _("Why it may pass"), "edition": _("Edition"), "starts_at": _("Begins"),
    "added": _("Added"), "removed": _("Removed"), "shift_minutes": _("Moved by, minutes"), "file": _("File"),
    "listings": _("Listings"), "changed": _("Changed"), "unchanged": _("Unchanged"), "left_out": _("Left out"),
    "problems": _("Lines with problems"), "proposed": _("Proposed"), "foreign": _("Somebody else's"), "missing": _("Missing"),
    "url": _("Address"), "outcome": _("Answer"), "confirmed_at": _("Confirmed"), "is_captioned": _("Captioned"),
    "is_signed": _("Signed"), "is_relaxed": _("Relaxed performance"), "wheelchair_places": _("Wheelchair places"),
    "has_quiet_room": _("Quiet room"), "venue_id": _("House"), "title": _("Title"), "first": _("First day"),
    "last": _("Last day"), "extra": _("Further facts"), "on_behalf_of_id": _("On behalf of"), "phase": _("Stage"),
}


def _prices(value: object) -> str:
    if not isinstance(value, list):
        return ""
    stated = [each for each in value if isinstance(each, dict)]
    tiers = ((each.get(language()) or each.get("zh") or "", int(each.get("fen", 0))) for each in stated)
    return ", ".join(f"{name} {money(fen)}".strip() for name, fen in tiers)


def _dates(value: object) -> str:
    number = len(value) if isinstance(value, list) else value
    return ngettext("%(num)d date", "%(num)d dates", number) if isinstance(number, int) else ""


def _house(value: object) -> str:
    return naming.house(value).in_language(language()) if isinstance(value, int) else ""


def _refund(value: object) -> str:
    """What is kept beside the columns: the refund line."""
    refund = value.get("refund") if isinstance(value, dict) else None
    return str(refund.get(language()) or refund.get("zh") or "") if isinstance(refund, dict) else "—"


def things(organisation_id: int, rows: Sequence[TrailEntry]) -> Mapping[int, Thing]:
    """The listings that entries are about, with their desk's address where they are still this organisation's."""
    named = naming.events_of({(each.subject, each.subject_id) for each in rows if each.subject_id})
    return {
        each.id: _thing(named[(each.subject, each.subject_id)], organisation_id)
        for each in rows if (each.subject, each.subject_id) in named
    }


def _thing(event: Event, organisation_id: int) -> Thing:
    words = event.title.in_language(language())
    if event.owner is None or event.owner_id != organisation_id:
        return Thing(words)
    return Thing(words, link("desk.listing", organisation=event.owner.slug, key=event.id))


EVENTS = TrailWords(
    deeds=DEEDS,
    fields={**FIELDS, **OF_THE_TRAIL},
    values={
        "state": coded({each.value: words for each, words in APPROVALS.items()}),
        "kind": coded({each.value: words for each, words in KINDS.items()}),
        "genre": coded({each.value: words for each, words in GENRES.items()}),
        "language_spoken": coded(LANGUAGES_SPOKEN),
        "surtitles": coded({each.value: words for each, words in SURTITLES.items()}),
        "premiere_kind": coded({each.value: words for each, words in PREMIERES.items()}),
        "premiere_scope": coded({each.value: words for each, words in SCOPES.items()}),
        "prices": _prices, "dates": _dates, "extra": _refund,
        "venue_id": _house,
    },
    things=things,
)
