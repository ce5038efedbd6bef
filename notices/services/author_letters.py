"""Nobody waits in silence: letters to those whose word a notice waits for, and to its author about what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.models.membership import StaffRole
from accounts.models.person import Person
from accounts.queries import people
from accounts.services.telling import recall, tell
from core.language import LANGUAGES, moment_words
from events.change import UNDO_FOR
from events.services.deed_letters import both
from notices.models.notice import Announcement
from notices.placeholders import filled
from notices.queries import announcements as queries
from notices.services.wording import values_of
from notices.standing_of import is_relative, moment_of
from notices.whys import Why

WAITS, DECIDED, FATE = "announcement_waits", "announcement_decided", "announcement_fate"
APPROVED, SENT_BACK = "approved", "sent_back"
# It will be sent after all, since its date takes place again; it was written out, and nobody was left who wanted it.
LIVES, NOBODY = "lives", "nobody"
# When it was due more people would have got it than one person may write to.
GROWN = "grown"
OF_DATES = frozenset({"date_cancelled", "date_unpublished"})
# What can end with another change of its date.
PASSING = OF_DATES | {Why.DAY_FULL.value}


def ask_for_word(row: Announcement, *, at: datetime) -> None:
    """It waits for a second person: those who may say yes hear of it, each once a request, never its author.

    An organisation's is its other people's; where there is nobody else, the staff's.
    """
    staff = [each for each in people.staff_to_tell(at, StaffRole.CONSOLE) if each.id != row.author_id]
    others = [each for each in _own_people(row, at) if each.id != row.author_id]
    is_by_staff = row.organisation_id is None or not others
    told = staff if is_by_staff else others
    facts = _facts(row, is_by_staff=is_by_staff) | {"author": row.author.name if row.author else "", "size": row.size or 0}
    _tell(WAITS, row, told, facts, key=request_of(row), at=at)


def withdraw_request(row: Announcement, *, at: datetime) -> None:
    """Nobody's word is needed any more: whoever has not been asked yet is not asked."""
    recall(_group(WAITS, row), at=at)


def tell_of_decision(row: Announcement, *, at: datetime, actor: Actor, request: str) -> None:
    """A second person said yes, or no and why: its author hears of it. `request`: what that was the answer to."""
    decision = APPROVED if row.approved_at is not None else SENT_BACK
    facts = {"decision": decision, "reason": row.refusal, "size": row.size or 0}
    told = [each for each in _writers(row, at) if each.id != actor.person_id]
    _tell(DECIDED, row, told, _facts(row) | facts, key=f"{request}:{decision}", at=at)


def follow_date(row: Announcement, why: str, *, at: datetime) -> None:
    """Its date changed: its author hears when it dies with it (`why`, as a code), once this cannot be undone any more, and when
    it lives again."""
    told = queries.fate_told(_group(FATE, row))
    if told == _fate_now(why, told):
        return
    recall(_group(FATE, row), at=at)  # what was not sent is not true any more
    told = queries.fate_told(_group(FATE, row))
    if (fate := _fate_now(why, told)) != told:
        _tell_fate(row, fate, was=told, at=at, due_at=at + UNDO_FOR)


def _fate_now(why: str, told: str) -> str:
    return why or (LIVES if told in PASSING else told)


def tell_of_fate(row: Announcement, fate: str, *, at: datetime) -> None:
    """It will not be sent, or reached nobody, or will be sent after all: its author hears of it, unless they did."""
    told = queries.fate_told(_group(FATE, row))
    if told != fate and (told or fate != LIVES):
        _tell_fate(row, fate, was=told, at=at, due_at=at)


def tell_that_it_grew(row: Announcement, *, at: datetime) -> None:
    """It waits for a second person after all, each time: its author hears of it."""
    _tell_fate(row, GROWN, was="", at=at, due_at=at)


def _tell_fate(row: Announcement, fate: str, *, was: str, at: datetime, due_at: datetime) -> None:
    """`was`: what was told before."""
    is_of_date = fate != LIVES or was in OF_DATES
    title = both(row.performance.run.event.title) if row.performance and is_of_date else None
    facts = _facts(row) | {"fate": fate, "title": title, "size": row.size or 0}
    _tell(FATE, row, _writers(row, at), facts, key=f"{fate}:{int(at.timestamp())}", at=at, due_at=due_at)


# --- to whom, and what ------------------------------------------------------------------------------------------------


def request_of(row: Announcement) -> str:
    """What names one request for a second person's word: while it waits, edits of it make no other."""
    return str(int(row.handed_in_at.timestamp())) if row.handed_in_at else "0"


def _own_people(row: Announcement, at: datetime) -> Sequence[Person]:
    return people.people_to_tell(row.organisation_id, at) if row.organisation_id is not None else ()


def _writers(row: Announcement, at: datetime) -> Sequence[Person]:
    """Its author; where they may not write on its behalf any more, those who may."""
    circle = _own_people(row, at) if row.organisation_id is not None else people.staff_to_tell(at, StaffRole.CONSOLE)
    return [each for each in circle if each.id == row.author_id] or circle


def _facts(row: Announcement, *, is_by_staff: bool = False) -> dict[str, Any]:
    """What all these letters say of it. `slug`: whose desk its page is at; empty for the staff's."""
    moment = moment_of(row)
    return {
        "key": row.id, "slug": row.organisation.slug if row.organisation and not is_by_staff else "",
        "organiser": both(row.organisation.name) if row.organisation else None,
        "subject": {speaks: filled(row.subject.in_language(speaks), values_of(row, speaks), "…") for speaks in LANGUAGES},
        "when": {speaks: moment_words(moment, speaks) for speaks in LANGUAGES} if moment else None,
        "is_relative": is_relative(row),
    }


def _group(kind: str, row: Announcement) -> str:
    return f"{kind}:{row.id}"


def _tell(
    kind: str, row: Announcement, told: Sequence[Person], facts: dict[str, Any], *, key: str, at: datetime,
    due_at: datetime | None = None,
) -> None:
    for each in told:
        tell(
            kind, at=at, to=each, key=f"{_group(kind, row)}:{key}:{each.id}", facts=facts, due_at=due_at,
            group=_group(kind, row), organisation_id=row.organisation_id,
        )
