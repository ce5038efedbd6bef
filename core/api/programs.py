"""Operations of programs that act for an organisation, with a token: what they take, what they answer, what they need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import current_app

from core.api.operations import VERSION, path_of
from core.api.parameters import Asked, Parameter
from core.api.shapes import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: for which organisation, by whom, with which body (checked), and under which key of its own."""

    organisation: Any
    actor: Any
    asked: Asked
    body: Any = None
    key: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its status, its JSON, further headers."""

    status: int
    told: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class ProgramOperation:
    """One address for programs. `takes` is the shape of the body, `gives` of the answer, `scope` what the token must allow."""

    method: str
    rule: str
    name: str
    topic: Words
    title: Words
    about: Words
    scope: str
    gives: Any
    answer: Callable[[Call], Said]
    takes: Any = None
    parameters: tuple[Parameter, ...] = ()
    example: str = ""
    status: int = 200

    @cached_property
    def path(self) -> str:
        """The path as OpenAPI writes it."""
        return path_of(VERSION + self.rule)


def programs() -> list[ProgramOperation]:
    """Every such operation of the running application."""
    known: list[ProgramOperation] = current_app.extensions["api_programs"]
    return known
