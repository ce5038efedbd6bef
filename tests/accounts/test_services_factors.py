"""The second factor: each code counts once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from accounts import codes
from accounts.actor import THE_SITE, Actor
from accounts.models.person import Person, RecoveryCode, SignIn
from accounts.queries import own
from accounts.services import factors, signins
from core import clock
from core.db import committing, session
from core.errors import Refused
from notices.models.delivery import Delivery
from tests.factories import accounts

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def with_factor() -> tuple[Person, list[str]]:
    who = accounts.person()
    with committing():
        who = session.merge(who)
        made = factors.turn_on(who, SECRET, codes.code_at(SECRET, clock.now()), at=clock.now(), actor=Actor(person_id=who.id))
    return who, made


def take(who: Person, code: str, *, later_s: int = 0) -> None:
    with committing():
        factors.take(session.merge(who), code, at=clock.now() + timedelta(seconds=later_s))


def test_it_is_proved_before_it_counts(app: Any) -> None:
    who = accounts.person()
    with pytest.raises(Refused, match="wrong_code"), committing():
        factors.turn_on(session.merge(who), SECRET, "000000", at=clock.now(), actor=THE_SITE)
    assert not who.has_second_factor


def test_no_code_counts_twice(app: Any) -> None:
    who, _made = with_factor()
    with pytest.raises(Refused, match="wrong_code"):
        take(who, codes.code_at(SECRET, clock.now()))  # proved with it
    later = codes.code_at(SECRET, clock.now() + timedelta(seconds=30))
    take(who, later, later_s=30)
    with pytest.raises(Refused, match="wrong_code"):
        take(who, later, later_s=30)
    with pytest.raises(Refused, match="wrong_code"):
        take(who, codes.code_at(SECRET, clock.now()), later_s=30)  # an earlier step, though still near


def test_a_recovery_code_opens_once_and_is_told(app: Any) -> None:
    who, made = with_factor()
    take(who, made[3].upper().replace("-", " "))
    with pytest.raises(Refused, match="wrong_code"):
        take(who, made[3])
    assert len(own.unused_recovery_codes(who.id)) == 9
    letter = session.scalars(select(Delivery).order_by(Delivery.id.desc())).first()
    assert letter is not None
    assert (letter.facts["deed"], letter.facts["left"]) == ("used_recovery_code", 9)
    assert all(code not in str(row.code_hash) for code in made for row in session.scalars(select(RecoveryCode)))


def test_new_recovery_codes_replace_the_old(app: Any) -> None:
    who, made = with_factor()
    with committing():
        fresh = factors.new_recovery_codes(session.merge(who))
    with pytest.raises(Refused, match="wrong_code"):
        take(who, made[0])
    take(who, fresh[0])


def test_staff_cannot_do_without_and_others_can(app: Any) -> None:
    with pytest.raises(Refused, match="staff_need_it"), committing():
        factors.turn_off(session.merge(accounts.staff()), at=clock.now(), actor=THE_SITE)
    who, _made = with_factor()
    with committing():
        factors.turn_off(session.merge(who), at=clock.now(), actor=Actor(person_id=who.id))
    assert (who.has_second_factor, who.totp_secret, list(own.unused_recovery_codes(who.id))) == (False, "", [])


def test_a_reset_signs_out_everywhere(app: Any) -> None:
    who, _made = with_factor()
    with committing():
        signins.begin(session.merge(who), at=clock.now(), device="a")
    with committing():
        factors.reset(session.merge(who), at=clock.now(), actor=THE_SITE)
    assert not session.merge(who).has_second_factor
    assert session.scalars(select(SignIn)).all() == []


def test_a_strong_sign_in_has_another_token(app: Any) -> None:
    who = accounts.person()
    with committing():
        row, token = signins.begin(session.merge(who), at=clock.now(), device="a")
        before = row.token_hash
        fresh = signins.strengthen(row, at=clock.now())
    assert fresh != token
    assert row.token_hash != before
    assert row.strong_at == clock.now()
