"""A small world for walking every route: organisation A with its people and drafts, organisation B, strangers, staff.

`fill` finds a value for every part of an address. A route with a part that nobody has told it of fails with a sentence that
says what to add: a line in `FILLERS` below, with a thing of organisation A.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from accounts.actor import Actor
from accounts.models.membership import Invitation, Membership, Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.models.person import Person, SignIn
from accounts.services import signins
from accounts.services.programs import SCOPES
from accounts.services.programs import make as make_token
from accounts.session import COOKIE_KEY
from core import clock
from core.db import Base, committing, db, session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from tests.factories import accounts, events, possessions, venues
from tests.factories.desk import FROM_HERE
from tests.factories.possessions import Possessions

CSRF = "a token that only this test knows, forty letters"
# The draft's names stand nowhere else.
DRAFT_ZH, DRAFT_EN = "无人见过的灯笼", "The Lantern Nobody Saw"


@dataclass(frozen=True)
class Who:
    """Somebody who walks: what they are to organisation A, and what they are for the site."""

    name: str
    is_signed_in: bool = True
    role: Role | None = None
    grants: frozenset[StaffRole] = frozenset()
    is_strong: bool = False


WALKERS = (
    Who("a stranger", is_signed_in=False), Who("somebody without an organisation"), Who("an owner of B"),
    Who("a viewer of A", role=Role.VIEWER), Who("an editor of A", role=Role.EDITOR), Who("an owner of A", role=Role.OWNER),
    Who("a reviewer without second factor", grants=frozenset({StaffRole.REVIEWER})),
    *(Who(f"staff: {role.value}", grants=frozenset({role}), is_strong=True) for role in StaffRole),
)


@dataclass(frozen=True)
class Thing:
    """What an address says of a row: plain values, since requests come and go while the world stays."""

    id: int
    slug: str = ""


def _thing(row: Organisation | Event | Run | Performance) -> Thing:
    return Thing(row.id, getattr(row, "slug", ""))


@dataclass
class World:
    """What was made; `cookies` are those of the browsers of WALKERS."""

    app: Flask
    a: Thing
    b: Thing
    draft: Thing
    run: Thing
    performance: Thing
    sign_in: int
    token_id: int
    membership_id: int
    invitation_id: int
    people_of_a: frozenset[int]
    programs: dict[str, str]
    has: Possessions
    cookies: dict[str, str] = field(default_factory=dict)
    copy: Path | None = None

    def ask(self, who: Who, method: str, path: str) -> Any:
        """One request in a browser of theirs, read to its end; a write has a good token and comes from our own page."""
        client: FlaskClient = self.app.test_client()
        client.set_cookie("session", self.cookies[who.name])
        if method == "GET":
            return client.get(path, buffered=True)
        token = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps(CSRF)
        return client.post(path, data={"csrf_token": token}, headers=FROM_HERE, buffered=True)

    def call(self, program: str, method: str, path: str) -> Any:
        """One request of a program with its token."""
        headers = {"Authorization": f"Bearer {self.programs[program]}"}
        sent: dict[str, Any] | None = {} if method != "GET" else None
        return self.app.test_client().open(path, method=method, headers=headers, json=sent, buffered=True)

    def remember(self) -> None:
        """Keep the world as it stands, to come back to it."""
        _rest()
        self.copy = _file().with_suffix(".copy")
        shutil.copyfile(_file(), self.copy)

    def restore(self) -> None:
        """The world as it was remembered."""
        assert self.copy
        _rest()
        for ending in ("-wal", "-shm"):
            _file().with_name(_file().name + ending).unlink(missing_ok=True)
        shutil.copyfile(self.copy, _file())


def _file() -> Path:
    return Path(str(db.engine.url.database))


def _rest() -> None:
    """Nobody holds the file, and all that was written stands in it."""
    session.rollback()
    assert db.engine.pool.checkedout() == 0, "a request kept its connection"  # type: ignore[attr-defined]
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()


def make(app: Flask) -> World:
    """Everything of the world, committed."""
    a, b = accounts.organisation("house-a"), accounts.organisation("house-b")
    draft, run, performance = draft_of(a)
    seated = {
        "somebody without an organisation": accounts.person(), "an owner of B": accounts.member(b),
        **{who.name: accounts.member(a, who.role) for who in WALKERS if who.role},
        "a reviewer without second factor": accounts.staff(),
        **{f"staff: {role.value}": accounts.staff(role) for role in StaffRole},
    }
    people_of_a = frozenset(seated[who.name].id for who in WALKERS if who.role)
    owner = seated["an owner of A"].id
    viewer = seated["a viewer of A"].id
    membership = session.scalars(select(Membership.id).where(Membership.person_id == viewer)).one()
    token, programs = _programs(a, b, seated["an owner of A"], seated["an owner of B"])
    folder = app.extensions["settings"].data_folder
    has = possessions.of(a, seated["an owner of A"], _third(), folder)
    world = World(
        app, _thing(a), _thing(b), _thing(draft), _thing(run), _thing(performance), sign_in=0, token_id=token,
        membership_id=membership, invitation_id=_invitation(a, owner), people_of_a=people_of_a, programs=programs, has=has,
    )
    for who in WALKERS:
        world.cookies[who.name] = _cookie(app, seated.get(who.name), is_strong=who.is_strong)
    world.sign_in = session.scalars(select(SignIn.id).where(SignIn.person_id == owner)).one()
    return world


def _third() -> Organisation:
    """Somebody else again, with an owner who can accept things."""
    c = accounts.organisation("house-c", name_zh="丙剧社", name_en="House C")
    accounts.member(c)
    return c


def _invitation(a: Organisation, by: int) -> int:
    """A asks somebody to join; answers the key."""
    at = clock.now()
    row = Invitation(
        organisation_id=a.id, mail="asked@example.org", role=Role.EDITOR, invited_by_id=by, made_at=at,
        expires_at=at + timedelta(days=7),
    )
    with committing():
        session.add(row)
    return row.id


def _programs(a: Organisation, b: Organisation, of_a: Person, of_b: Person) -> tuple[int, dict[str, str]]:
    """Tokens: of A for each scope and for all, of B for all; and the key of A's first."""
    wanted = {f"A {scope}": (a, of_a, (scope,)) for scope in SCOPES} | {"A": (a, of_a, SCOPES), "B": (b, of_b, SCOPES)}
    made, first = {}, 0
    with committing():
        for name, (organisation, person, scopes) in wanted.items():
            actor = Actor(person_id=person.id)
            row, made[name] = make_token(organisation, name, scopes, days=30, at=clock.now(), actor=actor)
            first = first or row.id
    return first, made


def _cookie(app: Flask, person: Person | None, *, is_strong: bool) -> str:
    client = app.test_client()
    token = ""
    if person is not None:
        with committing():
            _row, token = signins.begin(session.merge(person), at=clock.now(), device="Firefox · Linux", is_strong=is_strong)
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = CSRF
        cookie[COOKIE_KEY] = token
    made = client.get_cookie("session")
    assert made
    return str(made.value)


def draft_of(organisation: Organisation, slug: str = "unseen-lantern", **facts: Any) -> tuple[Event, Run, Performance]:
    """A show of an organisation that nobody may see yet, with a performance tonight."""
    house = venues.venue(f"{slug}-house")
    return draft_in(organisation, house.id, slug, **facts)


def draft_in(
    organisation: Organisation, venue_id: int, slug: str = "unseen-lantern", **facts: Any
) -> tuple[Event, Run, Performance]:
    """The same in a house that stands."""
    ours = {"owner_id": organisation.id, "organiser_id": organisation.id}
    stated: dict[str, Any] = {"title_zh": DRAFT_ZH, "title_en": DRAFT_EN, **ours, **facts}
    draft = events.event(slug, publish=False, **stated)
    run = events.run(draft, venue_id=venue_id)
    return draft, run, events.performance(run, publish=False)


Filler = Callable[[World], object]
# A thing of A for each part of an address; "segment/part", with the segment before it, where one name means different things.
FILLERS: dict[str, Filler] = {
    "listings/key": lambda world: world.draft.id,
    "changes/key": lambda world: world.has.public_event,
    "deeds/key": lambda world: world.has.deed,
    "force-majeure/key": lambda world: world.has.batch,
    "import/key": lambda world: world.has.intake,
    "sources/key": lambda world: world.has.source,
    "proposals/key": lambda world: world.has.proposal,
    "papers/key": lambda world: world.has.paper,
    "verification/key": lambda world: world.has.proof,
    "review/key": lambda world: world.has.submission,
    "reports/key": lambda world: world.has.report,
    "notices/key": lambda world: world.has.announcement,  # at the desk of the outbox: the first notice, which there is
    "announcements/key": lambda world: world.has.staff_announcement,
    "banners/key": lambda world: world.has.banner,
    "mailboxes/key": lambda world: world.has.mailbox,
    "transfers/key": lambda world: world.has.transfer,
    "export/key": lambda world: world.has.export,
    "claim/name": lambda world: world.has.free_body,
    "pictures/name": lambda world: world.has.picture,
    "events/id": lambda world: world.draft.id,
    "tokens/key": lambda world: world.token_id,
    "people/key": lambda world: world.membership_id,
    "invitations/key": lambda world: world.invitation_id,
    "organisations/name": lambda world: world.a.slug,
    "organisation": lambda world: world.a.slug,
    "slug": lambda world: world.draft.slug,
    "event": lambda world: world.draft.slug,
    "run": lambda world: world.run.id,
    "performance": lambda world: world.performance.id,
    "key": lambda world: world.performance.id,
    "id": lambda world: world.performance.id,
    "sign_in": lambda world: world.sign_in,
    "number": lambda _world: 1,
    "token": lambda _world: "a-token-that-nobody-signed",
    "filename": lambda _world: "site.css",
    "name": lambda _world: "calendar",
    "kind": lambda _world: "venues",
}


def fill(rule: Rule, world: World, **instead: object) -> str:
    """The address of a rule with things of A in it (but what `instead` names); in Chinese: the English one is the same view."""
    values: dict[str, object] = {}
    for part in rule.arguments - {"language"}:
        converter = rule._converters[part]
        if isinstance(converter, AnyConverter):
            values[part] = instead.get(part) or min(converter.items)
            continue
        before = rule.rule.partition(f":{part}>" if f":{part}>" in rule.rule else f"<{part}>")[0].rpartition("/")[0]
        filler = FILLERS.get(f"{before.rpartition('/')[2]}/{part}") or FILLERS.get(part)
        if filler is None:
            pytest.fail(f"{rule.rule} ({rule.endpoint}): say in tests/factories/world.py FILLERS what <{part}> of A is")
        values[part] = instead.get(part) or filler(world)
    path = world.app.url_map.bind("localhost").build(rule.endpoint, {**(rule.defaults or {}), **values})
    return str(path)


def things_of_a(world: World) -> dict[str, list[Any]]:
    """Every row of the database but those that are other people's own; equal before and after where nothing of A's moved."""
    session.rollback()
    found: dict[str, list[Any]] = {}
    for name, table in sorted(Base.metadata.tables.items()):
        if name in {"accounts_attempt", "core_heartbeat"}:
            continue
        rows = [row._asdict() for row in session.execute(select(table))]
        found[name] = sorted((list(row.values()) for row in rows if _may_be_of_a(name, row, world)), key=repr)
    session.rollback()
    return found


def _may_be_of_a(table: str, row: dict[str, Any], world: World) -> bool:
    """Whether a row could be of A or its people; what belongs to somebody else by name is theirs."""
    person = row.get("id") if table == "accounts_person" else row.get("person_id")
    organisation = row.get("organisation_id", row.get("owner_id"))
    if organisation == world.a.id:
        return True
    return person is None or person in world.people_of_a
