"""One listing at the desk: where it stands, what is missing and why, what the checks found, its dates, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.language import language, say
from core.web import link
from events.advert import Finding
from events.completeness import Fact, meter_of
from events.deed_words import DONE
from events.desk_words import FACTS, finding_words
from events.duplicates import Listed
from events.holding import ANCHOR as PAPERS
from events.law_words import rule_name
from events.listing import Listing
from events.manage.alike import Alike, alike_of
from events.manage.blueprint import Way, bp, own_event, page, say_refused
from events.manage.confirming import standings_of_runs
from events.manage.links import dead_links
from events.manage.standings import STANDINGS, standings_of
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS, ApprovalState
from events.queries import listings as stored
from events.queries.deeds import running_deeds_of
from events.queries.duplicates import duplicates_of
from events.queries.review import latest_of
from events.services import listings as deeds
from events.services.checks import checked_parts, whole_listing
from events.standing import Standing
from events.words import STATUSES

DATES_SHOWN = 6
PICTURE = "picture"
# Which section states a fact, or puts a finding right.
SECTION_OF: dict[str, str] = {
    Fact.TITLE: "basics", Fact.PLACE: "basics", Fact.HALL: "basics", Fact.GENRE: "basics", Fact.CONTACT: "basics",
    Fact.TITLE_TRANSLATED: "basics", Fact.SUMMARY: "texts", Fact.SUMMARY_LENGTH: "texts", Fact.SUMMARY_TRANSLATED: "texts",
    Fact.DURATION: "facts", Fact.AGE: "facts", Fact.SPOKEN: "facts", Fact.PRICES: "prices", Fact.REFUND: "prices",
    Fact.SELLER: "seller", Fact.PERFORMERS: "people", Fact.ACCESS: "access", Fact.IMAGE: "picture", Fact.IMAGE_ALT: "picture",
    "organiser": "basics", "approval": "approval", "allotment": "approval",
}
SECTIONS: dict[str, LazyString] = {
    "basics": _("Title, kind and place"), "texts": _("What it is about"), "facts": _("Length, language, age"),
    "prices": _("Prices and refunds"), "seller": _("Ticket seller"), "people": _("Who plays"), "access": _("Access"),
    "approval": _("Approval and audience"), "premiere": _("Premiere"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact to add: what, how much it adds, why it is wanted, where it is stated."""

    words: str
    points: int
    reason: str
    href: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of the checks, with the way to put it right."""

    words: str
    rule: str
    blocks: bool
    href: str


def section_href(organisation: Organisation, event: Event, anchor: str) -> str:
    """Where a fact is stated."""
    if anchor == Fact.DATES:
        return link("desk.dates", organisation=organisation.slug, key=event.id)
    if anchor == PAPERS:
        may_show = actor().may(organisation.id, Role.OWNER)
        return link("house.verification", organisation=organisation.slug) if may_show else ""
    section = SECTION_OF.get(anchor, "basics")
    if section == PICTURE:
        return link("hands.picture", organisation=organisation.slug, key=event.id)
    return link("desk.section", organisation=organisation.slug, key=event.id, section=section)


@bp.page("/desk/<slug:organisation>/listings/<key:key>")
@member(Role.VIEWER)
def listing(organisation: Organisation, key: int) -> str:
    """One listing."""
    return overview(organisation, own_event(organisation, key))


def overview(organisation: Organisation, event: Event, *, problem: str = "") -> str:
    """The page of a listing; `problem` is what was refused."""
    runs, rows = stored.runs_of_event(event.id), stored.all_rows_of_event(event.id)
    dated = [row for row in rows if row.form not in MOMENTS]
    whole = whole_listing(event, runs, rows)
    standing = standings_of([event])[event.id]
    now, found = clock.now(), checked_parts(event, runs, rows)
    coming = [row for row in dated if not row.has_ended_at(now)]
    return page(
        "listing.html", event.title.in_language(language()), organisation, event=event, standing=str(STANDINGS[standing]),
        look=standing.value, meter=meter_of(whole), missing=_missing(organisation, event, whole),
        findings=[_found(organisation, event, each) for each in found.notes], blocks=bool(found.blocking), rule_name=rule_name,
        at_once=organisation.is_trusted and not found.to_override,
        statuses=STATUSES, coming=coming[:DATES_SHOWN], more=len(coming) - DATES_SHOWN,
        number=len(dated), where=_place(event, runs), sections=_sections(organisation, event),
        may_write=actor().may(organisation.id, Role.EDITOR), ways=_ways(organisation, event, standing),
        alike=_alike(organisation, event, runs, dated), is_draft=not event.is_public, problem=problem,
        has_to_send=standing is not Standing.PUBLISHED or any(row.published_at is None for row in coming),
        is_new=request.args.get("new") == "1", submit=link("submitting.submit", organisation=organisation.slug, key=event.id),
        stale=sum(bool(row.approvals) and row.approvals[-1].state is ApprovalState.STALE for row in coming),
        running=running_deeds_of(event.id, now) if event.is_public else (), at=now, done=DONE, latest=latest_of(event.id),
        dead=dead_links(organisation, event, runs, coming), runs=standings_of_runs(organisation, event, runs, rows, at=now),
    )


def _missing(organisation: Organisation, event: Event, whole: Listing) -> list[Missing]:
    return [
        Missing(str(FACTS[each.fact][0]), each.points, str(FACTS[each.fact][1]), section_href(organisation, event, each.fact))
        for each in meter_of(whole).missing
    ]


def _found(organisation: Organisation, event: Event, finding: Finding) -> Found:
    return Found(finding_words(finding), finding.rule, finding.blocks, section_href(organisation, event, finding.anchor))


def _place(event: Event, runs: Sequence[Run]) -> Markup:
    run = runs[0] if runs else None
    if run is None or run.venue is None:
        return say(event.place_stated)
    return Markup(" · ").join([say(run.venue.name), *([say(run.hall.name)] if run.hall else [])])


def _sections(organisation: Organisation, event: Event) -> list[Way]:
    found = [
        Way(str(words), link("desk.section", organisation=organisation.slug, key=event.id, section=name))
        for name, words in SECTIONS.items()
    ]
    return [*found, Way(gettext("Picture"), section_href(organisation, event, Fact.IMAGE))]


def _ways(organisation: Organisation, event: Event, standing: Standing) -> list[Way]:
    slug = organisation.slug
    may_write = actor().may(organisation.id, Role.EDITOR)
    found = [
        Way(gettext("See it as visitors will"), link("preview.event", organisation=slug, key=event.id)),
        Way(gettext("See it in a phone’s calendar"), link("entries.preview", organisation=slug, key=event.id)),
    ]
    review = Way(gettext("Where it stands in the review"), link("submitting.submit", organisation=slug, key=event.id))
    if may_write:
        found.append(Way(
            gettext("Copy it: the same again, or the next edition"), link("desk.copy", organisation=slug, key=event.id)
        ))
    found.insert(0, review)
    if standing is Standing.PUBLISHED:
        found.insert(0, Way(gettext("Open the public page"), link("events.event", slug=event.slug)))
    if standing is Standing.PUBLISHED and may_write:
        changes = link("changes.dates", organisation=slug, key=event.id)
        found.insert(1, Way(gettext("Move, cancel, sell out: the change desk"), changes))
        found.append(Way(gettext("Take the listing back"), link("submitting.withdraw", organisation=slug, key=event.id)))
    if actor().may(organisation.id, Role.OWNER):
        words = gettext("Hand it over to another organisation")
        found.append(Way(words, link("hands.offer", organisation=slug, event=event.id)))
    return found


def _alike(organisation: Organisation, event: Event, runs: Sequence[Run], rows: Sequence[Performance]) -> list[Alike]:
    """Likely duplicates of a draft."""
    if event.is_public or not rows:
        return []
    listed = Listed(
        event_id=event.id, slug=event.slug, title=event.title, days=frozenset(row.day for row in rows),
        city=runs[0].city if runs else event.city, venue_id=runs[0].venue_id if runs else None,
    )
    return alike_of(organisation, [each for each in duplicates_of(listed, owner_id=organisation.id) if each.is_likely])


@bp.page("/desk/<slug:organisation>/listings/<key:key>/remove", methods=["POST"])
@member(Role.EDITOR)
def remove(organisation: Organisation, key: int) -> BaseResponse | str:
    """Throw a draft away."""
    event, form = own_event(organisation, key), Form()
    if not form.validate():
        return overview(organisation, event, problem=str(form.form_errors[0]))
    try:
        with committing():
            deeds.remove_draft(own_event(organisation, key), at=clock.now(), actor=actor())
    except Refused as refused:
        return overview(organisation, own_event(organisation, key), problem=say_refused(refused))
    return redirect(link("desk.listings", organisation=organisation.slug), 303)
