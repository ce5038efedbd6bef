"""The OpenAPI 3.1 document, written from the operations in the language of the moment."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext

from core.api.errors import JSON, Error
from core.api.operations import Operation, places_of
from core.api.parameters import Parameter
from core.api.programs import ProgramOperation
from core.api.schemas import Schema, Schemas, example
from core.numbers import LARGEST_KEY
from core.web import settings


def document(operations: Iterable[Operation], programs: Iterable[ProgramOperation] = ()) -> dict[str, Any]:
    """The whole description."""
    schemas = Schemas()
    paths: dict[str, Any] = {}
    for each in operations:
        paths[each.path] = {"get": _operation(each, schemas)}
    for call in programs:
        paths.setdefault(call.path, {})[call.method.lower()] = program_described(call, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": gettext("Delta Window API"),
            "version": "1",
            "summary": gettext("What is on in the 41 cities of the Yangtze River Delta, in both languages."),
            "description": gettext(
                "Reading needs no key; organisers send their own listings with a token. "
                "Texts come in Chinese and English, times with their offset, money in fen; "
                "null means that nothing is known yet. An unknown parameter is an error, never ignored."
            ),
        },
        "servers": [{"url": settings().public_base_url}],
        "paths": paths,
        "components": {"schemas": schemas.named, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(each: Operation, schemas: Schemas) -> dict[str, Any]:
    return {
        "operationId": each.name,
        "tags": [str(each.topic)],
        "summary": str(each.title),
        "description": str(each.about),
        "parameters": [*(_place(each, name) for name in each.places), *map(_parameter, each.parameters)],
        "responses": _responses(each, schemas),
    }


def program_described(each: ProgramOperation, schemas: Schemas) -> dict[str, Any]:
    """An operation that needs a token."""
    refused = {JSON: {"schema": schemas.of(Error)}}
    found: dict[str, Any] = {
        "operationId": each.name, "tags": [str(each.topic)], "summary": str(each.title), "description": str(each.about),
        "security": [{"token": []}],
        "parameters": [*(_place(each, name) for name in places_of(each.rule)), *map(_parameter, each.parameters)],
        "responses": {
            str(each.status): {
                "description": gettext("The answer"),
                "content": {JSON: {"schema": schemas.of(each.gives), "example": example(each.gives)}},
            },
            "400": {"description": gettext("Something in it is unknown, missing or unfit"), "content": refused},
            "401": {"description": gettext("No token, or one that ended or was revoked"), "content": refused},
            "403": {"description": gettext("The token does not allow that"), "content": refused},
            "404": {"description": gettext("There is nothing by that name"), "content": refused},
            "default": {"description": gettext("Anything else that goes wrong"), "content": refused},
        },
    }
    if each.takes is not None:
        body = {"schema": schemas.of(each.takes), "example": example(each.takes)}
        found["requestBody"] = {"required": True, "content": {JSON: body}}
        found["parameters"].append({
            "name": "Idempotency-Key", "in": "header", "required": False,
            "schema": {"type": "string", "maxLength": 200, "pattern": "^[!-~]{1,200}$"},
            "description": gettext("The same key with the same body gets the same answer and does nothing twice"),
        })
    return found


def _place(operation: Operation | ProgramOperation, name: str) -> dict[str, Any]:
    schema: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_KEY} if name == "id" else {
        "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"
    }
    stated: Any = int(operation.example) if name == "id" else operation.example
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": stated}


def _parameter(each: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": each.name,
        "in": "query",
        "description": str(each.about),
        "required": each.is_required,
        "schema": dict(each.schema),
    }
    if each.example:
        found["example"] = int(each.example) if each.schema["type"] == "integer" else each.example
    return found


def _responses(each: Operation, schemas: Schemas) -> dict[str, Any]:
    refused = {JSON: {"schema": schemas.of(Error)}}
    tag = {"ETag": {"schema": {"type": "string"}, "description": gettext("Changes when the answer does")}}
    found: dict[str, Any] = {
        "200": {"description": gettext("The answer"), "headers": tag, "content": {JSON: _content(each, schemas)}},
        "304": {"description": gettext("Nothing changed since the ETag in If-None-Match"), "headers": tag},
        "400": {"description": gettext("A parameter is unknown, missing, repeated or unfit"), "content": refused},
        "404": {"description": gettext("There is nothing by that name"), "content": refused},
        "default": {"description": gettext("Anything else that goes wrong"), "content": refused},
    }
    if each.places:
        to = {"Location": {"schema": {"type": "string"}, "description": gettext("The new address")}}
        found["301"] = {"description": gettext("It has a new name"), "headers": to}
    return found


def _content(each: Operation, schemas: Schemas) -> dict[str, Any]:
    return {"schema": content_schema(each, schemas), "example": example_answer(each)}


def content_schema(each: Operation, schemas: Schemas) -> Schema:
    """The schema of an operation's answer."""
    shape = schemas.of(each.gives)
    if not each.is_list:
        return shape
    following = {
        "type": ["string", "null"], "description": gettext("The path of the next page with its query; null on the last one"),
    }
    return {
        "type": "object",
        "properties": {"results": {"type": "array", "items": shape}, "next": following},
        "required": ["results", "next"],
        "additionalProperties": False,
    }


def example_answer(each: Operation) -> Mapping[str, Any]:
    """An answer that could come."""
    told: Mapping[str, Any] = example(each.gives)
    return {"results": [told], "next": None} if each.is_list else told
