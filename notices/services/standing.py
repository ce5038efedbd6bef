"""How a mailbox stands with us: refusals in a row and complaints stop it; its owner, or the staff, start it anew.

That our own mail server takes a letter says nothing of the mailbox, which may send it back an hour later: refusals are
forgotten when a report says that a letter arrived, or after a month without another. Letters that somebody asks for this minute
(LetterKind.is_essential) are tried whatever came back: the machine decides that when it sends. What follows by mail
rests meanwhile, and the follower's page says so.
"""

import re
from datetime import datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite

from core.db import session
from notices.models.follower import Standing
from notices.queries import standing as queries
from notices.services import settings
from notices.whys import Why

REFUSALS_IN_A_ROW = 3
FORGOTTEN_AFTER = timedelta(days=30)
# What came back for a passing reason (4.x.x: full, not reachable) counts once in so long.
PASSING_GAP = timedelta(days=2)
# RFC 3463 and 7505: no such mailbox, moved away without a new address, a domain that takes no mail. Nothing will change there.
AT_ONCE = {"5.1.1", "5.1.6", "5.1.10"}
PASSING, OF_POLICY = "4.", "5.7."
_CODE = re.compile(r"\b([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
_REPLY = re.compile(r"\b([245])[0-9]{2}\b")


def status_of(said: str) -> str:
    """The enhanced status in an answer ("5.1.1"), else the class of its reply code ("4." for 452), else nothing."""
    if found := _CODE.search(said):
        return found[1]
    reply = _REPLY.search(said)
    return f"{reply[1]}." if reply is not None else ""


def note_refusal(mail: str, problem: str, *, at: datetime) -> None:
    """A letter was refused for good, or came back. `problem` may hold an enhanced status ("5.1.1"): one of policy ("5.7.1")
    speaks of us, not of the mailbox."""
    code = status_of(problem)
    if code.startswith(OF_POLICY):
        return
    row = _row(mail, at)
    if row.refusals and at - row.at >= FORGOTTEN_AFTER:
        row.refusals = 0
    if row.refusals and code.startswith(PASSING) and at - row.at < PASSING_GAP:
        return
    row.refusals, row.at = row.refusals + 1, at
    if row.refusals >= REFUSALS_IN_A_ROW or code in AT_ONCE:
        _stop(row, Why.BOUNCED, at)


def why_refused(problem: str) -> Why:
    """Why a mail server refused a letter for good, from its answer."""
    code = status_of(problem)
    if code.startswith(OF_POLICY):
        return Why.NOT_ALLOWED
    return Why.NO_MAILBOX if code.startswith("5.1.") else Why.REFUSED


def note_complaint(mail: str, *, at: datetime) -> None:
    """Whoever reads it told their provider that our letter was unwanted. Nothing more is sent, from now on."""
    row = _row(mail, at)
    row.is_complaint, row.at = True, at
    _stop(row, Why.COMPLAINED, at)


def note_arrival(mail: str, *, at: datetime) -> None:
    """A report says that a letter arrived: refusals of before are forgotten. What was stopped stays stopped."""
    row = queries.standing_to_change(mail)
    if row is not None and row.refusals:
        row.refusals, row.at = 0, at


def start_anew(mail: str, *, at: datetime) -> None:
    """Its owner says that it works, and that they want our letters; or the staff that it works."""
    row = queries.standing_to_change(mail)
    if row is not None:
        row.refusals, row.stopped_at, row.why, row.is_complaint, row.at = 0, None, "", False, at
    for way in queries.mail_ways_to(mail):
        if way.problem in {Why.BOUNCED, Why.COMPLAINED}:
            way.stopped_at, way.problem = None, ""
            settings.keep_rhythm(way.follower, at=at)


def judge_ways(mail: str) -> None:
    """The ways to a mailbox are as the mailbox stands, whichever they led to before."""
    row = queries.standing_of(mail)
    for way in queries.mail_ways_to(mail):
        if way.problem in {Why.BOUNCED, Why.COMPLAINED}:
            way.stopped_at, way.problem = None, ""
        if row is not None and row.stopped_at is not None and way.stopped_at is None:
            way.stopped_at, way.problem = row.stopped_at, row.why


def _row(mail: str, at: datetime) -> Standing:
    """The mailbox's row, made where there is none; two transactions that make it at the same moment make one."""
    known = queries.standing_to_change(mail)
    if known is not None:
        return known
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(Standing).values(mail=mail, at=at).on_conflict_do_nothing(index_elements=["mail"]))
    return queries.standing_made(mail)


def _stop(row: Standing, why: Why, at: datetime) -> None:
    """A complaint weighs more than what came back; the moment stays the first one."""
    row.stopped_at = row.stopped_at or at
    if row.why != Why.COMPLAINED:
        row.why = why
    for way in queries.mail_ways_to(row.mail):
        if way.stopped_at is None or way.problem == Why.BOUNCED:
            way.stopped_at, way.problem = way.stopped_at or at, why
