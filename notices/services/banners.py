"""Deeds on the lines that every public page shows. What is shown now stands with the catalogue's revision (core/revision.py),
so that no page asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.services import trail
from core import revision
from core.db import session
from core.errors import Refused
from core.types import Bilingual
from notices.models.notice import Banner, BannerLook
from notices.queries import banners as queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What was typed. `href`: a path of ours, or an https address; empty for none."""

    line: Bilingual
    from_at: datetime
    until_at: datetime
    href: str = ""
    look: BannerLook = BannerLook.NOTE


def put_up(stated: Stated, *, at: datetime, actor: Actor) -> Banner:
    """A new one. The same once more is the same one. `Refused("ends_before_it_starts")`, `Refused("end_in_the_past")`."""
    _refuse(stated, at)
    known = queries.known_as(stated.line.zh, stated.line.en, stated.from_at, stated.until_at)
    if known is not None:
        return known
    row = Banner(author_id=actor.person_id, made_at=at)
    _put(row, stated)
    session.add(row)
    session.flush()  # its key names it in the trail
    _note("banner_put_up", row, at=at, actor=actor)
    show_present(at=at)
    return row


def edit(row: Banner, stated: Stated, *, seen: int, at: datetime, actor: Actor) -> None:
    """Other words, another time. `Refused("stale")` where somebody else changed it meanwhile."""
    if row.version != seen:
        raise Refused("stale")
    if row.cancelled_at is not None or row.until_at <= at:
        raise Refused("banner_over")
    _refuse(stated, at)
    _put(row, stated)
    session.flush()  # what pages show is read anew
    _note("banner_changed", row, at=at, actor=actor)
    show_present(at=at)


def take_down(row: Banner, *, at: datetime, actor: Actor) -> None:
    """It goes at once; again does no harm."""
    if row.cancelled_at is not None or row.until_at <= at:
        return
    row.cancelled_at = at
    session.flush()  # what pages show is read anew
    _note("banner_taken_down", row, at=at, actor=actor)
    show_present(at=at)


def is_due(*, at: datetime) -> bool:
    """Whether pages show something else than they should. Two statements."""
    return present(at) != revision.stored_banners()


def show_present(*, at: datetime) -> None:
    """Let every public page show what is to be shown now."""
    lines = present(at)
    if lines != revision.stored_banners():
        revision.show(lines)


def present(at: datetime) -> list[dict[str, Any]]:
    """What pages are to show, as they keep it."""
    return [_line(row) for row in _in_order(queries.shown_at(at))]


def _in_order(rows: Sequence[Banner]) -> list[Banner]:
    """Warnings first."""
    return sorted(rows, key=lambda row: row.look is not BannerLook.WARNING)


def _line(row: Banner) -> dict[str, Any]:
    return {"zh": row.line_zh, "en": row.line_en, "href": row.href, "look": row.look.value}


def _refuse(stated: Stated, at: datetime) -> None:
    if not stated.line:
        raise Refused("line_needed")
    if stated.until_at <= stated.from_at:
        raise Refused("ends_before_it_starts")
    if stated.until_at <= at:
        raise Refused("end_in_the_past")


def _put(row: Banner, stated: Stated) -> None:
    row.line_zh, row.line_en, row.href, row.look = stated.line.zh, stated.line.en, stated.href, stated.look
    row.from_at, row.until_at = stated.from_at, stated.until_at


def _note(deed: str, row: Banner, *, at: datetime, actor: Actor) -> None:
    trail.note(deed, at=at, actor=actor, subject=row, after={"title": row.line_zh or row.line_en})
