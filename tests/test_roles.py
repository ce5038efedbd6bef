"""Every route, asked by everybody: each lets in whom its declared rule lets in, and nothing of A's moves for anybody else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from accounts.models.membership import RANK, Role, StaffRole
from accounts.queries.organisations import organisation_of_slug
from core.db import committing
from tests.factories import world as making
from tests.factories.world import WALKERS, Who, World, fill, things_of_a
from tests.shape.routes import declared

OPEN_TO_ALL = {"public", "anyone", "signed link", "one click", "secret address", "this machine"}
# What needs no walk: files that are the same for everybody, and pictures that take a second each to draw.
UNWALKED = re.compile(r"core\.static|portal\.share\w*")
SIGN_IN = "/account/sign-in"


@pytest.fixture
def world(app: Flask) -> World:
    made = making.make(app)
    made.remember()
    return made


def walked(app: Flask, only: str = "") -> Iterator[tuple[Rule, str, str]]:
    """Every rule (in Chinese) with its method and who may open it."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if only and rule.endpoint != only:
            continue
        if (rule.defaults or {}).get("language") == "en" or UNWALKED.fullmatch(rule.endpoint):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, declared(app, rule.endpoint)


def refusal(who: Who, rule: str, method: str) -> int | None:
    """The status that refuses somebody by a declared rule; None where they may come in."""
    if rule in OPEN_TO_ALL:
        return None
    if rule.startswith("token: ") or rule == "machine token":
        return 404 if rule == "machine token" else 401  # no browser opens what programs open; of the one nobody learns
    if not who.is_signed_in:
        return 303 if method == "GET" else 401
    kind, _, stated = rule.partition(": ")
    if kind == "signed in":
        return None
    if kind == "member":
        return _member_refusal(who, Role(stated))
    if kind == "staff":
        return _staff_refusal(who, StaffRole(stated))
    pytest.fail(f"tests/test_roles.py does not know the rule {rule!r}: say in `refusal` whom it lets in")


def _member_refusal(who: Who, role: Role) -> int | None:
    if who.role is None:
        return 404
    return None if RANK[who.role] >= RANK[role] else 403


def _staff_refusal(who: Who, role: StaffRole) -> int | None:
    if not who.grants:
        return 404
    if not who.is_strong:
        return 303
    return None if who.grants & {role, StaffRole.ADMIN} else 404


def fits(answer: Any, expected: int | None) -> bool:
    """Whether an answer is the refusal that was expected, or lets in. Behind an open door a thing may still be missing."""
    if expected is not None:
        return bool(answer.status_code == expected)
    to_the_door = answer.status_code == 303 and answer.headers["Location"].startswith(f"{SIGN_IN}?")
    return answer.status_code < 500 and answer.status_code not in {401, 403} and not to_the_door


def wrong_doors(app: Flask, world: World, only: str = "") -> list[str]:
    """Routes that answer somebody otherwise than their declared rule says."""
    wrong = []
    for rule, method, who_may in walked(app, only):
        path = fill(rule, world)
        for who in WALKERS if who_may not in OPEN_TO_ALL else WALKERS[:2]:
            expected = refusal(who, who_may, method)
            answer = world.ask(who, method, path)
            if not fits(answer, expected):
                wrong.append(f"{method} {path} ({who_may}) answered {who.name}: {answer.status_code}, not {expected or 'in'}")
            if method != "GET":
                world.restore()
    return wrong


def test_every_route_lets_in_whom_it_says(app: Flask, world: World) -> None:
    assert wrong_doors(app, world) == []


def leaks(app: Flask, world: World, only: str = "") -> list[str]:
    """Writes that move something of A's for somebody who may not."""
    before = things_of_a(world)
    assert any(before.values())
    moved = []
    outside = [who for who in WALKERS if who.role is None]
    for rule, method, who_may in walked(app, only):
        if method == "GET":
            continue
        path = fill(rule, world)
        refused = [who for who in WALKERS if refusal(who, who_may, method) is not None]
        for who in dict.fromkeys([*refused, *(outside if not who_may.startswith("staff") else ())]):
            world.ask(who, method, path)
            after = things_of_a(world)
            if after != before:
                tables = [name for name, rows in after.items() if rows != before[name]]
                moved.append(f"{method} {path} ({who_may}) by {who.name} changed {', '.join(tables)}")
                world.restore()
    return moved


def test_nothing_of_a_moves_for_anybody_who_may_not(app: Flask, world: World) -> None:
    assert leaks(app, world) == []


@pytest.mark.own_application
def test_an_open_back_door_is_found(app: Flask, world: World) -> None:
    """A view that says it is for members, and lets in everybody to change what A calls itself."""

    def back_door(organisation: str) -> str:
        with committing():
            row = organisation_of_slug(organisation)
            assert row
            row.contact_name = "changed"
        return ""

    back_door.rule = "member: editor"  # type: ignore[attr-defined]
    app.add_url_rule("/planted/<slug:organisation>", "planted", back_door, methods=["POST"])
    found = wrong_doors(app, world, "planted")
    assert "POST /planted/house-a (member: editor) answered a stranger: 200, not 401" in found
    assert "POST /planted/house-a (member: editor) answered an owner of B: 200, not 404" in found
    assert len(found) == len(WALKERS) - 2
    assert any("by an owner of B changed accounts_organisation" in each for each in leaks(app, world, "planted"))


def foreign(app: Flask, world: World) -> Iterator[tuple[str, str]]:
    """Every address of B's desk with something of A's in it."""
    for rule, method, who_may in walked(app):
        if who_may.startswith("member: ") and rule.arguments - {"organisation", "language"}:
            yield method, fill(rule, world, organisation=world.b.slug)


def test_under_ones_own_organisation_nothing_of_another_is_found(app: Flask, world: World) -> None:
    before, wrong = things_of_a(world), []
    owner_of_b = next(who for who in WALKERS if who.name == "an owner of B")
    for method, path in foreign(app, world):
        answer = world.ask(owner_of_b, method, path)
        if answer.status_code != 404:
            wrong.append(f"{method} {path} answered {answer.status_code}, not 404")
        if things_of_a(world) != before:
            wrong.append(f"{method} {path} changed something of A's")
            world.restore()
    assert wrong == []


def test_a_program_opens_its_own_and_within_its_scope(app: Flask, world: World) -> None:
    before, wrong = things_of_a(world), []
    for rule, method, who_may in walked(app):
        kind, _, scope = who_may.partition(": ")
        if kind != "token":
            continue
        path = fill(rule, world)
        asked = {program: world.call(program, method, path).status_code for program in world.programs}
        for program, status in asked.items():
            may = program in {"A", f"A {scope}"}
            fine = status not in {401, 403, 404} if may else status == (403 if program != "B" else status)
            if not fine or status >= 500 or (program == "B" and rule.arguments and status != 404):
                wrong.append(f"{method} {path} ({who_may}) answered a program of {program}: {status}")
    after = things_of_a(world)
    moved = [name for name, rows in after.items() if rows != before[name] and name != "accounts_api_token"]
    assert (wrong, moved) == ([], [])


def test_opening_a_page_changes_nothing(app: Flask, world: World) -> None:
    """No state change on GET (quality.md 2.5)."""
    before, moved = things_of_a(world), []
    owner = next(who for who in WALKERS if who.role is Role.OWNER)
    for rule, method, _who_may in walked(app):
        if method == "GET":
            world.ask(owner, method, fill(rule, world))
    after = things_of_a(world)
    moved = [name for name, rows in after.items() if rows != before[name] and not name.startswith(("feeds_", "core_"))]
    assert moved == []


@pytest.mark.own_application
def test_a_part_that_nobody_told_of_is_said(app: Flask, world: World) -> None:
    app.add_url_rule("/planted/<gadget>", "planted", str)
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "planted")
    with pytest.raises(pytest.fail.Exception, match="FILLERS what <gadget> of A is"):
        fill(rule, world)
