"""The sections of a listing. Two who fill the same one at once: the second sees both versions side by side and loses nothing.

A form carries a digest of what stood there when it was made (`seen`). Where that has changed meanwhile, nothing is saved: the
form comes back with what was typed, beside it what somebody else saved; pressing again then decides between them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Response, jsonify, redirect, request
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import is_expired
from core.web import link
from events.desk_words import finding_words
from events.forms.fields import says
from events.listing import place_is_open
from events.manage.blueprint import bp, own_event, page, say_refused
from events.manage.links import dead_links
from events.manage.overview import SECTIONS as NAMES
from events.manage.section_values import SECTIONS, Kept, Subject
from events.models.deed import DeedKind
from events.promise import promised_by
from events.queries import listings as stored
from events.queries.review import listing_to_change
from events.services import edits

AUTOSAVE = "X-Autosave"
CONFLICT, UNFIT = 409, 422
NEEDS_A_WORD = "needs_a_word"
UNCOMPARED = {"seen", "csrf_token"}


def digest_of(shown: Mapping[str, Any]) -> str:
    """What stands there, in short."""
    plain = {name: str(value if value is not None else "") for name, value in shown.items()}
    return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sent:
    """A section's form as it was sent."""

    organisation: Organisation
    key: int
    name: str
    kept: Kept
    form: Any

    def subject(self) -> Subject:
        """What it is about, as it stands now."""
        return subject_of(self.organisation, self.key)


def subject_of(organisation: Organisation, key: int) -> Subject:
    """The organisation's listing with its first run and the dates that are not over."""
    event = own_event(organisation, key)
    runs = stored.runs_of_event(event.id)
    run = runs[0] if runs else None
    now = clock.now()
    rows = [row for row in stored.dates_of_run(run.id) if not row.has_ended_at(now)] if run else []
    approved = stored.approved_dates_to_come(event.id, now) if event.is_public else 0
    return Subject(organisation, event, run, rows, approved)


@bp.page(f"/desk/<slug:organisation>/listings/<key:key>/<any({','.join(SECTIONS)}):section>", methods=["GET", "POST"])
@member(Role.EDITOR)
def section(organisation: Organisation, key: int, section: str) -> BaseResponse | str:
    """One section: shown, and saved by its button or, while one types, by a small script."""
    kept, subject = found(SECTIONS.get(section)), subject_of(organisation, key)
    shown = kept.shown(subject)
    sent = Sent(organisation, key, section, kept, kept.form(data=shown | {"seen": digest_of(shown)}))
    kept.prepare(sent.form, subject)
    if not sent.form.is_submitted():
        return _page(sent, subject)
    return _save(sent) if sent.form.validate() else _answer(sent, subject, status=UNFIT)


def _save(sent: Sent) -> BaseResponse | str:
    try:
        with committing():
            subject = sent.subject()
            theirs = sent.kept.shown(subject)
            if sent.form.seen.data != digest_of(theirs) and differing(sent, theirs):
                raise Refused("stale")
            sent.kept.save(sent.form, subject, at=clock.now(), actor=actor())
    except Refused as refused:
        return _hand_in(sent, refused) if refused.reason == NEEDS_A_WORD and "word" in request.form else _refused(sent, refused)
    if not request.headers.get(AUTOSAVE):
        return redirect(link("desk.listing", organisation=sent.organisation.slug, key=sent.key), 303)
    at = f"{clock.local(clock.now()):%H:%M:%S}"
    return jsonify(saved=gettext("Saved at %(time)s", time=at), seen=digest_of(sent.kept.shown(sent.subject())))


def _hand_in(sent: Sent, wanted: Refused) -> BaseResponse | str:
    """What needs a reviewer's word waits for it; the public page stays as it is until then."""
    try:
        with committing():
            event = found(listing_to_change(sent.organisation.id, sent.key))
            edits.propose(event, wanted, at=clock.now(), actor=actor())
    except Refused as refused:
        return _refused(sent, refused)
    return redirect(link("submitting.submit", organisation=sent.organisation.slug, key=sent.key), 303)


def _refused(sent: Sent, refused: Refused) -> BaseResponse | str:
    """Say why, with everything that was typed; what somebody else saved meanwhile stands beside it."""
    subject = sent.subject()
    notes: Any = refused.facts.get("notes", ())
    sent.form.refuse(say_refused(refused))
    for each in notes:
        sent.form.refuse(finding_words(each))
    if refused.reason == NEEDS_A_WORD:
        return _answer(sent, subject, status=UNFIT, needs_a_word=True)
    if refused.reason != "stale":
        return _answer(sent, subject, status=UNFIT)
    theirs = sent.kept.shown(subject)
    sent.form.seen.data = digest_of(theirs)
    return _answer(sent, subject, status=CONFLICT, theirs=differing(sent, theirs))


def differing(sent: Sent, theirs: Mapping[str, Any]) -> dict[str, str]:
    """Fields in which what was typed is not what stands there, with what stands there in the field's own words."""
    other = sent.kept.form(formdata=None, data=dict(theirs))
    found_: dict[str, str] = {}
    for field in sent.form:
        if field.name in UNCOMPARED or field.name not in theirs:
            continue
        if hasattr(field, "choices"):
            other[field.name].choices = field.choices
        if says(field) != says(other[field.name]):
            found_[field.name] = _words(other[field.name])
    return found_


def _words(field: Any) -> str:
    """What a field shows to a reader: the words of its choice, yes or no, its text."""
    if field.type == "ChoiceField":
        return next((str(label) for value, label, *_ in field.iter_choices() if str(value) == says(field)), "")
    if field.type == "BooleanField":
        return gettext("yes") if field.data else gettext("no")
    return says(field)


def _answer(
    sent: Sent, subject: Subject, *, status: int, theirs: Mapping[str, str] | None = None, needs_a_word: bool = False
) -> BaseResponse:
    if request.headers.get(AUTOSAVE):
        said = [str(error) for error in sent.form.form_errors] or [gettext("Not saved yet: something has to be put right.")]
        if status == CONFLICT:
            said = [gettext("Somebody else saved this meanwhile. Press “Save” to see both versions; nothing is lost.")]
        # Somebody who signed in again in another tab goes on with a token of that sign-in.
        fresh = {"token": generate_csrf()} if is_expired() else {}
        response = jsonify(problem=said[0], is_stale=status == CONFLICT, **fresh)
        response.status_code = status
        return response
    return Response(_page(sent, subject, theirs=theirs, needs_a_word=needs_a_word), CONFLICT if status == CONFLICT else 200)


def _page(
    sent: Sent, subject: Subject, *, theirs: Mapping[str, str] | None = None, needs_a_word: bool = False
) -> str:
    event = subject.event
    runs = [subject.run] if subject.run else []
    fixed = _fixed(sent.kept, subject)
    return page(
        "section.html", str(NAMES[sent.name]), subject.organisation, event=event, form=sent.form, section=sent.name,
        theirs=theirs or {}, outdated=[name for name in ("title", "summary") if event.is_outdated(name)],
        pairs=pairs_of(sent.form), is_public=event.is_public, has_dates=bool(subject.rows),
        fixed=fixed, last_fixed=next(reversed(fixed), ""), is_all_fixed=bool(fixed) and sent.name == "people",
        desk=_way_to_the_desk(sent.kept, subject) if fixed else "", approved=subject.approved if "renews" in sent.form else 0,
        needs_a_word=needs_a_word, promise=promised_by(clock.now()) if needs_a_word else None,
        dead=dead_links(subject.organisation, event, runs) if sent.name == "seller" else (),
    )


def _fixed(kept: Kept, subject: Subject) -> dict[str, tuple[str, str]]:
    """Fields that are only shown, with words and value: of what is public they are the change desk's.

    A place that is still to be chosen is not.
    """
    if not subject.event.is_public or (kept.deed is DeedKind.HALL and place_is_open(subject.event)):
        return {}
    stands = kept.form(formdata=None, data=kept.shown(subject))
    kept.prepare(stands, subject)
    return {name: (_words(stands[name]), says(stands[name])) for name in kept.at_the_desk}


def _way_to_the_desk(kept: Kept, subject: Subject) -> str:
    """The change of these at the change desk, for every date to come."""
    first = next((row for row in subject.rows if row.published_at is not None), None)
    slug, key = subject.organisation.slug, subject.event.id
    if first is None:
        return link("changes.dates", organisation=slug, key=key)
    return link("changes.change", organisation=slug, key=key, kind=kept.deed.value, date=first.id, onwards=1)


def pairs_of(form: Any) -> list[tuple[Any, Any | None]]:
    """The fields in their order; the two languages of one text stand together."""
    names = [field.name for field in form if field.type not in {"HiddenField", "CSRFTokenField"}]
    rows: list[tuple[Any, Any | None]] = []
    for name in names:
        base = name.removesuffix("_zh")
        if name.endswith("_en") and f"{name.removesuffix('_en')}_zh" in names:
            continue
        other = f"{base}_en"
        rows.append((form[name], form[other] if base != name and other in names else None))
    return rows
