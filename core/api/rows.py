"""From stored rows to an answer: pages, single records, the way to a new name, and what stays out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from flask import Response, abort, request

from core import history
from core.api.cursors import BY_KEY
from core.api.errors import NOT_FOUND
from core.api.operations import Page
from core.api.parameters import Asked
from core.web import link

Row = TypeVar("Row")
Record = TypeVar("Record", bound="Demonstrable")


class Demonstrable(Protocol):
    """A row that may be of the demo season."""

    @property
    def is_demo(self) -> bool:
        """Whether it was invented."""


class Keyed(Protocol):
    """A row with a key."""

    @property
    def id(self) -> int:
        """Its key."""


def page(
    found: Sequence[Row], asked: Asked, shape: Callable[[Row], Mapping[str, Any]], place: Callable[[Row], str]
) -> Page:
    """A page of rows of which one more than needed was read, where there are so many."""
    shown = found[: asked.rows]
    return Page([shape(each) for each in shown], place(shown[-1]) if len(found) > asked.rows else None)


def key_of(row: Keyed) -> str:
    """The cursor of a row in a list in the order of keys."""
    return BY_KEY.write(row.id)


def shown_or_none(row: Record | None, asked: Asked) -> Record | None:
    """The row unless it is of the demo season and that was not asked for."""
    return row if row is not None and (asked.with_demo or not row.is_demo) else None


def found(
    row: Record | None, asked: Asked, *, kind: str, moved_to: Callable[[str, str], str | None] = history.slug_now
) -> Record:
    """The record of the slug in the path; else the way to its new address for ever, or `Problem`."""
    shown = shown_or_none(row, asked)
    if shown is not None:
        return shown
    new = moved_to(kind, asked.path["slug"]) if row is None else None
    if new:
        stated: dict[str, Any] = dict(asked.stated) | {"slug": new}
        abort(Response(status=301, headers={"Location": link(request.endpoint or "", **stated), "Cache-Control": "no-cache"}))
    raise NOT_FOUND
