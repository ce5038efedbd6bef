"""Commands of this package: the register of premieres, until the staff have pages of their own; the reader of announcements."""

import json
from datetime import date
from typing import Any, BinaryIO

import click
from flask.cli import AppGroup

from core import clock
from core.db import committing, is_unavailable
from core.errors import Refused
from core.types import Bilingual
from events.intake.lines import MOST_CHARACTERS, TooLong
from events.intake.places import Place
from events.intake.reading import read
from events.models.premiere import PremiereClaim
from events.models.words import PremiereState
from events.premieres import Doubts
from events.queries import premieres as queries
from events.queries.gazetteer import known_places
from events.queries.premieres import Register
from events.services import premieres as services
from events.services.premieres import Evidence

premieres_group = AppGroup("premieres", help="Look through the register of premieres and decide its claims.")
intake_group = AppGroup("intake", help="Read what organisers have elsewhere, as the site would.")
MOST_BYTES = 4 * MOST_CHARACTERS
KNOWN_YEARS = range(2001, 2090)
WORDS = {
    "premiere_taken": "Another claim to the same first is confirmed: {claim} (event {event}). Refuse that one first.",
    "not_claimed": "The claim is {state}.",
    "scope_needed": "It says not where it is the first time: let the organiser state how far it is a first, and where.",
    "evidence_needed": "Nothing was handed in: give --evidence-zh or --evidence-en, or --url.",
    "reason_needed": "Give a reason: --reason-zh or --reason-en. It is public.",
    "address_needed": "--url must begin with https:// or http://.",
    "too_long": "{field} is longer than {limit} characters.",
    "stale": "Somebody else decided it meanwhile: look again.",
}
STATES = [*(state.value for state in PremiereState), "all"]


@premieres_group.command("list")
@click.option("--state", type=click.Choice(STATES), default="claimed", show_default=True)
@click.option("--disputed", is_flag=True, help="Only those that something speaks against.")
def list_claims(state: str, *, disputed: bool) -> None:
    """List claims with their evidence and with what speaks against them."""
    claims = queries.claims_in(None if state == "all" else PremiereState(state))
    register = queries.register_of(
        (each.production_id for each in claims if each.production_id), (each.event_id for each in claims)
    )
    number = 0
    for each in claims:
        doubts = register.doubts_about(each.id) if each.id in register.claims else None
        if disputed and not doubts:
            continue
        number += 1
        click.echo("\n".join(_lines(each, register, doubts)))
    click.echo(f"{number} claims")


def _lines(claim: PremiereClaim, register: Register, doubts: Doubts | None) -> list[str]:
    run, day = claim.run, register.day_of(claim.id) if claim.id in register.claims else None
    where = " ".join(part for part in (run.city, run.venue.slug if run.venue else "") if part)
    scope = claim.scope.value if claim.scope else "no scope stated"
    mark = " [demo]" if run.event.is_demo else ""
    lines = [
        f"{claim.id}: {claim.state.value}: {claim.kind.value}, {scope}, {day or 'no date'}, {where}{mark}",
        f"    {run.event.slug}: {run.event.title.in_language('zh')}",
    ]
    stated = " ".join(part for part in (claim.evidence.in_language("zh"), claim.evidence_source, claim.evidence_url) if part)
    lines.append(f"    evidence: {stated or 'none'}")
    if doubts:
        lines += [f"    against: claim {each.key} ({each.state.value}, {each.day or 'no date'})" for each in doubts.rivals]
        if doubts.before:
            before = register.showings[doubts.before.run_id]
            lines.append(f"    against: shown {before.day} in {before.city} ({before.slug})")
        lines += ["    opens elsewhere than it was claimed for"] if doubts.has_moved else []
        lines += [f"    cannot both be true: claim {each.key} ({each.state.value}, {each.day})" for each in doubts.contrary]
    return lines


def _decided(key: int, decide: Any) -> None:
    try:
        with committing():
            claim = queries.claim_by_key(key)
            if claim is None:
                raise click.ClickException(f"There is no claim {key}.")
            is_new = decide(claim)
            state = claim.state.value
    except Refused as refused:
        facts = {"claim": "?", "event": "?", "state": "?"} | refused.facts
        raise click.ClickException(WORDS[refused.reason].format(**facts)) from refused
    click.echo(f"claim {key}: {state}" if is_new else f"claim {key} was {state} already")


@premieres_group.command("confirm")
@click.argument("key", type=click.IntRange(1, 2**31 - 1))
@click.option("--by", required=True, help="Who decides.")
@click.option("--evidence-zh", default="")
@click.option("--evidence-en", default="")
@click.option("--url", default="", help="Where the evidence can be read.")
@click.option("--source", default="", help="Who says so.")
@click.option("--reason-zh", default="")
@click.option("--reason-en", default="")
def confirm(key: int, by: str, reason_zh: str, reason_en: str, **evidence: str) -> None:
    """Confirm claim KEY; only one can be confirmed as the same first."""
    proof = Evidence(Bilingual(evidence["evidence_zh"], evidence["evidence_en"]), evidence["url"], evidence["source"])
    reason = Bilingual(reason_zh, reason_en)
    _decided(key, lambda claim: services.confirm_premiere(claim, at=clock.now(), by=by, reason=reason, evidence=proof))


@premieres_group.command("refuse")
@click.argument("key", type=click.IntRange(1, 2**31 - 1))
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason-zh", default="")
@click.option("--reason-en", default="")
def refuse(key: int, by: str, reason_zh: str, reason_en: str) -> None:
    """Refuse claim KEY, even a confirmed one; the reason is public."""
    reason = Bilingual(reason_zh, reason_en)
    _decided(key, lambda claim: services.refuse_premiere(claim, at=clock.now(), by=by, reason=reason))


@premieres_group.command("withdraw")
@click.argument("key", type=click.IntRange(1, 2**31 - 1))
@click.option("--by", required=True, help="Who asked for it.")
def withdraw(key: int, by: str) -> None:
    """Take claim KEY back, as its organiser wishes."""
    _decided(key, lambda claim: services.withdraw_claim(claim, at=clock.now(), actor=by))


@intake_group.command("text")
@click.argument("file", type=click.File("rb"))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day from which it is read; today where it is not given.")
def read_text(file: BinaryIO, on: Any) -> None:
    """Print as JSON what the announcement in FILE says (UTF-8; - is standard input)."""
    data = file.read(MOST_BYTES + 1)
    try:
        text = data.decode("utf-8-sig") if len(data) <= MOST_BYTES else ""
    except UnicodeDecodeError as error:
        raise click.ClickException(f"not_text: byte {error.start + 1} is no UTF-8; save the text as UTF-8.") from error
    day: date = on.date() if on else clock.today()
    if day.year not in KNOWN_YEARS:
        raise click.ClickException(f"bad_day: --on must lie in the years {KNOWN_YEARS[0]} to {KNOWN_YEARS[-1]}.")
    try:
        if not text and data:
            raise TooLong(str(len(data)))
        found = read(text, on=day, places=_places())
    except TooLong as error:
        raise click.ClickException(f"too_long: at most {MOST_CHARACTERS:,} characters are read at once.") from error
    click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))


def _places() -> list[Place]:
    """The venues of the database; none where there is no database yet, since dates are read without them."""
    try:
        return known_places()
    except Exception as error:
        if not is_unavailable(error):
            raise
        return []
