"""Deeds on organisations, and loading the papers' and the demo's."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert

from accounts import signals
from accounts.models.organisation import Organisation, OrganisationKind
from accounts.queries import organisations as queries
from core import history, loading
from core.db import session
from core.editing import set_fields
from core.errors import Refused
from core.tables import Row, rows_of
from delta.cities import city_of_slug

DATA = Path(__file__).parent.parent / "data"
PROSE = ("source",)
STATED_BETWEEN = ";"


def _topic(organisation: Organisation) -> str:
    return f"organisation:{organisation.id}"


def add_organisation(*, at: datetime, listed: bool = True, **facts: Any) -> Organisation:
    """Write an organisation; it needs a name in its source language. Not `listed`: nobody but its own people see it yet."""
    organisation = Organisation(created_at=at, listed_at=at if listed else None)
    set_fields(organisation, facts, prose=PROSE)
    if not organisation.name:
        raise Refused("name_needed")
    session.add(organisation)
    session.flush()  # its key names it in the history
    if listed:
        history.record(organisation, "added", at=at, topic=_topic(organisation))
    return organisation


def list_organisation(organisation: Organisation, *, at: datetime) -> None:
    """Show it to everybody: it published something."""
    if not organisation.is_listed:
        organisation.listed_at = at
        history.record(organisation, "added", at=at, topic=_topic(organisation))


def edit_organisation(organisation: Organisation, *, at: datetime, actor: str = "", **values: Any) -> bool:
    """Set facts of an organisation; answers whether anything changed. A new slug leaves a lasting redirect."""
    before, after = set_fields(organisation, values, prose=PROSE)
    if not after:
        return False
    if "slug" in after:
        history.remember_slug("organiser", before["slug"], after["slug"])
    if organisation.is_listed:
        history.record(organisation, "edited", at=at, topic=_topic(organisation), before=before, after=after, actor=actor)
    session.flush()  # a stale row must refuse before anybody is told
    signals.organisation_changed.send(organisation, at=at)
    return True


def slugs_by_stated_name() -> dict[str, str]:
    """How the papers write an organisation (区金融办, 区金融办等) → its slug."""
    return {
        stated: row["slug"]
        for row in rows_of(DATA / "organisations.csv")
        for stated in row["stated"].split(STATED_BETWEEN)
        if stated
    }


def load_papers(*, at: datetime) -> loading.Counts:
    """The organisations that the papers name; a second run changes nothing."""
    counts = loading.Counts("organisations")
    for row in rows_of(DATA / "organisations.csv"):
        facts: dict[str, Any] = {
            "kind": OrganisationKind(row["kind"]), "name_zh": row["name_zh"], "name_en": row["name_en"],
            "city": row["city_adcode"], "source": row["source"],
        }
        known = queries.organisation_of_slug(history.slug_now("organiser", row["slug"]) or row["slug"])
        if known is None:
            add_organisation(at=at, listed=True, slug=row["slug"], **facts)
            counts.added += 1
        else:
            counts.note(changed=edit_organisation(known, at=at, **facts))
    return counts


def demo_organisations() -> list[Row]:
    """The demo's organisations as the table states them."""
    return rows_of(DATA / "demo_organisations.csv")


def load_demo(*, at: datetime) -> None:
    """Write the demo's organisations, all invented."""
    known = queries.organisation_keys()
    stamps = {"created_at": at, "listed_at": at}
    fresh = [_demo_row(row) | stamps for row in demo_organisations() if row["slug"] not in known]
    if fresh:
        session.execute(insert(Organisation), fresh)


def _demo_row(row: Row) -> dict[str, Any]:
    city = city_of_slug(row["city_slug"])
    return loading.translated({
        "slug": row["slug"], "kind": OrganisationKind(row["kind"]), "name_zh": row["name_zh"], "name_en": row["name_en"],
        "city": city.adcode if city else "", "is_demo": True, "source": loading.DEMO_SOURCE,
    }, "name")


def remove_demo(*, in_use: Sequence[int]) -> int:
    """Delete the demo's organisations and their history, but those that somebody's own events hang on."""
    keys = queries.demo_organisation_keys(but=in_use)
    _delete(keys)
    return len(keys)


def _delete(keys: Iterable[int]) -> None:
    chosen = list(keys)
    loading.forget_changes(Organisation.__tablename__, chosen)
    session.execute(delete(Organisation).where(Organisation.id.in_(chosen)))
