"""Signing in and out. A session lives in the database and dies there (quality.md 2.2)."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, select

from accounts import passwords, signals
from accounts.actor import Actor
from accounts.models.person import Attempt, Person, SignIn
from accounts.queries import own, people
from accounts.retention import TRY
from accounts.services import trail
from core import tokens
from core.db import session
from core.errors import Refused

# Idle for so long, or as old as that: it has ended. The site's staff: a working day.
IDLE = timedelta(days=14)
STAFF_IDLE = timedelta(hours=12)
OLDEST = timedelta(days=90)
SEEN_EVERY = timedelta(minutes=5)


def begin(person: Person, *, at: datetime, device: str, is_strong: bool = False) -> tuple[SignIn, str]:
    """Sign somebody in; answers the row and the token for the cookie, which is stored nowhere."""
    if not person.is_open:
        raise Refused("account_closed")
    token = tokens.fresh_token()
    idle = STAFF_IDLE if people.grants_of(person.id, at) else IDLE
    row = SignIn(
        token_hash=tokens.hash_of(token), person_id=person.id, device=device[:300], began_at=at, seen_at=at,
        ends_at=at + idle, strong_at=at if is_strong else None,
    )
    session.add(row)
    session.flush()  # its key stands in the trail
    trail.note("signed_in", at=at, actor=Actor(person_id=person.id), subject=row, after={"device": row.device})
    return row, token


def strengthen(row: SignIn, *, at: datetime) -> str:
    """A second factor was shown: the sign-in is strong from now on, under a new token; the old one opens nothing."""
    token = tokens.fresh_token()
    row.token_hash, row.strong_at, row.seen_at = tokens.hash_of(token), at, at
    return token


def renew(row: SignIn) -> str:
    """The same sign-in under a new token; the old one opens nothing."""
    token = tokens.fresh_token()
    row.token_hash = tokens.hash_of(token)
    return token


def see(row: SignIn, *, at: datetime) -> None:
    """Note that it is in use, which puts off its end."""
    idle = row.ends_at - row.seen_at
    row.seen_at, row.ends_at = at, min(at + idle, row.began_at + OLDEST)


def end(row: SignIn) -> None:
    """Sign out: the cookie is worth nothing from now on."""
    session.delete(row)


def end_all(person: Person, *, at: datetime, actor: Actor, but: int | None = None) -> int:
    """Sign out everywhere (but in one place), and void what opens pages of theirs without signing in; answers in how many."""
    rows = [row for row in people.sign_ins_of(person.id, at) if row.id != but]
    for row in rows:
        session.delete(row)
    trail.note("signed_out_everywhere", at=at, actor=actor, subject=person, after={"devices": len(rows)})
    signals.others_shut_out.send(person, at=at)
    return len(rows)


def person_with(mail: str, password: str) -> Person | None:
    """The person whose address and password these are, or None; both answers take as long."""
    person = people.person_of_mail(mail)
    fits = passwords.fits(password, person.password_hash if person else "")
    return person if person and fits and person.closed_at is None else None


def throttle(key: str, *, at: datetime, most: int, within: timedelta) -> None:
    """Count a try; `Refused("too_many", minutes=…)` when there were `most` of them already: so long until one is forgotten."""
    if people.attempts(key, at - within) >= most:
        first = own.oldest_attempt(key, at - within) or at
        raise Refused("too_many", minutes=max(1, ceil((first + within - at).total_seconds() / 60)))
    session.add(Attempt(key=key, at=at))


def forgive(key: str) -> None:
    """Forget the tries at something that succeeded."""
    session.execute(delete(Attempt).where(Attempt.key == key))


def forget_old(*, at: datetime) -> int:
    """Drop tries that count no more and sign-ins that have ended; answers how many rows."""
    ended = list(session.scalars(select(SignIn.id).where(SignIn.ends_at <= at).limit(1_000)))
    session.execute(delete(SignIn).where(SignIn.id.in_(ended)))
    gone = session.execute(delete(Attempt).where(Attempt.at < at - TRY))
    return len(ended) + int(gone.rowcount)  # type: ignore[attr-defined]
