"""The second factor: setting it up, showing it, losing it."""

from datetime import datetime

from sqlalchemy import delete, update

from accounts import codes
from accounts.actor import Actor
from accounts.models.person import Person, RecoveryCode
from accounts.queries import own, people
from accounts.services import signins, telling, trail
from core import tokens
from core.db import session
from core.errors import Refused


def _hash_of(person: Person, code: str) -> str:
    return tokens.hash_of(f"{person.id}:{code}")


def turn_on(person: Person, secret: str, code: str, *, at: datetime, actor: Actor) -> list[str]:
    """Take a secret that the person proves to hold; answers the recovery codes, which are shown this once.

    `Refused("wrong_code")`, and `Refused("has_factor")` where one is in force already.
    """
    if person.has_second_factor:
        raise Refused("has_factor")
    step = codes.matching_step(secret, codes.typed(code), at=at, after=0)
    if step is None:
        raise Refused("wrong_code")
    person.totp_secret, person.totp_since, person.totp_step = secret, at, step
    _note(person, "set_up_factor", at=at, actor=actor)
    return new_recovery_codes(person)


def take(person: Person, code: str, *, at: datetime) -> None:
    """Take a code, by time or of recovery; each counts once. `Refused("wrong_code")` for any other."""
    plain = codes.typed(code)
    if not person.has_second_factor:
        raise Refused("wrong_code")
    if codes.is_by_time(plain):
        step = codes.matching_step(person.totp_secret, plain, at=at, after=person.totp_step)
        if step is None:
            raise Refused("wrong_code")
        person.totp_step = step
        return
    hashed = _hash_of(person, plain)
    row = next((each for each in own.unused_recovery_codes(person.id) if each.code_hash == hashed), None)
    if row is None:
        raise Refused("wrong_code")
    # Two requests with the same code at once: the database lets one of them through.
    unused = (RecoveryCode.id == row.id) & RecoveryCode.used_at.is_(None)
    taken = session.execute(update(RecoveryCode).where(unused).values(used_at=at))
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise Refused("wrong_code")
    _note(person, "used_recovery_code", at=at, actor=Actor(person_id=person.id))


def new_recovery_codes(person: Person) -> list[str]:
    """Ten fresh codes in place of all earlier ones."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    made = codes.fresh_recovery_codes()
    session.add_all(RecoveryCode(person_id=person.id, code_hash=_hash_of(person, codes.typed(each))) for each in made)
    return made


def turn_off(person: Person, *, at: datetime, actor: Actor) -> None:
    """Do without it. `Refused("staff_need_it")` for the site's own staff."""
    if people.grants_of(person.id, at):
        raise Refused("staff_need_it")
    _drop(person)
    _note(person, "turned_off_factor", at=at, actor=actor)


def reset(person: Person, *, at: datetime, actor: Actor) -> None:
    """Somebody lost device and codes, and was recognised by other means: sign out everywhere, and let them set it up anew."""
    _drop(person)
    signins.end_all(person, at=at, actor=actor)
    _note(person, "reset_factor", at=at, actor=actor)


def _drop(person: Person) -> None:
    person.totp_secret, person.totp_since = "", None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def _note(person: Person, deed: str, *, at: datetime, actor: Actor) -> None:
    """Into the trail, and by letter to the person: whoever did not do it learns of it."""
    trail.note(deed, at=at, actor=actor, subject=person)
    telling.tell(
        "factor_changed", at=at, to=person, key=f"{deed}:{person.id}:{at.isoformat()}",
        facts={"name": person.name, "deed": deed, "left": len(own.unused_recovery_codes(person.id))},
    )
