"""Tables and their ties: names, and arrows that point down."""

from typing import Any

from flask import Flask
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapper

from core.db import Base
from tests.shape.sources import PACKAGES

# Keys by which nothing is looked up, or of small tables.
KNOWN_BARE = {
    "repertoire_artist.company_id", "events_run.hall_id", "events_performance.hall_id",
}
ORDER = {name: position for position, name in enumerate(PACKAGES)}


def mappers() -> list[Mapper[Any]]:
    return sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)


def package_of(mapper: Mapper[Any]) -> str:
    return mapper.class_.__module__.partition(".")[0]


def test_tables_are_named_after_their_package(app: Flask) -> None:
    named = [(str(mapper.local_table), package_of(mapper)) for mapper in mappers()]
    wrong = [table for table, package in named if not table.startswith(f"{package}_")]
    assert wrong == []
    assert mappers()


def test_foreign_keys_point_down(app: Flask) -> None:
    up = [
        f"{table.name} -> {key.column.table.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if ORDER[table.name.partition("_")[0]] < ORDER[key.column.table.name.partition("_")[0]]
    ]
    assert up == []


def test_relationships_point_down_and_have_no_backref(app: Flask) -> None:
    breaches = []
    for mapper in mappers():
        for tie in mapper.relationships:
            if ORDER[package_of(mapper)] < ORDER[package_of(tie.mapper)]:
                breaches.append(f"{mapper.class_.__name__}.{tie.key} points up")
            if tie.backref is not None:
                breaches.append(f"{mapper.class_.__name__}.{tie.key} has a backref")
            crosses = package_of(mapper) != package_of(tie.mapper)
            if crosses and tie.back_populates:
                breaches.append(f"{mapper.class_.__name__}.{tie.key} is read backwards across packages")
    assert breaches == []


def test_every_foreign_key_has_an_index(app: Flask) -> None:
    """Deleting and joining by a key without an index reads the whole table."""
    bare = []
    for table in Base.metadata.tables.values():
        led = {index.expressions[0].name for index in table.indexes if hasattr(index.expressions[0], "name")}
        keys = [each for each in table.constraints if isinstance(each, (PrimaryKeyConstraint, UniqueConstraint))]
        led |= {next(iter(each.columns)).name for each in keys}
        led |= {column.name for column in table.columns if column.unique}
        bare += [f"{table.name}.{key.parent.name}" for key in table.foreign_keys if key.parent.name not in led]
    assert sorted(set(bare) - KNOWN_BARE) == []

