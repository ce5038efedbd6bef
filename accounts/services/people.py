"""Signing up, confirming, and what a person changes of their own account."""

from datetime import UTC, datetime

from sqlalchemy import delete

from accounts import signals
from accounts.actor import Actor
from accounts.models.person import Consent, Person, RecoveryCode, SignIn, SignUp
from accounts.queries import own, people
from accounts.services import consents, signins, telling, trail
from accounts.wordings import NEEDED, Purpose
from core import tokens
from core.db import session
from core.errors import Refused

DIGEST = 16


def bound_to(person: Person) -> str:
    """What a link by mail is bound to: once the password is set anew or the address is another, it is dead."""
    since = person.password_at.astimezone(UTC).isoformat() if person.password_at else ""
    return f"{since} {digest_of_mail(person.mail or '')}"


def link_facts(person: Person) -> dict[str, object]:
    """What a link by mail says of its person: no address, no secret."""
    return {"person": person.id, "at": bound_to(person)}


def digest_of_mail(mail: str) -> str:
    """By what a link names an address without holding it."""
    return tokens.hash_of(mail)[:DIGEST]


def person_of_link(facts: object) -> Person | None:
    """The person that a signed link is for, or None where it is dead (another password or address, a closed account)."""
    if not isinstance(facts, dict) or not isinstance(facts.get("person"), int):
        return None
    person = people.person_by_key(facts["person"])
    is_good = person is not None and person.closed_at is None and facts.get("at") == bound_to(person)
    return person if is_good else None


def sign_up_of_link(facts: object) -> tuple[Person | None, SignUp | None]:
    """Whose address a link confirms, and the sign-up that it was sent for; no sign-up where it is over."""
    if not isinstance(facts, dict) or not all(isinstance(facts.get(name), int) for name in ("person", "sign_up")):
        return None, None
    person, row = people.person_by_key(facts["person"]), people.sign_up_by_key(facts["sign_up"])
    if person is None or person.closed_at is not None:
        return None, None
    is_its = row is not None and row.person_id == person.id and facts.get("at") == row.made_at.astimezone(UTC).isoformat()
    return person, row if is_its else None


def sign_up(mail: str, *, at: datetime, name: str, password_hash: str, language: str, wants_news: bool = False) -> None:
    """Write a sign-up down and send its link. An address that has an account is told so, and nothing changes.

    Several may wait for one address, one of them perhaps a stranger's: each is confirmed by its own link and password.
    """
    person = people.person_of_mail(mail)
    if person is not None and person.mail_confirmed_at is not None:
        tell_known(person, at=at)
        return
    if person is None:
        person = Person(mail=mail, created_at=at)
        session.add(person)
    person.created_at, person.name, person.language = at, name, language
    session.flush()  # the sign-up names it
    session.add(
        SignUp(
            person_id=person.id, name=name, language=language, password_hash=password_hash, wants_news=wants_news, made_at=at
        )
    )
    session.flush()  # its key stands in the link
    consents.give(person, (*NEEDED, *((Purpose.NEWS,) if wants_news else ())), at=at)
    send_confirmation(person, at=at)


def send_confirmation(person: Person, *, at: datetime) -> None:
    """Send the link that confirms the latest sign-up of an address."""
    row = people.latest_sign_up(person.id)
    if row is None:
        return
    telling.tell(
        "confirm", at=at, to=person, key=f"confirm:{row.id}:{at.isoformat()}",
        facts={"person": person.id, "sign_up": row.id, "at": row.made_at.astimezone(UTC).isoformat()},
    )


def tell_known(person: Person, *, at: datetime) -> None:
    """Somebody asked for an account at an address that has one: tell its owner, once an hour at most."""
    telling.tell(
        "address_known", at=at, to=person, key=f"address_known:{person.id}:{at:%Y%m%d%H}",
        facts={"name": person.name, **link_facts(person)},
    )


def ask_again(mail: str, *, at: datetime) -> None:
    """Send the confirming link again where somebody waits for it; else nothing happens."""
    person = people.person_of_mail(mail)
    if person is not None and person.mail_confirmed_at is None:
        send_confirmation(person, at=at)


def ask_reset(mail: str, *, at: datetime) -> None:
    """Send a link that sets a new password, or the confirming link where that comes first; to unknown addresses nothing."""
    person = people.person_of_mail(mail)
    if person is None:
        return
    if person.mail_confirmed_at is None:
        send_confirmation(person, at=at)
        return
    telling.tell(
        "reset", at=at, to=person, key=f"reset:{person.id}:{at.isoformat()}", facts={"name": person.name, **link_facts(person)},
    )


def confirm(facts: object, *, at: datetime, password_hash: str = "") -> Person:
    """Whoever holds the link reads the address, and knows its sign-up's password or states another: the account is open.

    That the password was typed is for the door to see to. Every other sign-up of the address is over. `Refused("confirmed")`
    the second time, `Refused("dead_link")`.
    """
    person, row = sign_up_of_link(facts)
    if person is not None and person.mail_confirmed_at is not None:
        raise Refused("confirmed")
    if person is None or row is None:
        raise Refused("dead_link")
    person.mail_confirmed_at, person.name, person.language = at, row.name, row.language
    person.password_hash, person.password_at = password_hash or row.password_hash, at
    if not row.wants_news:
        consents.withdraw(person, Purpose.NEWS, at=at)
    session.execute(delete(SignUp).where(SignUp.person_id == person.id))
    trail.note("opened_account", at=at, actor=Actor(person_id=person.id, via="link"), subject=person)
    return person


def reset(facts: object, password_hash: str, *, at: datetime) -> Person:
    """A new password by a link, which is looked at once more in here: pressed twice at once, it works once.

    `Refused("dead_link")`.
    """
    person = person_of_link(facts)
    if person is None or not person.is_open:
        raise Refused("dead_link")
    set_password(person, password_hash, at=at, actor=Actor(person_id=person.id, via="link"))
    return person


def set_password(person: Person, password_hash: str, *, at: datetime, actor: Actor, but: int | None = None) -> None:
    """A new password: every link and every sign-in of before (but one) is dead, and the person is told."""
    person.password_hash, person.password_at = password_hash, at
    signins.end_all(person, at=at, actor=actor, but=but)
    trail.note("set_password", at=at, actor=actor, subject=person)
    key = f"password:{person.id}:{at.isoformat()}"
    telling.tell("password_changed", at=at, to=person, key=key, facts={"name": person.name})


def rehash(person: Person, password_hash: str) -> None:
    """The same password under the present settings of the hash; links stay good."""
    person.password_hash = password_hash


def edit_profile(person: Person, *, name: str, language: str) -> None:
    """What the person is called and in which language letters come."""
    person.name, person.language = name, language


def want_mail(person: Person, mail: str, *, at: datetime) -> None:
    """Another address is to follow: it is asked to confirm. One that has an account is told so instead."""
    if mail == person.mail:
        raise Refused("same_mail")
    person.mail_wanted, person.mail_wanted_at = mail, at
    other = people.person_of_mail(mail)
    if other is not None and other.mail_confirmed_at is not None:
        tell_known(other, at=at)
        return
    telling.tell(
        "confirm_mail", at=at, to=mail, of=person, key=f"confirm_mail:{person.id}:{at.isoformat()}", language=person.language,
        facts={"name": person.name, "mail": digest_of_mail(mail), **link_facts(person)},
    )


def take_mail(person: Person, *, at: datetime, digest: str) -> None:
    """The new address is confirmed and takes the old one's place; the old one is told.

    `Refused("dead_link")`, `Refused("mail_taken")`.
    """
    wanted, old, is_known = person.mail_wanted, person.mail, person.mail_confirmed_at is not None
    if not wanted or digest_of_mail(wanted) != digest:
        raise Refused("dead_link")
    other = people.person_of_mail(wanted)
    if other is not None and other.mail_confirmed_at is not None:
        raise Refused("mail_taken")
    if other is not None:
        remove_unconfirmed(other, at=at)
    person.mail, person.mail_confirmed_at, person.mail_wanted, person.mail_wanted_at = wanted, at, "", None
    trail.note("changed_mail", at=at, actor=Actor(person_id=person.id, via="link"), subject=person)
    if old and is_known:
        signals.mail_changed.send(person, old=old, at=at)
    if old:
        telling.tell(
            "mail_changed", at=at, to=old, of=person, key=f"mail:{person.id}:{at.isoformat()}", language=person.language,
            facts={"name": person.name},
        )


def remove_unconfirmed(person: Person, *, at: datetime) -> None:
    """Forget a sign-up that was never confirmed, as if it had not been."""
    if own.has_deeds(person.id):
        return
    signals.person_removed.send(person, at=at)
    for table in (Consent, RecoveryCode, SignIn, SignUp):
        session.execute(delete(table).where(table.person_id == person.id))
    session.delete(person)
    session.flush()  # the address is free for the next statement
