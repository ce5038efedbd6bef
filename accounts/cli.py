"""Commands on people: the demo's sign-ins, the site's staff, a lost second factor."""

from base64 import b32encode
from hmac import digest

import click
from flask.cli import AppGroup

from accounts import codes
from accounts.actor import Actor
from accounts.models.membership import StaffRole
from accounts.models.person import Person
from accounts.queries import people
from accounts.services import demo, factors, staffing
from accounts.services.demo import Part
from core import clock
from core.db import committing
from core.errors import Refused
from core.web import absolute, settings

accounts_group = AppGroup("accounts", help="The demo's sign-ins, the site's staff, a lost second factor.")
STAFF = {"reviewer": StaffRole.REVIEWER, "console": StaffRole.CONSOLE}
BY_COMMAND = Actor(person_id=None, via="cli")
WORDS = {
    "account_closed": "That account is closed or not confirmed yet.",
    "no_such_role": "That person does not work in that role.",
}


def _own_bytes(purpose: str) -> bytes:
    """20 bytes that only this installation makes: the same at every call."""
    return digest(settings().secret_key.encode(), f"demo:{purpose}".encode(), "sha256")[:20]


def _password(part: str) -> str:
    signs = [codes.SIGNS[byte % len(codes.SIGNS)] for byte in _own_bytes(f"password:{part}")[:16]]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, 16, 4))


def _secret(part: str) -> str:
    return b32encode(_own_bytes(f"totp:{part}")).decode("ascii")


def _parts() -> list[Part]:
    people_of = (
        ("organiser", "演示组织者", ""), ("reviewer", "演示审核员", _secret("reviewer")),
        ("console", "演示值班员", _secret("console")), ("visitor", "演示访客", ""),
    )
    return [
        Part(part=part, mail=f"{part}@demo.example", name=name, password=_password(part), totp_secret=totp)
        for part, name, totp in people_of
    ]


@accounts_group.command("demo")
def make_demo() -> None:
    """Make the demo's organiser, staff and visitor, and print how they sign in (again: with a fresh code)."""
    if settings().production:
        raise click.ClickException("no demo people on a production machine")
    if demo.demo_organisation() is None:
        click.echo("no demo season is loaded, so there are no demo people")
        return
    at, parts = clock.now(), _parts()
    with committing():
        organisation = demo.demo_organisation()
        seated = {part.part: demo.seat(part, at=at) for part in parts}
        if organisation is not None:
            demo.make_owner(seated["organiser"], organisation, at=at)
        for called, role in STAFF.items():
            demo.make_staff(seated[called], role, at=at)
    click.echo(f"\nSign-ins of this demo, at {absolute('accounts.sign_in')}")
    for part in parts:
        code = f"   code now: {codes.code_at(part.totp_secret, at)}" if part.totp_secret else ""
        click.echo(f"  {part.part:<10} {part.mail:<24} {part.password}{code}")
    click.echo("The code changes every half minute; `make sign-ins` prints them again.\n")


def _person(mail: str) -> Person:
    person = people.person_of_mail(mail.strip().lower())
    if person is None:
        raise click.ClickException("nobody signs in with that address")
    return person


@accounts_group.command("staff")
@click.argument("mail")
@click.option("--role", type=click.Choice([role.value for role in StaffRole]), required=True)
@click.option("--end", is_flag=True, help="End the role instead of giving it.")
def appoint(mail: str, role: str, *, end: bool) -> None:
    """Let somebody work for the site, or no longer; they set up a second factor when they next come."""
    deed = staffing.dismiss if end else staffing.appoint
    person = _person(mail)
    try:
        with committing():
            deed(person, StaffRole(role), at=clock.now(), actor=BY_COMMAND)
    except Refused as refused:
        raise click.ClickException(WORDS.get(refused.reason, refused.reason)) from refused
    click.echo(f"{role}: {'ended' if end else 'given'}")
    if not end:
        click.echo(f"They are signed out everywhere: tell them to sign in again at {absolute('accounts.sign_in')}")
        click.echo("There they show the code of their second factor, or set one up first.")


@accounts_group.command("reset-factor")
@click.argument("mail")
def reset_factor(mail: str) -> None:
    """Drop the second factor of somebody who lost phone and codes (make sure who asks); they are signed out everywhere."""
    with committing():
        factors.reset(_person(mail), at=clock.now(), actor=BY_COMMAND)
    click.echo("dropped; it is set up anew after the next sign-in")
