"""Deeds: say that something is wrong, answer that, forget addresses that are not needed any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.queries import people
from accounts.retention import REPORT, REPORT_ANSWERED, REPORT_UNANSWERED
from accounts.services import telling, trail
from accounts.services.signins import throttle
from core.db import session
from core.editing import set_fields
from core.errors import Refused
from core.types import Bilingual
from portal.models import Report
from portal.queries import reports as queries
from portal.wrongs import LONGEST_ANSWER, LONGEST_SAID, Outcome, Wrong

# Against one who sends many: beyond these the page asks to come back later. A page that is really wrong is told of by a few.
MOST_A_MACHINE = 5
MOST_A_PAGE = 10
MOST_AT_ALL = 200
WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page is about, as far as that has a row; `owner_id` is the organisation that should know."""

    path: str
    name: Bilingual = Bilingual("", "")
    event_id: int | None = None
    venue_id: int | None = None
    organisation_id: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reader says: the sort of mistake, the words, perhaps an address for the answer, and the language of all that."""

    wrong: Wrong
    words: str
    mail: str = ""
    language: str


def report(about: About, said: Said, *, at: datetime, machine: str = "") -> Report:
    """Keep what a reader says, and tell the organisation and the desk.

    `machine` is a keyed hash of where it came from. `Refused("too_many")` where so many came within the hour that no person
    sent them; "too_long".
    """
    _refuse_a_flood(about.path, at=at, machine=machine)
    if len(said.words) > LONGEST_SAID:
        raise Refused("too_long", field="said", limit=LONGEST_SAID)
    row = Report(
        event_id=about.event_id, venue_id=about.venue_id, organisation_id=about.organisation_id, owner_id=about.owner_id,
        wrong=said.wrong, language=said.language, made_at=at,
    )
    set_fields(row, {"path": about.path, "said": said.words, "mail": said.mail}, prose=("said",))
    session.add(row)
    session.flush()  # its key names it in what is told of it
    _tell_of(row, about.name, at=at)
    return row


def _refuse_a_flood(path: str, *, at: datetime, machine: str) -> None:
    since = at - WITHIN
    if queries.number_since(since, path=path) >= MOST_A_PAGE or queries.number_since(since) >= MOST_AT_ALL:
        raise Refused("too_many")
    if machine:
        throttle(f"report:{machine}", at=at, most=MOST_A_MACHINE, within=WITHIN)


def _tell_of(row: Report, name: Bilingual, *, at: datetime) -> None:
    """Its owner's people, and the staff; whoever is both hears once."""
    members = people.people_to_tell(row.owner_id, at) if row.owner_id else ()
    everybody: dict[int, tuple[Person, bool]] = {who.id: (who, True) for who in people.staff_to_tell(at)}
    everybody |= {who.id: (who, False) for who in members}
    owner = session.get(Organisation, row.owner_id) if row.owner_id else None
    slug = owner.slug if owner else ""
    for who, is_staff in everybody.values():
        facts = {**_facts(row, name), "is_staff": is_staff, "slug": slug}
        telling.tell(
            "report_made", at=at, to=who, key=f"report:{row.id}:{who.id}", facts=facts,
            organisation_id=None if is_staff else row.owner_id,
        )


def _facts(row: Report, name: Bilingual) -> dict[str, Any]:
    return {
        "report": row.id, "path": row.path, "name": {"zh": name.zh, "en": name.en}, "wrong": row.wrong.value, "said": row.said,
    }


def answer(
    row: Report, *, at: datetime, actor: Actor, outcome: Outcome, by: str, words: str = ""
) -> None:
    """End it with an answer, which is mailed where an address was left; `Refused("answered")` where somebody did already.

    `by` is who answers, as the reader is told.
    """
    if not row.is_open:
        raise Refused("answered")
    if len(words) > LONGEST_ANSWER:
        raise Refused("too_long", field="words", limit=LONGEST_ANSWER)
    set_fields(row, {"answer": words, "answered_by": by}, prose=("answer",))
    row.outcome, row.answered_at = outcome, at
    session.flush()  # a stale row must refuse before anybody is told
    after = {"outcome": outcome.value}
    trail.note("report_answered", at=at, actor=actor, organisation_id=row.owner_id, subject=row, after=after)
    if row.mail and outcome is not Outcome.UNFIT:
        telling.tell(
            "report_answered", at=at, to=row.mail, key=f"report:{row.id}:answer", language=row.language,
            facts={**_facts(row, name_of(row)), "outcome": outcome.value, "answer": row.answer, "by": by},
        )


def forget(*, at: datetime) -> None:
    """Empty addresses whose answer was given a month ago or has not come for too long, and drop what is old."""
    options = {"synchronize_session": False}
    unanswered = Report.answered_at.is_(None) & (Report.made_at < at - REPORT_UNANSWERED)
    for is_over in (Report.answered_at < at - REPORT_ANSWERED, unanswered):
        session.execute(update(Report).where(is_over, Report.mail != "").values(mail=""), execution_options=options)
    session.execute(delete(Report).where(Report.made_at < at - REPORT), execution_options=options)


def name_of(row: Report) -> Bilingual:
    """What a report is about, empty for the site itself."""
    if row.event:
        return row.event.title
    about = row.venue or row.organisation
    return about.name if about else Bilingual("", "")
