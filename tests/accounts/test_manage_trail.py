"""The trail as its organisation reads it: in words, with the listing that an entry is about."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from accounts.models.membership import Role
from core.config import ROOT
from core.db import session
from tests.conftest import CountQueries
from tests.factories import accounts, changing, possessions

CODE = re.compile(r"<(?:strong|dt|dd)>(?:<del>)?[^<]*\b[a-z]+_[a-z]+\b")
PACKAGES = ("accounts", "events", "feeds", "portal", "venues", "notices")


def deeds_in_code() -> Iterator[str]:
    """The deeds that are noted by a name in the code itself."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _is_ours(node) and isinstance(node.args[0], ast.Constant):
                    yield str(node.args[0].value)


def _is_ours(node: ast.Call) -> bool:
    """Whether it notes something of an organisation: the rest is in a person's own export."""
    is_note = isinstance(node.func, ast.Attribute) and node.func.attr == "note"
    return is_note and bool(node.args) and any(each.arg == "organisation_id" for each in node.keywords)


def test_every_deed_has_words(app: Flask) -> None:
    known = {deed for each in app.extensions["trail_words"] for deed in each.deeds}
    assert len(noted := set(deeds_in_code())) > 25
    assert noted - known == set()


def test_a_whole_trail_is_in_words_and_names_the_listing(app: Flask, tmp_path: Path, count_queries: CountQueries) -> None:
    ours, others = accounts.organisation("ours"), accounts.organisation("others")
    owner = accounts.member(ours)
    accounts.member(others)
    has = possessions.of(ours, owner, others, tmp_path)
    client = accounts.signed_in(app, owner)
    session.rollback()
    for language, title in (("", "看得见的灯笼"), ("/en", "The Lantern in Plain Sight")):
        page = client.get(f"{language}/desk/ours/trail").text
        assert not CODE.findall(page)
        assert f'<a href="{language}/desk/ours/listings/{has.public_event}">{title}</a>' in page
    with count_queries() as few:
        client.get("/desk/ours/trail")
    for row in changing.listing(ours, "another-one", dates=6):
        changing.done(row)
    with count_queries() as more:
        client.get("/desk/ours/trail")
    assert few.number == more.number
    assert more.number <= 14


def test_what_is_another_organisations_by_now_is_named_without_a_way_there(app: Flask) -> None:
    ours, others = accounts.organisation("ours"), accounts.organisation("others")
    row = changing.listing(ours)[0]
    changing.done(row)
    event = row.run.event
    event.owner_id = others.id
    session.commit()
    page = accounts.member_client(app, ours, Role.EDITOR).get("/en/desk/ours/trail").text
    assert "The Long Bridge" in page
    assert f"/listings/{event.id}" not in page
