"""The search by recipient: all that was told to one reader, why they got it, and why not.

It is asked by a form that is sent, so that no address stands in a log; each search is itself in the trail.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request
from flask_babel import gettext

from accounts.forms import mail_of
from accounts.models.membership import StaffRole
from accounts.services import signins, trail
from accounts.session import actor, staff
from accounts.views.words import slow_down
from core import clock, tokens
from core.db import committing
from core.errors import Refused
from core.numbers import LARGEST_KEY, whole_number
from core.web import settings
from events.followable import Subject
from notices import registry
from notices.desk_words import news_words
from notices.manage.outbox import state_of
from notices.manage.outbox_blueprint import bodies, bp, page
from notices.models.delivery import Delivery
from notices.models.follower import Endpoint, Subscription
from notices.models.notice import Notice
from notices.outbox_forms import SearchForm
from notices.queries import announcements, concerning, explaining
from notices.queries import searching as stored
from notices.queries.searching import Reader
from notices.step_words import step_words
from notices.steps import Step

A_PAGE = 50
_PAGE = re.compile(r"/(?P<whose>staff|staff/outbox|desk/[^/?#]+)/(?:notices|announcements)/(?P<key>[0-9]{1,10})")
MOST_SEARCHES, WITHIN = 60, timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Why one notice did or did not reach the reader, step by step."""

    notice: Notice
    steps: Sequence[Step]


@dataclass(slots=True, kw_only=True)
class Found:
    """All that the page shows of one reader."""

    reader: Reader
    rows: Sequence[Delivery]
    following: int
    subscriptions: Sequence[Subscription]
    ways: Sequence[Endpoint]
    subjects: Mapping[str, Subject]
    brought: Mapping[int, Sequence[Subscription]]
    answers: Sequence[Answer] = ()
    about: str = ""
    unknown: bool = False


@bp.page("/staff/outbox/search", methods=["GET", "POST"])
@staff(StaffRole.CONSOLE)
def search() -> str:
    """The form, and what it found. Addresses are written out for administrators only."""
    form, found = SearchForm(), None
    asked = mail_of(form.q.data or "") or ""
    if form.validate_on_submit() and _may_search(form):
        found = _found(asked, (form.about.data or "").strip())
        _note(asked, found.reader if found else None)
        if found is None:
            form.refuse(gettext("Nothing is known of this address or number: no letters, nothing followed, nothing stopped."))
    at = clock.now()
    return page(
        "search.html", gettext("What one reader got, and why"), form=form, found=found, at=at, asked=asked,
        shows_addresses=_shows_addresses(), masked=masked, news_words=news_words, wishes_met=concerning.wishes_met,
        step_words=step_words,
        state_of=lambda row: state_of(row, at), clock_of_day=clock_of_day, bodies=bodies(_owners(found)),
    )


def _owners(found: Found | None) -> list[int | None]:
    return [each.organisation_id for each in found.rows] if found else []


def _shows_addresses() -> bool:
    return actor().works_as(StaffRole.ADMIN)


def _may_search(form: SearchForm) -> bool:
    """Count a search; where there were too many of this person the form says so."""
    try:
        with committing():
            signins.throttle(f"outbox:{actor().person_id}", at=clock.now(), most=MOST_SEARCHES, within=WITHIN)
    except Refused as refused:
        if refused.reason != "too_many":
            raise
        form.refuse(slow_down(refused))
        return False
    return True


def _note(asked: str, reader: Reader | None) -> None:
    """Who looked for whom stands in the trail, without the address."""
    mail = (reader.mail if reader else "") or asked
    with committing():
        trail.note(
            "mailbox_searched", at=clock.now(), actor=actor(),
            after={"mailbox": tokens.keyed_hash(settings().secret_key, mail)[:16], "found": reader is not None},
        )


def _found(asked: str, about: str) -> Found | None:
    reader = stored.reader_asked_for(asked)
    if reader is None:
        return None
    at, before = clock.now(), whole_number(request.form.get("before")) or LARGEST_KEY
    rows = stored.deliveries_to(reader, before=min(before, LARGEST_KEY), limit=A_PAGE + 1)
    subscriptions = stored.subscriptions_of(reader)
    by_key = {each.id: each for each in subscriptions}
    notices = _notices(about)
    return Found(
        reader=reader, rows=rows[:A_PAGE], following=rows[A_PAGE - 1].id if len(rows) > A_PAGE else 0,
        subscriptions=subscriptions, ways=stored.ways_of(reader), about=about, unknown=bool(about) and notices is None,
        subjects=registry.subjects_named({each.subject for each in subscriptions}),
        brought={row.id: explaining.brought_by(row, by_key) for row in rows},
        answers=[_answer(reader, each, subscriptions, at) for each in notices or ()],
    )


def _notices(about: str) -> Sequence[Notice] | None:
    """The notices of a number, of a page, or about an event (its address, or its last part); None where there is
    no such thing."""
    if not about:
        return ()
    number = whole_number(about)
    if number is not None:
        return (explaining.notices_numbered(number) if number <= LARGEST_KEY else ()) or None
    if page_of := _PAGE.search(about):
        return _of_page(page_of["whose"], int(page_of["key"]))
    slug = about.partition("?")[0].rstrip("/").rpartition("/")[2].lower()
    return explaining.notices_about(slug) if explaining.event_named(slug) is not None else None


def _of_page(whose: str, key: int) -> Sequence[Notice] | None:
    """What was sent of the notice whose page that is: the outbox's own, or the one where it was written."""
    if key > LARGEST_KEY:
        return None
    is_written = whose != "staff/outbox"
    of_it = [each for each in explaining.notices_numbered(key) if key == (each.announcement_id if is_written else each.id)]
    return of_it or (() if is_written and announcements.any_announcement(key) is not None else None)


def _answer(reader: Reader, notice: Notice, subscriptions: Sequence[Subscription], at: datetime) -> Answer:
    rows = stored.deliveries_of_notice(reader, notice.id)
    return Answer(notice=notice, steps=explaining.why_not(reader, notice, rows, subscriptions, at=at))


def masked(mail: str) -> str:
    """An address for whoever may not read it: l…@example.org; whole for administrators."""
    if _shows_addresses():
        return mail
    name, _, host = mail.partition("@")
    return f"{name[:1]}…@{host}" if host else ""


def clock_of_day(minute: int) -> str:
    """A minute of the day on the clock: 22:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
