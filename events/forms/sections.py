"""The sections of a listing beyond the short form; each is a form of its own, so that two people may fill two of them."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField
from wtforms.validators import Optional

from core.forms import Form, choices
from core.forms import later as _
from events.forms.fields import DayField, PricesField, choice, line, text, whole
from events.forms.start import ORDER
from events.models.words import ApprovalLevel, ApprovalState, PremiereKind, PremiereScope
from events.words import APPROVALS, GENRES, KINDS, LANGUAGES_SPOKEN, PREMIERES, SCOPES, SURTITLES
from repertoire.models import Genre, Surtitles

NOTHING_SAID = _("not stated")
STATEABLE = (ApprovalState.PREPARING, ApprovalState.SUBMITTED, ApprovalState.APPROVED, ApprovalState.NOT_REQUIRED)
LEVELS = {
    ApprovalLevel.COUNTY: lazy_gettext("District or county"),
    ApprovalLevel.PROVINCE: lazy_gettext("Province or municipality"),
}


class Section(Form):
    """What every section has: a digest of what stood there when the form was made, so that nobody overwrites another."""

    seen = HiddenField()


class BasicsSection(Section):
    """Title, kind, genre, place, contact."""

    title_zh = line(_("Title in Chinese"))
    title_en = line(_("Title in English"))
    renews = BooleanField(_("I want the new title, and have the approvals renewed"))
    kind = choice(_("Kind"), choices=lambda: choices(ORDER, KINDS.__getitem__))
    genre = choice(_("Genre"), choices=lambda: choices(Genre, GENRES.__getitem__, empty=NOTHING_SAID))
    place = choice(_("House and hall"))
    place_stated_zh = line(_("The place in words, in Chinese"))
    place_stated_en = line(_("The place in words, in English"))
    city = choice(_("City"))
    contact = line(_("Contact for the desk and for visitors"))


class TextsSection(Section):
    """What it is about, in both languages."""

    summary_zh = text(_("What it is about, in Chinese"))
    summary_en = text(_("What it is about, in English"))
    fits_title = BooleanField(_("The translation of the title still fits"))
    fits_summary = BooleanField(_("The translation of the text still fits"))


class FactsSection(Section):
    """Length, language, age."""

    duration_minutes = whole(_("Running time in minutes, interval included"), 1, 1_440)
    interval_minutes = whole(_("Interval in minutes"), 0, 40)
    language_spoken = choice(
        _("Language spoken"),
        choices=lambda: [("", NOTHING_SAID), *((code, str(words)) for code, words in LANGUAGES_SPOKEN.items())],
    )
    surtitles = choice(_("Surtitles"), choices=lambda: choices(Surtitles, SURTITLES.__getitem__, empty=NOTHING_SAID))
    age_min = whole(_("From which age, in years"), 0, 18)
    age_advice_zh = line(_("Age advice in words, in Chinese"))
    age_advice_en = line(_("Age advice in words, in English"))
    opening_hours_zh = line(_("Opening hours, in Chinese"))
    opening_hours_en = line(_("Opening hours, in English"))


class PricesSection(Section):
    """Prices and refunds."""

    is_free = BooleanField(_("Free of charge"))
    prices = PricesField(_("Prices, one a line"))
    refund_zh = line(_("Refunds, in Chinese"))
    refund_en = line(_("Refunds, in English"))


class SellerSection(Section):
    """Who sells the tickets; this site sells none (R18)."""

    seller_zh = line(_("Ticket seller, in Chinese"))
    seller_en = line(_("Ticket seller, in English"))
    seller_licence = line(_("The seller’s licence number"))
    seller_url = line(_("Address where tickets are sold (https://…)"))


class PeopleSection(Section):
    """Who plays."""

    main_performers_zh = text(_("Main performers, in Chinese"), most=1_000)
    main_performers_en = text(_("Main performers, in English"), most=1_000)


class AccessSection(Section):
    """Who can get in and follow; for all dates."""

    wheelchair_places = whole(_("Wheelchair places"), 0, 5_000)
    is_signed = BooleanField(_("Signed"))
    is_captioned = BooleanField(_("Captioned"))
    is_relaxed = BooleanField(_("Relaxed performance"))
    has_quiet_room = BooleanField(_("Quiet room"))


class ApprovalSection(Section):
    """Where the approval of a commercial performance stands, and how many may come (R1, R7)."""

    state = choice(_("Where the approval stands"), choices=lambda: choices(STATEABLE, APPROVALS.__getitem__))
    level = choice(_("Decided by the department of"), choices=lambda: choices(ApprovalLevel, LEVELS.__getitem__))
    number = line(_("Approval number"))
    authority_zh = line(_("Who approved it, in Chinese"))
    authority_en = line(_("Who approved it, in English"))
    decided_on = DayField(_("Decided on"), [Optional()])
    reason_zh = line(_("Why none is needed, in Chinese"))
    reason_en = line(_("Why none is needed, in English"))
    approved_audience = whole(_("Audience that the police approved"), 1, 500_000)
    public_allotment = whole(_("Of these, tickets sold publicly"), 0, 500_000)


class PremiereSection(Section):
    """Whether it is a first, and on what evidence."""

    premiere_kind = choice(_("It is a"), choices=lambda: choices(PremiereKind, PREMIERES.__getitem__, empty=_("no first")))
    premiere_scope = choice(
        _("For the first time"), choices=lambda: choices(PremiereScope, SCOPES.__getitem__, empty=NOTHING_SAID),
    )
    evidence_zh = text(_("What shows it, in Chinese"), most=1_000)
    evidence_en = text(_("What shows it, in English"), most=1_000)
    evidence_url = line(_("A page that shows it (https://…)"))
