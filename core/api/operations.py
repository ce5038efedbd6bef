"""Operations: one value says where one stands, what it takes, what it answers; the route is made from it and nothing else."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import BadRequest

from core.api.errors import BY_STATUS, JSON, PREFIX, Problem, refusal
from core.api.parameters import PER_PAGE, Asked, Parameter, read
from core.api.shapes import Words
from core.config import Settings
from core.pages import Shelf, public_page
from core.web import refuse_broken_query, with_query

VERSION = "/api/v1"
SHELF_SHARE = 6
KEPT_BY_BROWSERS = "86400"
_PART = re.compile(r"<\w+:(\w+)>")


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; `cursor` leads on where there are more."""

    rows: Sequence[Mapping[str, Any]]
    cursor: str | None = None


def path_of(rule: str) -> str:
    """A rule as OpenAPI writes it."""
    return _PART.sub(r"{\1}", rule)


def places_of(rule: str) -> list[str]:
    """The names of the places in a rule."""
    return _PART.findall(rule)


Answer = Callable[[Asked], Page | Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Operation:
    """One address that can be read. `gives` is the shape of what it answers, or of each row where it is a list.

    `example` fills the places of the path.
    """

    rule: str
    name: str
    topic: Words
    title: Words
    about: Words
    gives: Any
    answer: Answer
    parameters: tuple[Parameter, ...] = ()
    example: str = ""

    @property
    def is_list(self) -> bool:
        """Whether it answers rows by pages."""
        return PER_PAGE in self.parameters

    @cached_property
    def path(self) -> str:
        """The path as OpenAPI writes it."""
        return path_of(VERSION + self.rule)

    @property
    def places(self) -> list[str]:
        """The names of the places in its path."""
        return places_of(self.rule)

    def respond(self, **path: Any) -> Response:
        """The answer to the request."""
        try:
            refuse_broken_query()
            asked = read(request, self.parameters, path)
            shelf: Shelf = current_app.extensions["api_shelf"]
            return public_page(lambda: self._body(asked), *asked.key, content_type=JSON, shelf=shelf)
        except BadRequest:
            return refusal(BY_STATUS[400])
        except Problem as problem:
            return refusal(problem)

    def _body(self, asked: Asked) -> str:
        answer = self.answer(asked)
        told = {"results": answer.rows, "next": _next(asked, answer.cursor)} if isinstance(answer, Page) else answer
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def _next(asked: Asked, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    pairs = [(name, value) for name, value in asked.stated.items() if name != "cursor"]
    return with_query(request.path, [*pairs, ("cursor", cursor)])


def api_blueprint(name: str, operations: Sequence[Operation]) -> Blueprint:
    """A blueprint of just these operations, which the description then knows."""
    blueprint = Blueprint(name, __name__)
    for each in operations:
        blueprint.add_url_rule(VERSION + each.rule, each.name, each.respond, methods=["GET"])
    blueprint.record(lambda state: state.app.extensions["api_operations"].extend(operations))
    return blueprint


def operations() -> list[Operation]:
    """Every operation of the running application."""
    known: list[Operation] = current_app.extensions["api_operations"]
    return known


def init_app(app: Flask, settings: Settings) -> None:
    """A shelf of its own, so that no crawler of the API takes the pages' room; headers for scripts of other sites."""
    app.extensions["api_shelf"] = Shelf(settings.page_cache_bytes // SHELF_SHARE)
    app.extensions["api_operations"] = []
    app.extensions["api_programs"] = []
    app.extensions["api_links"] = {}

    @app.after_request
    def _open_to_other_sites(response: Response) -> Response:
        if request.path.startswith(PREFIX):
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = "ETag"
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
                response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
                response.headers["Access-Control-Max-Age"] = KEPT_BY_BROWSERS
        return response
