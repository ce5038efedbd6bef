"""The one form in which the API says no, in both languages; nothing of ours is told."""

import json
from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from flask import Response
from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from core.api.shapes import Doc, Text, Words
from core.language import LOCALES

PREFIX = "/api/"
JSON = "application/json"
EXAMPLE = {"zh": "须为 1 至 100 的整数。", "en": "It must be a whole number from 1 to 100."}


class ErrorDetail(TypedDict):
    """What was wrong."""

    code: Annotated[str, Doc(_("A word for programs; it does not change"), "bad_value")]
    message: Annotated[Text, Doc(_("A sentence for people"), EXAMPLE)]
    field: Annotated[str | None, Doc(_("The parameter that is meant, if one is"), "per_page")]
    id: NotRequired[Annotated[int, Doc(_("What is there already, where that is why"), 12)]]


class Error(TypedDict):
    """The answer to every request that cannot be served."""

    error: ErrorDetail


@dataclass
class Problem(Exception):
    """A request that gets no answer: an HTTP status, a code for programs, a sentence for people; `id` of what stands in its
    way."""

    status: int
    code: str
    message: Words
    field: str | None = None
    id: int | None = None


NOT_FOUND = Problem(404, "not_found", _("There is nothing at this address. Rows of the demo season need demo=1."))
BY_STATUS = {
    400: Problem(400, "bad_request", _("The request cannot be read.")),
    404: NOT_FOUND,
    405: Problem(405, "method_not_allowed", _("This address does not take that method.")),
    413: Problem(413, "too_large", _("That is too large.")),
    429: Problem(429, "too_many_requests", _("Too many requests came from your side. Try again in a minute.")),
    500: Problem(500, "server_error", _("Something broke on our side. We have been told.")),
    503: Problem(503, "unavailable", _("The site cannot answer just now. Please try again in half a minute.")),
}


def in_both(words: Words) -> Text:
    """A sentence of the site in both languages."""
    said = {}
    for speaks, locale in LOCALES.items():
        with force_locale(locale):
            said[speaks] = str(words)
    return {"zh": said["zh"], "en": said["en"]}


def refusal(problem: Problem) -> Response:
    """The answer to a request that cannot be served."""
    facts: ErrorDetail = {"code": problem.code, "message": in_both(problem.message), "field": problem.field}
    if problem.id is not None:
        facts["id"] = problem.id
    told: Error = {"error": facts}
    body = json.dumps(told, ensure_ascii=False) + "\n"
    return Response(body, status=problem.status, content_type=JSON, headers={"Cache-Control": "no-store"})


def refusal_of(status: int) -> Response:
    """The answer for an HTTP status that arose outside of the API's own code."""
    known = BY_STATUS.get(status) or BY_STATUS[500 if status >= 500 else 400]
    return refusal(Problem(status, known.code, known.message))
