"""Bodies that programs send, checked against the very schema that describes them."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _

from core.addresses import is_web_address
from core.api.errors import BY_STATUS, Problem
from core.api.schemas import Schemas
from core.api.shapes import Words

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None),
}
Wrong = tuple[str, Words]


def body_of(raw: bytes, shape: Any) -> Any:
    """A body as JSON of a shape; `Problem` with the field that is wrong."""
    try:
        value = json.loads(raw.decode("utf-8"))
        value_is_plain = json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise BY_STATUS[400] from error
    del value_is_plain  # a lone half of a sign would break every page that shows it
    schemas = Schemas()
    schema = schemas.of(shape)
    wrong = next(_wrong(value, schema, schemas.named, "body"), None)
    if wrong is not None:
        raise Problem(400, "bad_value", wrong[1], wrong[0])
    return value


def _wrong(value: Any, schema: Mapping[str, Any], named: Mapping[str, Any], where: str) -> Iterator[Wrong]:
    if "$ref" in schema:
        schema = named[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        if value is not None:
            yield from _wrong(value, schema["anyOf"][0], named, where)
        return
    if not _is_of_type(value, schema["type"]):
        yield where, _("It must be of the type that the description names.")
    elif isinstance(value, dict):
        yield from _wrong_object(value, schema, named, where)
    elif isinstance(value, list):
        yield from _wrong_list(value, schema, named, where)
    elif value is not None:
        yield from _wrong_simple(value, schema, where)


def _wrong_list(value: list[Any], schema: Mapping[str, Any], named: Mapping[str, Any], where: str) -> Iterator[Wrong]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield where, _("It holds too few or too many.")
    for number, each in enumerate(value):
        yield from _wrong(each, schema["items"], named, f"{where}[{number}]")


def _is_of_type(value: Any, stated: str | list[str]) -> bool:
    names = [stated] if isinstance(stated, str) else stated
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _wrong_object(value: dict[str, Any], schema: Mapping[str, Any], named: Mapping[str, Any], where: str) -> Iterator[Wrong]:
    for name in schema["required"]:
        if name not in value:
            yield f"{where}.{name}", _("It is needed.")
    for name, each in value.items():
        known = schema["properties"].get(name)
        if known is None:
            yield f"{where}.{name[:40]}", _("There is no such field.")
        else:
            yield from _wrong(each, known, named, f"{where}.{name}")


def _wrong_simple(value: Any, schema: Mapping[str, Any], where: str) -> Iterator[Wrong]:
    if "enum" in schema and value not in schema["enum"]:
        yield where, _("It must be one of the words that the description names.")
    if isinstance(value, str):
        yield from ((where, words) for words in _wrong_text(value, schema))
    elif not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield where, _("It must be a whole number from %(least)s to %(most)s.", least=schema["minimum"], most=schema["maximum"])


def _wrong_text(value: str, schema: Mapping[str, Any]) -> Iterator[Words]:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 20_000):
        yield _("It is too short or too long.")
    # As JSON Schema means it, "$" is the very end; Python's would let a line end stand behind it.
    if "pattern" in schema and not re.search(schema["pattern"].replace("$", "\\Z"), value):
        yield _("It is not written as the description says.")
    check = _FORMATS.get(schema.get("format", ""))
    if check is not None and not check(value):
        yield _("It is not written as the description says.")


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


_FORMATS: Mapping[str, Callable[[str], bool]] = {"date": _is_day, "date-time": _is_moment, "uri": is_web_address}
