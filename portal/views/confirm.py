"""The link in the letters that ask an organiser whether a listing still stands: two buttons, no sign-in.

Opening it changes nothing (mail scanners open every link); pressing does, for this one run and for whoever still acts for it.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask_babel import gettext
from markupsafe import Markup

from accounts.access import found
from accounts.actor import Actor
from accounts.models.membership import Role
from accounts.queries import people
from accounts.session import by_link
from core import clock
from core.db import committing
from core.errors import Refused
from core.language import language, moment_words, say
from core.letters import signed_facts
from core.types import Bilingual
from core.web import link
from events.models.run import Run
from events.models.words import Form
from events.queries import confirming as queries
from events.services import confirming
from events.views.rows import span_words
from portal.forms import ChangedForm, ConfirmForm
from portal.services import reports
from portal.services.reports import About, Said
from portal.views.home import bp
from portal.wrongs import Wrong

PURPOSE = "confirm_run"
GOOD_FOR_DAYS = 16
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Held:
    """What a link is about, and who holds it."""

    run: Run
    actor: Actor


def _held(token: str) -> Held:
    """404 for a link that is not ours or too old, for one whose holder acts for the listing no more, for what is withdrawn."""
    facts = found(signed_facts(PURPOSE, token, days=GOOD_FOR_DAYS))
    run = found(queries.run_with_all(int(facts["run"])))
    at = clock.now()
    actor = Actor(person_id=int(facts["person"]), roles=people.roles_of(int(facts["person"]), at), via="link")
    owner_id = found(run.event.owner_id)
    found(run if actor.may(owner_id, Role.EDITOR) else None)
    return Held(run, actor)


@bp.page("/confirm/<token>", methods=["GET", "POST"])
@by_link
def confirm(token: str) -> str:
    """What is listed, and two buttons: it stands, or something has changed."""
    held, form = _held(token), ConfirmForm()
    if not form.validate_on_submit():
        return _page(held, token, form, "")
    stands = form.answer.data == "unchanged"
    try:
        with committing():
            run = _again(token)
            deed = confirming.confirm if stands else confirming.say_changed
            deed(run, at=clock.now(), actor=held.actor)
    except Refused as refused:
        if refused.reason != "over":
            raise
        return _page(held, token, form, "over")
    return _page(_held(token), token, form, "unchanged" if stands else "changed")


@bp.page("/confirm/<token>/message", methods=["GET", "POST"])
@by_link
def confirm_message(token: str) -> str:
    """What has changed, in a few words, for those who do not want to sign in now; the desk and the organisation hear of it."""
    held, form = _held(token), ChangedForm()
    if not form.validate_on_submit():
        return _page(held, token, form, "changed")
    said = Said(wrong=Wrong.OTHER, words=form.message.data or "", language=language())
    try:
        with committing():
            run = _again(token)
            confirming.say_changed(run, at=clock.now(), actor=held.actor)
            reports.report(_about(run), said, at=clock.now())
    except Refused as refused:
        if refused.reason not in {"over", "too_many"}:
            raise
        form.refuse(gettext("This cannot be sent now. Please sign in, or write to us."))
        return _page(held, token, form, "changed")
    return _page(_held(token), token, form, "sent")


def _again(token: str) -> Run:
    """The run as this transaction sees it."""
    return _held(token).run


def _about(run: Run) -> About:
    event = run.event
    path = link("events.event", slug=event.slug)
    return About(path=path, name=event.title, event_id=event.id, owner_id=event.owner_id)


def _page(held: Held, token: str, form: ConfirmForm | ChangedForm, answered: str) -> str:
    run, now = held.run, clock.now()
    rows = queries.rows_of(run.id, now)
    at = rows[0] if rows else run
    place = [say(each.name) for each in (at.venue, at.hall) if each]
    return render_template(
        "portal/confirm.html", title=gettext("Is everything as listed?"), run=run, event=run.event, token=token, form=form,
        answered=answered, when=[_when(row.form, row.starts_at, row.day, row.last_day) for row in rows[:SHOWN]],
        more=max(0, len(rows) - SHOWN), place=Markup(" ").join(place), price=run.price_from_fen,
    )


def _when(form: Form, starts_at: datetime, *days: object) -> str:
    return span_words(days[0], days[1], with_year=True) if form is Form.SPAN else moment_words(starts_at)  # type: ignore[arg-type]


@bp.app_template_filter()
def either(text: dict[str, str]) -> str:
    """A bilingual text of a letter's facts, in the reader's language or the other one."""
    return Bilingual(text.get("zh", ""), text.get("en", "")).in_language(language())


@bp.app_template_filter()
def from_iso(text: str) -> datetime:
    """A moment of a letter's facts."""
    return datetime.fromisoformat(text)
