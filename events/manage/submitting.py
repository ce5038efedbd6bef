"""The organisation's side of the review: handing in, where it stands, appealing, taking back."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.language import language
from core.numbers import LARGEST_KEY
from core.web import PrivateBlueprint, link
from events.desk_words import finding_words
from events.forms.reviewing import AppealForm, SubmitForm, WithdrawForm
from events.law_words import rule_name
from events.manage.overview import section_href
from events.manage.review_desk import said_of
from events.models.event import Event
from events.models.submission import Decision, Submission
from events.portrait import Difference, differences, portrait
from events.promise import promised_by
from events.queries import review as stored
from events.queries.deeds import event_of
from events.review_words import FIELDS, STATES, age_words, decision_words, hours_words, said_words, subject_words
from events.services import edits, publishing
from events.services import review as services
from events.services.checks import checked_parts
from events.states import ListingState, state_of

bp = PrivateBlueprint("submitting", __name__)
TAKE_BACK = "take_back"


def page(template: str, title: str, organisation: Organisation, **values: object) -> str:
    """The HTML of a page of the organisation's side."""
    return render_template(f"events/review/{template}", title=title, organisation=organisation, place="listings", **values)


def own_event(organisation: Organisation, key: int) -> Event:
    """The organisation's listing of a key; 404 for anybody else's."""
    return found(event_of(organisation.id, key) if key <= LARGEST_KEY else None)


def _to_change(organisation: Organisation, key: int) -> Event:
    return found(stored.listing_to_change(organisation.id, key))


@bp.page("/desk/<slug:organisation>/listings/<key:key>/submit", methods=["GET"])
@member(Role.VIEWER)
def submit(organisation: Organisation, key: int) -> str:
    """Where a listing stands, what keeps it back, what is promised."""
    return _standing(organisation, own_event(organisation, key))


@bp.page("/desk/<slug:organisation>/listings/<key:key>/submit", endpoint="hand_in", methods=["POST"])
@member(Role.EDITOR)
def hand_in(organisation: Organisation, key: int) -> BaseResponse | str:
    """Hand it in; or take a submission back."""
    event, form = own_event(organisation, key), SubmitForm()
    if not form.validate():
        return _standing(organisation, event, problem=str(form.form_errors[0]))
    act = _take_submission_back if form.step.data == TAKE_BACK else _hand_in
    try:
        with committing():
            act(_to_change(organisation, key))
    except Refused as refused:
        return _standing(organisation, own_event(organisation, key), problem=said_of(refused))
    return redirect(link("submitting.submit", organisation=organisation.slug, key=key), 303)


def _hand_in(event: Event) -> None:
    services.submit(event, found(event.owner), at=clock.now(), actor=actor())


def _take_submission_back(event: Event) -> None:
    latest = found(stored.waiting_of(event.id) or stored.latest_of(event.id))
    services.withdraw_submission(found(stored.submission_to_decide(latest.id)), at=clock.now(), actor=actor())


def _standing(organisation: Organisation, event: Event, *, problem: str = "") -> str:
    at, latest = clock.now(), stored.latest_of(event.id)
    state = state_of(published_at=event.published_at, withdrawn_at=event.withdrawn_at, latest=latest)
    desk, history = stored.queue(at), stored.history_of(event.id)
    waiting = next((row for row in history if row.is_waiting and not row.is_after), None)
    runs, rows = stored.runs_of_listing(event.id), stored.rows_of_listing(event.id)
    found_now = checked_parts(event, runs, rows, with_doubles=True)
    drafts = sum(row.published_at is None for row in rows) if event.is_public else 0
    may_appeal = latest is not None and latest.decision is Decision.REFUSED and latest.appeal_of_id is None
    return page(
        "standing.html", event.title.in_language(language()), organisation, event=event, state=state, states=STATES,
        latest=waiting or latest, waits=waiting is not None, desk=desk, problem=problem,
        checks=found_now, looked_at=next((row for row in history if row.is_waiting and row.is_after), None),
        changes=_proposed(waiting, portrait(event, runs, rows)), fields=FIELDS, said_words=said_words,
        finding_words=finding_words, rule_name=rule_name, promise=promised_by(at), at=at,
        before=stored.before(waiting) if waiting else 0, age_words=age_words, hours=hours_words(),
        decision_words=decision_words, subject_words=subject_words,
        oldest=age_words(at - desk.oldest) if desk.oldest else "", may_write=actor().may(organisation.id, Role.EDITOR),
        is_owner=actor().may(organisation.id, Role.OWNER),
        drafts=drafts, may_appeal=may_appeal, can_submit=_can_submit(state, waits=waiting is not None, drafts=drafts),
        history=history, section_href=section_href,
    )


def _proposed(waiting: Submission | None, says: Mapping[str, Any]) -> list[Difference]:
    """What a proposal that waits would change of what is public."""
    return differences(says, edits.wanted_by(waiting, says)) if waiting is not None and waiting.is_proposal else []


def _can_submit(state: ListingState, *, waits: bool, drafts: int) -> bool:
    return not waits and (state is not ListingState.PUBLISHED or drafts > 0)


@bp.page("/desk/<slug:organisation>/listings/<key:key>/appeal", methods=["GET", "POST"])
@member(Role.EDITOR)
def appeal(organisation: Organisation, key: int) -> BaseResponse | str:
    """Ask somebody else to look at what was refused."""
    event, form = own_event(organisation, key), AppealForm()

    def act() -> None:
        own = _to_change(organisation, key)
        services.appeal(own, found(own.owner), form.plea.data or "", at=clock.now(), actor=actor())

    if request.method == "POST" and _done(form, act):
        return redirect(link("submitting.submit", organisation=organisation.slug, key=key), 303)
    return page(
        "appeal.html", gettext("Ask for a second opinion"), organisation, event=event, form=form,
        promise=promised_by(clock.now()), refused=stored.latest_of(event.id), hours=hours_words(),
    )


@bp.page("/desk/<slug:organisation>/listings/<key:key>/withdraw", methods=["GET", "POST"])
@member(Role.EDITOR)
def withdraw(organisation: Organisation, key: int) -> BaseResponse | str:
    """Take a public listing back, with the reason."""
    event, form = own_event(organisation, key), WithdrawForm()

    def act() -> None:
        own = _to_change(organisation, key)
        publishing.take_back(own, found(own.owner), form.reason, at=clock.now(), actor=actor())

    if request.method == "POST" and _done(form, act):
        return redirect(link("submitting.submit", organisation=organisation.slug, key=key), 303)
    return page("withdraw.html", gettext("Take the listing back"), organisation, event=event, form=form)


def _done(form: AppealForm | WithdrawForm, act: Callable[[], None]) -> bool:
    """Whether the deed was done; else the form says why not."""
    if not form.validate():
        return False
    try:
        with committing():
            act()
    except Refused as refused:
        form.refuse(said_of(refused))
        return False
    return True
