"""Parameters: what an address may say. The same schema describes them and checks them."""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Request
from flask_babel import lazy_gettext as _

from core.api.cursors import Codec
from core.api.errors import Problem
from core.api.shapes import Words

MOST_ROWS, USUAL_ROWS = 100, 50
LONGEST_NAME = 40
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """One parameter of a query. `schema` is JSON Schema: enum, pattern, minLength, maxLength, minimum, maximum.

    `form` says in words what is wanted, where the schema alone would not say it well.
    """

    name: str
    about: Words
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    is_required: bool = False
    example: str = ""
    form: Words = ""

    def refuses(self, value: str) -> Words:
        """What is wrong with a value, or nothing."""
        check = _refusal_of_whole if self.schema["type"] == "integer" else _refusal_of_text
        refused = check(self.schema, value)
        return (self.form or refused) if refused else ""


def _refusal_of_whole(schema: Mapping[str, Any], value: str) -> Words:
    if _WHOLE.fullmatch(value) and schema["minimum"] <= int(value) <= schema["maximum"]:
        return ""
    return _("It must be a whole number from %(least)s to %(most)s.", least=schema["minimum"], most=schema["maximum"])


def _refusal_of_text(schema: Mapping[str, Any], value: str) -> Words:
    if "enum" in schema and value not in schema["enum"]:
        return _("It must be one of: %(values)s.", values=", ".join(schema["enum"]))
    if len(value) > schema.get("maxLength", len(value)):
        return _("It must not be longer than %(most)s characters.", most=schema["maxLength"])
    if len(value) < schema.get("minLength", 1):
        return _("It must not be empty.")
    if "pattern" in schema and not re.fullmatch(schema["pattern"].removeprefix("^").removesuffix("$"), value):
        return _("It does not have the form that is described at /developers.")
    return ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for: the values that it states, in the canonical order, and those of its path."""

    stated: Mapping[str, str]
    path: Mapping[str, Any]

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What an answer depends on beside the path and the state of the world."""
        return tuple(self.stated.items())

    @property
    def rows(self) -> int:
        """How many rows a page has."""
        return int(self.stated.get("per_page", USUAL_ROWS))

    @property
    def with_demo(self) -> bool:
        """Whether rows of the demo season are asked for."""
        return self.stated.get("demo") == "1"

    def after(self, codec: Codec) -> tuple[int, ...] | None:
        """The place in the list behind which this page begins; None at its start."""
        cursor = self.stated.get("cursor")
        return codec.read(cursor) if cursor else None


PER_PAGE = Parameter(
    "per_page", _("How many rows a page has"),
    {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": USUAL_ROWS}, example="20",
)
DEMO = Parameter(
    "demo", _("1 shows the rows of the demo season, too: they are invented and say so in is_demo"),
    {"type": "string", "enum": ["0", "1"], "default": "0"},
)


def cursor(codec: Codec) -> Parameter:
    """The place where a page begins; taken from `next`, never made up."""
    about = _("Where the page begins: comes in the address that next gives, and means nothing elsewhere")
    return Parameter("cursor", about, codec.schema, form=_("It must come from next. Without it the list begins at its start."))


def read(request: Request, parameters: Iterable[Parameter], path: Mapping[str, Any]) -> Asked:
    """The values of a request; `Problem` for an unknown, repeated, missing or unfit one."""
    known = {each.name: each for each in parameters}
    for name in request.args:
        if name not in known:
            raise Problem(400, "unknown_parameter", _("There is no such parameter here."), name[:LONGEST_NAME])
        if len(request.args.getlist(name)) > 1:
            raise Problem(400, "repeated_parameter", _("This parameter can be stated once only."), name)
    stated: dict[str, str] = {}
    for name, each in known.items():
        value = request.args.get(name)
        if value is None:
            if each.is_required:
                raise Problem(400, "missing_parameter", _("This parameter must be stated."), name)
            continue
        if refused := each.refuses(value):
            raise Problem(400, "bad_value", refused, name)
        stated[name] = value
    return Asked(stated, path)
