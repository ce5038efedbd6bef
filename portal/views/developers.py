"""The API for people who write programs: rendered from the same description that its routes are made from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from core.api.document import document
from core.api.errors import JSON, Error
from core.api.operations import VERSION, operations
from core.api.programs import programs
from core.api.schemas import example
from core.web import link, settings
from events.views.blueprint import Head, rendered, show
from portal.views.home import bp

MOST_CODES = 24
SHAPES = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter, or one field of an answer."""

    name: str
    kind: Markup
    about: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One operation: `address` is that of its example, `href` the same where it can be opened by everybody.

    `sent` is the body of its example.
    """

    key: str
    path: str
    title: str
    about: str
    parameters: list[Field]
    address: str
    href: str
    answer: str
    gives: Markup
    method: str
    sent: str
    needs_token: bool


@bp.page("/developers")
def developers() -> Response:
    """The description of the API as a page."""
    return show(_page)


@bp.get("/api")
def api() -> BaseResponse:
    """What people type first."""
    return redirect(link("portal.developers", "zh"), 302)


def _page() -> str:
    described = document(operations(), programs())
    topics: dict[str, list[Told]] = {}
    for path, item in described["paths"].items():
        for method, each in item.items():
            topics.setdefault(each["tags"][0], []).append(_told(path, each, method.upper()))
    shapes: Mapping[str, Any] = described["components"]["schemas"]
    head = Head(
        title=gettext("API for developers"),
        description=gettext("The calendar of the Delta as JSON: documented, bilingual, open to every site and without a key."),
        path=link("portal.developers"),
    )
    return rendered(
        "portal/developers.html",
        head,
        base=settings().public_base_url + VERSION,
        topics=topics,
        shapes={name: _fields(shape) for name, shape in shapes.items()},
        refused=_pretty(example(Error)),
    )


def _told(path: str, described: Mapping[str, Any], method: str) -> Told:
    done = next(status for status in ("200", "201") if status in described["responses"])
    answer = described["responses"][done]["content"][JSON]
    sent = described.get("requestBody", {"content": {JSON: None}})["content"][JSON]
    places = {each["name"]: each["example"] for each in described["parameters"] if each["in"] == "path"}
    stated = [
        (each["name"], each["example"]) for each in described["parameters"] if each["in"] == "query" and "example" in each
    ]
    address = path.format(**places) + (f"?{urlencode(stated)}" if stated else "")
    return Told(
        described["operationId"],
        path,
        described["summary"],
        described["description"],
        [
            Field(each["name"], _kind(each["schema"]), each.get("description", ""), each["required"])
            for each in described["parameters"]
        ],
        settings().public_base_url + address,
        "" if places or "security" in described else address,
        _pretty(answer["example"]),
        _kind(answer["schema"]),
        method,
        _pretty(sent["example"]) if sent else "",
        "security" in described,
    )


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _fields(shape: Mapping[str, Any]) -> list[Field]:
    return [Field(name, _kind(each), each.get("description", "")) for name, each in shape["properties"].items()]


def _kind(schema: Mapping[str, Any]) -> Markup:
    """What sort of value it is, in words; shapes are links."""
    if "anyOf" in schema:
        return _or_null(_kind(schema["anyOf"][0]))
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(SHAPES)
        return Markup('<a href="#{0}">{0}</a>').format(name)
    kinds: Sequence[str] = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    found = _simple(kinds[0], schema)
    return _or_null(found) if "null" in kinds else found


def _or_null(kind: Markup) -> Markup:
    return Markup(gettext("%(kind)s or null", kind=kind))  # noqa: S704 - kind is marked up, the words are ours


def _simple(kind: str, schema: Mapping[str, Any]) -> Markup:
    if "enum" in schema:
        return _codes([each for each in schema["enum"] if each is not None])
    if kind == "array":
        return Markup(gettext("list of %(kind)s", kind=_kind(schema["items"])))  # noqa: S704 - as above
    if kind == "object":
        return Markup("{{ results: {}, next: {} }}").format(
            _kind(schema["properties"]["results"]), _kind(schema["properties"]["next"])
        )
    if "maximum" in schema and "default" in schema:
        words = gettext(
            "%(least)s to %(most)s (%(usual)s)", least=schema["minimum"], most=schema["maximum"], usual=schema["default"]
        )
        return Markup.escape(words)
    return Markup.escape({
        "date": gettext("date"), "date-time": gettext("moment"), "uri": gettext("address"),
    }.get(schema.get("format", ""), {
        "string": gettext("text"), "integer": gettext("whole number"), "number": gettext("number"),
        "boolean": gettext("true or false"),
    }[kind]))


def _codes(found: Sequence[str]) -> Markup:
    shown = Markup(" ").join(Markup("<code>{}</code>").format(each) for each in found[:MOST_CODES])
    return shown if len(found) <= MOST_CODES else Markup("{} … ({})").format(shown, len(found))
