"""The blueprint of these pages, what they share, and their entries in the desks' navigation."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time

from flask import flash, render_template, request
from flask_babel import gettext
from wtforms import Field

from accounts.actor import Actor
from accounts.licensing import Proof
from accounts.models.membership import Role, StaffRole
from accounts.models.proof import Evidence
from accounts.places import Place
from accounts.services import files
from accounts.words import PROOFS, refusal_words
from core.clock import at_local, local
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.language import day_words
from core.uploads import keep_paper
from core.web import PrivateBlueprint, settings

bp = PrivateBlueprint("house", __name__)
PLACES: tuple[Place, ...] = (
    Place(name="people", endpoint="house.people", words=lambda: gettext("People"), position=80, role=Role.VIEWER),
    Place(
        name="verification", endpoint="house.verification", words=lambda: gettext("Verification"), position=82, role=Role.OWNER,
    ),
    Place(name="settings", endpoint="house.settings", words=lambda: gettext("Settings"), position=84, role=Role.OWNER),
    Place(name="trail", endpoint="house.trail", words=lambda: gettext("Trail"), position=90, role=Role.EDITOR),
    Place(
        name="verification", endpoint="house.staff_verification", words=lambda: gettext("Verification"), position=20,
        staff=StaffRole.REVIEWER,
    ),
    Place(
        name="organisations", endpoint="house.staff_organisations", words=lambda: gettext("Organisations"), position=40,
        staff=StaffRole.CONSOLE,
    ),
)


def page(template: str, title: str, **values: object) -> str:
    """The HTML of a page for one reader."""
    return render_template(template, title=title, **values)


@contextmanager
def telling(form: Form, fields: Mapping[str, Field] | None = None) -> Iterator[list[bool]]:
    """Try a deed: what a rule refuses is said in the form, at the field that a reason names. `done` is empty where it was."""
    done: list[bool] = []
    try:
        yield done
        done.append(True)
    except Refused as refused:
        if refused.reason != "expired":
            form.refuse(refusal_words(refused), (fields or {}).get(refused.reason))


def press(deed: Callable[[], object], said: str) -> None:
    """Do what a button alone asks for, and say on the next page that it was done, or why not."""
    try:
        with committing():
            deed()
    except Refused as refused:
        flash(gettext("This page had been open for too long. Press once more.") if refused.reason == "expired"
              else refusal_words(refused), "problem")
    else:
        flash(said)


def end_of(day: date | None) -> datetime | None:
    """The moment after a day's last one in Shanghai; None for none."""
    return at_local(date.fromordinal(day.toordinal() + 1), time(0)) if day else None


def day_before(moment: datetime | None) -> date | None:
    """The last day on which something that ends at a moment holds; the reverse of `end_of`."""
    return date.fromordinal(local(moment).date().toordinal() - 1) if moment else None


def sent_paper(name: str, organisation_id: int) -> Callable[[datetime, Actor], Evidence | None]:
    """Keep the file of a form's field now; the answer notes it as the organisation's, inside of a transaction.

    `Refused` where it is no paper that we take, or there is no room.
    """
    file = request.files.get(name)
    if file is None or not file.filename:
        return lambda _at, _actor: None
    files.refuse_full(organisation_id, pictures=False)
    with file.stream:
        stated, body = file.filename, file.read()
    digest, ending = keep_paper(body, stated, settings().data_folder)
    return lambda at, actor: files.add_evidence(
        organisation_id, digest, ending, name=stated, size=len(body), at=at, actor=actor
    )


@bp.app_template_global()
def proof_name(code: str) -> str:
    """The words for a kind of paper by its code; letters keep codes."""
    return str(PROOFS[Proof(code)])


@bp.app_template_filter()
def stated_day(code: str) -> str:
    """A day that a letter keeps as 2026-12-31, in the reader's words."""
    return day_words(date.fromisoformat(code))
