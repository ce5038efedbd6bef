"""One way to set fields of a row, clean its texts and remember what changed; every package's services use it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.errors import Refused
from core.text import clean_line, clean_text
from core.types import Translated

LONGEST_PROSE = 20_000


def plain(value: Any) -> Any:
    """A column's value as the history stores it (JSON)."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def set_fields(row: Any, values: Mapping[str, Any], *, prose: Iterable[str] = ()) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set what differs; answers (before, after) of just those fields, as JSON.

    Texts are cleaned; fields that start with a name in `prose` keep their line feeds.
    """
    several_lines = tuple(prose)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in values.items():
        if not hasattr(type(row), name):
            raise AttributeError(f"{type(row).__name__} has no {name}")
        is_prose = bool(several_lines) and name.startswith(several_lines)
        wanted, earlier = _cleaned(value, is_prose=is_prose), getattr(row, name)
        if earlier != wanted:
            if isinstance(wanted, str):
                _refuse_too_long(row, name, wanted)
            before[name], after[name] = plain(earlier), plain(wanted)
            setattr(row, name, wanted)
    if isinstance(row, Translated):
        _note_translations(row, after)
    return before, after


def _cleaned(value: Any, *, is_prose: bool) -> Any:
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return clean_text(value) if is_prose else clean_line(value)
    return value


def _refuse_too_long(row: Any, name: str, value: str) -> None:
    """A column says how long its text may be; SQLite alone would not mind."""
    column = type(row).__table__.columns.get(name)
    limit = getattr(column.type, "length", None) if column is not None else None
    limit = limit or LONGEST_PROSE
    if len(value) > limit:
        raise Refused("too_long", field=name, limit=limit)


def _note_translations(row: Translated, changed: Mapping[str, Any]) -> None:
    """A text that was just written in the other language translates the source as it now stands."""
    other = "en" if row.source_language == "zh" else "zh"
    fields = [name.removesuffix(f"_{other}") for name in changed if name.endswith(f"_{other}") and changed[name]]
    # Some texts have one language only (the gist of a quote): they translate nothing.
    fields = [field for field in fields if hasattr(type(row), f"{field}_{row.source_language}")]
    if fields:
        row.note_translation(*fields)
