"""JSON Schema (2020-12, as OpenAPI 3.1 has it) of the typed dictionaries that answers are; and an example of each."""

from collections.abc import Mapping
from enum import StrEnum
from inspect import getdoc
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from core.api.shapes import Doc, Limits

Schema = dict[str, Any]
SIMPLE: Mapping[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
USUAL: Mapping[type, object] = {str: "…", bool: False, int: 1, float: 1.5}


class Schemas:
    """Schemas of types; the named ones collect in `named` and are referred to."""

    def __init__(self) -> None:
        self.named: dict[str, Schema] = {}

    def of(self, hint: Any) -> Schema:
        """The schema of a type: simple ones, StrEnum, Literal, list, `| None`, typed dictionaries, all of it annotated."""
        origin = get_origin(hint)
        if origin is Annotated:
            return self._annotated(*get_args(hint))
        if origin is NotRequired:
            return self.of(get_args(hint)[0])
        if origin in {Union, UnionType}:
            return self._or_null(hint)
        if origin is list:
            return {"type": "array", "items": self.of(get_args(hint)[0])}
        return self._named(hint) if is_typeddict(hint) else _plain(hint)

    def _annotated(self, inner: Any, *marks: object) -> Schema:
        schema = self.of(inner)
        for mark in marks:
            if isinstance(mark, Limits):
                schema |= mark.keywords
            elif isinstance(mark, Doc) and mark.about:
                schema["description"] = str(mark.about)
        return schema

    def _or_null(self, hint: Any) -> Schema:
        inner = self.of(_not_none(hint))
        if not isinstance(inner.get("type"), str):
            return {"anyOf": [inner, {"type": "null"}]}
        if "enum" in inner:
            inner["enum"] = [*inner["enum"], None]
        return inner | {"type": [inner["type"], "null"]}

    def _named(self, shape: Any) -> Schema:
        called = shape.__name__.removesuffix("Facts")
        if called not in self.named:
            self.named[called] = {}
            properties = {key: self.of(hint) for key, hint in get_type_hints(shape, include_extras=True).items()}
            self.named[called] = {
                "type": "object",
                "description": getdoc(shape) or "",
                "properties": properties,
                "required": [key for key in properties if key in shape.__required_keys__],
                "additionalProperties": False,
            }
        return {"$ref": f"#/components/schemas/{called}"}


def _plain(hint: Any) -> Schema:
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if issubclass(hint, StrEnum):
        return {"type": "string", "enum": [member.value for member in hint]}
    return {"type": SIMPLE[hint]}


def _not_none(hint: Any) -> Any:
    """The one alternative beside None."""
    (found,) = (each for each in get_args(hint) if each is not NoneType)
    return found


def example(hint: Any) -> Any:
    """A value of a type, put together from what its fields say."""
    origin = get_origin(hint)
    if origin is Annotated:
        inner, *marks = get_args(hint)
        stated = [mark.example for mark in marks if isinstance(mark, (Doc, Limits)) and mark.example is not None]
        return stated[-1] if stated else example(inner)
    if origin in {Union, UnionType}:
        return example(_not_none(hint))
    if origin is list:
        return [example(get_args(hint)[0])]
    if origin in {Literal, NotRequired}:
        return get_args(hint)[0] if origin is Literal else example(get_args(hint)[0])
    if is_typeddict(hint):
        return {key: example(each) for key, each in get_type_hints(hint, include_extras=True).items()}
    return next(iter(hint)).value if issubclass(hint, StrEnum) else USUAL[hint]
