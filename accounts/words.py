"""The words that readers see for the codes of this package, in both languages by way of translations."""

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from accounts.licensing import MemberKind, Proof, Tier
from accounts.models.membership import Role
from accounts.models.organisation import OrganisationKind
from accounts.models.proof import Outcome
from core.errors import Refused

ROLES: dict[Role, LazyString] = {Role.OWNER: _("Owner"), Role.EDITOR: _("Editor"), Role.VIEWER: _("Viewer")}
WHAT_ROLES_MAY: dict[Role, LazyString] = {
    Role.OWNER: _("Everything: listings, people, papers, ownership."),
    Role.EDITOR: _("Write, change and cancel listings."),
    Role.VIEWER: _("Read everything, change nothing."),
}
# What an organisation is in law or in fact.
BODIES: dict[OrganisationKind, LazyString] = {
    OrganisationKind.ENTERPRISE: _("Enterprise"),
    OrganisationKind.COMPANY: _("Performing-arts company"),
    OrganisationKind.VENUE: _("Venue operator"),
    OrganisationKind.ASSOCIATION: _("Association"),
    OrganisationKind.INSTITUTE: _("Public institution"),
    OrganisationKind.GOVERNMENT: _("Government body"),
}
MEMBER_KINDS: dict[MemberKind, LazyString] = {
    MemberKind.COMPANY: _("Company or ensemble"),
    MemberKind.VENUE: _("Venue"),
    MemberKind.AGENT: _("Performance agency or broker"),
    MemberKind.PRODUCER: _("Producer"),
    MemberKind.ARTIST: _("Individual artist"),
    MemberKind.BUYER: _("Buyer"),
    MemberKind.SERVICE: _("Freight, staging and other services"),
    MemberKind.GOVERNMENT: _("Government"),
}
PROOFS: dict[Proof, LazyString] = {
    Proof.BUSINESS_LICENCE: _("Business licence or registration certificate"),
    Proof.COMPANY_LICENCE: _("Commercial performance licence of a company"),
    Proof.AGENCY_LICENCE: _("Commercial performance licence of an agency"),
    Proof.PLACE_FILING: _("Filing certificate of a performance venue"),
    Proof.ARTIST_FILING: _("Filing certificate of an individual performer"),
    Proof.BROKER_FILING: _("Filing certificate of an individual broker"),
    Proof.BROKER_CERTIFICATE: _("Performance broker's qualification certificate"),
    Proof.RIGHTS_LETTER: _("Rights letter of a producer"),
    Proof.RECOMMENDATION: _("Recommendation of the alliance"),
    Proof.LETTER: _("Letter of introduction with the official seal"),
}
TIERS: dict[Tier, tuple[LazyString, LazyString]] = {
    Tier.V0: (
        _("Signed up"),
        _("You may write drafts and send them for review. Before the first is public, a reviewer asks who you are."),
    ),
    Tier.V1: (_("Organisation confirmed"), _("Your listings are reviewed without that question, and you may enquire.")),
    Tier.V2: (_("Industry proof"), _("You may publish, offer, hold dates and register for the fair.")),
    Tier.V3: (_("Proven partner"), _("A badge on your pages, and first where two are equal.")),
}
MISSING: dict[str, LazyString] = {
    "name": _("the organisation's name"),
    "contact": _("somebody who can be reached: an e-mail address or a telephone number"),
    "credit_code": _("the unified social credit code (18 characters)"),
    "business_licence": _("the business licence or registration certificate, looked at by our staff"),
    "kind": _("what you are: company, venue, agency …"),
    "industry_proof": _("the licence, filing or letter of your trade, looked at by our staff"),
    "expired": _("a licence that is still in force: the last one has ended"),
    "deals_or_recommendation": _("three settled deals without an open dispute, or a recommendation of the alliance"),
    "dispute": _("the end of an open dispute"),
}
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.ACCEPTED: _("Accepted"), Outcome.REFUSED: _("Not accepted"), Outcome.REVOKED: _("Revoked"),
}
_REFUSALS: dict[str, LazyString] = {
    "stale": _("Somebody else changed this meanwhile. Look at it as it is now, and press again."),
    "last_owner": _("An organisation always has an owner. Make somebody else an owner first."),
    "owner_without_end": _("An owner's membership has no end. Leave the date empty, or choose another role."),
    "end_in_the_past": _("That day is over. Choose a later one."),
    "is_member": _("This person acts for you already."),
    "is_invited": _("This address has an open invitation already. You can send it again below."),
    "too_many_invitations": _("Those were enough invitations for one day. Go on tomorrow."),
    "just_sent": _("The letter went out a moment ago. Wait ten minutes before you send it again."),
    "invitation_closed": _("This invitation is no longer open. Ask for a new one."),
    "another_mail": _("This invitation was sent to another address. Sign in with the address that it was sent to."),
    "is_owner": _("This person is an owner already."),
    "offer_closed": _("This offer is no longer open."),
    "too_many": _("Too many tries. Wait a while and try again."),
    "city_unknown": _("Choose one of the 41 cities."),
    "name_needed": _("A name is needed, in Chinese or in English."),
    "credit_code_wrong": _("This is no valid credit code: a character is missing or wrong. It has 18, never I, O, S, V or Z."),
    "credit_code_taken": _("An organisation with this code is here already. Claim it, or ask its people to invite you."),
    "slug_form": _("Use 3 to 60 small letters, digits and hyphens."),
    "slug_taken": _("This address belongs to somebody else."),
    "reason_needed": _("Please say why; the other side will read it."),
    "paper_needed": _("Choose a file: a PDF or a picture of the paper."),
    "credit_code_first": _("Enter your credit code in the settings first."),
    "end_needed": _("State the last day on which it is in force."),
    "has_expired": _("This paper has ended already."),
    "too_many_waiting": _("Twenty papers of yours wait already. Let us look at them first."),
    "own_organisation": _("Nobody decides for an organisation of their own."),
    "decided": _("This was decided already."),
    "is_suspended": _("This organisation is suspended."),
    "has_closed": _("This organisation closed for good."),
    "dates_to_come": _("Something public is still to come. Cancel it or hand it over first; it stands below."),
    "can_be_undone": _("A change can still be undone. Wait until it cannot, or undo it; it stands below."),
    "has_members": _("People act for this organisation already. Ask them to invite you."),
    "claimed_already": _("You claimed this already; we are looking at it."),
    "too_many_claims": _("Twenty claims of yours wait already. Let us look at them first."),
    "cannot_merge": _("These two cannot be merged."),
    "cannot_take": _("This organisation cannot take the listing."),
    "nobody_accepts": _("Nobody acts for this organisation here yet, so nobody could accept. Ask them to claim it first."),
    "offered_already": _("It is offered to them already."),
    "picture_type": _("This is not a picture that we can read. Send a JPEG, PNG, WebP or GIF."),
    "picture_broken": _("The picture is damaged or cannot be read. Save it again as JPEG or PNG, and send that."),
    "picture_too_many_pixels": _("The picture has more than 40 million points. Make it smaller first."),
    "picture_too_small": _("The picture is too small. Each side needs 200 points or more."),
    "picture_too_steep": _("The picture is too long and narrow. Cut it to a shape that fits a poster."),
    "picture_busy": _("Many pictures are being sent just now. Try again in a minute."),
    "paper_type": _("Send a PDF, or a picture as JPEG, PNG or WebP."),
    "alt_needed": _(
        "Say in Chinese or in English what the picture shows: not everybody can see it. The picture itself is kept."
    ),
}


def refusal_words(refused: Refused) -> str:
    """Why a rule said no, as the reader is told."""
    facts = refused.facts
    with_facts = {
        "picture_too_large": lambda: gettext("The file is larger than %(limit)s MB. Make it smaller first.", **facts),
        "paper_too_large": lambda: gettext("The file is larger than %(limit)s MB. Make it smaller first.", **facts),
        "paper_lies": lambda: gettext(
            "The file calls itself %(stated)s but is %(found)s inside. Send it under its true name.", **facts
        ),
        "full": lambda: gettext("Your %(limit)s MB are used up. Write to us if you need more.", **facts),
        "too_long": lambda: gettext("At most %(limit)s characters, please.", limit=facts.get("limit", "")),
    }
    if refused.reason in with_facts:
        return with_facts[refused.reason]()
    return str(_REFUSALS.get(refused.reason) or gettext("That cannot be done as things stand."))
