"""Deeds: say that something is wrong, answer that, forget addresses that are not needed any more."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from core.db import session
from core.editing import set_fields
from core.errors import Refused
from portal.models import Report
from portal.queries import reports as queries
from portal.wrongs import LONGEST_ANSWER, LONGEST_SAID, Outcome, Wrong

# Against one who sends many: beyond these the page asks to come back later. A page that is really wrong is told of by a few.
MOST_A_PAGE = 10
MOST_AT_ALL = 200
WITHIN = timedelta(hours=1)
ADDRESS_KEPT = timedelta(days=30)
KEPT = timedelta(days=730)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page is about, as far as that has a row; `owner_id` is the organisation that should know."""

    path: str
    event_id: int | None = None
    venue_id: int | None = None
    organisation_id: int | None = None
    owner_id: int | None = None


def report(about: About, *, at: datetime, wrong: Wrong, said: str, mail: str = "", language: str) -> Report:
    """Keep what a reader says; `Refused("too_many")` where so many came within the hour that a person did not send them."""
    since = at - WITHIN
    if queries.number_since(since, path=about.path) >= MOST_A_PAGE or queries.number_since(since) >= MOST_AT_ALL:
        raise Refused("too_many")
    if len(said) > LONGEST_SAID:
        raise Refused("too_long", field="said", limit=LONGEST_SAID)
    row = Report(
        token=secrets.token_urlsafe(24), event_id=about.event_id, venue_id=about.venue_id,
        organisation_id=about.organisation_id, owner_id=about.owner_id, wrong=wrong, language=language, made_at=at,
    )
    set_fields(row, {"path": about.path, "said": said, "mail": mail}, prose=("said",))
    session.add(row)
    session.flush()  # its key names it in what is told of it
    return row


def answer(row: Report, *, at: datetime, outcome: Outcome, by: str, words: str = "") -> None:
    """End it with an answer; `Refused("answered")` where somebody did already, "too_long"."""
    if not row.is_open:
        raise Refused("answered")
    if len(words) > LONGEST_ANSWER:
        raise Refused("too_long", field="words", limit=LONGEST_ANSWER)
    set_fields(row, {"answer": words, "answered_by": by}, prose=("answer",))
    row.outcome, row.answered_at = outcome, at
    session.flush()  # a stale row must refuse before anybody is told


def forget(*, at: datetime) -> None:
    """Empty mail addresses that were answered a month ago, and drop what is two years old."""
    settled = (Report.answered_at < at - ADDRESS_KEPT, Report.mail != "")
    options = {"synchronize_session": False}
    session.execute(update(Report).where(*settled).values(mail=""), execution_options=options)
    session.execute(delete(Report).where(Report.made_at < at - KEPT), execution_options=options)
